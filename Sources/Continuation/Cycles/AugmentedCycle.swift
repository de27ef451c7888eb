// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

/// The boundary-value problems that define special cycles: the cycle, and functions that show its degeneracy, at once
/// (Doedel, Keller and Kernevez 1991; Doedel, Govaerts and Kuznetsov 2003).
///
/// | point | functions | scalars beside T, p | equations |
/// |---|---|---|---|
/// | LPC | v | S | v' = T A v + S f, v periodic |
/// | PD | v | | v' = T A v, v(1) = -v(0) |
/// | NS | v, complex | angle | v' = T A v - i angle v, v periodic |
/// | BPC | v, w | b; S, a of each | x' = T f + b g, v' = T A v + S f + a T df/dp, w likewise, all periodic |
/// | LPC in the plane | | | the integral of div f over the cycle is zero |
///
/// In the plane the one multiplier is exp of the integral of div f (Liouville). Its equation is regular in canard explosions, too,
/// where the parameter stands still to all digits and the tangent of the branch says nothing of the fold.
///
/// With x' = T f, the phase condition and a normalisation of each function these systems are regular where the point is
/// not degenerate; at a solution b vanishes. They are collocated on the cycle's mesh, and their derivatives, second
/// derivatives of f among them, are exact.
struct AugmentedCycle: Sendable {
  /// Which point is defined.
  enum Kind: Sendable {
    case limitPoint
    case periodDoubling
    case neimarkSacker
    case branchPoint
    case planarLimitPoint

    /// The number of functions beside the cycle.
    var functionCount: Int {
      switch self {
      case .planarLimitPoint: 0
      case .limitPoint, .periodDoubling: 1
      case .neimarkSacker, .branchPoint: 2
      }
    }

    /// The number of scalars: period and parameter first.
    var scalarCount: Int {
      switch self {
      case .periodDoubling, .planarLimitPoint: 2
      case .limitPoint, .neimarkSacker: 3
      case .branchPoint: 7
      }
    }

    /// Where the scalars S and a of function `k` (from 1) stand.
    func speedIndex(_ k: Int) -> Int? {
      switch self {
      case .limitPoint: 2
      case .branchPoint: 1 + 2 * k
      case .periodDoubling, .neimarkSacker, .planarLimitPoint: nil
      }
    }

    func slopeIndex(_ k: Int) -> Int? { self == .branchPoint ? 2 + 2 * k : nil }
  }

  let kind: Kind
  let problem: CycleProblem
  private let variation: FieldVariation
  /// The linear conditions, over all unknowns, and their values.
  private let rows: [[Double]]
  private let conditions: [Double]
  /// g at the collocation points, for branch points.
  private let unfolding: [Double]

  private var n: Int { problem.n }
  private var m: Int { problem.m }
  private var s: Int { kind.scalarCount }
  private var pointCount: Int { problem.mesh.intervalCount * m }
  /// The number of components of cycle and functions together.
  var d: Int { (1 + kind.functionCount) * n }
  /// The number of unknowns before the scalars.
  var nodeTotal: Int { problem.nodeCount * d }
  /// What becomes of each component in one turn: it comes back (1), or changes its sign (-1).
  var closingSigns: [Double] { (0..<d).map { kind == .periodDoubling && $0 >= n ? -1.0 : 1.0 } }

  /// A solution, or an approximation to one.
  struct State {
    /// The cycle at the nodes, period, parameter: unknowns of the cycle problem.
    var cycle: [Double]
    /// The functions at the nodes, each of the size of the cycle.
    var functions: [[Double]]
    /// The scalars after period and parameter.
    var scalars: [Double]
  }

  /// Prepares to improve an approximation, whose functions are normalised.
  /// - Returns: nil if the second derivatives cannot be had.
  init?(_ kind: Kind, _ problem: CycleProblem, near start: State) {
    guard let variation = FieldVariation(problem.field) else { return nil }
    self.kind = kind
    self.problem = problem
    self.variation = variation
    let rows = ConditionRows(kind, problem, start)
    (self.rows, conditions) = (rows.rows, rows.values)
    unfolding =
      kind == .branchPoint
      ? LinearCycleSystem(problem, at: start.cycle).arbitraryFunction(dimension: problem.n) : []
  }

  /// The unknowns in the order of collocation: the values at each node, then the scalars.
  func packed(_ state: State) -> [Double] {
    let parts = [Array(state.cycle.prefix(problem.nodeCount * n))] + state.functions
    var vector: [Double] = []
    vector.reserveCapacity(nodeTotal + s)
    for node in 0..<problem.nodeCount {
      for part in parts { vector += part[(node * n)..<((node + 1) * n)] }
    }
    return vector + state.cycle.suffix(2) + state.scalars
  }

