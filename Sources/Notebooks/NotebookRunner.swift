// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// Runs the commands of a notebook in a folder and compares what they print.
public struct NotebookRunner {
  /// What a command printed, and its exit status.
  public struct Output: Sendable {
    /// Standard output.
    public var text: String
    /// What it said beside: warnings and errors.
    public var remarks: String
    /// The exit status.
    public var status: Int32

    /// Makes an output.
    public init(text: String, remarks: String, status: Int32) {
      self.text = text
      self.remarks = remarks
      self.status = status
    }
  }

  /// Something that is not as the notebook says.
  public struct Failure: Hashable, Sendable, CustomStringConvertible {
    /// The line in the notebook, counted from 1.
    public var line: Int
    /// What is wrong, in lines.
    public var description: String
    /// Whether a command printed other lines than those that stand below it.
    public var isDifferenceOfOutput = false
  }

  /// What came of a notebook.
  public struct Report: Sendable {
    /// The number of commands that ran.
    public var commands = 0
    /// The number of statements that were checked.
    public var expectations = 0
    /// What is not as the notebook says, in its order.
    public var failures: [Failure] = []
    /// What each command printed, by its line.
    public var outputs: [Int: [String]] = [:]

    /// What ran and whether all was as expected, in a line.
    public var summary: String {
      func count(_ number: Int, _ thing: String) -> String { "\(number) \(thing)\(number == 1 ? "" : "s")" }
      let checked = "\(count(commands, "command")) and \(count(expectations, "number"))"
      return failures.isEmpty ? "\(checked), all as expected." : "\(checked), \(failures.count) not as expected."
    }
  }

  /// The folder in which commands run.
  public let folder: URL
  /// The folder beside the notebook; files there that a command names are copied.
  public let source: URL
  /// Runs the program with arguments.
  public let program: ([String]) throws -> Output

  /// Makes a runner.
  public init(folder: URL, source: URL, program: @escaping ([String]) throws -> Output) {
    self.folder = folder
    self.source = source
    self.program = program
  }

  /// Runs a notebook from the beginning to its end; a failure does not keep the rest from running.
  /// - Throws: What the program or the file system throws.
  public func run(_ document: NotebookDocument) throws -> Report {
    var report = Report()
    for item in document.items {
      switch item {
      case .step(let step): try run(step, &report)
      case .expectation(let expectation): check(expectation, &report)
      }
    }
    for picture in document.pictures where !exists(picture.name) {
      report.failures.append(
        Failure(line: picture.line, description: "the figure '\(picture.name)' was not made by a command above"))
    }
    return report
  }

  /// Whether a figure was made, or lies beside the notebook.
  private func exists(_ name: String) -> Bool {
    [folder, source].contains { FileManager.default.fileExists(atPath: $0.appendingPathComponent(name).path) }
  }

  private func run(_ step: NotebookDocument.Step, _ report: inout Report) throws {
    report.commands += 1
    guard var words = CommandWords.words(of: step.command), !words.isEmpty else {
      report.failures.append(Failure(line: step.line, description: "a quote is not closed in '\(step.command)'"))
      return
    }
    if words.count >= 3, words[0] == "cat", words[1] == ">" {
      return try write(step, to: words[2], &report)
    }
    guard words.removeFirst() == "bpanalyze" else {
      report.failures.append(
        Failure(
          line: step.line,
          description: "'\(step.command)' is not run: a notebook runs bpanalyze, and 'cat > FILE' for a file"))
      return
    }
    for word in words { try bring(word) }
    let output = try program(words)
    var lines = output.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last?.isEmpty == true { lines.removeLast() }
    report.outputs[step.line] = lines
    if output.status != 0 {
      let said = output.remarks.isEmpty ? "" : ": \(output.remarks.trimmed)"
      report.failures.append(
        Failure(line: step.line, description: "'\(step.command)' ended with status \(output.status)\(said)"))
    }
    if let difference = OutputComparison(tolerance: step.tolerance).difference(expected: step.lines, found: lines) {
      report.failures.append(
        Failure(
          line: step.line + 1 + difference.position, description: NotebookRunner.text(difference),
          isDifferenceOfOutput: true))
    }
  }

  private static func text(_ difference: OutputComparison.Difference) -> String {
    [
      difference.expected.map { "- \($0)" } ?? "- (no more output was expected)",
      difference.found.map { "+ \($0)" } ?? "+ (there is no more output)",
    ].joined(separator: "\n")
  }

  private func write(_ step: NotebookDocument.Step, to name: String, _ report: inout Report) throws {
    guard let file = place(name) else {
      report.failures.append(Failure(line: step.line, description: "'\(name)' is not a name of a file in this folder"))
      return
    }
    try Data((step.lines.joined(separator: "\n") + "\n").utf8).write(to: file)
  }

  /// A file of this name in the folder; nil for a path that leads elsewhere.
  private func place(_ name: String) -> URL? {
    guard !name.isEmpty, !name.contains("/"), name != ".", name != ".." else { return nil }
    return folder.appendingPathComponent(name)
  }

  /// Copies a file that stands beside the notebook, if a word names one and there is none yet.
  private func bring(_ word: String) throws {
    guard let target = place(word), !FileManager.default.fileExists(atPath: target.path) else { return }
    let origin = source.appendingPathComponent(word).resolvingSymlinksInPath()
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: origin.path, isDirectory: &isFolder), !isFolder.boolValue else {
      return
    }
    try FileManager.default.copyItem(at: origin, to: target)
  }

  private func check(_ expectation: NotebookDocument.Expectation, _ report: inout Report) {
    report.expectations += 1
    let found = ResultNumbers(folder: folder).number(at: expectation.place)
    let allowed = expectation.tolerance * abs(expectation.value)
    switch found {
    case .success(let number) where abs(number - expectation.value) <= allowed: return
    case .success(let number):
      report.failures.append(
        Failure(
          line: expectation.line,
          description: "- \(expectation.place) = \(expectation.value)\n+ \(expectation.place) = \(number)"))
    case .failure(let problem):
      report.failures.append(Failure(line: expectation.line, description: problem.text))
    }
  }
}
