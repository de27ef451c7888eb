// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

@testable import PhasePlane
@testable import Results

/// A planar flow written in Swift, its window, and its fixed points from hand-given guesses.
struct SampleFlow {
  let flow: PlanarFlow
  var fixedPoints: [FixedPoint]

  init(
    _ horizontal: ClosedRange<Double>, _ vertical: ClosedRange<Double>, fixedPoints guesses: [[Double]],
    events: [Event] = [], _ rates: (Expression, Expression) -> (Expression, Expression)
  ) throws {
    let (x, y) = (Expression.symbol("x"), Expression.symbol("y"))
    let (f, g) = rates(x, y)
    let model = try Model(
      name: "sample", variables: [Variable(name: "x", rate: f), Variable(name: "y", rate: g)], events: events)
    let window = (
      AxisRange(name: "x", lower: horizontal.lowerBound, upper: horizontal.upperBound),
      AxisRange(name: "y", lower: vertical.lowerBound, upper: vertical.upperBound)
    )
    guard let flow = try PlanarFlow(model: model, horizontal: window.0, vertical: window.1) else {
      throw SampleError.noFlow
    }
    self.flow = flow
    fixedPoints = guesses.map { SampleFlow.fixedPoint(of: flow.field, near: $0) }
  }

  enum SampleError: Error { case noFlow }

  /// The limit cycles that the search finds.
  var limitCycles: (cycles: [LimitCycle], notes: [String]) {
    LimitCycleSearch(flow: flow, fixedPoints: fixedPoints).find()
  }

  /// Newton's method by Cramer's rule, and the type from trace and determinant.
  static func fixedPoint(of field: any VectorField, near guess: [Double]) -> FixedPoint {
    var (x, y) = (guess[0], guess[1])
    for _ in 0..<50 {
      let (f, j) = (field.values(at: [x, y], parameters: []), field.jacobian(at: [x, y], parameters: []))
      let determinant = j[0] * j[3] - j[1] * j[2]
      if determinant == 0 { break }
      (x, y) = (x - (f[0] * j[3] - f[1] * j[1]) / determinant, y - (f[1] * j[0] - f[0] * j[2]) / determinant)
    }
    let j = field.jacobian(at: [x, y], parameters: [])
    let (trace, determinant) = (j[0] + j[3], j[0] * j[3] - j[1] * j[2])
    let discriminant = trace * trace / 4 - determinant
    let root = abs(discriminant).squareRoot()
    let eigenvalues =
      discriminant >= 0
      ? [[trace / 2 + root, 0], [trace / 2 - root, 0]] : [[trace / 2, root], [trace / 2, -root]]
    let type: FixedPointType =
      determinant < 0
      ? .saddle
      : abs(trace) < 1e-14
        ? .undetermined
        : discriminant >= 0
          ? (trace < 0 ? .stableNode : .unstableNode) : (trace < 0 ? .stableFocus : .unstableFocus)
    return FixedPoint(
      state: ["x": x, "y": y], type: type, stable: determinant > 0 && trace < 0, eigenvalues: eigenvalues,
      trace: trace, determinant: determinant, residual: 0)
  }
}

extension SampleFlow {
  /// FitzHugh and Nagumo's equations.
  static func fitzHughNagumo(current: Double, guess: [Double] = [-0.5, 0.2]) throws -> SampleFlow {
    try SampleFlow(-2.5...2.5, -1...2, fixedPoints: [guess]) { x, y in
      (x - x * x * x / 3 - y + Expression(current), (x + 0.7 - 0.8 * y) / 12.5)
    }
  }

  /// Van der Pol's equation as a system.
  static func vanDerPol(_ mu: Double, height: Double = 4) throws -> SampleFlow {
    try SampleFlow(-3...3, -height...height, fixedPoints: [[0, 0]]) { x, y in
      (y, Expression(mu) * (1 - x * x) * y - x)
    }
  }

  /// A rotation with angular speed 1 and the radial rate r p(r²): cycles where p vanishes.
  static func radial(_ bound: Double, center: [Double] = [0, 0], _ p: (Expression) -> Expression) throws -> SampleFlow {
    try SampleFlow(
      center[0] - bound...center[0] + bound, center[1] - bound...center[1] + bound, fixedPoints: [center]
    ) { x, y in
      let (u, v) = (x - Expression(center[0]), y - Expression(center[1]))
      let growth = p(u * u + v * v)
      return (growth * u - v, growth * v + u)
    }
  }
}
