// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// Tells along which branches of the fast subsystem's diagram a trajectory of the full system runs.
struct BranchVisits {
  private let crossings: BranchCrossings
  private let orbit: AttractorOrbit
  private let slow: String
  private let fast: [String]
  private let ranges: [String: Double]
  /// The periods of the variables that are angles.
  private let periods: [String: Double]
  /// From the end of a burst to the beginning of the next.
  private let silences: [ClosedRange<Double>]

  /// A trajectory is on a branch of equilibria if no fast variable differs by more than this share of its range.
  static let closeness = 0.06
  /// The same between bursts, where nothing but rest is near: the slow variable may be too fast for the trajectory to keep up.
  private static let silentCloseness = 0.2
  /// A turn winds round an equilibrium if no fast variable's mean differs by more than this share of its range.
  private static let focusCloseness = 0.15
  /// A turn of a trajectory is on a branch of cycles if greatest and least value of the spiking variable together differ by no
  /// more than this share of its range.
  private static let cycleCloseness = 0.3
  /// A turn that lasts longer than this many periods of a cycle rests somewhere on its way. Beside a homoclinic orbit one may last somewhat
  /// longer, as the period rises while it goes on.
  private static let longestTurn = 3.0
  /// Stretches shorter than this share of the whole, or than this many turns, are passages.
  private static let (shortest, shortestTurns) = (0.01, 0.9)
  /// Between bursts stretches shorter than this share of the pause are passages.
  private static let shortestSilent = 0.02
  /// Times that differ by less than this part of the period are the same.
  private static let roundOff = 1e-6
  /// What takes this part of the whole is no passage.
  private static let largestPart = 0.4

  /// - Parameter periods: The periods of the variables that are angles.
  init(_ diagram: BifurcationResult, _ orbit: AttractorOrbit, slow: String, periods: [String: Double]) {
    self.periods = periods
    crossings = BranchCrossings(diagram: diagram)
    self.orbit = orbit
    self.slow = slow
    fast = diagram.variables
    silences = BranchVisits.silences(orbit)
    ranges = orbit.extents
  }

  private static func silences(_ orbit: AttractorOrbit) -> [ClosedRange<Double>] {
    let train = SpikeTrain(times: orbit.spikes)
    guard let silence = train.silentInterval else { return [] }
    let phases = orbit.activePhases(of: train.bursts(partedBy: silence))
    let starts = phases.map(\.lowerBound) + [orbit.times.last ?? 0]
    let ends = [orbit.times.first ?? 0] + phases.map(\.upperBound)
    return zip(ends, starts).filter { $0 <= $1 }.map { $0...$1 }
  }

  /// The visits in the order of time, over one period, or all that is kept.
  func visits() -> [BranchVisit] {
    let turns = turns()
    let quiet = silences.isEmpty ? turns.compactMap(quietStretch(of:)) : silences
    var stretches: [Stretch] = []
    var turn = 0
    for (k, time) in orbit.times.enumerated() {
      while turn < turns.count, turns[turn].end <= time { turn += 1 }
      let isQuiet = quiet.contains { $0.contains(time) }
      let turning = turn < turns.count && turns[turn].start <= time ? turns[turn].place : nil
      let place = equilibrium(at: k, isQuiet: isQuiet, after: stretches.last) ?? turning
      if let place, let last = stretches.last, last.place.isConnected(to: place), !isParted(last, from: k) {
        stretches[stretches.count - 1].last = k
        if !last.isStable, isStable(place) {
          stretches[stretches.count - 1].place = place
          stretches[stretches.count - 1].isStable = true
        }
      } else if let place {
        stretches.append(Stretch(place: place, first: k, last: k, isStable: isStable(place)))
      }
    }
    return onePeriod(of: joined(stretches, turns).map(visit))
  }

  /// The visits that begin within one period, of two that are kept; the first and the last may be cut.
  private func onePeriod(of visits: [BranchVisit]) -> [BranchVisit] {
    guard let period = orbit.period, visits.count > 1 else { return visits }
    let whole = visits.filter { $0.start > orbit.times[0] }
    return whole.filter { $0.start < whole[0].start + (1 - Self.roundOff) * period }
  }

