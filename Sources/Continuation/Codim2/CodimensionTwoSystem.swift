// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

/// Points of codimension 2 as isolated roots: f = 0 in (x, p1, p2) together with equations for critical vectors, each as many as
/// its unknowns but for one; two of them make the system square (Govaerts 2000, chapter 8; Kuznetsov 2004, section 10.2).
///
/// ```
/// real m        A q - m q = 0, c q = 1                                        q
/// pair          A q - m q = 0, c Re q = 1, c Im q = 0, m = i w or exp(i w)     Re q, Im q, w
/// fixed pair    the same with a given angle w                                  Re q, Im q
/// chain         A r - m r - q = 0, c r = 0   (double eigenvalue)               r
/// curvature     A r - m r + B(q, q) = 0, c r = 0   (cusp)                      r
/// ```
struct CodimensionTwoSystem {
  /// Equations that are added to f = 0.
  enum Block: Hashable {
    case real(Double)
    case pair(near: Double)
    case fixedPair(angle: Double)
    /// Follows a real eigenvalue.
    case chain(Double)
    /// Follows a real eigenvalue.
    case curvature(Double)
  }

  let equilibria: EquilibriumProblem
  let blocks: [Block]
  private let derivatives: ProductDerivative
  private var n: Int { equilibria.field.dimension }

  init(_ equilibria: EquilibriumProblem, _ blocks: [Block]) {
    self.equilibria = equilibria
    self.blocks = blocks
    derivatives = ProductDerivative(equilibria.field)
  }

  /// What Newton's method ends with: state and parameters, the angles of the pairs.
  struct Outcome {
    var point: LocatedPoint
    var angles: [Double]
  }

  /// Solves from a nearby point (state and parameters); nil if the critical vectors cannot be had or Newton's method fails.
  func solve(from start: [Double]) -> Outcome? {
    guard let (unknowns, normals) = beginning(start) else { return nil }
    let layout = self
    let outcome = NewtonSolver(tolerance: 1e-12, maximumIterations: 20).solve(from: unknowns) { y in
      layout.residual(y, normals)
    } jacobian: { y in
      layout.jacobian(y, normals)
    }
    guard let root = outcome.root else { return nil }
    let condition = LUFactorization(jacobian(root.point, normals)).reciprocalCondition
    return Outcome(
      point: LocatedPoint(
        unknowns: Array(root.point.prefix(n + 2)), residual: root.residual, reciprocalCondition: condition),
      angles: angles(root.point))
  }

  /// The number of unknowns of a block.
  private func width(_ block: Block) -> Int {
    switch block {
    case .real, .chain, .curvature: n
    case .fixedPair: 2 * n
    case .pair: 2 * n + 1
    }
  }

  private func angles(_ y: [Double]) -> [Double] {
    var (angles, offset): ([Double], Int) = ([], n + 2)
    for block in blocks {
      offset += width(block)
      if case .pair = block { angles.append(y[offset - 1]) }
      if case .fixedPair(let angle) = block { angles.append(angle) }
    }
    return angles
  }

  /// The first unknowns, and for each block the vector that fixes lengths.
  private func beginning(_ start: [Double]) -> (unknowns: [Double], normals: [[Double]])? {
    let jacobian = equilibria.jacobian(at: start)
    let identity = Matrix.identity(n)
    var unknowns = start
    var normals: [[Double]] = []
    var last: [Double] = []
    for block in blocks {
      switch block {
      case .real(let m):
        guard let svd = SingularValueDecomposition(jacobian - m * identity) else { return nil }
        last = svd.smallestRightVector
        normals.append(last)
        unknowns += last
      case .chain(let m), .curvature(let m):
        var right = last
        if case .curvature = block {
          right = equilibria.field.secondDerivative(at: start, last + [0, 0], last + [0, 0]).map { -$0 }
        }
        guard let svd = SingularValueDecomposition(jacobian - m * identity) else { return nil }
        let vector = DenseLinearization(jacobian: jacobian)
          .solve(m, right, column: svd.smallestLeftVector, row: last)
        guard let vector else { return nil }
        normals.append(last)
        unknowns += vector
      case .pair(let angle), .fixedPair(let angle):
        let target = equilibria.field.isMap ? Complex(Double.cos(angle), Double.sin(angle)) : Complex(0, angle)
        guard let (value, q, _) = DenseLinearization(jacobian: jacobian).critical(target) else { return nil }
        // The phase is chosen so that the imaginary part is orthogonal to the normal.
        let normal = q.real.map { $0 / dotProduct(q.real, q.real) }
        let phase = Complex(1.0) / Complex(1, dotProduct(normal, q.imaginary))
        let turned = phase * q
        normals.append(normal)
        unknowns += turned.real + turned.imaginary
        if case .pair = block { unknowns.append(equilibria.field.isMap ? value.phase : value.imaginary) }
      }
    }
    return unknowns.allSatisfy(\.isFinite) ? (unknowns, normals) : nil
  }

