// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

/// The first cycle of twice the period at a period doubling.
///
/// Two turns of the critical cycle solve the problem of twice the period, where two branches cross: that of the cycles gone
/// round twice, whose tangent is known, and the new one. Inverse iteration with the known tangent as border gives
/// the other null vector, along which the new branch sets out.
struct DoublingStart {
  let problem: CycleProblem
  let direction: [Double]
  /// The critical cycle gone round twice.
  let parent: [Double]

  init?(_ special: SpecialCycle, settings: CycleSettings) {
    let old = special.problem
    let profile = old.profile(special.point.unknowns).doubled()
    let (n, count) = (old.n, old.nodeCount)
    let values = special.point.unknowns
    let doubled = CycleProblem(
      field: old.field, scales: old.scales, reference: profile, adaptationInterval: settings.adaptationInterval,
      coordinates: old.coordinates, stateField: old.stateField)
    let point = profile.values + [2 * values[old.periodIndex], values[old.parameterIndex]]
    let slope = Array(special.point.tangent.prefix(count * n))
    let known =
      slope + slope.dropFirst(n) + [2 * special.point.tangent[old.periodIndex]]
      + [special.point.tangent[old.parameterIndex]]
    let weights = doubled.weights(at: point)
    let border = zip(weights, known).map { $0 * $1 }
    guard let factorization = doubled.factorize(at: point, border: border) else { return nil }
    // A right-hand side that changes sign after the first turn, like the vector that is wanted.
    let half = doubled.mesh.intervalCount / 2 * doubled.m * n
    var right = (0..<(2 * half)).map { $0 < half ? 1.0 : -1.0 }
    right += [Double](repeating: 0, count: n + 2)
    guard var vector = factorization.solve(right) else { return nil }
    for _ in 0..<2 {
      let norm = weightedNorm(vector, weights)
      guard norm.isFinite, norm > 0 else { return nil }
      let next = factorization.solve(doubled.nullRightHandSide(vector.map { $0 / norm }))
      guard let next else { return nil }
      vector = next
    }
    let norm = weightedNorm(vector, weights)
    guard norm.isFinite, norm > 0 else { return nil }
    problem = doubled
    parent = point
    direction = vector.map { $0 / norm }
  }
}

extension CycleProblem {
  /// A right-hand side like a vector of node values: its values at the collocation points, zero elsewhere.
  fileprivate func nullRightHandSide(_ vector: [Double]) -> [Double] {
    var right: [Double] = []
    right.reserveCapacity(vector.count)
    for interval in 0..<mesh.intervalCount {
      for c in 0..<m {
        for i in 0..<n {
          var value = 0.0
          for k in 0...m { value += basis.values[c * (m + 1) + k] * vector[(interval * m + k) * n + i] }
          right.append(value * mesh.width(interval))
        }
      }
    }
    return right + [Double](repeating: 0, count: n + 2)
  }
}

extension CycleProblem {
  /// A cycle that is known as a vector of unknowns, on which two branches cross; the tangent is that of one of them.
  func cycle(at unknowns: [Double], _ tangent: [Double], arclength: Double) -> CyclePoint? {
    let border = zip(weights(at: unknowns), tangent).map { $0 * $1 }
    guard let factorization = factorize(at: unknowns, border: border) else { return nil }
    return CurvePoint(
      problem: self, unknowns: unknowns, tangent: tangent, motion: tangent, arclength: arclength,
      description: describe(unknowns, tangent: tangent, factorization: factorization), iterations: 0,
      residual: maximumNorm(residual(at: unknowns))
    ).cycle
  }
}
