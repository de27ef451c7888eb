// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A dense real matrix, stored row by row.
///
/// A value: copies are independent. Dimension mismatches are programming errors and stop the program by a precondition;
/// numerical trouble (a singular matrix, say) never does, it is reported by the factorizations.
public struct Matrix: Hashable, Sendable {
  /// The number of rows.
  public let rowCount: Int
  /// The number of columns.
  public let columnCount: Int
  /// The entries: entry (i, j) is at `i * columnCount + j`.
  public var elements: [Double]

  /// A matrix with all entries equal to `value`.
  public init(rows: Int, columns: Int, repeating value: Double = 0) {
    precondition(rows >= 0 && columns >= 0, "a matrix cannot have \(rows) rows and \(columns) columns")
    rowCount = rows
    columnCount = columns
    elements = [Double](repeating: value, count: rows * columns)
  }

  /// A matrix from its entries, row by row.
  public init(rows: Int, columns: Int, elements: [Double]) {
    precondition(elements.count == rows * columns, "\(elements.count) entries do not fill \(rows) x \(columns)")
    rowCount = rows
    columnCount = columns
    self.elements = elements
  }

  /// A matrix from its rows, all of the same length: `Matrix([[1, 2], [3, 4]])`.
  public init(_ rows: [[Double]]) {
    let columns = rows.first?.count ?? 0
    precondition(rows.allSatisfy { $0.count == columns }, "the rows of a matrix must have the same length")
    self.init(rows: rows.count, columns: columns, elements: rows.flatMap { $0 })
  }

  /// The identity of the given order.
  public static func identity(_ order: Int) -> Matrix {
    diagonal([Double](repeating: 1, count: order))
  }

  /// A square matrix with `entries` on its diagonal and zeros elsewhere.
  public static func diagonal(_ entries: [Double]) -> Matrix {
    var matrix = Matrix(rows: entries.count, columns: entries.count)
    for (i, entry) in entries.enumerated() { matrix[i, i] = entry }
    return matrix
  }

  /// Entry (`row`, `column`), both counted from zero.
  public subscript(row: Int, column: Int) -> Double {
    get { elements[row * columnCount + column] }
    set { elements[row * columnCount + column] = newValue }
  }

  /// Row `index` as a vector.
  public func row(_ index: Int) -> [Double] {
    Array(elements[index * columnCount..<(index + 1) * columnCount])
  }

  /// Column `index` as a vector.
  public func column(_ index: Int) -> [Double] {
    (0..<rowCount).map { self[$0, index] }
  }

  /// Whether there are as many rows as columns.
  public var isSquare: Bool { rowCount == columnCount }

  /// The entries in some rows and columns.
  public func block(rows: Range<Int>, columns: Range<Int>) -> Matrix {
    Matrix(
      rows: rows.count, columns: columns.count, elements: rows.flatMap { i in columns.map { self[i, $0] } })
  }

  /// Whether no entry is infinite or not a number.
  public var isFinite: Bool { elements.allSatisfy(\.isFinite) }
}

extension Matrix: CustomStringConvertible {
  /// One line per row.
  public var description: String {
    (0..<rowCount).map { "[" + row($0).map { "\($0)" }.joined(separator: ", ") + "]" }.joined(separator: "\n")
  }
}
