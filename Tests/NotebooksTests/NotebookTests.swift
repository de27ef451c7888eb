// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

@testable import Notebooks

@Suite("Notebooks") struct NotebookTests {
  private static let text = """
    # A title

    ```console
    $ cat > m.ode
    x'=-x
    done
    $ bpanalyze check m.ode
    one
    ...
    last
    ```

    ```python
    $ not a command
    ```

    <!-- within 1e-3 -->
    ```console
    $ bpanalyze bifurcation 'm.ode' --parameter a=0:1
    LP1   0.5000
    ```
    <!-- expect: LP1.a = 0.5 within 1e-6 (by hand) -->
    """

  private func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("notebook-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  @Test("commands run in order, files are written, numbers are looked up in what was written")
  func runs() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var seen: [[String]] = []
    let runner = NotebookRunner(folder: folder, source: folder) { arguments in
      seen.append(arguments)
      if arguments[0] == "check" { return .init(text: "one\ntwo\nthree\nlast\n", remarks: "", status: 0) }
      let result = #"{"result": {"specialPoints": [{"label": "LP1", "parameters": {"a": 0.5000001}}]}}"#
      try Data(result.utf8).write(to: folder.appendingPathComponent("m-bifurcation.json"))
      return .init(text: "LP1  0.50001\n", remarks: "", status: 0)
    }
    let report = try runner.run(try NotebookDocument(Self.text))
    #expect(report.failures.isEmpty, "\(report.failures)")
    #expect(seen == [["check", "m.ode"], ["bifurcation", "m.ode", "--parameter", "a=0:1"]])
    #expect(report.commands == 3 && report.expectations == 1)
    let written = try String(contentsOf: folder.appendingPathComponent("m.ode"), encoding: .utf8)
    #expect(written == "x'=-x\ndone\n")
  }

  @Test("what is not as expected is told with its line")
  func fails() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let runner = NotebookRunner(folder: folder, source: folder) { arguments in
      if arguments[0] == "check" { return .init(text: "one\nother\n", remarks: "", status: 0) }
      return .init(text: "LP1  0.6\n", remarks: "bad", status: 70)
    }
    let report = try runner.run(try NotebookDocument(Self.text))
    #expect(report.failures.map(\.line) == [10, 19, 20, 22])
  }

  @Test(
    "only the program and files in the folder are touched", arguments: ["rm -rf x", "cat > ../m.ode", "cat > /tmp/m"])
  func refuses(command: String) throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let document = try NotebookDocument("```console\n$ \(command)\nx\n```\n")
    let report = try NotebookRunner(folder: folder, source: folder) { _ in
      Issue.record("nothing is to run")
      return .init(text: "", remarks: "", status: 0)
    }.run(document)
    #expect(report.failures.count == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test("output is replaced below its command and nowhere else")
  func replaces() throws {
    let document = try NotebookDocument(Self.text)
    let replaced = document.replacing(outputs: [7: ["new", "lines"]])
    #expect(replaced == Self.text.replacing("one\n...\nlast", with: "new\nlines"))
    #expect(document.replacing(outputs: [:]) == Self.text)
  }

  @Test(
    "lines agree by text, by number, and across gaps",
    arguments: [
      ("a b", "a b", nil, true), ("a  b", "a b", nil, false), ("a  1.0", "a 1.0004", 1e-3, true),
      ("a 1.0", "a 1.01", 1e-3, false), ("x = 1.0, y", "x = 1.0001, y", 1e-3, true),
      ("time ... s", "time 3 s", nil, true),
      ("time ... s", "time 3 ms!", nil, false), ("p ... 2.0", "p q r 2.0001", 1e-3, true), ("0", "1e-9", 1e-3, false),
    ] as [(String, String, Double?, Bool)])
  func agreement(expected: String, found: String, tolerance: Double?, agrees: Bool) {
    #expect(OutputComparison(tolerance: tolerance).agrees(expected, found) == agrees)
  }

  @Test(
    "broken notebooks say where",
    arguments: [
      ("```console\n$ bpanalyze", 1), ("a\n<!-- within x -->", 2), ("\n\n<!-- expect: LP1.a 3 -->", 3),
    ])
  func broken(text: String, line: Int) throws {
    let error = #expect(throws: NotebookError.self) { try NotebookDocument(text) }
    #expect(error?.line == line)
  }

  @Test(
    "words are parted as a shell does",
    arguments: [
      ("a  b", ["a", "b"]), ("a 'b c' \"d e\"", ["a", "b c", "d e"]), ("a\\ b ''", ["a b", ""]), ("a 'b", nil),
    ] as [(String, [String]?)])
  func words(line: String, words: [String]?) {
    #expect(CommandWords.words(of: line) == words)
  }

  @Test("the furthest line that differs is told; a gap stands for any number of lines")
  func differences() {
    func position(_ expected: [String], _ found: [String]) -> Int? {
      OutputComparison().difference(expected: expected, found: found)?.position
    }
    #expect(position(["a", "b"], ["a", "b", "", " "]) == nil, "blank lines at the end are nothing")
    #expect(position(["a", "b"], ["a", "c"]) == 1 && position(["a"], ["a", "b"]) == 1)
    #expect(position(["a", "b", "c"], ["a", "b"]) == 2)
    for found in [["a", "z"], ["a", "1", "z"], ["a", "1", "2", "3", "z"]] {
      #expect(position(["a", "...", "z"], found) == nil)
    }
    // What stands behind the gap is looked for at every place.
    #expect(position(["a", "...", "y", "z"], ["a", "y", "x", "y", "z"]) == nil)
    #expect(position(["a", "...", "y", "z"], ["a", "y", "x"]) == 3)
    #expect(position(["..."], []) == nil && position([], ["a"]) == 0)
  }

  @Test("numbers of results by the label of a point, and by their path")
  func numbersOfResults() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = """
      {"result": {"specialPoints": [{"label": "LP1", "parameters": {"I": 0.5}, "state": {"V": -2},
        "normalForm": {"a": 3}, "bracket": 7}], "periods": [1.5, 2.5], "burst": {"period": 9}}}
      """
    try Data(text.utf8).write(to: folder.appendingPathComponent("d.json"))
    let numbers = ResultNumbers(folder: folder)
    func number(_ place: String) -> Double? { try? numbers.number(at: place).get() }
    #expect(number("LP1.I") == 0.5 && number("LP1.V") == -2 && number("LP1.a") == 3 && number("LP1.bracket") == 7)
    #expect(number("d.json:periods.1") == 2.5 && number("burst.period") == 9)
    #expect(number("LP2.I") == nil && number("periods.2") == nil && number("e.json:burst.period") == nil)
  }

  @Test func signsOfMarkup() {
    #expect(HTML.escaped("a < b & \"c\" > d") == "a &lt; b &amp; &quot;c&quot; &gt; d")
    #expect(HTML.escaped("a  b", keepingBlanks: true) == "a\u{A0}\u{A0}b" && HTML.escaped("") == "")
  }
}
