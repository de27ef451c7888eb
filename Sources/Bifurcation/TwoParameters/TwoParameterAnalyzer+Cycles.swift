// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore
import Parallelism
import Results

/// Curves of bifurcations of cycles: branches of cycles are followed on some lines, from the Hopf points there and, in models of three
/// variables or more and where there is no Hopf curve, from cycles that attract trajectories on one line; what lies on them and on no
/// known curve starts one in two parameters.
extension TwoParameterAnalyzer {
  /// Cycles of models of more variables are left.
  static let cycleDimensionLimit = 12
  /// The lines, as parts of the window, on which branches of cycles are followed.
  private static let horizontalLines = [0.4963, 0.2204, 0.7759, 0.0393, 0.9607]
  private static let verticalLines = [0.4963, 0.2204, 0.7759]
  /// Hopf points closer to the end of a branch of cycles, as a part of the window, are its end.
  private static let reached = 1e-3
  /// Branches on lines serve to start curves: of long ones, as bursting cycles have that grow by a spike, the beginning must do.
  static var lineSettings: CycleSettings {
    var settings = CycleSettings()
    settings.curve.pointLimit = 400
    return settings
  }
  /// The work for curves of cycles and for branches on lines: points times the number of variables.
  private static let cycleWorkLimit = 3300.0
  /// The work for a point of a branch, in that for a point of a curve.
  private static let workOfBranch = 0.25
  /// Whether no more curves of cycles are followed.
  var isCycleWorkDone: Bool {
    let n = Double(units.model.dimension)
    let ofCurves = cycleCurves.reduce(0) { $0 + $1.points.count }
    let ofBranches = cycleLines.reduce(0) { $0 + $1.cycles.reduce(0) { $0 + $1.points.count } }
    return n * (Double(ofCurves) + Self.workOfBranch * Double(ofBranches)) > Self.cycleWorkLimit
  }

  /// A line and the branches of cycles on it.
  struct CycleLine: Sendable {
    var line: TwoParameterUnits.Line
    var cycles: [CycleBranch]
    /// Whether the line was added for the cycles of lines that it crosses.
    var isAdded = false
  }

  /// Follows the curves of bifurcations of cycles of a flow.
  mutating func followCycles() {
    guard !isMap else { return }
    if units.model.dimension > Self.cycleDimensionLimit {
      diagram.note(
        "bifurcations of cycles are left out: they are followed in models of up to \(Self.cycleDimensionLimit) variables"
      )
      return
    }
    followHomoclinicOrbitsBornAtPoints()
    var lines = Self.horizontalLines.map { (true, units.window.vertical.value(at: $0)) }
    lines += Self.verticalLines.map { (false, units.window.horizontal.value(at: $0)) }
    lines += linesBesidePoints(at: Self.besidePoints[0])
    let hasHopf = curves.contains { $0.kind == .hopf }
    // Folds of cycles may run along lines of one direction.
    let directions = hasHopf && units.model.dimension == 2 ? [] : [true, false]
    let attracting = directions.map { isHorizontal in
      let value = isHorizontal ? units.window.vertical : units.window.horizontal
      return attractingCycles(onLineAt: value.value(at: Self.horizontalLines[0]), isHorizontal: isHorizontal)
    }
    let jobs = lines.filter { hasHopfCurve($0.0, $0.1) }.map { job(onLineAt: $0.1, isHorizontal: $0.0) }
    defer { jobs.forEach { $0.cancel() } }
    context.begin("bifurcations of cycles on lines", count: jobs.count)
    for job in jobs {
      guard !isCycleWorkDone, let line = job.value(unless: isCancelled) else { break }
      follow(line)
      context.finishPart()
    }
    for search in attracting { follow(search) }
    followCyclesBornAtPoints()
    followLinesBesideFlips()
    findInvariantCircles()
  }

  private func text(of cycles: [(type: SpecialPointType, place: [Double])]) -> String {
    Dictionary(grouping: cycles, by: \.type).sorted { $0.key.rawValue < $1.key.rawValue }.map { type, all in
      let place = diagram.parameters(all[0].place[0], all[0].place[1])
      let names = [settings.horizontal.name, settings.vertical.name]
      let first = names.map { "\($0) = \((place[$0] ?? .nan).brief)" }.joined(separator: ", ")
      return "\(all.count) \(type) (\(all.count > 1 ? "the first " : "")at \(first))"
    }.joined(separator: ", ")
  }

  /// Whether curves of cycles are followed.
  private var followsCycles: Bool {
    settings.cycles && settings.curves == nil && !isMap && units.model.dimension <= Self.cycleDimensionLimit
  }