  /// The real and imaginary part of a pair's eigenvalue and their derivatives by the angle.
  private func eigenvalue(_ w: Double) -> (real: Double, imaginary: Double, dReal: Double, dImaginary: Double) {
    equilibria.field.isMap ? (Double.cos(w), Double.sin(w), -Double.sin(w), Double.cos(w)) : (0, w, 0, 1)
  }

  private func angle(_ block: Block, _ y: [Double], at offset: Int) -> Double {
    if case .fixedPair(let angle) = block { return angle }
    return y[offset + 2 * n]
  }

  private func residual(_ y: [Double], _ normals: [[Double]]) -> [Double] {
    let u = Array(y.prefix(n + 2))
    let jacobian = equilibria.jacobian(at: u)
    var result = equilibria.residual(at: u)
    var (offset, last) = (n + 2, [Double]())
    for (block, normal) in zip(blocks, normals) {
      let q = Array(y[offset..<(offset + n)])
      let image = jacobian * q
      switch block {
      case .real(let m):
        result += zip(image, q).map { $0 - m * $1 } + [dotProduct(normal, q) - 1]
        last = q
      case .chain(let m):
        result += zip(zip(image, q), last).map { $0.0 - m * $0.1 - $1 } + [dotProduct(normal, q)]
      case .curvature(let m):
        let second = equilibria.field.secondDerivative(at: u, last + [0, 0], last + [0, 0])
        result += zip(zip(image, q), second).map { $0.0 - m * $0.1 + $1 } + [dotProduct(normal, q)]
      case .pair, .fixedPair:
        let s = Array(y[(offset + n)..<(offset + 2 * n)])
        let (a, b, _, _) = eigenvalue(angle(block, y, at: offset))
        let imageOfS = jacobian * s
        result += (0..<n).map { image[$0] - a * q[$0] + b * s[$0] }
        result += (0..<n).map { imageOfS[$0] - b * q[$0] - a * s[$0] }
        result += [dotProduct(normal, q) - 1, dotProduct(normal, s)]
      }
      offset += width(block)
    }
    return result
  }

  private func jacobian(_ y: [Double], _ normals: [[Double]]) -> Matrix {
    let u = Array(y.prefix(n + 2))
    let square = equilibria.jacobian(at: u)
    var matrix = Matrix(rows: y.count, columns: y.count)
    matrix.set(equilibria.residualDerivative(at: u), row: 0, column: 0)
    var (row, offset, lastOffset) = (n, n + 2, n + 2)
    for (block, normal) in zip(blocks, normals) {
      let q = Array(y[offset..<(offset + n)])
      matrix.set(derivatives.matrix(at: u, with: q), row: row, column: 0)
      switch block {
      case .real(let m), .chain(let m), .curvature(let m):
        matrix.set(square - m * Matrix.identity(n), row: row, column: offset)
        for j in 0..<n { matrix[row + n, offset + j] = normal[j] }
        if case .real = block { lastOffset = offset }
        if case .chain = block { for i in 0..<n { matrix[row + i, lastOffset + i] = -1 } }
        if case .curvature = block { addCurvature(&matrix, u, y, row: row, vector: lastOffset) }
        row += n + 1
      case .pair, .fixedPair:
        setPair(&matrix, block, u, y, row: row, offset: offset, normal, square)
        row += 2 * n + 2
      }
      offset += width(block)
    }
    return matrix
  }

  /// The derivatives of B(q, q) by state, parameters and q.
  private func addCurvature(_ matrix: inout Matrix, _ u: [Double], _ y: [Double], row: Int, vector: Int) {
    let q = Array(y[vector..<(vector + n)]) + [0, 0]
    for j in 0..<(n + 2) {
      let column = equilibria.field.thirdDerivative(at: u, q, q, unit(j, n + 2))
      for i in 0..<n { matrix[row + i, j] += column[i] }
    }
    let product = derivatives.matrix(at: u, with: Array(q.prefix(n)))
    for i in 0..<n { for j in 0..<n { matrix[row + i, vector + j] = 2 * product[i, j] } }
  }

  private func setPair(
    _ matrix: inout Matrix, _ block: Block, _ u: [Double], _ y: [Double], row: Int, offset: Int, _ normal: [Double],
    _ square: Matrix
  ) {
    let (q, s) = (Array(y[offset..<(offset + n)]), Array(y[(offset + n)..<(offset + 2 * n)]))
    let (a, b, da, db) = eigenvalue(angle(block, y, at: offset))
    let identity = Matrix.identity(n)
    matrix.set(derivatives.matrix(at: u, with: s), row: row + n, column: 0)
    matrix.set(square - a * identity, row: row, column: offset)
    matrix.set(b * identity, row: row, column: offset + n)
    matrix.set(-b * identity, row: row + n, column: offset)
    matrix.set(square - a * identity, row: row + n, column: offset + n)
    for i in 0..<n {
      if case .pair = block {
        matrix[row + i, offset + 2 * n] = -da * q[i] + db * s[i]
        matrix[row + n + i, offset + 2 * n] = -db * q[i] - da * s[i]
      }
      matrix[row + 2 * n, offset + i] = normal[i]
      matrix[row + 2 * n + 1, offset + n + i] = normal[i]
    }
  }
}
