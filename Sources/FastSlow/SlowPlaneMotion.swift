// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import Results

/// What is known of a trajectory over the plane of two slow variables.
struct SlowPlaneMotion {
  let orbit: AttractorOrbit
  let visits: [SheetVisit]
  let crossings: [SlowPlaneCrossing]
  let pattern: MixedModePattern?
  /// Whether the fast subsystem can cycle: it has variables enough, or an angle that goes round.
  let hasCycles: Bool
  /// Where the cycles of the burst end, if no curve of the diagram tells.
  var endOfCycles: EndOfCycles?
  /// What could not be found out, in words.
  var notes: [String] = []

  /// A stretch between two visits.
  struct Passage {
    /// The times between which the trajectory is on no sheet, the end behind the start also where a period ends between.
    var interval: ClosedRange<Double>
    /// The times of spikes.
    var spikes: [Double]
  }

  private var period: Double { orbit.period ?? .infinity }

  /// The stretches between visits, each with its spikes: a spike that begins on a sheet belongs to the stretch that follows.
  var passages: [Passage] {
    var starts = visits.dropFirst().map(\.start)
    if let first = visits.first, orbit.period != nil { starts.append(first.start + period) }
    return zip(visits, starts).compactMap { visit, next in
      guard next >= visit.end else { return nil }
      let spikes = risings.filter { $0 > visit.start && $0 <= next && $0 >= visit.end - (visit.end - visit.start) / 2 }
      return Passage(interval: visit.end...next, spikes: spikes)
    }
  }

  /// The spikes of two periods, where there is one.
  private var risings: [Double] { orbit.risings }

  /// The crossings of some kinds within a stretch of time, in the order of time; they are repeated with the period.
  func crossings(of kinds: Set<TwoParameterBranch.Kind>, from start: Double, to end: Double) -> [SlowPlaneCrossing] {
    let copies = orbit.period == nil ? [0] : [-1.0, 0, 1, 2]
    return copies.flatMap { copy in
      crossings.filter { kinds.contains($0.kind) }.map { crossing in
        var crossing = crossing
        if copy != 0 { crossing.time += copy * period }
        return crossing
      }
    }.filter { $0.time >= start && $0.time <= end }.sorted { $0.time < $1.time }
  }

  /// The first passage of several spikes.
  var burst: Passage? { passages.first { $0.spikes.count > 1 } }

  /// Fast variables further from a curve of equilibria, over their ranges, are not on it.
  private static let closeness = 0.25

  /// The curve at which rest is left: the last one crossed before the first spike, with the fast variables near it.
  func onset(of passage: Passage) -> SlowPlaneCrossing? {
    let visit = visits.last { $0.end <= passage.interval.lowerBound }
    let start = visit.map { ($0.start + $0.end) / 2 } ?? passage.interval.lowerBound
    let end = passage.spikes.first ?? passage.interval.upperBound
    let near = crossings(
      of: [.limitPoint, .hopf, .saddleNodeCircle, .branchPoint], from: start, to: max(start, end)
    ).filter { ($0.distance ?? .infinity) < Self.closeness }
    guard let last = near.last else { return nil }
    // The part of a curve of folds on a circle is a curve of its own.
    return near.last { $0.kind == .saddleNodeCircle && abs($0.time - last.time) < 1e-3 * (end - start) } ?? last
  }

  /// The time at which the last spike of a passage ends.
  private func end(of passage: Passage) -> Double? {
    passage.spikes.last.map { last in orbit.fallings.first { $0 > last } ?? last }
  }

  /// Whether cycles can end at a curve that is crossed: at a fold of equilibria they do not if it is off their circle.
  func isExplained(_ ending: SlowPlaneCrossing?) -> Bool {
    ending.map { $0.kind != .limitPoint || isOnCircle($0) } ?? false
  }

  /// The curve at which the cycles are left: that crossed nearest to the end of the last spike; of folds of equilibria, which slow
  /// variables with ripples cross back and forth, the one crossed last before rest.
  func ending(of passage: Passage) -> SlowPlaneCrossing? {
    guard let first = passage.spikes.first, let last = passage.spikes.last else { return nil }
    let end = end(of: passage) ?? last
    func distance(_ crossing: SlowPlaneCrossing) -> Double { abs(crossing.time - end) }
    let interval = (last - first) / Double(max(1, passage.spikes.count - 1))
    let until = max(passage.interval.upperBound, end + interval)
    let ofCycles = crossings(
      of: [.homoclinic, .saddleNodeCircle, .cycleLimitPoint], from: first, to: until
    ).min { distance($0) < distance($1) }
    let ofEquilibria = crossings(of: [.limitPoint, .hopf], from: end - interval, to: until)
      .filter { $0.kind == .limitPoint || Criticality(coefficient: $0.coefficient) == .supercritical }
      .last { $0.time <= max(passage.interval.upperBound, end) }
    guard let ofCycles else { return ofEquilibria }
    // A curve of cycles that is left early in the burst does not end it.
    return distance(ofCycles) <= 2 * interval || ofEquilibria == nil ? ofCycles : ofEquilibria
  }
}