  func unpacked(_ vector: [Double]) -> State {
    let parts = (0...kind.functionCount).map { part -> [Double] in
      (0..<problem.nodeCount).flatMap { node -> ArraySlice<Double> in
        let start = node * d + part * n
        return vector[start..<(start + n)]
      }
    }
    return State(
      cycle: parts[0] + vector[nodeTotal..<(nodeTotal + 2)], functions: Array(parts.dropFirst()),
      scalars: Array(vector[(nodeTotal + 2)...]))
  }

  /// Newton's corrections must become smaller than this, within so many steps.
  private static let (tolerance, iterationLimit) = (1e-11, 12)

  /// Newton's method; nil if it does not converge.
  func solve(from start: State) -> (state: State, residual: Double, reciprocalCondition: Double)? {
    var (unknowns, reciprocalCondition) = (packed(start), 0.0)
    let weights = weights(at: unknowns)
    let count = NewtonConvergence.iterate(tolerance: Self.tolerance, limit: Self.iterationLimit) {
      let (residual, blocks, rows) = linearized(at: unknowns)
      guard residual.allSatisfy(\.isFinite), let factorization = factorization(blocks, rows),
        let correction = factorization.solve(residual)
      else { return nil }
      for index in unknowns.indices { unknowns[index] -= correction[index] }
      reciprocalCondition = factorization.reciprocalCondition
      return weightedNorm(correction, weights)
    }
    if count == nil { return nil }
    return (unpacked(unknowns), maximumNorm(residual(at: unknowns)), reciprocalCondition)
  }

  private func factorization(_ blocks: [Double], _ rows: [[Double]]) -> CollocationFactorization? {
    CollocationFactorization(
      n: d, m: m, intervalCount: problem.mesh.intervalCount, scalarCount: s, blocks: blocks, extraRows: rows,
      closingSigns: closingSigns)
  }

  /// The weights in which corrections are measured.
  func weights(at unknowns: [Double]) -> [Double] {
    let own = problem.weights(at: unpacked(unknowns).cycle)
    let (period, parameter) = (own[problem.periodIndex], own[problem.parameterIndex])
    let nodes = (0..<problem.nodeCount).flatMap { node in (0..<d).map { own[node * n + $0 % n] } }
    let scalars: [Double] =
      switch kind {
      case .limitPoint: [period]
      case .periodDoubling, .planarLimitPoint: []
      case .neimarkSacker: [1]
      case .branchPoint: [1, period, parameter, period, parameter]
      }
    return nodes + [period, parameter] + scalars
  }

  /// The derivatives by the parameter: of the rates at the collocation points, `[point * d + i]`, and of the conditions.
  func parameterSlopes(at unknowns: [Double]) -> (rates: [Double], conditions: [Double]) {
    let rates = AugmentedRates(self, unpacked(unknowns), variation: variation, unfolding: unfolding)
    var (value, byState, byScalar) = (0.0, [Double](repeating: 0, count: d), [Double](repeating: 0, count: s))
    var slopes: [Double] = []
    slopes.reserveCapacity(pointCount * d)
    for point in 0..<pointCount {
      for i in 0..<d {
        rates.rate(i, point, &value, &byState, &byScalar)
        slopes.append(byScalar[1])
      }
    }
    let own = kind == .planarLimitPoint ? [meanDivergence(at: unknowns).row[nodeTotal + 1]] : []
    return (slopes, rows.map { $0[nodeTotal + 1] } + own)
  }

  /// The same equations for another field in the same variables.
  /// - Returns: nil if its second derivatives cannot be had.
  func replacing(field: ParameterizedField) -> AugmentedCycle? {
    FieldVariation(field).map { AugmentedCycle(self, problem.replacing(field: field), $0) }
  }

  private init(_ system: AugmentedCycle, _ problem: CycleProblem, _ variation: FieldVariation) {
    (kind, rows, conditions, unfolding) = (system.kind, system.rows, system.conditions, system.unfolding)
    (self.problem, self.variation) = (problem, variation)
  }

  /// The equations.
  func residual(at unknowns: [Double]) -> [Double] { linearized(at: unknowns, withDerivative: false).residual }

