// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// Makes damaged files out of sound ones.
public struct Mutator: Sendable {
  /// Sound models, from which two thirds of the inputs are made, and others.
  private let models: [[UInt8]]
  private let others: [[UInt8]]
  private let tokens: [String]

  /// Makes damaged files out of sound ones.
  /// - Parameters:
  ///   - models: sound files, from which two thirds of the inputs are made.
  ///   - others: other files.
  ///   - tokens: pieces that mean something to the reader.
  public init(models: [[UInt8]], others: [[UInt8]] = [], tokens: [String] = modelTokens) {
    (self.models, self.others, self.tokens) = (models, others, tokens)
  }

  /// Pieces of results and styles in JSON.
  public static let jsonTokens: [String] = [
    "1e308", "-1e308", "1.7976931348623157e308", "5e-324", "-0", "0", "1", "-1", "1e-300", "9223372036854775807",
    "-9223372036854775808", "1e999", "\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "null", "true", "[]", "{}", "[[]]",
    "\"\"", "\"\\u001b[31m\"", "\"\\u0000\"", ",", ":", "\"", "[", "]", "{", "}", "\"points\"", "\"#12\"", "\"../x\"",
    "99999",
  ]

  /// Pieces of models.
  public static let modelTokens: [String] = [
    "(", ")", "[", "]", "{", "}", "'", "=", "==", "!=", "<", ">=", "&", "|", "!", "^", "**", "+", "-", "*", "/", ",",
    ";",
    "\\\n", "\n", "\r", "\t", " ", "#", "%", "@", "\"", ".", "..", "1e308", "1e-320", "1e999", "0", "-1",
    "99999999999999999",
    "x", "y", "t", "pi", "i'", "x'", "sin(", "exp(", "max(", "if(", ")then(", ")else(", "sum(0,9)of(",
    "sum(0,999999)of(",
    "shift(x,1)", "not(", "par ", "init ", "aux ", "global 1 {", "} {", "set s {", "number ", "done\n", "%[1..3]\n",
    "%\n",
    "[1..3]", "[j]", "[j+1]", "[1..10000]", "[0..40]", "[5..1]", "x(0)=", "x(t+1)=", "dx/dt=", "f(a,b)=", "f(x,y)",
    "!p=",
    "@ total=", "wiener w", "delay(x,1)", "table f % 3 0 1 t", "markov z 2\n", "#include a", "# range x=0:1",
    "\u{2212}",
    "µ", "\0", "\u{FEFF}", "besselj(3,", "gamma(", "mod(", "1/(1-exp(-x))", "x/sin(x)", "0/0", "1/0",
  ]

  /// A damaged file.
  public func input(_ random: inout SeededGenerator) -> [UInt8] {
    var text = seed(&random)
    repeat { mutate(&text, &random) } while Int.random(in: 0..<5, using: &random) < 3
    return text
  }

  /// A sound file in which a few numbers are others: it remains what it is, and its reader has to look at what it says.
  /// - Parameter values: what stands in the place of numbers.
  public func inputWithOtherNumbers(
    _ random: inout SeededGenerator, values: [String] = Array(jsonTokens.prefix(valueCount))
  ) -> [UInt8] {
    var text = seed(&random)
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      let position = Int.random(in: 0..<max(1, text.count), using: &random)
      guard let start = text[position...].firstIndex(where: { $0 &- 48 < 10 }) else { continue }
      func belongs(_ byte: UInt8) -> Bool { byte &- 48 < 10 || "+-.eE".utf8.contains(byte) }
      let first = text[..<start].lastIndex { !belongs($0) }.map { $0 + 1 } ?? 0
      let end = text[start...].firstIndex { !belongs($0) } ?? text.count
      let value = values[Int.random(in: 0..<values.count, using: &random)]
      text.replaceSubrange(first..<end, with: Array(value.utf8))
    }
    return text
  }

  /// So many of the pieces are values, most of them numbers.
  public static let valueCount = 20

  /// What may stand in the place of a number in a model.
  public static let modelValues = [
    "0", "1", "2", "10", "1e3", "1e-3", "1e308", "1e-8", "1e-320", "100", "0.5", "1e5", "1e-5", "7",
  ]

  private func seed(_ random: inout SeededGenerator) -> [UInt8] {
    let seeds = others.isEmpty || Int.random(in: 0..<3, using: &random) > 0 ? models : others
    return seeds[Int.random(in: 0..<seeds.count, using: &random)]
  }

  private func mutate(_ text: inout [UInt8], _ random: inout SeededGenerator) {
    let position = Int.random(in: 0...text.count, using: &random)
    switch Int.random(in: 0..<12, using: &random) {
    case 0 where position < text.count: text[position] = UInt8.random(in: 0...255, using: &random)
    case 1 where position < text.count: text[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 2: text.insert(UInt8.random(in: 32...126, using: &random), at: position)
    case 3: text.removeSubrange(range(from: position, in: text, &random))
    case 4: text.insert(contentsOf: Array(text[range(from: position, in: text, &random)]), at: position)
    case 5, 6, 7: text.insert(contentsOf: token(&random), at: position)
    case 8: repeatToken(&text, position, &random)
    case 9: exchangeLines(&text, &random)
    case 10: splice(&text, position, &random)
    default: replaceNumber(&text, position, &random)
    }
  }

  private func token(_ random: inout SeededGenerator) -> [UInt8] {
    Array(tokens[Int.random(in: 0..<tokens.count, using: &random)].utf8)
  }

  /// A stretch of at most 40 bytes.
  private func range(from start: Int, in text: [UInt8], _ random: inout SeededGenerator) -> Range<Int> {
    start..<min(text.count, start + Int.random(in: 1...40, using: &random))
  }

  private func repeatToken(_ text: inout [UInt8], _ position: Int, _ random: inout SeededGenerator) {
    let token = token(&random)
    let count = Int.random(in: 0..<20, using: &random) == 0 ? 3000 : Int.random(in: 2...30, using: &random)
    text.insert(contentsOf: Array(repeatElement(token, count: count).joined()), at: position)
  }

  private func exchangeLines(_ text: inout [UInt8], _ random: inout SeededGenerator) {
    var lines = text.split(separator: 10, omittingEmptySubsequences: false)
    lines.swapAt(Int.random(in: 0..<lines.count, using: &random), Int.random(in: 0..<lines.count, using: &random))
    text = Array(lines.joined(separator: [10]))
  }

  /// Goes on with the rest of another file.
  private func splice(_ text: inout [UInt8], _ position: Int, _ random: inout SeededGenerator) {
    let other = seed(&random)
    text.replaceSubrange(position..<text.count, with: other[Int.random(in: 0...other.count, using: &random)...])
  }

  private func replaceNumber(_ text: inout [UInt8], _ position: Int, _ random: inout SeededGenerator) {
    guard let start = text[position...].firstIndex(where: { $0 &- 48 < 10 }) else { return }
    let end = text[start...].firstIndex { !($0 &- 48 < 10) } ?? text.count
    text.replaceSubrange(start..<end, with: token(&random))
  }
}
