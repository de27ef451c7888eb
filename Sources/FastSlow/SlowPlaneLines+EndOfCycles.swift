// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import Continuation
import ModelCore
import Results

/// Where the cycles of a burst over the plane of two slow variables cease to attract, by the fast subsystem's diagram on a line through the
/// place where the burst ends.
struct EndOfCycles: Hashable {
  /// What they come to.
  var transition: FastSlowClass.Transition
  /// The bifurcation and its place, in words.
  var label: String
  /// How far from it the burst ends, over the range of the slow variable that varies on the line.
  var distance: Double
}

extension SlowPlaneLines {
  /// Where cycles cease to attract beside the end of a burst.
  ///
  /// On the line the slow variable varies that drifts further in the active phase, over its range. Cycles are started from turns of the
  /// trajectory, and looked for by trajectories if that leads to none. The last spike with stable cycles on the line tells the branch,
  /// which is followed in the direction of the drift.
  ///
  /// - Returns: nil if no such branch, or no end of it, is on the line; and a note if there is no diagram, or if cycles that double
  ///   their period go on.
  func endOfCycles(after spikes: [Double], at end: Double) -> (EndOfCycles?, note: String?) {
    guard let first = spikes.first, let start = slow(at: first), let last = slow(at: end),
      let name = [plane.horizontal.name, plane.vertical.name].max(by: {
        drift(of: $0, start, last) < drift(of: $1, start, last)
      }),
      let (from, to) = start[name].flatMap({ from in last[name].map { (from, $0) } })
    else { return (nil, nil) }
    let line = line(varying: name, through: last)
    for turn in turns(between: spikes, on: line) {
      guard let diagram = diagram(on: line, from: turn).diagram,
        let finding = endOfCycles(in: diagram, line, spikes, rising: to > from, end: to)
      else { continue }
      return finding
    }
    let outcome = diagram(on: line)
    let finding = outcome.diagram.flatMap { endOfCycles(in: $0, line, spikes, rising: to > from, end: to) }
    return finding ?? (nil, outcome.note)
  }

  /// The end of the stable cycles in the diagram on a line in the direction of a drift of the slow variable, or a note on their
  /// doubling; nil if the diagram has neither.
  private func endOfCycles(
    in diagram: BifurcationResult, _ line: Line, _ spikes: [Double], rising: Bool, end: Double
  ) -> (EndOfCycles?, note: String?)? {
    let name = line.varying.name
    let crossings = BranchCrossings(diagram: diagram)
    let cycles = spikes.reversed().lazy.compactMap { time in
      slow(at: time)?[name].flatMap { value in
        crossings.places(at: value, of: [.cycles]).first { diagram.branches[$0.branch].stable[$0.nearest] }
      }
    }.first
    guard let cycles else { return nil }
    if let point = crossings.lossOfStability(from: cycles, rising: rising), let place = point.parameters[name],
      let range = range(of: name), let transition = FastSlowClass.Transition(ofCycles: point, diagram, range: range)
    {
      let label = "\(point.type.rawValue) at \(name) = \(place.brief) on \(line.description)"
      return (EndOfCycles(transition: transition, label: label, distance: abs(end - place) / range), nil)
    }
    let branch = diagram.branches[cycles.branch]
    let start = cycles.value(branch.parameter)
    let doublings = diagram.specialPoints.filter { $0.type == .periodDoubling && $0.branch == branch.id }
      .compactMap { $0.parameters[name] }.filter { rising ? $0 >= start : $0 <= start }
    guard let doubling = rising ? doublings.min() : doublings.max() else { return nil }
    return (
      nil,
      "cycles double their period at \(name) = \(doubling.brief) on \(line.description); what attracts beyond, and how that ends, "
        + "is not known"
    )
  }

  /// The turns of the trajectory from which cycles are started, as parts of a burst.
  private static let startingTurns = [0.5, 0.75, 0.25]

  /// Some turns between spikes, as starts on a line.
  private func turns(between spikes: [Double], on line: Line) -> [BifurcationStart] {
    guard spikes.count > 2 else { return [] }
    return Self.startingTurns.compactMap { share in
      let first = min(Int(share * Double(spikes.count - 1)), spikes.count - 2)
      let (start, end) = (spikes[first], spikes[first + 1])
      let points = orbit.times.indices.filter { orbit.times[$0] >= start && orbit.times[$0] <= end }
      guard points.count > Self.fewestPoints, let low = points.first, let high = points.last,
        let value = slow(at: (start + end) / 2)?[line.varying.name]
      else { return nil }
      let period = orbit.times[high] - orbit.times[low]
      let course = SavedCycle(
        point: 0, times: points.map { (orbit.times[$0] - orbit.times[low]) / period },
        values: Dictionary(
          fast.variableNames.map { name in (name, points.map { orbit.values[name]?[$0] ?? .nan }) },
          uniquingKeysWith: { $1 }))
      return BifurcationStart(near: course, period: period, line.varying.name, at: value, called: "a turn of the burst")
    }
  }

