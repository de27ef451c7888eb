// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

extension ODEDeclarations {
  private static let eventForm = "the form is global 1 {condition} {x=formula;y=formula}"

  /// Reads `global sign {condition} {assignments}`; the brackets around the condition may be missing.
  mutating func readEvent(_ word: SourceText, _ rest: SourceText) throws(FormulaError) {
    let signEnd = rest.firstIndex { $0.isBlank || $0 == UInt8(ascii: "{") } ?? rest.count
    let sign = rest[0..<signEnd]
    guard let direction = Int(sign.string), (-1...1).contains(direction) else {
      throw FormulaError(
        "the sense of a crossing must be 1 (rising), -1 (falling) or 0, not '\(sign.string)'", at: sign.location,
        hint: Self.eventForm)
    }
    var remainder = rest.suffix(from: signEnd).trimmed
    let condition: SourceText
    if !remainder.isEmpty, remainder[0] == UInt8(ascii: "{") {
      (condition, remainder) = try bracketed(remainder)
    } else {
      guard let open = remainder.firstIndex(where: { $0 == UInt8(ascii: "{") }) else {
        throw FormulaError("an event needs assignments", at: word.location, hint: Self.eventForm)
      }
      (condition, remainder) = (remainder[0..<open].trimmed, remainder.suffix(from: open))
    }
    guard !remainder.isEmpty, remainder[0] == UInt8(ascii: "{") else {
      throw FormulaError("an event needs assignments", at: word.location, hint: Self.eventForm)
    }
    let (body, after) = try bracketed(remainder)
    guard after.isEmpty else { throw FormulaError("nothing can follow the assignments", at: after.location) }
    let assignments = try assignments(body)
    guard !assignments.isEmpty else {
      throw FormulaError("an event needs assignments", at: remainder.location, hint: Self.eventForm)
    }
    events.append(Event(condition: condition, direction: direction, assignments: assignments))
  }

  /// Splits `{inside} after`.
  private func bracketed(_ text: SourceText) throws(FormulaError) -> (inside: SourceText, after: SourceText) {
    guard let close = text.firstIndex(where: { $0 == UInt8(ascii: "}") }) else {
      throw FormulaError("this bracket is never closed", at: text.location(0..<1), hint: Self.eventForm)
    }
    return (text[1..<close].trimmed, text.suffix(from: close + 1).trimmed)
  }

  private func assignments(_ body: SourceText) throws(FormulaError) -> [Equation] {
    var assignments: [Equation] = []
    for piece in body.split(at: UInt8(ascii: ";")) where !piece.isEmpty {
      guard let sign = piece.firstIndex(where: { $0 == UInt8(ascii: "=") }), sign > 0 else {
        throw FormulaError("'=' is missing", at: piece.location, hint: Self.eventForm)
      }
      assignments.append(Equation(name: piece[0..<sign].trimmed, formula: piece.suffix(from: sign + 1).trimmed))
    }
    return assignments
  }
}
