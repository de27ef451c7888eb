// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Symbolics

extension ODEDeclarations {
  /// A function given by a table.
  struct Table {
    /// Where the values come from.
    enum Source {
      /// A formula of `t` at equally spaced points.
      case formula(count: Int, low: SourceText, high: SourceText, SourceText)
      /// A file beside the model.
      case file(SourceText)
    }
    let name: SourceText
    let source: Source
  }

  /// The most points of a table.
  static let tableLimit = 10_000_000

  /// Reads `table name % count low high formula` or `table name file`.
  mutating func readTable(_ word: SourceText, _ rest: SourceText) throws(FormulaError) {
    let form = "the forms are table name % points low high formula and table name file"
    var words = rest.words
    guard words.count >= 2 else {
      throw FormulaError("a table needs a name and its values", at: word.location, hint: form)
    }
    let name = words.removeFirst()
    try declare(name, "a table")
    unsupportedNames.remove(name.key)
    guard words[0][0] == UInt8(ascii: "%") else {
      guard words[0][0] != UInt8(ascii: "@") else {
        unsupportedNames.insert(name.key)
        throw FormulaError("tables of two arguments (table name @ file) are not supported", at: words[0].location)
      }
      let quotes = [UInt8(ascii: "\""), UInt8(ascii: "'")]
      let start = words[0].firstIndex { !quotes.contains($0) } ?? 0
      let end = words[0].firstIndex(from: start) { quotes.contains($0) } ?? words[0].count
      return tables.append(Table(name: name, source: .file(words[0][start..<end])))
    }
    if words[0].count == 1 { words.removeFirst() } else { words[0] = words[0].suffix(from: 1) }
    guard words.count >= 4, let count = words[0].leadingNumber, count >= 2, count <= Double(Self.tableLimit) else {
      unsupportedNames.insert(name.key)
      throw FormulaError(
        "a table by a formula needs a number of points, at least 2, its ends, and the formula", at: name.location,
        hint: form)
    }
    let start = words[3].offset(0)
    let position = (0..<rest.count).first { rest.offset($0) == start } ?? 0
    tables.append(
      Table(
        name: name,
        source: .formula(count: Int(count), low: words[1], high: words[2], rest.suffix(from: position).trimmed)))
  }

  /// A network operation, `special name=kind(arguments)`.
  struct Network {
    let name: SourceText
    let kind: SourceText
    let arguments: [SourceText]
  }

  /// Reads `special name=kind(arguments)`.
  mutating func readNetwork(
    _ word: SourceText, _ rest: SourceText, _ diagnostics: inout ODEDiagnostics
  ) throws(FormulaError) {
    let form = "the form is special name=conv(type,n,m,weights,first)"
    guard let sign = rest.firstIndex(where: { $0 == UInt8(ascii: "=") }),
      let open = rest.firstIndex(from: sign, where: { $0 == UInt8(ascii: "(") }),
      let close = rest.firstIndex(from: open, where: { $0 == UInt8(ascii: ")") })
    else { throw FormulaError("this network is not understood", at: word.location, hint: form) }
    let name = rest[0..<sign].trimmed
    try declare(name, "a network")
    if rest[sign + 1..<open].trimmed.key.hasPrefix("impo") {
      libraryCalls.append((word.location, [name.string]))
      diagnostics.warn(
        "the function of a dynamic library (import) is not called: all of '\(name.string)' is 0", at: word.location,
        hint: "write its formulas into the model")
    }
    networks.append(
      Network(
        name: name, kind: rest[sign + 1..<open].trimmed, arguments: rest[open + 1..<close].split(at: UInt8(ascii: ",")))
    )
  }

  /// A Markov process with the texts of its rates, row by row.
  struct Process {
    let name: SourceText
    let count: Int
    var rows: [[SourceText]] = []
  }

