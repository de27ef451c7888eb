// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

/// Places that a step passes over although the right-hand side has no value there: 0/0, whose derivative grows without bound on both
/// sides.
extension EquilibriumEvents {
  /// The parts of a step to which such a place is found, and how much larger derivatives are at the finer one: near a pole, by as much.
  private static let (coarse, fine, growth) = (1e-3, 1e-6, 100.0)

  /// The last point before a pole of the derivative between two points at which signs differ that change there; nil if there is none.
  func pole(between a: Point, _ b: Point) -> Point? {
    if curve.problem.isLarge { return nil }
    let tests: [TestFunction] = [.branchPoint, .limitPoint]
    for test in tests where (test.value(a.description) < 0) != (test.value(b.description) < 0) {
      let brackets = [Self.coarse, Self.fine].map {
        curve.zero(of: test.value, from: a, to: b, tolerance: $0, isSmooth: false)
      }
      let sizes = ([a] + brackets.map(\.point)).map {
        maximumNorm(curve.problem.residualDerivative(at: $0.unknowns).elements)
      }
      guard sizes[1] > sizes[0], !(sizes[2] <= Self.growth * sizes[1]) else { continue }
      return curve.point(at: brackets[0].low, from: a) ?? a
    }
    return nil
  }
}
