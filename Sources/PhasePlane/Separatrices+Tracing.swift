// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

extension Separatrices {
  /// Follows branches of one kind to their ends.
  func trace(_ starts: [Start]) -> [TracedBranch] {
    guard let kind = starts.first?.kind else { return [] }
    let field = WindowField(flow: flow, backward: kind == .stable)
    var ensemble = TrajectoryEnsemble(field: field, maximumSteps: maximumSteps)
    ensemble.longestStep = 0.1
    var branches = starts.map { Branch(start: $0) }
    let passages = traps.points.map { passage($0, backward: kind == .stable) }
    let tolerances = [Double](repeating: 1e-12, count: starts.count)
    let ends = ensemble.run(from: starts.map { field.start($0.point) }, tolerances: tolerances) { step in
      branches[step.trajectory].follow(step, self, passages)
    }
    return zip(branches, ends).map { branch, end in
      var curve = branch.record.points(field, ensemble.tableau).map(\.point)
      curve.append(branch.last)
      if let target = branch.target { curve.append(target) }
      return TracedBranch(start: branch.start, curve: curve, end: branch.end ?? Separatrices.end(end))
    }
  }

  /// The end of a branch that goes nowhere that is known.
  private static func end(_ end: TrajectoryEnsemble.End) -> SeparatrixEnd {
    switch end {
    case .breakdown: .breakdown
    case .cutShort: .cutShort
    case .observer, .steps: .limitedTime
    }
  }
}

/// A branch of a manifold that has been followed, in coordinates of the window.
struct TracedBranch {
  let start: Separatrices.Start
  let curve: [PlanePoint]
  let end: SeparatrixEnd

  /// The branch in the model's units.
  func separatrix(_ search: Separatrices) -> Separatrix {
    Separatrix(
      saddle: start.trap.index, kind: start.kind,
      points: ([start.trap.point] + trimmed(search.flow)).map(search.flow.unscaled), end: end)
  }

  /// The curve without the part after it has left the window for good, but for a little that reaches over the edge.
  private func trimmed(_ flow: PlanarFlow) -> [PlanePoint] {
    guard let last = curve.lastIndex(where: { flow.isInside($0) }) else { return Array(curve.prefix(2)) }
    let outside = curve[last...].firstIndex { !flow.isInside($0, margin: 0.02) } ?? curve.count - 1
    return Array(curve[...outside])
  }
}

/// A branch of a manifold while it is followed.
struct Branch {
  let start: Separatrices.Start
  var record = StepRecord()
  var last: PlanePoint
  /// Where the branch goes, once that is known.
  var end: SeparatrixEnd?
  /// The fixed point that the branch ends at.
  var target: PlanePoint?
  private var hasLeft = false
  /// For each limit cycle, since when the branch has been close to it.
  private var nearSince: [Int: Double] = [:]

  init(start: Separatrices.Start) {
    self.start = start
    last = start.point
  }

  /// How close, as a part of the window, a branch comes to what it is said to end at: too close to be seen in a figure.
  static let close = 1e-4

  /// The same for a fixed point: less if another is near, so that it is told which of them the branch ends at.
  private static func reach(_ trap: FixedPointTraps.Trap, within largest: Double) -> Double {
    min(largest, 0.1 * trap.clearance)
  }

  /// Takes note of a step; false if the branch ends.
  mutating func follow(
    _ step: TrajectoryEnsemble.Step, _ search: Separatrices, _ passages: [SaddlePassage?]
  ) -> Bool {
    record.append(step, length: step.length)
    last = step.pointAfter
    end = eventEnd(step, search) ?? fixedPointEnd(step, search, passages) ?? cycleEnd(step, search)
    if end == nil, search.flow.reach(last) > 3 { end = .leavesWindow }
    return end == nil
  }

  private func eventEnd(_ step: TrajectoryEnsemble.Step, _ search: Separatrices) -> SeparatrixEnd? {
    guard let events = search.flow.events else { return nil }
    let states = (search.flow.unscaled(step.pointBefore), search.flow.unscaled(step.pointAfter))
    return events.crossing(from: states.0, to: states.1, time: search.flow.time) == nil ? nil : .reset
  }

  private mutating func fixedPointEnd(
    _ step: TrajectoryEnsemble.Step, _ search: Separatrices, _ passages: [SaddlePassage?]
  ) -> SeparatrixEnd? {
    let backward = start.kind == .stable
    let home = Branch.reach(start.trap, within: Branch.close)
    if !hasLeft, (last - start.trap.point).length > 20 * home { hasLeft = true }
    for (trap, passage) in zip(search.traps.points, passages) {
      let offset = search.flow.wrapped(last - trap.point)
      let distance = offset.length
      if distance > 2e-3 { continue }
      let isHome = trap.index == start.trap.index
      if isHome, !hasLeft { continue }
      let attracts = backward ? trap.repels : trap.attracts
      let isSlow = trap.type == .saddleNode || trap.type == .undetermined
      if distance > Branch.reach(trap, within: isSlow ? 1e-3 : Branch.close) { continue }
      let arrives =
        passage?.isConnected(trap.point + offset)
        ?? (attracts || isSlow && Branch.isHeading(step.directionAfter, along: offset))
      guard arrives else { continue }
      target = last - offset
      return isHome ? .homoclinic(trap.index) : .fixedPoint(trap.index)
    }
    return nil
  }

  /// Whether a point at an offset from a fixed point moves straight towards it.
  private static func isHeading(_ direction: PlanePoint, along offset: PlanePoint) -> Bool {
    -direction.dot(offset) > 0.9 * direction.length * offset.length
  }

  private mutating func cycleEnd(
    _ step: TrajectoryEnsemble.Step, _ search: Separatrices
  ) -> SeparatrixEnd? {
    let now = step.time + step.length
    let place = search.flow.wrapped(last)
    for cycle in search.cycles where cycle.stable == (start.kind == .unstable) || cycle.isHalfStable {
      if cycle.distance(to: place) > 10 * Branch.close {
        nearSince[cycle.index] = nil
      } else if let since = nearSince[cycle.index] {
        if now - since >= cycle.period { return .limitCycle(cycle.index) }
      } else {
        nearSince[cycle.index] = now
      }
    }
    return nil
  }
}
