// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers

/// A saddle near which a cycle of long period stays.
struct HomoclinicSaddle: Sendable {
  let state: [Double]
  let eigenvalues: [Complex<Double>]
  private let jacobian: Matrix

  /// The eigenvalue with the least rate on each side.
  var leading: (inward: Complex<Double>, outward: Complex<Double>)? {
    guard let inward = eigenvalues.filter({ $0.real < 0 }).max(by: { $0.real < $1.real }),
      let outward = eigenvalues.filter({ $0.real > 0 }).min(by: { $0.real < $1.real })
    else { return nil }
    return (inward, outward)
  }

  /// The least rate, inward or outward.
  var rate: Double { leading.map { min(-$0.inward.real, $0.outward.real) } ?? 0 }

  /// The sum of the leading rates, which vanishes at a neutral saddle.
  var saddleQuantity: Double { leading.map { $0.inward.real + $0.outward.real } ?? .nan }

  /// The saddle to which Newton's method leads from a state; nil if it leads to none.
  init?(_ problem: CycleProblem, from start: [Double], at parameter: Double) {
    let equilibria = EquilibriumProblem(problem.field, scales: problem.scales)
    let solver = NewtonSolver(tolerance: 1e-11, maximumIterations: 20)
    let outcome = solver.solve(from: start, scales: Array(problem.scales.prefix(problem.n))) {
      equilibria.residual(at: $0 + [parameter])
    } jacobian: {
      equilibria.stateDerivative(at: $0 + [parameter])
    }
    guard let root = outcome.root else { return nil }
    jacobian = equilibria.jacobian(at: root.point + [parameter])
    guard let eigenvalues = Eigendecomposition.eigenvalues(jacobian) else { return nil }
    (state, self.eigenvalues) = (root.point, eigenvalues)
    if leading == nil { return nil }
  }

  /// The saddle near the slowest state of a cycle.
  /// - Returns: nil if Newton's method leads to no saddle near there.
  init?(_ problem: CycleProblem, at unknowns: [Double]) {
    let (n, parameter) = (problem.n, unknowns[problem.parameterIndex])
    let scales = Array(problem.scales.prefix(n))
    let rates = problem.rates(atNodesOf: unknowns)
    func speed(_ node: Int) -> Double {
      (0..<n).reduce(0) { max($0, abs(rates[node * n + $1]) / scales[$1]) }
    }
    guard let slowest = (0..<problem.nodeCount).min(by: { speed($0) < speed($1) }) else { return nil }
    let start = Array(unknowns[(slowest * n)..<((slowest + 1) * n)])
    self.init(problem, from: start, at: parameter)
    guard zip(zip(state, start), scales).allSatisfy({ abs($0.0 - $0.1) < 0.1 * $1 }) else { return nil }
  }

  /// By how much longer a cycle stays near the saddle as it changes along its branch.
  ///
  /// With the coordinates s and u along the leading directions, |s|^a |u|^b is the same all along the passage of a saddle with the rates -b and
  /// a, and falls with the time of the passage like exp(-a b t); so it does not matter at which state of the passage it is read.
  /// - Parameters:
  ///   - offset: A state of the cycle near the saddle, seen from the saddle.
  ///   - change: How the state changes along the branch.
  func growthOfStay(_ offset: [Double], _ change: [Double]) -> Double? {
    guard let leading, let eigen = Eigendecomposition(jacobian) else { return nil }
    /// How the logarithm of the coordinate along an eigenvector changes.
    func growth(along value: Complex<Double>) -> Double? {
      let nearest = eigen.values.indices.min { (eigen.values[$0] - value).length < (eigen.values[$1] - value).length }
      guard let nearest else { return nil }
      let left = ComplexVector(eigen.leftVectors[nearest])
      func coordinate(_ vector: [Double]) -> Complex<Double> {
        .init(dotProduct(left.real, vector), -dotProduct(left.imaginary, vector))
      }
      let growth = (coordinate(change) / coordinate(offset)).real
      return growth.isFinite ? growth : nil
    }
    let (inward, outward) = (-leading.inward.real, leading.outward.real)
    guard let s = growth(along: leading.inward), let u = growth(along: leading.outward) else { return nil }
    return -(s / inward + u / outward)
  }
}
