// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import Parallelism
import RealModule
import Results

/// Finds the bifurcations between two neighbouring cycles of a branch.
struct CycleEvents: EventFinder, Sendable {
  typealias Point = CurvePoint<CycleProblem>

  /// Steps of large systems are dear.
  var halvingLimit: Int { isLarge ? 1 : 4 }
  let curve: Curve<CycleProblem>

  /// A function on a branch of cycles that changes sign at one kind of bifurcation.
  enum Test: CaseIterable {
    case branchPoint
    case limitPoint
    case periodDoubling
    case neimarkSacker
    /// A fold where the parameter stands still to all digits, as in a canard explosion, but a multiplier passes 1.
    case standingLimitPoint

    func value(_ cycle: CycleProblem.Description) -> Double {
      switch self {
      case .branchPoint: Double(cycle.borderedSign)
      case .limitPoint: cycle.parameterSpeed
      case .periodDoubling:
        Test.signed(cycle.multipliers.filter { $0.imaginary == 0 && $0.real < 0 }.map { $0.real + 1 })
      case .neimarkSacker: Test.signed(cycle.multipliers.filter { $0.imaginary > 0 }.map { $0.length - 1 })
      case .standingLimitPoint: Test.signed(cycle.positiveMultipliers.map { Double.log($0) })
      }
    }

    /// Whether the function is one of multipliers alone, which pass the unit circle where it vanishes.
    var watchesMultipliers: Bool { self == .periodDoubling || self == .neimarkSacker || self == .standingLimitPoint }

    /// The value nearest to zero, with the sign of the product of all.
    private static func signed(_ values: [Double]) -> Double {
      let sign = values.reduce(1.0) { $1 < 0 ? -$0 : $0 }
      return sign * (values.map { abs($0) }.min() ?? 1)
    }
  }

  /// The tests that mean something between two cycles.
  ///
  /// Multipliers are known no better than the trivial one; a cycle of two variables has but one other, which is positive. Signs
  /// may be right where digits are not: then the augmented system decides.
  private func tests(_ a: Point, _ b: Point) -> [Test] {
    let error = max(a.description.multiplierError, b.description.multiplierError)
    let hasMultipliers = curve.problem.n > 2 && error < 0.1
    // On a family of cycles at one value of the parameter, as in a conservative system, the sign of its speed is noise;
    // in a canard explosion the speed is tiny, too, but above round-off.
    let moves = !stands(a) || !stands(b)
    return Test.allCases.filter { test in
      switch test {
      case .branchPoint: true
      case .limitPoint: moves
      case .periodDoubling, .neimarkSacker: hasMultipliers
      case .standingLimitPoint: false
      }
    }
  }

  /// Whether cycles lie at one value of the parameter but for rounding.
  private func stands(_ point: Point) -> Bool {
    abs(point.description.parameterSpeed) <= TestFunction.leastParameterSpeed * curve.problem.scales[curve.problem.n]
  }

  /// Whether the multipliers are known so well that a passage through 1 is certain: in the plane, where the only one
  /// follows from the divergence, they are.
  private func areCertain(_ a: Point, _ b: Point) -> Bool {
    // Negative multipliers, and those too small for numbers, do not pass 1.
    let sizes = [a, b].map { point in
      point.description.multipliers.filter { $0.imaginary != 0 || $0.real > 0 }
        .map { Complex<Double>.log($0).length }.min() ?? .infinity
    }
    if curve.problem.n == 2 { return sizes.allSatisfy { $0 > 1e-6 } }
    let error = max(a.description.multiplierError, b.description.multiplierError)
    return error < 1e-3 && sizes.allSatisfy { $0 > max(1e-6, 10 * error) }
  }

  /// Whether a positive multiplier passes 1, alone, between two points at which the multipliers are certain.
  private func passesOne(_ a: Point, _ b: Point) -> Bool {
    let counts = [a, b].map { point in point.description.positiveMultipliers.count { $0 > 1 } }
    return areCertain(a, b) && abs(counts[0] - counts[1]) == 1
      && abs(a.description.unstableCount - b.description.unstableCount) == 1
  }

