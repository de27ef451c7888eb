// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import LinearSolvers
import ModelCore
import Proofs
import RealModule
import Results
import Symbolics

/// Settles a fixed point whose eigenvalues are purely imaginary.
///
/// It is a centre if the equations have a first integral or a symmetry that makes it one; these are looked for in the
/// formulas. Otherwise the first Lyapunov coefficient tells a weak focus, and if that is zero too, nothing is claimed.
package struct CenterTest {
  private let system: PlanarSystem
  private let window: PlaneWindow

  package init(_ system: PlanarSystem, window: PlaneWindow) {
    self.system = system
    self.window = window
  }

  func verdict(_ jacobian: Matrix, _ point: SIMD2<Double>) -> FixedPointClassifier.Verdict {
    if let reason = proof(at: point) { return .init(.center, stable: false, reason: reason) }
    guard isSmooth(at: point) else {
      return .init(
        .undetermined, stable: false,
        reason: "the eigenvalues are imaginary, and the right-hand side is not smooth there")
    }
    guard let coefficient = firstLyapunovCoefficient(jacobian, point), coefficient.isResolved else {
      return .init(
        .undetermined, stable: false,
        reason: "the eigenvalues are imaginary and the first Lyapunov coefficient is zero within rounding")
    }
    let stable = coefficient.value < 0
    return .init(
      stable ? .stableFocus : .unstableFocus, stable: stable,
      reason: "weak focus: imaginary eigenvalues, first Lyapunov coefficient \(coefficient.value.brief)")
  }

  /// Why the point is a centre, if that can be seen.
  package func proof(at point: SIMD2<Double>) -> String? {
    guard system.isExplicit else { return nil }
    if let reason = proofOfArea(at: point) { return reason }
    let (f, g) = (system.model.rates[0], system.model.rates[1])
    let (x, y) = (system.x, system.y)
    if isSeparable(f), isSeparable(g) { return "the orbits' equation separates: there is a first integral" }
    // A fixed point off the axis of a reflection has a mirror image, so one very near it is on it.
    let near = 1e-9 * window.size
    if abs(point.y) <= near.y, isReversible(f, g, in: y) { return "the flow is reversible by reflection of \(y)" }
    if abs(point.x) <= near.x, isReversible(g, f, in: x) { return "the flow is reversible by reflection of \(x)" }
    return numericalProof(at: point)
  }

  /// The sign of the divergence at a point, if interval arithmetic is certain of it, however small it is; nil otherwise.
  func traceSign(at point: SIMD2<Double>) -> FloatingPointSign? {
    guard system.isExplicit else { return nil }
    let trace = system.model.rates[0].derivative(system.x) + system.model.rates[1].derivative(system.y)
    let reach = pointwiseMax(1e-13 * window.size, 4 * SIMD2(point.x.ulp, point.y.ulp))
    let box = IntervalBox(around: point, reach: reach)
    var interpretation = ScalarInterpretation(
      symbols: [system.x: box.x, system.y: box.y], missing: .entire)
    guard let range = ExpressionGraph([trace]).interpret(&interpretation).first, range.isDefined, !range.contains(0)
    else { return nil }
    return range.lower > 0 ? .plus : .minus
  }

  /// Whether the divergence vanishes everywhere, in words.
  func proofOfArea(at point: SIMD2<Double>) -> String? {
    guard system.isExplicit, !system.isMap else { return nil }
    let slopes = (system.model.rates[0].derivative(system.x), system.model.rates[1].derivative(system.y))
    let preserves =
      SumOfTerms(slopes.0 + slopes.1).isZero
      || IdentityTest(system, around: point, size: window.size).holds([(slopes.0, -slopes.1)])
    return preserves ? "the flow preserves area: it has a Hamiltonian" : nil
  }

  /// The same where the formulas are written so that terms do not cancel one by one, with the origin elsewhere, say: identities
  /// that hold at many points to rounding hold.
  private func numericalProof(at point: SIMD2<Double>) -> String? {
    let (f, g) = (system.model.rates[0], system.model.rates[1])
    let (x, y) = (system.x, system.y)
    let test = IdentityTest(system, around: point, size: window.size)
    let separations = [f, g].map { rate in
      (rate * rate.derivative(x).derivative(y), rate.derivative(x) * rate.derivative(y))
    }
    if test.holds(separations) { return "the orbits' equation separates: there is a first integral" }
    for (name, other, own, place) in [(y, f, g, point.y), (x, g, f, point.x)] {
      let mirror = [name: Expression(2 * place) - .symbol(name)]
      if test.holds([(own.substituting(mirror), own), (other.substituting(mirror), -other)]) {
        return "the flow is reversible by reflection of \(name)" + (place == 0 ? "" : " at \(place.brief)")
      }
    }
    return nil
  }

  /// Whether an expression is a product of functions of one variable each.
  private func isSeparable(_ expression: Expression) -> Bool {
    var pending = [expression]
    while let next = pending.popLast() {
      if next.symbols.count < 2 { continue }
      switch next.kind {
      case .binary(.multiply, let a, let b), .binary(.divide, let a, let b): pending += [a, b]
      case .unary(.negate, let a): pending.append(a)
      case .binary(.add, _, _), .binary(.subtract, _, _):
        guard let factors = ZeroSetFactors.commonFactors(next) else { return false }
        pending += factors
      default: return false
      }
    }
    return true
  }

  /// Whether turning the sign of one variable turns the sense of the flow: the rate of the other is odd in it, its own even.
  private func isReversible(_ other: Expression, _ own: Expression, in name: String) -> Bool {
    let mirror = [name: -Expression.symbol(name)]
    return SumOfTerms(own.substituting(mirror) - own).isZero && SumOfTerms(other.substituting(mirror) + other).isZero
  }

  /// The first Lyapunov coefficient (`HopfCoefficient`) and whether it is more than rounding.
  ///
  /// That is told by the terms of which it is the sum in coordinates in which the linear part is a rotation by ω (Guckenheimer
  /// and Holmes 1983, eq. 3.4.11).
  private func firstLyapunovCoefficient(_ jacobian: Matrix, _ point: SIMD2<Double>) -> (
    value: Double, isResolved: Bool
  )? {
    let (a, b, c) = (jacobian[0, 0], jacobian[0, 1], jacobian[1, 0])
    let squared = -(a * a + b * c)
    guard squared > 0, b != 0 else { return nil }
    let frequency = squared.squareRoot()
    // x = b u, y = -a u - ω v gives u' = -ω v, v' = ω u + ….
    let forms = thirdOrderForms(point, columns: ([b, -a], [0, -frequency]))
    let (f, g) = (forms.map { $0.x / b }, forms.map { -(a * $0.x / b + $0.y) / frequency })
    // Order of the derivatives: uu, uv, vv, uuu, uuv, uvv, vvv.
    let cubic = [f[3], f[5], g[4], g[6]]
    let quadratic = [
      f[1] * (f[0] + f[2]), -g[1] * (g[0] + g[2]), -f[0] * g[0], f[2] * g[2],
    ].map { $0 / frequency }
    let terms = cubic + quadratic
    let sum = terms.reduce(0, +)
    // The number itself is that for vectors of unit length in the model's own units, as everywhere.
    let value = HopfCoefficient.first(of: system.field, at: point.list, near: frequency) ?? sum / (16 * frequency)
    return (value, abs(sum) > 1e-10 * (terms.map(abs).max() ?? 0) && (value < 0) == (sum < 0))
  }

  /// Whether derivatives up to the third exist at a point: on small steps away from it they change by little of what they are in its
  /// neighbourhood.
  private func isSmooth(at point: SIMD2<Double>) -> Bool {
    func forms(_ place: SIMD2<Double>) -> [SIMD2<Double>] {
      thirdOrderForms(place, columns: ([window.size.x, 0], [0, window.size.y]))
    }
    let sides = [SIMD2(1.0, 0.3), [-0.3, 1], [-1, -0.3], [0.3, -1]]
    let around = sides.flatMap { forms(point + 0.1 * $0 * window.size) }.filter(\.isFinite)
    let size = around.reduce(SIMD2<Double>.zero) { pointwiseMax($0, SIMD2(abs($1.x), abs($1.y))) }
    let here = forms(point)
    return [1e-4, 1e-6].allSatisfy { step in
      sides.allSatisfy { side in
        zip(forms(point + step * side * window.size), here).allSatisfy { there, here in
          let change = there - here
          return change.isFinite && abs(change.x) <= 0.1 * size.x && abs(change.y) <= 0.1 * size.y
        }
      }
    }
  }

  /// The second and third derivatives of the rates along two directions: uu, uv, vv, uuu, uuv, uvv, vvv.
  private func thirdOrderForms(
    _ point: SIMD2<Double>, columns: (SIMD2<Double>, SIMD2<Double>)
  ) -> [SIMD2<Double>] {
    let (u, v) = columns
    func taylor(_ direction: SIMD2<Double>) -> (second: SIMD2<Double>, third: SIMD2<Double>) {
      let coefficients = system.field.taylorCoefficients(
        state: point.list, direction: direction.list, parameters: [], time: 0, order: 3)
      return (2 * SIMD2(coefficients[2]), 6 * SIMD2(coefficients[3]))
    }
    // Polarisation: forms of sums and differences of the directions.
    let (along, across, sum, difference) = (taylor(u), taylor(v), taylor(u + v), taylor(u - v))
    let mixed = 0.25 * (sum.second - difference.second)
    let twiceCubicUUV = (sum.third - difference.third - 2 * across.third) / 3
    let twiceCubicUVV = (sum.third + difference.third - 2 * along.third) / 3
    return [along.second, mixed, across.second, along.third, 0.5 * twiceCubicUUV, 0.5 * twiceCubicUVV, across.third]
  }
}
