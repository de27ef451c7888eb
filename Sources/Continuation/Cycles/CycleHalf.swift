// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import Parallelism
import Results

/// A branch of cycles in one direction. Bifurcations of a step are located while the branch goes on.
struct CycleHalf: HalfBranch {
  var curve: Curve<CycleProblem>
  private(set) var points: [CyclePoint] = []
  private(set) var specialPoints: [SpecialCycle] = []
  var end: CycleEnd?
  static let interrupted = CycleEnd.curve(.interrupted)

  private let range: ClosedRange<Double>
  private let settings: CycleSettings
  private let scales: [Double]
  private var located: [Deferred<[SpecialCycle]>] = []
  /// The last point from which a step started, and the one before.
  private var (last, beforeLast): (CurvePoint<CycleProblem>?, CurvePoint<CycleProblem>?) = (nil, nil)
  private var shortestPeriod = Double.infinity
  /// The work done, in operations (`CycleWork`), and whether the branch was left because what is allowed was done.
  private(set) var (work, isCut) = (0.0, false)
  /// The number of cycles that are shorter ones gone round twice, but for little.
  private(set) var repeatedCount = 0

  init(
    _ problem: CycleProblem, from start: [Double], direction: [Double], _ range: ClosedRange<Double>,
    _ settings: CycleSettings
  ) {
    (self.range, self.settings, scales) = (range, settings, problem.scales)
    curve = Curve(problem, from: start, direction: direction, window: problem.window(range), settings: settings.curve)
  }

  /// The branch, followed to its end, with all of its bifurcations.
  static func followed(
    _ problem: CycleProblem, from start: [Double], direction: [Double], _ range: ClosedRange<Double>,
    _ settings: CycleSettings, _ isCancelled: () -> Bool
  ) -> CycleHalf {
    var half = CycleHalf(problem, from: start, direction: direction, range, settings)
    half.follow(isCancelled)
    half.takeLocated(isCancelled)
    return half
  }

  private var ending: CycleEnding { CycleEnding(points: points, shortest: shortestPeriod, settings: settings) }

  mutating func take(_ point: CurvePoint<CycleProblem>) -> BranchStep<CycleEnd> {
    if let last, curve.end == nil, point.repeatsItself, !last.repeatsItself { return passesDoubling(last, point) }
    points.append(point.cycle)
    if point.repeatsItself { repeatedCount += 1 }
    let intervals = point.problem.mesh.intervalCount
    work += CycleWork.point(dimension: point.problem.n, intervals: intervals)
    if let limit = settings.work, work > limit {
      isCut = true
      return .ends(.curve(.pointLimit(points.count)))
    }
    shortestPeriod = min(shortestPeriod, point.description.period)
    let ending = ending
    if let distance = ending.distanceToEquilibrium(point) {
      if distance < settings.curve.initialStep { return .ends(ending.hopf(point, distance: distance, after: last)) }
      // Not past the equilibrium, where the same cycles lie half a period later.
      curve.limitStep(to: 0.6 * distance)
    }
    if let reason = ending.reason(point) { return .ends(reason) }
    if ending.returns(scales: scales) { return .ends(.curve(.closed)) }
    if let last, let end = takeEvents(last, point) { return .ends(end) }
    return .goesOn
  }

  mutating func accepted(_ point: CurvePoint<CycleProblem>) {
    (beforeLast, last) = (last, point)
    if let better = point.inBetterCoordinates,
      let (other, first) = curve.continued(better.problem, better.unknowns, better.direction)
    {
      (curve, last, beforeLast) = (other, first, nil)
    }
    curve.window = curve.problem.window(range)
  }

  mutating func end(after reason: CurveEnd) -> CycleEnd {
    last.flatMap { ending.reason(after: reason, $0) } ?? .curve(reason)
  }

  /// A long step may pass the doubling at which the branch ends, on to the shorter cycles gone round twice.
  private mutating func passesDoubling(
    _ last: CurvePoint<CycleProblem>, _ point: CurvePoint<CycleProblem>
  ) -> BranchStep<CycleEnd> {
    let length = point.arclength - last.arclength
    if length > Self.shortestToDoubling { return .shorten(to: 0.3 * length) }
    points.append(point.cycle)
    let parameter = beforeLast.flatMap { doubling(after: $0, last) } ?? point.unknowns[point.problem.parameterIndex]
    return .ends(.periodDoubling(parameter: parameter))
  }

  /// The length, in scaled units, of steps that are not shortened any further before a doubling.
  private static let shortestToDoubling = 1e-4

