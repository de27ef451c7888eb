// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results
import Symbolics

/// Finds the curves on which a function of two variables is zero.
///
/// **Method.** The formula is split into factors, and the zeros of each are found alone. A factor of one variable gives
/// straight lines through its roots. Others are followed on a lattice of cells, quartered where the values come near zero
/// without changing sign or where branches meet; crossings with the cells' sides are found by bracketing and are exact to
/// rounding, joined to curves, and further points are put on the curve, by Newton's method along the gradient, where a
/// chord strays from it. A branch point, where function and gradient vanish together, is put into the curves itself.
///
/// **Jumps and poles.** A change of sign over a jump or a pole is no zero: bracketing shows that the values do not fall.
/// Curves end there, carried on to within 1e-9 of the window, and likewise where the function stops being defined.
///
/// **Limits.** A loop, or a gap between curves, much smaller than a quarter of a cell (1/96 of the window) may be missed, and
/// so may zeros without change of sign that no factor shows, such as those of a sum of squares.
///
/// Source of the cell-by-cell construction: Lorensen and Cline 1987; of the treatment of ambiguous cells by critical points:
/// Nielson and Hamann 1991.
public struct NullclineFinder: Sendable {
  /// The model whose variables the functions depend on.
  public let model: Model
  /// The window.
  public let window: PlaneWindow
  /// The cells along each side of the window.
  public var cellCount = 96
  /// How often a cell may be quartered.
  public var levels = 4
  /// Asked now and then; the search ends early with the curves that it has found when it answers true.
  public var isCancelled: @Sendable () -> Bool = { false }

  /// A finder for functions of the variables of a planar model without parameters.
  public init(model: Model, window: PlaneWindow) {
    self.model = model
    self.window = window
  }

  /// The curves on which an expression is zero; every point of them is a zero within rounding.
  /// - Throws: `PhasePlaneError.model` if the expression contains anything but the model's variables.
  public func curves(of expression: Expression) throws(PhasePlaneError) -> [PlaneCurve] {
    try drafts(of: expression).curves.map(\.curve)
  }

  /// The curves, straight lines with many points on them; and a zero at which the sign does not change, if one was seen.
  func drafts(
    of expression: Expression
  ) throws(PhasePlaneError) -> (curves: [DraftCurve], touching: SIMD2<Double>?) {
    var found: [DraftCurve] = []
    var touching: SIMD2<Double>?
    for factor in ZeroSetFactors.factors(of: expression) where factor.constantValue == nil && !isCancelled() {
      found += try curves(ofFactor: factor, &touching)
    }
    let whole = try PlaneFunction([expression] + model.algebraicVariables.map { .symbol($0.name) }, of: model)
    return (found.flatMap { definedPieces($0, whole) }, touching)
  }

  private func curves(
    ofFactor factor: Expression, _ touching: inout SIMD2<Double>?
  ) throws(PhasePlaneError) -> [DraftCurve] {
    let names = model.variableNames
    let symbols = factor.symbols
    if symbols.count < 2, symbols.isSubset(of: names) {
      let axis = symbols.contains(names[0]) ? 0 : 1
      let function = try PlaneFunction([factor, factor.derivative(names[axis])], of: model)
      return UnivariateRoots.find(of: function, axis: axis, window: window).map { line(axis: axis, at: $0) }
    }
    let function = try PlaneFunction([factor], of: model)
    var lattice = ContourLattice(function: function, window: window, baseCount: cellCount, levels: levels)
    lattice.refine(levels: min(2, levels), isCancelled: isCancelled)
    if isCancelled() { return [] }
    let singular = try SingularPoints(of: factor, model: model, window: window)
    touching = touching ?? TouchingZeros(lattice: lattice, singular: singular).first()
    var crossings = CrossingFinder(lattice, singular: singular)
    crossings.isCancelled = isCancelled
    let gradient = try PlaneFunction([factor] + model.jacobian(of: [factor], by: names)[0], of: model)
    let polisher = CurvePolisher(function: gradient, window: window)
    let ends = CurveEnds(polisher: polisher, step: 0.25 / Double(cellCount))
    let smoothing = CurveSmoothing(polisher: polisher)
    return crossings.find().assembled()
      .flatMap { isCancelled() ? [] : smoothing.smoothed($0).map(ends.extended) }
      .compactMap { $0.withoutRepetitions() }
  }

  private func line(axis: Int, at value: Double) -> DraftCurve {
    DraftCurve(
      points: (0...2 * cellCount).map { k in
        var fraction = SIMD2<Double>(repeating: Double(k) / Double(2 * cellCount))
        fraction[axis] = 0.5
        var point = window.point(at: fraction)
        point[axis] = value
        return point
      })
  }

  /// The pieces of a curve on which all of some functions have finite values: the whole expression, not only one
  /// of its factors, and algebraic variables.
  private func definedPieces(_ curve: DraftCurve, _ whole: PlaneFunction) -> [DraftCurve] {
    let columns = whole.columns(at: curve.points)
    let finite = curve.points.indices.map { k in columns.allSatisfy { $0[k].isFinite } }
    if finite.allSatisfy({ $0 }) { return [curve] }
    var pieces: [DraftCurve] = []
    var piece: [SIMD2<Double>] = []
    for (k, point) in curve.points.enumerated() {
      if finite[k] {
        if piece.isEmpty, k > 0 { piece.append(lastDefined(from: point, towards: curve.points[k - 1], whole)) }
        piece.append(point)
      } else if let last = piece.last {
        piece.append(lastDefined(from: last, towards: point, whole))
        pieces.append(DraftCurve(points: piece))
        piece = []
      }
    }
    if !piece.isEmpty { pieces.append(DraftCurve(points: piece)) }
    return pieces.compactMap { $0.withoutRepetitions() }
  }

  private func lastDefined(
    from point: SIMD2<Double>, towards end: SIMD2<Double>, _ whole: PlaneFunction
  ) -> SIMD2<Double> {
    var (good, bad) = (0.0, 1.0)
    for _ in 0..<52 {
      let middle = 0.5 * (good + bad)
      if whole(point + middle * (end - point)).allSatisfy(\.isFinite) { good = middle } else { bad = middle }
    }
    return point + good * (end - point)
  }
}

extension DraftCurve {
  /// The curve for the result; a straight line along an axis is left with its two ends.
  var curve: PlaneCurve {
    let straight = [0, 1].contains { axis in points.allSatisfy { $0[axis] == points[0][axis] } }
    let kept = straight && !closed ? [points[0], points[points.count - 1]] : points
    return PlaneCurve(points: kept.map(\.list), closed: closed)
  }
}
