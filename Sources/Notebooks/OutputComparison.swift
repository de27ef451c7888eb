// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Compares the output of a command with the lines that a notebook expects.
///
/// A line `...` stands for any number of lines, `...` within a line for any text. With a tolerance numbers need only agree to that, relative to
/// the expected one, and blanks count as one blank, since the width of columns depends on the digits.
public struct OutputComparison: Sendable {
  /// The tolerance; nil if texts must be the same.
  public var tolerance: Double?

  /// Makes a comparison.
  public init(tolerance: Double? = nil) { self.tolerance = tolerance }

  /// A first difference.
  public struct Difference: Hashable, Sendable {
    /// The position of the expected line from 0, as many as there are if output goes on beyond them.
    public var position: Int
    /// The line that was expected; nil if none was.
    public var expected: String?
    /// The line that came; nil if none did.
    public var found: String?
  }

  /// Whether a line of the expected text stands for any number of lines.
  public static func isGap(_ line: String) -> Bool { line.trimmed == "..." }

  /// The first difference; nil if all is as expected.
  /// - Complexity: O(lines of both) as a rule.
  public func difference(expected: [String], found: [String]) -> Difference? {
    let expected = OutputComparison.withoutBlankEnd(expected)
    let found = OutputComparison.withoutBlankEnd(found)
    // The furthest pair of lines that disagrees is what a person wants to see.
    var furthest = Difference(position: 0, expected: expected.first, found: found.first)
    var reached = -1
    func matches(_ e: Int, _ f: Int) -> Bool {
      var (e, f) = (e, f)
      while e < expected.count {
        if OutputComparison.isGap(expected[e]) {
          return (f...found.count).contains { matches(e + 1, $0) }
        }
        guard f < found.count, agrees(expected[e], found[f]) else {
          if e > reached {
            reached = e
            furthest = Difference(position: e, expected: expected[e], found: f < found.count ? found[f] : nil)
          }
          return false
        }
        (e, f) = (e + 1, f + 1)
      }
      if f < found.count, e > reached {
        reached = e
        furthest = Difference(position: e, expected: nil, found: found[f])
      }
      return f == found.count
    }
    return matches(0, 0) ? nil : furthest
  }

  private static func withoutBlankEnd(_ lines: [String]) -> [String] {
    Array(lines.prefix((lines.lastIndex { !$0.trimmed.isEmpty } ?? -1) + 1))
  }

  /// Whether a line is as expected.
  func agrees(_ expected: String, _ found: String) -> Bool {
    let parts = expected.split(separator: "...", omittingEmptySubsequences: false).map(String.init)
    if parts.count > 1 {
      guard tolerance == nil else { return agreesWithGaps(parts.map(words), words(found)) }
      return agreesWithGaps(parts.map { $0.map(String.init) }, found.map(String.init))
    }
    guard tolerance != nil else { return expected.withoutTrailingBlanks == found.withoutTrailingBlanks }
    let (a, b) = (words(expected), words(found))
    return a.count == b.count && zip(a, b).allSatisfy(agreesWord)
  }

  /// Whether pieces with anything between them make up a line.
  private func agreesWithGaps(_ pieces: [[String]], _ whole: [String]) -> Bool {
    var position = 0
    for (index, piece) in pieces.enumerated() {
      func fits(_ start: Int) -> Bool {
        start + piece.count <= whole.count && zip(piece, whole[start...]).allSatisfy(agreesWord)
      }
      if index == pieces.count - 1 {
        let start = whole.count - piece.count
        return start >= position && fits(start)
      }
      let starts = index == 0 ? [0] : Array(position...max(position, whole.count - piece.count))
      guard let start = starts.first(where: fits) else { return false }
      position = start + piece.count
    }
    return true
  }

  /// Words and numbers of a line: signs of punctuation around a number are words of their own.
  private func words(_ line: String) -> [String] {
    line.split(whereSeparator: \.isWhitespace).flatMap { word -> [String] in
      let opening = word.prefix { "([".contains($0) }
      let rest = word.dropFirst(opening.count)
      let closing = rest.reversed().prefix { ",;:.)]".contains($0) }.count
      return [String(opening), String(rest.dropLast(closing)), String(rest.suffix(closing))].filter { !$0.isEmpty }
    }
  }

  private func agreesWord(_ expected: String, _ found: String) -> Bool {
    if expected == found { return true }
    guard let tolerance, let a = Double(expected), let b = Double(found) else { return false }
    return abs(a - b) <= tolerance * max(abs(a), .leastNormalMagnitude)
  }
}

extension String {
  fileprivate var withoutTrailingBlanks: Substring {
    guard let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return self[...last]
  }
}
