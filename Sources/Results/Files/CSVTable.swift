// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A table in comma-separated values (RFC 4180, lines end in a line feed): a header, then one row per observation.
public struct CSVTable: Sendable {
  /// One cell of a table.
  public enum Cell: Hashable, Sendable {
    /// A number, in the fewest digits that read back exactly.
    case number(Double)
    /// A whole number.
    case integer(Int)
    /// A text, quoted if need be.
    case text(String)
    /// Nothing.
    case empty
  }

  /// The names of the columns.
  public let columns: [String]
  /// The number of rows under the header.
  public private(set) var rowCount = 0
  private var bytes: [UInt8] = []

  /// An empty table with the given columns.
  public init(columns: [String]) {
    self.columns = columns
    append(line: columns.map { .text($0) })
  }

  /// Adds a row, one cell per column.
  public mutating func append(_ row: [Cell]) {
    precondition(row.count == columns.count, "\(row.count) cells do not fill \(columns.count) columns")
    append(line: row)
    rowCount += 1
  }

  /// The table as UTF-8 text.
  public var utf8: [UInt8] { bytes }

  /// Takes the text out that has been gathered since the last time, of a table that is written in pieces.
  public mutating func takeUTF8() -> [UInt8] {
    defer { bytes = [] }
    return bytes
  }

  /// The table as text.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  private mutating func append(line: [Cell]) {
    for (i, cell) in line.enumerated() {
      if i > 0 { bytes.append(UInt8(ascii: ",")) }
      switch cell {
      case .number(let number): bytes.append(contentsOf: Self.text(number).utf8)
      case .integer(let number): bytes.append(contentsOf: String(number).utf8)
      case .text(let text): bytes.append(contentsOf: Self.quoted(text).utf8)
      case .empty: break
      }
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  private static func text(_ number: Double) -> String {
    if number.isFinite { return number.shortestText }
    return number.isNaN ? "NaN" : number > 0 ? "Infinity" : "-Infinity"
  }

  private static func quoted(_ text: String) -> String {
    let special = text.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
    return special
      ? "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" : text
  }
}
