// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// Faults and warnings, gathered while a file is read.
struct ODEDiagnostics {
  private(set) var errors: [FormulaError] = []
  private(set) var warnings: [FormulaError] = []
  private var reports = 0

  /// Notes a fault, unless it follows from another or its place has been reported already.
  mutating func report(_ error: FormulaError) {
    reports += 1
    guard !isFull, !error.isConsequence,
      !errors.contains(where: { $0.location.lowerBound == error.location.lowerBound })
    else {
      return
    }
    errors.append(error)
  }

  /// Notes a fault.
  mutating func report(_ message: String, at location: Range<Int>, hint: String? = nil) {
    report(FormulaError(message, at: location, hint: hint))
  }

  /// Notes something worth knowing.
  mutating func warn(_ message: String, at location: Range<Int>, hint: String? = nil) {
    warn(FormulaError(message, at: location, hint: hint))
  }

  /// Notes something worth knowing, once for each place.
  mutating func warn(_ warning: FormulaError) {
    guard warnings.count < 200, !warnings.contains(where: { $0.location == warning.location }) else { return }
    warnings.append(warning)
  }

  /// Whether there are so many faults that more would not help.
  var isFull: Bool { errors.count > 4 * ModelFileError.limit || reports > 1000 }
}

/// The lines of an `.ode` file with continued lines joined.
///
/// A backslash ends its line and joins the next one to it, wherever it stands, as in XPPAUT.
struct ODELines {
  private let file: SourceFile
  private var next = 0

  init(_ file: SourceFile) { self.file = file }

  /// The next line, without comment and surrounding blanks, or nil at the end of the file.
  mutating func readLine(_ diagnostics: inout ODEDiagnostics) -> SourceText? {
    guard next < file.lineStarts.count else { return nil }
    var range = file.range(ofLine: next)
    // XPPAUT takes the first line as it stands; where it is a comment, a backslash in it joins nothing.
    let isFirstComment = next == 0 && text(range).trimmed.firstIndex { $0 == UInt8(ascii: "#") } == 0
    next += 1
    guard !isFirstComment, let backslash = file.bytes[range].firstIndex(of: UInt8(ascii: "\\")) else {
      return text(range)
    }
    var bytes: [UInt8] = []
    var offsets: [Int32] = []
    var cut: Int? = backslash
    while true {
      let end = cut ?? range.upperBound
      bytes += file.bytes[range.lowerBound..<end]
      offsets += (Int32(clamping: range.lowerBound)..<Int32(clamping: end))
      if let cut { warnIfTextFollows(cut, range, &diagnostics) }
      guard cut != nil, next < file.lineStarts.count else { break }
      range = file.range(ofLine: next)
      next += 1
      cut = file.bytes[range].firstIndex(of: UInt8(ascii: "\\"))
    }
    return SourceText(bytes: bytes, offsets: offsets, end: range.upperBound)
  }

  private func text(_ range: Range<Int>) -> SourceText {
    SourceText(
      bytes: Array(file.bytes[range]),
      offsets: Array(Int32(clamping: range.lowerBound)..<Int32(clamping: range.upperBound)), end: range.upperBound)
  }

  private func warnIfTextFollows(_ backslash: Int, _ range: Range<Int>, _ diagnostics: inout ODEDiagnostics) {
    guard let first = file.bytes[backslash + 1..<range.upperBound].firstIndex(where: { !$0.isBlank }) else { return }
    diagnostics.warn(
      "what follows the backslash is not read, as in XPPAUT", at: first..<range.upperBound,
      hint: "a backslash joins the next line to this one")
  }
}

extension SourceText {
  /// Whether the text begins with the minus sign or the dash of typeset pages.
  var beginsWithTypesetMinusSign: Bool {
    let signs: [[UInt8]] = [Array("\u{2212}".utf8), Array("\u{2013}".utf8)]
    return count > 2 && signs.contains((0..<3).map { self[$0] })
  }

  /// The text with the minus signs and dashes of typeset pages, outside of comments, as the minus sign of formulas.
  func withPlainMinusSigns(_ diagnostics: inout ODEDiagnostics) -> SourceText {
    guard bytes.contains(0xE2) else { return self }
    var (plain, places, position) = ([UInt8](), [Int32](), 0)
    while position < count {
      let isComment = plain.contains(UInt8(ascii: "#")) || plain.first == UInt8(ascii: "\"")
      let isSign = !isComment && suffix(from: position).beginsWithTypesetMinusSign
      if isSign {
        diagnostics.warn(
          "this sign is read as a minus sign; XPPAUT does not know it", at: location(position..<position + 3),
          hint: "write '-'")
      }
      plain.append(isSign ? UInt8(ascii: "-") : self[position])
      places.append(Int32(clamping: offset(position)))
      position += isSign ? 3 : 1
    }
    return SourceText(bytes: plain, offsets: places, end: end)
  }
}
