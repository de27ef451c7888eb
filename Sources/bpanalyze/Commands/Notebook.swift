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
      """,
    subcommands: [Run.self, Update.self, New.self])

  /// `bpanalyze notebook run`.
  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run a notebook in a fresh folder and compare what its commands print.")

    @Argument(help: "The notebook, a Markdown file.")
    var notebook: String

    @Option(
      name: [.short, .long],
      help: ArgumentHelp("A new or empty folder that keeps what is written.", valueName: "folder"))
    var output: String?

    func run() throws {
      let (report, _) = try NotebookFile(notebook).run(keepingIn: output)
      for failure in report.failures {
        try Terminal.print("\(notebook):\(failure.line)\n\(failure.description)\n\n")
      }
      let checked = "\(report.commands) commands and \(report.expectations) numbers"
      try Terminal.print(
        report.failures.isEmpty
          ? "\(notebook): \(checked), all as expected.\n"
          : "\(notebook): \(checked), \(report.failures.count) not as expected.\n")
      if !report.failures.isEmpty { throw ExitCode(1) }
    }
  }

  /// `bpanalyze notebook update`.
  struct Update: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run a notebook and write today's output below its commands; what stands for '...' is left.")

    @Argument(help: "The notebook, a Markdown file.")
    var notebook: String

    func run() throws {
      let (report, document) = try NotebookFile(notebook).run(keepingIn: nil)
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

/// A notebook in the file system, and the program that runs its commands: this one.
private struct NotebookFile {
  private let path: String
  private let document: NotebookDocument

  init(_ path: String) throws {
    self.path = path
    let text = String(decoding: try AtomicFile.read(path), as: UTF8.self)
    do {
      document = try NotebookDocument(text)
    } catch {
      throw DataError("\(path): \(error.description)")
    }
  }

  /// Runs the notebook in a folder of its own, which is kept if it has a name.
  func run(keepingIn name: String?) throws -> (NotebookRunner.Report, NotebookDocument) {
    let manager = FileManager.default
    let folder =
      name.map { URL(fileURLWithPath: $0) }
      ?? manager.temporaryDirectory.appendingPathComponent("bpanalyze-\(ProcessInfo.processInfo.globallyUniqueString)")
    if let name, let inside = try? manager.contentsOfDirectory(atPath: name), !inside.isEmpty {
      throw ValidationError("--output: the folder '\(name)' is not empty.")
    }
    if let name, !manager.fileExists(atPath: name), let obstacle = FileFailure.obstacle(toWriting: name) {
      throw obstacle
    }
    try manager.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { if name == nil { try? manager.removeItem(at: folder) } }
    let source = URL(fileURLWithPath: path).deletingLastPathComponent()
    let runner = NotebookRunner(folder: folder, source: source) { try Self.execute($0, in: folder) }
    return (try runner.run(document), document)
  }

  private static func execute(_ arguments: [String], in folder: URL) throws -> NotebookRunner.Output {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = arguments
    process.currentDirectoryURL = folder
    // Files take what is printed, however much that is.
    let names = (folder.appendingPathComponent(".output"), folder.appendingPathComponent(".remarks"))
    for name in [names.0, names.1] { try Data().write(to: name) }
    defer { for name in [names.0, names.1] { try? FileManager.default.removeItem(at: name) } }
    process.standardOutput = try FileHandle(forWritingTo: names.0)
    process.standardError = try FileHandle(forWritingTo: names.1)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    func text(_ name: URL) throws -> String { String(decoding: try Data(contentsOf: name), as: UTF8.self) }
    return NotebookRunner.Output(text: try text(names.0), remarks: try text(names.1), status: process.terminationStatus)
  }
}
