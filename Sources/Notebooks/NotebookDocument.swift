// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A Markdown text with `console` blocks, which hold commands after `$ ` and below each the output that is expected.
///
/// Everything else is kept as it stands, so that a text written back differs only where output was replaced.
public struct NotebookDocument: Sendable {
  /// A command and what stands below it.
  public struct Step: Hashable, Sendable {
    /// What follows `$ `.
    public var command: String
    /// The lines below, up to the next command or the end of the block: expected output, or what a file is to hold.
    public var lines: [String]
    /// The line of the command in the text, counted from 1.
    public var line: Int
    /// By how much numbers of the output may differ, relative to the expected ones; nil if texts must be the same.
    public var tolerance: Double?
  }

  /// A statement about a number of a result.
  public struct Expectation: Hashable, Sendable {
    /// Where the number stands: `LP1.I`, or a file and a place in it, `model-bifurcation.json:LP1.I`.
    public var place: String
    /// The number.
    public var value: Double
    /// By how much it may differ, relative to it.
    public var tolerance: Double
    /// Where the number is known from, without its parentheses; empty if the text does not say.
    public var source: String
    /// The line in the text, counted from 1.
    public var line: Int
  }

  /// A figure that the text shows.
  public struct Picture: Hashable, Sendable {
    /// The name of its file.
    public var name: String
    /// The line in the text on which its paragraph begins, counted from 1.
    public var line: Int
  }

  /// What happens, in order.
  public enum Item: Hashable, Sendable {
    case step(Step)
    case expectation(Expectation)
  }

  /// The lines of the text.
  public let lines: [String]
  /// Commands and expectations in the order of the text.
  public let items: [Item]

  /// Reads a text.
  /// - Throws: `NotebookError` for a comment that begins as an expectation or tolerance and is none, and for a block without end.
  public init(_ text: String) throws(NotebookError) {
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.hasSuffix("\r") ? String(line.dropLast()) : String(line)
    }
    var items: [Item] = []
    var tolerance: Double?
    var index = 0
    while index < lines.count {
      let line = lines[index]
      if line.trimmed.hasPrefix("```") {
        let fence = line.trimmed.prefix { $0 == "`" }
        let isConsole = line.trimmed.dropFirst(fence.count).trimmed == "console"
        guard let end = lines[(index + 1)...].firstIndex(where: { $0.trimmed == fence }) else {
          throw NotebookError(line: index + 1, "the block has no end")
        }
        if isConsole {
          items += NotebookDocument.steps(lines, from: index + 1, to: end, tolerance).map { .step($0) }
          tolerance = nil
        }
        index = end
      } else if let comment = line.comment {
        if let value = try NotebookDocument.tolerance(comment, line: index + 1) { tolerance = value }
        if let expectation = try NotebookDocument.expectation(comment, line: index + 1) {
          items.append(.expectation(expectation))
        }
      }
      index += 1
    }
    self.items = items
  }

  /// The figures that the text shows and that lie beside it, in its order.
  public var pictures: [Picture] {
    MarkdownReader.blocks(of: lines).flatMap { placed -> [Picture] in
      guard case .paragraph(let text) = placed.block else { return [] }
      return MarkdownText.images(in: text).filter { !$0.contains(":") }.map { Picture(name: $0, line: placed.line) }
    }
  }

  private static func steps(_ lines: [String], from start: Int, to end: Int, _ tolerance: Double?) -> [Step] {
    var steps: [Step] = []
    for index in start..<end {
      if lines[index].hasPrefix("$ ") {
        steps.append(Step(command: String(lines[index].dropFirst(2)), lines: [], line: index + 1, tolerance: tolerance))
      } else if !steps.isEmpty {
        steps[steps.count - 1].lines.append(lines[index])
      }
    }
    return steps
  }

  /// Reads `within 1e-6`.
  private static func tolerance(_ comment: String, line: Int) throws(NotebookError) -> Double? {
    guard comment.hasPrefix("within") else { return nil }
    guard let value = Double(comment.dropFirst("within".count).trimmed), value >= 0 else {
      throw NotebookError(line: line, "'\(comment)' is no tolerance; the form is <!-- within 1e-6 -->")
    }
    return value
  }

  /// Reads `expect: LP1.I = 39.96 within 1e-9 (source)`.
  private static func expectation(_ comment: String, line: Int) throws(NotebookError) -> Expectation? {
    guard comment.hasPrefix("expect:") else { return nil }
    let words = comment.dropFirst("expect:".count).split(separator: " ").map(String.init)
    guard words.count >= 5, words[1] == "=", words[3] == "within", let value = Double(words[2]),
      let tolerance = Double(words[4]), tolerance >= 0
    else {
      throw NotebookError(
        line: line, "'\(comment)' is no expectation; the form is <!-- expect: LP1.I = 39.963 within 1e-9 (source) -->")
    }
    let source = words.dropFirst(5).joined(separator: " ")
    let isEnclosed = source.hasPrefix("(") && source.hasSuffix(")")
    return Expectation(
      place: words[0], value: value, tolerance: tolerance,
      source: isEnclosed ? String(source.dropFirst().dropLast()) : source,
      line: line)
  }

  /// The text with other output below its commands.
  /// - Parameter outputs: The lines below a command, by the line of the command.
  public func replacing(outputs: [Int: [String]]) -> String {
    var text: [String] = []
    var skipped = 0
    for (index, line) in lines.enumerated() {
      if skipped > 0 {
        skipped -= 1
        continue
      }
      text.append(line)
      guard let output = outputs[index + 1], let step = step(at: index + 1) else { continue }
      text += output
      skipped = step.lines.count
    }
    return text.joined(separator: "\n")
  }

  private func step(at line: Int) -> Step? {
    for case .step(let step) in items where step.line == line { return step }
    return nil
  }
}

/// What is wrong in the text of a notebook.
public struct NotebookError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line, counted from 1.
  public let line: Int
  private let text: String

  init(line: Int, _ text: String) {
    self.line = line
    self.text = text
  }

  /// The message for a person.
  public var description: String { "line \(line): \(text)" }
}

extension StringProtocol {
  /// The text without blanks at its ends.
  var trimmed: String {
    let inner = drop { $0.isWhitespace }
    guard let last = inner.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(inner[...last])
  }

  /// The text of a line that is one comment of Markdown.
  fileprivate var comment: String? {
    let line = trimmed
    guard line.hasPrefix("<!--"), line.hasSuffix("-->"), line.count >= 7 else { return nil }
    return String(line.dropFirst(4).dropLast(3)).trimmed
  }
}