extension SlowPlaneMotion {
  /// A trajectory cannot tell curves apart that it crosses at places nearer than this, over the ranges of the slow variables.
  private static let coincident = 0.01

  /// Whether a fold of equilibria and the end of cycles are one where a curve is crossed: the saddle-node lies on an invariant circle, or
  /// is so near to the curve at which the cycles end that there is no hysteresis between them.
  func isOnCircle(_ crossing: SlowPlaneCrossing) -> Bool {
    isOnKnownCircle(crossing) || isCrossed(Self.partners(of: crossing.kind), at: crossing)
  }

  /// Whether cycles of the fast subsystem were seen to end on the fold that is crossed.
  func isOnKnownCircle(_ crossing: SlowPlaneCrossing) -> Bool {
    crossing.kind == .saddleNodeCircle || crossing.isOnInvariantCircle == true
      || isCrossed(Self.partners(of: crossing.kind).intersection([.saddleNodeCircle]), at: crossing)
  }

  /// The curves that meet one where a fold and the end of cycles are one.
  private static func partners(of kind: TwoParameterBranch.Kind) -> Set<TwoParameterBranch.Kind> {
    switch kind {
    case .limitPoint: [.homoclinic, .cycleLimitPoint, .saddleNodeCircle]
    case .homoclinic, .cycleLimitPoint: [.limitPoint, .saddleNodeCircle]
    default: []
    }
  }

  /// Whether a curve of some kinds is crossed at the place of another.
  private func isCrossed(_ kinds: Set<TwoParameterBranch.Kind>, at place: SlowPlaneCrossing) -> Bool {
    crossings.contains { kinds.contains($0.kind) && isSamePlace($0, place) }
  }

  /// Whether a trajectory cannot tell two crossings apart but by their time.
  private func isSamePlace(_ crossing: SlowPlaneCrossing, _ other: SlowPlaneCrossing) -> Bool {
    other.slow.keys.allSatisfy { name in
      let range = (orbit.values[name]?.max() ?? 0) - (orbit.values[name]?.min() ?? 0)
      return abs((crossing.slow[name] ?? .nan) - (other.slow[name] ?? .nan)) <= Self.coincident * range
    }
  }

  /// The least distance of the trajectory from a state, over the ranges of its variables.
  func distance(of state: [String: Double]) -> Double {
    let ranges = orbit.extents
    return orbit.times.indices.reduce(.infinity) { least, k in
      let distance = orbit.values.reduce(0.0) { largest, column in
        guard let value = state[column.key], let range = ranges[column.key] else { return largest }
        return max(largest, abs(column.value[k] - value) / range)
      }
      return min(least, distance)
    }
  }
}

extension SlowPlaneMotion {
  /// The same with what diagrams on lines across the plane tell of the first burst: whether the folds at which it begins and ends are on
  /// an invariant circle, and where its cycles end if no curve tells.
  func lookingCloser(by lines: SlowPlaneLines) -> SlowPlaneMotion {
    guard hasCycles, let burst else { return self }
    var (found, notes) = (crossings, notes)
    for end in [onset(of: burst), ending(of: burst)].compactMap(\.self) where end.kind == .limitPoint {
      let (isOnCircle, note) = lines.isOnInvariantCircle(end)
      // What holds of a place of a curve holds whenever it is crossed.
      for index in found.indices where found[index].branch == end.branch && isSamePlace(found[index], end) {
        found[index].isOnInvariantCircle = isOnCircle
      }
      notes += [note].compactMap(\.self)
    }
    var motion = SlowPlaneMotion(
      orbit: orbit, visits: visits, crossings: found, pattern: pattern, hasCycles: hasCycles, notes: notes)
    if !motion.isExplained(motion.ending(of: burst)), let end = end(of: burst) {
      let (endOfCycles, note) = lines.endOfCycles(after: burst.spikes, at: end)
      motion.endOfCycles = endOfCycles
      motion.notes += [note].compactMap(\.self)
    }
    return motion
  }
}
