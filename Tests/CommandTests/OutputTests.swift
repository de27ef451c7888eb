// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

/// Files, formats and exit statuses, which all analysing commands share; `simulate` stands for them.
@Suite("Output")
struct OutputTests {
  @Test(
    "--output and --format name the files",
    arguments: [
      ("simulate henon -f json", ["henon-simulate.json"]),
      ("simulate henon -f csv,json", ["henon-simulate.csv", "henon-simulate.json"]),
      ("simulate henon -o a.csv", ["a.csv"]),
      ("simulate henon -o a.csv -f json", ["a.json"]),
      ("simulate henon -o run.2 -f csv", ["run.2.csv"]),
      ("simulate henon -o c -f csv", ["c.csv"]),
      ("simulate henon -o ./x.CSV", ["x.csv"]),
    ])
  func names(line: String, files: [String]) throws {
    let folder = try Folder()
    let run = try Program.run(line, in: folder)
    #expect(run.status == 0)
    #expect(folder.files == files)
    #expect(run.errors.hasPrefix("Wrote "))
    for file in files { #expect(run.errors.contains(file)) }
  }

  @Test("a png of too many pixels is refused in plain words, and nothing is written")
  func tooManyPixels() throws {
    let folder = try Folder()
    let run = try Program.run("simulate henon -f svg,png --width 2000 --height 2000", in: folder)
    #expect(run.status == 74)
    #expect(run.errors.contains("would have 559 million pixels"), "\(run.errors)")
    #expect(folder.files == [])
  }

  @Test("a folder in the place of the file is named as the cause")
  func folderInPlace() throws {
    let folder = try Folder()
    try FileManager.default.createDirectory(atPath: folder.path("taken.csv"), withIntermediateDirectories: true)
    let run = try Program.run("simulate henon -o taken -f csv", in: folder)
    #expect(run.status == 74)
    #expect(run.errors.contains("Error: cannot write taken.csv: it is a folder"), "\(run.errors)")
  }

  @Test("a second run writes the same bytes")
  func sameBytes() throws {
    let folder = try Folder()
    for name in ["one", "two"] {
      #expect(try Program.run("simulate lorenz --total 5 -f json,csv -o \(name)", in: folder).status == 0)
    }
    #expect(try folder.data("one.json") == folder.data("two.json"))
    #expect(try folder.data("one.csv") == folder.data("two.csv"))
  }

  @Test("--json prints the document that the file holds")
  func json() throws {
    let folder = try Folder()
    let run = try Program.run("simulate henon --json -o run.json", in: folder)
    #expect(run.status == 0)
    #expect(Data(run.output.utf8) == (try folder.data("run.json")))
    let document = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(Set(document.keys) == ["schema", "version", "program", "model", "settings", "result"])
  }

  @Test(
    "what cannot be written or drawn is refused before anything is computed",
    arguments: [
      ("-o nowhere/a", "There is no folder 'nowhere' to write to; make it with 'mkdir -p nowhere'."),
      ("-o a/", "--output needs the name of a file, without extension."),
      ("--width 5", "--width 5 is outside 10 to 2000 millimetres."),
      ("--height -3", "--height"),
      ("--style none.json", "There is no style file 'none.json'."),
      ("-f svg,tif", "there is no format 'tif'; there are svg, pdf, png, json, csv"),
      ("-f svg,", "a format is missing; there are svg, pdf, png, json, csv"),
    ])
  func refused(options: String, message: String) throws {
    let folder = try Folder()
    let run = try Program.run("simulate henon \(options)", in: folder)
    #expect(run.status == 64)
    #expect(run.output == "")
    #expect(run.errors.contains(message))
    #expect(folder.files == [])
  }

  @Test("a style file that cannot be read is bad data")
  func badStyle() throws {
    let folder = try Folder()
    try folder.write("{", to: "style.json")
    let run = try Program.run("simulate henon --style style.json -f svg", in: folder)
    #expect(run.status == 65)
    #expect(run.errors.hasPrefix("Error: style.json: "))
    #expect(folder.files == ["style.json"])
  }

  @Test("a solution that diverges is saved, the reason printed, and the status is 70")
  func stoppedEarly() throws {
    let folder = try Folder()
    try folder.write("x'=x^2\nx(0)=1\n@ total=5\ndone\n", to: "blow.ode")
    let run = try Program.run("simulate blow.ode -f json", in: folder)
    #expect(run.status == 70)
    #expect(run.errors.contains("Error: stopped early: "))
    #expect(run.errors.contains("diverged"))
    #expect(folder.files == ["blow-simulate.json", "blow.ode"])
  }

  @Test("control-C saves what was found, and the status is 130")
  func interrupted() throws {
    let folder = try Folder()
    let run = try Program.run(
      ["simulate", "lorenz", "--total", "1e8", "--dt", "100", "-f", "json"], in: folder, interruptAfter: 1)
    #expect(run.status == 130)
    #expect(run.errors.hasSuffix("Error: interrupted; what was found by then is saved\n"))
    #expect(folder.files == ["lorenz-simulate.json"])
  }

  @Test("a start is checked against the model's variables")
  func starts() throws {
    let unknown = try Program.run("simulate lorenz --start q=1")
    #expect(unknown.status == 64)
    #expect(unknown.errors.hasPrefix("Error: --start: there is no variable 'q'; there are x, y, z."))
    let twice = try Program.run("simulate lorenz --start x=1,x=2")
    #expect(twice.status == 64)
    #expect(twice.errors.hasPrefix("Error: --start: 'x' is given twice."))
  }
}
