// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import Parallelism
import RealModule
import Results

/// How branches of cycles are followed.
public struct CycleSettings: Codable, Hashable, Sendable {
  /// The number of intervals of the collocation mesh.
  public var intervalCount = 60
  /// The number of collocation points in each interval.
  public var degree = 4
  /// The mesh is adapted after so many points.
  public var adaptationInterval = 1
  /// The period, in multiples of the least on the branch, that counts as infinite.
  public var longestPeriod = 200.0
  /// The work after which a branch is left, in operations (`CycleWork`); without limit if absent.
  public var work: Double?
  /// How the curve is followed.
  public var curve = CurveSettings()

  /// Makes the default settings.
  public init() {
    curve.initialStep = 0.005
    curve.largestStep = 0.1
    curve.largestAngle = 0.5
    curve.pointLimit = 1000
    curve.tolerance = 1e-9
    curve.smallestStep = 1e-8
  }
}

/// A branch of cycles with its bifurcations.
public struct CycleBranch: Sendable {
  /// The cycles, in order.
  public private(set) var points: [CyclePoint] = []
  /// The cycle of the other branch at which this one is born, gone round twice at a period doubling; it lies before the
  /// first of the points. Nil for branches that are not born on others.
  public private(set) var birth: CyclePoint?
  /// The bifurcations, in order.
  public private(set) var specialPoints: [SpecialCycle] = []
  /// Why the branch ends on the side of its first point, if it was followed there.
  public private(set) var firstEnd: CycleEnd?
  /// Why the branch ends at its last point.
  public private(set) var end: CycleEnd = .curve(.interrupted)
  /// The work that it took, in operations (`CycleWork`).
  public private(set) var work = 0.0
  /// Whether it was left because the work allowed was done.
  public private(set) var isCut = false
  /// The number of its cycles that are shorter ones gone round twice, but for little.
  private var repeatedCount = 0

  /// Whether most of its cycles are shorter ones gone round twice.
  public var repeatsItself: Bool { 2 * repeatedCount > points.count }

  /// Follows the cycles that are born at a Hopf point.
  /// - Parameters:
  ///   - hopf: The Hopf point.
  ///   - vector: The direction in which to leave it; the eigenvector, if it is not said.
  ///   - problem: The curve of equilibria on which it lies.
  ///   - range: The window of the parameter.
  ///   - settings: How to follow the branch.
  ///   - isCancelled: Asked after every point.
  public init?(
    from hopf: SpecialEquilibrium, along vector: [Complex<Double>]? = nil, on problem: EquilibriumProblem,
    range: ClosedRange<Double>, settings: CycleSettings = CycleSettings(), isCancelled: () -> Bool = { false }
  ) {
    guard case .hopf(let frequency, _) = hopf.kind else { return nil }
    // Where the cycles explode, only very small ones are like the linear oscillation.
    for size in [1, 0.1, 0.01, 1e-3, 1e-4, 1e-5] {
      var settings = settings
      settings.curve.initialStep *= size
      guard
        let start = HopfStart(hopf, along: vector, frequency: frequency, problem: problem, settings: settings)
      else { return nil }
      if size > Self.leastChecked,
        let first = first(start.problem, start.unknowns, start.direction, range, settings),
        !first.isBeside(hopf, frequency: frequency)
      {
        continue
      }
      follow(start.problem, start.unknowns, start.direction, range, settings, isCancelled)
      let isNear = isNear(start.problem, hopf.unknowns[problem.field.dimension], settings)
      if isNear && (points.count > 2 || end == .curve(.window)) || isCancelled() { return }
      (points, specialPoints, end) = ([], [], .curve(.interrupted))
    }
    return nil
  }

  /// First steps smaller than this share of the usual one are taken whatever the multipliers say of them.
  private static let leastChecked = 1e-3

  /// The first cycle of a branch.
  private func first(
    _ problem: CycleProblem, _ start: [Double], _ direction: [Double], _ range: ClosedRange<Double>,
    _ settings: CycleSettings
  ) -> CyclePoint? {
    var curve = Curve(
      problem, from: start, direction: direction, window: problem.window(range), settings: settings.curve)
    return curve.next()?.cycle
  }

  /// Whether the first cycle lies near the point at which the branch is born: a cycle as large as the first step may be far
  /// from the one that the point's tangent tells of.
  private func isNear(_ problem: CycleProblem, _ parameter: Double, _ settings: CycleSettings) -> Bool {
    guard let first = points.first else { return false }
    let share = max(4 * settings.curve.initialStep, Self.birthGap)
    return abs(first.parameter - parameter) <= share * problem.scales[problem.n]
  }

