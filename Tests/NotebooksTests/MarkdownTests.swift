// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

@testable import Notebooks

@Suite("Markdown and pages of notebooks") struct MarkdownTests {
  private func blocks(_ text: String) -> [MarkdownBlock] {
    MarkdownReader.blocks(of: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)).map(
      \.block)
  }

  private func markup(_ text: String) throws -> String {
    try MarkdownText { "[\($0)|\($1)]" }.markup(of: text)
  }

  @Test("blocks of all kinds")
  func kinds() {
    #expect(blocks("# One\n\ntwo\nlines\n") == [.heading(level: 1, "One"), .paragraph("two\nlines")])
    #expect(blocks("```sh\na\n\nb\n```") == [.code(language: "sh", ["a", "", "b"])])
    #expect(blocks("> a\n> b") == [.quote("a\nb")])
    #expect(blocks("$$\nx\n$$\n$$ y $$") == [.formula("x"), .formula("y")])
    #expect(blocks("<!-- a -->\n<!--\nb\n-->") == [.comment("a"), .comment("b")])
    #expect(blocks("---\ntext\n```\ncode\n```") == [.rule, .paragraph("text"), .code(language: "", ["code"])])
    #expect(
      blocks("| a | b |\n|---|--:|\n| `x|y` | 2 |")
        == [.table(heading: ["a", "b"], alignments: ["left", "right"], [["`x|y`", "2"]])])
  }

  @Test("lists go on over lines, nest, and end")
  func lists() {
    #expect(
      blocks("- a\n  more\n- b\n  - c\n- d\n\nend") == [
        .list(
          isOrdered: false,
          [
            .init(text: "a\nmore"), .init(text: "b", nested: [.list(isOrdered: false, [.init(text: "c")])]),
            .init(text: "d"),
          ]),
        .paragraph("end"),
      ])
    #expect(blocks("1. a\n2. b") == [.list(isOrdered: true, [.init(text: "a"), .init(text: "b")])])
  }

  @Test(
    "running text",
    arguments: [
      ("a < b & c", "a &lt; b &amp; c"), ("**a** *b* _c_", "<strong>a</strong> <em>b</em> <em>c</em>"),
      ("snake_case_name 2*3 * 4", "snake_case_name 2*3 * 4"), ("`a*b*<c>`", "<code>a*b*&lt;c&gt;</code>"),
      ("[t](u)", "<a href=\"u\">t</a>"), ("![t](u.svg)", "[u.svg|t]"), ("\\*a\\*", "*a*"),
      ("5 $ and 6 $", "5 $ and 6 $"), ("$x$", "<math><mi>x</mi></math>"),
      ("<https://a.b>", "<a href=\"https://a.b\">https://a.b</a>"),
    ])
  func text(text: String, expected: String) throws {
    #expect(try markup(text) == expected)
  }

  private func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("page-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  @Test("a page holds its figures, says what differs, and needs no network")
  func page() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = """
      # A title & more

      ```console
      $ bpanalyze check m.ode
      old <output>
      $ bpanalyze models
      first
      ...
      ```

      ![The figure](f.svg)

      ![Not made](g.svg)

      <!-- expect: LP1.a = 0.5 within 1e-6 (by hand) -->
      """
    let document = try NotebookDocument(text)
    let report = try NotebookRunner(folder: folder, source: folder) { words in
      try Data("<svg/>".utf8).write(to: folder.appendingPathComponent("f.svg"))
      return .init(text: words[0] == "check" ? "new\n" : "first\nsecond\n", remarks: "", status: 0)
    }.run(document)
    #expect(report.failures.map(\.line) == [5, 15, 13])
    let page = try NotebookPage(document, report: report, folders: [folder], program: "a program").html()
    #expect(page.contains("<title>A title &amp; more</title>"))
    #expect(page.contains("<b>$ bpanalyze check m.ode</b>\nnew\n<b>$ bpanalyze models</b>\nfirst\n...</pre>"))
    #expect(
      page.contains("src=\"data:image/svg+xml;base64,\(Data("<svg/>".utf8).base64EncodedString())\" alt=\"The figure\"")
    )
    #expect(page.contains("<code>g.svg</code>"))
    #expect(
      page.contains(
        "<tr class=\"fails\"><td>✗</td><td><code>LP1.a</code></td><td>0.5</td><td>1e-6</td><td>by hand</td>"))
    #expect(NotebookPage.isPage(page) && !NotebookPage.isPage("<html></html>"))
    #expect(page.firstMatch(of: /(src|href)="(http|\/\/)/) == nil)
  }

  private static let notebooks = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("notebooks-cli")

  @Test("the formulas of all notebooks can be shown on their pages")
  func allNotebooks() throws {
    let files = try FileManager.default.contentsOfDirectory(at: Self.notebooks, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "md" }
    #expect(files.count > 10)
    for file in files {
      let document = try NotebookDocument(try String(contentsOf: file, encoding: .utf8))
      let page = try NotebookPage(document, report: .init(), folders: [], program: "a program").html()
      #expect(page.contains("<h1>"), "\(file.lastPathComponent)")
    }
  }

  @Test("a formula that cannot be shown is told with its line")
  func formula() throws {
    let document = try NotebookDocument("# T\n\ntext\n\nand $\\foo$\n")
    let page = NotebookPage(document, report: .init(), folders: [], program: "a program")
    let error = #expect(throws: NotebookError.self) { try page.html() }
    #expect(error?.description == "line 5: \\foo is not known in formulas")
  }
}