  /// The parameter of the doubling ahead of two points: it changes like the square of what tells one half of a cycle from the
  /// other.
  private func doubling(after a: CurvePoint<CycleProblem>, _ b: CurvePoint<CycleProblem>) -> Double? {
    let squares = [a, b].map { $0.problem.profile($0.unknowns).squaredDifferenceOfHalves($0.problem.scales) }
    let parameters = [a, b].map { $0.unknowns[$0.problem.parameterIndex] }
    guard squares[1] < squares[0] else { return nil }
    return parameters[1] + (parameters[1] - parameters[0]) * squares[1] / (squares[0] - squares[1])
  }

  /// Starts to locate the events between two points.
  /// - Returns: why the branch ends among them, if it does: at a doubling, or at a pitchfork at which it turns round.
  private mutating func takeEvents(
    _ last: CurvePoint<CycleProblem>, _ point: CurvePoint<CycleProblem>
  ) -> CycleEnd? {
    let events = CycleEvents(curve: curve)
    guard let found = events.deferred(last, point) else { return nil }
    located.append(found)
    work += CycleWork.event(dimension: point.problem.n, intervals: point.problem.mesh.intervalCount)
    if isRound { return .curve(.closed) }
    guard events.mayCross(last, point) else { return nil }
    if let crossing = found.value.first(where: { $0.type == .cycleBranchPoint && $0.repeatsItself }) {
      // Beyond it lie the same cycles, half a period later.
      points[points.count - 1] = crossing.cycle
      return .periodDoubling(parameter: crossing.cycle.parameter)
    }
    guard events.isMirrored(last, point),
      let crossing = found.value.last(where: { $0.type == .cycleBranchPoint })
    else { return nil }
    points[points.count - 1] = crossing.cycle
    located[located.count - 1] = Deferred { _ in [crossing.turning] }
    return .curve(.branchPoint)
  }

  /// Whether a bifurcation has been passed before: the branch is closed, and has gone more than once round. The last steps are not
  /// asked, whose bifurcations others are locating: which of them are known by now is a matter of chance.
  private var isRound: Bool {
    let known = located.dropLast(Self.stepsUnderWay).flatMap(\.value)
    guard let last = known.last else { return false }
    return known.dropLast().contains { $0.isPassedAgain(by: last, on: points) }
  }

  /// The bifurcations of so many steps are located while the branch goes on.
  private static let stepsUnderWay = 4

  /// Cuts the branch where it has gone once round, if it passes a bifurcation again.
  private mutating func closeLoop() {
    for (index, special) in specialPoints.enumerated() {
      guard let first = specialPoints[..<index].first(where: { $0.isPassedAgain(by: special, on: points) }) else {
        continue
      }
      let length = special.cycle.arclength - first.cycle.arclength
      specialPoints.removeSubrange(index...)
      specialPoints.removeAll { $0.cycle.arclength >= length }
      points.removeAll { $0.arclength > length }
      end = .curve(.closed)
      return
    }
  }

  /// Takes in the bifurcations when they are located; the rest is not waited for when an end is asked for.
  private mutating func takeLocated(_ isCancelled: () -> Bool) {
    let found = located.compactMap { work -> [SpecialCycle]? in
      if isCancelled() { work.cancel() }
      return isCancelled() ? work.valueIfKnown : work.value
    }
    located = []
    for special in found.joined() { append(special) }
    removeNoise()
    removeSeemingTori()
    if let end { specialPoints.removeAll { $0.isNoise(beside: end) } }
    closeLoop()
    guard case .periodDoubling? = end, let last = points.last else { return }
    let scales = scales
    specialPoints.removeAll { $0.cycle.arclength >= last.arclength || $0.isFold(at: last, scales: scales) }
  }

  /// Angles this near to pi, and parameters this near to each other, as a part of their scale, are the same.
  private static let (halfTurn, sameDoubling) = (1e-3, 1e-7)

  /// Removes tori of angle pi at doublings, where two real multipliers have met for a moment and one of them passes -1.
  private mutating func removeSeemingTori() {
    guard let scale = scales.last else { return }
    let doublings = specialPoints.filter { $0.type == .periodDoubling }.map(\.cycle.parameter)
    specialPoints.removeAll { special in
      guard case .neimarkSacker(let angle, _) = special.kind, .pi - angle < Self.halfTurn else { return false }
      return doublings.contains { abs($0 - special.cycle.parameter) < Self.sameDoubling * scale }
    }
  }

  /// Removes what is but noise among cycles at one value of the parameter: folds and, where all cycles lie there and a multiplier is 1
  /// all along, everything but the cycles at which another branch crosses.
  private mutating func removeNoise() {
    let ending = CycleEnding(points: points, shortest: 0, settings: settings)
    var isFamily = ending.isFamily(scales: scales)
    if case .family? = end { isFamily = true }
    if isFamily {
      specialPoints.removeAll { special in
        if case .branchPoint(.pitchfork(coefficient: 0)) = special.kind { false } else { true }
      }
    } else if case .unboundedGrowth? = end, let start = ending.standing(scales: scales).first?.arclength {
      specialPoints.removeAll { $0.type == .cycleLimitPoint && $0.cycle.arclength >= start }
    }
  }

