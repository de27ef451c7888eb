// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CLAPACK
import ComplexModule
import RealModule

/// The factorization `P A = L U` of a complex square matrix with row exchanges (LAPACK `zgetrf`).
///
/// A singular matrix is no error: it is reported by `isSingular`, and `solve` answers nil.
///
/// - Complexity: O(n^3) once, O(n^2) per solve.
public struct ComplexLUFactorization: Sendable {
  /// What of the matrix multiplies the unknowns.
  public enum Form: Sendable {
    /// The matrix itself.
    case plain
    /// Its conjugate transpose.
    case adjoint
  }

  /// The number of unknowns.
  public let order: Int
  /// Whether a pivot is exactly zero, or the matrix holds a value that is not finite.
  public let isSingular: Bool
  /// Real and imaginary parts in turn.
  private let factors: [Double]
  private let pivots: [Int32]

  /// Factorizes a square matrix, given row by row.
  public init(order: Int, elements: [Complex<Double>]) {
    precondition(elements.count == order * order, "\(elements.count) entries do not fill \(order) x \(order)")
    self.order = order
    var factors = elements.interleaved
    var pivots = [Int32](repeating: 0, count: order)
    if !factors.allSatisfy(\.isFinite) {
      isSingular = true
    } else if order == 0 {
      isSingular = false
    } else {
      BLASThreads.useOne()
      isSingular = bp_zgetrf_rows(Int32(order), &factors, &pivots) != 0
    }
    self.factors = factors
    self.pivots = pivots
  }

  /// The x of `A x = b`, or of the adjoint system; nil when the matrix is singular.
  public func solve(_ rightHandSide: [Complex<Double>], _ form: Form = .plain) -> [Complex<Double>]? {
    solve(rightHandSide, columns: 1, form)
  }

  /// The inverse, row by row; nil when the matrix is singular.
  public var inverse: [Complex<Double>]? {
    var identity = [Complex<Double>](repeating: 0, count: order * order)
    for i in 0..<order { identity[i * order + i] = 1 }
    return solve(identity, columns: order, .plain)
  }

  /// The argument of the determinant, from -pi to pi; it neither overflows nor underflows. NaN for a singular matrix.
  public var determinantPhase: Double {
    guard !isSingular else { return .nan }
    var phase = 0.0
    for i in 0..<order {
      let pivot = 2 * (i * order + i)
      phase += Double.atan2(y: factors[pivot + 1], x: factors[pivot])
      if Int(pivots[i]) != i + 1 { phase += .pi }
    }
    return phase.remainder(dividingBy: 2 * .pi)
  }

  private func solve(_ right: [Complex<Double>], columns: Int, _ form: Form) -> [Complex<Double>]? {
    precondition(right.count == order * columns, "\(right.count) right-hand sides for \(order) unknowns")
    guard !isSingular else { return nil }
    guard order > 0 else { return [] }
    var solution = right.interleaved
    let letter = letter(form == .plain ? "N" : "C")
    bp_zgetrs_rows(letter, Int32(order), Int32(columns), factors, pivots, &solution)
    return (0..<right.count).map { Complex(solution[2 * $0], solution[2 * $0 + 1]) }
  }
}

extension [Complex<Double>] {
  /// Real and imaginary parts in turn.
  fileprivate var interleaved: [Double] { flatMap { [$0.real, $0.imaginary] } }
}
