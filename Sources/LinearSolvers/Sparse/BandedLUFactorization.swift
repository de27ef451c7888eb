// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CLAPACK
import ComplexModule
import RealModule

/// The factorization of `A - s`, for a sparse matrix A with a narrow band and a number s, with row exchanges (LAPACK
/// `dgbtrf`).
///
/// A pivot that is exactly zero is replaced by one of the size of rounding errors, so that the factors of a singular matrix
/// serve inverse iteration and block elimination.
///
/// With a complex s the unknowns are the real and imaginary parts, alternating: `solve` takes and gives
/// (Re x(0), Im x(0), Re x(1), …), and `solveTransposed` solves with the conjugate transpose.
/// - Complexity: O(n w^2) once, O(n w) per solve, w the width of the band.
public struct BandedLUFactorization: LinearFactorization {
  /// The number of unknowns.
  public let order: Int
  /// Whether a pivot was exactly zero.
  public let isSingular: Bool
  private let places: [Int]
  private let width: Int
  private let leading: Int
  private let factors: [Double]
  private let pivots: [Int32]

  /// Factorises the leading square of a matrix less a real number; nil if an entry is not finite.
  public init?(_ matrix: SparseMatrix, ordering: BandOrdering, shift: Double = 0) {
    self.init(order: matrix.rowCount, width: ordering.width, places: ordering.places) { add in
      for (place, value) in matrix.values.enumerated() where matrix.columns[place] < matrix.rowCount {
        add(ordering.places[matrix.rows[place]], ordering.places[matrix.columns[place]], value)
      }
      for place in 0..<matrix.rowCount where shift != 0 { add(place, place, -shift) }
    }
  }

  /// Factorises the leading square of a matrix less a complex number; nil if an entry is not finite.
  public init?(_ matrix: SparseMatrix, ordering: BandOrdering, shift: Complex<Double>) {
    let n = matrix.rowCount
    let places = (0..<(2 * n)).map { 2 * ordering.places[$0 / 2] + $0 % 2 }
    self.init(order: 2 * n, width: 2 * ordering.width + 1, places: places) { add in
      for (place, value) in matrix.values.enumerated() where matrix.columns[place] < n {
        let (row, column) = (2 * ordering.places[matrix.rows[place]], 2 * ordering.places[matrix.columns[place]])
        add(row, column, value)
        add(row + 1, column + 1, value)
      }
      for place in 0..<n {
        add(2 * place, 2 * place, -shift.real)
        add(2 * place + 1, 2 * place + 1, -shift.real)
        add(2 * place, 2 * place + 1, shift.imaginary)
        add(2 * place + 1, 2 * place, -shift.imaginary)
      }
    }
  }

  private init?(
    order: Int, width: Int, places: [Int], entries: ((_ row: Int, _ column: Int, _ value: Double) -> Void) -> Void
  ) {
    BLASThreads.useOne()
    let width = min(width, max(0, order - 1))
    let leading = 3 * width + 1
    var band = [Double](repeating: 0, count: leading * max(1, order))
    var isFinite = true
    // LAPACK's storage: entry (i, j) at row 2 w + i - j of column j; the first w rows are room for exchanges.
    entries { row, column, value in
      band[column * leading + 2 * width + row - column] += value
      if !value.isFinite { isFinite = false }
    }
    guard isFinite else { return nil }
    var pivots = [Int32](repeating: 0, count: max(1, order))
    let (n, w) = (Int32(order), Int32(width))
    let largest = maximumNorm(band)
    let status = LAPACKE_dgbtrf(LAPACK_COL_MAJOR, n, n, w, w, &band, Int32(leading), &pivots)
    guard status >= 0 else { return nil }
    isSingular = status > 0
    let least = largest > 0 ? largest * 0x1p-52 : 1
    for j in 0..<order where band[j * leading + 2 * width] == 0 { band[j * leading + 2 * width] = least }
    self.order = order
    self.width = width
    self.places = places
    self.leading = leading
    self.pivots = pivots
    factors = band
  }

  /// The x of `(A - s) x = b`.
  public func solve(_ rightHandSide: [Double]) -> [Double]? { solve(rightHandSide, "N") }

  /// The x of `(A - s)ᴴ x = b`.
  public func solveTransposed(_ rightHandSide: [Double]) -> [Double]? { solve(rightHandSide, "T") }

  private func solve(_ rightHandSide: [Double], _ option: Unicode.Scalar) -> [Double]? {
    precondition(rightHandSide.count == order, "\(rightHandSide.count) right-hand sides for \(order) unknowns")
    var ordered = [Double](repeating: 0, count: order)
    for (unknown, place) in places.enumerated() { ordered[place] = rightHandSide[unknown] }
    let (n, w) = (Int32(order), Int32(width))
    let status = LAPACKE_dgbtrs_work(
      LAPACK_COL_MAJOR, letter(option), n, w, w, 1, factors, Int32(leading), pivots, &ordered, max(1, n))
    guard status == 0 else { return nil }
    return places.map { ordered[$0] }
  }

  /// The sign of the determinant, which neither overflows nor underflows.
  public var determinantSign: Int {
    var sign = 1
    for j in 0..<order where (factors[j * leading + 2 * width] < 0) != (Int(pivots[j]) != j + 1) { sign = -sign }
    return sign
  }
}
