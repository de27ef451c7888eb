// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// Writes out arrays: `x[1..3]'=-x[j]` becomes three statements.
///
/// The index `j` runs over the range; `[j+1]`, `[2*j-1]` and the like are worked out in whole numbers and joined to the name
/// before them. Elsewhere an index is a number: `sin([j])`.
struct ODEArrays {
  /// The largest number of elements of one array.
  static let elementLimit = 10_000
  /// The largest number of bytes into which the arrays of one file may unfold.
  static let unfoldedLimit = 4_000_000

  private var unfolded = 0

  /// A range of indices, which may run downwards.
  struct IndexRange: Equatable {
    let first: Int
    let last: Int

    var indices: StrideThrough<Int> { stride(from: first, through: last, by: first <= last ? 1 : -1) }
  }

  /// The statements that a line stands for.
  mutating func unfold(_ line: SourceText) throws(FormulaError) -> [SourceText] {
    guard line.firstIndex(where: { $0 == UInt8(ascii: "[") }) != nil else { return [line] }
    guard let range = try range(in: line) else { return [try substitute(nil, in: line)] }
    var statements: [SourceText] = []
    for index in range.indices { statements.append(try substitute(index, in: line)) }
    return statements
  }

  /// The statements that a block `%[1..3] … %` stands for: all of its lines for each index in turn.
  mutating func unfold(_ lines: [SourceText], over range: IndexRange) throws(FormulaError) -> [SourceText] {
    var statements: [SourceText] = []
    for index in range.indices {
      for line in lines { statements.append(try substitute(index, in: line)) }
    }
    return statements
  }

  /// The range of a line, if it has one.
  func range(in line: SourceText) throws(FormulaError) -> IndexRange? {
    var found: IndexRange?
    for bracket in try brackets(in: line) {
      guard let range = try parseRange(bracket.content) else { continue }
      if let found, found != range {
        throw FormulaError(
          "the ranges of one statement must be equal", at: bracket.content.location,
          hint: "write a statement for each range")
      }
      found = range
    }
    return found
  }

  /// Where the second range of a line stands, if there is one.
  func secondRange(in line: SourceText) throws(FormulaError) -> Range<Int>? {
    guard line.firstIndex(where: { $0 == UInt8(ascii: "[") }) != nil else { return nil }
    var count = 0
    for bracket in try brackets(in: line) where try parseRange(bracket.content) != nil {
      count += 1
      if count == 2 { return bracket.content.location }
    }
    return nil
  }

  private struct Bracket {
    /// From the opening to past the closing bracket.
    let range: Range<Int>
    let content: SourceText
  }

  private func brackets(in line: SourceText) throws(FormulaError) -> [Bracket] {
    var brackets: [Bracket] = []
    var position = 0
    while let open = line.firstIndex(from: position, where: { $0 == UInt8(ascii: "[") }) {
      guard let close = line.firstIndex(from: open, where: { $0 == UInt8(ascii: "]") }) else {
        throw FormulaError("this bracket is never closed", at: line.location(open..<open + 1), hint: "add ']'")
      }
      if !isKernel(line, before: open) {
        brackets.append(Bracket(range: open..<close + 1, content: line[open + 1..<close]))
      }
      position = close + 1
    }
    return brackets
  }

  /// Whether a bracket belongs to an integral, `int[0.2]{...}`.
  private func isKernel(_ line: SourceText, before open: Int) -> Bool {
    open >= 3 && line[open - 3..<open].string.lowercased() == "int"
  }

  /// Whether a bracket holds the ends of an interval, `[-90,0]`, as a remark on a value, which is passed over.
  private func isInterval(_ content: SourceText) -> Bool {
    let ends = content.split(at: UInt8(ascii: ","))
    return ends.count == 2 && ends.allSatisfy { $0.number != nil }
  }

  /// Reads `1..10`; nil if there are no two dots.
  private func parseRange(_ content: SourceText) throws(FormulaError) -> IndexRange? {
    guard let dots = (0..<max(0, content.count - 1)).first(where: { content[$0] == 46 && content[$0 + 1] == 46 }) else {
      return nil
    }
    let end = content.firstIndex(from: dots) { $0 != UInt8(ascii: ".") } ?? content.count
    let (first, last) = (Int(content[0..<dots].trimmed.string), Int(content.suffix(from: end).trimmed.string))
    guard let first, let last else {
      throw FormulaError(
        "'[\(content.string)]' is not a range of whole numbers", at: content.location, hint: "the form is [1..10]")
    }
    let indices = -1_000_000...1_000_000
    guard indices.contains(first), indices.contains(last), abs(last - first) < Self.elementLimit else {
      throw FormulaError("an array can have at most \(Self.elementLimit) elements", at: content.location)
    }
    return IndexRange(first: first, last: last)
  }

  /// Puts the index in place of brackets.
  private mutating func substitute(_ index: Int?, in line: SourceText) throws(FormulaError) -> SourceText {
    let brackets = try brackets(in: line)
    var bytes: [UInt8] = []
    var offsets: [Int32] = []
    var position = 0
    for bracket in brackets {
      let before = line[position..<bracket.range.lowerBound]
      bytes += before.bytes
      offsets += before.offsets
      let number = try value(of: bracket, at: index, isIndex: bytes.last?.isNameByte ?? false)
      bytes += number.utf8
      offsets += Array(repeating: Int32(clamping: line.offset(bracket.range.lowerBound)), count: number.utf8.count)
      position = bracket.range.upperBound
    }
    let rest = line.suffix(from: position)
    unfolded += bytes.count + rest.count
    guard unfolded <= Self.unfoldedLimit else {
      throw FormulaError("the arrays unfold to more than \(Self.unfoldedLimit / 1_000_000) MB", at: line.location)
    }
    return SourceText(bytes: bytes + rest.bytes, offsets: offsets + rest.offsets, end: line.end)
  }

  private func value(of bracket: Bracket, at index: Int?, isIndex: Bool) throws(FormulaError) -> String {
    let content = bracket.content
    if isInterval(content) { return "" }
    var number = index
    if try parseRange(content) == nil {
      var arithmetic = ODEIndexArithmetic(content, index: index)
      number = try arithmetic.value()
    }
    guard let number else { throw FormulaError("the array needs an index", at: content.location) }
    if number < 0, isIndex {
      throw FormulaError("the index \(number) is negative", at: content.location)
    }
    return number < 0 ? "(\(number))" : String(number)
  }
}
