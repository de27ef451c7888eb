// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore
import Results

/// What a bifurcation diagram is asked for.
public struct BifurcationSettings: Codable, Hashable, Sendable {
  /// The parameter that varies, and its range.
  public var parameter: AxisRange
  /// The values of the other parameters, where they differ from the model's own.
  public var parameters: [String: Double]
  /// Initial values of variables, where they differ from the model's own.
  public var initialValues: [String: Double]
  /// The time at which equations that depend on it are frozen.
  public var time: Double?
  /// The ranges of the variables in which equilibria are looked for, by name; others follow from the model.
  public var ranges: [String: AxisRange]
  /// The number of values of the parameter at which all equilibria are looked for.
  public var sliceCount: Int
  /// The number of starts of Newton's method at each of these values.
  public var startCount: Int
  /// Whether cycles are followed.
  public var cycles: Bool
  /// Whether cycles are computed again by multiple shooting.
  public var verifiesCycles: Bool
  /// How deep period doublings are followed; if it is not said, 2 for flows and 3 for maps. In flows, cycles that are
  /// unstable on both sides of a doubling are followed one doubling deep at most.
  public var doublingDepth: Int?
  /// How much work cycles may take in systems of many variables, in units of the default, which is about ten seconds.
  public var cycleWork: Double?
  /// The longest cycles of a map that are looked for; period doublings lead to longer ones.
  public var searchedPeriod: Int
  /// How the diagram is made.
  public var method: Method
  /// The number of values of the parameter on a grid.
  public var gridCount: Int
  /// The point of an earlier diagram from which this one continues; nil to search.
  public var start: BifurcationStart?
  /// How curves of equilibria are followed.
  public var equilibriumCurve: CurveSettings
  /// How branches of cycles are followed.
  public var cycleCurve: CycleSettings

  /// How diagrams are made.
  public enum Method: String, Codable, Hashable, Sendable, CaseIterable {
    /// Curves are followed.
    case continuation
    /// All fixed points at many values of the parameter, for one or two variables.
    case grid
  }

  /// The settings for a parameter and its range, with defaults that serve every model.
  /// - Throws: `BifurcationError.range` if a range is empty, not finite or too narrow.
  public init(parameter: AxisRange, ranges: [String: AxisRange] = [:]) throws(BifurcationError) {
    for range in [parameter] + ranges.values.sorted(by: { $0.name < $1.name }) {
      do {
        try range.check()
      } catch {
        throw .range(error)
      }
    }
    self.parameter = parameter
    self.ranges = ranges
    parameters = [:]
    initialValues = [:]
    sliceCount = 12
    startCount = 40
    cycles = true
    verifiesCycles = false
    method = .continuation
    gridCount = 101
    doublingDepth = nil
    searchedPeriod = 3
    equilibriumCurve = CurveSettings()
    cycleCurve = CycleSettings()
  }

  /// How deep period doublings are followed.
  func doublingDepth(isMap: Bool) -> Int { doublingDepth ?? (isMap ? 3 : 2) }

  /// A model with the settings' parameters and initial values, time frozen if they say so, and without quadratures.
  /// - Throws: `BifurcationError.model` for a name that the model does not have.
  public func applied(to model: Model) throws(BifurcationError) -> Model {
    do throws(ModelError) {
      let model = try model.setting(parameters: parameters, initialValues: initialValues)
      let frozen = if let time { try model.freezingTime(at: time) } else { model }
      return try frozen.withoutQuadratures()
    } catch {
      throw .model(error)
    }
  }
}

/// Why no bifurcation diagram can be made.
public enum BifurcationError: Error, Hashable, Sendable, CustomStringConvertible {
  case range(RangeError)
  case noParameter(known: [String])
  case noRange(parameter: String)
  case dependsOnTime(model: String)
  case unknownStart(String, known: [String])
  case startOutside(name: String, range: AxisRange, value: Double)
  case gridNeedsPlane(variables: [String])
  case grid(String)
  case sameParameter(String)
  case tooManyVariables(Int, limit: Int)
  case conserves(String)
  /// Something was asked for that is not made for delay equations.
  case notForDelays(String)
  case tooManyDelayedVariables(Int, limit: Int)
  case startHasNoCurve(String, kinds: [String])
  case model(ModelError)

  /// The message for a person.
  public var description: String {
    switch self {
    case .range(let error): error.description
    case .noParameter(let known):
      known.isEmpty
        ? "the model has no parameters to vary"
        : "which parameter is to vary? Say --parameter NAME=LOW:HIGH; there are \(known.joined(separator: ", "))"
    case .noRange(let parameter):
      "the model suggests no range for '\(parameter)'; say --parameter \(parameter)=LOW:HIGH"
    case .dependsOnTime(let model):
      "the equations of \(model) depend on time t, so that it has no equilibria to follow; --at-time T freezes time"
    case .unknownStart(let name, let known):
      "there is no point '\(name)' in the saved diagram; "
        + (known.isEmpty
          ? "it has no labels, say BRANCH:POINT, such as 1:5"
          : "there are \(known.joined(separator: ", "))"
            + ", and BRANCH:POINT, such as 1:5")
    case .startOutside(let name, let range, let value):
      "at \(name) \(range.name) is \(value), outside \(range.lower) to \(range.upper)"
    case .gridNeedsPlane(let variables):
      "a grid of fixed points needs a model of one or two variables; there are \(variables.count)"
    case .grid(let text): text
    case .sameParameter(let name): "two parameters are needed, but '\(name)' is given twice"
    case .tooManyVariables(let count, let limit):
      "diagrams in two parameters are made of up to \(limit) variables; the model has \(count)"
    case .notForDelays(let what):
      "the model has delays, and \(what) is for ordinary equations; 'bifurcation' with one parameter follows its equilibria"
    case .tooManyDelayedVariables(let count, let limit):
      "diagrams of delay equations are made of up to \(limit) variables; the model has \(count)"
    case .startHasNoCurve(let name, let kinds):
      "through \(name) no curve in two parameters is followed; points \(kinds.joined(separator: ", ")) of "
        + "equilibria or fixed points start one"
    case .conserves(let sum):
      "\(sum) is conserved, so that no equilibrium is isolated; in two parameters such models are not followed: write one of "
        + "these variables as a formula of the others"
    case .model(let error): error.description
    }
  }
}