  /// Follows the cycles of twice the period that are born at a period doubling.
  public init?(
    doubling special: SpecialCycle, range: ClosedRange<Double>, settings: CycleSettings = CycleSettings(),
    isCancelled: () -> Bool = { false }
  ) {
    guard case .periodDoubling = special.kind, let start = DoublingStart(special, settings: settings) else {
      return nil
    }
    var settings = settings
    // The same work on twice the intervals.
    let share = Double(settings.intervalCount) / Double(start.problem.mesh.intervalCount)
    settings.curve.pointLimit = Int(share * Double(settings.curve.pointLimit))
    settings.intervalCount = start.problem.mesh.intervalCount
    let birth = start.problem.cycle(at: start.parent, start.direction, arclength: 0)
    follow(start.problem, from: start.parent, along: start.direction, birth, range, settings, isCancelled)
  }

  /// Follows the cycles that are born at a known one, from so near that hardly anything of the branch is left out.
  private mutating func follow(
    _ problem: CycleProblem, from parent: [Double], along direction: [Double], _ birth: CyclePoint?,
    _ range: ClosedRange<Double>, _ settings: CycleSettings, _ isCancelled: () -> Bool
  ) {
    let index = problem.parameterIndex
    // The closer, the harder to tell from the parent.
    let starts = [2, 0.2, 0.02, 0.002].map { share in
      zip(parent, direction).map { $0 + share * settings.curve.initialStep * $1 }
    }
    var nearest: [Double]?
    let near = starts.first { start in
      guard let first = first(problem, start, direction, range, settings),
        abs(first.parameter - parent[index]) <= Self.birthGap * problem.scales[problem.n]
      else { return false }
      nearest = nearest ?? start
      return birth.map { first.isBeside($0) } ?? true
    }
    follow(problem, near ?? nearest ?? starts[2], direction, range, settings, isCancelled)
    if !points.isEmpty { self.birth = birth }
  }

  /// The parameter of the doubling ahead of two points: it changes like the square of what tells one half of a cycle from the
  /// other.
  private func doubling(after a: CurvePoint<CycleProblem>, _ b: CurvePoint<CycleProblem>) -> Double? {
    let squares = [a, b].map { $0.problem.profile($0.unknowns).squaredDifferenceOfHalves($0.problem.scales) }
    let parameters = [a, b].map { $0.unknowns[$0.problem.parameterIndex] }
    guard squares[1] < squares[0] else { return nil }
    return parameters[1] + (parameters[1] - parameters[0]) * squares[1] / (squares[0] - squares[1])
  }

  /// The length, in scaled units, of steps that are not shortened any further before a doubling.
  private static let shortestToDoubling = 1e-4
  /// The part of the parameter's window that may lie between the first cycle computed and the one at which it is born.
  private static let birthGap = 2e-3

  /// Follows the cycles that cross the known branch at a branch point.
  /// - Parameters:
  ///   - special: The branch point.
  ///   - isForward: On which side of it.
  ///   - range: The window of the parameter.
  ///   - settings: How to follow the branch.
  ///   - isCancelled: Asked after every point.
  /// - Returns: nil if the crossing could not be resolved.
  public init?(
    crossing special: SpecialCycle, isForward: Bool, range: ClosedRange<Double>,
    settings: CycleSettings = CycleSettings(), isCancelled: () -> Bool = { false }
  ) {
    guard case .branchPoint = special.kind, special.tangents.count == 2 else { return nil }
    let direction = special.tangents[1].map { isForward ? $0 : -$0 }
    follow(special.problem, from: special.point.unknowns, along: direction, special.cycle, range, settings, isCancelled)
  }

  /// Follows the cycles through a given one both ways, but once round if the branch is closed.
  public init(
    through seed: CycleSeed, range: ClosedRange<Double>, settings: CycleSettings = CycleSettings(),
    isCancelled: () -> Bool = { false }
  ) {
    let fixed = unit(seed.problem.parameterIndex, seed.unknowns.count)
    follow(seed.problem, seed.unknowns, fixed.map { -$0 }, range, settings, isCancelled)
    if end == .curve(.closed) || points.isEmpty { return }
    let (backward, special, first) = (points, specialPoints, end)
    (points, specialPoints) = ([], [])
    follow(seed.problem, seed.unknowns, fixed, range, settings, isCancelled)
    points = backward.dropFirst().reversed().map(\.reversed) + points
    specialPoints =
      special.reversed().map { special in
        var special = special
        special.cycle = special.cycle.reversed
        return special
      } + specialPoints
    firstEnd = first
  }

