// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

/// Linear equations along a cycle, v' - T A(t) v + i angle v + sum of s c(t) = r(t), with as many linear conditions as there
/// are scalars s.
///
/// With a border (a column c outside the range and a row that fixes the part in the kernel) they have one solution even where
/// the operator is singular, which is what null vectors and normal forms need (Doedel, Govaerts and Kuznetsov 2003). Functions
/// are known at nodes, `[node * d + i]`, or at collocation points, `[point * d + i]`.
struct LinearCycleSystem {
  /// What becomes of a solution in one turn.
  enum Turn: Equatable {
    /// v(1) = v(0).
    case periodic
    /// v(1) = -v(0).
    case antiperiodic
    /// A complex function v with v(1) = v(0) whose product with exp(i angle t) solves the variational equations: real
    /// parts first, then imaginary parts, so that d = 2 n.
    case rotating(angle: Double)
  }

  let problem: CycleProblem
  let unknowns: [Double]
  /// f at the collocation points, component `i` of point `k` at `i * pointCount + k`.
  let rates: [Double]
  /// The derivatives of f by state and parameter, likewise.
  let slopes: [Double]

  var period: Double { unknowns[problem.periodIndex] }
  var parameter: Double { unknowns[problem.parameterIndex] }
  var pointCount: Int { problem.mesh.intervalCount * problem.m }
  private var n: Int { problem.n }
  private var m: Int { problem.m }

  init(_ problem: CycleProblem, at unknowns: [Double]) {
    self.problem = problem
    self.unknowns = unknowns
    let (count, n) = (problem.mesh.intervalCount * problem.m, problem.n)
    var values = [Double](repeating: 0, count: (n + 1) * count)
    var derivatives: [Double]? = [Double](repeating: 0, count: (n + 1) * (n + 1) * count)
    problem.field.evaluate(
      problem.collocationStates(unknowns), count: count, values: &values, derivatives: &derivatives)
    rates = values
    slopes = derivatives ?? []
  }

  /// The number of components of a solution.
  func dimension(_ turn: Turn) -> Int { if case .rotating = turn { 2 * n } else { n } }

  /// Factorises the equations.
  /// - Parameters:
  ///   - columns: For each scalar the function c at the collocation points.
  ///   - rows: For each scalar a condition: factors of all node values, then of the scalars.
  func factorize(_ turn: Turn, columns: [[Double]], rows: [[Double]]) -> CollocationFactorization? {
    let (d, s) = (dimension(turn), columns.count)
    let width = (m + 1) * d + s
    var blocks = [Double](repeating: 0, count: pointCount * d * width)
    for interval in 0..<problem.mesh.intervalCount {
      let h = problem.mesh.width(interval)
      for c in 0..<m {
        let point = interval * m + c
        for i in 0..<d {
          let row = (point * d + i) * width
          writeOperator(turn, &blocks, row, i, point, c, h)
          for e in 0..<s { blocks[row + (m + 1) * d + e] = h * columns[e][point * d + i] }
        }
      }
    }
    let sign: Double = turn == .antiperiodic ? -1 : 1
    return CollocationFactorization(
      n: d, m: m, intervalCount: problem.mesh.intervalCount, scalarCount: s, blocks: blocks, extraRows: rows,
      closingSigns: [Double](repeating: sign, count: d))
  }

  private func writeOperator(
    _ turn: Turn, _ blocks: inout [Double], _ row: Int, _ i: Int, _ point: Int, _ c: Int, _ h: Double
  ) {
    let d = dimension(turn)
    let (part, component) = (i / n * n, i % n)
    for k in 0...m {
      // Column of node k: inner nodes first, then the left and the right end.
      let column = k == 0 ? (m - 1) * d : (k == m ? m * d : (k - 1) * d)
      let value = problem.basis.values[c * (m + 1) + k]
      for j in 0..<n {
        blocks[row + column + part + j] -= h * period * slope(component, j, point) * value
      }
      blocks[row + column + i] += problem.basis.derivatives[c * (m + 1) + k]
      if case .rotating(let angle) = turn {
        // i angle (a + i b) has the parts -angle b and angle a.
        let other = part == 0 ? n + component : component
        blocks[row + column + other] += (part == 0 ? -angle : angle) * h * value
      }
    }
  }

  /// The derivative of component `i` of f by coordinate `j` (the parameter is the last) at a collocation point.
  func slope(_ i: Int, _ j: Int, _ point: Int) -> Double { slopes[(i * (n + 1) + j) * pointCount + point] }

