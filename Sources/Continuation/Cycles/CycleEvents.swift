// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import RealModule

/// Finds the bifurcations between two neighbouring cycles of a branch.
struct CycleEvents {
  typealias Point = CurvePoint<CycleProblem.Description>

  let curve: Curve<CycleProblem>

  /// A function on a branch of cycles that changes sign at one kind of bifurcation.
  enum Test: CaseIterable {
    case branchPoint
    case limitPoint
    case periodDoubling
    case neimarkSacker

    func value(_ cycle: CycleProblem.Description) -> Double {
      switch self {
      case .branchPoint: Double(cycle.borderedSign)
      case .limitPoint: cycle.parameterSpeed
      case .periodDoubling:
        Test.signed(cycle.multipliers.filter { $0.imaginary == 0 && $0.real < 0 }.map { $0.real + 1 })
      case .neimarkSacker: Test.signed(cycle.multipliers.filter { $0.imaginary > 0 }.map { $0.length - 1 })
      }
    }

    /// The value nearest to zero, with the sign of the product of all.
    private static func signed(_ values: [Double]) -> Double {
      let sign = values.reduce(1.0) { $1 < 0 ? -$0 : $0 }
      return sign * (values.map { abs($0) }.min() ?? 1)
    }
  }

  /// The tests that mean something between two cycles.
  ///
  /// Multipliers are known no better than the trivial one; a cycle of two variables has but one other, which is positive.
  private func tests(_ a: Point, _ b: Point) -> [Test] {
    let error = max(abs(a.description.trivialMultiplier - 1), abs(b.description.trivialMultiplier - 1))
    let hasMultipliers = curve.problem.n > 2 && error < 1e-3
    // On a family of cycles at one value of the parameter, as in a conservative system, the sign of its speed is noise;
    // in a canard explosion the speed is tiny, too, but above round-off.
    let speed = max(abs(a.description.parameterSpeed), abs(b.description.parameterSpeed))
    let moves = speed > 1e-12 * curve.problem.scales[curve.problem.n]
    return Test.allCases.filter { test in
      switch test {
      case .branchPoint: true
      case .limitPoint: moves
      case .periodDoubling, .neimarkSacker: hasMultipliers
      }
    }
  }

  /// The bifurcations from one point to the next, in order.
  func between(_ a: Point, _ b: Point, depth: Int = 0) -> [SpecialCycle] {
    let changed = tests(a, b).filter { ($0.value(a.description) < 0) != ($0.value(b.description) < 0) }
    guard let test = changed.first else { return [] }
    let length = b.arclength - a.arclength
    if changed.count == 1 || depth >= 4 {
      let found = changed.compactMap { locate($0, a, length) }
      // A branch that turns round at a branch point has no fold there.
      let crossings = found.filter { $0.label == "BPC" }.map(\.cycle.arclength)
      return found.filter { special in
        special.label != "LPC" || crossings.allSatisfy { abs($0 - special.cycle.arclength) > 1e-3 * length }
      }
    }
    guard let middle = curve.point(at: length / 2, from: a) else {
      return [locate(test, a, length)].compactMap { $0 }
    }
    return between(a, middle, depth: depth + 1) + between(middle, b, depth: depth + 1)
  }

  private func locate(_ test: Test, _ a: Point, _ length: Double) -> SpecialCycle? {
    let smooth = test != .branchPoint
    let (point, bracket) = curve.zero(
      of: test.value, from: a, length: length, tolerance: smooth ? 1e-9 : 1e-7, isSmooth: smooth)
    let description = point.description
    switch test {
    case .branchPoint: return special(.branchPoint, point, bracket)
    case .limitPoint: return special(.limitPoint, point, bracket)
    case .periodDoubling:
      // A pair that leaves the real axis at a negative number changes the count without a crossing of -1.
      guard abs(test.value(description)) < 1e-3 else { return nil }
      return special(.periodDoubling, point, bracket)
    case .neimarkSacker:
      let pair = description.multipliers.filter { $0.imaginary > 0 }
        .min { abs($0.length - 1) < abs($1.length - 1) }
      guard let pair, abs(pair.length - 1) < 1e-3 else { return nil }
      return special(.neimarkSacker, point, bracket, angle: pair.phase)
    }
  }

  /// The special cycle near a bracketed point: polished if Newton's method succeeds.
  private func special(
    _ kind: AugmentedCycle.Kind, _ near: Point, _ bracket: Double, angle: Double = 0
  ) -> SpecialCycle {
    let problem = curve.problem
    guard let located = CycleLocator(problem: problem).polish(kind, near, angle: angle) else {
      return SpecialCycle(
        kind: kind.unresolved(angle: angle), cycle: problem.cycle(near), bracket: bracket, residual: near.residual,
        reciprocalCondition: 0, meshError: .nan, problem: problem, point: near)
    }
    var point = near
    point.unknowns = located.unknowns
    let branching = kind == .branchPoint ? CycleBranching(located, on: problem, tangent: near.tangent) : nil
    return SpecialCycle(
      kind: branching.map { .branchPoint($0.kind) } ?? located.kind(kind), cycle: located.cycle(problem, near),
      bracket: bracket, residual: located.residual, reciprocalCondition: located.reciprocalCondition,
      meshError: located.meshError, tangents: branching?.tangents ?? [], problem: problem, point: point)
  }
}

extension AugmentedCycle.Kind {
  /// The kind of a point of which no more than the bracket is known.
  fileprivate func unresolved(angle: Double) -> SpecialCycle.Kind {
    switch self {
    case .limitPoint: .limitPoint(coefficient: nil)
    case .periodDoubling: .periodDoubling(coefficient: nil)
    case .neimarkSacker: .neimarkSacker(angle: angle, coefficient: nil)
    case .branchPoint: .branchPoint(.unresolved)
    }
  }
}

extension SpecialCycle {
  /// Whether the cycle is one of half the period gone round twice.
  var repeatsItself: Bool { problem.profile(point.unknowns).repeatsItself() }
}

extension CycleProblem {
  /// The cycle of a point of the branch.
  func cycle(_ point: CurvePoint<Description>) -> CyclePoint {
    let profile = profile(point.unknowns)
    let description = point.description
    return CyclePoint(
      parameter: point.unknowns[parameterIndex], period: description.period, minima: description.minima,
      maxima: description.maxima, means: profile.means, multipliers: description.multipliers,
      trivialMultiplier: description.trivialMultiplier, unstableCount: description.unstableCount,
      arclength: point.arclength, residual: point.residual, times: profile.nodeTimes,
      states: (0..<nodeCount).map { Array(profile.values[($0 * n)..<(($0 + 1) * n)]) })
  }
}
