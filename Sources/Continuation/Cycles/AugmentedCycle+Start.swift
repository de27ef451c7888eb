// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension AugmentedCycle.State {
  /// The functions of an augmented cycle near a special point, from bordered linear equations.
  /// - Parameters:
  ///   - tangent: The unit tangent of the branch, which at a limit point is the function itself.
  ///   - angle: For a Neimark–Sacker point the phase of the critical multiplier.
  /// - Returns: nil if the equations have no finite solution.
  init?(
    _ kind: AugmentedCycle.Kind, _ problem: CycleProblem, at unknowns: [Double], tangent: [Double], angle: Double
  ) {
    let linear = LinearCycleSystem(problem, at: unknowns)
    let weights = Array(problem.weights(at: unknowns).prefix(problem.nodeCount * problem.n))
    cycle = unknowns
    switch kind {
    case .planarLimitPoint: (functions, scalars) = ([], [])
    case .limitPoint:
      let nodes = Array(tangent.prefix(problem.nodeCount * problem.n))
      let speed = tangent[problem.periodIndex]
      let scale = 1 / weightedNorm(tangent, problem.weights(at: unknowns))
      functions = [nodes.map { scale * $0 }]
      scalars = [scale * speed]
    case .periodDoubling:
      guard let nodes = linear.nullFunction(.antiperiodic) else { return nil }
      let norm = weightedNorm(nodes, weights)
      functions = [nodes.map { $0 / norm }]
      scalars = []
    case .neimarkSacker:
      guard let pairs = linear.nullFunction(.rotating(angle: angle)) else { return nil }
      let n = problem.n
      let parts = (0..<2).map { part -> [Double] in
        (0..<problem.nodeCount).flatMap { node -> ArraySlice<Double> in
          let start = (2 * node + part) * n
          return pairs[start..<(start + n)]
        }
      }
      let norm = weightedNorm(parts.flatMap { $0 }, weights + weights)
      functions = parts.map { $0.map { $0 / norm } }
      scalars = [angle]
    case .branchPoint:
      guard let second = linear.secondTangent(tangent) else { return nil }
      let count = problem.nodeCount * problem.n
      functions = [Array(tangent.prefix(count)), Array(second.prefix(count))]
      scalars = [0] + Array(tangent.suffix(2)) + Array(second.suffix(2))
    }
  }
}

extension LinearCycleSystem {
  /// A function that the operator takes to (nearly) zero.
  fileprivate func nullFunction(_ turn: Turn) -> [Double]? {
    let d = dimension(turn)
    // A complex null function is determined up to a complex factor: two real conditions.
    let s = d == problem.n ? 1 : 2
    let columns = (0..<s).map { arbitraryFunction(dimension: d, number: $0) }
    let rows = (0..<s).map { arbitraryRow(dimension: d, scalarCount: s, number: $0) }
    guard let factorization = factorize(turn, columns: columns, rows: rows) else { return nil }
    return solve(factorization, nil, conditions: s == 1 ? [1] : [1, 0])?.nodes
  }

  /// The unit vector in the kernel of the cycle's equations at a branch point that is orthogonal to a known tangent.
  fileprivate func secondTangent(_ tangent: [Double]) -> [Double]? {
    let weights = problem.weights(at: unknowns)
    let columns = [rate.map { -$0 }, parameterSlope.map { -$0 }, arbitraryFunction(dimension: problem.n)]
    let phase = problem.phaseWeights + [0, 0, 0]
    let known = zip(weights, tangent).map { $0 * $1 } + [0]
    let arbitrary = arbitraryRow(dimension: problem.n, scalarCount: 3)
    guard let factorization = factorize(.periodic, columns: columns, rows: [phase, known, arbitrary]),
      let (nodes, scalars) = solve(factorization, nil, conditions: [0, 0, 1])
    else { return nil }
    let vector = nodes + scalars.prefix(2)
    let norm = weightedNorm(vector, weights)
    return norm > 0 ? vector.map { $0 / norm } : nil
  }
}
