// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Reads the blocks of a Markdown text: headings, paragraphs, lists, tables, quotes, code between fences, formulas between `$$`, comments.
///
/// Not read, and so shown as text: markup of HTML, headings that are underlined, code by indentation, references.
struct MarkdownReader {
  private let lines: [String]
  private var index = 0
  private var blocks: [PlacedBlock] = []

  /// The blocks of a text in its order.
  static func blocks(of lines: [String]) -> [PlacedBlock] {
    var reader = MarkdownReader(lines: lines)
    while reader.index < lines.count { reader.readBlock() }
    return reader.blocks
  }

  private init(lines: [String]) { self.lines = lines }

  private mutating func append(_ block: MarkdownBlock, from start: Int) {
    blocks.append(PlacedBlock(block: block, line: start + 1))
  }

  private mutating func readBlock() {
    let start = index
    let line = lines[index].trimmed
    if line.isEmpty {
      index += 1
    } else if line.hasPrefix("```") {
      readCode()
    } else if line.hasPrefix("<!--") {
      append(.comment(readThrough("-->").dropFirst(4).dropLast(3).trimmed), from: start)
    } else if line.hasPrefix("$$") {
      append(.formula(readThrough("$$", after: 2).dropFirst(2).dropLast(2).trimmed), from: start)
    } else if let heading = Self.heading(line) {
      index += 1
      append(heading, from: start)
    } else if Self.isRule(line) {
      index += 1
      append(.rule, from: start)
    } else if Self.marker(lines[index]) != nil {
      let items = readList(indentation: Self.indentation(lines[index]))
      append(items, from: start)
    } else if line.hasPrefix(">") {
      var text: [String] = []
      while index < lines.count, lines[index].trimmed.hasPrefix(">") {
        text.append(lines[index].trimmed.dropFirst().trimmed)
        index += 1
      }
      append(.quote(text.joined(separator: "\n")), from: start)
    } else if line.hasPrefix("|"), index + 1 < lines.count, let alignments = Self.alignments(lines[index + 1]) {
      readTable(alignments)
    } else {
      append(.paragraph(readText().joined(separator: "\n")), from: start)
    }
  }

  private mutating func readCode() {
    let start = index
    let opening = lines[index].trimmed
    let fence = opening.prefix { $0 == "`" }
    index += 1
    var code: [String] = []
    while index < lines.count, lines[index].trimmed != fence {
      code.append(lines[index])
      index += 1
    }
    index += 1
    append(.code(language: opening.dropFirst(fence.count).trimmed, code), from: start)
  }

  /// The text up to a sign that ends a line.
  private mutating func readThrough(_ end: String, after skipped: Int = 0) -> String {
    var text = ""
    while index < lines.count {
      let line = lines[index].trimmed
      text += text.isEmpty ? line : "\n" + line
      index += 1
      if text.count >= skipped + end.count, text.hasSuffix(end) { break }
    }
    return text
  }

  /// The lines of a paragraph: up to an empty one or the beginning of another block.
  private mutating func readText() -> [String] {
    var text: [String] = []
    while index < lines.count {
      let line = lines[index].trimmed
      let isOther =
        line.hasPrefix("```") || line.hasPrefix("<!--") || line.hasPrefix("$$") || line.hasPrefix(">")
        || Self.heading(line) != nil || Self.marker(lines[index]) != nil
      if line.isEmpty || isOther && !text.isEmpty { break }
      text.append(line)
      index += 1
    }
    return text
  }

  private mutating func readList(indentation: Int) -> MarkdownBlock {
    var items: [MarkdownBlock.ListItem] = []
    var isOrdered = false
    while index < lines.count {
      let line = lines[index]
      let depth = Self.indentation(line)
      if let marker = Self.marker(line) {
        guard depth >= indentation else { break }
        if depth > indentation + 1, !items.isEmpty {
          items[items.count - 1].nested.append(readList(indentation: depth))
          continue
        }
        if items.isEmpty { isOrdered = marker.isOrdered }
        guard marker.isOrdered == isOrdered else { break }
        items.append(MarkdownBlock.ListItem(text: line.trimmed.dropFirst(marker.width).trimmed))
      } else if line.trimmed.isEmpty {
        // A list goes on after an empty line if another item of it follows.
        guard index + 1 < lines.count, Self.marker(lines[index + 1])?.isOrdered == isOrdered,
          Self.indentation(lines[index + 1]) >= indentation
        else { break }
      } else {
        guard depth > indentation, let last = items.indices.last else { break }
        items[last].text += "\n" + line.trimmed
      }
      index += 1
    }
    return .list(isOrdered: isOrdered, items)
  }

  private mutating func readTable(_ alignments: [String]) {
    let start = index
    let heading = Self.cells(lines[index])
    index += 2
    var rows: [[String]] = []
    while index < lines.count, lines[index].trimmed.hasPrefix("|") {
      rows.append(Self.cells(lines[index]))
      index += 1
    }
    append(.table(heading: heading, alignments: alignments, rows), from: start)
  }

  private static func heading(_ line: String) -> MarkdownBlock? {
    let signs = line.prefix { $0 == "#" }
    guard (1...6).contains(signs.count), line.dropFirst(signs.count).first == " " else { return nil }
    return .heading(level: signs.count, line.dropFirst(signs.count).trimmed)
  }

  private static func isRule(_ line: String) -> Bool {
    line.count >= 3 && (line.allSatisfy { $0 == "-" } || line.allSatisfy { $0 == "*" })
  }

  private static func indentation(_ line: String) -> Int { line.prefix { $0 == " " }.count }

  /// The sign that begins an item of a list, with the blank after it.
  private static func marker(_ line: String) -> (isOrdered: Bool, width: Int)? {
    let text = line.trimmed
    if text.hasPrefix("- ") || text.hasPrefix("* ") { return (false, 2) }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard (1...3).contains(digits.count), text.dropFirst(digits.count).hasPrefix(". ") else { return nil }
    return (true, digits.count + 2)
  }

  /// The cells of a line of a table; bars within code and those after a backslash part nothing.
  private static func cells(_ line: String) -> [String] {
    var cells = [""]
    var (isCode, isEscaped) = (false, false)
    for character in line.trimmed.dropFirst() {
      if character == "`", !isEscaped { isCode.toggle() }
      if character == "|", !isCode, !isEscaped { cells.append("") } else { cells[cells.count - 1].append(character) }
      isEscaped = character == "\\" && !isEscaped
    }
    if cells.last?.trimmed.isEmpty == true { cells.removeLast() }
    return cells.map(\.trimmed)
  }

  private static func alignments(_ line: String) -> [String]? {
    guard line.trimmed.hasPrefix("|") else { return nil }
    let cells = cells(line)
    guard !cells.isEmpty, cells.allSatisfy({ $0.contains("-") && $0.allSatisfy { "-:".contains($0) } }) else {
      return nil
    }
    return cells.map { $0.hasSuffix(":") ? ($0.hasPrefix(":") ? "center" : "right") : "left" }
  }
}
