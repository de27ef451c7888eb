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
    curve.pointLimit = 2000
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
  /// - Returns: nil if no cycles could be followed.
  public static func follow(
    from hopf: SpecialEquilibrium, along vector: [Complex<Double>]? = nil, on problem: EquilibriumProblem,
    range: ClosedRange<Double>, settings: CycleSettings = CycleSettings(), isCancelled: () -> Bool = { false }
  ) -> CycleBranch? {
    guard case .hopf(let frequency, _) = hopf.kind else { return nil }
    var branch = CycleBranch()
    // Where the cycles explode, only very small ones are like the linear oscillation.
    for size in [1, 0.1, 0.01, 1e-3, 1e-4, 1e-5] {
      var settings = settings
      settings.curve.initialStep *= size
      guard
        let start = HopfStart(hopf, along: vector, frequency: frequency, problem: problem, settings: settings)
      else { return nil }
      if size > leastChecked,
        let first = first(start.problem, start.unknowns, start.direction, range, settings),
        !first.isBeside(hopf, frequency: frequency)
      {
        continue
      }
      branch.take(
        .followed(start.problem, from: start.unknowns, direction: start.direction, range, settings, isCancelled))
      let isNear = branch.isNear(start.problem, hopf.unknowns[problem.field.dimension], settings)
      if isNear && (branch.points.count > 2 || branch.end == .curve(.window)) || isCancelled() { return branch }
      (branch.points, branch.specialPoints, branch.end) = ([], [], .curve(.interrupted))
    }
    return nil
  }

  private init() {}

  /// Takes over what was found in one direction.
  private mutating func take(_ half: CycleHalf) {
    (points, specialPoints, end) = (half.points, half.specialPoints, half.end ?? CycleHalf.interrupted)
    count(half)
  }

  /// Counts the work of one direction, and its cycles that are shorter ones.
  private mutating func count(_ half: CycleHalf) {
    work += half.work
    isCut = isCut || half.isCut
    repeatedCount += half.repeatedCount
  }

  /// First steps smaller than this share of the usual one are taken whatever the multipliers say of them.
  private static let leastChecked = 1e-3

  /// The first cycle of a branch.
  private static func first(
    _ problem: CycleProblem, _ start: [Double], _ direction: [Double], _ range: ClosedRange<Double>,
    _ settings: CycleSettings
  ) -> CyclePoint? {
    var half = CycleHalf(problem, from: start, direction: direction, range, settings)
    return half.curve.next()?.cycle
  }

  /// Whether the first cycle lies near the point at which the branch is born: a cycle as large as the first step may be far
  /// from the one that the point's tangent tells of.
  private func isNear(_ problem: CycleProblem, _ parameter: Double, _ settings: CycleSettings) -> Bool {
    guard let first = points.first else { return false }
    let share = max(4 * settings.curve.initialStep, Self.birthGap)
    return abs(first.parameter - parameter) <= share * problem.scales[problem.n]
  }

  /// Follows the cycles of twice the period that are born at a period doubling.
  /// - Returns: nil if the point is no doubling, or the first of them could not be found.
  public static func follow(
    doubling special: SpecialCycle, range: ClosedRange<Double>, settings: CycleSettings = CycleSettings(),
    isCancelled: () -> Bool = { false }
  ) -> CycleBranch? {
    guard case .periodDoubling = special.kind, let start = DoublingStart(special, settings: settings) else {
      return nil
    }
    var settings = settings
    // The same work on twice the intervals.
    let share = Double(settings.intervalCount) / Double(start.problem.mesh.intervalCount)
    settings.curve.pointLimit = Int(share * Double(settings.curve.pointLimit))
    settings.intervalCount = start.problem.mesh.intervalCount
    let birth = start.problem.cycle(at: start.parent, start.direction, arclength: 0)
    return follow(start.problem, from: start.parent, along: start.direction, birth, range, settings, isCancelled)
  }

  /// Follows the cycles that are born at a known one, from so near that hardly anything of the branch is left out.
  private static func follow(
    _ problem: CycleProblem, from parent: [Double], along direction: [Double], _ birth: CyclePoint?,
    _ range: ClosedRange<Double>, _ settings: CycleSettings, _ isCancelled: () -> Bool
  ) -> CycleBranch {
    let index = problem.parameterIndex
    // The closer, the harder to tell from the parent.
    let starts = [2, 0.2, 0.02, 0.002].map { share in
      zip(parent, direction).map { $0 + share * settings.curve.initialStep * $1 }
    }
    var nearest: [Double]?
    let near = starts.first { start in
      guard let first = first(problem, start, direction, range, settings),
        abs(first.parameter - parent[index]) <= birthGap * problem.scales[problem.n]
      else { return false }
      nearest = nearest ?? start
      return birth.map { first.isBeside($0) } ?? true
    }
    var branch = CycleBranch()
    branch.take(
      .followed(problem, from: near ?? nearest ?? starts[2], direction: direction, range, settings, isCancelled))
    if !branch.points.isEmpty { branch.birth = birth }
    return branch
  }

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
  public static func follow(
    crossing special: SpecialCycle, isForward: Bool, range: ClosedRange<Double>,
    settings: CycleSettings = CycleSettings(), isCancelled: () -> Bool = { false }
  ) -> CycleBranch? {
    guard case .branchPoint = special.kind, special.tangents.count == 2 else { return nil }
    let direction = special.tangents[1].map { isForward ? $0 : -$0 }
    return follow(
      special.problem, from: special.point.unknowns, along: direction, special.cycle, range, settings, isCancelled)
  }

  /// Follows the cycles through a given one both ways, but once round if the branch is closed.
  public static func follow(
    through seed: CycleSeed, range: ClosedRange<Double>, settings: CycleSettings = CycleSettings(),
    isCancelled: () -> Bool = { false }
  ) -> CycleBranch {
    let fixed = unit(seed.problem.parameterIndex, seed.unknowns.count)
    func half(_ direction: [Double]) -> CycleHalf {
      .followed(seed.problem, from: seed.unknowns, direction: direction, range, settings, isCancelled)
    }
    var branch = CycleBranch()
    let backward = half(fixed.map { -$0 })
    if backward.end == .curve(.closed) || backward.points.isEmpty {
      branch.take(backward)
      return branch
    }
    let forward = half(fixed)
    let ends: (CycleEnd, CycleEnd)
    (branch.points, branch.specialPoints, ends) = forward.joined(to: backward)
    (branch.firstEnd, branch.end) = ends
    branch.count(forward)
    branch.count(backward)
    return branch
  }

  /// Follows the cycles through one that a trajectory has found, both ways.
  /// - Returns: nil if Newton's method does not converge to a cycle near the orbit.
  public static func follow(
    orbit: SampledOrbit, at parameter: Double, on problem: EquilibriumProblem, range: ClosedRange<Double>,
    settings: CycleSettings = CycleSettings(), isCancelled: () -> Bool = { false }
  ) -> CycleBranch? {
    guard let seed = CycleSeed(orbit, near: parameter, on: problem, settings: settings) else { return nil }
    let branch = follow(through: seed, range: range, settings: settings, isCancelled: isCancelled)
    return branch.points.isEmpty ? nil : branch
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
  var isFlipped: Bool { imaginary == 0 && real < -1 }
}
