// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

/// The coefficients of normal forms at special equilibria (Kuznetsov 2004, Elements of Applied Bifurcation Theory,
/// chapters 5.4 and 8.7). Critical vectors have <q, q> = <p, q> = 1.
struct NormalForms {
  private let field: ParameterizedField
  private let forms: MultilinearForms
  private let jacobian: Matrix

  init(problem: EquilibriumProblem, at unknowns: [Double]) {
    field = problem.field
    forms = MultilinearForms(field: problem.field, point: unknowns)
    jacobian = problem.jacobian(at: unknowns)
  }

  /// The right and left eigenvectors of the real eigenvalue nearest to a number.
  private func critical(_ target: Double) -> (q: [Double], p: [Double])? {
    let shifted = jacobian - target * Matrix.identity(jacobian.rowCount)
    guard let svd = SingularValueDecomposition(shifted) else { return nil }
    let (q, left) = (svd.smallestRightVector, svd.smallestLeftVector)
    let product = dotProduct(left, q)
    return (q, left.map { $0 / product })
  }

  /// The eigenvalue with positive imaginary part nearest to one, with its right and left vectors.
  private func critical(_ target: Complex<Double>) -> (value: Complex<Double>, q: ComplexVector, p: ComplexVector)? {
    guard let eigen = Eigendecomposition(jacobian) else { return nil }
    let complex = eigen.values.indices.filter { eigen.values[$0].imaginary > 0 }
    guard let index = complex.min(by: { (eigen.values[$0] - target).length < (eigen.values[$1] - target).length })
    else { return nil }
    let q = ComplexVector(eigen.rightVectors[index])
    let norm = ComplexVector.inner(q, q).real.squareRoot()
    let unit = Complex(1 / norm) * q
    let left = ComplexVector(eigen.leftVectors[index])
    // <p, q> = 1, and the product is antilinear in p.
    let factor = (1 / ComplexVector.inner(left, unit)).conjugate
    return (eigen.values[index], unit, factor * left)
  }

  /// a in x' = b + a x^2, which is <p, B(q, q)> / 2.
  func limitPointCoefficient() -> Double {
    guard let (q, p) = critical(field.isMap ? 1 : 0) else { return .nan }
    return dotProduct(p, forms.second(q, q)) / 2
  }

  /// The first Lyapunov coefficient at a Hopf point (5.62), and the angular frequency.
  func firstLyapunovCoefficient(near angle: Double) -> (frequency: Double, coefficient: Double)? {
    guard let (value, q, p) = critical(Complex(0, angle)) else { return nil }
    let frequency = value.imaginary
    let quadratic = forms.second(q, q)
    let mixed = forms.second(q, q.conjugate)
    guard let constant = LUFactorization(jacobian).solve(mixed.real),
      let second = ComplexVector.solve(Complex(0, 2 * frequency), minus: jacobian, quadratic)
    else { return nil }
    let mean = ComplexVector(real: constant, imaginary: [Double](repeating: 0, count: constant.count))
    let sum =
      ComplexVector.inner(p, forms.thirdOfConjugate(q))
      - 2 * ComplexVector.inner(p, forms.second(q, mean))
      + ComplexVector.inner(p, forms.second(q.conjugate, second))
    return (frequency, sum.real / (2 * frequency))
  }

  /// The coefficient of a flip (positive where the 2-cycle is stable).
  func flipCoefficient() -> Double {
    guard let (q, p) = critical(-1) else { return .nan }
    let quadratic = forms.second(q, q)
    let resolvent = Matrix.identity(jacobian.rowCount) - jacobian
    guard let second = LUFactorization(resolvent).solve(quadratic) else { return .nan }
    return dotProduct(p, forms.third(q, q, q)) / 6 + dotProduct(p, forms.second(q, second)) / 2
  }

  /// The coefficient of a Neimark–Sacker point (negative where the closed curve is stable), and the angle.
  func neimarkSackerCoefficient(near angle: Double) -> (angle: Double, coefficient: Double)? {
    guard let (value, q, p) = critical(Complex(Double.cos(angle), Double.sin(angle))) else { return nil }
    let unit = value / Complex(value.length)
    let quadratic = forms.second(q, q)
    guard let mean = ComplexVector.solve(1, minus: jacobian, forms.second(q, q.conjugate)),
      let second = ComplexVector.solve(unit * unit, minus: jacobian, quadratic)
    else { return nil }
    let sum =
      ComplexVector.inner(p, forms.thirdOfConjugate(q)) + 2 * ComplexVector.inner(p, forms.second(q, mean))
      + ComplexVector.inner(p, forms.second(q.conjugate, second))
    return (value.phase, (unit.conjugate * sum).real / 2)
  }

  /// c in x' = b x + c x^3 at a symmetric branch point.
  func pitchforkCoefficient() -> Double {
    guard let (q, p) = critical(field.isMap ? 1 : 0) else { return .nan }
    let n = jacobian.rowCount
    let operatorMatrix = field.isMap ? jacobian - Matrix.identity(n) : jacobian
    var bordered = Matrix(rows: n + 1, columns: n + 1)
    bordered.set(operatorMatrix, row: 0, column: 0)
    for i in 0..<n {
      bordered[i, n] = q[i]
      bordered[n, i] = p[i]
    }
    guard let inverse = LUFactorization(bordered).solve(forms.second(q, q) + [0]) else { return .nan }
    let h = Array(inverse.prefix(n))
    return (dotProduct(p, forms.third(q, q, q)) - 3 * dotProduct(p, forms.second(q, h))) / 6
  }
}