  /// Logarithms of multipliers beyond this at both ends of a step do not vanish in between.
  private static let farFromOne = 3.0

  /// Whether the multiplier of a cycle in the plane is far from 1 at both points.
  private func isFarFromCritical(_ a: Point, _ b: Point) -> Bool {
    curve.problem.n == 2
      && [a, b].allSatisfy { point in
        point.description.positiveMultipliers.allSatisfy { abs(Double.log($0)) > Self.farFromOne }
      }
  }

  /// The tests that change without those whose change must be noise: away from branch points the parameter turns round only where a
  /// multiplier passes 1.
  private func withoutNoise(_ changed: [Test], _ a: Point, _ b: Point) -> [Test] {
    if isFarFromCritical(a, b), !passesOne(a, b) { return [] }
    let counts = [a, b].map { point in point.description.positiveMultipliers.count { $0 > 1 } }
    guard areCertain(a, b), counts[0] % 2 == counts[1] % 2, curve.problem.n == 2 || !changed.contains(.branchPoint)
    else { return changed }
    return changed.filter { $0 != .limitPoint }
  }

  /// The bifurcations from one point to the next, in order. Unless the branch may end at one of them, as it may at a branch point,
  /// it can go on while they are located.
  func deferred(_ a: Point, _ b: Point) -> Deferred<[SpecialCycle]>? {
    changes(from: a, to: b).isEmpty ? nil : Deferred { events(from: a, to: b, isCancelled: $0) }
  }

  /// Whether a branch point at which the branch itself turns round lies between two points, as at a pitchfork: parameter and period
  /// turn at one place, and beyond it lie the images of the cycles before.
  func isMirrored(_ a: Point, _ b: Point) -> Bool {
    let (parameter, period) = (curve.problem.parameterIndex, curve.problem.periodIndex)
    return mayCross(a, b) && a.tangent[parameter] * b.tangent[parameter] < 0
      && a.tangent[period] * b.tangent[period] < 0
  }

  /// Whether a branch point may lie between two points.
  func mayCross(_ a: Point, _ b: Point) -> Bool { changes(from: a, to: b).contains(.branchPoint) }

  /// The functions that change sign for other reasons than noise.
  func changes(from a: Point, to b: Point) -> [Test] {
    let changed = withoutNoise(
      tests(a, b).filter { ($0.value(a.description) < 0) != ($0.value(b.description) < 0) }, a, b)
    if changed.isEmpty, passesOne(a, b) { return [.standingLimitPoint] }
    // Multipliers beyond all digits change their sign by noise, and pairs become real, without passing the unit circle.
    let isExplained =
      a.description.unstableCount != b.description.unstableCount || !changed.allSatisfy(\.watchesMultipliers)
    return isExplained ? changed : []
  }

  /// The bifurcations located, by Newton's method or to their brackets.
  func located(_ tests: [Test], from a: Point, to b: Point) -> [SpecialCycle] {
    let located = tests.compactMap { locate($0, a, b) }
    let found = located.isEmpty ? standingFold(a, b) : located
    // A branch that turns round at a branch point has no fold there.
    let crossings = found.filter { $0.type == .cycleBranchPoint }.map(\.cycle.arclength)
    let reach = Self.seemingFold * (b.arclength - a.arclength)
    return found.map { $0.changingStability(from: a, to: b) }.filter { special in
      special.type != .cycleLimitPoint || crossings.allSatisfy { abs($0 - special.cycle.arclength) > reach }
    }
  }

  /// A fold this near to a branch point, as a part of the step, is none.
  private static let seemingFold = 1e-3

  /// The fold that a multiplier tells of where other tests that change are noise.
  private func standingFold(_ a: Point, _ b: Point) -> [SpecialCycle] {
    passesOne(a, b) ? [locate(.standingLimitPoint, a, b)].compactMap { $0 } : []
  }

  /// Whether equations of twice the size, which define bifurcations, take too long.
  private var isLarge: Bool { curve.problem.n > CycleWork.largeDimension }

