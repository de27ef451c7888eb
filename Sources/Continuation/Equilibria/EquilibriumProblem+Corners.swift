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
    var unknowns: [Double]
    var direction: [Double]
    /// The largest left-hand side of the equations of both sides and of the surface at the common point.
    var residual: Double
    /// An estimate of the reciprocal condition of the equations of the point.
    var reciprocalCondition: Double
    /// Whether equilibria of this side at the same value of the parameter lie as near to the common point as you like.
    var isOfContinuum: Bool
  }

  /// Curves of both sides that meet the surface further apart than this, in units of the scales, do not belong together.
  private static let jumpTolerance = 1e-4

  /// The problem with the smooth field of the side on which a point lies; the problem itself if there are no corners.
  func onSide(of point: [Double]) -> EquilibriumProblem {
    corners.map { onSides($0.sides(of: point), $0) } ?? self
  }

  private func onSides(_ sides: [Double], _ corners: Corners) -> EquilibriumProblem {
    var problem = EquilibriumProblem(corners.field(on: sides), scales: scales, angles: angles, corners: corners)
    problem.sides = sides
    return problem
  }

  /// Whether a point at which the equations hold lies where the field jumps, so that it is no equilibrium of the side that it is counted to.
  public func isAtJump(_ unknowns: [Double]) -> Bool {
    guard corners != nil else { return false }
    let side = onSide(of: unknowns)
    let (rates, slopes) = (side.residual(at: unknowns), side.stateDerivative(at: unknowns))
    return rates.indices.contains { i in
      let size = rates.indices.reduce(0) { $0 + abs(slopes[i, $1]) * scales[$1] }
      return !(abs(rates[i]) <= Self.jumpTolerance * max(size, 1))
    }
  }

  /// The first point between two at which the curve crosses a surface: found by false position with bisection to round-off.
  func corner(
    from a: CurvePoint<EquilibriumProblem>, to b: CurvePoint<EquilibriumProblem>, on curve: Curve<EquilibriumProblem>
  ) -> Corner? {
    guard let corners, !sides.isEmpty, !isUnchanged(corners, from: a.unknowns, to: b.unknowns) else { return nil }
    let (start, end) = (corners.values(at: a.unknowns, on: sides), corners.values(at: b.unknowns, on: sides))
    let length = b.arclength - a.arclength
    var first: Corner?
    for surface in sides.indices where end[surface] * sides[surface] < 0 && start[surface] * sides[surface] >= 0 {
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

  /// Whether the field and its derivative are the same on the sides of two points, as where a formula's other piece only fills in a gap that lies
  /// between them.
  private func isUnchanged(_ corners: Corners, from a: [Double], to b: [Double]) -> Bool {
    let other = corners.sides(of: b)
    if other == sides { return true }
    let field = corners.field(on: other)
    return [a, b].allSatisfy { point in
      let (here, there) = (self.field.equilibriumResidual(at: point), field.equilibriumResidual(at: point))
      let (slopes, otherSlopes) = (self.field.derivatives(at: point), field.derivatives(at: point))
      return here.indices.allSatisfy { i in
        let size = point.indices.map { abs(slopes[i, $0]) * scales[$0] }.max() ?? 0
        // On an invariant plane the pieces vanish all, and differ in their slopes.
        return abs(here[i] - there[i]) <= Self.roundOff * size
          && point.indices.allSatisfy { j in
            abs(slopes[i, j] - otherSlopes[i, j]) * scales[j] <= Self.slopeRoundOff * size
          }
      }
    }
  }

  /// Values of fields that differ by less than this, in units of the scales and of the Jacobian, are one.
  private static let roundOff = 1e-12
  /// The same for their derivatives, which lose more digits.
  private static let slopeRoundOff = 1e-9

  /// The other side of the surface that a curve has come to.
  /// - Returns: nil if the field jumps there, so that the point is no equilibrium of the other side.
  func otherSide(of corner: Corner) -> OtherSide? {
    guard let corners else { return nil }
    var other = sides
    other[corner.surface].negate()
    let problem = onSides(other, corners)
    let n = field.dimension
    let gradient = corners.gradient(of: corner.surface, at: corner.point.unknowns, on: sides)
    let weights = weights(at: corner.point.unknowns)
    // Where the pieces of a formula meet but roughly, the curve of the other side begins a little aside.
    guard
      let begin = try? Corrector(problem: problem, settings: CurveSettings())
        .correct(corner.point.unknowns, border: gradient),
      weightedNorm(zip(begin.unknowns, corner.point.unknowns).map { $0 - $1 }, weights) < Self.jumpTolerance
    else { return nil }
    let unknowns = begin.unknowns
    let derivative = problem.residualDerivative(at: unknowns)
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
      problem: problem, unknowns: unknowns, direction: direction.map { $0 / norm },
      residual: maximumNorm(
        problem.residual(at: unknowns) + self.residual(at: corner.point.unknowns) + [
          corners.values(at: unknowns, on: sides)[corner.surface]
        ]),
      reciprocalCondition: SingularValueDecomposition(scaled)
        .flatMap { svd in svd.singularValues.first.map { (svd.singularValues.last ?? 0) / $0 } } ?? 0,
      isOfContinuum: problem.continuumDirection(at: unknowns) != nil)
  }
}
