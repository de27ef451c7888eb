// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

/// Points at which f's Jacobian A has a given real eigenvalue s (Moore and Spence 1980):
/// f = 0, (A - s) q = 0, c q = 1 in the unknowns (x, p, q).
struct KernelSystem {
  let problem: EquilibriumProblem
  let shift: Double

  /// Solves from a nearby point of the curve; gives the nearby point itself if Newton's method fails.
  func solve(from start: [Double]) -> LocatedPoint {
    let n = problem.field.dimension
    let weights = problem.rowWeights(around: start)
    func shifted(_ u: [Double]) -> Matrix { EquilibriumProblem.weighted(self.shifted(u), rows: weights) }
    guard let svd = SingularValueDecomposition(shifted(start)) else {
      return LocatedPoint(unknowns: start, residual: .nan, reciprocalCondition: 0)
    }
    let normal = svd.smallestRightVector
    return newton(from: start + normal, unknownCount: n + 1) { y in
      let (u, q) = (Array(y.prefix(n + 1)), Array(y.suffix(n)))
      return problem.residual(at: u) + shifted(u) * q + [dotProduct(normal, q) - 1]
    } jacobian: { y in
      let (u, q) = (Array(y.prefix(n + 1)), Array(y.suffix(n)))
      var matrix = Matrix(rows: 2 * n + 1, columns: 2 * n + 1)
      matrix.set(problem.residualDerivative(at: u), row: 0, column: 0)
      matrix.set(
        EquilibriumProblem.weighted(derivativeOfProduct(problem, at: u, with: q), rows: weights), row: n, column: 0)
      matrix.set(shifted(u), row: n, column: n + 1)
      for j in 0..<n { matrix[2 * n, n + 1 + j] = normal[j] }
      return matrix
    }
  }

  private func shifted(_ u: [Double]) -> Matrix {
    problem.jacobian(at: u) - shift * Matrix.identity(problem.field.dimension)
  }
}

/// Points at which A has an eigenvalue i w (flows) or exp(i w) (maps) (Roose and Hlavacek 1985):
/// f = 0, A q = m q with q = r + i s, c r = 1, c s = 0 in the unknowns (x, p, r, s, w).
struct OscillationSystem {
  let problem: EquilibriumProblem

  /// Solves from a nearby point of the curve; nil if no complex pair is there.
  func solve(from start: [Double]) -> (point: LocatedPoint, angle: Double, unknowns: [Double])? {
    let n = problem.field.dimension
    guard let (angle, real, imaginary) = criticalPair(at: start) else { return nil }
    let normal = real.map { $0 / dotProduct(real, real) }
    // The phase is chosen so that the imaginary part is orthogonal to the normal.
    let tilt = dotProduct(normal, imaginary)
    let scale = 1 + tilt * tilt
    let r = zip(real, imaginary).map { ($0 + tilt * $1) / scale }
    let s = zip(real, imaginary).map { ($1 - tilt * $0) / scale }
    let located = newton(from: start + r + s + [angle], unknownCount: 3 * n + 2) { y in
      residual(y, normal)
    } jacobian: { y in
      jacobian(y, normal)
    }
    let u = Array(located.unknowns.prefix(n + 1))
    let point = LocatedPoint(
      unknowns: u, residual: located.residual, reciprocalCondition: located.reciprocalCondition)
    return (point, located.unknowns[3 * n + 1], u)
  }

  private func criticalPair(at u: [Double]) -> (angle: Double, real: [Double], imaginary: [Double])? {
    guard let eigen = Eigendecomposition(problem.jacobian(at: u)) else { return nil }
    let candidates = eigen.values.indices.filter { eigen.values[$0].imaginary > 0 }
    func distance(_ value: Complex<Double>) -> Double {
      problem.field.isMap ? Swift.abs(value.length - 1) : Swift.abs(value.real)
    }
    guard let index = candidates.min(by: { distance(eigen.values[$0]) < distance(eigen.values[$1]) }) else {
      return nil
    }
    let (value, vector) = (eigen.values[index], eigen.rightVectors[index])
    return (problem.field.isMap ? value.phase : value.imaginary, vector.map(\.real), vector.map(\.imaginary))
  }

  /// The real and imaginary part of the eigenvalue and their derivatives by the angle.
  private func eigenvalue(_ w: Double) -> (real: Double, imaginary: Double, dReal: Double, dImaginary: Double) {
    problem.field.isMap
      ? (Double.cos(w), Double.sin(w), -Double.sin(w), Double.cos(w)) : (0, w, 0, 1)
  }

  private func residual(_ y: [Double], _ normal: [Double]) -> [Double] {
    let n = problem.field.dimension
    let (u, r, s) = (Array(y[0...n]), Array(y[(n + 1)...(2 * n)]), Array(y[(2 * n + 1)...(3 * n)]))
    let (a, b, _, _) = eigenvalue(y[3 * n + 1])
    let jacobian = problem.jacobian(at: u)
    let (ar, aS) = (jacobian * r, jacobian * s)
    return problem.residual(at: u) + (0..<n).map { ar[$0] - a * r[$0] + b * s[$0] }
      + (0..<n).map { aS[$0] - b * r[$0] - a * s[$0] }
      + [dotProduct(normal, r) - 1, dotProduct(normal, s)]
  }

