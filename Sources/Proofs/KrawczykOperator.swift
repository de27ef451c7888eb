// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import Symbolics

/// What interval arithmetic says of the zeros of as many functions as variables in a box.
///
/// The Krawczyk operator K(B) = c - Y f(c) + (I - Y J(B)) (B - c), c the centre and Y about the inverse of the Jacobian, has
/// three properties: every zero in B lies in K(B); if K(B) misses B, there is none; if K(B) lies in the interior of B, there
/// is exactly one. They hold where f is continuous on B and J(B) encloses its derivatives, one-sided ones at corners; the
/// decorations of the intervals say whether. (Krawczyk 1969; Neumaier 1990, section 5.1.) Of one variable the signs at the ends tell
/// where the derivative has one sign (Tucker 2011, section 5.1).
package struct KrawczykOperator: Sendable {
  /// What became of a box.
  package enum Verdict {
    /// It holds no zero.
    case empty
    /// It holds exactly one zero, which lies in the box given.
    case single(IntervalBox)
    /// Its zeros, if any, lie in the box given.
    case inside(IntervalBox)
  }

  /// The number of variables.
  package var dimension: Int { names.count }
  private let names: [String]
  private let values: ExpressionGraph
  private let derivatives: ExpressionGraph

  /// The operator for some formulas of as many variables.
  package init(_ formulas: [Expression], names: [String]) {
    self.names = names
    values = ExpressionGraph(formulas)
    derivatives = ExpressionGraph(Expression.jacobian(formulas, names).flatMap { $0 })
  }

  private func evaluate(_ graph: ExpressionGraph, _ box: IntervalBox) -> [Interval] {
    let symbols = Dictionary(zip(names, box.sides)) { first, _ in first }
    var interpretation = ScalarInterpretation(symbols: symbols, missing: .entire)
    return graph.interpret(&interpretation)
  }

  /// The ranges of the functions over a box.
  package func ranges(_ box: IntervalBox) -> [Interval] { evaluate(values, box) }

  /// Judges a box.
  package func verdict(_ box: IntervalBox) -> Verdict {
    let range = ranges(box)
    // The range covers f wherever it is defined in the box, jumps included, and zeros are nowhere else.
    if range.contains(where: { $0.isEmpty || !$0.contains(0) }) { return .empty }
    guard range.allSatisfy(\.isContinuous) else { return .inside(box) }
    let slopes = evaluate(derivatives, box)
    let image = image(of: box, slopes)
    let common = image.map { $0.intersection(box) } ?? box
    if common.isEmpty { return .empty }
    if let hasZero = hasZeroByMonotonicity(box, slopes) { return hasZero ? .single(common) : .empty }
    return image?.isInterior(to: box) == true ? .single(common) : .inside(common)
  }

  /// Whether a continuous function on an interval, whose derivative has one sign, has a zero there, as the signs at the ends tell; nil
  /// where they do not.
  private func hasZeroByMonotonicity(_ box: IntervalBox, _ slopes: [Interval]) -> Bool? {
    guard dimension == 1, let slope = slopes.first, slope.isDefined, !slope.isEmpty, !slope.contains(0) else {
      return nil
    }
    let ends = box.ends.map { ranges(IntervalBox([Interval($0)]))[0] }
    if ends.contains(where: { $0.contains(0) || $0.isEmpty }) { return nil }
    return (ends[0].lower > 0) != (ends[1].lower > 0)
  }

  /// Whether all functions have finite bounds, and values everywhere, in a box.
  package func isRegular(_ box: IntervalBox) -> Bool { ranges(box).allSatisfy { $0.isDefined && $0.isBounded } }

  /// Bounds of the functions' rounding errors at a point, infinite where they have no value.
  package func roundingErrors(at point: [Double]) -> [Double] {
    ranges(IntervalBox(point.map { Interval($0) })).map { $0.isDefined ? $0.width : .infinity }
  }

  /// Boxes are made smaller this many times at most.
  private static let (contractionLimit, shrinkingLimit) = (20, 44)

  /// The part that repeated application leaves of a box with exactly one zero, which lies in it.
  package func contracted(_ box: IntervalBox) -> IntervalBox {
    var box = box
    for _ in 0..<Self.contractionLimit {
      switch verdict(box) {
      case .single(let smaller) where smaller != box, .inside(let smaller) where smaller != box: box = smaller
      default: return box
      }
    }
    return box
  }

  /// The box of the greatest reach tried around a point, all of another box within it if one is given, that can be proved to hold exactly
  /// one zero; nil if there is none.
  /// - Parameter factor: Each box tried is so many times as large as the next.
  package func isolatingBox(
    around point: [Double], largest reach: [Double], factor: Double = 2, holding inner: IntervalBox? = nil
  ) -> IntervalBox? {
    var reach = reach
    for _ in 0..<Self.shrinkingLimit {
      let box = IntervalBox(around: point, reach: reach)
      if let inner, !inner.isSubset(of: box) { break }
      if case .single = verdict(box) { return box }
      for index in reach.indices { reach[index] /= factor }
    }
    return nil
  }

  private func image(of box: IntervalBox, _ slopes: [Interval]) -> IntervalBox? {
    let n = dimension
    guard slopes.allSatisfy({ $0.isDefined && $0.isBounded }) else { return nil }
    let middle = Matrix(rows: n, columns: n, elements: slopes.map(\.midpoint))
    guard middle.isFinite, let inverse = LUFactorization(middle).solve(Matrix.identity(n)), inverse.isFinite else {
      return nil
    }
    let center = box.center.map { Interval($0) }
    let residual = ranges(IntervalBox(center))
    guard residual.allSatisfy({ $0.isDefined && $0.isBounded }) else { return nil }
    return IntervalBox(
      (0..<n).map { i in
        var image = center[i]
        for j in 0..<n {
          image = image - Interval(inverse[i, j]) * residual[j]
          var remainder: Interval = i == j ? 1 : 0
          for k in 0..<n { remainder = remainder - Interval(inverse[i, k]) * slopes[k * n + j] }
          image = image + remainder * (box.sides[j] - center[j])
        }
        return image
      })
  }
}