  /// The equations and, interval by interval, their derivative.
  func linearized(
    at unknowns: [Double], withDerivative: Bool = true
  ) -> (residual: [Double], blocks: [Double], rows: [[Double]]) {
    let state = unpacked(unknowns)
    let rates = AugmentedRates(self, state, variation: variation, unfolding: unfolding)
    let width = (m + 1) * d + s
    var residual: [Double] = []
    residual.reserveCapacity(pointCount * d + d + s)
    var blocks = [Double](repeating: 0, count: withDerivative ? pointCount * d * width : 0)
    var (value, byState, byScalar) = (0.0, [Double](repeating: 0, count: d), [Double](repeating: 0, count: s))
    for interval in 0..<problem.mesh.intervalCount {
      let h = problem.mesh.width(interval)
      for c in 0..<m {
        let point = interval * m + c
        for i in 0..<d {
          rates.rate(i, point, &value, &byState, &byScalar)
          let row = (point * d + i) * width
          var slope = 0.0
          for k in 0...m {
            let (factor, share) = (
              problem.basis.derivatives[c * (m + 1) + k], problem.basis.values[c * (m + 1) + k]
            )
            slope += factor * unknowns[(interval * m + k) * d + i]
            guard withDerivative else { continue }
            let column = k == 0 ? (m - 1) * d : (k == m ? m * d : (k - 1) * d)
            for j in 0..<d { blocks[row + column + j] = -h * byState[j] * share }
            blocks[row + column + i] += factor
          }
          if withDerivative { for e in 0..<s { blocks[row + (m + 1) * d + e] = -h * byScalar[e] } }
          residual.append(slope - h * value)
        }
      }
    }
    for (i, sign) in closingSigns.enumerated() {
      let turn = i < n ? problem.winding[i] : 0
      residual.append(unknowns[i] + turn - sign * unknowns[(problem.nodeCount - 1) * d + i])
    }
    for (row, condition) in zip(rows, conditions) { residual.append(dotProduct(row, unknowns) - condition) }
    guard kind == .planarLimitPoint else { return (residual, blocks, rows) }
    let divergence = meanDivergence(at: unknowns)
    return (residual + [divergence.value], blocks, rows + [divergence.row])
  }

  /// The integral of div f over the turn, the logarithm of the multiplier in the plane, with its derivatives by all unknowns.
  private func meanDivergence(at unknowns: [Double]) -> (value: Double, row: [Double]) {
    let cycle = unpacked(unknowns).cycle
    let (points, period) = (problem.collocationStates(cycle), cycle[problem.periodIndex])
    let (count, width) = (pointCount, n + 1)
    var (mean, row) = (0.0, [Double](repeating: 0, count: nodeTotal + s))
    for i in 0..<n {
      // The derivative of f along coordinate i, and the derivatives of that.
      var directions = [Double](repeating: 0, count: width * count)
      for point in 0..<count { directions[i * count + point] = 1 }
      let variation = variation.evaluate(points, directions: directions, count: count)
      for interval in 0..<problem.mesh.intervalCount {
        for c in 0..<m {
          let point = interval * m + c
          let weight = problem.mesh.width(interval) * problem.basis.weights[c]
          mean += weight * variation.values[i * count + point]
          row[nodeTotal + 1] += weight * period * variation.derivatives[(i * width + n) * count + point]
          for j in 0..<n {
            let slope = weight * period * variation.derivatives[(i * width + j) * count + point]
            for k in 0...m { row[(interval * m + k) * n + j] += slope * problem.basis.values[c * (m + 1) + k] }
          }
        }
      }
    }
    row[nodeTotal] = mean
    return (period * mean, row)
  }
}

/// The linear conditions of an augmented cycle: phases and normalisations.
private struct ConditionRows {
  private(set) var rows: [[Double]] = []
  private(set) var values: [Double] = []
  private let problem: CycleProblem
  private let partCount: Int
  private let scalarCount: Int

  init(_ kind: AugmentedCycle.Kind, _ problem: CycleProblem, _ start: AugmentedCycle.State) {
    self.problem = problem
    partCount = 1 + kind.functionCount
    scalarCount = kind.scalarCount
    add([0: problem.phaseWeights], problem.phaseOffset)
    let own = problem.weights(at: start.cycle)
    let nodes = own.prefix(problem.nodeCount * problem.n)
    let weighted = start.functions.map { zip(nodes, $0).map { $0 * $1 } }
    switch kind {
    case .limitPoint:
      add([1: problem.phaseWeights], 0)
      add([1: weighted[0]], scalars: [2: own[problem.periodIndex] * start.scalars[0]], 1)
    case .planarLimitPoint: break
    case .periodDoubling: add([1: weighted[0]], 1)
    case .neimarkSacker:
      add([1: weighted[0], 2: weighted[1]], 1)
      add([1: weighted[1].map { -$0 }, 2: weighted[0]], 0)
    case .branchPoint:
      let tangents = (0..<2).map { k in
        (
          weighted[k], own[problem.periodIndex] * start.scalars[1 + 2 * k],
          own[problem.parameterIndex] * start.scalars[2 + 2 * k]
        )
      }
      for k in 0..<2 {
        add([k + 1: problem.phaseWeights], 0)
        for (other, tangent) in tangents.enumerated() {
          add([k + 1: tangent.0], scalars: [3 + 2 * k: tangent.1, 4 + 2 * k: tangent.2], other == k ? 1 : 0)
        }
      }
    }
  }

  private mutating func add(_ parts: [Int: [Double]], scalars: [Int: Double] = [:], _ value: Double) {
    let n = problem.n
    var row = [Double](repeating: 0, count: problem.nodeCount * partCount * n + scalarCount)
    for (part, factors) in parts {
      for node in 0..<problem.nodeCount {
        for i in 0..<n { row[(node * partCount + part) * n + i] = factors[node * n + i] }
      }
    }
    for (index, factor) in scalars { row[problem.nodeCount * partCount * n + index] = factor }
    rows.append(row)
    values.append(value)
  }
}
