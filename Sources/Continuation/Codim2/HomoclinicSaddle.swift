// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers

/// The saddle near which a cycle of long period stays.
struct HomoclinicSaddle: Sendable {
  let state: [Double]
  let eigenvalues: [Complex<Double>]

  /// The eigenvalue with the least rate on each side.
  private var leading: (inward: Complex<Double>, outward: Complex<Double>)? {
    guard let inward = eigenvalues.filter({ $0.real < 0 }).max(by: { $0.real < $1.real }),
      let outward = eigenvalues.filter({ $0.real > 0 }).min(by: { $0.real < $1.real })
    else { return nil }
    return (inward, outward)
  }

  /// The least rate, inward or outward.
  var rate: Double { leading.map { min(-$0.inward.real, $0.outward.real) } ?? 0 }

  /// The sum of the leading rates, which vanishes at a neutral saddle.
  var saddleQuantity: Double { leading.map { $0.inward.real + $0.outward.real } ?? .nan }

  /// What a saddle is called whose leading rates cancel, by which of them belong to foci.
  var neutralKind: CodimensionTwoPoint.Kind {
    switch leading.map({ ($0.inward.imaginary != 0, $0.outward.imaginary != 0) }) ?? (false, false) {
    case (false, false): .neutralSaddle
    case (true, true): .neutralFocus
    default: .neutralSaddleFocus
    }
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
    let equilibria = EquilibriumProblem(problem.field, scales: problem.scales)
    let outcome = NewtonSolver(tolerance: 1e-11, maximumIterations: 20).solve(from: start, scales: scales) {
      equilibria.residual(at: $0 + [parameter])
    } jacobian: {
      equilibria.stateDerivative(at: $0 + [parameter])
    }
    guard let root = outcome.root, zip(zip(root.point, start), scales).allSatisfy({ abs($0.0 - $0.1) < 0.1 * $1 }),
      let eigenvalues = Eigendecomposition.eigenvalues(equilibria.jacobian(at: root.point + [parameter]))
    else { return nil }
    (state, self.eigenvalues) = (root.point, eigenvalues)
    if leading == nil { return nil }
  }
}
