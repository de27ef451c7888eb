// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

/// Outputs that take nothing, signals that ask for an end, files that must not be written over.
@Suite("Failing outputs")
struct FailingOutputTests {
  @Test(
    "an output that takes nothing is told by the exit status, and what can be saved is saved",
    arguments: [
      ("simulate henon --json >/dev/full", ["henon-simulate.json", "henon-simulate.svg"]),
      ("simulate henon >/dev/full", ["henon-simulate.json", "henon-simulate.svg"]),
      ("models lorenz >/dev/full", []), ("models >/dev/full", []), ("check lorenz >/dev/full", []),
      ("--help >/dev/full", []), ("simulate --help >/dev/full", []), ("check lorenz >&-", []),
      ("simulate henon -f json >&-", ["henon-simulate.json"]),
      ("simulate henon -f json 2>&-", ["henon-simulate.json"]),
      ("simulate henon -f json <&- >&- 2>&-", ["henon-simulate.json"]),
      ("simulate henon -f json 2>/dev/full", ["henon-simulate.json"]),
      ("models | true; exit ${PIPESTATUS[0]}", []),
    ])
  func full(line: String, files: [String]) throws {
    let folder = try Folder()
    let run = try Program.shell("\"$BPANALYZE\" \(line)", in: folder)
    // Nobody may have been there to read, or all may have been read.
    #expect(run.status == 74 || line.contains("| true") && run.status == 0, "\(run.status) \(run.errors)")
    if !line.contains("2>"), run.status != 0 {
      #expect(run.errors.contains("Error: cannot write to standard output: "), "\(run.errors)")
    }
    #expect(folder.files == files)
  }

  @Test("a limit of the size of files is told, and no part of a file stays")
  func fileSize() throws {
    let folder = try Folder()
    let run = try Program.shell("ulimit -f 8; \"$BPANALYZE\" simulate lorenz -f csv", in: folder)
    #expect(run.status == 74)
    #expect(run.errors.contains("cannot write lorenz-simulate.csv: it would be larger than the system allows"))
    #expect(folder.files == [])
  }

  @Test("a format that cannot be written does not keep the others from being written")
  func oneOfTwo() throws {
    let folder = try Folder()
    let run = try Program.shell(
      "ulimit -f 300; \"$BPANALYZE\" simulate lorenz --total 500 --dt 0.01 -f csv,pdf", in: folder)
    #expect(run.status == 74)
    #expect(folder.files == ["lorenz-simulate.pdf"])
  }

  /// What takes far longer than the tests wait: millions of steps from many starts.
  private static let longLine =
    "simulate lorenz --total 1e8 --dt 1e4" + (1...150).map { " --start x=\($0)" }.joined()

  @Test("signals that ask for an end save what was found", arguments: ["INT", "TERM", "HUP"])
  func signals(name: String) throws {
    let folder = try Folder()
    let run = try Program.shell(
      """
      "$BPANALYZE" \(Self.longLine) -f json --time-limit 60 & sleep 3; kill -\(name) $!; wait $!
      """, in: folder)
    #expect(run.status == 130)
    #expect(run.errors.contains("Error: interrupted; what was found by then is saved\n"), "\(run.errors)")
    #expect(folder.files == ["lorenz-simulate.json"])
  }

  @Test("the limit of time saves what was found")
  func timeLimit() throws {
    let folder = try Folder()
    let run = try Program.run("\(Self.longLine) -f json --time-limit 2", in: folder)
    #expect(run.status == 70)
    #expect(run.errors.contains("Error: stopped early: the limit of 2 s was reached"), "\(run.errors)")
    #expect(folder.files == ["lorenz-simulate.json"])
  }

  @Test(
    "no command writes over a file that it reads",
    arguments: [
      "slowpoints w.csv -o w -f csv", "slowpoints w.csv -o ./w.csv", "linearize w.csv --overwrite -o w -f csv",
      "slowpoints w.csv --states s.csv -o s -f csv", "simulate henon --style style.json -o style",
      "bifurcation --from cusp-bifurcation.json --at 1:2 -o cusp-bifurcation",
      "plot cusp-bifurcation.json --style style.json -o style -f csv,svg",
    ])
  func inputs(line: String) throws {
    let folder = try Folder()
    try folder.write("0,1\n-1,0\n", to: "w.csv")
    try folder.write("0,0\n1,0\n", to: "s.csv")
    try folder.write("{}", to: "style.json")
    #expect(try Program.run("bifurcation cusp --format json", in: folder).status == 0)
    let names = folder.files
    let before = try names.map { try folder.data($0) }
    let run = try Program.run(line, in: folder)
    if line.hasPrefix("plot") {
      #expect(run.status == 0, "\(run.errors)")
    } else {
      #expect(run.status == 64)
      #expect(run.errors.contains("--output"), "\(run.errors)")
    }
    #expect(try names.map { try folder.data($0) } == before)
  }