  /// Follows the cycles through one that a trajectory has found, both ways.
  /// - Returns: nil if Newton's method does not converge to a cycle near the orbit.
  public init?(
    orbit: SampledOrbit, at parameter: Double, on problem: EquilibriumProblem, range: ClosedRange<Double>,
    settings: CycleSettings = CycleSettings(), isCancelled: () -> Bool = { false }
  ) {
    guard let seed = CycleSeed(orbit, near: parameter, on: problem, settings: settings) else { return nil }
    self.init(through: seed, range: range, settings: settings, isCancelled: isCancelled)
    if points.isEmpty { return nil }
  }

  private mutating func follow(
    _ problem: CycleProblem, _ start: [Double], _ direction: [Double], _ range: ClosedRange<Double>,
    _ settings: CycleSettings, _ isCancelled: () -> Bool
  ) {
    // The bifurcations of each step are located while the branch goes on.
    var located: [Deferred<[SpecialCycle]>] = []
    end = followPoints(problem, start, direction, range, settings, &located, isCancelled)
    // The rest is not waited for when an end is asked for.
    let found = located.compactMap { work -> [SpecialCycle]? in
      if isCancelled() { work.cancel() }
      return isCancelled() ? work.valueIfKnown : work.value
    }
    for special in found.joined() { append(special, scales: problem.scales) }
    removeNoise(end, CycleEnding(points: points, shortest: 0, settings: settings), scales: problem.scales)
    specialPoints.removeAll { $0.isNoise(beside: end) }
    closeLoop()
    guard case .periodDoubling = end, let last = points.last else { return }
    specialPoints.removeAll { $0.cycle.arclength >= last.arclength || $0.isFold(at: last, scales: problem.scales) }
  }

  /// Cuts the branch where it has gone once round, if it passes a bifurcation again.
  private mutating func closeLoop() {
    for (index, special) in specialPoints.enumerated() {
      guard let first = specialPoints[..<index].first(where: { $0.isPassedAgain(by: special) }) else { continue }
      let length = special.cycle.arclength - first.cycle.arclength
      specialPoints.removeSubrange(index...)
      specialPoints.removeAll { $0.cycle.arclength >= length }
      points.removeAll { $0.arclength > length }
      end = .curve(.closed)
      return
    }
  }

  /// Follows the cycles to the end of the branch, and starts to locate the bifurcations between them.
  private mutating func followPoints(
    _ problem: CycleProblem, _ start: [Double], _ direction: [Double], _ range: ClosedRange<Double>,
    _ settings: CycleSettings, _ located: inout [Deferred<[SpecialCycle]>], _ isCancelled: () -> Bool
  ) -> CycleEnd {
    var curve = Curve(
      problem, from: start, direction: direction, window: problem.window(range), settings: settings.curve)
    var (accepted, beforeLast): (CurvePoint<CycleProblem>?, CurvePoint<CycleProblem>?) = (nil, nil)
    var shortest = Double.infinity
    while let point = curve.next() {
      // A long step may pass the doubling at which the branch ends, on to the shorter cycles gone round twice.
      if let last = accepted, curve.end == nil, point.repeatsItself, !last.repeatsItself {
        let length = point.arclength - last.arclength
        if length > Self.shortestToDoubling {
          curve.limitStep(to: 0.3 * length)
          continue
        }
        points.append(point.cycle)
        return .periodDoubling(parameter: beforeLast.flatMap { doubling(after: $0, last) } ?? point.cycle.parameter)
      }
      points.append(point.cycle)
      if point.repeatsItself { repeatedCount += 1 }
      let intervals = point.problem.mesh.intervalCount
      work += CycleWork.point(dimension: problem.n, intervals: intervals)
      if let limit = settings.work, work > limit {
        isCut = true
        return .curve(.pointLimit(points.count))
      }
      shortest = min(shortest, point.description.period)
      if isCancelled() { return .curve(.interrupted) }
      let ending = CycleEnding(points: points, shortest: shortest, settings: settings)
      if let distance = ending.distanceToEquilibrium(point) {
        if distance < settings.curve.initialStep { return ending.hopf(point, distance: distance) }
        // Not past the equilibrium, where the same cycles lie half a period later.
        curve.limitStep(to: 0.6 * distance)
      }
      if let reason = ending.reason(point) { return reason }
      if ending.returns(scales: problem.scales) { return .curve(.closed) }
      if let last = accepted {
        let events = CycleEvents(curve: curve)
        let found = events.deferred(last, point)
        if let found {
          located.append(found)
          work += CycleWork.event(dimension: problem.n, intervals: intervals)
        }
        if Self.isRound(located) { return .curve(.closed) }
        if let found, events.mayCross(last, point),
          let crossing = found.value.first(where: { $0.type == .cycleBranchPoint && $0.repeatsItself })
        {
          // Beyond it lie the same cycles, half a period later.
          points[points.count - 1] = crossing.cycle
          return .periodDoubling(parameter: crossing.cycle.parameter)
        }
        if let found, events.isMirrored(last, point),
          let crossing = found.value.last(where: { $0.type == .cycleBranchPoint })
        {
          points[points.count - 1] = crossing.cycle
          located[located.count - 1] = Deferred { _ in [crossing.turning] }
          return .curve(.branchPoint)
        }
      }
      beforeLast = accepted
      accepted = curve.accept(point)
      if let (other, first) = accepted?.inBetterCoordinates.flatMap({
        curve.continued($0.problem, $0.unknowns, $0.direction)
      }) {
        (curve, accepted, beforeLast) = (other, first, nil)
      }
      curve.window = curve.problem.window(range)
    }
    let ending = CycleEnding(points: points, shortest: shortest, settings: settings)
    return accepted.flatMap { ending.reason(after: curve.end, $0) } ?? .curve(curve.end ?? .interrupted)
  }

