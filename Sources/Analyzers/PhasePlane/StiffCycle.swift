// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import RealModule
import Simulator

/// The limit cycle that a trajectory of a stiff planar flow winds onto.
///
/// The trajectory is followed by the backward differentiation formulas, whose steps a fast decay towards slow parts of the
/// way does not shorten. Past its transient, the time between two crossings of a line across it is the period.
///
/// - Accuracy: a relative error of about 1e-8 in the period. The nontrivial multiplier is exp(∮ div f dt) (Liouville's
///   formula) by the trapezoid rule; the trivial one is known to be 1, and not computed.
/// - Failure modes: a trajectory that needs more than one turn to come within 1e-6 of the cycle is undecided.
struct StiffCycle {
  /// Where a trajectory ends up.
  enum Outcome {
    case cycle(LimitCycle)
    /// At a fixed point, or outside the neighbourhood of the window.
    case ended
    /// Nowhere in the steps allowed.
    case undecided
  }

  /// A moment at which the trajectory crosses the section in the sense of its start.
  private struct Crossing {
    /// The position of the last point before it.
    var index: Int
    var time: Double
    var point: PlanePoint
  }

  let flow: PlanarFlow
  let traps: FixedPointTraps
  var isCancelled: @Sendable () -> Bool = { false }

  /// What becomes of the trajectory from a point.
  func outcome(from start: PlanePoint) -> Outcome {
    guard let transient = path(from: start, duration: 1e12, tolerance: 1e-8, steps: 4000, refinement: 1) else {
      return .undecided
    }
    let points = points(of: transient)
    guard let last = points.last else { return .undecided }
    if points.contains(where: { max(abs($0.x), abs($0.y)) > 3 }) { return .ended }
    if traps.points.contains(where: { ($0.point - last).length < 1e-2 }) { return .ended }
    guard let before = crossings(transient.times, points, of: last).last(where: { $0.index < points.count - 4 }),
      let end = transient.finalTime
    else { return .undecided }
    return turn(from: last, about: end - before.time)
  }

  /// Two turns from a point on the cycle, of which the second is kept.
  private func turn(from start: PlanePoint, about period: Double) -> Outcome {
    guard let path = path(from: start, duration: 2.2 * period, tolerance: 1e-11, steps: 100_000, refinement: 8) else {
      return .undecided
    }
    let points = points(of: path)
    let found = crossings(path.times, points, of: start).filter { $0.time > 0.1 * period }
    guard found.count >= 2, (found[1].point - found[0].point).length < 1e-6 else { return .undecided }
    return .cycle(cycle(path.times, points, from: found[0], to: found[1]))
  }

  private func path(
    from start: PlanePoint, duration: Double, tolerance: Double, steps: Int, refinement: Int
  ) -> Trajectory? {
    func run(_ field: some VectorField, _ settings: IntegrationSettings) -> Trajectory {
      var simulation = Simulation(field: field, parameters: flow.parameters, settings: settings)
      simulation.isCancelled = isCancelled
      return simulation.trajectory(from: flow.unscaled(start))
    }
    let extent = [flow.horizontal, flow.vertical].map { max(abs($0.lower), abs($0.upper)) + 3 * ($0.upper - $0.lower) }
    guard
      let settings = try? IntegrationSettings(
        method: .stiff, duration: duration, relativeTolerance: tolerance,
        absoluteTolerance: tolerance * min(flow.size.0, flow.size.1), output: .steps(refinement: refinement),
        bound: 10 * max(extent[0], extent[1]), maximumSteps: steps)
    else { return nil }
    return run(flow.field, settings)
  }

  private func points(of path: Trajectory) -> [PlanePoint] {
    zip(path.column(0), path.column(1)).map { flow.scaled([$0, $1]) }
  }

  /// Where a trajectory crosses the line through a point of it, at right angles there, close to the point.
  private func crossings(_ times: [Double], _ points: [PlanePoint], of origin: PlanePoint) -> [Crossing] {
    let normal = flow.rate(at: origin).normalized
    let heights = points.map { normal.dot($0 - origin) }
    guard points.count > 3 else { return [] }
    return (1..<points.count - 2).compactMap { index in
      guard heights[index] < 0, heights[index + 1] >= 0, (points[index] - origin).length < 0.1 else { return nil }
      let near = index - 1...index + 2
      let weights = StiffCycle.weights(atZeroOf: Array(heights[near]))
      var crossing = Crossing(index: index, time: 0, point: PlanePoint(0, 0))
      for (k, weight) in zip(near, weights) {
        crossing.time += weight * times[k]
        crossing.point = crossing.point + weight * points[k]
      }
      return crossing
    }
  }

  /// The weights of Lagrange's interpolation at zero; of the linear one between the middle two unless the nodes rise.
  private static func weights(atZeroOf nodes: [Double]) -> [Double] {
    guard zip(nodes, nodes.dropFirst()).allSatisfy(<) else {
      let part = nodes[1] / (nodes[1] - nodes[2])
      return [0, 1 - part, part, 0]
    }
    return nodes.indices.map { k in
      nodes.indices.filter { $0 != k }.map { nodes[$0] / (nodes[$0] - nodes[k]) }.reduce(1, *)
    }
  }

  private func cycle(
    _ times: [Double], _ points: [PlanePoint], from first: Crossing, to last: Crossing
  ) -> LimitCycle {
    let inner = first.index + 1...last.index
    let turn = [first.point] + points[inner] + [last.point]
    let moments = [first.time] + times[inner] + [last.time]
    let rates = turn.map { point in
      let jacobian = flow.jacobian(at: point)
      return jacobian[0] + jacobian[3]
    }
    var divergence = 0.0
    for k in 1..<turn.count { divergence += (moments[k] - moments[k - 1]) * (rates[k] + rates[k - 1]) / 2 }
    // Points closer together than a figure shows are left out.
    var kept = [0]
    for k in 1..<turn.count - 1 where (turn[k] - turn[kept[kept.count - 1]]).length > 2e-3 { kept.append(k) }
    let gap = zip(flow.unscaled(last.point), flow.unscaled(first.point)).map { abs($0 - $1) }
    return LimitCycle(
      period: last.time - first.time, multipliers: [[1, 0], [min(.exp(divergence), .greatestFiniteMagnitude), 0]],
      stable: divergence < 0, points: kept.map { flow.unscaled(turn[$0]) } + [flow.unscaled(first.point)],
      times: kept.map { moments[$0] - first.time } + [last.time - first.time], residual: max(gap[0], gap[1]))
  }
}