  private func locate(_ test: Test, _ a: Point, _ b: Point) -> SpecialCycle? {
    if isLarge {
      let narrow = bracket(test, a, b, tolerance: test == .branchPoint ? 1e-3 : 1e-5)
      return test.vanishes(at: narrow.point.description) ? bracketed(test, narrow) : nil
    }
    // Mostly a rough bracket is all that Newton's method needs.
    let rough = bracket(test, a, b, tolerance: 0.02)
    if let special = polished(test, rough, from: a, mayLeave: false) { return special }
    let narrow = bracket(test, a, b, tolerance: test == .branchPoint ? 1e-7 : 1e-9)
    guard test.vanishes(at: narrow.point.description) else { return nil }
    if let special = polished(test, narrow, from: a, mayLeave: true) { return special }
    // In a canard explosion the parameter stands but for rounding; where the cycles meet, a multiplier passes 1.
    if test == .limitPoint, passesOne(a, b) {
      return bracketed(test, bracket(.standingLimitPoint, a, b, tolerance: 1e-9))
    }
    // In the plane the divergence tells the multiplier, whatever the trivial one.
    let isDoubtful = curve.problem.n > 2 && narrow.point.description.multiplierError > 1e-3
    // Where a family of cycles at one value of the parameter ends, nothing folds.
    let isNoise = test == .limitPoint && (stands(a) || stands(b))
    return isNoise || test.watchesMultipliers && isDoubtful ? nil : bracketed(test, narrow)
  }

  private func bracket(_ test: Test, _ a: Point, _ b: Point, tolerance: Double) -> Curve<CycleProblem>.Bracket {
    curve.zero(of: test.value, from: a, to: b, tolerance: tolerance, isSmooth: test != .branchPoint)
  }

  /// The special cycle near a bracketed point by Newton's method.
  /// - Parameter mayLeave: Whether the solution may lie outside the bracket, whose width is then less than the error of the
  ///   multipliers.
  /// - Returns: nil if the method fails.
  private func polished(
    _ test: Test, _ bracket: Curve<CycleProblem>.Bracket, from a: Point, mayLeave: Bool
  ) -> SpecialCycle? {
    var point = bracket.point
    let problem = point.problem
    guard
      let located = CycleLocator(problem: problem)
        .polish(test.kind, point, angle: test.angle(at: point.description) ?? 0)
    else { return nil }
    let shift = zip(located.unknowns, a.unknowns).map { $0 - $1 }
    let distance = weightedProduct(shift, a.motion, problem.weights(at: a.unknowns))
    guard mayLeave || (distance > bracket.low - bracket.width && distance < bracket.high + bracket.width) else {
      return nil
    }
    if !mayLeave { point.arclength = a.arclength + min(max(distance, 0), bracket.high + bracket.width) }
    let cycle = located.cycle(problem, point)
    point.unknowns = located.unknowns
    let branching = test == .branchPoint ? CycleBranching(located, on: problem, tangent: point.tangent) : nil
    return SpecialCycle(
      kind: branching.map { .branchPoint($0.kind) } ?? located.kind(test.kind), cycle: cycle, bracket: bracket.width,
      residual: located.residual, reciprocalCondition: located.reciprocalCondition, meshError: located.meshError,
      tangents: branching?.tangents ?? [], problem: problem, point: point)
  }

  /// The special cycle of which no more than the bracket is known.
  private func bracketed(_ test: Test, _ bracket: Curve<CycleProblem>.Bracket) -> SpecialCycle {
    SpecialCycle(
      kind: test.kind.unresolved(angle: test.angle(at: bracket.point.description) ?? 0),
      cycle: bracket.point.cycle, bracket: bracket.width, residual: bracket.point.residual,
      reciprocalCondition: 0, meshError: .nan, problem: bracket.point.problem, point: bracket.point)
  }
}

extension CycleEvents.Test {
  /// The equations that define the point.
  fileprivate var kind: AugmentedCycle.Kind {
    switch self {
    case .branchPoint: .branchPoint
    case .limitPoint, .standingLimitPoint: .limitPoint
    case .periodDoubling: .periodDoubling
    case .neimarkSacker: .neimarkSacker
    }
  }

