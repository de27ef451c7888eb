// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers

/// A saddle near which a cycle of long period stays.
struct HomoclinicSaddle: Sendable {
  let state: [Double]
  let eigenvalues: [Complex<Double>]

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
    guard let root = outcome.root, equilibria.hasDerivative(at: root.point + [parameter]),
      let eigenvalues = Eigendecomposition.eigenvalues(equilibria.jacobian(at: root.point + [parameter]))
    else { return nil }
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
}
