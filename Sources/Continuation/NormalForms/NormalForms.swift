// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

/// The coefficients of normal forms at special equilibria (Kuznetsov 2004, Elements of Applied Bifurcation Theory,
/// chapters 5.4 and 8.7). Critical vectors have <q, q> = <p, q> = 1, lengths being measured in the field's `unitLengths`.
struct NormalForms {
  private let field: ParameterizedField
  private let forms: MultilinearForms
  /// The flow with its delays and the point; nil of ordinary flows and maps.
  private let delayed: (field: DelayedField, point: [Double])?
  private let linearization: any Linearization
  /// Coefficients below this, for displacements of one natural size, are zero but for rounding; none are where sizes are unknown.
  private let rounding: Double

  /// - Parameter isNatural: Whether the problem is in natural units, so that coefficients that vanish can be told.
  init(problem: EquilibriumProblem, at unknowns: [Double], isNatural: Bool = true) {
    field = problem.field
    rounding = isNatural ? 1e-12 : 0
    delayed = problem.delays.map { ($0, unknowns) }
    forms =
      problem.delays.map { MultilinearForms(field: $0.field, point: $0.place(of: unknowns)) }
      ?? MultilinearForms(field: problem.field, point: unknowns)
    if let delays = problem.delays {
      linearization = DelayLinearization(matrix: delays.characteristicMatrix(at: unknowns))
    } else {
      linearization =
        problem.largeJacobian(at: unknowns) ?? DenseLinearization(jacobian: problem.jacobian(at: unknowns))
    }
  }

  /// A vector v as the function v exp(m t), for the delays of the flow; of ordinary flows the vector.
  private func history(_ vector: ComplexVector, _ m: Complex<Double>) -> ComplexVector {
    delayed.map { $0.field.history(of: vector, m, at: $0.point) } ?? vector
  }

  /// A vector as a constant function.
  private func history(_ vector: [Double]) -> [Double] { delayed?.field.history(of: vector) ?? vector }

  /// Sums that are less than this part of their terms are zero but for rounding.
  private static let leastShare = 1e-12

  /// A coefficient of terms of some degree in a coordinate along a vector, or zero where it vanishes but for rounding.
  /// - Parameter share: The part that the coefficient is of the terms of its sum.
  func rounded(_ coefficient: Double, share: Double = 1, degree: Int, along size: Double) -> Double {
    if rounding > 0, share < Self.leastShare { return 0 }
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
    let coefficient = dotProduct(p, forms.second(history(q), history(q))) / 2
    return rounded((isTurned ? -1 : 1) * coefficient, degree: 2, along: size)
  }

  /// The first Lyapunov coefficient at a Hopf point (5.62), and the angular frequency.
  func firstLyapunovCoefficient(near angle: Double) -> (frequency: Double, coefficient: Double)? {
    hopfCoefficient(near: angle).map { ($0.frequency, $0.coefficient) }
  }

  /// The same, with the part that the coefficient is of the terms of its sum: of the size of round-off where it vanishes.
  func hopfCoefficient(near angle: Double) -> (frequency: Double, coefficient: Double, share: Double)? {
    guard let (value, q, p) = critical(Complex(0, angle)) else { return nil }
    let frequency = value.imaginary
    let wave = history(q, Complex(0, frequency))
    let quadratic = forms.second(wave, wave)
    let mixed = forms.second(wave, wave.conjugate)
    guard let constant = linearization.solve(0, mixed.real),
      let second = linearization.solve(Complex(0, 2 * frequency), quadratic)
    else { return nil }
    let mean = ComplexVector(real: constant, imaginary: [Double](repeating: 0, count: constant.count))
    let terms = terms(wave, p, history(mean, 0), history(second, Complex(0, 2 * frequency)))
    let size = max(maximumNorm(q.real), maximumNorm(q.imaginary))
    let share = abs(terms.sum.real) / terms.size
    return (frequency, rounded(terms.sum.real / (2 * frequency), share: share, degree: 3, along: size), share)
  }

  /// The coefficient of a flip (positive where the 2-cycle is stable).
  func flipCoefficient() -> Double {
    guard let (q, p) = critical(-1) else { return .nan }
    let quadratic = forms.second(q, q)
    guard let second = linearization.solve(1, quadratic) else { return .nan }
    return sum([dotProduct(p, forms.third(q, q, q)) / 6, dotProduct(p, forms.second(q, second)) / 2], along: q)
  }

  /// The coefficient of a Neimark–Sacker point (negative where the closed curve is stable), and the angle.
  func neimarkSackerCoefficient(near angle: Double) -> (angle: Double, coefficient: Double)? {
    circleCoefficient(near: angle).map { ($0.angle, $0.coefficient) }
  }

  /// The same, with the part that the coefficient is of the terms of its sum: of the size of round-off where it vanishes.
  func circleCoefficient(near angle: Double) -> (angle: Double, coefficient: Double, share: Double)? {
    guard let (value, q, p) = critical(Complex(Double.cos(angle), Double.sin(angle))) else { return nil }
    let unit = value / Complex(value.length)
    let quadratic = forms.second(q, q)
    guard let mean = linearization.solve(1, forms.second(q, q.conjugate)),
      let second = linearization.solve(unit * unit, quadratic)
    else { return nil }
    let terms = terms(q, p, mean, second)
    let turned = (unit.conjugate * terms.sum).real
    let (size, share) = (max(maximumNorm(q.real), maximumNorm(q.imaginary)), abs(turned) / terms.size)
    return (value.phase, rounded(turned / 2, share: share, degree: 3, along: size), share)
  }

  /// The sum of the cubic coefficient's three terms, and the sum of their moduli.
  private func terms(
    _ q: ComplexVector, _ p: ComplexVector, _ mean: ComplexVector, _ second: ComplexVector
  ) -> (sum: Complex<Double>, size: Double) {
    let terms = [
      ComplexVector.inner(p, forms.thirdOfConjugate(q)), 2 * ComplexVector.inner(p, forms.second(q, mean)),
      ComplexVector.inner(p, forms.second(q.conjugate, second)),
    ]
    return (terms.reduce(0, +), terms.reduce(.leastNormalMagnitude) { $0 + $1.length })
  }

  /// c in x' = b x + c x^3 at a symmetric branch point.
  func pitchforkCoefficient() -> Double {
    guard let (q, p) = critical(field.isMap ? 1 : 0) else { return .nan }
    let line = history(q)
    guard let h = linearization.solve(field.isMap ? 1 : 0, forms.second(line, line), column: q, row: p)
    else { return .nan }
    let cubic = dotProduct(p, forms.third(line, line, line))
    return sum([cubic / 6, -dotProduct(p, forms.second(line, history(h))) / 2], along: q)
  }

  /// The sum of the terms of a cubic coefficient along a vector, or zero where it vanishes but for rounding.
  private func sum(_ terms: [Double], along q: [Double]) -> Double {
    let (sum, size) = (terms.reduce(0, +), terms.reduce(.leastNormalMagnitude) { $0 + abs($1) })
    return rounded(sum, share: abs(sum) / size, degree: 3, along: maximumNorm(q))
  }
}
