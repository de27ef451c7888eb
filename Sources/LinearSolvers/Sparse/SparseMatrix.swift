// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A real matrix of which only the entries that may differ from zero are stored, row by row.
public struct SparseMatrix: Hashable, Sendable {
  /// The number of rows.
  public let rowCount: Int
  /// The number of columns.
  public let columnCount: Int
  /// The row of each entry.
  public let rows: [Int]
  /// The column of each entry.
  public let columns: [Int]
  /// The entries.
  public var values: [Double]

  /// A matrix from its entries; entries at the same place add up.
  public init(rowCount: Int, columnCount: Int, rows: [Int], columns: [Int], values: [Double]) {
    precondition(
      rows.count == values.count && columns.count == values.count, "each entry has a row, a column and a value")
    precondition(
      rows.allSatisfy { (0..<rowCount).contains($0) } && columns.allSatisfy { (0..<columnCount).contains($0) },
      "an entry lies outside \(rowCount) x \(columnCount)")
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// The entries of a dense matrix that differ from zero.
  public init(_ matrix: Matrix) {
    let places = matrix.elements.indices.filter { matrix.elements[$0] != 0 }
    self.init(
      rowCount: matrix.rowCount, columnCount: matrix.columnCount, rows: places.map { $0 / matrix.columnCount },
      columns: places.map { $0 % matrix.columnCount }, values: places.map { matrix.elements[$0] })
  }

  /// Whether no entry is infinite or not a number.
  public var isFinite: Bool { values.allSatisfy(\.isFinite) }

  /// The largest absolute entry.
  public var largestEntry: Double { maximumNorm(values) }

  /// The product of a matrix and a column vector.
  public static func * (matrix: SparseMatrix, vector: [Double]) -> [Double] {
    precondition(matrix.columnCount == vector.count, "\(matrix.columnCount) columns, \(vector.count) entries")
    var product = [Double](repeating: 0, count: matrix.rowCount)
    for (place, value) in matrix.values.enumerated() {
      product[matrix.rows[place]] += value * vector[matrix.columns[place]]
    }
    return product
  }

  /// The same matrix with all its zeros.
  public var dense: Matrix {
    var matrix = Matrix(rows: rowCount, columns: columnCount)
    for (place, value) in values.enumerated() { matrix[rows[place], columns[place]] += value }
    return matrix
  }
}