  /// Reads `markov name states`, whose table follows.
  mutating func readProcess(_ word: SourceText, _ rest: SourceText) throws(FormulaError) {
    let words = rest.words
    guard let name = words.first, let last = words.last, words.count == 2, let count = Int(last.string),
      (2...1000).contains(count)
    else {
      throw FormulaError(
        "a Markov process needs a name and a number of states, at least 2", at: word.location,
        hint: "the form is markov name 2, followed by a line {rate} {rate} for each state")
    }
    try declare(name, "a Markov process")
    processes.append(Process(name: name, count: count))
  }

  /// Reads a row of the table of the last Markov process.
  mutating func readRow(_ line: SourceText) throws(FormulaError) {
    guard let process = processes.last, process.rows.count < process.count else {
      throw ODEStatement.unknownStart(line)
    }
    var (row, position) = ([SourceText](), 0)
    while let open = line.firstIndex(from: position, where: { $0 == UInt8(ascii: "{") }) {
      guard let close = line.firstIndex(from: open, where: { $0 == UInt8(ascii: "}") }) else {
        throw FormulaError("this bracket is never closed", at: line.location(open..<open + 1))
      }
      row.append(line[open + 1..<close].trimmed)
      position = close + 1
    }
    guard row.count == process.count else {
      throw FormulaError(
        "the row has \(row.count) rates for \(process.count) states of '\(process.name.string)'", at: line.location)
    }
    processes[processes.count - 1].rows.append(row)
  }

  /// Reads `solv name=value`: an unknown of the algebraic equations.
  mutating func readUnknownOfEquations(_ rest: SourceText) throws(FormulaError) {
    let parts = rest.split(at: UInt8(ascii: "="))
    try declare(parts[0], "an unknown of algebraic equations")
    unknowns.append(Start(name: parts[0], formula: parts.count > 1 && !parts[1].isEmpty ? parts[1] : nil))
  }

  /// Reads `export {arguments} {results}`.
  mutating func readLibraryCall(
    _ word: SourceText, _ rest: SourceText, _ diagnostics: inout ODEDiagnostics
  ) {
    let lists = rest.split(at: UInt8(ascii: "{")).dropFirst()
    let results = lists.count > 1 ? lists.last?.split(at: UInt8(ascii: "}")).first : nil
    let names = results?.split(at: UInt8(ascii: ",")).map(\.string).filter { !$0.isEmpty } ?? []
    libraryCalls.append((word.location, names))
    let missing = names.isEmpty ? "" : ": \(names.joined(separator: ", ")) keep the values that this file gives them"
    diagnostics.warn(
      "the function of a dynamic library (export) is not called\(missing)", at: word.location,
      hint: "write its formulas into the model")
  }
}

extension SourceText {
  /// The pieces between blanks.
  var words: [SourceText] {
    var (words, position) = ([SourceText](), 0)
    while let start = firstIndex(from: position, where: { !$0.isBlank }) {
      let end = firstIndex(from: start) { $0.isBlank } ?? count
      words.append(self[start..<end])
      position = end
    }
    return words
  }

  /// The number at the beginning, as C reads it: sign, digits with at most one point, exponent; nil if there is none.
  var leadingNumber: Double? { leadingNumberAndLength?.value }

  /// The number at the beginning, and how many bytes it takes.
  var leadingNumberAndLength: (value: Double, length: Int)? {
    var end = 0
    func digits() -> Int {
      let start = end
      while end < count, self[end].isDigit { end += 1 }
      return end - start
    }
    if end < count, "+-".utf8.contains(self[end]) { end += 1 }
    var found = digits()
    if end < count, self[end] == UInt8(ascii: ".") {
      end += 1
      found += digits()
    }
    guard found > 0 else { return nil }
    let mantissa = end
    if end < count, self[end].lowercased == UInt8(ascii: "e") {
      end += 1
      if end < count, "+-".utf8.contains(self[end]) { end += 1 }
      if digits() == 0 { end = mantissa }
    }
    let text = self[0..<end].string
    return Double(text.hasSuffix(".") ? text + "0" : text).map { ($0, end) }
  }
}