  /// Whether a bifurcation that is located by now has been passed before: the branch is closed, and has gone more than once round.
  private static func isRound(_ located: [Deferred<[SpecialCycle]>]) -> Bool {
    let known = located.compactMap(\.valueIfKnown).joined()
    guard let last = known.last, known.count > 1 else { return false }
    return known.dropLast().contains { $0.isPassedAgain(by: last) }
  }

  /// Removes what is but noise among cycles at one value of the parameter: folds and, where all cycles lie there and a multiplier is 1
  /// all along, everything but the cycles at which another branch crosses.
  private mutating func removeNoise(_ reason: CycleEnd, _ ending: CycleEnding, scales: [Double]) {
    var isFamily = ending.isFamily(scales: scales)
    if case .family = reason { isFamily = true }
    if isFamily {
      specialPoints.removeAll { special in
        if case .branchPoint(.pitchfork(coefficient: 0)) = special.kind { false } else { true }
      }
    } else if case .unboundedGrowth = reason, let start = ending.standing(scales: scales).first?.arclength {
      specialPoints.removeAll { $0.type == .cycleLimitPoint && $0.cycle.arclength >= start }
    }
  }

  /// Takes in a bifurcation; two folds in succession at one value of the parameter, which Newton's method cannot hold apart, are
  /// none: in a canard explosion the branch turns back and forth with the errors of its mesh.
  private mutating func append(_ special: SpecialCycle, scales: [Double]) {
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
  /// The same branch point as one at which the branch on which it was found turns round.
  fileprivate var turning: SpecialCycle {
    if case .branchPoint(.pitchfork) = kind { return self }
    var point = self
    point.kind = .branchPoint(.pitchfork(coefficient: nil))
    return point
  }

  /// Whether the point is one of a single branch, a fold, a doubling or a torus bifurcation, and another is the same.
  fileprivate func isPassedAgain(by other: SpecialCycle) -> Bool {
    type != .cycleBranchPoint && other.type == type && reciprocalCondition > 0 && other.reciprocalCondition > 0
      && abs(cycle.arclength - other.cycle.arclength) > Self.leastLoop
      && abs(cycle.parameter - other.cycle.parameter) < Self.sameParameter * problem.scales[problem.n]
      && cycle.isSame(as: other.cycle, scales: problem.leastScales, tolerance: Self.sameShape)
  }

  /// Special cycles that differ by less are one: in the parameter by parts of its range, in period and extrema by parts of them.
  private static let (sameParameter, sameShape) = (1e-7, 1e-5)
  /// Closed branches are longer than this; where the parameter stands, errors make points of the same kind in succession.
  private static let leastLoop = 0.5

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

  /// Whether the point is a fold that is known from a change of sign alone.
  fileprivate var isVagueFold: Bool { type == .cycleLimitPoint && reciprocalCondition == 0 && !changesStability }

  /// Whether the point is a fold in name alone: the branch turns round at a branch point, where the fold's equations are
  /// singular, so that they have led beside it.
  fileprivate func isFold(at crossing: CyclePoint, scales: [Double]) -> Bool {
    type == .cycleLimitPoint && abs(cycle.parameter - crossing.parameter) < 1e-7 * (scales.last ?? 1)
      && abs(cycle.period - crossing.period) < 1e-4 * crossing.period
  }
}

extension CyclePoint {
  /// The trivial multiplier is so far from 1 that the others tell nothing.
  private static let largestError = 0.1

