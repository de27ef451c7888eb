// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

/// The two branches of cycles through a branch point, from the algebraic branching equation (Keller 1977).
///
/// With q, r spanning the kernel of the equations' derivative, the tangents x q + y r solve a x^2 + 2 b x y + c y^2 = 0, whose
/// coefficients are the second derivatives of the equations projected out of the range. A bordered equation projects: the
/// scalar of a column outside the range is the part that no solution can take up.
struct CycleBranching {
  let kind: SpecialCycle.BranchPointKind
  /// The unit tangents: the known branch's own first, then that of the crossing branch.
  let tangents: [[Double]]

  /// - Parameters:
  ///   - located: The branch point on the finer mesh.
  ///   - coarse: The problem of the branch, in whose unknowns tangents are wanted.
  ///   - tangent: The tangent of the known branch.
  /// - Returns: nil if the two tangents are not real and distinct.
  init?(_ located: CycleLocator.Located, on coarse: CycleProblem, tangent: [Double]) {
    guard let combinations = Self.combinations(located.problem, located.state) else { return nil }
    let weights = coarse.weights(at: located.unknowns)
    let directions = Self.directions(combinations, located.coarse.kernel, weights)
    guard directions.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { return nil }
    let own = directions.map { abs(weightedProduct($0, tangent, weights)) }
    let order = own[0] >= own[1] ? [0, 1] : [1, 0]
    tangents = order.map { directions[$0] }
    guard let turning = order.first(where: { Self.turns($0, located, combinations) }) else {
      kind = .transcritical
      return
    }
    let (x, y) = combinations[turning]
    let functions = located.state.functions
    let turningFunction = zip(functions[0], functions[1]).map { x * $0 + y * $1 }
    kind = .pitchfork(
      coefficient: CycleNormalForms(located.problem, at: located.state.cycle).pitchforkCoefficient(turningFunction))
  }

  /// The parameter's share of a unit tangent of a branch that turns round is less than this; ...
  private static let standing = 1e-4
  /// ... or less than that, if half the mesh width makes it smaller by this factor: then it is the error of the mesh.
  private static let (nearlyStanding, convergence) = (1e-2, 0.25)

  /// Whether the parameter turns round along a tangent.
  private static func turns(_ index: Int, _ located: CycleLocator.Located, _ combinations: [(Double, Double)]) -> Bool {
    let fine = speeds(located.problem, located.state, combinations)[index]
    if fine < standing { return true }
    guard fine < nearlyStanding,
      let coarse = Self.combinations(located.coarseProblem, located.coarse).map({
        speeds(located.coarseProblem, located.coarse, $0)
      })
    else { return false }
    return fine < convergence * (coarse.min { abs($0 - fine) < abs($1 - fine) } ?? 0)
  }

  /// The parameter's shares of both tangents on a mesh.
  private static func speeds(
    _ problem: CycleProblem, _ state: AugmentedCycle.State, _ combinations: [(Double, Double)]
  ) -> [Double] {
    let weights = problem.weights(at: state.cycle)
    let parameter = problem.parameterIndex
    return directions(combinations, state.kernel, weights).map { abs($0[parameter]) * weights[parameter].squareRoot() }
  }

  /// The tangents as combinations of the null vectors on a mesh; nil if they are not real and distinct.
  private static func combinations(
    _ problem: CycleProblem, _ state: AugmentedCycle.State
  ) -> [(Double, Double)]? {
    guard let forms = QuadraticForms(problem, state) else { return nil }
    let (a, b, c) = (forms.value(0, 0), forms.value(0, 1), forms.value(1, 1))
    guard let a, let b, let c, b * b - a * c > 0 else { return nil }
    let root = (b * b - a * c).squareRoot()
    // Without cancellation.
    let sum = -(b + (b < 0 ? -root : root))
    return [(sum, a), (c, sum)]
  }

  /// The unit vectors that the combinations make of null vectors.
  private static func directions(
    _ combinations: [(Double, Double)], _ kernel: [[Double]], _ weights: [Double]
  ) -> [[Double]] {
    combinations.map { x, y -> [Double] in
      let direction = zip(kernel[0], kernel[1]).map { x * $0 + y * $1 }
      let norm = weightedNorm(direction, weights)
      return direction.map { $0 / norm }
    }
  }
}

extension AugmentedCycle.State {
  /// At a branch point the two null vectors of the cycle's equations: nodes, period, parameter.
  var kernel: [[Double]] {
    (0..<2).map { k -> [Double] in
      let pair = (1 + 2 * k)..<(3 + 2 * k)
      return functions[k] + Array(scalars[pair])
    }
  }
}

/// The second derivative of a cycle's equations along two null vectors, projected out of the range.
private struct QuadraticForms {
  private let linear: LinearCycleSystem
  private let factorization: CollocationFactorization
  private let state: AugmentedCycle.State
  private let states: [Double]
  private let field: ParameterizedField

  init?(_ problem: CycleProblem, _ state: AugmentedCycle.State) {
    linear = LinearCycleSystem(problem, at: state.cycle)
    self.state = state
    states = problem.collocationStates(state.cycle)
    field = problem.field
    let weights = problem.weights(at: state.cycle)
    let columns = [
      linear.rate.map { -$0 }, linear.parameterSlope.map { -$0 }, linear.arbitraryFunction(dimension: problem.n),
    ]
    let known = state.kernel.map { vector -> [Double] in zip(weights, vector).map(*) + [0] }
    guard
      let factorization = linear.factorize(
        .periodic, columns: columns, rows: [problem.phaseWeights + [0, 0, 0]] + known)
    else { return nil }
    self.factorization = factorization
  }

  func value(_ first: Int, _ second: Int) -> Double? {
    let (n, count) = (linear.problem.n, linear.pointCount)
    let functions = [first, second].map { linear.collocated(state.functions[$0], dimension: n) }
    let speeds = [first, second].map { state.scalars[1 + 2 * $0] }
    let slopes = [first, second].map { state.scalars[2 + 2 * $0] }
    // Directions in state and parameter, variable by variable.
    let directions = (0..<2).map { k in
      (0...n).flatMap { j in (0..<count).map { j < n ? functions[k][$0 * n + j] : slopes[k] } }
    }
    let curvatures = field.secondDerivatives(at: states, directions[0], directions[1], count: count)
    let right = linear.along { i, point in
      (0...n).reduce(linear.period * curvatures[i * count + point]) { value, j in
        let entry = j * count + point
        return value + linear.slope(i, j, point) * (speeds[0] * directions[1][entry] + speeds[1] * directions[0][entry])
      }
    }
    return linear.solve(factorization, right, conditions: [0, 0, 0])?.scalars[2]
  }
}
