// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

/// Folds and Hopf points of large systems: Newton's method, along the curve, on the real part of an eigenvalue m with
/// A q = m q, whose derivative along the tangent t is <p, B(q, t)>.
///
/// The zeros are those of the minimally augmented systems (Govaerts 2000, Numerical Methods for Bifurcations of Dynamical
/// Equilibria, sections 4.2 and 4.5), and only matrices of the size of A are factorised.
struct CriticalEigenvalue {
  let problem: EquilibriumProblem

  /// What the method ends with: the point, and the imaginary part of the eigenvalue.
  struct Outcome {
    var point: LocatedPoint
    var angle: Double
  }

  /// Newton's steps must become smaller than this, within so many.
  private static let (tolerance, iterationLimit) = (1e-12, 15)

  /// Solves from a nearby point of the curve.
  /// - Parameters:
  ///   - near: The nearby point.
  ///   - eigenvalue: The eigenvalue there; nil for the real one nearest to zero.
  /// - Returns: the nearby point itself, with a condition of zero, if the method fails.
  func solve(from near: EquilibriumEvents.Point, eigenvalue: Complex<Double>?) -> Outcome {
    let corrector = Corrector(problem: problem, settings: CurveSettings())
    var (u, tangent) = (near.unknowns, near.tangent)
    var target = eigenvalue
    var residual = near.residual
    let count = NewtonConvergence.iterate(tolerance: Self.tolerance, limit: Self.iterationLimit) {
      guard let state = state(at: u, near: target) else { return nil }
      if target != nil { target = state.value }
      let step = -state.value.real / speed(of: state, at: u, along: tangent)
      let border = zip(problem.weights(at: u), tangent).map { $0 * $1 }
      guard step.isFinite, let point = try? corrector.correct(zip(u, tangent).map { $0 + step * $1 }, border: border),
        let direction = corrector.tangent(at: point, border: border)?.direction
      else { return nil }
      (u, tangent, residual) = (point.unknowns, direction, point.residual)
      return abs(step)
    }
    if count != nil { return outcome(at: u, near: target, residual: residual) }
    return Outcome(
      point: LocatedPoint(unknowns: near.unknowns, residual: near.residual, reciprocalCondition: 0),
      angle: eigenvalue?.imaginary ?? 0)
  }

  private typealias State = (value: Complex<Double>, q: ComplexVector, p: ComplexVector)

  private func state(at u: [Double], near target: Complex<Double>?) -> State? {
    guard let jacobian = problem.largeJacobian(at: u) else { return nil }
    if let target { return jacobian.critical(target) }
    guard let (q, p) = jacobian.critical(0.0) else { return nil }
    let none = [Double](repeating: 0, count: q.count)
    return (
      Complex(dotProduct(p, jacobian.times(q))), ComplexVector(real: q, imaginary: none),
      ComplexVector(real: p, imaginary: none)
    )
  }

  /// The derivative of the eigenvalue's real part along the curve.
  private func speed(of state: State, at u: [Double], along tangent: [Double]) -> Double {
    func second(_ vector: [Double]) -> [Double] { problem.field.secondDerivative(at: u, vector + [0], tangent) }
    let change = ComplexVector(real: second(state.q.real), imaginary: second(state.q.imaginary))
    return ComplexVector.inner(state.p, change).real
  }

  private func outcome(at u: [Double], near target: Complex<Double>?, residual: Double) -> Outcome {
    guard let state = state(at: u, near: target) else {
      return Outcome(
        point: LocatedPoint(unknowns: u, residual: residual, reciprocalCondition: 0), angle: target?.imaginary ?? 0)
    }
    // The condition of a simple eigenvalue is |p| |q| / |<p, q>|.
    let condition = ComplexVector.inner(state.p, state.p).real.squareRoot()
    return Outcome(
      point: LocatedPoint(
        unknowns: u, residual: max(residual, abs(state.value.real)), reciprocalCondition: 1 / condition),
      angle: state.value.imaginary)
  }
}
