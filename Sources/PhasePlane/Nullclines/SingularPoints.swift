// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Symbolics

/// Finds the points at which a function and its gradient vanish together: there branches of its zero set cross.
struct SingularPoints {
  /// The function, its gradient and its second derivatives xx, xy, yy.
  private let derivatives: PlaneFunction
  private let window: PlaneWindow

  init(of expression: Expression, model: Model, window: PlaneWindow) throws(PhasePlaneError) {
    let names = model.variableNames
    let gradient = model.jacobian(of: [expression], by: names)[0]
    let second = model.jacobian(of: gradient, by: names)
    derivatives = try PlaneFunction(
      [expression] + gradient + [second[0][0], second[0][1], second[1][1]], of: model)
    self.window = window
  }

  /// The crossing of two branches in a box, if there is one.
  ///
  /// Newton's method on the gradient from the middle; the function's value there must then be zero within rounding, which
  /// is judged by the second derivatives, and these must be those of a saddle.
  func crossing(in box: PlaneWindow) -> SIMD2<Double>? {
    guard let (point, d) = criticalPoint(near: box, margin: 1e-9), d[3] * d[5] - d[4] * d[4] < 0 else { return nil }
    return isZero(d) ? point : nil
  }

  /// A zero in or beside a box near which the function does not change its sign: an extreme value, or a valley of them.
  func touching(near box: PlaneWindow) -> SIMD2<Double>? {
    guard let (point, d) = criticalPoint(near: box, margin: 1) else { return nil }
    let determinant = d[3] * d[5] - d[4] * d[4]
    let size = max(abs(d[3] * d[5]), d[4] * d[4])
    return determinant >= -1e-9 * size && isZero(d) ? point : nil
  }

  /// The point near the middle of a box at which the gradient vanishes, by Newton's method, and the derivatives there.
  private func criticalPoint(near box: PlaneWindow, margin: Double) -> (SIMD2<Double>, [Double])? {
    let newton = NewtonSolver(tolerance: 1e-13, maximumIterations: 20)
    let outcome = newton.solve(
      from: box.center.list, scales: window.size.list,
      residual: { Array(derivatives(SIMD2($0))[1...2]) },
      jacobian: {
        let d = derivatives(SIMD2($0))
        return Matrix(rows: 2, columns: 2, elements: [d[3], d[4], d[4], d[5]])
      })
    guard let root = outcome.root else { return nil }
    let point = SIMD2(root.point)
    return box.enlarged(by: margin).contains(point) ? (point, derivatives(point)) : nil
  }

  /// Whether the value is zero within rounding, as judged by the second derivatives.
  private func isZero(_ d: [Double]) -> Bool {
    let size = window.size
    let curvature = max(abs(d[3]) * size.x * size.x, abs(d[4]) * size.x * size.y, abs(d[5]) * size.y * size.y)
    return curvature > 0 && abs(d[0]) <= 1e-13 * curvature
  }
}