  mutating func noteLostCycles() {
    if followsCycles { noteMissingBirths() }
    noteLostDoublings()
    if !leftCycles.isEmpty {
      diagram.note(
        "the work for curves of cycles was done before all could be followed: left are the curves through \(text(of: leftCycles)); a smaller "
          + "window shows more")
    }
    if !heteroclinicPlaces.isEmpty {
      diagram.note(
        "curves of heteroclinic orbits, at which cycles end, are not followed: on lines they were met at "
          + text(of: heteroclinicPlaces.map { (type: .heteroclinic, place: $0) })
          + "; how many cycles the regions hold that they divide is uncertain")
    }
    if lostCycles.isEmpty { return }
    diagram.note(
      "bifurcations of cycles on lines that could not be followed in both parameters: \(text(of: lostCycles)); "
        + "in canard explosions parameters stand still to all digits")
  }

  /// Follows the branches of cycles that are born on a line, and the curves of their bifurcations.
  mutating func followCycles(onLineAt value: Double, isHorizontal: Bool) {
    if let line = job(onLineAt: value, isHorizontal: isHorizontal).value(unless: isCancelled) { follow(line) }
  }

  /// The branches of cycles that are born at Hopf points on a line, while others work.
  private func job(onLineAt value: Double, isHorizontal: Bool) -> Deferred<CycleLine> {
    let line = units.line(isHorizontal: isHorizontal, at: value, startCount: Self.startCount)
    return Deferred { [curve = settings.curve] isCancelled in
      CycleLine(line: line, cycles: Self.cycles(on: line, curve, isCancelled))
    }
  }

  /// Follows the curves of bifurcations of the cycles on a line.
  mutating func follow(_ line: CycleLine) {
    cycleLines.append(line)
    for branch in line.cycles { follow(branch, onLine: cycleLines.count - 1) }
  }

  /// Cycles that attract trajectories on a line.
  struct AttractingCycles {
    var line: TwoParameterUnits.Line
    var outcome: Deferred<OrbitSearch.Outcome>
  }

  /// The cycles that trajectories on a part of a line come to, while others work.
  func attractingCycles(
    onLineAt value: Double, isHorizontal: Bool = true, within part: ClosedRange<Double> = 0...1
  ) -> AttractingCycles {
    let line = units.line(isHorizontal: isHorizontal, at: value, startCount: Self.startCount)
    let range = AxisRange(
      name: line.free, lower: line.range.value(at: part.lowerBound), upper: line.range.value(at: part.upperBound))
    return AttractingCycles(
      line: line,
      outcome: OrbitSearch.deferred(line.model, range, line.search, total: units.natural.transient))
  }

  /// Follows the branches through cycles that attract, or repel, and lie on no known branch, and the curves of their bifurcations.
  mutating func follow(_ attracting: AttractingCycles) {
    guard let outcome = attracting.outcome.value(unless: isCancelled) else { return }
    if let failure = outcome.failure {
      diagram.note("cycles that attract trajectories were not looked for: \(failure)")
    }
    let line = attracting.line
    let known = cycleLines.firstIndex {
      $0.line.isHorizontal == line.isHorizontal && $0.line.value == line.value
    }
    var found: [CycleBranch] = []
    for finding in outcome.findings where !isCancelled() {
      guard
        let seed = CycleSeed(finding.orbit, at: finding.parameter, on: line.problem)?.once(on: line.problem),
        finding.isLike(seed.cycle),
        !((known.map { cycleLines[$0].cycles } ?? []) + found).contains(where: {
          $0.contains(seed.cycle, on: line.problem)
        })
      else { continue }
      let branch = CycleBranch.follow(
        through: seed, range: line.range, settings: Self.lineSettings, isCancelled: isCancelled)
      if branch.points.count > 1 { found.append(branch) }
    }
    if let known {
      cycleLines[known].cycles += found
      for branch in found { follow(branch, onLine: known) }
    } else if !found.isEmpty {
      follow(CycleLine(line: line, cycles: found))
    }
  }

  /// Whether a line crosses a Hopf curve.
  func hasHopfCurve(_ isHorizontal: Bool, _ value: Double) -> Bool {
    let index = units.model.dimension + (isHorizontal ? 1 : 0)
    return curves.contains { curve in
      curve.kind == .hopf
        && zip(curve.points, curve.points.dropFirst()).contains {
          ($0.unknowns[index] - value) * ($1.unknowns[index] - value) <= 0 && ($0.description.pair ?? 0) > 0
        }
    }
  }

  /// The branches of cycles that are born at Hopf points on a line.
  private static func cycles(
    on line: TwoParameterUnits.Line, _ settings: CurveSettings, _ isCancelled: () -> Bool
  ) -> [CycleBranch] {
    let n = line.problem.field.dimension
    var found: [CycleBranch] = []
    for special in branches(on: line, settings, isCancelled).flatMap(\.specialPoints) where special.type == .hopf {
      if isCancelled() { return found }
      let isReached = found.contains { branch in
        guard case .hopf(let value) = branch.end else { return false }
        return abs(value - special.unknowns[n]) < reached * line.range.width
      }
      if isReached { continue }
      let branch = CycleBranch.follow(
        from: special, on: line.problem, range: line.range, settings: lineSettings, isCancelled: isCancelled)
      if let branch { found.append(branch) }
    }
    return found
  }

