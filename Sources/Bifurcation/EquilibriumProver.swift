// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Symbolics

/// Decides by interval arithmetic whether a list of equilibria, or of a map's fixed points, is complete in a box of few
/// dimensions, and where Newton's method ought to have started if not.
///
/// The box is cut into ever smaller ones until each is shown to hold no zero or exactly one: by the range of f, and by the
/// Krawczyk operator K(B) = c - Y f(c) + (I - Y J(B)) (B - c), which contains every zero in B and, if it lies inside B, exactly
/// one (Neumaier 1990, section 5.1). What is proved holds for the formulas whatever the rounding errors. Equilibria with
/// a singular Jacobian, and right-hand sides that jump there, cannot be decided.
struct EquilibriumProver: Sendable {
  /// Systems of more variables are left: the number of boxes grows exponentially.
  static let dimensionLimit = 3
  /// The most boxes to look at.
  private static let budget = 3000
  /// Boxes smaller than this fraction of the first are left undecided; on a line, where halving costs little, much smaller ones are cut.
  private var smallest: Double { names.count == 1 ? 1e-13 : 1e-6 }

  private let names: [String]
  private let values: ExpressionGraph
  private let slopes: ExpressionGraph
  /// What lies beyond a bound, of the first of the equations.
  let beyond: HalfLineProver

  /// What is known of a box.
  struct Outcome: Sendable {
    /// Whether all of it was decided.
    var isComplete = false
    /// The middles of boxes with exactly one zero each.
    var places: [[Double]] = []
  }

  /// - Parameter model: A model of few variables in which nothing is left free but these.
  /// - Returns: nil if it has too many, or some that no formula gives.
  init?(_ model: Model) {
    guard model.dimension <= Self.dimensionLimit, model.algebraicVariables.isEmpty, !model.dependsOnTime else {
      return nil
    }
    names = model.variableNames
    let zeros = model.kind == .map ? zip(model.rates, names).map { $0 - .symbol($1) } : model.rates
    values = ExpressionGraph(zeros)
    beyond = HalfLineProver(zeros[0], of: names[0])
    slopes = ExpressionGraph(Expression.jacobian(zeros, names).flatMap { $0 })
  }

  /// Looks for the zeros in a box.
  func search(_ ranges: [ClosedRange<Double>], isCancelled: () -> Bool = { false }) -> Outcome {
    // A seam, for equilibria like to sit on the edge, too.
    let sizes = ranges.map { $0.upperBound - $0.lowerBound }
    let first = zip(ranges, sizes).map { Interval($0.lowerBound - 0.011 * $1, $0.upperBound + 0.017 * $1) }
    var (pending, isolating): ([[Interval]], [[Interval]]) = ([first], [])
    var outcome = Outcome(isComplete: true)
    var examined = 0
    while let box = pending.popLast() {
      if isolating.contains(where: { contains($0, box) }) { continue }
      examined += 1
      let image = image(of: box)
      if image.isEmpty { continue }
      if image.isSingle {
        isolating.append(box)
        outcome.places.append(image.box.map(\.midpoint))
        continue
      }
      let relative = zip(image.box, sizes).map { $0.width / $1 }
      guard examined < Self.budget, !isCancelled(), let longest = relative.max(),
        let side = relative.firstIndex(of: longest)
      else { return Outcome(isComplete: false, places: outcome.places) }
      if longest > smallest {
        pending += halves(image.box, side)
        continue
      }
      // A zero on the edge of a box is inside a larger one.
      let margin = min(1e-3, 1e3 * smallest)
      let larger = zip(image.box, sizes).map { Interval($0.lower - margin * $1, $0.upper + margin * $1) }
      let around = self.image(of: larger)
      if around.isSingle {
        isolating.append(larger)
        outcome.places.append(around.box.map(\.midpoint))
      } else {
        outcome.isComplete = false
      }
    }
    return outcome
  }

  /// The halves of a box; the cut is a little off the middle, because equilibria like to sit on round numbers.
  private func halves(_ box: [Interval], _ side: Int) -> [[Interval]] {
    let cut = box[side].lower + 0.503 * (box[side].upper - box[side].lower)
    var (low, high) = (box, box)
    low[side] = Interval(box[side].lower, cut)
    high[side] = Interval(cut, box[side].upper)
    return [low, high]
  }

  private func contains(_ outer: [Interval], _ inner: [Interval]) -> Bool {
    zip(inner, outer).allSatisfy { $0.isSubset(of: $1) }
  }

  /// The part of a box that can hold zeros.
  private struct Image {
    var box: [Interval]
    var isEmpty = false
    /// Whether it holds exactly one.
    var isSingle = false
  }

  private func evaluate(_ graph: ExpressionGraph, _ box: [Interval]) -> [Interval] {
    let symbols = Dictionary(zip(names, box)) { first, _ in first }
    var interpretation = ScalarInterpretation(symbols: symbols, missing: .entire)
    return graph.interpret(&interpretation)
  }

  private func image(of box: [Interval]) -> Image {
    let range = evaluate(values, box)
    // The range covers f wherever it is defined in the box, jumps included, and zeros are nowhere else.
    if range.contains(where: { $0.isEmpty || !$0.contains(0) }) { return Image(box: box, isEmpty: true) }
    guard range.allSatisfy(\.isContinuous), let image = krawczyk(box) else { return Image(box: box) }
    let common = zip(image, box).map { $0.intersection($1) }
    if common.contains(where: \.isEmpty) { return Image(box: box, isEmpty: true) }
    return Image(box: common, isSingle: zip(image, box).allSatisfy { $0.isInterior(to: $1) })
  }

  private func krawczyk(_ box: [Interval]) -> [Interval]? {
    let n = box.count
    let slopes = evaluate(slopes, box)
    guard slopes.allSatisfy({ $0.isDefined && $0.isBounded }) else { return nil }
    let middle = Matrix(rows: n, columns: n, elements: slopes.map(\.midpoint))
    guard middle.isFinite, let inverse = LUFactorization(middle).solve(Matrix.identity(n)), inverse.isFinite else {
      return nil
    }
    let center = box.map { Interval($0.midpoint) }
    let residual = evaluate(values, center)
    guard residual.allSatisfy({ $0.isDefined && $0.isBounded }) else { return nil }
    return (0..<n).map { i in
      var image = center[i]
      for j in 0..<n {
        image = image - Interval(inverse[i, j]) * residual[j]
        var share: Interval = i == j ? 1 : 0
        for k in 0..<n { share = share - Interval(inverse[i, k]) * slopes[k * n + j] }
        image = image + share * (box[j] - center[j])
      }
      return image
    }
  }
}
