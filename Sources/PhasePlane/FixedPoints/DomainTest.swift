// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Proofs
import Symbolics

/// Tells a fixed point on the edge of a right-hand side's domain from a place where it has no value, to which
/// Newton's method may converge all the same: the displacement gets as small as one likes around it.
///
/// Where interval arithmetic finds the right-hand side defined all around a point, nothing is in doubt. Otherwise it has to
/// vanish exactly at a number nearby (a square root does so at zero); if Newton's method, carried on, comes to where there is
/// no value before, there is no fixed point.
struct DomainTest {
  /// The window that gives the units of length.
  var window: PlaneWindow
  private let system: PlanarSystem
  private let values: ExpressionGraph
  /// How close to a point, as a part of the window, the right-hand side must be defined.
  private static let reach = 1e-9

  init(_ system: PlanarSystem, window: PlaneWindow) {
    self.system = system
    self.window = window
    values = ExpressionGraph(system.displacement)
  }

  /// The fixed point that is meant by a place where Newton's method has converged; nil if there is none.
  func place(near point: SIMD2<Double>) -> SIMD2<Double>? {
    if !system.isExplicit || isDefined(around: point) { return point }
    var current = snapped(point)
    for _ in 0..<100 {
      let linear = system.linearization(current)
      guard linear.prefix(2).allSatisfy(\.isFinite) else { return nil }
      if linear[0] == 0, linear[1] == 0 { return current }
      guard let step = newtonStep(linear) else { return nil }
      let next = current + step
      if next == current { return current }
      // A rest that is rounding alone goes from one number to the next and back.
      if abs(step.x) <= 2 * current.x.ulp, abs(step.y) <= 2 * current.y.ulp, hasValues(around: current) {
        return current
      }
      current = next
    }
    return nil
  }

  private func isDefined(around point: SIMD2<Double>) -> Bool {
    let box = IntervalBox(around: point, reach: DomainTest.reach * window.size)
    let names = system.model.variableNames
    var interpretation = ScalarInterpretation(symbols: [names[0]: box.x, names[1]: box.y], missing: .entire)
    return values.interpret(&interpretation).allSatisfy(\.isDefined)
  }

  /// Zero in place of coordinates that are next to nothing, where both components vanish exactly.
  private func snapped(_ point: SIMD2<Double>) -> SIMD2<Double> {
    let near = DomainTest.reach * window.size
    for axes in [[0, 1], [0], [1]] {
      var other = point
      for axis in axes where abs(point[axis]) <= near[axis] { other[axis] = 0 }
      if other != point, system.displacements(other).allSatisfy({ $0 == 0 }) { return other }
    }
    return point
  }

  private func newtonStep(_ linear: [Double]) -> SIMD2<Double>? {
    let determinant = linear[2] * linear[5] - linear[3] * linear[4]
    let step = SIMD2(
      (linear[3] * linear[1] - linear[5] * linear[0]) / determinant,
      (linear[4] * linear[0] - linear[2] * linear[1]) / determinant)
    return step.isFinite ? step : nil
  }

  private func hasValues(around point: SIMD2<Double>) -> Bool {
    let steps = [-1.0, 0, 1]
    return steps.allSatisfy { s in
      steps.allSatisfy { t in
        system.displacements(point + SIMD2(s * point.x.ulp, t * point.y.ulp)).allSatisfy(\.isFinite)
      }
    }
  }
}
