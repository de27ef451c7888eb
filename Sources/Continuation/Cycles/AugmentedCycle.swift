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
///
/// With x' = T f, the phase condition and a normalisation of each function these systems are regular where the point is
/// not degenerate; at a solution b vanishes. They are collocated on the cycle's mesh, and their derivatives, second
/// derivatives of f among them, are exact.
struct AugmentedCycle {
  /// Which point is defined.
  enum Kind {
    case limitPoint
    case periodDoubling
    case neimarkSacker
    case branchPoint

    /// The number of functions beside the cycle.
    var functionCount: Int {
      switch self {
      case .limitPoint, .periodDoubling: 1
      case .neimarkSacker, .branchPoint: 2
      }
    }

    /// The number of scalars: period and parameter first.
    var scalarCount: Int {
      switch self {
      case .periodDoubling: 2
      case .limitPoint, .neimarkSacker: 3
      case .branchPoint: 7
      }
    }

    /// Where the scalars S and a of function `k` (from 1) stand.
    func speedIndex(_ k: Int) -> Int? {
      switch self {
      case .limitPoint: 2
      case .branchPoint: 1 + 2 * k
      case .periodDoubling, .neimarkSacker: nil
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
  private var d: Int { (1 + kind.functionCount) * n }
  private var s: Int { kind.scalarCount }
  private var pointCount: Int { problem.mesh.intervalCount * m }
  private var nodeTotal: Int { problem.nodeCount * d }

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

  /// Newton's method; nil if it does not converge.
  func solve(from start: State) -> (state: State, residual: Double, reciprocalCondition: Double)? {
    var unknowns = packed(start)
    let weights = weights(at: unknowns)
    var last = Double.infinity
    for iteration in 0..<12 {
      let (residual, blocks) = linearized(at: unknowns)
      guard residual.allSatisfy(\.isFinite), let factorization = factorization(blocks),
        let correction = factorization.solve(residual)
      else { return nil }
      let length = weightedNorm(correction, weights)
      // Corrections below 1e-7 that do not shrink are round-off.
      guard length.isFinite, iteration < 3 || length < max(2 * last, 1e-7) else { return nil }
      for index in unknowns.indices { unknowns[index] -= correction[index] }
      if length < 1e-11 || (length < 1e-7 && length > 0.3 * last) {
        let remaining = maximumNorm(linearized(at: unknowns).residual)
        return (unpacked(unknowns), remaining, factorization.reciprocalCondition)
      }
      last = length
    }
    return nil
  }

  private func factorization(_ blocks: [Double]) -> CollocationFactorization? {
    let signs = (0..<d).map { kind == .periodDoubling && $0 >= n ? -1.0 : 1.0 }
    return CollocationFactorization(
      n: d, m: m, intervalCount: problem.mesh.intervalCount, scalarCount: s, blocks: blocks, extraRows: rows,
      closingSigns: signs)
  }

  /// The weights in which corrections are measured.
  private func weights(at unknowns: [Double]) -> [Double] {
    let own = problem.weights(at: unpacked(unknowns).cycle)
    let (period, parameter) = (own[problem.periodIndex], own[problem.parameterIndex])
    let nodes = (0..<problem.nodeCount).flatMap { node in (0..<d).map { own[node * n + $0 % n] } }
    let scalars: [Double] =
      switch kind {
      case .limitPoint: [period]
      case .periodDoubling: []
      case .neimarkSacker: [1]
      case .branchPoint: [1, period, parameter, period, parameter]
      }
    return nodes + [period, parameter] + scalars
  }

  /// The equations and, interval by interval, their derivative.
  private func linearized(at unknowns: [Double]) -> (residual: [Double], blocks: [Double]) {
    let state = unpacked(unknowns)
    let rates = AugmentedRates(self, state, variation: variation, unfolding: unfolding)
    let width = (m + 1) * d + s
    var residual: [Double] = []
    residual.reserveCapacity(pointCount * d + d + s)
    var blocks = [Double](repeating: 0, count: pointCount * d * width)
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
            let column = k == 0 ? (m - 1) * d : (k == m ? m * d : (k - 1) * d)
            for j in 0..<d { blocks[row + column + j] = -h * byState[j] * share }
            blocks[row + column + i] += factor
          }
          for e in 0..<s { blocks[row + (m + 1) * d + e] = -h * byScalar[e] }
          residual.append(slope - h * value)
        }
      }
    }
    for i in 0..<d {
      let sign = kind == .periodDoubling && i >= n ? -1.0 : 1.0
      let turn = i < n ? problem.winding[i] : 0
      residual.append(unknowns[i] + turn - sign * unknowns[(problem.nodeCount - 1) * d + i])
    }
    for (row, condition) in zip(rows, conditions) { residual.append(dotProduct(row, unknowns) - condition) }
    return (residual, blocks)
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
