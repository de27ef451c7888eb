// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// A notebook as one page of HTML that needs nothing beside it: figures are within it, formulas are MathML.
public struct NotebookPage {
  private let document: NotebookDocument
  private let report: NotebookRunner.Report
  private let folders: [URL]
  private let program: String

  /// Prepares the page of a notebook that ran.
  /// - Parameters:
  ///   - folders: Where figures are looked for, the first one first.
  ///   - program: What is said to have run the notebook.
  public init(_ document: NotebookDocument, report: NotebookRunner.Report, folders: [URL], program: String) {
    self.document = document
    self.report = report
    self.folders = folders
    self.program = program
  }

  /// Whether a text is a page of this kind, which may be written over.
  public static func isPage(_ text: String) -> Bool { text.contains(generator) }

  private static let generator = "<meta name=\"generator\" content=\"bpanalyze notebook\">"

  /// The page in HTML. The same notebook and figures give the same text.
  /// - Throws: `NotebookError` for a formula that cannot be shown.
  public func html() throws(NotebookError) -> String {
    var body: [String] = []
    var title = "Notebook"
    let blocks = MarkdownReader.blocks(of: document.lines)
    var index = 0
    while index < blocks.count {
      let placed = blocks[index]
      index += 1
      if case .heading(1, let text) = placed.block, title == "Notebook" { title = text }
      if case .comment = placed.block {
        var statements = [placed.line]
        // Statements about numbers that follow each other make one table.
        while index < blocks.count, case .comment = blocks[index].block {
          statements.append(blocks[index].line)
          index += 1
        }
        body.append(checks(at: statements))
        continue
      }
      do {
        body.append(try markup(placed))
      } catch {
        throw NotebookError(line: placed.line, error.text)
      }
    }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      \(Self.generator)
      <title>\(HTML.escaped(title))</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <main>
      \(body.filter { !$0.isEmpty }.joined(separator: "\n"))
      </main>
      <footer>\(HTML.escaped("Run by \(program): \(report.summary)"))</footer>
      </body>
      </html>

      """
  }

  private func markup(_ placed: PlacedBlock) throws(LaTeXError) -> String {
    switch placed.block {
    case .code("console", _): console(from: placed.line)
    case .code(let language, let lines):
      "<pre class=\"\(HTML.escaped(language))\">\(HTML.escaped(lines.joined(separator: "\n")))</pre>"
    case .paragraph(let text): try paragraph(text)
    default: try markup(placed.block)
    }
  }

  private func markup(_ block: MarkdownBlock) throws(LaTeXError) -> String {
    switch block {
    case .heading(let level, let text): return "<h\(level)>\(try inline(text))</h\(level)>"
    case .quote(let text): return "<blockquote><p>\(try inline(text))</p></blockquote>"
    case .formula(let formula): return try MathML.markup(of: formula, isDisplayed: true)
    case .rule: return "<hr>"
    case .list(let isOrdered, let items):
      var markup = ""
      for item in items {
        markup += "<li>\(try inline(item.text))"
        for nested in item.nested { markup += try self.markup(nested) }
        markup += "</li>"
      }
      return isOrdered ? "<ol>\(markup)</ol>" : "<ul>\(markup)</ul>"
    case .table(let heading, let alignments, let rows):
      return "<table><thead>\(try row(heading, alignments, "th"))</thead><tbody>"
        + (try rows.map { row throws(LaTeXError) in try self.row(row, alignments, "td") }).joined() + "</tbody></table>"
    case .paragraph(let text): return "<p>\(try inline(text))</p>"
    case .code, .comment: return ""
    }
  }

  private func row(_ cells: [String], _ alignments: [String], _ tag: String) throws(LaTeXError) -> String {
    var markup = ""
    for (column, cell) in cells.enumerated() {
      let side = column < alignments.count ? alignments[column] : "left"
      markup += "<\(tag) class=\"\(side)\">\(try inline(cell))</\(tag)>"
    }
    return "<tr>\(markup)</tr>"
  }

  /// A paragraph, or a figure with its caption for one that is an image.
  private func paragraph(_ text: String) throws(LaTeXError) -> String {
    guard let match = text.wholeMatch(of: /!\[([^\]]*)\]\(([^)\s]+)\)/) else { return "<p>\(try inline(text))</p>" }
    let caption = String(match.output.1)
    return "<figure>\(picture(String(match.output.2), caption))<figcaption>\(try inline(caption))</figcaption></figure>"
  }

  private func inline(_ text: String) throws(LaTeXError) -> String {
    try MarkdownText { picture($0, $1) }.markup(of: text)
  }

  /// A figure within the page; what is elsewhere, or was not made, stays a name.
  private func picture(_ name: String, _ text: String) -> String {
    let types = [
      "svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
    ]
    let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
    let data = folders.lazy.compactMap { try? Data(contentsOf: $0.appendingPathComponent(name)) }.first
    guard let type = types[ending], let data else { return "<code>\(HTML.escaped(name))</code>" }
    let text = text.replacing(/<[^>]*>/, with: "")
    return "<img src=\"data:\(type);base64,\(data.base64EncodedString())\" alt=\"\(HTML.escaped(text))\">"
  }

  /// The commands of a block with what they printed today; where the text leaves something out, so does the page.
  private func console(from line: Int) -> String {
    let fence = document.lines[line - 1].trimmed.prefix { $0 == "`" }
    let end = document.lines[line...].firstIndex { $0.trimmed == fence } ?? document.lines.count
    var markup: [String] = []
    for case .step(let step) in document.items where step.line > line && step.line <= end {
      markup.append("<b>$ \(HTML.escaped(step.command))</b>")
      let differs = report.failures.contains {
        $0.isDifferenceOfOutput && $0.line > step.line && $0.line <= step.line + step.lines.count + 1
      }
      let lines = differs ? report.outputs[step.line] ?? step.lines : step.lines
      markup += lines.map { HTML.escaped($0) }
    }
    return "<pre class=\"console\">\(markup.joined(separator: "\n"))</pre>"
  }

  /// A number in its shortest form.
  private static func text(_ number: Double) -> String {
    let text = "\(number)".replacing("e-0", with: "e-")
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// A table of the numbers that were checked.
  private func checks(at lines: [Int]) -> String {
    var rows = ""
    for case .expectation(let expectation) in document.items where lines.contains(expectation.line) {
      let holds = !report.failures.contains { $0.line == expectation.line }
      rows += """
        <tr class="\(holds ? "holds" : "fails")"><td>\(holds ? "✓" : "✗")</td><td><code>\(HTML.escaped(expectation.place))</code></td>\
        <td>\(Self.text(expectation.value))</td><td>\(Self.text(expectation.tolerance))</td><td>\(HTML.escaped(expectation.source))</td></tr>
        """
    }
    guard !rows.isEmpty else { return "" }
    return """
      <table class="checks"><thead><tr><th></th><th>Number</th><th>Known value</th><th>Agrees within</th><th>Known from</th></tr></thead>
      <tbody>\(rows)</tbody></table>
      """
  }
}
