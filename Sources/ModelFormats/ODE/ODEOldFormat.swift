// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// Rewrites a file in XPPAUT's first format, which starts with the number of equations, in today's.
///
/// There variables (`v`), fixed quantities (`f`) and auxiliary ones (`a`) are named first; right-hand sides follow in this order,
/// each in a line of its own that begins with `o` (or `i` for an integral equation). Functions are written `u name count formula`
/// with the arguments arg1, arg2, …
struct ODEOldFormat {
  private var variables: [SourceText] = []
  private var fixed: [SourceText] = []
  private var auxiliaries: [SourceText] = []
  private var rightHandSides = 0
  private let count: Int

  /// - Parameter count: the number of equations, those of auxiliary quantities included.
  init(count: Int) { self.count = count }

  /// The number that the first line of a file in the old format begins with; nil in today's format.
  static func count(_ line: SourceText) -> Int? {
    let word = line[0..<(line.firstIndex { $0.isBlank } ?? line.count)]
    guard word.firstIndex(where: { !$0.isDigit }) == nil, let number = word.number, number >= 1, number < 1e5 else {
      return nil
    }
    return line.firstIndex { $0 == UInt8(ascii: "=") } == nil ? Int(number) : nil
  }

  /// The statements of today's format that a line stands for; nil where the file ends.
  mutating func statements(_ line: SourceText) throws(FormulaError) -> [SourceText]? {
    let end = line.firstIndex { $0.isBlank } ?? line.count
    let (word, rest) = (line[0..<end], line.suffix(from: end).trimmed)
    switch word[0].lowercased {
    case UInt8(ascii: "d"): return nil
    case UInt8(ascii: "@"), UInt8(ascii: "#"), UInt8(ascii: "p"), UInt8(ascii: "n"), UInt8(ascii: "w"),
      UInt8(ascii: "g"),
      UInt8(ascii: "b"):
      return [line]
    case UInt8(ascii: "t"): return [Self.joined([Self.text("table ", at: line), rest])]
    case UInt8(ascii: "v"):
      variables += names(rest)
      return [Self.joined([Self.text("init ", at: line), rest])]
    case UInt8(ascii: "f"):
      fixed += names(rest)
      return []
    case UInt8(ascii: "a"):
      auxiliaries += names(rest)
      return []
    case UInt8(ascii: "u"): return [try function(rest)]
    case UInt8(ascii: "o"), UInt8(ascii: "i"):
      return [try rightHandSide(rest, isIntegral: word[0].lowercased == UInt8(ascii: "i"))]
    case UInt8(ascii: "k"), UInt8(ascii: "m"), UInt8(ascii: "r"):
      throw FormulaError(
        "'\(word.string)' of the old format is not supported", at: word.location,
        hint: "XPPAUT converts the file: xppaut -convert FILE")
    default: return []
    }
  }

  private func names(_ rest: SourceText) -> [SourceText] {
    var diagnostics = ODEDiagnostics()
    return ODEAssignment.list(rest, &diagnostics).map(\.name)
  }

  private func function(_ rest: SourceText) throws(FormulaError) -> SourceText {
    let words = rest.words
    guard words.count >= 3, let count = Int(words[1].string), (1...100).contains(count) else {
      throw FormulaError("the form is u name arguments formula", at: rest.location)
    }
    let start = (0..<rest.count).first { rest.offset($0) == words[2].offset(0) } ?? 0
    let arguments = (1...count).map { "arg\($0)" }.joined(separator: ",")
    return Self.joined([words[0], Self.text("(\(arguments))=", at: rest), rest.suffix(from: start)])
  }

  private mutating func rightHandSide(_ formula: SourceText, isIntegral: Bool) throws(FormulaError) -> SourceText {
    var place = rightHandSides
    rightHandSides += 1
    if place < variables.count {
      if isIntegral {
        return Self.joined([Self.text("volt ", at: formula), variables[place], Self.text("=", at: formula), formula])
      }
      return Self.joined([variables[place], Self.text("'=", at: formula), formula])
    }
    place -= variables.count
    if place < fixed.count { return Self.joined([fixed[place], Self.text("=", at: formula), formula]) }
    place -= fixed.count
    guard variables.count + place < count else {
      throw FormulaError(
        "there are more right-hand sides than the \(count) that the first line announces", at: formula.location)
    }
    let name = place < auxiliaries.count ? auxiliaries[place] : Self.text("aux\(place + 1)", at: formula)
    return Self.joined([Self.text("aux ", at: formula), name, Self.text("=", at: formula), formula])
  }

  private static func text(_ string: String, at place: SourceText) -> SourceText {
    SourceText(
      bytes: Array(string.utf8),
      offsets: Array(repeating: Int32(clamping: place.offset(0)), count: string.utf8.count), end: place.offset(0))
  }

  private static func joined(_ parts: [SourceText]) -> SourceText {
    SourceText(
      bytes: parts.flatMap(\.bytes), offsets: parts.flatMap(\.offsets), end: parts.last?.end ?? 0)
  }
}
