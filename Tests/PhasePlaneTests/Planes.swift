// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

@testable import PhasePlane
@testable import Results

/// The coordinates, for formulas in tests.
let x = Expression.symbol("x")
let y = Expression.symbol("y")

/// A planar model in `x` and `y`.
func planarModel(_ xRate: Expression, _ yRate: Expression, kind: Model.Kind = .flow) throws -> Model {
  try Model(
    name: "test", kind: kind, variables: [Variable(name: "x", rate: xRate), Variable(name: "y", rate: yRate)])
}

/// A square window around the origin.
func square(_ half: Double) -> PlaneWindow { PlaneWindow(x: -half...half, y: -half...half) }

/// The zero set of an expression in a window.
func zeroSet(_ expression: Expression, in window: PlaneWindow) throws -> [PlaneCurve] {
  try NullclineFinder(model: planarModel(x, y), window: window).curves(of: expression)
}

extension PlaneCurve {
  /// The length of the polyline.
  var length: Double {
    let ends = closed ? points + [points[0]] : points
    return zip(ends, ends.dropFirst()).reduce(0) { sum, pair in
      let (dx, dy) = (pair.1[0] - pair.0[0], pair.1[1] - pair.0[1])
      return sum + (dx * dx + dy * dy).squareRoot()
    }
  }

  /// The largest absolute value of an expression on the vertices.
  func largest(_ expression: Expression) throws -> Double {
    try points.map { abs(try expression.evaluate(["x": $0[0], "y": $0[1]])) }.max() ?? .infinity
  }
}
