// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import LinearSolvers
import Testing

@Suite struct RootFinderTests {
  static func rosenbrock(_ x: [Double]) -> [Double] { [1 - x[0], 10 * (x[1] - x[0] * x[0])] }
  static func rosenbrockJacobian(_ x: [Double]) -> Matrix { Matrix([[-1, 0], [-20 * x[0], 10]]) }

  @Test(arguments: [[-10.0, -5], [-1.2, 1], [50, -50]]) func rosenbrockRoot(start: [Double]) throws {
    let hybrid = HybridRootFinder().solve(
      from: start, residual: Self.rosenbrock, jacobian: Self.rosenbrockJacobian)
    let newton = NewtonSolver().solve(from: start, residual: Self.rosenbrock, jacobian: Self.rosenbrockJacobian)
    for outcome in [hybrid, newton] {
      let root = try #require(outcome.root)
      #expect(abs(root.point[0] - 1) < 1e-9 && abs(root.point[1] - 1) < 1e-9)
    }
  }

  @Test func newtonConvergesQuadratically() throws {
    // From 1.5 the square root of two takes five Newton steps to all digits, and the last one confirms.
    let root = try #require(
      NewtonSolver(tolerance: 1e-15).solve(
        from: [1.5], residual: { [$0[0] * $0[0] - 2] }, jacobian: { Matrix([[2 * $0[0]]]) }
      ).root)
    #expect(abs(root.point[0] - 2.0.squareRoot()) < 3e-16)
    #expect(root.iterations <= 6)
  }

  @Test func newtonIsDampedWhereFullStepsDiverge() throws {
    // For arctan full Newton steps diverge from |x| > 1.39.
    let root = try #require(
      NewtonSolver().solve(
        from: [20], residual: { [atan($0[0])] }, jacobian: { Matrix([[1 / (1 + $0[0] * $0[0])]]) }
      ).root)
    #expect(abs(root.point[0]) < 1e-12)
  }

  @Test func absentRootIsReportedWithItsReason() {
    let newton = NewtonSolver().solve(
      from: [1], residual: { [$0[0] * $0[0] + 1] }, jacobian: { Matrix([[2 * $0[0]]]) })
    #expect(newton.root == nil)
    let hybrid = HybridRootFinder().solve(
      from: [1], residual: { [$0[0] * $0[0] + 1] }, jacobian: { Matrix([[2 * $0[0]]]) })
    guard case .stopped(_, let best) = hybrid else {
      Issue.record("x^2 + 1 has no real root")
      return
    }
    #expect(best.residual >= 1)
  }

  @Test func nonFiniteStartIsReported() {
    let residual: ([Double]) -> [Double] = { [log($0[0])] }
    let jacobian: ([Double]) -> Matrix = { Matrix([[1 / $0[0]]]) }
    for outcome in [
      NewtonSolver().solve(from: [-1], residual: residual, jacobian: jacobian),
      HybridRootFinder().solve(from: [-1], residual: residual, jacobian: jacobian),
    ] {
      guard case .stopped(.nonFinite, _) = outcome else {
        Issue.record("\(outcome)")
        continue
      }
    }
  }

  @Test(arguments: [
    (0.0, 2.0, 0.7390851332151607), (-3.0, 4.0, 0.7390851332151607), (0.5, 1.0, 0.7390851332151607),
  ]) func brentFindsTheDottieNumber(lower: Double, upper: Double, exact: Double) throws {
    let root = try #require(BrentRootFinder().solve(from: lower, to: upper) { cos($0) - $0 }.root)
    #expect(abs(root - exact) <= 2 * exact.ulp)
  }

  @Test func brentOnHardFunctions() throws {
    let finder = BrentRootFinder()
    // A ninth-order root, a jump, and a root at the end of the interval.
    let flat = try #require(BrentRootFinder(tolerance: 1e-9).solve(from: -1, to: 4) { pow($0, 9) }.root)
    #expect(abs(flat) < 1e-9)
    let jump = try #require(finder.solve(from: 0, to: 1) { $0 < 1 / 3.0 ? -1 : 1 }.root)
    #expect(abs(jump - 1 / 3.0) < 1e-15)
    #expect(finder.solve(from: 0, to: 1) { $0 } == .converged(0))
    #expect(finder.solve(from: 1, to: 2) { $0 } == .notBracketed)
    guard case .notFinite = finder.solve(from: -2, to: 2, valueAtLower: -1, valueAtUpper: 1, { _ in .nan }) else {
      Issue.record("NaN went unnoticed")
      return
    }
  }
}
