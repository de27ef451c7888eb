// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Foundation
import Notebooks
import Results

/// `bpanalyze notebook`: Markdown texts whose commands are run again.
struct Notebook: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Markdown texts that say what is done and prove that the numbers still hold.",
    discussion: """
      In a block that is marked console, lines after '$ ' are commands, and the lines below each are the output that is \
      expected; '...' stands for what may differ. '$ cat > FILE' writes what stands below it. <!-- within 1e-6 --> \
      before a block lets numbers differ by so much, and <!-- expect: LP1.I = 39.963 within 1e-9 (source) --> looks a \
      number up in the result that was written last.

        bpanalyze notebook run notebooks-cli/first-steps.md
        bpanalyze notebook update my-notebook.md
        bpanalyze notebook new my-notebook
        bpanalyze notebook html my-notebook.md
      """,
    subcommands: [Run.self, Update.self, New.self, Page.self])

  /// Prints what is not as a notebook says.
  /// - Throws: `ExitCode` 1 if anything is not.
  static func tell(_ report: NotebookRunner.Report, of notebook: String) throws {
    for failure in report.failures {
      try Terminal.print("\(notebook):\(failure.line)\n\(failure.description)\n\n")
    }
    try Terminal.print("\(notebook): \(report.summary)\n")
    if !report.failures.isEmpty { throw ExitCode(1) }
  }

  /// `bpanalyze notebook run`.
  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run a notebook in a fresh folder and compare what its commands print.")

    @Argument(help: "The notebook, a Markdown file.", completion: .file(extensions: ["md"]))
    var notebook: String

    @Option(
      name: [.short, .long],
      help: ArgumentHelp("A new or empty folder that keeps what is written.", valueName: "folder"))
    var output: String?

    func run() throws {
      let report = try NotebookFile(notebook).run(keepingIn: output).report
      try Notebook.tell(report, of: notebook)
    }
  }

  /// `bpanalyze notebook update`.
  struct Update: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run a notebook and write today's output below its commands; what stands for '...' is left.")

    @Argument(help: "The notebook, a Markdown file.", completion: .file(extensions: ["md"]))
    var notebook: String

    func run() throws {
      let file = try NotebookFile(notebook)
      let report = try file.run().report
      let document = file.document
      var changed: [Int: [String]] = [:]
      for case .step(let step) in document.items {
        guard let output = report.outputs[step.line] else { continue }
        let comparison = OutputComparison(tolerance: step.tolerance)
        if comparison.difference(expected: step.lines, found: output) != nil { changed[step.line] = output }
      }
      try AtomicFile.write(Data(document.replacing(outputs: changed).utf8), to: notebook)
      try Terminal.print("\(notebook): the output of \(changed.count) of \(report.commands) commands was replaced.\n")
      // What other output does not mend is told.
      for failure in report.failures where !failure.isDifferenceOfOutput {
        Terminal.warning("\(notebook):\(failure.line): \(failure.description)")
      }
    }
  }

  /// `bpanalyze notebook new`.
  struct New: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Write the beginning of a notebook.")

    @Argument(help: "The name of the notebook.")
    var name: String

    func run() throws {
      let path = name.hasSuffix(".md") ? name : "\(name).md"
      if FileManager.default.fileExists(atPath: path) { throw ValidationError("'\(path)' exists already.") }
      let title = String(path.split(separator: "/").last?.dropLast(3) ?? "notebook")
      try AtomicFile.write(Data(Self.beginning(title).utf8), to: path)
      try Terminal.print("Wrote \(path); fill it in and run 'bpanalyze notebook update \(path)'.\n")
    }

    private static func beginning(_ title: String) -> String {
      """
      # \(title)

      What is asked, and why.

      ```console
      $ cat > model.ode
      par a=1
      x'=a-x^2
      init x=0.5
      done
      ```

      ```console
      $ bpanalyze bifurcation model.ode --parameter a=-1:2
      ```

      ![Equilibria](model-bifurcation.svg)

      <!-- expect: LP1.a = 0 within 1e-9 -->

      """
    }
  }
}