  @Test("results of another model or command are written over only if that is asked for")
  func others() throws {
    let folder = try Folder()
    try folder.write("x'=-x\n", to: "m.ode")
    #expect(try Program.run("simulate m.ode", in: folder).status == 0)
    let first = try folder.data("m-simulate.json")
    // The same model again, with other values.
    #expect(try Program.run("simulate m.ode --total 5", in: folder).status == 0)
    #expect(try folder.data("m-simulate.json") != first)
    // The same model, edited since.
    try folder.write("x'=-3*x\n", to: "m.ode")
    #expect(try Program.run("simulate m.ode --total 5", in: folder).status == 0)
    let second = try folder.data("m-simulate.svg")
    try folder.write("y'=-2*y\n", to: "m.ode")
    for line in ["simulate m.ode", "simulate m.ode -f svg", "linearize m.ode -o m-simulate"] {
      let run = try Program.run(line, in: folder)
      #expect(run.status == 64)
      #expect(run.errors.contains("--output") && run.errors.contains("--overwrite"), "\(run.errors)")
    }
    #expect(try folder.data("m-simulate.svg") == second)
    #expect(try Program.run("simulate m.ode --overwrite", in: folder).status == 0)
    #expect(try folder.data("m-simulate.svg") != second)
    try folder.write("{}", to: "own.json")
    #expect(try Program.run("simulate m.ode -o own", in: folder).status == 64)
    #expect(try folder.data("own.json") == Data("{}".utf8))
  }

  @Test("a diagram that goes on from another has a name of its own")
  func names() throws {
    let folder = try Folder()
    #expect(try Program.run("bifurcation cusp --format json", in: folder).status == 0)
    let run = try Program.run("bifurcation --from cusp-bifurcation.json --at 1:2 --format json", in: folder)
    #expect([0, 70].contains(run.status), "\(run.errors)")
    let names = folder.files.filter { $0 != "cusp-bifurcation.json" }
    #expect(names.count == 1)
    #expect(names.first?.hasPrefix("cusp-bifurcation-1-2-") == true, "\(names)")
  }

  @Test(
    "what cannot be written or drawn is refused before anything is computed",
    arguments: [
      ("--style bad.json", 65, "bad.json: not JSON"), ("-f auto", 64, "--format auto is for bifurcation diagrams"),
      ("-f png --width 2000 --height 2000", 74, "would have 559 million pixels"),
      ("-o folder -f svg", 74, "folder.svg: it is a folder"),
    ])
  func early(options: String, status: Int32, message: String) throws {
    let folder = try Folder()
    try folder.write("{", to: "bad.json")
    try FileManager.default.createDirectory(atPath: folder.path("folder.svg"), withIntermediateDirectories: true)
    let start = Date()
    // Without the check this computes for minutes.
    let run = try Program.run("simulate lorenz --total 1e7 --dt 10 \(options)", in: folder)
    #expect(run.status == status)
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(run.output == "")
    #expect(Date().timeIntervalSince(start) < 20)
  }

  @Test(
    "numbers without sense are named",
    arguments: [
      ("--dt 0", "--dt must be a number greater than 0, not 0."), ("--dt -1", "--dt must be"),
      ("--tolerance 0", "--tolerance must be a number greater than 0"), ("--dt inf", "--dt must be"),
      ("--total nan", "--total must be a finite number"), ("--transient -1", "--transient must be a number, 0 or"),
      ("--time-limit 0", "--time-limit 0 is outside"),
    ])
  func senseless(options: String, message: String) throws {
    let run = try Program.run("simulate lorenz \(options)")
    #expect(run.status == 64)
    #expect(run.errors.contains(message), "\(run.errors)")
  }

  @Test("a result of a later version and one of another kind are told as such")
  func laterVersion() throws {
    let folder = try Folder()
    #expect(try Program.run("simulate henon --format json", in: folder).status == 0)
    let json = try String(decoding: folder.data("henon-simulate.json"), as: UTF8.self)
    try folder.write(json.replacing("\"version\": 1,", with: "\"version\": 9,"), to: "later.json")
    let later = try Program.run("plot later.json", in: folder)
    #expect(later.status == 64)
    #expect(later.errors.contains("has version 9 of the form of a simulation result"), "\(later.errors)")
    #expect(later.errors.contains("this program reads up to version 1"))
    let other = try Program.run("bifurcation --from henon-simulate.json --at H1", in: folder)
    #expect(other.status == 64)
    #expect(other.errors.contains("holds a result of the kind 'simulation', not a bifurcation diagram"))
  }
}