  private func jacobian(_ y: [Double], _ normal: [Double]) -> Matrix {
    let n = problem.field.dimension
    let (u, r, s) = (Array(y[0...n]), Array(y[(n + 1)...(2 * n)]), Array(y[(2 * n + 1)...(3 * n)]))
    let (a, b, da, db) = eigenvalue(y[3 * n + 1])
    var matrix = Matrix(rows: 3 * n + 2, columns: 3 * n + 2)
    let (square, identity) = (problem.jacobian(at: u), Matrix.identity(n))
    matrix.set(problem.residualDerivative(at: u), row: 0, column: 0)
    matrix.set(derivativeOfProduct(problem, at: u, with: r), row: n, column: 0)
    matrix.set(derivativeOfProduct(problem, at: u, with: s), row: 2 * n, column: 0)
    matrix.set(square - a * identity, row: n, column: n + 1)
    matrix.set(b * identity, row: n, column: 2 * n + 1)
    matrix.set(-b * identity, row: 2 * n, column: n + 1)
    matrix.set(square - a * identity, row: 2 * n, column: 2 * n + 1)
    for i in 0..<n {
      matrix[n + i, 3 * n + 1] = -da * r[i] + db * s[i]
      matrix[2 * n + i, 3 * n + 1] = -db * r[i] - da * s[i]
      matrix[3 * n, n + 1 + i] = normal[i]
      matrix[3 * n + 1, 2 * n + 1 + i] = normal[i]
    }
    return matrix
  }
}

/// Points at which two curves cross (Moore 1980): F + b w = 0, DF^T w = 0, w w = 1 in the unknowns (u, b, w), with b = 0 at
/// the crossing.
struct BranchPointSystem {
  let problem: EquilibriumProblem

  /// Solves from a nearby point of the curve; gives the nearby point itself if Newton's method fails.
  func solve(from start: [Double]) -> LocatedPoint {
    let n = problem.field.dimension
    let weights = problem.rowWeights(around: start)
    func derivative(_ u: [Double]) -> Matrix {
      EquilibriumProblem.weighted(problem.residualDerivative(at: u), rows: weights)
    }
    guard let svd = SingularValueDecomposition(derivative(start)) else {
      return LocatedPoint(unknowns: start, residual: .nan, reciprocalCondition: 0)
    }
    let w = svd.smallestLeftVector
    let located = newton(from: start + [0] + w, unknownCount: n + 1) { y in
      let (u, b, w) = (Array(y[0...n]), y[n + 1], Array(y.suffix(n)))
      return zip(zip(problem.residual(at: u), weights), w).map { $0.0 * $0.1 + b * $1 }
        + derivative(u).transposed * w + [dotProduct(w, w) - 1]
    } jacobian: { y in
      let (u, b, w) = (Array(y[0...n]), y[n + 1], Array(y.suffix(n)))
      let slopes = derivative(u)
      let forms = zip(w, weights).map { $0 * $1 }
      var matrix = Matrix(rows: 2 * n + 2, columns: 2 * n + 2)
      matrix.set(slopes, row: 0, column: 0)
      matrix.set(b * Matrix.identity(n), row: 0, column: n + 2)
      matrix.set(slopes.transposed, row: n, column: n + 2)
      for i in 0..<n { matrix[i, n + 1] = w[i] }
      for j in 0...n {
        let column = problem.field.secondDerivatives(at: u, unit(j, n + 1), weightedBy: forms)
        for i in 0...n { matrix[n + i, j] = column[i] }
      }
      for i in 0..<n { matrix[2 * n + 1, n + 2 + i] = 2 * w[i] }
      return matrix
    }
    return located
  }
}

/// A vector of zeros with one 1.
func unit(_ index: Int, _ count: Int) -> [Double] {
  var vector = [Double](repeating: 0, count: count)
  vector[index] = 1
  return vector
}

/// The derivative of A(x, p) q by (x, p): `n` rows, `n + 1` columns.
func derivativeOfProduct(_ problem: EquilibriumProblem, at u: [Double], with q: [Double]) -> Matrix {
  let n = problem.field.dimension
  let direction = q + [Double](repeating: 0, count: u.count - n)
  var matrix = Matrix(rows: n, columns: u.count)
  for j in u.indices {
    let column = problem.field.secondDerivative(at: u, direction, unit(j, u.count))
    for i in 0..<n { matrix[i, j] = column[i] }
  }
  return matrix
}

extension ParameterizedField {
  /// The gradient of w B(v, .): for every coordinate j the sum of w(i) B(v, e(j))(i).
  func secondDerivatives(at point: [Double], _ v: [Double], weightedBy w: [Double]) -> [Double] {
    point.indices.map { dotProduct(w, secondDerivative(at: point, v, unit($0, point.count))) }
  }
}

extension Matrix {
  /// Writes a block into the matrix.
  mutating func set(_ block: Matrix, row: Int, column: Int) {
    for i in 0..<block.rowCount {
      for j in 0..<block.columnCount { self[row + i, column + j] = block[i, j] }
    }
  }
}

/// Newton's method on an extended system; the first `unknownCount` unknowns of the outcome, or all of a larger count.
func newton(
  from start: [Double], unknownCount: Int, residual: ([Double]) -> [Double], jacobian: ([Double]) -> Matrix
) -> LocatedPoint {
  let outcome = NewtonSolver(tolerance: 1e-12, maximumIterations: 20).solve(
    from: start, residual: residual, jacobian: jacobian)
  guard let root = outcome.root else {
    return LocatedPoint(
      unknowns: Array(start.prefix(unknownCount)), residual: maximumNorm(residual(start)), reciprocalCondition: 0)
  }
  return LocatedPoint(
    unknowns: Array(root.point.prefix(unknownCount)), residual: root.residual,
    reciprocalCondition: LUFactorization(jacobian(root.point)).reciprocalCondition)
}
