// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// A dynamical system as symbols: what an `.ode` file says, or what is written in Swift.
///
/// A model is a value; `Model -> Model` functions (`setting`, `freezing`, `reversingTime`, `slice` …) make others of it. Every
/// model is valid: the initialiser refuses what would not make sense. Names are any text, so that parts of a composed
/// model can be called by paths such as `soma.na.m`.
public struct Model: Hashable, Sendable {
  /// What the right-hand sides mean.
  public enum Kind: String, Hashable, Sendable, Codable {
    /// Rates of change: x' = f(x).
    case flow
    /// Next values: x(t + 1) = f(x).
    case map
  }

  /// A short name: for a file its name without extension.
  public internal(set) var name: String
  /// What the model is called in a sentence.
  public internal(set) var title: String
  /// Where the model was published.
  public let citation: String
  /// What the right-hand sides mean.
  public let kind: Kind
  /// The state variables with their right-hand sides, in order.
  public let variables: [Variable]
  /// Quantities that are at equilibrium given the state; there are none but in slices of larger models.
  public let algebraicVariables: [AlgebraicVariable]
  /// The parameters, in order.
  public let parameters: [Parameter]
  /// Further quantities of interest, functions of state, parameters and time.
  public let auxiliaries: [Auxiliary]
  /// Threshold crossings with resets.
  public internal(set) var events: [Event]
  /// Sources of white noise, which drive flows beside their right-hand sides.
  public let noises: [Noise]
  /// What the model remembers of its past; nothing in an ordinary flow or map.
  public let memory: Memory
  /// What is left to chance beside white noise; nothing in an ordinary flow or map.
  public let chance: Chance
  /// Calls of functions in dynamic libraries, which are not made.
  public let libraryCalls: [LibraryCall]
  /// Named settings of parameters and initial values.
  public let parameterSets: [ParameterSet]
  /// What the author of the model suggests for plots and computations.
  public internal(set) var hints: ModelHints

  /// Makes a model, if it is sound.
  /// - Throws: `ModelError` that names the symbol at fault: no variables, a name given twice or reserved, a symbol that
  ///   stands for nothing, an assignment to something that is neither variable nor parameter.
  public init(
    name: String, title: String = "", citation: String = "", kind: Kind = .flow, variables: [Variable],
    algebraicVariables: [AlgebraicVariable] = [], parameters: [Parameter] = [], auxiliaries: [Auxiliary] = [],
    events: [Event] = [], noises: [Noise] = [],
    memory: Memory = Memory(), chance: Chance = Chance(), libraryCalls: [LibraryCall] = [],
    parameterSets: [ParameterSet] = [], hints: ModelHints = ModelHints()
  ) throws(ModelError) {
    self.name = name
    self.title = title.isEmpty ? name : title
    self.citation = citation
    self.kind = kind
    self.variables = variables
    self.algebraicVariables = algebraicVariables
    self.parameters = parameters
    self.auxiliaries = auxiliaries
    self.events = events
    self.noises = noises
    self.memory = memory
    self.chance = chance
    self.libraryCalls = libraryCalls
    self.parameterSets = parameterSets
    self.hints = hints
    try validate()
  }
}

extension Model {
  /// The names of the state variables, in order.
  public var variableNames: [String] { variables.map(\.name) }
  /// The names of the parameters, in order.
  public var parameterNames: [String] { parameters.map(\.name) }
  /// The values of the parameters, in order.
  public var parameterValues: [Double] { parameters.map(\.value) }
  /// The names of the parameters that an analysis may be asked to vary: all but constants, in order.
  public var variableParameterNames: [String] { parameters.filter { !$0.isConstant }.map(\.name) }
  /// The number of state variables.
  public var dimension: Int { variables.count }
  /// The right-hand sides, in order of the variables.
  public var rates: [Expression] { variables.map(\.rate) }

  /// The position of a variable; capitals and small letters are told apart only if that is needed.
  public func variableIndex(_ name: String) -> Int? { Model.index(of: name, in: variableNames) }
  /// The position of a parameter; capitals and small letters are told apart only if that is needed.
  public func parameterIndex(_ name: String) -> Int? { Model.index(of: name, in: parameterNames) }

  /// The position of a name among others; capitals and small letters are told apart only if that is needed.
  public static func index(of name: String, in names: [String]) -> Int? {
    names.firstIndex(of: name) ?? names.firstIndex { $0.lowercased() == name.lowercased() }
  }

  /// The amplitudes of the noise: for each source one formula for each variable, in order.
  public var noiseAmplitudes: [[Expression]] {
    noises.map { noise in variableNames.map { noise.amplitudes[$0] ?? 0 } }
  }

  /// The amplitudes of the noise that are not zero everywhere, source by source and in each in the order of the variables: the
  /// positions of source and variable, and the formula.
  public var noiseEntries: [(source: Int, variable: Int, amplitude: Expression)] {
    let positions = Dictionary(variableNames.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    return noises.enumerated().flatMap { source, noise in
      noise.amplitudes.compactMap { name, amplitude in
        positions[name].map { (source: source, variable: $0, amplitude: amplitude) }
      }.filter { $0.amplitude != 0 }.sorted { $0.variable < $1.variable }
    }
  }

  /// Whether a right-hand side depends on time.
  public var dependsOnTime: Bool {
    ExpressionGraph(rates + algebraicVariables.map(\.residual)).symbols.contains("t")
  }

  /// The initial state for the parameters' own values.
  ///
  /// Initial values may be formulas of parameters; one that has no value (a division by zero, say) is NaN.
  public var initialState: [Double] { initialState(parameters: parameterValues) }

  /// The initial state for given values of the parameters, in order.
  /// - Parameters:
  ///   - parameters: The values, one for each parameter.
  ///   - draws: The random numbers of which initial values may be formulas, by name.
  public func initialState(parameters: [Double], draws: [String: Double] = [:]) -> [Double] {
    var symbols = Dictionary(zip(parameterNames, parameters), uniquingKeysWith: { first, _ in first })
    symbols["t"] = hints.startTime ?? 0
    symbols.merge(draws) { first, _ in first }
    var interpretation = ScalarInterpretation(symbols: symbols)
    return ExpressionGraph(variables.map(\.initialValue)).interpret(&interpretation)
  }
}
