// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore

/// All fixed points of a system of one or two variables at many values of the parameter, each value on its own.
///
/// The brute-force way to a diagram: it needs no smoothness and follows nothing, so it serves models that jump and checks
/// what continuation finds. What lies outside the window of the variables is not seen.
struct FixedPointGrid {
  let model: Model
  let settings: BifurcationSettings
  let box: StateBox
  let isCancelled: () -> Bool

  /// The fixed points by rising parameter, and what a reader should know.
  func points() throws(BifurcationError) -> (points: [GridPoint], notes: [String]) {
    guard model.dimension <= 2 else { throw .gridNeedsPlane(variables: model.variableNames) }
    var notes: [String] = []
    var found: [GridPoint] = []
    let range = settings.parameter
    for k in 0..<settings.gridCount where !isCancelled() {
      let value = range.lower + (range.upper - range.lower) * Double(k) / Double(settings.gridCount - 1)
      let (points, remarks) = try fixedPoints(at: value)
      found += points.map {
        GridPoint(parameter: value, state: $0.state, type: $0.type, stable: $0.stable, eigenvalues: $0.eigenvalues)
      }
      for remark in remarks where !notes.contains(remark) && notes.count < 8 { notes.append(remark) }
    }
    return (found, notes)
  }

  private func fixedPoints(at value: Double) throws(BifurcationError) -> (points: [FixedPoint], remarks: [String]) {
    let fixed: Model
    do throws(ModelError) {
      fixed = try model.setting(parameter: settings.parameter.name, to: value)
    } catch {
      throw .model(error)
    }
    if model.dimension == 1 {
      var line = PhaseLineSettings()
      line.window = box.ranges[0]
      line.orbitLength = 0
      line.searchedPeriod = 1
      do throws(PhaseLineError) {
        return (try PhaseLineAnalyzer.analyze(fixed, line).fixedPoints, [])
      } catch {
        throw .grid(error.description)
      }
    }
    do throws(PhasePlaneError) {
      let plane = try PhasePlaneSettings(
        horizontalVariable: model.variableNames[0], horizontalRange: box.ranges[0],
        verticalVariable: model.variableNames[1], verticalRange: box.ranges[1], arrowCount: 0,
        streamlineSeparation: 0, findsNullclines: false, findsSeparatrices: false, findsLimitCycles: false,
        computesTrajectories: false)
      let result = try PhasePlaneAnalyzer.analyze(fixed, settings: plane)
      return (result.fixedPoints, result.notes)
    } catch {
      throw .grid(error.description)
    }
  }
}

/// A fixed point at one value of the parameter.
public struct GridPoint: Codable, Hashable, Sendable {
  /// The value of the parameter.
  public var parameter: Double
  /// The state, by variable.
  public var state: [String: Double]
  /// What kind of point it is.
  public var type: FixedPointType
  /// Whether nearby states return.
  public var stable: Bool
  /// The eigenvalues, or multipliers, as pairs of real and imaginary part.
  public var eigenvalues: [[Double]]
}

extension BifurcationResult {
  /// A step of the grid between whose ends the kinds of fixed points change.
  public struct GridChange: Hashable, Sendable {
    /// The last value of the parameter before the change.
    public var lower: Double
    /// The first value after it.
    public var upper: Double
    /// The numbers of fixed points before, by type.
    public var before: [FixedPointType: Int]
    /// The numbers of fixed points after, by type.
    public var after: [FixedPointType: Int]
  }

  /// The steps of the grid in which fixed points appear, vanish or change their kind; none without a grid.
  public func gridChanges(count: Int) -> [GridChange] {
    guard let grid, count > 1 else { return [] }
    let values = (0..<count).map {
      parameter.lower + (parameter.upper - parameter.lower) * Double($0) / Double(count - 1)
    }
    let groups = Dictionary(grouping: grid, by: \.parameter)
    let kinds = values.map { value in
      Dictionary((groups[value] ?? []).map { ($0.type, 1) }, uniquingKeysWith: +)
    }
    return zip(values.indices, values.indices.dropFirst()).filter { kinds[$0] != kinds[$1] }.map {
      GridChange(lower: values[$0], upper: values[$1], before: kinds[$0], after: kinds[$1])
    }
  }
}
