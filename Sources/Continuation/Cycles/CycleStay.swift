// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The time that a cycle spends beside a state.
struct CycleStay {
  /// The time.
  private(set) var time = 0.0
  /// How the time changes along the branch of cycles.
  private(set) var growth = 0.0

  /// - Parameters:
  ///   - point: The cycle.
  ///   - state: The state.
  ///   - radius: How near is beside it, in parts of the extents of the cycle.
  init(_ point: CurvePoint<CycleProblem>, near state: [Double], within radius: Double) {
    let problem = point.problem
    let period = point.unknowns[problem.periodIndex]
    let periodGrowth = point.tangent[problem.periodIndex]
    let nodes = problem.profile(point.unknowns).nodeTimes.enumerated().map { Node(point, $0, at: $1, near: state) }
    func isBeside(_ node: Node) -> Bool { node.square < radius * radius }
    // Beside the state at the beginning is so at the end of the period before, too.
    if nodes.first.map(isBeside) ?? false { (time, growth) = (period, periodGrowth) }
    for (a, b) in zip(nodes, nodes.dropFirst()) where isBeside(a) != isBeside(b) {
      let share = (radius * radius - a.square) / (b.square - a.square)
      let crossing = a.time + share * (b.time - a.time)
      let change = a.change + share * (b.change - a.change)
      let speed = (b.square - a.square) / (period * (b.time - a.time))
      let sign = isBeside(a) ? 1.0 : -1
      time += sign * crossing * period
      growth += sign * (crossing * periodGrowth - change / speed)
    }
  }

  /// A node of the mesh.
  private struct Node {
    /// In parts of the period.
    var time: Double
    /// The square of the distance from the state, in parts of the extents of the cycle.
    var square = 0.0
    /// How the square changes along the branch.
    var change = 0.0

    init(_ point: CurvePoint<CycleProblem>, _ index: Int, at time: Double, near state: [Double]) {
      self.time = time
      let problem = point.problem
      let description = point.description
      for i in 0..<problem.n {
        let extent = max(description.maxima[i] - description.minima[i], Self.leastExtent * problem.scales[i])
        let turn = abs(problem.winding[i])
        var offset = point.unknowns[index * problem.n + i] - state[i]
        // After a turn an angle is where it was.
        if turn > 0 { offset = offset.remainder(dividingBy: turn) }
        square += (offset / extent) * (offset / extent)
        change += 2 * offset * point.tangent[index * problem.n + i] / (extent * extent)
      }
    }

    /// Variables that hardly move have this extent, in typical sizes.
    private static let leastExtent = 1e-9
  }
}
