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
    guard let running = try ranges(in: line).last else { return [try substitute(nil, in: line)] }
    var statements: [SourceText] = []
    for index in running.range.indices { statements.append(try substitute(index, in: line, running: running.bracket)) }
    return statements
  }

  /// The statements that a block `%[1..3] … %` stands for: all of its lines for each index in turn.
  /// - Parameter firstHasRange: whether the range stands in the first line rather than before the lines.
  mutating func unfold(
    _ lines: [SourceText], over range: IndexRange, firstHasRange: Bool = false
  ) throws(FormulaError) -> [SourceText] {
    var running: Int?
    if firstHasRange, let first = lines.first { running = try ranges(in: first).last?.bracket }
    var statements: [SourceText] = []
    for index in range.indices {
      for (number, line) in lines.enumerated() {
        statements.append(try substitute(index, in: line, running: number == 0 ? running : nil))
      }
    }
    return statements
  }

  /// The range over which a line runs, if it has one: the last.
  func range(in line: SourceText) throws(FormulaError) -> IndexRange? { try ranges(in: line).last?.range }

  /// The ranges of a line that do not run, and where they stand: to XPPAUT all but the last are their first numbers.
  func standingRanges(in line: SourceText) throws(FormulaError) -> [(first: Int, location: Range<Int>)] {
    try ranges(in: line).dropLast().map { ($0.range.first, $0.location) }
  }

  /// The ranges of a line, each with the number of its bracket and its place.
  private func ranges(
    in line: SourceText
  ) throws(FormulaError) -> [(bracket: Int, range: IndexRange, location: Range<Int>)] {
    guard line.firstIndex(where: { $0 == UInt8(ascii: "[") }) != nil else { return [] }
    var found: [(bracket: Int, range: IndexRange, location: Range<Int>)] = []
    for (number, bracket) in try brackets(in: line).enumerated() {
      guard let range = try parseRange(bracket.content) else { continue }
      found.append((number, range, bracket.content.location))
    }
    return found
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
  /// - Parameter running: the number of the bracket whose range runs.
  private mutating func substitute(
    _ index: Int?, in line: SourceText, running: Int? = nil
  ) throws(FormulaError) -> SourceText {
    let brackets = try brackets(in: line)
    var bytes: [UInt8] = []
    var offsets: [Int32] = []
    var position = 0
    for (number, bracket) in brackets.enumerated() {
      let before = line[position..<bracket.range.lowerBound]
      bytes += before.bytes
      offsets += before.offsets
      let digits = try value(
        of: bracket, at: index, isRunning: number == running, isIndex: bytes.last?.isNameByte ?? false)
      bytes += digits.utf8
      offsets += Array(repeating: Int32(clamping: line.offset(bracket.range.lowerBound)), count: digits.utf8.count)
      position = bracket.range.upperBound
    }
    let rest = line.suffix(from: position)
    unfolded += bytes.count + rest.count
    guard unfolded <= Self.unfoldedLimit else {
      throw FormulaError("the arrays unfold to more than \(Self.unfoldedLimit / 1_000_000) MB", at: line.location)
    }
    return SourceText(bytes: bytes + rest.bytes, offsets: offsets + rest.offsets, end: line.end)
  }

  private func value(
    of bracket: Bracket, at index: Int?, isRunning: Bool, isIndex: Bool
  ) throws(FormulaError) -> String {
    let content = bracket.content
    if isInterval(content) { return "" }
    var number = index
    if let range = try parseRange(content) {
      if !isRunning { number = range.first }
    } else {
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
