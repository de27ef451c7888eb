// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

/// The characteristic matrix of a linear equation with constant delays, x' = A0 x(t) + A1 x(t - T1) + …:
/// D(s) = s - A0 - A1 exp(-s T1) - …, whose determinant vanishes at the characteristic roots s.
///
/// (Hale and Verduyn Lunel 1993, Introduction to Functional Differential Equations, section 7.2.)
public struct CharacteristicMatrix: Sendable {
  /// What is multiplied by the state some time ago.
  public struct Term: Sendable {
    /// How long ago, not negative.
    public var lag: Double
    /// The matrix.
    public var matrix: Matrix
    /// The variables of which the past matters: the columns that are not zero.
    let columns: [Int]

    /// Makes a term.
    public init(lag: Double, matrix: Matrix) {
      self.lag = lag
      self.matrix = matrix
      columns = (0..<matrix.columnCount).filter { j in (0..<matrix.rowCount).contains { matrix[$0, j] != 0 } }
    }
  }

  /// A0.
  public let present: Matrix
  /// The terms with delays, each delay once.
  public let delayed: [Term]

  /// Makes the matrix of an equation; terms of one delay are added up.
  public init(present: Matrix, delayed: [Term]) {
    var sums: [(lag: Double, matrix: Matrix)] = []
    for term in delayed {
      if let index = sums.firstIndex(where: { $0.lag == term.lag }) {
        sums[index].matrix = sums[index].matrix + term.matrix
      } else {
        sums.append((term.lag, term.matrix))
      }
    }
    self.present = present
    self.delayed = sums.map { Term(lag: $0.lag, matrix: $0.matrix) }.filter { !$0.columns.isEmpty }
  }

  /// The number of variables.
  public var order: Int { present.rowCount }
  /// The longest delay, 0 if there is none.
  public var longestLag: Double { delayed.reduce(0) { max($0, $1.lag) } }
  /// Whether all entries are finite and no delay is negative.
  var isSound: Bool {
    present.isFinite && delayed.allSatisfy { $0.matrix.isFinite && $0.lag >= 0 && $0.lag.isFinite }
  }

  /// D(s), row by row.
  func value(at root: Complex<Double>) -> [Complex<Double>] {
    var elements = present.elements.map { Complex(-$0) }
    for term in delayed {
      let factor = Complex<Double>.exp(-root * Complex(term.lag))
      for (index, entry) in term.matrix.elements.enumerated() where entry != 0 {
        elements[index] -= Complex(entry) * factor
      }
    }
    for i in 0..<order { elements[i * order + i] += root }
    return elements
  }

  /// The derivative of D by s, 1 + T1 A1 exp(-s T1) + …, row by row.
  func derivative(at root: Complex<Double>) -> [Complex<Double>] {
    var elements = [Complex<Double>](repeating: 0, count: order * order)
    for term in delayed {
      let factor = Complex(term.lag) * Complex<Double>.exp(-root * Complex(term.lag))
      for (index, entry) in term.matrix.elements.enumerated() where entry != 0 {
        elements[index] += Complex(entry) * factor
      }
    }
    for i in 0..<order { elements[i * order + i] += 1 }
    return elements
  }

  /// D at a real number.
  func value(at root: Double) -> Matrix {
    Matrix(rows: order, columns: order, elements: value(at: Complex(root)).map(\.real))
  }

  /// The derivative of D at a real number.
  func derivative(at root: Double) -> Matrix {
    Matrix(rows: order, columns: order, elements: derivative(at: Complex(root)).map(\.real))
  }

  /// A number that the modulus of no root with at least some real part exceeds.
  ///
  /// It is the spectral radius of |A0| + |A1| exp(-c T1) + …, entry by entry: from s v = (A0 + A1 exp(-s T1) + …) v follows
  /// |s| |v| <= (…) |v|. Units of the variables do not matter to it.
  func bound(fromRealPart least: Double) -> Double {
    Self.spectralRadius(moduli(present, fromRealPart: least) { _ in 1 })
  }

  /// 1 + T1 |A1| exp(-c T1) + …, entry by entry: what D changes by, at most, with s of the real part c.
  func slopeBound(atRealPart part: Double) -> Matrix { moduli(Matrix.identity(order), fromRealPart: part) { $0 } }

  private func moduli(_ first: Matrix, fromRealPart part: Double, weight: (Double) -> Double) -> Matrix {
    var sum = Matrix(rows: order, columns: order, elements: first.elements.map(abs))
    for term in delayed {
      let factor = weight(term.lag) * Double.exp(-part * term.lag)
      for (index, entry) in term.matrix.elements.enumerated() { sum.elements[index] += factor * abs(entry) }
    }
    return sum
  }

  /// The spectral radius of a matrix without negative entries, a little rounded up; infinite if it cannot be computed.
  static func spectralRadius(_ matrix: Matrix) -> Double {
    guard let values = Eigendecomposition.eigenvalues(matrix) else { return .infinity }
    return roundedUp * values.reduce(0) { max($0, $1.length) }
  }

  /// More than the error of the eigenvalues of a balanced matrix.
  private static let roundedUp = 1.01
}

/// The product of a complex matrix, given row by row, and a vector.
func complexProduct(_ elements: [Complex<Double>], _ vector: [Complex<Double>]) -> [Complex<Double>] {
  let n = vector.count
  return (0..<n).map { i in (0..<n).reduce(Complex<Double>.zero) { $0 + elements[i * n + $1] * vector[$1] } }
}
