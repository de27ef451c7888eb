// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A matrix as text: a row in each line, numbers parted by commas, semicolons, tabs or blanks. A first line of names and
/// lines that begin with `#` are passed over.
enum NumberTable {
  /// Reads the matrix.
  static func read(_ bytes: [UInt8], fileName: String) throws(ModelFileError) -> NumberArray {
    guard !bytes.contains(0) else {
      throw ModelFileError("this is a binary file, not a table of numbers", fileName: fileName)
    }
    var (values, columns, rows) = ([Double](), 0, 0)
    var isFirst = true
    // Spreadsheets put a mark of the byte order at the beginning.
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    for (index, line) in text.split(whereSeparator: { $0 == 10 || $0 == 13 }).enumerated() {
      let cells = line.split { [0x2C, 0x3B, 0x09, 0x20].contains($0) }
      guard let first = cells.first, first.first != 0x23 else { continue }
      defer { isFirst = false }
      let numbers = cells.map { Double(String(decoding: $0, as: UTF8.self)) }
      if isFirst, numbers.allSatisfy({ $0 == nil }) { continue }
      if let bad = numbers.firstIndex(of: nil) {
        throw ModelFileError(
          "row \(index + 1), column \(bad + 1): '\(String(decoding: cells[bad].prefix(20), as: UTF8.self))' is not a number",
          fileName: fileName)
      }
      if rows == 0 { columns = numbers.count }
      guard numbers.count == columns else {
        throw ModelFileError(
          "row \(index + 1) has \(numbers.count) numbers, the rows before have \(columns)", fileName: fileName)
      }
      guard values.count + columns <= NumberArray.sizeLimit else {
        throw ModelFileError("the table is too large", fileName: fileName)
      }
      values += numbers.compactMap { $0 }
      rows += 1
    }
    guard rows > 0 else { throw ModelFileError("there are no numbers in the file", fileName: fileName) }
    return NumberArray(shape: [rows, columns], values: values)
  }
}
