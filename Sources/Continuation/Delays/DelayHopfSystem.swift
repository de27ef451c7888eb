// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

/// Points at which an equation with delays has a characteristic root i w (Engelborghs and Roose 1999, Adv. Comput. Math. 10,
/// 271): f = 0, D(i w) q = 0 with q = r + i s, c r = 1, c s = 0 in the unknowns (x, p, r, s, w).
struct DelayHopfSystem {
  let problem: EquilibriumProblem
  let delays: DelayedField

  /// Solves from a nearby point of the curve, with the frequency of the root there; nil if there is no vector to start with.
  func solve(from start: [Double], frequency: Double) -> (point: LocatedPoint, angle: Double)? {
    let n = delays.dimension
    let linear = DelayLinearization(matrix: delays.characteristicMatrix(at: start))
    guard let (_, q, _) = linear.critical(Complex(0, frequency)),
      let largest = q.real.indices.max(by: { q.modulus($0) < q.modulus($1) })
    else { return nil }
    // The phase and the length are such that the largest entry is 1.
    let first = (1 / Complex(q.real[largest], q.imaginary[largest])) * q
    let normal = unit(largest, n)
    let located = newton(from: start + first.real + first.imaginary + [frequency], unknownCount: 3 * n + 2) { y in
      residual(y, normal)
    } jacobian: { y in
      jacobian(y, normal)
    }
    let point = LocatedPoint(
      unknowns: Array(located.unknowns.prefix(n + 1)), residual: located.residual,
      reciprocalCondition: located.reciprocalCondition)
    return (point, located.unknowns[3 * n + 1])
  }

  private func parts(_ y: [Double]) -> (u: [Double], q: ComplexVector, root: Complex<Double>) {
    let n = delays.dimension
    let q = ComplexVector(real: Array(y[(n + 1)...(2 * n)]), imaginary: Array(y[(2 * n + 1)...(3 * n)]))
    return (Array(y[0...n]), q, Complex(0, y[3 * n + 1]))
  }

  private func product(_ elements: [Complex<Double>], _ q: ComplexVector) -> ComplexVector {
    ComplexVector(complexProduct(elements, zip(q.real, q.imaginary).map { Complex($0, $1) }))
  }

  private func residual(_ y: [Double], _ normal: [Double]) -> [Double] {
    let (u, q, root) = parts(y)
    let image = product(delays.characteristicMatrix(at: u).value(at: root), q)
    return problem.residual(at: u) + image.real + image.imaginary
      + [dotProduct(normal, q.real) - 1, dotProduct(normal, q.imaginary)]
  }

  private func jacobian(_ y: [Double], _ normal: [Double]) -> Matrix {
    let n = delays.dimension
    let (u, q, root) = parts(y)
    let characteristic = delays.characteristicMatrix(at: u)
    var matrix = Matrix(rows: 3 * n + 2, columns: 3 * n + 2)
    matrix.set(problem.residualDerivative(at: u), row: 0, column: 0)
    let byFrequency = Complex(0, 1) * product(characteristic.derivative(at: root), q)
    for (j, column) in (delays.derivatives(of: root, q, at: u)).enumerated() {
      for i in 0..<n { (matrix[n + i, j], matrix[2 * n + i, j]) = (column.real[i], column.imaginary[i]) }
    }
    let elements = characteristic.value(at: root)
    for i in 0..<n {
      for j in 0..<n {
        let entry = elements[i * n + j]
        (matrix[n + i, n + 1 + j], matrix[n + i, 2 * n + 1 + j]) = (entry.real, -entry.imaginary)
        (matrix[2 * n + i, n + 1 + j], matrix[2 * n + i, 2 * n + 1 + j]) = (entry.imaginary, entry.real)
      }
      (matrix[n + i, 3 * n + 1], matrix[2 * n + i, 3 * n + 1]) = (byFrequency.real[i], byFrequency.imaginary[i])
      (matrix[3 * n, n + 1 + i], matrix[3 * n + 1, 2 * n + 1 + i]) = (normal[i], normal[i])
    }
    return matrix
  }
}

extension ComplexVector {
  fileprivate func modulus(_ index: Int) -> Double { Complex(real[index], imaginary[index]).length }
}