  /// Whether no bifurcation lies between the cycle at which a branch is born and this one, the first of it, as far as the numbers of
  /// multipliers beyond the unit circle tell: the one that is 1 there may go either way.
  fileprivate func isBeside(_ birth: CyclePoint) -> Bool {
    let critical = birth.multipliers.indices.min { a, b in
      (birth.multipliers[a] - 1).length < (birth.multipliers[b] - 1).length
    }
    let others = birth.multipliers.indices.filter { $0 != critical }.map { birth.multipliers[$0] }
    return agrees(unstable: others.count { $0.length > 1 }, flipped: others.count(where: \.isFlipped))
  }

  /// The same for a cycle that is born at a Hopf point, beside which multipliers are exponentials of eigenvalues; a pair of them is
  /// imaginary there.
  fileprivate func isBeside(_ hopf: SpecialEquilibrium, frequency: Double) -> Bool {
    let distances = hopf.eigenvalues.map { ($0 - Complex(0, $0.imaginary < 0 ? -frequency : frequency)).length }
    let pair = distances.indices.sorted { distances[$0] < distances[$1] }.prefix(2)
    let others = hopf.eigenvalues.indices.filter { !pair.contains($0) }.map { hopf.eigenvalues[$0] }
    return agrees(unstable: others.count { $0.real > 0 }, flipped: 0)
  }

  private func agrees(unstable: Int, flipped: Int) -> Bool {
    guard abs(trivialMultiplier - 1) < Self.largestError else { return true }
    return (unstable...unstable + 1).contains(unstableCount) && multipliers.count(where: \.isFlipped) == flipped
  }
}

extension Complex<Double> {
  /// Whether a multiplier has passed -1.
  fileprivate var isFlipped: Bool { imaginary == 0 && real < -1 }
}

extension CycleProblem {
  /// Where branches end: at the ends of the parameter's range, or far away from everything.
  fileprivate func window(_ range: ClosedRange<Double>) -> CurveWindow {
    let bounds = leastScales.prefix(n).enumerated().map { index, scale in
      coordinates.isLogarithm(index) ? CycleCoordinates.largestLogarithm : 1000 * scale
    }
    return CurveWindow(
      ranges: [parameterIndex: range],
      bounds: (0..<nodeCount).flatMap { _ in bounds } + [.infinity, .infinity])
  }
}

/// The first small cycle at a Hopf point: the linear oscillation of a small amplitude (Kuznetsov 2004, 3.4).
private struct HopfStart {
  let problem: CycleProblem
  let unknowns: [Double]
  let direction: [Double]

  init?(
    _ hopf: SpecialEquilibrium, along vector: [Complex<Double>]?, frequency: Double, problem: EquilibriumProblem,
    settings: CycleSettings
  ) {
    let n = problem.field.dimension
    guard let q = vector ?? HopfStart.eigenvector(hopf, frequency, problem) else { return nil }
    // The amplitude is measured in the scaled variables.
    let size = (0..<n).reduce(0) { $0 + q[$1].lengthSquared / (2 * problem.scales[$1] * problem.scales[$1]) }
    let norm = size.squareRoot()
    let mesh = CycleMesh(uniform: settings.intervalCount)
    let empty = CycleProfile(mesh: mesh, degree: settings.degree, dimension: n, values: [])
    let oscillation = empty.nodeTimes.flatMap { time -> [Double] in
      let (c, s) = (Double.cos(2 * .pi * time), Double.sin(2 * .pi * time))
      return q.map { ($0.real * c - $0.imaginary * s) / norm }
    }
    let amplitude = settings.curve.initialStep
    let values = oscillation.enumerated().map { hopf.unknowns[$0.offset % n] + amplitude * $0.element }
    let reference = CycleProfile(mesh: mesh, degree: settings.degree, dimension: n, values: values)
    self.problem = CycleProblem(
      field: problem.field, scales: problem.scales, reference: reference,
      adaptationInterval: settings.adaptationInterval)
    unknowns = values + [2 * .pi / frequency, hopf.unknowns[n]]
    direction = oscillation + [0, 0]
  }

  private static func eigenvector(
    _ hopf: SpecialEquilibrium, _ frequency: Double, _ problem: EquilibriumProblem
  ) -> [Complex<Double>]? {
    guard let eigen = Eigendecomposition(problem.jacobian(at: hopf.unknowns)) else { return nil }
    let target = Complex(0, frequency)
    let index = eigen.values.indices.min {
      (eigen.values[$0] - target).length < (eigen.values[$1] - target).length
    }
    return index.map { eigen.rightVectors[$0] }
  }
}
