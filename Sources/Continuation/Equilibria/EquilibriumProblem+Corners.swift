// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

extension EquilibriumProblem {
  /// A point of a curve of equilibria on a surface at which the field has a corner or a jump.
  struct Corner {
    var point: CurvePoint<EquilibriumProblem>
    /// The surface that the curve crosses there.
    var surface: Int
  }

  /// On the other side of a surface: the smooth field there, and the sense in which the curve leaves the surface.
  struct OtherSide {
    var problem: EquilibriumProblem
    var direction: [Double]
    /// The largest left-hand side of the equations of both sides and of the surface at the common point.
    var residual: Double
    /// An estimate of the reciprocal condition of the equations of the point.
    var reciprocalCondition: Double
  }

  /// Equations of both sides that differ by more than this at the surface, in units of the scales and of the Jacobian, jump.
  private static let jumpTolerance = 1e-7

  /// The problem with the smooth field of the side on which a point lies; the problem itself if there are no corners.
  func onSide(of point: [Double]) -> EquilibriumProblem {
    corners.map { onSides($0.sides(of: point), $0) } ?? self
  }

  private func onSides(_ sides: [Double], _ corners: Corners) -> EquilibriumProblem {
    var problem = EquilibriumProblem(corners.field(on: sides), scales: scales, periods: periods, corners: corners)
    problem.sides = sides
    return problem
  }

  /// The first point between two at which the curve crosses a surface: found by false position with bisection to round-off.
  func corner(
    from a: CurvePoint<EquilibriumProblem>, to b: CurvePoint<EquilibriumProblem>, on curve: Curve<EquilibriumProblem>
  ) -> Corner? {
    guard let corners, !sides.isEmpty else { return nil }
    let end = corners.values(at: b.unknowns, on: sides)
    let length = b.arclength - a.arclength
    var first: Corner?
    for surface in sides.indices where end[surface] * sides[surface] < 0 {
      func value(_ point: CurvePoint<EquilibriumProblem>) -> Double {
        corners.values(at: point.unknowns, on: sides)[surface] * sides[surface]
      }
      var (low, high, best) = (0.0, length, b)
      var (lowValue, highValue) = (max(0, value(a)), end[surface] * sides[surface])
      for iteration in 0..<100 where high - low > 1e-14 * length {
        let secant = low + (high - low) * lowValue / (lowValue - highValue)
        let place = iteration % 3 == 2 ? (low + high) / 2 : min(max(secant, low), high)
        guard let point = curve.point(at: place, from: a) else { break }
        best = point
        let now = value(point)
        if now == 0 { break }
        if now > 0 { (low, lowValue) = (place, now) } else { (high, highValue) = (place, now) }
        if abs(now) <= 4 * Double.ulpOfOne * abs(end[surface]) { break }
      }
      if best.arclength < (first?.point.arclength ?? .infinity) { first = Corner(point: best, surface: surface) }
    }
    return first
  }

  /// The other side of the surface that a curve has come to.
  /// - Returns: nil if the field jumps there, so that the point is no equilibrium of the other side.
  func otherSide(of corner: Corner) -> OtherSide? {
    guard let corners else { return nil }
    let unknowns = corner.point.unknowns
    var other = sides
    other[corner.surface].negate()
    let problem = onSides(other, corners)
    let residual = problem.residual(at: unknowns)
    let derivative = problem.residualDerivative(at: unknowns)
    let n = field.dimension
    for i in 0..<n {
      let size = (0...n).map { abs(derivative[i, $0]) * scales[$0] }.max() ?? 0
      guard abs(residual[i]) <= Self.jumpTolerance * size else { return nil }
    }
    let gradient = corners.gradient(of: corner.surface, at: unknowns, on: sides)
    let weights = weights(at: unknowns)
    // The surface is a border across the curve, unless the curve touches it.
    guard let factorization = problem.factorize(at: unknowns, border: gradient),
      let direction = factorization.solve([Double](repeating: 0, count: n) + [other[corner.surface]])
    else { return nil }
    let norm = weightedNorm(direction, weights)
    guard norm.isFinite, norm > 0 else { return nil }
    let scaled = Matrix(
      rows: n + 1, columns: n + 1,
      elements: (0...n).flatMap { i in
        let row = i < n ? (0...n).map { derivative[i, $0] * scales[$0] } : zip(gradient, scales).map { $0 * $1 }
        let size = row.map(abs).max() ?? 0
        return row.map { size > 0 ? $0 / size : 0 }
      })
    return OtherSide(
      problem: problem, direction: direction.map { $0 / norm },
      residual: maximumNorm(
        residual + self.residual(at: unknowns) + [corners.values(at: unknowns, on: sides)[corner.surface]]),
      reciprocalCondition: SingularValueDecomposition(scaled)
        .flatMap { svd in svd.singularValues.first.map { (svd.singularValues.last ?? 0) / $0 } } ?? 0)
  }
}