  /// A turn of fewer points is not known well enough.
  private static let fewestPoints = 10

  /// How far a slow variable drifts between two states, over its range.
  private func drift(of name: String, _ start: [String: Double], _ end: [String: Double]) -> Double {
    abs((end[name] ?? 0) - (start[name] ?? 0)) / (range(of: name) ?? .infinity)
  }

  /// The range of a variable on the trajectory.
  private func range(of name: String) -> Double? {
    guard let column = orbit.values[name], let low = column.min(), let high = column.max(), high > low else {
      return nil
    }
    return high - low
  }

  /// The slow variables at a time.
  private func slow(at time: Double) -> [String: Double]? {
    guard let k = orbit.times.firstIndex(where: { $0 >= time }) else { return nil }
    return Dictionary([plane.horizontal.name, plane.vertical.name].map { ($0, orbit.values[$0]?[k] ?? .nan) }) { $1 }
  }
}

extension FastSlowClass.Transition {
  /// What cycles of the fast subsystem come to at a special point; nil if they go on.
  /// - Parameter range: The range of the slow variable on the trajectory.
  init?(ofCycles point: BifurcationPoint, _ diagram: BifurcationResult, range: Double) {
    switch point.type {
    case .homoclinic, .heteroclinic: self = .homoclinic
    case .saddleNodeOnInvariantCircle: self = .circle
    case .cycleLimitPoint: self = diagram.homoclinic(beside: point, range: range) == nil ? .foldOfCycles : .homoclinic
    case .hopf: self.init(ofHopf: diagram.criticality(ofHopf: point))
    default: return nil
    }
  }

  /// A Hopf point of known criticality.
  init?(ofHopf criticality: Criticality) {
    switch criticality {
    case .supercritical: self = .supercriticalHopf
    case .subcritical: self = .subcriticalHopf
    case .degenerate, .unknown: return nil
    }
  }
}

extension BifurcationResult {
  /// The criticality of a Hopf point by its coefficient and, where that tells nothing, by whether the cycles born there attract.
  fileprivate func criticality(ofHopf point: BifurcationPoint) -> Criticality {
    let told = Criticality(coefficient: point.normalForm["firstLyapunovCoefficient"])
    guard told == .degenerate || told == .unknown,
      let born = branches.first(where: { $0.kind == .cycles && $0.parent == point.label }),
      born.ends?.contains(where: { $0.reason == .family }) != true, let attracts = born.stable.dropFirst().first
    else { return told }
    return attracts ? .supercritical : .subcritical
  }

  /// A trajectory cannot tell bifurcations apart that are nearer than this, over the range of the slow variable.
  private static let indistinct = 1e-3

  /// The saddle at which cycles end so soon after their fold that a trajectory cannot tell: the saddle quantity is positive.
  /// - Parameter range: The range of the slow variable on the trajectory.
  func homoclinic(beside fold: BifurcationPoint, range: Double) -> BifurcationPoint? {
    guard fold.type == .cycleLimitPoint, let place = fold.parameters[parameter.name] else { return nil }
    return specialPoints.first {
      $0.type == .homoclinic && $0.branch == fold.branch
        && abs(($0.parameters[parameter.name] ?? .nan) - place) < Self.indistinct * range
    }
  }
}

extension FastSlowClass {
  /// What a reader should know where cycles cease to attract at a fold, but are named by the saddle beside it.
  func noteOnHomoclinic(_ diagram: BifurcationResult, _ orbit: AttractorOrbit) -> String? {
    let name = diagram.parameter.name
    guard motion == .bursting, termination == .homoclinic, let onset,
      let fold = diagram.specialPoints.first(where: { $0.label == labels.last }),
      let saddle = diagram.homoclinic(beside: fold, range: orbit.extents[name] ?? 0)
    else { return nil }
    let classical = Self.classicalName(onset: onset, termination: .foldOfCycles).map { " (\($0))" } ?? ""
    return
      "cycles cease to attract at \(fold.label) and end at \(saddle.label) so near to it that the trajectory cannot tell them "
      + "apart; by \(fold.label) alone the burst is \(onset.rawValue)/\(Transition.foldOfCycles.rawValue)\(classical)"
  }
}