  /// The solution at the nodes and the scalars, for a right-hand side at the collocation points (none: zero) and the
  /// values of the linear conditions.
  func solve(
    _ factorization: CollocationFactorization, _ right: [Double]?, conditions: [Double]
  ) -> (nodes: [Double], scalars: [Double])? {
    let d = factorization.n
    var vector = [Double](repeating: 0, count: pointCount * d + d)
    if let right {
      for interval in 0..<problem.mesh.intervalCount {
        let h = problem.mesh.width(interval)
        for entry in (interval * m * d)..<((interval + 1) * m * d) { vector[entry] = h * right[entry] }
      }
    }
    guard let solution = factorization.solve(vector + conditions), solution.allSatisfy(\.isFinite) else { return nil }
    let split = solution.count - conditions.count
    return (Array(solution[..<split]), Array(solution[split...]))
  }

  /// T f at the collocation points.
  var flow: [Double] { along { i, point in period * rates[i * pointCount + point] } }

  /// T df/dp at the collocation points.
  var parameterSlope: [Double] { along { i, point in period * slope(i, n, point) } }

  /// f at the collocation points.
  var rate: [Double] { along { i, point in rates[i * pointCount + point] } }

  /// A v at the collocation points, for v at these points.
  func applyingJacobian(_ v: [Double]) -> [Double] {
    along { i, point in (0..<n).reduce(0) { $0 + slope(i, $1, point) * v[point * n + $1] } }
  }

  /// A function at the collocation points from its components.
  func along(_ value: (_ component: Int, _ point: Int) -> Double) -> [Double] {
    (0..<pointCount).flatMap { point in (0..<n).map { value($0, point) } }
  }

  /// A function at the collocation points from its values at the nodes.
  func collocated(_ nodes: [Double], dimension d: Int) -> [Double] {
    var values = [Double](repeating: 0, count: pointCount * d)
    for interval in 0..<problem.mesh.intervalCount {
      for c in 0..<m {
        let point = interval * m + c
        for k in 0...m {
          let factor = problem.basis.values[c * (m + 1) + k]
          let node = (interval * m + k) * d
          for i in 0..<d { values[point * d + i] += factor * nodes[node + i] }
        }
      }
    }
    return values
  }

  /// The mean over the turn of the inner product of two functions at the collocation points.
  func mean(_ u: [Double], _ w: [Double]) -> Double {
    let d = u.count / max(1, pointCount)
    var total = 0.0
    for interval in 0..<problem.mesh.intervalCount {
      for c in 0..<m {
        let start = (interval * m + c) * d
        var product = 0.0
        for i in start..<(start + d) { product += u[i] * w[i] }
        total += problem.mesh.width(interval) * problem.basis.weights[c] * product
      }
    }
    return total
  }

  /// A smooth function at the collocation points that has no special relation to the cycle: the column of a border.
  func arbitraryFunction(dimension d: Int, number: Int = 0) -> [Double] {
    (0..<problem.mesh.intervalCount).flatMap { interval in
      (0..<m).flatMap { c -> [Double] in
        let time = problem.mesh.times[interval] + problem.mesh.width(interval) * problem.basis.points[c]
        return (0..<d).map { problem.scales[$0 % n] * smoothNumber(component: $0, number: number, time: time) }
      }
    }
  }

  /// A linear condition that has no special relation to the cycle.
  func arbitraryRow(dimension d: Int, scalarCount: Int, number: Int = 0) -> [Double] {
    let weights = nodeWeights(dimension: d)
    let times = problem.profile(unknowns).nodeTimes
    return weights.indices.map { entry in
      weights[entry] * problem.scales[entry % d % n]
        * smoothNumber(component: entry % d, number: number + 3, time: times[entry / d])
    } + [Double](repeating: 0, count: scalarCount)
  }

  /// The weights of the mean square at the nodes, for functions of d components that are copies of the state.
  func nodeWeights(dimension d: Int) -> [Double] {
    let weights = problem.weights(at: unknowns)
    return (0..<problem.nodeCount).flatMap { node in (0..<d).map { weights[node * n + $0 % n] } }
  }
}

/// A smooth function of time with period 1 and values of order 1.
private func smoothNumber(component: Int, number: Int, time: Double) -> Double {
  let phase = 1.3 * Double(component + 1) + 2.1 * Double(number + 1)
  return Double.cos(phase) + 0.7 * Double.cos(2 * .pi * time + 1.7 * phase)
    + 0.4 * Double.cos(4 * .pi * time + 2.9 * phase)
}
