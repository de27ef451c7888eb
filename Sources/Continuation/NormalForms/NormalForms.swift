// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

/// The coefficients of normal forms at special equilibria (Kuznetsov 2004, Elements of Applied Bifurcation Theory,
/// chapters 5.4 and 8.7). Critical vectors have <q, q> = <p, q> = 1, lengths being measured in the field's `unitLengths`.
struct NormalForms {
  private let field: ParameterizedField
  private let forms: MultilinearForms
  private let linearization: any Linearization
  /// Coefficients below this, for displacements of one natural size, are zero but for rounding; none are where sizes are unknown.
  private let rounding: Double

  /// - Parameter isNatural: Whether the problem is in natural units, so that coefficients that vanish can be told.
  init(problem: EquilibriumProblem, at unknowns: [Double], isNatural: Bool = true) {
    field = problem.field
    rounding = isNatural ? 1e-12 : 0
    forms = MultilinearForms(field: problem.field, point: unknowns)
    linearization =
      problem.largeJacobian(at: unknowns) ?? DenseLinearization(jacobian: problem.jacobian(at: unknowns))
  }

  /// A coefficient of terms of some degree in a coordinate along a vector, or zero where it vanishes but for rounding.
  private func rounded(_ coefficient: Double, degree: Int, along size: Double) -> Double {
    let relative = (1..<degree).reduce(abs(coefficient)) { value, _ in value / size }
    return relative < rounding ? 0 : coefficient
  }

  /// The critical vectors of a real eigenvalue, <q, q> = 1 in the field's units.
  func critical(_ target: Double) -> (q: [Double], p: [Double])? {
    guard let (q, p) = linearization.critical(target) else { return nil }
    let length = zip(q, field.unitLengths).reduce(0) { $0 + ($1.0 * $1.1) * ($1.0 * $1.1) }.squareRoot()
    return (q.map { $0 / length }, p.map { $0 * length })
  }

  /// The critical vectors of a complex eigenvalue, <q, q> = 1 in the field's units.
  func critical(
    _ target: Complex<Double>
  ) -> (value: Complex<Double>, q: ComplexVector, p: ComplexVector)? {
    guard let (value, q, p) = linearization.critical(target) else { return nil }
    let length = zip(zip(q.real, q.imaginary), field.unitLengths)
      .reduce(0) { $0 + ($1.0.0 * $1.0.0 + $1.0.1 * $1.0.1) * $1.1 * $1.1 }.squareRoot()
    return (value, Complex(1 / length) * q, Complex(length) * p)
  }

  /// a in x' = b + a x^2, which is <p, B(q, q)> / 2; its sign is that for the q whose largest component is positive.
  func limitPointCoefficient() -> Double {
    guard let (q, p) = critical(field.isMap ? 1 : 0) else { return .nan }
    let size = maximumNorm(q)
    // Of components that are equal but for rounding, the first decides.
    let isTurned = (q.first { abs($0) > (1 - 1e-6) * size } ?? 1) < 0
    return (isTurned ? -1 : 1) * dotProduct(p, forms.second(q, q)) / 2
  }

  /// The first Lyapunov coefficient at a Hopf point (5.62), and the angular frequency.
  func firstLyapunovCoefficient(near angle: Double) -> (frequency: Double, coefficient: Double)? {
    guard let (value, q, p) = critical(Complex(0, angle)) else { return nil }
    let frequency = value.imaginary
    let quadratic = forms.second(q, q)
    let mixed = forms.second(q, q.conjugate)
    guard let constant = linearization.solve(0, mixed.real),
      let second = linearization.solve(Complex(0, 2 * frequency), quadratic)
    else { return nil }
    let mean = ComplexVector(real: constant, imaginary: [Double](repeating: 0, count: constant.count))
    let sum =
      ComplexVector.inner(p, forms.thirdOfConjugate(q))
      + 2 * ComplexVector.inner(p, forms.second(q, mean))
      + ComplexVector.inner(p, forms.second(q.conjugate, second))
    let size = max(maximumNorm(q.real), maximumNorm(q.imaginary))
    return (frequency, rounded(sum.real / (2 * frequency), degree: 3, along: size))
  }

  /// The coefficient of a flip (positive where the 2-cycle is stable).
  func flipCoefficient() -> Double {
    guard let (q, p) = critical(-1) else { return .nan }
    let quadratic = forms.second(q, q)
    guard let second = linearization.solve(1, quadratic) else { return .nan }
    let coefficient = dotProduct(p, forms.third(q, q, q)) / 6 + dotProduct(p, forms.second(q, second)) / 2
    return rounded(coefficient, degree: 3, along: maximumNorm(q))
  }

  /// The coefficient of a Neimark–Sacker point (negative where the closed curve is stable), and the angle.
  func neimarkSackerCoefficient(near angle: Double) -> (angle: Double, coefficient: Double)? {
    guard let (value, q, p) = critical(Complex(Double.cos(angle), Double.sin(angle))) else { return nil }
    let unit = value / Complex(value.length)
    let quadratic = forms.second(q, q)
    guard let mean = linearization.solve(1, forms.second(q, q.conjugate)),
      let second = linearization.solve(unit * unit, quadratic)
    else { return nil }
    let sum =
      ComplexVector.inner(p, forms.thirdOfConjugate(q)) + 2 * ComplexVector.inner(p, forms.second(q, mean))
      + ComplexVector.inner(p, forms.second(q.conjugate, second))
    let size = max(maximumNorm(q.real), maximumNorm(q.imaginary))
    return (value.phase, rounded((unit.conjugate * sum).real / 2, degree: 3, along: size))
  }

  /// c in x' = b x + c x^3 at a symmetric branch point.
  func pitchforkCoefficient() -> Double {
    guard let (q, p) = critical(field.isMap ? 1 : 0) else { return .nan }
    guard let h = linearization.solve(field.isMap ? 1 : 0, forms.second(q, q), column: q, row: p) else { return .nan }
    let coefficient = (dotProduct(p, forms.third(q, q, q)) - 3 * dotProduct(p, forms.second(q, h))) / 6
    return rounded(coefficient, degree: 3, along: maximumNorm(q))
  }
}
