// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule
import Results
import Simulator

extension SectionOrbit {
  /// Whether neighbouring trajectories are closed as well, so that this is no limit cycle.
  var isPartOfBand: Bool {
    if abs(divergence) > 1e-7 { return false }
    let offset = map.rule == .winding ? 0.02 * max(1e-3, abs(position)) : 1e-3
    return [-offset, offset].allSatisfy { shift in
      guard let arrival = map.outcome(from: position + shift, backward: false).value else { return true }
      return abs(arrival.displacement) < 1e-8 * offset
    }
  }
}

extension WindowField {
  /// Once around a closed orbit: points close enough together to be joined by straight lines, and the state at the end.
  typealias Turn = (samples: [(time: Double, point: PlanePoint)], last: [Double])

  /// Integrates once around by an explicit method; nil if that breaks down.
  fileprivate func turn(from start: [Double], period: Double) -> Turn? {
    let ensemble = TrajectoryEnsemble(field: self, maximumSteps: 100_000)
    var record = StepRecord()
    var last = start
    let ends = ensemble.run(from: [start], tolerances: [ReturnMap.Effort.accurate.tolerance]) { step in
      let length = min(step.length, period - step.time)
      record.append(step, length: length)
      if length == step.length { return true }
      last = step.state(after: length)
      return false
    }
    return ends == [.observer] ? (record.points(self, ensemble.tableau), last) : nil
  }

  /// Integrates once around by backward differentiation formulas; nil if that breaks down.
  func stiffTurn(from start: [Double], period: Double) -> Turn? {
    guard
      let simulation = try? stiffSimulation(
        duration: period, tolerance: ReturnMap.Method.stiffTolerance, output: .steps(refinement: 8),
        maximumSteps: 100_000)
    else { return nil }
    let path = simulation.trajectory(from: start)
    guard path.stop == .reachedEnd else { return nil }
    let points = zip(path.column(0), path.column(1)).map { PlanePoint($0, $1) }
    // Points closer together than a figure shows are left out, and the last, which is the first again.
    var samples = [(time: 0.0, point: points[0])]
    for (time, point) in zip(path.times, points).dropLast()
    where (point - samples[samples.count - 1].point).length > 2e-3 {
      samples.append((time, point))
    }
    return (samples, path.finalState)
  }
}

/// A closed orbit that has been computed around.
struct ClosedOrbit {
  /// The result.
  let cycle: LimitCycle
  /// The points in coordinates of the window.
  let points: [PlanePoint]
  /// The integral of the divergence over one turn.
  let divergence: Double

  /// Integrates once around; nil if the integration breaks down.
  init?(_ orbit: SectionOrbit) {
    let flow = orbit.map.flow
    let field = WindowField(flow: flow, backward: orbit.backward, companion: .variation)
    let start = field.start(orbit.map.point(orbit.position))
    guard
      let turn = orbit.map.method == .stiff
        ? field.stiffTurn(from: start, period: orbit.period) : field.turn(from: start, period: orbit.period)
    else { return nil }
    var samples = turn.samples
    let last = turn.last
    let turns = flow.turns(from: samples[0].point, to: PlanePoint(last[0], last[1]))
    samples.append((orbit.period, samples[0].point + flow.offset(of: turns)))
    if orbit.backward { samples = samples.reversed().map { (orbit.period - $0.time, $0.point) } }
    points = samples.map(\.point)
    divergence = orbit.divergence
    let first = PlanePoint(start[0], start[1]) + flow.offset(of: turns)
    let gap = zip(flow.unscaled(PlanePoint(last[0], last[1])), flow.unscaled(first)).map { $0 - $1 }
    let trivial = ClosedOrbit.largestEigenvalue(Array(last[2...]))
    cycle = LimitCycle(
      period: orbit.period,
      multipliers: [
        [orbit.backward ? 1 / trivial : trivial, 0], [min(Double.exp(divergence), .greatestFiniteMagnitude), 0],
      ],
      stable: orbit.isStable, isHalfStable: orbit.kind == .halfStable ? true : nil,
      turns: flow.named(orbit.backward ? turns.map { -$0 } : turns), points: points.map(flow.unscaled),
      times: samples.map(\.time),
      residual: max(abs(gap[0]), abs(gap[1])))
  }

  /// The eigenvalue of larger modulus of a matrix with real eigenvalues, row by row.
  private static func largestEigenvalue(_ m: [Double]) -> Double {
    let half = (m[0] + m[3]) / 2
    let difference = (m[0] - m[3]) / 2
    let root = max(0, difference * difference + m[1] * m[2]).squareRoot()
    return half >= 0 ? half + root : half - root
  }

  /// How far the trivial multiplier may be from 1.
  private static let largestError = 1e-2

  /// Whether the trivial multiplier, which is 1, is about that as computed: otherwise rounding errors grow so much on the way that the
  /// orbit may not close, as beside a homoclinic orbit.
  var isResolved: Bool {
    cycle.multipliers.first?.first.map { abs($0 - 1) < Self.largestError } ?? false
  }

  /// The distance of a point from the orbit's points joined by straight lines.
  func distance(to point: PlanePoint) -> Double {
    point.distance(toPolyline: points)
  }

  /// Whether another computation led to the same orbit.
  func isSame(as other: ClosedOrbit) -> Bool {
    abs(divergence - other.divergence) < 1e-5 * (1 + abs(divergence))
      && abs(cycle.period - other.cycle.period) < 1e-6 * cycle.period
      && other.points.first.map { distance(to: $0) < 1e-3 } ?? false
  }

  /// The positions at which the orbit crosses a ray.
  func crossings(origin: PlanePoint, direction: PlanePoint) -> [Double] {
    zip(points, points.dropFirst()).compactMap { a, b in
      let (first, second) = (direction.cross(a - origin), direction.cross(b - origin))
      if (first > 0) == (second > 0) { return nil }
      let position = direction.dot(a + (first / (first - second)) * (b - a) - origin)
      return position > 0 ? position : nil
    }
  }

  /// How often the orbit winds around a point.
  func winding(around point: PlanePoint) -> Int {
    let crossings = zip(points, points.dropFirst()).map { a, b in
      let (first, second) = (a.y - point.y, b.y - point.y)
      if (first > 0) == (second > 0) { return 0 }
      let x = a.x + first / (first - second) * (b.x - a.x)
      return x > point.x ? (second > 0 ? 1 : -1) : 0
    }
    return crossings.reduce(0, +)
  }

  /// The sum of the indices of the fixed points inside.
  func enclosedIndex(_ fixedPoints: FixedPointTraps) -> Int {
    fixedPoints.points.filter { winding(around: $0.point) != 0 }.map(\.topologicalIndex).reduce(0, +)
  }
}