  // MARK: Stretches

  private struct Stretch {
    /// Where it begins to attract, or else where it begins.
    var place: BranchCrossings.Place
    var first: Int
    var last: Int
    /// Whether the branch attracts somewhere on the stretch.
    var isStable: Bool
  }

  /// A turn between two spikes, with the cycle that it is near, or the focus round which it goes.
  private struct Turn {
    var start: Double
    var end: Double
    var place: BranchCrossings.Place?
  }

  /// The part of a turn along no cycle in which the trajectory is below the threshold of spikes.
  private func quietStretch(of turn: Turn) -> ClosedRange<Double>? {
    guard turn.place == nil, let start = orbit.fallings.first(where: { $0 > turn.start }),
      let end = orbit.risings.last(where: { $0 < turn.end }), start < end
    else { return nil }
    return start...end
  }

  /// Whether a branch attracts on both sides of a place: next to a fold the nearest point might be that of the other side.
  private func isStable(_ place: BranchCrossings.Place) -> Bool {
    let stable = crossings.diagram.branches[place.branch].stable
    return stable[place.point] && stable[min(place.point + 1, stable.count - 1)]
  }

  /// Stretches without passages; what a passage has parted is one.
  private func joined(_ stretches: [Stretch], _ turns: [Turn]) -> [Stretch] {
    let whole = orbit.period ?? ((orbit.times.last ?? 0) - (orbit.times.first ?? 0))
    let lengths = turns.filter { $0.place != nil }.map { $0.end - $0.start }.sorted()
    let turn = lengths.isEmpty ? 0 : lengths[lengths.count / 2]
    let least = max(Self.shortest * whole, Self.shortestTurns * turn)
    func leastRest(_ stretch: Stretch) -> Double {
      // Between bursts there are no turns that pass by rest.
      silence(around: stretch).map { Self.shortestSilent * ($0.upperBound - $0.lowerBound) } ?? least
    }
    func lasts(_ stretch: Stretch, _ length: Double) -> Bool {
      stretch.isStable && orbit.times[stretch.last] - orbit.times[stretch.first] >= length
    }
    // First the passages of equilibria go, which part the turns of a burst, then what is short of cycles.
    let turning = connected(stretches.filter { isCycle($0) || lasts($0, leastRest($0)) })
    let leastCycle = min(Self.shortestTurns * turn, Self.largestPart * whole)
    var lasting = turning.filter { lasts($0, isCycle($0) ? leastCycle : leastRest($0)) }
    for index in lasting.indices where isCycle(lasting[index]) {
      let next = index + 1 < lasting.count ? lasting[index + 1].first : orbit.times.count
      lasting[index].last = max(lasting[index].last, min(endOfActivity(after: lasting[index].last), next - 1))
      let previous = index > 0 ? lasting[index - 1].last : -1
      lasting[index].first = min(lasting[index].first, max(startOfActivity(before: lasting[index].first), previous + 1))
    }
    return connected(lasting)
  }

  /// Stretches in which neighbours along the same arc of a branch are one.
  private func connected(_ stretches: [Stretch]) -> [Stretch] {
    var joined: [Stretch] = []
    for stretch in stretches {
      if let last = joined.last, last.place.isConnected(to: stretch.place), !isParted(last, from: stretch.first) {
        joined[joined.count - 1].last = stretch.last
        if !last.isStable { joined[joined.count - 1].place = stretch.place }
        joined[joined.count - 1].isStable = last.isStable || stretch.isStable
      } else {
        joined.append(stretch)
      }
    }
    return joined
  }

  /// Whether the trajectory is active between a stretch at rest and a later point.
  private func isParted(_ stretch: Stretch, from k: Int) -> Bool {
    guard !isCycle(stretch), k > stretch.last + 1 else { return false }
    let (start, end) = (orbit.times[stretch.last], orbit.times[k])
    return orbit.risings.contains { start < $0 && $0 < end } || orbit.fallings.contains { start < $0 && $0 < end }
  }

