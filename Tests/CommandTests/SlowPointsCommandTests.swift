// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Testing

@Suite("bpanalyze slowpoints and linearize")
struct SlowPointsCommandTests {
  @Test("weights from a table, the files, the figure drawn again, and the linearisation at a point of the result")
  func table() throws {
    let folder = try Folder()
    // Two units that excite themselves twice over: nine fixed points.
    try folder.write("2,0\n0,2\n", to: "w.csv")
    let run = try Program.run(
      "slowpoints w.csv --architecture tanh --dynamics currents --starts 80 --format svg,json,csv", in: folder)
    #expect(run.status == 0)
    #expect(run.output.contains("9 different fixed points"))
    #expect(folder.files == ["w-slowpoints.csv", "w-slowpoints.json", "w-slowpoints.svg", "w.csv"])
    #expect(try Program.run("plot w-slowpoints.json --output again --format svg", in: folder).status == 0)
    #expect(try folder.data("again.svg") == folder.data("w-slowpoints.svg"))
    let linear = try Program.run(
      "linearize w.csv --architecture tanh --dynamics currents --from w-slowpoints.json --point 9 --format svg,json",
      in: folder)
    #expect(linear.status == 0)
    #expect(linear.output.contains("2 unstable directions"))
    #expect(try Program.run("plot w-linearize.json --output same --format svg", in: folder).status == 0)
    #expect(try folder.data("same.svg") == folder.data("w-linearize.svg"))
  }

  @Test("the same command writes the same bytes")
  func determinism() throws {
    let folder = try Folder()
    for name in ["a", "b"] {
      let run = try Program.run("slowpoints cann --set units=48,bumps=20 --output \(name) --format json", in: folder)
      #expect(run.status == 0)
    }
    #expect(try folder.data("a.json") == folder.data("b.json"))
  }

  @Test("a fixed point is followed in the gain: the pitchfork of tanh units is at 1")
  func continuation() throws {
    let folder = try Folder()
    try folder.write("1,0\n0,0.3\n", to: "w.csv")
    let run = try Program.run(
      "slowpoints w.csv --dynamics rates --set gain=2 --starts 40 --continue gain=0.5:2.5 --format json,svg", in: folder
    )
    #expect(run.status == 0)
    let rows = run.lines.filter { $0.contains(" BP ") }
    #expect(!rows.isEmpty && rows.allSatisfy { $0.contains("supercritical pitchfork") })
    #expect(try Program.run("plot w-slowpoints.json --output again --format svg", in: folder).status == 0)
    #expect(try folder.data("again.svg") == folder.data("w-slowpoints.svg"))
  }

  @Test("three components in a box, drawn at once or later")
  func space() throws {
    let folder = try Folder()
    try folder.write("2,0,0\n0,2,0\n0,0,2\n", to: "w.csv")
    let command = "slowpoints w.csv --dynamics currents --starts 100"
    #expect(try Program.run("\(command) --components 3 --format svg,json", in: folder).status == 0)
    #expect(try Program.run("plot w-slowpoints.json --components 3 --output again.svg", in: folder).status == 0)
    #expect(try folder.data("again.svg") == folder.data("w-slowpoints.svg"))
    #expect(try Program.run("plot w-slowpoints.json --output flat.svg", in: folder).status == 0)
    #expect(try folder.data("flat.svg") != folder.data("w-slowpoints.svg"))
    // Two units vary in two directions.
    try folder.write("2,0\n0,2\n", to: "two.csv")
    let flat = try Program.run(
      "slowpoints two.csv --dynamics currents --starts 40 --components 3 --format svg", in: folder)
    #expect(flat.status == 0 && flat.errors.contains("fewer than three directions"))
  }

  @Test("control-C: what was found is saved")
  func interruption() throws {
    let folder = try Folder()
    let run = try Program.run(
      ["slowpoints", "random-network", "--set", "units=100", "--from", "box", "--starts", "20000", "--format", "json"],
      in: folder,
      interruptAfter: 6)
    #expect(run.status == 130)
    #expect(folder.files == ["random-network-slowpoints.json"])
  }

  @Test("control-C while answers to kicks are followed: the spectrum is saved")
  func interruptedLinearization() throws {
    let folder = try Folder()
    let run = try Program.run(
      ["linearize", "random-network", "--set", "units=200", "--duration", "1e7", "--format", "json,svg"], in: folder,
      interruptAfter: 8)
    #expect(run.status == 130 && run.errors.contains("answers to kicks are left out"))
    #expect(run.output.contains("Eigenvalue"))
    #expect(folder.files == ["random-network-linearize.json", "random-network-linearize.svg"])
    #expect(
      try Program.run("plot random-network-linearize.json --output again --format svg", in: folder).status == 0)
  }

  @Test("a misspelt network is suggested")
  func misspelt() throws {
    let run = try Program.run("slowpoints can")
    #expect(run.status == 64 && run.errors.contains("did you mean 'cann'?"))
  }

  @Test(
    "what makes no sense is wrong usage or bad data",
    arguments: [
      ("slowpoints missing.npz", 65), ("slowpoints bad.npz", 65), ("slowpoints nan.csv", 65),
      ("slowpoints wide.csv", 65), ("slowpoints cann --set unit=5", 64), ("slowpoints cann --set units=2.5", 64),
      ("slowpoints cann --architecture gru", 64), ("slowpoints w.csv --set q=1", 64),
      ("slowpoints w.csv --states wide.csv", 65), ("slowpoints w.csv --from given", 64),
      ("slowpoints w.csv --starts 0", 64), ("slowpoints w.csv --components 4", 64),
      ("slowpoints w.csv --continue q=0:1", 65),
      ("linearize w.csv --point 3", 64), ("linearize w.csv --at h9=1", 64), ("linearize w.csv --at wide.csv", 65),
    ])
  func usage(line: String, status: Int32) throws {
    let folder = try Folder()
    try folder.write("PK\u{3}\u{4} and nothing else", to: "bad.npz")
    try folder.write("nan,1\n1,1\n", to: "nan.csv")
    try folder.write("1,2,3\n4,5,6\n", to: "wide.csv")
    try folder.write("1,0\n0,1\n", to: "w.csv")
    let run = try Program.run(line, in: folder)
    #expect(run.status == status, "\(run.errors)")
    #expect(run.errors.hasPrefix("Error: "))
    #expect(folder.files.count == 4)
  }
}
