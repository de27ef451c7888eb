// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore

/// The derivatives of a planar fast–slow system x' = f(x, y, p), y' = g(x, y, p) by fast variable, slow variable and parameter, that a
/// canard point takes, in units of the sizes of all three.
struct CanardJet {
  /// The rates of the fast and of the slow variable.
  let (f, g): (Double, Double)
  /// Their first derivatives by x, y and p.
  let (df, dg): (Gradient, Gradient)
  let (fxx, fxxx, fxy, fxp, gxx): (Double, Double, Double, Double, Double)

  /// First derivatives.
  struct Gradient: Hashable {
    var (x, y, p): (Double, Double, Double)
  }

  /// - Parameters:
  ///   - field: The system with the parameter as third variable, which stays constant.
  ///   - state: Fast variable, slow variable, parameter.
  ///   - places: The positions of these among the variables of the field.
  ///   - scales: Their sizes.
  init(_ field: CompiledModel, at state: [Double], places: [Int], scales: [Double]) {
    var point = state
    for (k, place) in places.enumerated() { point[place] = state[k] }
    let parameters = field.model.parameterValues
    let (fast, slow) = (places[0], places[1])
    func series(_ x: Double, _ y: Double, _ p: Double, _ order: Int) -> [[Double]] {
      var direction = [Double](repeating: 0, count: 3)
      for (place, value) in zip(places, zip([x, y, p], scales).map({ $0 * $1 })) { direction[place] = value }
      return field.taylorCoefficients(state: point, direction: direction, parameters: parameters, time: 0, order: order)
        .map { [$0[fast] / scales[0], $0[slow] / scales[1]] }
    }
    let along = series(1, 0, 0, 3)
    let (byY, byP) = (series(0, 1, 0, 1), series(0, 0, 1, 1))
    (f, g) = (along[0][0], along[0][1])
    df = Gradient(x: along[1][0], y: byY[1][0], p: byP[1][0])
    dg = Gradient(x: along[1][1], y: byY[1][1], p: byP[1][1])
    (fxx, fxxx, gxx) = (2 * along[2][0], 6 * along[3][0], 2 * along[2][1])
    // (D_x + D_q)² - (D_x - D_q)² = 4 D_x D_q.
    fxy = (series(1, 1, 0, 2)[2][0] - series(1, -1, 0, 2)[2][0]) / 2
    fxp = (series(1, 0, 1, 2)[2][0] - series(1, 0, -1, 2)[2][0]) / 2
  }

  /// The change of the parameter, in its present unit, that acts on a rate as much as the variables do.
  var parameterSize: Double {
    let sizes = [df, dg].map { (abs($0.x) + abs($0.y)) / abs($0.p) }.filter { $0 > 0 && $0.isFinite }
    return sizes.min() ?? 1
  }

  /// The defining equations of a canard point: equilibrium and fold of the fast variable, and rest of the slow one.
  var equations: [Double] { [f, df.x, g] }

  /// Their derivatives by x, y and p.
  var jacobian: Matrix {
    var matrix = Matrix(rows: 3, columns: 3)
    let rows = [[df.x, df.y, df.p], [fxx, fxy, fxp], [dg.x, dg.y, dg.p]]
    for i in 0..<3 { for j in 0..<3 { matrix[i, j] = rows[i][j] } }
    return matrix
  }

  /// Whether the slow flow goes through the fold, from one side to the other, as near a focus: on the other sense of the slow rate
  /// there are no canards that come back.
  var isCanardPoint: Bool { fxx != 0 && df.y * dg.x < 0 }

  /// The difference of the parameter of the maximal canard from its singular value to first order in the ratio of rates.
  ///
  /// On the slow manifold y = φ0(x) + φ1(x) + ... the equation φ' f = g reads, order by order,
  /// φ0' (f_y φ1 + f_p p1) = g and, at the fold, where φ0' = 0, φ1' (f_y φ1 + f_p p1) = g_y φ1 + g_p p1: there the manifold goes
  /// on smoothly for one p1. With G = g / φ0' = f_y φ1 + f_p p1 that is
  /// p1 (g_p - g_y f_p / f_y + G (f_p / f_y)') = G (G / f_y)' - g_y G / f_y.
  var canardShift: Double? {
    guard df.y != 0, fxx != 0 else { return nil }
    let second = -fxx / (2 * df.y)
    let third = -(fxxx / 6 + fxy * second) / df.y
    let rate = dg.x / (2 * second)
    let rateSlope = (gxx / 2 + dg.y * second) / (2 * second) - 3 * third * dg.x / (4 * second * second)
    let factor = dg.p - dg.y * df.p / df.y + rate * (fxp * df.y - df.p * fxy) / (df.y * df.y)
    let shift = (rate * (rateSlope / df.y - rate * fxy / (df.y * df.y)) - dg.y * rate / df.y) / factor
    return shift.isFinite ? shift : nil
  }
}
