// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CSuiteSparse
import ComplexModule
import RealModule
import Synchronization

/// The factorization of `A - s`, for a sparse matrix A of any pattern and a number s, in an order that keeps its factors sparse
/// (SuiteSparse's KLU: block triangular form, approximate minimum degree, row exchanges).
///
/// A matrix that is exactly singular is moved by rounding errors, so that its factors serve inverse iteration and block
/// elimination. With a complex s the unknowns are real and imaginary parts, alternating, as with `BandedLUFactorization`, and
/// `solveTransposed` solves with the conjugate transpose.
///
/// Source: Davis and Palamadai Natarajan 2010, ACM Trans. Math. Softw. 37, 36.
/// - Complexity: O(entries of the factors) per solve.
public struct SparseLUFactorization: LinearFactorization {
  /// The number of unknowns.
  public let order: Int
  /// Whether the matrix was exactly singular.
  public let isSingular: Bool
  private let factors: KLUFactors

  /// Factorises the leading square of a matrix less a real number; nil if an entry is not finite or memory does not suffice.
  public init?(_ matrix: SparseMatrix, shift: Double = 0) {
    self.init(matrix, shift: Complex(shift), isComplex: false)
  }

  /// Factorises the leading square of a matrix less a complex number; nil if an entry is not finite or memory does not suffice.
  public init?(_ matrix: SparseMatrix, shift: Complex<Double>) {
    self.init(matrix, shift: shift, isComplex: true)
  }

  private init?(_ matrix: SparseMatrix, shift: Complex<Double>, isComplex: Bool) {
    let columns = CompressedColumns(matrix)
    guard matrix.isFinite, shift.isFinite else { return nil }
    order = (isComplex ? 2 : 1) * matrix.rowCount
    if let factors = KLUFactors(columns, shift: shift, isComplex: isComplex) {
      (self.factors, isSingular) = (factors, false)
      return
    }
    let moved = shift + Complex(Swift.max(matrix.largestEntry, shift.length, .leastNormalMagnitude) * 0x1p-50)
    guard let factors = KLUFactors(columns, shift: moved, isComplex: isComplex) else { return nil }
    (self.factors, isSingular) = (factors, true)
  }

  /// The x of `(A - s) x = b`.
  public func solve(_ rightHandSide: [Double]) -> [Double]? {
    precondition(rightHandSide.count == order, "\(rightHandSide.count) right-hand sides for \(order) unknowns")
    return factors.solve(rightHandSide, isTransposed: false)
  }

  /// The x of `(A - s)ᴴ x = b`.
  public func solveTransposed(_ rightHandSide: [Double]) -> [Double]? {
    precondition(rightHandSide.count == order, "\(rightHandSide.count) right-hand sides for \(order) unknowns")
    return factors.solve(rightHandSide, isTransposed: true)
  }

  /// The sign of the determinant, which neither overflows nor underflows; 1 for a complex shift, whose matrix in real and
  /// imaginary parts has the squared modulus for its determinant.
  public var determinantSign: Int { factors.determinantSign }
}

/// The leading square of a sparse matrix, column by column, with its whole diagonal.
private struct CompressedColumns {
  var starts: [Int32] = [0]
  var rows: [Int32] = []
  var values: [Double] = []
  var diagonal: [Int] = []

  init(_ matrix: SparseMatrix) {
    let n = matrix.rowCount
    var columns = [[(row: Int, value: Double)]](repeating: [], count: n)
    for column in 0..<n { columns[column].append((column, 0)) }
    for (place, value) in matrix.values.enumerated() where matrix.columns[place] < n {
      columns[matrix.columns[place]].append((matrix.rows[place], value))
    }
    for (column, entries) in columns.enumerated() {
      var last = -1
      for (row, value) in entries.sorted(by: { $0.row < $1.row }) {
        if row == last {
          values[values.count - 1] += value
          continue
        }
        if row == column { diagonal.append(rows.count) }
        rows.append(Int32(row))
        values.append(value)
        last = row
      }
      starts.append(Int32(rows.count))
    }
  }
}

/// What KLU allocates, freed with its last owner. Solving uses room in it, hence one solve at a time.
private final class KLUFactors: @unchecked Sendable {
  private var common = klu_common()
  private var symbolic: UnsafeMutablePointer<klu_symbolic>?
  private var numeric: UnsafeMutablePointer<klu_numeric>?
  private let isComplex: Bool
  private let order: Int32
  private let inUse = Mutex(())

  init?(_ matrix: CompressedColumns, shift: Complex<Double>, isComplex: Bool) {
    self.isComplex = isComplex
    order = Int32(matrix.starts.count - 1)
    klu_defaults(&common)
    var (starts, rows) = (matrix.starts, matrix.rows)
    var values = isComplex ? matrix.values.flatMap { [$0, 0] } : matrix.values
    for place in matrix.diagonal {
      values[isComplex ? 2 * place : place] -= shift.real
      if isComplex { values[2 * place + 1] -= shift.imaginary }
    }
    symbolic = klu_analyze(order, &starts, &rows, &common)
    guard symbolic != nil else { return nil }
    numeric =
      isComplex
      ? klu_z_factor(&starts, &rows, &values, symbolic, &common)
      : klu_factor(&starts, &rows, &values, symbolic, &common)
    if numeric == nil { return nil }
  }

  deinit {
    if isComplex { klu_z_free_numeric(&numeric, &common) } else { klu_free_numeric(&numeric, &common) }
    klu_free_symbolic(&symbolic, &common)
  }

  func solve(_ rightHandSide: [Double], isTransposed: Bool) -> [Double]? {
    var solution = rightHandSide
    let status = inUse.withLock { _ in
      switch (isComplex, isTransposed) {
      case (false, false): klu_solve(symbolic, numeric, order, 1, &solution, &common)
      case (false, true): klu_tsolve(symbolic, numeric, order, 1, &solution, &common)
      case (true, false): klu_z_solve(symbolic, numeric, order, 1, &solution, &common)
      case (true, true): klu_z_tsolve(symbolic, numeric, order, 1, &solution, 1, &common)
      }
    }
    return status == 1 ? solution : nil
  }

  /// The sign of the pivots' product and of the orders of rows and columns; rows are scaled by positive numbers.
  var determinantSign: Int {
    guard !isComplex, let symbolic, let numeric, let pivots = numeric.pointee.Udiag else { return 1 }
    let count = Int(order)
    let values = pivots.assumingMemoryBound(to: Double.self)
    var sign = 1
    for place in 0..<count where values[place] < 0 { sign = -sign }
    for permutation in [numeric.pointee.Pnum, symbolic.pointee.Q] {
      guard let permutation else { continue }
      var seen = [Bool](repeating: false, count: count)
      for start in 0..<count where !seen[start] {
        var place = start
        var length = 0
        while !seen[place] {
          seen[place] = true
          place = Int(permutation[place])
          length += 1
        }
        if length % 2 == 0 { sign = -sign }
      }
    }
    return sign
  }
}
