// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

extension Separatrices {
  /// Follows branches of one kind to their ends.
  func trace(_ starts: [Start]) -> [Separatrix] {
    guard let kind = starts.first?.kind else { return [] }
    let field = WindowField(flow: flow, backward: kind == .stable)
    var ensemble = TrajectoryEnsemble(field: field, maximumSteps: maximumSteps)
    ensemble.longestStep = 0.1
    var branches = starts.map { Branch(start: $0) }
    let tolerances = [Double](repeating: 1e-12, count: starts.count)
    let ends = ensemble.run(from: starts.map { field.start($0.point) }, tolerances: tolerances) { step in
      branches[step.trajectory].follow(step, self)
    }
    return zip(branches, ends).map { branch, end in
      var curve = branch.record.points(field, ensemble.pair).map(\.point)
      curve.append(branch.last)
      let text = branch.end ?? Separatrices.text(end)
      if let target = branch.target { curve.append(target) }
      return Separatrix(
        saddle: branch.start.trap.index, kind: kind,
        points: ([branch.start.trap.point] + Separatrices.trimmed(curve)).map(flow.unscaled), end: text)
    }
  }

  /// What is said of a branch that goes nowhere that is known.
  private static func text(_ end: TrajectoryEnsemble<WindowField>.End) -> String {
    switch end {
    case .breakdown: "the integration breaks down"
    case .cutShort: cutShort
    case .observer, .steps: "followed for a limited time"
    }
  }

  /// A curve without the part after it has left the window for good, but for a little that reaches over the edge.
  private static func trimmed(_ curve: [PlanePoint]) -> [PlanePoint] {
    func size(_ point: PlanePoint) -> Double { max(abs(point.x), abs(point.y)) }
    guard let last = curve.lastIndex(where: { size($0) <= 0.5 }) else { return Array(curve.prefix(2)) }
    let outside = curve[last...].firstIndex { size($0) > 0.52 } ?? curve.count - 1
    return Array(curve[...outside])
  }
}

/// A branch of a manifold while it is followed.
struct Branch {
  let start: Separatrices.Start
  var record = StepRecord()
  var last: PlanePoint
  /// Where the branch goes, once that is known.
  var end: String?
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
  mutating func follow(_ step: TrajectoryEnsemble<WindowField>.Step, _ search: Separatrices) -> Bool {
    record.append(step, length: step.length)
    last = step.pointAfter
    end = eventEnd(step, search) ?? fixedPointEnd(search) ?? cycleEnd(step, search)
    if end == nil, max(abs(last.x), abs(last.y)) > 3 { end = "leaves the window" }
    return end == nil
  }

  private func eventEnd(_ step: TrajectoryEnsemble<WindowField>.Step, _ search: Separatrices) -> String? {
    guard let events = search.flow.events else { return nil }
    let states = (search.flow.unscaled(step.pointBefore), search.flow.unscaled(step.pointAfter))
    return events.crossing(from: states.0, to: states.1, time: search.flow.time) == nil ? nil : "meets a reset"
  }

  private mutating func fixedPointEnd(_ search: Separatrices) -> String? {
    let backward = start.kind == .stable
    let home = Branch.reach(start.trap, within: Branch.close)
    if !hasLeft, (last - start.trap.point).length > 20 * home { hasLeft = true }
    for trap in search.traps.points {
      let distance = (trap.point - last).length
      if distance > 2e-3 { continue }
      if trap.index == start.trap.index {
        if !hasLeft || distance > home { continue }
        target = trap.point
        return "returns to fixed point \(trap.index + 1) (homoclinic to within 1e-4 of the window)"
      }
      let attracts = backward ? trap.repels : trap.attracts
      let isSlow = trap.type == .saddleNode || trap.type == .undetermined
      if distance < Branch.reach(trap, within: isSlow ? 1e-3 : Branch.close), attracts || isSlow || trap.type == .saddle
      {
        target = trap.point
        return "fixed point \(trap.index + 1)"
      }
    }
    return nil
  }

  private mutating func cycleEnd(_ step: TrajectoryEnsemble<WindowField>.Step, _ search: Separatrices) -> String? {
    let now = step.time + step.length
    for cycle in search.cycles where cycle.stable == (start.kind == .unstable) {
      if cycle.distance(to: last) > 10 * Branch.close {
        nearSince[cycle.index] = nil
      } else if let since = nearSince[cycle.index] {
        if now - since >= cycle.period { return "limit cycle \(cycle.index + 1)" }
      } else {
        nearSince[cycle.index] = now
      }
    }
    return nil
  }
}
