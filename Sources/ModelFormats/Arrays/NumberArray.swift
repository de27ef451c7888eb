// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

/// Numbers in the order of a shape, the last index fastest.
public struct NumberArray: Hashable, Sendable {
  /// The lengths along the axes; empty for a single number.
  public let shape: [Int]
  /// The numbers.
  public let values: [Double]

  /// Files of more numbers are refused: the weights of 8192 units, half a gigabyte.
  static let sizeLimit = 1 << 26

  /// Takes numbers, as many as the shape says.
  public init(shape: [Int], values: [Double]) {
    precondition(
      NumberArray.count(of: shape, limit: .max) == values.count,
      "\(values.count) numbers do not fill the shape \(shape)")
    self.shape = shape
    self.values = values
  }

  /// The number of entries of a shape, or nil if it, or one of its lengths, is beyond a limit.
  static func count(of shape: [Int], limit: Int = sizeLimit) -> Int? {
    var count = 1
    for length in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      guard length >= 0, length <= limit, !overflow else { return nil }
      count = product
    }
    return count <= limit ? count : nil
  }

  /// The shape as text: `3 x 4`.
  public var shapeText: String {
    shape.isEmpty ? "a single number" : shape.map { "\($0)" }.joined(separator: " x ")
  }

  /// The array as a matrix, if it has two axes.
  public var matrix: Matrix? {
    shape.count == 2 ? Matrix(rows: shape[0], columns: shape[1], elements: values) : nil
  }

  /// The rows of a matrix that has columns, or the one row that a list of numbers is.
  public var rows: [[Double]]? {
    if shape.count == 1 { return [values] }
    guard let matrix, matrix.columnCount > 0 else { return nil }
    return (0..<matrix.rowCount).map(matrix.row)
  }
}

/// An array of a file, by its name there.
public struct NamedArray: Hashable, Sendable {
  /// The name; empty in a file that holds a single array without one.
  public var name: String
  /// The numbers.
  public var array: NumberArray

  /// Names an array.
  public init(name: String, array: NumberArray) {
    self.name = name
    self.array = array
  }
}
