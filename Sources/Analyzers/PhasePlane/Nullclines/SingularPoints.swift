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
    let gradient = names.map(expression.derivative)
    let second = [
      gradient[0].derivative(names[0]), gradient[0].derivative(names[1]), gradient[1].derivative(names[1]),
    ]
    derivatives = try PlaneFunction([expression] + gradient + second, of: model)
    self.window = window
  }

  /// The crossing of two branches in a box, if there is one.
  ///
  /// Newton's method on the gradient from the middle; the function's value there must then be zero within rounding, which
  /// is judged by the second derivatives, and these must be those of a saddle.
  func crossing(in box: PlaneWindow) -> SIMD2<Double>? {
    var point = box.center
    let newton = NewtonSolver(tolerance: 1e-13, maximumIterations: 20)
    let outcome = newton.solve(
      from: point.list, scales: window.size.list,
      residual: { Array(derivatives(SIMD2($0))[1...2]) },
      jacobian: {
        let d = derivatives(SIMD2($0))
        return Matrix(rows: 2, columns: 2, elements: [d[3], d[4], d[4], d[5]])
      })
    guard let root = outcome.root else { return nil }
    point = SIMD2(root.point)
    let d = derivatives(point)
    guard box.enlarged(by: 1e-9).contains(point), d[3] * d[5] - d[4] * d[4] < 0 else { return nil }
    let size = window.size
    let curvature = max(abs(d[3]) * size.x * size.x, abs(d[4]) * size.x * size.y, abs(d[5]) * size.y * size.y)
    return abs(d[0]) <= 1e-13 * curvature ? point : nil
  }
}
