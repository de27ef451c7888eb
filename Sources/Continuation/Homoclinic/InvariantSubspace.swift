// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers

/// An invariant subspace of a matrix that varies, in coordinates about a reference: the columns of inside + outside Y span it, where Y
/// solves the Riccati equation
/// ```
/// (outside' - Y inside') A (inside + outside Y) = 0
/// ```
/// (Demmel, Dieci and Friedman 2000, SIAM J. Sci. Comput. 22: 81). Y is zero at the reference.
struct InvariantSubspace: Sendable {
  /// An orthonormal basis of the subspace at the reference, in columns.
  let inside: Matrix
  /// An orthonormal basis of what is orthogonal to it.
  let outside: Matrix

  /// The dimension of the subspace.
  var dimension: Int { inside.columnCount }
  /// The dimension of what is orthogonal to it.
  var codimension: Int { outside.columnCount }
  /// The number of entries of Y.
  var coordinateCount: Int { dimension * codimension }

  /// The subspace that some columns span; nil if they are not finite.
  init?(spannedBy columns: Matrix) {
    guard let factors = InvariantSubspace.factors(columns) else { return nil }
    (inside, outside) = (factors.inside, factors.outside)
  }

  /// The subspace of the eigenvalues with positive, or negative, real parts; nil if there are none, or the others are missing.
  init?(of matrix: Matrix, isUnstable: Bool) {
    guard let spectrum = Eigendecomposition(matrix) else { return nil }
    var columns: [[Double]] = []
    for (value, vector) in zip(spectrum.values, spectrum.rightVectors)
    where (isUnstable ? value.real > 0 : value.real < 0) && value.imaginary >= 0 {
      columns.append(vector.map(\.real))
      if value.imaginary > 0 { columns.append(vector.map(\.imaginary)) }
    }
    guard !columns.isEmpty, columns.count < matrix.rowCount else { return nil }
    self.init(spannedBy: Matrix(columns).transposed)
  }

  private init(inside: Matrix, outside: Matrix) { (self.inside, self.outside) = (inside, outside) }

  /// An orthonormal basis of the columns, of what is orthogonal to them, and the triangle that makes the one of the other.
  private static func factors(_ columns: Matrix) -> (inside: Matrix, outside: Matrix, triangle: Matrix)? {
    let (n, k) = (columns.rowCount, columns.columnCount)
    // Reflections complete the basis.
    var square = Matrix(rows: n, columns: n)
    for i in 0..<n { for j in 0..<k { square[i, j] = columns[i, j] } }
    guard let factorization = QRFactorization(square) else { return nil }
    return (
      factorization.q.block(rows: 0..<n, columns: 0..<k), factorization.q.block(rows: 0..<n, columns: k..<n),
      factorization.r.block(rows: 0..<k, columns: 0..<k)
    )
  }

  /// Y from its entries, row by row.
  func coordinates(_ entries: ArraySlice<Double>) -> Matrix {
    Matrix(rows: codimension, columns: dimension, elements: Array(entries))
  }

  /// A basis of the subspace with coordinates Y, in columns.
  func basis(_ y: Matrix) -> Matrix { inside + outside * y }

  /// The linear forms that vanish on the subspace with coordinates Y, in rows.
  func annihilator(_ y: Matrix) -> Matrix { outside.transposed - y * inside.transposed }

  /// The subspace with coordinates Y as the new reference, and changes of Y in the new coordinates; nil if it is not finite.
  func recentered(_ y: Matrix, changes: [Matrix]) -> (subspace: InvariantSubspace, changes: [Matrix])? {
    guard let factors = InvariantSubspace.factors(basis(y)) else { return nil }
    let triangle = LUFactorization(factors.triangle.transposed)
    let moved = changes.compactMap { change -> Matrix? in
      // The change of the basis, seen from outside of the new subspace, over the triangle.
      let outer = factors.outside.transposed * (outside * change)
      let rows = (0..<outer.rowCount).compactMap { triangle.solve(outer.row($0)) }
      return rows.count == outer.rowCount ? Matrix(rows) : nil
    }
    guard moved.count == changes.count else { return nil }
    return (InvariantSubspace(inside: factors.inside, outside: factors.outside), moved)
  }
}
