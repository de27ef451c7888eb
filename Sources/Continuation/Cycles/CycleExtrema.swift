// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

/// The least and the greatest values of the variables over a cycle, between the nodes of its mesh.
///
/// Beside the node of the largest value the solution is interpolated by Hermite's cubic through two nodes, whose slopes the vector field
/// gives; the error is of fourth order in the distance of nodes.
struct CycleExtrema {
  private let point: CurvePoint<CycleProblem>
  private let times: [Double]

  init(_ point: CurvePoint<CycleProblem>) {
    self.point = point
    times = point.problem.profile(point.unknowns).nodeTimes
  }

  /// The least values, in order of the variables.
  var minima: [Double] { (0..<point.problem.n).map { extremum(of: $0, sign: -1) } }

  /// The greatest values.
  var maxima: [Double] { (0..<point.problem.n).map { extremum(of: $0, sign: 1) } }

  /// The greatest value of a variable times a sign. An angle that goes round has that of its nodes.
  private func extremum(of variable: Int, sign: Double) -> Double {
    let last = times.count - 1
    let node = times.indices.max { sign * value(variable, $0) < sign * value(variable, $1) } ?? 0
    let own = value(variable, node)
    guard point.problem.winding[variable] == 0 else { return own }
    let rises = sign * slope(variable, node) > 0
    // The last node is the first, one period later.
    let (a, b) =
      rises
      ? (node == last ? 0 : node, node == last ? 1 : node + 1)
      : (node == 0 ? last - 1 : node - 1, node == 0 ? last : node)
    let between = cubicExtrema(variable, a, b).max { sign * $0 < sign * $1 }
    return between.map { sign * $0 > sign * own ? $0 : own } ?? own
  }

  private func value(_ variable: Int, _ node: Int) -> Double { point.unknowns[node * point.problem.n + variable] }

  /// How fast a variable changes, per period.
  private func slope(_ variable: Int, _ node: Int) -> Double {
    let (problem, n) = (point.problem, point.problem.n)
    let state = Array(point.unknowns[(node * n)..<((node + 1) * n)])
    let rates = problem.field.equilibriumResidual(at: state + [point.unknowns[problem.parameterIndex]])
    return point.unknowns[problem.periodIndex] * rates[variable]
  }

  /// The values at which Hermite's cubic between two nodes turns.
  private func cubicExtrema(_ variable: Int, _ a: Int, _ b: Int) -> [Double] {
    let width = times[b] - times[a]
    let (first, rise) = (value(variable, a), value(variable, b) - value(variable, a))
    let (m, p) = (width * slope(variable, a), width * slope(variable, b))
    // p(s) = first + m s + (3 rise - 2 m - p) s^2 + (m + p - 2 rise) s^3
    let (quadratic, cubic) = (3 * rise - 2 * m - p, m + p - 2 * rise)
    let discriminant = quadratic * quadratic - 3 * cubic * m
    guard discriminant >= 0 else { return [] }
    let root = discriminant.squareRoot()
    // Both roots of m + 2 quadratic s + 3 cubic s^2, without cancellation.
    let sum = -(quadratic + (quadratic < 0 ? -root : root))
    return [sum / (3 * cubic), m / sum].filter { $0 > 0 && $0 < 1 }.map { s in
      first + s * (m + s * (quadratic + s * cubic))
    }
  }
}
