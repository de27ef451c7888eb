// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

/// What interval arithmetic says of the zeros of a planar system in a box.
///
/// The Krawczyk operator K(B) = c - Y f(c) + (I - Y J(B)) (B - c), c the centre and Y about the inverse of the Jacobian, has
/// three properties: every zero in B lies in K(B); if K(B) misses B, there is none; if K(B) lies in the interior of B, there
/// is exactly one. They hold where f is continuous on B and J(B) encloses its derivatives, one-sided ones at corners; the
/// decorations of the intervals say whether. (Krawczyk 1969; Neumaier 1990, section 5.1.)
struct KrawczykOperator {
  /// What became of a box.
  enum Verdict {
    /// It holds no zero.
    case empty
    /// It holds exactly one zero, which lies in the box given.
    case single(PlanarBox)
    /// Its zeros, if any, lie in the box given.
    case inside(PlanarBox)
  }

  private let names: [String]
  private let values: ExpressionGraph
  private let derivatives: ExpressionGraph

  init(_ system: PlanarSystem) { self.init(system.displacement, names: system.model.variableNames) }

  /// The operator for two formulas of two variables.
  init(_ formulas: [Expression], names: [String]) {
    self.names = names
    values = ExpressionGraph(formulas)
    derivatives = ExpressionGraph(Expression.jacobian(formulas, names).flatMap { $0 })
  }

  private func evaluate(_ graph: ExpressionGraph, _ box: PlanarBox) -> [Interval] {
    var interpretation = ScalarInterpretation(symbols: [names[0]: box.x, names[1]: box.y], missing: .entire)
    return graph.interpret(&interpretation)
  }

  /// Judges a box.
  func verdict(_ box: PlanarBox) -> Verdict {
    let range = evaluate(values, box)
    // The range covers f wherever it is defined in the box, jumps included, and zeros are nowhere else.
    if range.contains(where: { $0.isEmpty || !$0.contains(0) }) { return .empty }
    guard range.allSatisfy(\.isContinuous), let image = image(of: box) else { return .inside(box) }
    let common = image.intersection(box)
    if common.isEmpty { return .empty }
    return image.isInterior(to: box) ? .single(image) : .inside(common)
  }

  /// Whether both components have finite bounds, and values everywhere, in a box.
  func isRegular(_ box: PlanarBox) -> Bool { evaluate(values, box).allSatisfy { $0.isDefined && $0.isBounded } }

  /// Bounds of the rounding errors of both components at a point, infinite where they have no value.
  func roundingErrors(at point: SIMD2<Double>) -> [Double] {
    evaluate(values, PlanarBox(Interval(point.x), Interval(point.y))).map { $0.isDefined ? $0.width : .infinity }
  }

  /// The part of a box that repeated application leaves; it holds the same zeros.
  func contracted(_ box: PlanarBox) -> PlanarBox {
    var box = box
    for _ in 0..<20 {
      guard case .single(let next) = verdict(box) else { break }
      let smaller = next.intersection(box)
      if smaller == box { break }
      box = smaller
    }
    return box
  }

  /// The box of the greatest reach tried around a point that can be proved to hold exactly one zero.
  func isolatingBox(around point: SIMD2<Double>, largest reach: SIMD2<Double>) -> PlanarBox? {
    var reach = reach
    for _ in 0..<44 {
      let box = PlanarBox(around: point, reach: reach)
      if case .single = verdict(box) { return box }
      reach *= 0.5
    }
    return nil
  }

  private func image(of box: PlanarBox) -> PlanarBox? {
    let slopes = evaluate(derivatives, box)
    guard slopes.allSatisfy({ $0.isDefined && $0.isBounded }) else { return nil }
    let m = slopes.map(\.midpoint)
    let determinant = m[0] * m[3] - m[1] * m[2]
    guard determinant != 0, determinant.isFinite else { return nil }
    let inverse = [m[3] / determinant, -m[1] / determinant, -m[2] / determinant, m[0] / determinant].map {
      Interval($0)
    }
    guard inverse.allSatisfy({ !$0.isEmpty }) else { return nil }
    let center = PlanarBox(Interval(box.center.x), Interval(box.center.y))
    let residual = evaluate(values, center)
    guard residual.allSatisfy({ $0.isDefined && $0.isBounded }) else { return nil }
    let (dx, dy) = (box.x - center.x, box.y - center.y)
    func row(_ a: Interval, _ b: Interval, _ middle: Interval, _ identity: (Interval, Interval)) -> Interval {
      let first = identity.0 - (a * slopes[0] + b * slopes[2])
      let second = identity.1 - (a * slopes[1] + b * slopes[3])
      return middle - (a * residual[0] + b * residual[1]) + first * dx + second * dy
    }
    return PlanarBox(
      row(inverse[0], inverse[1], center.x, (1, 0)), row(inverse[2], inverse[3], center.y, (0, 1)))
  }
}