  /// The pause between bursts in which a stretch lies.
  private func silence(around stretch: Stretch) -> ClosedRange<Double>? {
    silences.first { $0.contains(orbit.times[stretch.first]) && $0.contains(orbit.times[stretch.last]) }
  }

  private func isCycle(_ stretch: Stretch) -> Bool {
    crossings.diagram.branches[stretch.place.branch].kind == .cycles
  }

  /// The last point of the burst, or else of the spike, with which a stretch along cycles ends: the last turns of a burst may
  /// swing further out than any cycle, and the last of all is not complete.
  private func endOfActivity(after k: Int) -> Int {
    let time = orbit.times[k]
    let end = silences.first { $0.lowerBound >= time }?.lowerBound ?? orbit.fallings.first { $0 > time }
    guard let end, let last = orbit.times.firstIndex(where: { $0 >= end }) else { return k }
    return last
  }

  /// The first point of the burst with which a stretch along cycles begins: turns are counted from the first peak on.
  private func startOfActivity(before k: Int) -> Int {
    let time = orbit.times[k]
    guard let end = silences.last(where: { $0.upperBound <= time })?.upperBound,
      !orbit.fallings.contains(where: { end < $0 && $0 < time })
    else { return k }
    return orbit.times.firstIndex { $0 >= end } ?? k
  }

  /// The place of a branch of equilibria near which a point of the trajectory lies; of several the nearest.
  ///
  /// The way from the saddle that ends the cycles to rest may lead along the fold of both: between bursts the nearest is meant that
  /// attracts, but for one that the trajectory came to while it did.
  /// - Parameter last: The stretch before the point.
  private func equilibrium(at k: Int, isQuiet: Bool, after last: Stretch?) -> BranchCrossings.Place? {
    guard let value = orbit.values[slow]?[k] else { return nil }
    let closeness = isQuiet ? Self.silentCloseness : Self.closeness
    let near = crossings.places(at: value, of: [.equilibria])
      .map { place in (place, distance(from: place) { orbit.values[$0]?[k] }) }
      .filter { $0.1 < closeness }.sorted { $0.1 < $1.1 }.map(\.0)
    guard isQuiet, let nearest = near.first, !isStable(nearest) else { return near.first }
    if let last, last.isStable, last.place.isConnected(to: nearest) { return nearest }
    return near.first(where: isStable) ?? nearest
  }

  /// The greatest distance of a fast variable from a place, over its range.
  private func distance(from place: BranchCrossings.Place, of value: (String) -> Double?) -> Double {
    let states = crossings.diagram.branches[place.branch].states
    return fast.reduce(0) { largest, name in
      guard let column = states[name], let value = value(name), let range = ranges[name] else {
        return .infinity
      }
      return max(largest, abs(difference(of: name, place.value(column), value)) / range)
    }
  }

  /// The difference of two values of a variable, of an angle the smallest one.
  private func difference(of name: String, _ a: Double, _ b: Double) -> Double {
    periods[name].map { (a - b).remainder(dividingBy: $0) } ?? a - b
  }

  /// The turns between spikes with what they are near; what a silence parts is no turn.
  private func turns() -> [Turn] {
    zip(orbit.spikes, orbit.spikes.dropFirst()).map { start, end in
      if silences.contains(where: { $0.lowerBound >= start && $0.lowerBound < end }) {
        return Turn(start: start, end: end, place: nil)
      }
      let points = orbit.times.indices.filter { orbit.times[$0] >= start && orbit.times[$0] <= end }
      return Turn(start: start, end: end, place: cycle(near: points) ?? focus(amid: points))
    }
  }

