// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// Works out the whole number inside an array's brackets: sums and products of numbers and the index `j`.
struct ODEIndexArithmetic {
  private let text: SourceText
  private let index: Int?
  private var position = 0

  init(_ text: SourceText, index: Int?) {
    self.text = text
    self.index = index
  }

  /// - Throws: `FormulaError` for anything but whole numbers, `j`, `+`, `-` and `*`, for `j` outside an array, and for
  ///   numbers beyond a million.
  mutating func value() throws(FormulaError) -> Int {
    var total = 0
    var sign = accept("-") ? -1 : 1
    while true {
      total += sign * (try product())
      guard abs(total) <= 1_000_000 else { throw fault("is too large") }
      if accept("+") {
        sign = 1
      } else if accept("-") {
        sign = -1
      } else {
        break
      }
    }
    guard position == text.count else { throw fault("is not an index") }
    return total
  }

  private mutating func product() throws(FormulaError) -> Int {
    var product = try factor()
    while accept("*") {
      product *= try factor()
      guard abs(product) <= 1_000_000 else { throw fault("is too large") }
    }
    return product
  }

  private mutating func factor() throws(FormulaError) -> Int {
    skipBlanks()
    let start = position
    if position < text.count, text[position].lowercased == UInt8(ascii: "j") {
      position += 1
      skipBlanks()
      guard let index else {
        throw FormulaError(
          "j is the index of an array, but this statement has no range", at: text.location(start..<start + 1),
          hint: "give one of the names a range, such as x[1..10]")
      }
      return index
    }
    while position < text.count, text[position].isDigit { position += 1 }
    guard position > start else { throw fault("is not an index") }
    guard position - start <= 6, let number = Int(text[start..<position].string) else { throw fault("is too large") }
    skipBlanks()
    return number
  }

  private mutating func accept(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while position < text.count, text[position].isBlank { position += 1 }
  }

  private func fault(_ problem: String) -> FormulaError {
    FormulaError(
      "'[\(text.string)]' \(problem)", at: text.location, hint: "an index is a whole number, or j, [j+1], [2*j]")
  }
}
