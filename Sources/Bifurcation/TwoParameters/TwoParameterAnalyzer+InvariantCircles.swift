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

/// Where the invariant circles through folds end: at a loop of the saddle-node a curve of homoclinic orbits to a saddle begins.
struct CircleEnd {
  /// A place on the curve of folds with a circle.
  var onCircle: [Double]
  /// One beyond the end of the circles.
  var beyond: [Double]
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
      let places = chosen.enumerated().map { index, unknowns -> FoldPlace in
        let fates = paths[(2 * index)...(2 * index + 1)].map { fate(of: $0, beside: unknowns) }
        let isOnCircle: Bool? = fates.contains(.comesBack) ? true : fates.contains(.elsewhere) ? false : nil
        return (Array(unknowns.suffix(2)), isOnCircle)
      }
      circleMarks += places.compactMap { place in
        place.isOnCircle.map { CircleMark(place: place.parameters, isOnCircle: $0) }
      }
      noteEnds(among: places)
    }
    followLinesBesideCircleEnds()
  }

  /// So many places beyond the last one on a circle the saddle is apart from the fold.
  private static let placesBeyond = 2

  /// Both parameters of a fold, and whether it lies on a circle, if that is known.
  private typealias FoldPlace = (parameters: [Double], isOnCircle: Bool?)

  /// Takes note of where circles end, or may end, along a curve of folds.
  private mutating func noteEnds(among places: [FoldPlace]) {
    for places in [places, places.reversed()] {
      for (index, place) in places.enumerated() where place.isOnCircle == true {
        let others = places[(index + 1)...].prefix { $0.isOnCircle != true }.prefix(Self.placesBeyond)
        guard let last = others.last else { continue }
        circleEnds.append(CircleEnd(onCircle: place.parameters, beyond: last.parameters))
      }
    }
  }

  /// Follows cycles on lines across the folds beyond the ends of circles, where no homoclinic orbits are known: the cycles of the circle go
  /// on there, to orbits homoclinic to the saddle.
  private mutating func followLinesBesideCircleEnds() {
    for end in circleEnds where !isCycleWorkDone && !isCancelled() && !passes(.homoclinic, beside: end.beyond) {
      let (a, b) = (inUnitSquare(end.onCircle), inUnitSquare(end.beyond))
      let isHorizontal = abs(b.y - a.y) > abs(b.x - a.x)
      followCrossingCycles(onLineAt: end.beyond[isHorizontal ? 1 : 0], isHorizontal: isHorizontal)
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

  /// What becomes of a trajectory that starts beside a saddle-node.
  private enum Fate {
    /// It has never been away.
    case stays
    /// It has been away, and ends at the saddle-node, or at its image a turn of an angle further.
    case comesBack
    /// It has been away for so long that it comes to something else.
    case elsewhere
    case unknown
  }

  private func fate(of path: Trajectory, beside unknowns: [Double]) -> Fate {
    let (n, size) = (units.model.dimension, Self.start * NaturalUnits.typicalNumber)
    let columns = (0..<n).map(path.column)
    /// The distance at a point of the path, of angles that between states and that between places on the circle.
    func distance(at point: Int, onCircle: Bool) -> Double {
      euclideanNorm(
        (0..<n).map { i -> Double in
          let (gap, period) = (columns[i][point] - unknowns[i], units.equilibria.periods[i])
          return onCircle && period > 0 ? gap.remainder(dividingBy: period) : gap
        })
    }
    let points = 0..<path.count
    guard points.contains(where: { distance(at: $0, onCircle: false) > Self.left * size }) else { return .stays }
    guard path.stop == .reachedEnd else { return .unknown }
    if distance(at: path.count - 1, onCircle: true) < size { return .comesBack }
    let late = points.filter { path.times[$0] > Self.longest / 2 }
    return late.allSatisfy { distance(at: $0, onCircle: true) > Self.left * size } ? .elsewhere : .unknown
  }
}
