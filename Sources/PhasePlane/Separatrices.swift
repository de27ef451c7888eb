// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// The stable and unstable manifolds of the saddles of a planar flow, and the strong manifolds of its saddle-nodes.
///
/// Each branch starts on the quadratic approximation of the manifold, about 1e-4 of the window from the fixed point (an
/// error of about 1e-12), or nearer if another fixed point is close, and is integrated with a tolerance of 1e-12 until it comes to rest, winds onto a limit cycle,
/// comes to a saddle, or has left the window by more than two and a half times its size. A saddle-node has besides its
/// strong manifold one branch of the centre manifold that is unique; it starts 1e-3 of the window away.
public struct Separatrices: Sendable {
  var flow: PlanarFlow
  let fixedPoints: [FixedPoint]
  let traps: FixedPointTraps
  let cycles: [LimitCyclePolygon]
  /// The most steps along one branch.
  var maximumSteps = 6000
  /// The most evaluations of the right-hand side, for all branches together.
  static let evaluations = 10_000_000
  /// Finds the branches.
  /// - Parameters:
  ///   - flow: The flow and the window.
  ///   - fixedPoints: All fixed points in the window.
  ///   - limitCycles: The limit cycles that are known, which branches may wind onto.
  ///   - isCancelled: Asked now and then; the branches end early when it answers true.
  /// - Returns: Four branches for each saddle: two unstable, two stable; and how many of them were not followed to their ends
  ///   because of others. Ends are told by the numbers of fixed points and limit cycles in the lists given, counted from 1.
  public static func find(
    of flow: PlanarFlow, fixedPoints: [FixedPoint], limitCycles: [LimitCycle],
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) -> (branches: [Separatrix], unfinished: Int) {
    let allowance = WorkAllowance(evaluations: evaluations, isCancelled: isCancelled)
    var flow = flow
    flow.allowance = allowance
    var search = Separatrices(
      flow: flow, fixedPoints: fixedPoints, traps: FixedPointTraps(fixedPoints, flow: flow),
      cycles: limitCycles.enumerated().map { LimitCyclePolygon($1, index: $0, flow: flow) })
    let starts = search.traps.points.flatMap(search.starts)
    let branches = [Separatrix.Kind.unstable, .stable].enumerated().flatMap { done, kind in
      search.flow.allowance = WorkAllowance(partOf: allowance, count: 2 - done)
      return search.trace(starts.filter { $0.kind == kind })
    }
    let sorted = fixedPoints.indices.flatMap { saddle in branches.filter { $0.start.trap.index == saddle } }
    return (sorted.map { $0.separatrix(search) }, sorted.count { $0.end == .cutShort })
  }
}

/// A limit cycle in coordinates of the window, as other trajectories see it.
struct LimitCyclePolygon: Sendable {
  let index: Int
  let cycle: LimitCycle
  /// The points; of a cycle that reaches beyond one turn of an angle copies of them, such that each part is in the turn once.
  let lines: [[PlanePoint]]

  init(_ cycle: LimitCycle, index: Int, flow: PlanarFlow) {
    self.index = index
    self.cycle = cycle
    let points = cycle.points.map(flow.scaled)
    func shifts(_ axis: Int, _ values: [Double]) -> [Double] {
      guard flow.isClosed(axis), let least = values.min(), let most = values.max(), most - least < 100 else {
        return [0]
      }
      return (Int(least.rounded())...Int(most.rounded())).map { Double($0) }
    }
    let columns = shifts(0, points.map(\.x))
    lines = shifts(1, points.map(\.y)).flatMap { y in
      columns.map { x in points.map { $0 - PlanePoint(x, y) } }
    }
  }

  var stable: Bool { cycle.stable }
  var isHalfStable: Bool { cycle.isHalfStable == true }
  var period: Double { cycle.period }

  /// The distance of a point from the polygon.
  func distance(to point: PlanePoint) -> Double {
    lines.map { point.distance(toPolyline: $0) }.min() ?? .infinity
  }
}