  /// Takes in a bifurcation; two folds in succession at one value of the parameter, which Newton's method cannot hold apart, are
  /// none: in a canard explosion the branch turns back and forth with the errors of its mesh.
  private mutating func append(_ special: SpecialCycle) {
    if let last = specialPoints.last, let scale = scales.last, last.isVagueFold, special.isVagueFold,
      abs(last.cycle.parameter - special.cycle.parameter) < 1e-6 * scale
    {
      specialPoints.removeLast()
    } else {
      specialPoints.append(special)
    }
  }
}

extension SpecialCycle {
  /// Whether the point is a fold that is known from a change of sign alone.
  fileprivate var isVagueFold: Bool { type == .cycleLimitPoint && reciprocalCondition == 0 && !changesStability }

  /// Whether the point is a fold in name alone: the branch turns round at a branch point, where the fold's equations are
  /// singular, so that they have led beside it.
  fileprivate func isFold(at crossing: CyclePoint, scales: [Double]) -> Bool {
    type == .cycleLimitPoint && abs(cycle.parameter - crossing.parameter) < 1e-7 * (scales.last ?? 1)
      && abs(cycle.period - crossing.period) < 1e-4 * crossing.period
  }
}

extension SpecialCycle {
  /// The same branch point as one at which the branch on which it was found turns round.
  fileprivate var turning: SpecialCycle {
    if case .branchPoint(.pitchfork) = kind { return self }
    var point = self
    point.kind = .branchPoint(.pitchfork(coefficient: nil))
    return point
  }

  /// Whether the point is one of a single branch, a fold, a doubling or a torus bifurcation, and another is the same.
  fileprivate func isPassedAgain(by other: SpecialCycle, on branch: [CyclePoint]) -> Bool {
    type != .cycleBranchPoint && other.type == type && reciprocalCondition > 0 && other.reciprocalCondition > 0
      && isPassedInSense(of: other)
      && abs(cycle.parameter - other.cycle.parameter) < Self.sameParameter * problem.scales[problem.n]
      && cycle.isSame(as: other.cycle, scales: problem.leastScales, tolerance: Self.sameShape)
      && branch.contains { point in
        point.arclength > cycle.arclength && point.arclength < other.cycle.arclength
          && !point.isSame(as: cycle, scales: problem.leastScales, tolerance: Self.otherShape)
      }
  }

  /// Whether parameter and period change in the same sense as at another point: a branch that turns round at a crossing passes its points
  /// again in the other.
  private func isPassedInSense(of other: SpecialCycle) -> Bool {
    func motion(_ special: SpecialCycle) -> [Double] {
      let (problem, tangent) = (special.problem, special.point.tangent)
      let parameter = tangent[problem.parameterIndex] / problem.scales[problem.n]
      return [parameter, tangent[problem.periodIndex] / special.cycle.period]
    }
    return dotProduct(motion(self), motion(other)) > 0
  }

  /// Special cycles that differ by less are one: in the parameter by parts of its range, in period and extrema by parts of them.
  private static let (sameParameter, sameShape) = (1e-7, 1e-5)
  /// A branch that comes back has been at cycles that differ by more than this; where the parameter stands, errors make points of the same
  /// kind in succession.
  private static let otherShape = 1e-3

  /// Whether the point is known from a change of sign alone and lies where a branch ends at a homoclinic orbit: there the parameter
  /// stands, and signs are those of errors.
  fileprivate func isNoise(beside end: CycleEnd) -> Bool {
    switch end {
    case .homoclinic(let parameter, _), .heteroclinic(let parameter, _):
      reciprocalCondition == 0
        && abs(cycle.parameter - parameter) < Self.standing * problem.scales[problem.n]
    default: false
    }
  }

  /// The part of the parameter's range within which it stands beside a homoclinic orbit.
  private static let standing = 1e-7
}

extension CycleProblem {
  /// Where branches end: at the ends of the parameter's range, or far away from everything.
  func window(_ range: ClosedRange<Double>) -> CurveWindow {
    let bounds = leastScales.prefix(n).enumerated().map { index, scale in
      coordinates.isLogarithm(index) ? CycleCoordinates.largestLogarithm : 1000 * scale
    }
    return CurveWindow(
      ranges: [parameterIndex: range],
      bounds: (0..<nodeCount).flatMap { _ in bounds } + [.infinity, .infinity])
  }
}
