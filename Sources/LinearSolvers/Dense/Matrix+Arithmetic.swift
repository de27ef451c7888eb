// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension Matrix {
  /// Rows and columns exchanged.
  public var transposed: Matrix {
    var result = Matrix(rows: columnCount, columns: rowCount)
    for i in 0..<rowCount {
      for j in 0..<columnCount { result[j, i] = self[i, j] }
    }
    return result
  }

  /// The sum of the diagonal entries of a square matrix.
  public var trace: Double {
    precondition(isSquare, "only a square matrix has a trace")
    return (0..<rowCount).reduce(0) { $0 + self[$1, $1] }
  }

  /// The determinant of a square matrix.
  ///
  /// Orders one and two use the closed form, order two with the rounding error of `ad - bc` compensated (Kahan); larger
  /// ones the LU factorization.
  public var determinant: Double {
    precondition(isSquare, "only a square matrix has a determinant")
    switch rowCount {
    case 0: return 1
    case 1: return elements[0]
    case 2: return differenceOfProducts(elements[0], elements[3], elements[1], elements[2])
    default: return LUFactorization(self).determinant
    }
  }

  /// The largest absolute column sum.
  public var oneNorm: Double {
    (0..<columnCount).map { j in (0..<rowCount).reduce(0) { $0 + abs(self[$1, j]) } }.max() ?? 0
  }

  /// The square root of the sum of the squared entries.
  public var frobeniusNorm: Double { euclideanNorm(elements) }

  /// The matrix product.
  public static func * (left: Matrix, right: Matrix) -> Matrix {
    precondition(
      left.columnCount == right.rowCount, "\(left.columnCount) columns do not meet \(right.rowCount) rows")
    var product = Matrix(rows: left.rowCount, columns: right.columnCount)
    for i in 0..<left.rowCount {
      for k in 0..<left.columnCount {
        let factor = left[i, k]
        for j in 0..<right.columnCount { product[i, j] += factor * right[k, j] }
      }
    }
    return product
  }

  /// The product of a matrix and a column vector.
  public static func * (matrix: Matrix, vector: [Double]) -> [Double] {
    precondition(
      matrix.columnCount == vector.count, "\(matrix.columnCount) columns do not meet \(vector.count) entries")
    return (0..<matrix.rowCount).map { i in
      (0..<matrix.columnCount).reduce(0) { $0 + matrix[i, $1] * vector[$1] }
    }
  }

  /// Every entry multiplied by a number.
  public static func * (factor: Double, matrix: Matrix) -> Matrix {
    Matrix(rows: matrix.rowCount, columns: matrix.columnCount, elements: matrix.elements.map { factor * $0 })
  }

  /// The sum, entry by entry.
  public static func + (left: Matrix, right: Matrix) -> Matrix {
    combine(left, right, +)
  }

  /// The difference, entry by entry.
  public static func - (left: Matrix, right: Matrix) -> Matrix {
    combine(left, right, -)
  }

  private static func combine(_ left: Matrix, _ right: Matrix, _ operation: (Double, Double) -> Double) -> Matrix {
    precondition(
      left.rowCount == right.rowCount && left.columnCount == right.columnCount, "the matrices differ in shape")
    return Matrix(
      rows: left.rowCount, columns: left.columnCount, elements: zip(left.elements, right.elements).map(operation))
  }
}

/// `a * b - c * d` with an error of at most 1.5 units in the last place (Kahan's algorithm; Jeannerod, Louvet and
/// Muller 2013, Math. Comp. 82, 2245).
@inline(__always)
func differenceOfProducts(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> Double {
  let product = c * d
  let error = product.addingProduct(-c, d)
  return (-product).addingProduct(a, b) + error
}
