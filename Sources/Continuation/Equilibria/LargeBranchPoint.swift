// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

/// Branch points of large systems: F + b s = 0, g(1) = g(2) = 0 in the unknowns (u, s), where w and g are defined by
/// `DF^T w + C^T g = 0`, `b w = 1`, with s = 0 at the crossing (Govaerts 2000, Numerical Methods for Bifurcations of
/// Dynamical Equilibria, section 7.3).
///
/// The derivative of g(i) along z is -<w, B(v(i), z)>, where v(1) and v(2) span what DF takes to zero, so that the matrix of
/// Newton's method holds the coefficients of the branching equation.
struct LargeBranchPoint {
  /// The point.
  let point: LocatedPoint
  /// The vector with `w DF = 0`.
  let left: [Double]
  /// Two vectors with DF v = 0.
  let basis: [[Double]]

  /// Newton's steps must become smaller than this, within so many.
  private static let (tolerance, iterationLimit) = (1e-12, 15)

  /// Solves from a nearby point of the curve; nil if Newton's method fails.
  init?(problem: EquilibriumProblem, from start: [Double]) {
    var (u, defect) = (start, 0.0)
    guard let (q, p) = problem.largeJacobian(at: start)?.critical(0.0) else { return nil }
    let b = p.map { $0 / euclideanNorm(p) }
    let count = NewtonConvergence.iterate(tolerance: Self.tolerance, limit: Self.iterationLimit) {
      let residual = zip(problem.residual(at: u), b).map { $0 + defect * $1 }
      guard let step = Borders(problem, at: u, q: q, b: b)?.newtonStep(residual) else { return nil }
      u = zip(u, step.unknowns).map { $0 + $1 }
      defect += step.defect
      return weightedNorm(step.unknowns, problem.weights(at: u))
    }
    guard count != nil, let borders = Borders(problem, at: u, q: q, b: b) else { return nil }
    let residual = max(maximumNorm(problem.residual(at: u)), maximumNorm(borders.gaps))
    point = LocatedPoint(unknowns: u, residual: residual, reciprocalCondition: borders.reciprocalCondition)
    (left, basis) = (borders.w, borders.v)
  }

  /// The solutions of the bordered systems at a point. The rows of C are (q, 0) and (0, 1), so that only A need be bordered.
  private struct Borders {
    let problem: EquilibriumProblem
    let u: [Double]
    let solver: BorderedLUFactorization
    /// The vectors v, and their shares in s.
    var v: [[Double]]
    var shares: [Double]
    var w: [Double]
    var gaps: [Double]

    init?(_ problem: EquilibriumProblem, at u: [Double], q: [Double], b: [Double]) {
      guard let jacobian = problem.largeJacobian(at: u), let inner = jacobian.factorize(),
        let solver = BorderedLUFactorization(inner, column: b, row: q)
      else { return nil }
      let (n, column) = (q.count, jacobian.parameterColumn)
      guard let first = solver.solve(unit(n, n + 1)), let second = solver.solve(column.map { -$0 } + [0]),
        let left = solver.solveTransposed(unit(n, n + 1))
      else { return nil }
      self.problem = problem
      self.u = u
      self.solver = solver
      v = [Array(first.dropLast()) + [0], Array(second.dropLast()) + [1]]
      shares = [first[n], second[n]]
      w = Array(left.dropLast())
      gaps = [left[n], -dotProduct(w, column)]
    }

    private func form(_ a: [Double], _ b: [Double]) -> Double {
      dotProduct(w, problem.field.secondDerivative(at: u, a, b))
    }

    /// The matrix of the branching equation.
    private var forms: (Double, Double, Double) { (form(v[0], v[0]), form(v[0], v[1]), form(v[1], v[1])) }

    func newtonStep(_ residual: [Double]) -> (unknowns: [Double], defect: Double)? {
      guard let particular = solver.solve(residual.map { -$0 } + [0]) else { return nil }
      let onto = Array(particular.dropLast()) + [0]
      let (a, b, c) = forms
      let right = [gaps[0] - form(v[0], onto), gaps[1] - form(v[1], onto)]
      guard let shares = LUFactorization(Matrix([[a, b], [b, c]])).solve(right) else { return nil }
      let unknowns = onto.indices.map { onto[$0] + shares[0] * v[0][$0] + shares[1] * v[1][$0] }
      return (unknowns, particular[u.count - 1] + shares[0] * self.shares[0] + shares[1] * self.shares[1])
    }

    /// That of the branching equation, which tells how well the curves cross.
    var reciprocalCondition: Double {
      let (a, b, c) = forms
      return LUFactorization(Matrix([[a, b], [b, c]])).reciprocalCondition
    }
  }
}
