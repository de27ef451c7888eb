// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

@Suite("Command notebook")
struct NotebookCommandTests {
  private static let notebooks = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("notebooks-cli").path

  #if DEBUG
    /// The others take minutes without optimisation; `make notebooks` runs them all.
    private static let (names, leastCount) = (["first-steps", "morris-lecar", "coming-from-xppaut"], 3)
  #else
    private static let leastCount = 10
    private static let names: [String] = ((try? FileManager.default.contentsOfDirectory(atPath: notebooks)) ?? [])
      .filter { $0.hasSuffix(".md") && $0 != "README.md" }.map { String($0.dropLast(3)) }.sorted()
  #endif

  @Test("no notebook is missing") func count() { #expect(Self.names.count >= Self.leastCount) }

  @Test("notebooks hold", arguments: names)
  func holds(name: String) throws {
    let folder = try Folder()
    let run = try Program.run("notebook run \(Self.notebooks)/\(name).md", in: folder)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(run.output.contains("all as expected"))
    // Everything is written in a folder of its own, which is gone.
    #expect(folder.files == [])
  }

  @Test("a difference is shown with its line, and update mends it")
  func difference() throws {
    let folder = try Folder()
    try folder.write("```console\n$ bpanalyze --version\nanother\n```\n", to: "n.md")
    let run = try Program.run("notebook run n.md", in: folder)
    #expect(run.status == 1)
    #expect(run.output.contains("n.md:3\n- another\n+ "), "\(run.output)")
    #expect(try Program.run("notebook update n.md", in: folder).status == 0)
    #expect(try Program.run("notebook run n.md", in: folder).status == 0)
  }

  @Test("a new notebook is filled in by update and then holds; what is there is not written over")
  func beginning() throws {
    let folder = try Folder()
    #expect(try Program.run("notebook new mine", in: folder).status == 0)
    #expect(try Program.run("notebook new mine", in: folder).status == 64)
    #expect(try Program.run("notebook run mine.md", in: folder).status == 1)
    #expect(try Program.run("notebook update mine.md", in: folder).status == 0)
    let run = try Program.run("notebook run mine.md -o kept", in: folder)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(folder.files.contains("kept"))
    #expect(try Program.run("notebook run mine.md -o kept", in: folder).status == 64)
  }

  @Test("a page with its figures is written, and no other file is written over")
  func page() throws {
    let folder = try Folder()
    #expect(try Program.run("notebook new mine", in: folder).status == 0)
    // Today's output stands in the page, and that it is not yet in the notebook is told.
    #expect(try Program.run("notebook html mine.md", in: folder).status == 1)
    #expect(try Program.run("notebook update mine.md", in: folder).status == 0)
    let run = try Program.run("notebook html mine.md", in: folder)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(folder.files == ["mine.html", "mine.md"])
    let page = String(decoding: try folder.data("mine.html"), as: UTF8.self)
    #expect(page.contains("LP1") && page.contains("src=\"data:image/svg+xml;base64,"))
    #expect(page.contains("<td>✓</td>"))
    try folder.write("mine", to: "other.html")
    #expect(try Program.run("notebook html mine.md -o other.html", in: folder).status == 64)
    try folder.write("$\\foo$\n", to: "bad.md")
    let bad = try Program.run("notebook html bad.md", in: folder)
    #expect(bad.status == 65 && bad.errors.contains("bad.md: line 1: \\foo is not known in formulas"), "\(bad.errors)")
  }

  @Test("broken notebooks and missing files end with the status of bad data")
  func broken() throws {
    let folder = try Folder()
    try folder.write("```console\n$ bpanalyze", to: "n.md")
    #expect(try Program.run("notebook run n.md", in: folder).status == 65)
    #expect(try Program.run("notebook run none.md", in: folder).status == 65)
  }
}
