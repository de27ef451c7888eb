// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule
import Results

/// A curve of equilibria in one direction, up to where the field has a corner.
struct EquilibriumHalf: HalfBranch {
  typealias Point = CurvePoint<EquilibriumProblem>

  var curve: Curve<EquilibriumProblem>
  var points: [Point] = []
  var specialPoints: [SpecialEquilibrium] = []
  var end: CurveEnd?
  static let interrupted = CurveEnd.interrupted
  /// The branch point at which it ends, if it was to end there.
  var endPoint: SpecialEquilibrium?
  /// The corner of the field at which it ends.
  var corner: EquilibriumProblem.Corner?

  private let problem: EquilibriumProblem
  private let limits: EquilibriumBranch.Limits
  private let finder: EquilibriumEvents
  /// Where the last step began.
  private var startOfStep = 0.0

  init(
    _ problem: EquilibriumProblem, from start: [Double], direction: [Double], _ window: CurveWindow,
    _ settings: CurveSettings, _ limits: EquilibriumBranch.Limits
  ) {
    curve = Curve(problem, from: start, direction: direction, window: window, settings: settings)
    finder = EquilibriumEvents(curve: curve)
    (self.problem, self.limits) = (problem, limits)
  }

  /// Takes in a point with the events since the last one, which may be where the curve meets another one, or a corner.
  mutating func take(_ point: Point) -> BranchStep<CurveEnd> {
    if let last = points.last {
      startOfStep = last.arclength
      if limits.isOther(point.unknowns) { return meetsOther(between: last, point) }
      if let corner = problem.corner(from: last, to: point, on: curve) { return meets(corner, after: last) }
      if let end = takeEvents(between: last, point) { return .ends(end) }
    }
    points.append(point)
    if point.description.eigenvalues.contains(where: { $0.length > limits.largestEigenvalue }) {
      return .ends(.tooUnstable(limits.largestEigenvalue))
    }
    return isAsymptotic ? .ends(.unbounded) : .goesOn
  }

  mutating func end(after reason: CurveEnd) -> CurveEnd {
    if reason == .closed, let first = points.first { leaveOutPart(beyond: first.unknowns) }
    guard case .stepTooSmall = reason else { return reason }
    return isFarOut || isGrowing ? .unbounded : comesToBranchPoint ? .branchPoint : reason
  }

  /// Where several branches cross at a point with a kernel of several dimensions, steps along one of them fail before they reach it:
  /// the least singular value of the derivative is then so small a part of the largest, and of what it was half-way.
  private static let (nearlySingular, falling) = (1e-3, 0.1)

  /// Beyond this, in natural units, a curve whose parameter stands goes to infinity.
  private static let farOut = 1e4

  private var isFarOut: Bool {
    guard let last = points.last, last.description.stands else { return false }
    return last.unknowns.dropLast().contains { abs($0) > Self.farOut }
  }

  /// Whether the curve is on its way to infinity: far out, and further than half-way.
  private var isGrowing: Bool {
    guard let last = points.last else { return false }
    let sizes = [points[points.count / 2], last].map { maximumNorm(Array($0.unknowns.dropLast())) }
    return sizes[1] > Self.asymptoticState && sizes[1] > 2 * sizes[0]
  }

  /// Whether the curve has come close to a point at which its equations have more than one tangent.
  private var comesToBranchPoint: Bool {
    guard let last = points.last else { return false }
    let shares = [points[points.count / 2], last].map { $0.problem.leastSingularShare(at: $0.unknowns) }
    return shares[1] < Self.nearlySingular && shares[1] < Self.falling * shares[0]
  }

  /// Ends where the curve comes to another one.
  private mutating func meetsOther(between last: Point, _ point: Point) -> BranchStep<CurveEnd> {
    let nearest = curve.last(from: last, to: point) { !limits.isOther($0.unknowns) }
    specialPoints += finder.between(last, nearest)
    points.append(nearest)
    endPoint = limits.junction(nearest.unknowns)
    endPoint?.arclength = point.arclength
    return .ends(.branchPoint)
  }

  private mutating func meets(_ corner: EquilibriumProblem.Corner, after last: Point) -> BranchStep<CurveEnd> {
    specialPoints += finder.between(last, corner.point)
    points.append(corner.point)
    self.corner = corner
    return .ends(.discontinuity)
  }

