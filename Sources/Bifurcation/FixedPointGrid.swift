// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import PhasePlane
import Results

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
