// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import LinearSolvers
import ModelCore
import Parallelism
import Results
import Simulator

/// Whether the fold at a place on a curve of folds lies on an invariant circle.
struct CircleMark {
  /// Both parameters.
  var place: [Double]
  var isOnCircle: Bool
}

/// Saddle-nodes on invariant circles: folds to which comes back what leaves them along their centre manifold (Kuznetsov 2004, 7.1).
extension TwoParameterAnalyzer {
  /// The number of places on a curve of folds that are looked at, at most.
  private static let circlePlaceLimit = 40
  /// Trajectories start at this distance from a saddle-node, in typical sizes, ...
  private static let start = 0.005
  /// ... have left it at so many times this distance, ...
  private static let left = 4.0
  /// ... and are back within it after this time at the latest, in natural units.
  private static let longest = 5000.0

  /// The errors of a step, relative to the state and in natural units, and the number of steps that a trajectory may take.
  private static let (relativeTolerance, absoluteTolerance, stepLimit) = (1e-7, 1e-9, 20_000)

  /// Looks along the curves of folds of stable states for what comes back to the fold.
  mutating func findInvariantCircles() {
    guard !isMap, curves.contains(where: { $0.kind == .limitPoint }) else { return }
    do {
      let names = [settings.horizontal.name, settings.vertical.name]
      let duration = try IntegrationSettings(
        method: .dormandPrince, duration: Self.longest, relativeTolerance: Self.relativeTolerance,
        absoluteTolerance: Self.absoluteTolerance, output: .steps(refinement: 1), bound: Self.largestNumber,
        maximumSteps: Self.stepLimit)
      let extended = try units.model.withoutEvents().turningIntoVariables(parameters: names)
      findInvariantCircles(by: try ModelSimulation(extended), duration)
    } catch {
      diagram.note("circles through saddle-nodes were looked for on lines alone: \(error)")
    }
  }

  private mutating func findInvariantCircles(by simulation: ModelSimulation, _ duration: IntegrationSettings) {
    for curve in curves where curve.kind == .limitPoint && !isCancelled() {
      let stable = curve.points.filter { $0.description.unstableCount == 0 }
      let stride = max(1, (stable.count + Self.circlePlaceLimit - 1) / Self.circlePlaceLimit)
      let chosen = stable.indices.filter { $0 % stride == 0 || $0 == stable.count - 1 }.map { stable[$0].unknowns }
      let starts = chosen.map(startsBeside)
      let paths = simulation.trajectories(
        from: starts.flatMap { $0 }, duration, isCancelled: { [context] in context.isCancelled })
      guard paths.count == 2 * chosen.count else { return }
      for (index, unknowns) in chosen.enumerated() {
        let comesBack = paths[(2 * index)...(2 * index + 1)].contains { returns($0, to: unknowns) }
        circleMarks.append(CircleMark(place: Array(unknowns.suffix(2)), isOnCircle: comesBack))
      }
    }
  }

  /// States on both sides of a saddle-node along its critical direction, with the parameters.
  private func startsBeside(_ unknowns: [Double]) -> [[Double]] {
    let n = units.model.dimension
    let derivative = units.equilibria.stateDerivative(at: unknowns)
    let critical = SingularValueDecomposition(derivative)?.smallestRightVector ?? [Double](repeating: 0, count: n)
    let size = Self.start * NaturalUnits.typicalNumber
    return [1.0, -1].map { side in
      (0..<n).map { unknowns[$0] + side * size * critical[$0] } + unknowns[n...]
    }
  }

  /// Whether a trajectory leaves a state and comes back to it, or to its image a turn of an angle further.
  private func returns(_ path: Trajectory, to unknowns: [Double]) -> Bool {
    guard path.stop == .reachedEnd else { return false }
    let (n, size) = (units.model.dimension, Self.start * NaturalUnits.typicalNumber)
    let extents = (0..<n).map { i -> Double in
      path.column(i).reduce(0) { max($0, abs($1 - unknowns[i])) }
    }
    let gaps = (0..<n).map { i -> Double in
      let gap = path.finalState[i] - unknowns[i]
      let period = units.equilibria.periods[i]
      return period > 0 ? gap.remainder(dividingBy: period) : gap
    }
    return (extents.max() ?? 0) > Self.left * size && euclideanNorm(gaps) < size
  }
}