  /// Follows the curves of bifurcations of a branch of cycles on a line, and its cycles of twice the period.
  mutating func follow(_ branch: CycleBranch, onLine index: Int) {
    followCurves(of: branch, on: cycleLines[index].line)
    followDoublings(of: branch, onLine: index)
  }

  private mutating func followCurves(of branch: CycleBranch, on line: TwoParameterUnits.Line) {
    let free = line.isHorizontal ? 0 : 1
    for special in branch.specialPoints {
      let place = line.place(at: special.cycle.parameter)
      if isCancelled() || isKnown(special.type, place, period: special.cycle.period) { continue }
      // In the plane a change of sign alone, without a solution, is noise of cycles that pass saddles closely.
      if special.type == .cycleBranchPoint, units.model.dimension == 2, special.reciprocalCondition == 0 { continue }
      // Where cycles are shorter ones gone round twice the crossing is a doubling of those.
      if special.type == .cycleBranchPoint, isRepetition(special.cycle, on: line) { continue }
      if isCycleWorkDone {
        leftCycles.append((special.type, place))
        continue
      }
      let curve = CycleBifurcationCurve.follow(
        from: special, free: free, at: line.value, in: units.plane, isCancelled: isCancelled)
      if let curve { add(curve) } else { lostCycles.append((special.type, place)) }
    }
    for case .saddleNodeOnInvariantCircle(let parameter, _)? in [branch.firstEnd, branch.end] {
      circleMarks.append(
        CircleMark(place: line.place(at: parameter), isOnCircle: true))
    }
    for case .heteroclinic(let parameter, _)? in [branch.firstEnd, branch.end] {
      heteroclinicPlaces.append(line.place(at: parameter))
    }
    for (end, cycle) in [(branch.firstEnd, branch.points.first), (branch.end, branch.points.last)] {
      guard case .homoclinic(let parameter, _)? = end, let cycle else { continue }
      followHomoclinicOrbits(near: cycle, at: line.place(at: parameter), on: line)
    }
  }

  /// Follows the homoclinic orbits to which cycles on a line come.
  private mutating func followHomoclinicOrbits(
    near cycle: CyclePoint, at place: [Double], on line: TwoParameterUnits.Line
  ) {
    if isCancelled() || isKnown(.homoclinic, place, period: nil) { return }
    if isCycleWorkDone {
      leftCycles.append((.homoclinic, place))
      return
    }
    let curve = CycleBifurcationCurve.follow(
      homoclinicNear: cycle, free: line.isHorizontal ? 0 : 1, at: line.value, on: line.problem, in: units.plane,
      isCancelled: isCancelled)
    if let curve { add(curve) } else { lostCycles.append((.homoclinic, place)) }
  }

  /// Whether a cycle is a shorter one gone round several times.
  private func isRepetition(_ cycle: CyclePoint, on line: TwoParameterUnits.Line) -> Bool {
    guard let seed = CycleSeed(cycle.orbit, at: cycle.parameter, on: line.problem) else { return false }
    return seed.once(on: line.problem).cycle.period < Self.leastShare * cycle.period
  }

  /// Cycles of less than this part of a period are others.
  private static let leastShare = 0.75

  mutating func add(_ curve: CycleBifurcationCurve, parent: String? = nil) {
    cycleCurves.append(curve)
    diagram.add(curve, parent: parent)
  }

  /// Chords of curves pass a point on them at this distance at most, as a part of the window.
  static let chordGap = 2e-3
  /// Periods at one point of a curve differ by no more than this part.
  private static let periodGap = 0.03

  /// Whether a curve of cycles passes a place at some distance, as a part of the window.
  func isKnown(
    _ type: SpecialPointType, _ place: [Double], period: Double?, within distance: Double = chordGap
  ) -> Bool {
    let widths = [units.window.horizontal.width, units.window.vertical.width]
    return cycleCurves.contains { curve in
      guard curve.kind.onLines == type else { return false }
      let places = curve.refined
      return zip(places, places.dropFirst()).contains { a, b in
        let way = (0..<2).map { (b[$0] - a[$0]) / widths[$0] }
        let from = (0..<2).map { (place[$0] - a[$0]) / widths[$0] }
        let length = way[0] * way[0] + way[1] * way[1]
        let share = length > 0 ? min(1, max(0, (way[0] * from[0] + way[1] * from[1]) / length)) : 0
        let gap = (0..<2).map { from[$0] - share * way[$0] }
        guard (gap[0] * gap[0] + gap[1] * gap[1]).squareRoot() < distance else { return false }
        guard let period else { return true }
        return abs(a[2] + share * (b[2] - a[2]) - period) < Self.periodGap * period
      }
    }
  }
}