  /// The focus that attracts at the mean of a turn: the trajectory winds towards it.
  private func focus(amid points: [Int]) -> BranchCrossings.Place? {
    guard points.count > 2 else { return nil }
    func mean(_ name: String) -> Double { self.mean(of: orbit.values[name] ?? [], over: points) }
    return crossings.places(at: mean(slow), of: [.equilibria]).filter { isStable($0) && isFocus($0) }
      .map { ($0, distance(from: $0, of: mean)) }.filter { $0.1 < Self.focusCloseness }.min { $0.1 < $1.1 }?.0
  }

  private func isFocus(_ place: BranchCrossings.Place) -> Bool {
    crossings.diagram.branches[place.branch].eigenvalues[place.nearest].contains { $0[1] != 0 }
  }

  /// The mean over time of a column by the trapezoidal rule.
  private func mean(of column: [Double], over points: [Int]) -> Double {
    let whole = zip(points, points.dropFirst()).reduce(0) { sum, pair in
      sum + 0.5 * (column[pair.0] + column[pair.1]) * (orbit.times[pair.1] - orbit.times[pair.0])
    }
    return whole / (orbit.times[points[points.count - 1]] - orbit.times[points[0]])
  }

  /// The cycle at the mean slow value of a turn whose extrema are nearest to those of the turn.
  private func cycle(near points: [Int]) -> BranchCrossings.Place? {
    guard let slowColumn = orbit.values[slow], let column = orbit.values[orbit.spiking], points.count > 2,
      let high = points.map({ column[$0] }).max(), let low = points.map({ column[$0] }).min()
    else { return nil }
    let value = mean(of: slowColumn, over: points)
    let range = ranges[orbit.spiking] ?? 1
    let length = orbit.times[points[points.count - 1]] - orbit.times[points[0]]
    return crossings.places(at: value, of: [.cycles]).compactMap { place -> (BranchCrossings.Place, Double)? in
      let branch = crossings.diagram.branches[place.branch]
      guard let maxima = branch.maxima?[orbit.spiking], let minima = branch.minima?[orbit.spiking],
        length <= Self.longestTurn * (branch.period.map(place.value) ?? .infinity)
      else { return nil }
      let (highest, lowest) = (place.value(maxima), place.value(minima))
      if let period = periods[orbit.spiking], highest - lowest > (1 - Self.roundOff) * period {
        // An angle that goes round has no extrema.
        return (place, abs(period - (high - low)) / range)
      }
      return (place, (abs(highest - high) + abs(lowest - low)) / range)
    }.filter { $0.1 < Self.cycleCloseness }.min { $0.1 < $1.1 }?.0
  }

  // MARK: Exits

  private func visit(_ stretch: Stretch) -> BranchVisit {
    let branch = crossings.diagram.branches[stretch.place.branch]
    let column = orbit.values[slow] ?? []
    let (start, end) = (column[stretch.first], column[stretch.last])
    let exit = crossings.lossOfStability(from: stretch.place, rising: end > start)
    // Beyond is where the slow variable drifts to.
    let range = (end > start ? 1 : -1) * (ranges[slow] ?? 1)
    let place = exit.flatMap { $0.parameters[slow] }
    return BranchVisit(
      branch: branch.id, kind: branch.kind, start: orbit.times[stretch.first], end: orbit.times[stretch.last],
      slowAtStart: start, slowAtEnd: end, exit: exit?.label, exitType: exit?.type,
      exitIsOnInvariantCircle: exit.map(isOnInvariantCircle) ?? false, delay: place.map { (end - $0) / range })
  }

  /// Whether a saddle-node lies on an invariant circle: a branch of cycles ends there.
  private func isOnInvariantCircle(_ point: BifurcationPoint) -> Bool {
    guard point.type != .saddleNodeOnInvariantCircle else { return true }
    guard point.type == .limitPoint, let place = point.parameters[slow] else { return false }
    let window = crossings.diagram.parameter.upper - crossings.diagram.parameter.lower
    return crossings.diagram.specialPoints.contains {
      $0.type == .saddleNodeOnInvariantCircle && abs(($0.parameters[slow] ?? .nan) - place) < 1e-4 * window
    }
  }
}
