// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The factorization of a matrix with one more column and one more row, from that of the matrix itself:
/// ```
/// | A    b |
/// | cᵀ   d |
/// ```
/// A may be singular, as long as the whole is not: the mixed block elimination of Govaerts and Pryce 1993 (IMA J. Numer.
/// Anal. 13, 161), which solves once with Aᵀ, is backward stable where plain block elimination is not.
///
/// - Complexity: two solves with A or Aᵀ once, two per right-hand side.
public struct BorderedLUFactorization: LinearFactorization {
  private let inner: any LinearFactorization
  private let column: [Double]
  private let row: [Double]
  private let corner: Double
  private let byColumn: [Double]
  private let byRow: [Double]

  /// Borders a factorised matrix; nil if it cannot be solved with.
  public init?(_ inner: any LinearFactorization, column: [Double], row: [Double], corner: Double = 0) {
    guard let byColumn = inner.solve(column), let byRow = inner.solveTransposed(row),
      byColumn.allSatisfy(\.isFinite), byRow.allSatisfy(\.isFinite)
    else { return nil }
    self.inner = inner
    self.column = column
    self.row = row
    self.corner = corner
    self.byColumn = byColumn
    self.byRow = byRow
  }

  /// The number of unknowns.
  public var order: Int { inner.order + 1 }

  /// The Schur complement of A.
  private var complement: Double { corner - dotProduct(row, byColumn) }
  /// The same by the transposed equations.
  private var transposedComplement: Double { corner - dotProduct(byRow, column) }

  /// The sign of the determinant: that of A's, times that of its Schur complement.
  public var determinantSign: Int {
    let complement = complement
    return complement == 0 ? 0 : (complement < 0 ? -inner.determinantSign : inner.determinantSign)
  }

  /// The solution, or nil when the matrix is singular.
  public func solve(_ rightHandSide: [Double]) -> [Double]? {
    mixedElimination(
      rightHandSide, column: column, row: row, byColumn: byColumn, byRow: byRow,
      pivots: (transposedComplement, complement), inner.solve)
  }

  /// The solution with the transposed matrix, or nil when it is singular.
  public func solveTransposed(_ rightHandSide: [Double]) -> [Double]? {
    mixedElimination(
      rightHandSide, column: row, row: column, byColumn: byRow, byRow: byColumn,
      pivots: (complement, transposedComplement), inner.solveTransposed)
  }

  private func mixedElimination(
    _ rightHandSide: [Double], column: [Double], row: [Double], byColumn: [Double], byRow: [Double],
    pivots: (first: Double, second: Double), _ solve: ([Double]) -> [Double]?
  ) -> [Double]? {
    precondition(rightHandSide.count == order, "\(rightHandSide.count) right-hand sides for \(order) unknowns")
    guard pivots.first != 0, pivots.second != 0 else { return nil }
    let upper = Array(rightHandSide.dropLast())
    let lower = rightHandSide[order - 1]
    let first = (lower - dotProduct(byRow, upper)) / pivots.first
    guard let rest = solve(zip(upper, column).map { $0 - $1 * first }) else { return nil }
    let second = (lower - corner * first - dotProduct(row, rest)) / pivots.second
    return zip(rest, byColumn).map { $0 - $1 * second } + [first + second]
  }
}
