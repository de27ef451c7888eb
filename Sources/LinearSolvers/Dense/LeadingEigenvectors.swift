// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CLAPACK
import ComplexModule
import RealModule

/// All eigenvalues of a real square matrix, with the left and right eigenvectors of a few of them: for large matrices.
///
/// LAPACK's Hessenberg form and QR iteration give the eigenvalues, inverse iteration on the Hessenberg form the vectors
/// (`dhsein`). Vectors of eigenvalues that are equal to working accuracy need not be independent.
///
/// - Complexity: O(n^3) for the eigenvalues, O(n^2) for each vector.
public struct LeadingEigenvectors: Sendable {
  /// All eigenvalues, in the order of `Eigendecomposition`.
  public let values: [Complex<Double>]
  /// For each chosen eigenvalue λ the v of length 1 with `A v = λ v`.
  public let rightVectors: [[Complex<Double>]]
  /// For each chosen eigenvalue λ the w of length 1 with `wᴴ A = λ wᴴ`.
  public let leftVectors: [[Complex<Double>]]

  /// Finds the eigenvalues and some vectors; nil if an entry is not finite or an iteration does not converge.
  ///
  /// - Parameters:
  ///   - matrix: a square matrix.
  ///   - choose: told all eigenvalues, the places of those whose vectors are wanted; the vectors come in this order.
  public init?(_ matrix: Matrix, choose: ([Complex<Double>]) -> [Int]) {
    precondition(matrix.isSquare, "eigenvalues: \(matrix.rowCount) rows and \(matrix.columnCount) columns")
    guard matrix.isFinite, let form = HessenbergForm(matrix) else { return nil }
    let order = form.values.indices.sorted { EigenTriple.precedes(form.values[$0], form.values[$1]) }
    values = order.map { form.values[$0] }
    let places = choose(values).map { order[$0] }
    guard let found = form.vectors(places) else { return nil }
    rightVectors = found.map { EigenTriple.normalized($0.right) }
    leftVectors = found.map { EigenTriple.normalized($0.left) }
  }
}

/// A matrix as `Q H Qᵀ` with H zero below its first subdiagonal, and the eigenvalues of it; stored column by column, as
/// LAPACK has it.
private struct HessenbergForm {
  private let size: Int
  /// H, and below its subdiagonal the reflections that make Q.
  private let reduced: [Double]
  private let scales: [Double]
  private let real: [Double]
  private let imaginary: [Double]
  let values: [Complex<Double>]

  init?(_ matrix: Matrix) {
    let n = matrix.rowCount
    let order = Int32(n)
    size = n
    guard n > 0 else {
      (reduced, scales, real, imaginary, values) = ([], [], [], [], [])
      return
    }
    var form = matrix.transposed.elements
    var tau = [Double](repeating: 0, count: max(1, n - 1))
    guard LAPACKE_dgehrd(LAPACK_COL_MAJOR, order, 1, order, &form, order, &tau) == 0 else { return nil }
    var work = HessenbergForm.upper(form, n)
    var (re, im) = ([Double](repeating: 0, count: n), [Double](repeating: 0, count: n))
    let status = LAPACKE_dhseqr(
      LAPACK_COL_MAJOR, letter("E"), letter("N"), order, 1, order, &work, order, &re, &im, nil, order)
    guard status == 0 else { return nil }
    (reduced, scales, real, imaginary) = (form, tau, re, im)
    values = zip(re, im).map { Complex($0, $1) }
  }

  /// H without what is stored below its subdiagonal.
  private static func upper(_ form: [Double], _ n: Int) -> [Double] {
    var upper = form
    for j in 0..<n { for i in min(n, j + 2)..<n { upper[j * n + i] = 0 } }
    return upper
  }

  /// The right and left vectors of the eigenvalues at some places.
  func vectors(_ places: [Int]) -> [(right: [Complex<Double>], left: [Complex<Double>])]? {
    let n = size
    if places.isEmpty { return [] }
    // Pairs are chosen by the member with the positive imaginary part, which comes first.
    let firsts = Set(places.map { imaginary[$0] < 0 ? $0 - 1 : $0 }).sorted()
    var select = [Int32](repeating: 0, count: n)
    for place in firsts { select[place] = 1 }
    let count = firsts.reduce(0) { $0 + (imaginary[$1] == 0 ? 1 : 2) }
    var (left, right) = ([Double](repeating: 0, count: n * count), [Double](repeating: 0, count: n * count))
    var (leftFailures, rightFailures) = ([Int32](repeating: 0, count: count), [Int32](repeating: 0, count: count))
    let upper = HessenbergForm.upper(reduced, n)
    var (re, found) = (real, Int32(0))
    let order = Int32(n)
    let status = LAPACKE_dhsein(
      LAPACK_COL_MAJOR, letter("B"), letter("N"), letter("N"), &select, order, upper, order, &re, imaginary, &left,
      order, &right, order, Int32(count), &found, &leftFailures, &rightFailures)
    guard status >= 0, Int(found) == count, turnBack(&left, count), turnBack(&right, count) else { return nil }
    var columns: [Int: Int] = [:]
    var next = 0
    for place in firsts {
      columns[place] = next
      next += imaginary[place] == 0 ? 1 : 2
    }
    return places.map { place in
      let column = columns[imaginary[place] < 0 ? place - 1 : place] ?? 0
      return (vector(right, column, imaginary[place]), vector(left, column, imaginary[place]))
    }
  }

  /// Vectors of H made vectors of the matrix.
  private func turnBack(_ vectors: inout [Double], _ count: Int) -> Bool {
    let order = Int32(size)
    return LAPACKE_dormhr(
      LAPACK_COL_MAJOR, letter("L"), letter("N"), order, Int32(count), 1, order, reduced, order, scales, &vectors,
      order) == 0
  }

  private func vector(_ columns: [Double], _ column: Int, _ imaginary: Double) -> [Complex<Double>] {
    (0..<size).map { i in
      let re = columns[column * size + i]
      if imaginary == 0 { return Complex(re) }
      let im = columns[(column + 1) * size + i]
      return Complex(re, imaginary > 0 ? im : -im)
    }
  }
}
