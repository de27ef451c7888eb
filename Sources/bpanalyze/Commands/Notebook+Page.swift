// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Foundation
import Notebooks
import Results

extension Notebook {
  /// `bpanalyze notebook html`.
  struct Page: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "html",
      abstract: "Run a notebook and write it as one page for a browser, with its figures and formulas.",
      discussion: """
        The page needs no network and nothing beside it. Formulas between dollars, $V^2 = 1 - b/\\tau$, become MathML. Where the \
        output of a command is not as the notebook says, the page shows today's, and the exit status is 1.
        """)

    @Argument(help: "The notebook, a Markdown file.", completion: .file(extensions: ["md"]))
    var notebook: String

    @Option(
      name: [.short, .long],
      help: ArgumentHelp("The page; the name of the notebook with .html in this folder unless told.", valueName: "file")
    )
    var output: String?

    func run() throws {
      let target = output ?? Self.name(for: notebook)
      if let obstacle = FileFailure.obstacle(toWriting: target) { throw obstacle }
      if let there = try? String(contentsOfFile: target, encoding: .utf8), !NotebookPage.isPage(there) {
        throw ValidationError("'\(target)' is no page of a notebook and is not written over.")
      }
      let outcome = try NotebookFile(notebook).run(makingPage: true)
      try AtomicFile.write(Data((outcome.page ?? "").utf8), to: target)
      try Terminal.print("Wrote \(target)\n")
      try Notebook.tell(outcome.report, of: notebook)
    }

    private static func name(for notebook: String) -> String {
      let name = notebook.split(separator: "/").last.map(String.init) ?? "notebook"
      return (name.hasSuffix(".md") ? String(name.dropLast(3)) : name) + ".html"
    }
  }
}