  /// Takes in the events between two points.
  /// - Returns: why the branch ends among them, if it does.
  private mutating func takeEvents(between last: Point, _ point: Point) -> CurveEnd? {
    let found = finder.between(last, point).filter { !isKnown($0) }
    let before = points.dropLast().last
    if let end = found.firstIndex(where: { $0.type == .branchPoint && limits.isEnd($0) }) {
      let others = found[..<end].filter { !isSeemingFold($0, at: found[end]) }
      specialPoints += others
      points += finder.points(between: others + [found[end]], from: last).filter { !limits.isOther($0.unknowns) }
      endPoint = found[end]
      return .branchPoint
    }
    if let edge = finder.pole(between: last, point) {
      points.append(edge)
      return .undefined
    }
    specialPoints += found
    points += finder.points(between: found, from: last)
    if let before, let hidden = finder.hidden(before, last, point) { insert(hidden) }
    if let before, let multiple = finder.hiddenMultiple(before, last, point),
      !isKnown(multiple), !limits.isEnd(multiple)
    {
      specialPoints = (specialPoints + [multiple]).sorted { $0.arclength < $1.arclength }
    }
    guard let first = points.first else { return nil }
    var place = problem.returned(first, after: last, point)
    if place == nil, points.count > Self.leastOfLoop {
      place = problem.returned(first, phases: limits.otherPhases(first.unknowns), after: last, point)
    }
    guard let place else { return nil }
    points.append(point)
    leaveOutPart(beyond: place)
    return .closed
  }

  /// Leaves out what the last step of a closed curve has found beyond the start of the curve, where it has been found before.
  private mutating func leaveOutPart(beyond start: [Double]) {
    guard let point = points.last else { return }
    let weights = problem.weights(at: start)
    let begin = startOfStep
    specialPoints.removeAll { special in
      let way = zip(special.unknowns, start).map { $0 - $1 }
      return special.arclength > begin && weightedProduct(way, point.tangent, weights) > 0
    }
  }

  /// Points with several eigenvalues that vanish, nearer to each other than this in natural units, are one.
  private static let sameMultiple = 1e-6

  /// Whether an event is a branch point of several eigenvalues that has been found before.
  private func isKnown(_ event: SpecialEquilibrium) -> Bool {
    guard event.isOfSeveral else { return false }
    return specialPoints.contains { known in
      let distance = zip(known.unknowns, event.unknowns).map { $0 - $1 }
      return known.isOfSeveral && weightedNorm(distance, problem.weights(at: event.unknowns)) < Self.sameMultiple
    }
  }

  /// A branch that comes back to its start has more points.
  private static let leastOfLoop = 8

  /// Whether a fold is the pitchfork at which a curve ends, whose outer branch has an upright tangent.
  private func isSeemingFold(_ fold: SpecialEquilibrium, at end: SpecialEquilibrium) -> Bool {
    let distance = zip(fold.unknowns, end.unknowns).map { $0 - $1 }
    return fold.type == .limitPoint && weightedNorm(distance, problem.weights(at: end.unknowns)) < Self.seemingFold
  }

  /// A fold at this distance from a pitchfork is none, in natural units.
  private static let seemingFold = 1e-4

  /// So many points further out than this, in natural units, at which rounding alone moves the parameter, are an asymptote.
  private static let (asymptoticCount, asymptoticState) = (12, 20.0)

  /// Events nearer to each other along the curve are one.
  private static let sameEvent = 1e-6

  /// Takes in events that were found later than their neighbours, each once, and the point between them.
  private mutating func insert(_ found: (events: [SpecialEquilibrium], middle: Point)) {
    let new = found.events.filter { event in
      !specialPoints.contains { $0.type == event.type && abs($0.arclength - event.arclength) < Self.sameEvent }
    }
    if new.isEmpty { return }
    specialPoints = (specialPoints + new).sorted { $0.arclength < $1.arclength }
    let place = points.firstIndex { $0.arclength > found.middle.arclength } ?? points.count
    points.insert(found.middle, at: place)
  }

  /// Whether the curve goes to infinity while the parameter tends to a value.
  private var isAsymptotic: Bool {
    guard points.count > Self.asymptoticCount else { return false }
    return points.suffix(Self.asymptoticCount).allSatisfy { point in
      point.description.stands && point.unknowns.dropLast().contains { abs($0) > Self.asymptoticState }
    }
  }

  /// Goes on with a piece of the curve that starts at the last point.
  mutating func append(_ piece: EquilibriumHalf) {
    let offset = points.last?.arclength ?? 0
    points += piece.points.dropFirst().map { point in
      var point = point
      point.arclength += offset
      return point
    }
    specialPoints += piece.specialPoints.map { special in
      var special = special
      special.arclength += offset
      return special
    }
    (end, endPoint, corner) = (piece.end, piece.endPoint, piece.corner)
    corner?.point.arclength += offset
  }
}

extension SpecialEquilibrium {
  /// Whether the point is a branch point of more than one eigenvalue.
  fileprivate var isOfSeveral: Bool {
    switch kind {
    case .branchPoint(.degenerate), .branchPoint(.multiple): true
    default: false
    }
  }
}

extension SpecialEquilibrium: Reversible {
  var reversed: SpecialEquilibrium {
    var special = self
    special.arclength.negate()
    return special
  }
}