  /// Whether a change of sign was a passage through zero: a pair of multipliers that leaves the real axis changes signs, too.
  fileprivate func vanishes(at cycle: CycleProblem.Description) -> Bool {
    switch self {
    case .branchPoint, .limitPoint: true
    case .standingLimitPoint: true
    case .periodDoubling: abs(value(cycle)) < 1e-3
    case .neimarkSacker: criticalPair(cycle).map { abs($0.length - 1) < 1e-3 } ?? false
    }
  }

  /// The phase of the pair of multipliers nearest to the unit circle, for Neimark–Sacker points.
  fileprivate func angle(at cycle: CycleProblem.Description) -> Double? {
    self == .neimarkSacker ? criticalPair(cycle)?.phase : nil
  }

  private func criticalPair(_ cycle: CycleProblem.Description) -> Complex<Double>? {
    cycle.multipliers.filter { $0.imaginary > 0 }.min { abs($0.length - 1) < abs($1.length - 1) }
  }
}

extension CycleProblem.Description {
  /// The real multipliers above zero.
  fileprivate var positiveMultipliers: [Double] {
    multipliers.filter { $0.imaginary == 0 && $0.real > 0 }.map(\.real)
  }

  /// How far the trivial multiplier is from 1.
  fileprivate var multiplierError: Double { abs(trivialMultiplier - 1) }
}

extension AugmentedCycle.Kind {
  /// The kind of a point of which no more than the bracket is known.
  fileprivate func unresolved(angle: Double) -> SpecialCycle.Kind {
    switch self {
    case .limitPoint: .limitPoint(coefficient: nil)
    case .periodDoubling: .periodDoubling(coefficient: nil)
    case .neimarkSacker: .neimarkSacker(angle: angle, coefficient: nil)
    case .branchPoint, .planarLimitPoint: .branchPoint(.unresolved)
    }
  }
}

extension SpecialCycle {
  /// The same, with what two points of the branch around it tell.
  fileprivate func changingStability(from a: CycleEvents.Point, to b: CycleEvents.Point) -> SpecialCycle {
    var special = self
    special.changesStability = a.description.unstableCount != b.description.unstableCount
    return special
  }

  /// Whether the cycle is one of half the period gone round twice.
  var repeatsItself: Bool { problem.profile(point.unknowns).repeatsItself(problem.leastScales) }
}

extension CurvePoint<CycleProblem> {
  /// Whether the cycle is one of half the period gone round twice.
  var repeatsItself: Bool { problem.profile(unknowns).repeatsItself(problem.leastScales) }

  /// The cycle of a point of the branch, with all digits of its multipliers.
  var cycle: CyclePoint {
    let (n, profile) = (problem.n, problem.stateProfile(unknowns))
    var multipliers = FloquetMultipliers(trivial: description.trivialMultiplier, others: description.multipliers)
    // Digits of what decays at once are not worth as much as the cycles themselves.
    if n > 2, n <= CycleWork.largeDimension, multipliers.areSpread, !description.multipliersHaveAllDigits,
      let transfers = CycleTransfers(problem, at: unknowns, needsDecay: true),
      let refined = FloquetMultipliers.product(transfers)
    {
      multipliers = refined
    }
    let own = CycleExtrema(self)
    let extrema = stateExtrema(minima: own.minima, maxima: own.maxima, problem.coordinates)
    return CyclePoint(
      parameter: unknowns[problem.parameterIndex], period: description.period, minima: extrema.minima,
      maxima: extrema.maxima, means: profile.means, multipliers: multipliers.others,
      trivialMultiplier: multipliers.trivial, unstableCount: description.unstableCount,
      arclength: arclength, residual: residual, times: profile.nodeTimes,
      states: (0..<problem.nodeCount).map { Array(profile.values[($0 * n)..<(($0 + 1) * n)]) },
      weights: profile.nodeWeights, winding: problem.winding)
  }
}
