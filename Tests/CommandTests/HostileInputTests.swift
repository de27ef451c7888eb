// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

/// Files that are broken, absurd or made to do harm: a clear message or an answer, never a crash, and never without end.
@Suite("Hostile input")
struct HostileInputTests {
  @Test(
    "models that ask for what is not there, or for numbers without end, get a message or an answer",
    arguments: [
      ("par a=1\nx'=-a*x+1\ninit x=2\nglobal 1 t-5 {a=2}\n", "linearize", 0),
      ("par a=1\nx'=-a*x+1\ninit x=2\nglobal 1 t-5 {a=2}\n", "slowpoints --starts 5", 0),
      ("x[-9223372036854775808..1]'=-x[j]\n", "check", 65), ("x[1..9223372036854775807]'=-x[j]\n", "check", 65),
      ("x'=1e308*1e308+a\ny'=-x\npar a=1\n", "slowpoints --starts 5", 0),
      ("x'=gamma(x)\ny'=lgamma(y)+a\npar a=1\n", "slowpoints --starts 5", 0),
      ("par a=0.5\nx'=a-x+y\ny'=-y-x\n", "slowpoints --starts 5 --noise 1e160", 0),
      ("x'=1e300*x\ninit x=1\n", "simulate", 70), ("x'=1/x\ny'=-1e308\ninit x=1e-308\n", "simulate --total 1", 70),
    ])
  func models(text: String, command: String, status: Int32) throws {
    let folder = try Folder()
    try folder.write(text, to: "m.ode")
    let words = command.split(separator: " ")
    let run = try Program.run([String(words[0]), "m.ode"] + words.dropFirst().map(String.init), in: folder)
    #expect(run.status == status, "\(run.errors)")
    #expect(run.errors.utf8.count < 5000)
  }

  @Test("weights near the largest number are drawn", arguments: ["1e308,1\n1,1\n", "1e200,0\n0,0.5\n"])
  func hugeWeights(text: String) throws {
    let folder = try Folder()
    try folder.write(text, to: "w.csv")
    for command in ["slowpoints w.csv --starts 5", "linearize w.csv", "linearize w.csv --architecture linear"] {
      let run = try Program.run(command, in: folder)
      #expect([0, 65].contains(run.status), "\(run.status) \(run.errors)")
    }
  }

  @Test("control characters of files never reach the terminal")
  func controlCharacters() throws {
    let folder = try Folder()
    let escape = "\u{1B}[31m\u{9B}31m\u{7F}"
    try folder.write("x'=-x+\(escape)\n", to: "a.ode")
    try folder.write("# title: red \(escape)\nx'=-x\npar a=1\n", to: "b.ode")
    try folder.write("{\"schema\": \"red \\u001b[31m\", \"version\": 1}", to: "c.json")
    try folder.write("x'=-x\n", to: "d\(escape).ode")
    var runs = try ["check a.ode", "check b.ode", "simulate b.ode", "simulate b.ode --json", "plot c.json"].map {
      try Program.run($0, in: folder)
    }
    runs.append(try Program.run(["simulate", "d\(escape).ode"], in: folder))
    runs.append(try Program.run(["check", "none\(escape)"], in: folder))
    for run in runs {
      #expect(!(run.output + run.errors).isEmpty)
      for scalar in (run.output + run.errors).unicodeScalars where scalar != "\n" {
        #expect(scalar.properties.generalCategory != .control, "\(scalar.value)")
      }
    }
  }

  @Test("a long line is cut around its fault")
  func longLine() throws {
    let folder = try Folder()
    try folder.write("x'=-x+\(String(repeating: "a", count: 300_000))\n", to: "m.ode")
    let run = try Program.run("check m.ode", in: folder)
    #expect(run.status == 65)
    #expect(run.errors.utf8.count < 3000)
    #expect(run.errors.contains("^"))
  }

  @Test("the Jacobian of a product of thousands of factors is soon found")
  func longProduct() throws {
    let folder = try Folder()
    try folder.write("x'=\([String](repeating: "x", count: 6000).joined(separator: "*"))\n", to: "m.ode")
    #expect(try Program.run("check m.ode", in: folder).status == 0)
  }

  @Test("a model file has a size limit, and may be a pipe")
  func sizes() throws {
    let folder = try Folder()
    let endless = try Program.shell("\"$BPANALYZE\" check /dev/zero", in: folder)
    #expect(endless.status == 65)
    #expect(endless.errors.contains("larger than 4 MB"), "\(endless.errors)")
    let pipe = try Program.shell("\"$BPANALYZE\" check <(\"$BPANALYZE\" models lorenz)", in: folder)
    #expect(pipe.status == 0)
    #expect(pipe.output.contains("x' = sigma*(y-x)"))
  }

  @Test("files in the working folder that are called like PLplot's own are not read")
  func workingFolder() throws {
    let folder = try Folder()
    for name in ["plxtnd5.fnt", "plstnd5.fnt", "cmap1_default.pal"] { try folder.write("nonsense", to: name) }
    // Who opens a pipe waits for the other end.
    let run = try Program.shell("mkfifo cmap0_default.pal && \"$BPANALYZE\" simulate henon", in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(folder.files.contains("henon-simulate.svg"))
  }

  @Test("a result whose model was changed is refused")
  func changedModel() throws {
    let folder = try Folder()
    #expect(try Program.run("bifurcation cusp --format json", in: folder).status == 0)
    let json = try String(decoding: folder.data("cusp-bifurcation.json"), as: UTF8.self)
    let digest = try #require(json.firstMatch(of: /"sha256": "([0-9a-f]{64})"/)?.output.1)
    try folder.write(json.replacing(digest, with: String(digest.reversed())), to: "r.json")
    for command in ["bifurcation --from r.json --at 1:2", "plot r.json"] {
      let run = try Program.run(command, in: folder)
      #expect(run.status == 65)
      #expect(run.errors.contains("the digest is not that of the model's text"), "\(run.errors)")
    }
  }

  @Test(
    "the name of a model makes no hidden file and leaves no folder",
    arguments: [".hidden", "../up", String(repeating: "n", count: 1000)])
  func names(name: String) throws {
    let folder = try Folder()
    try FileManager.default.createDirectory(atPath: folder.path("in"), withIntermediateDirectories: true)
    #expect(try Program.run("bifurcation cusp --format json", in: folder).status == 0)
    var document = try #require(
      try JSONSerialization.jsonObject(with: folder.data("cusp-bifurcation.json")) as? [String: Any])
    var model = try #require(document["model"] as? [String: Any])
    model["name"] = name
    document["model"] = model
    // Diagrams that go on from others are called after the file; other commands after the model.
    let files = [".r.json", "-r.json"]
    for file in files {
      try JSONSerialization.data(withJSONObject: document).write(to: URL(fileURLWithPath: folder.path("in/\(file)")))
      let run = try Program.shell(
        "cd in && \"$BPANALYZE\" bifurcation --from ./\(file) --at 1:2 --format csv --no-cycles", in: folder)
      #expect(run.status == 0 || run.status == 70, "\(run.errors)")
    }
    let made = try FileManager.default.contentsOfDirectory(atPath: folder.path("in")).filter { !files.contains($0) }
    #expect(made.count == 1 && made.allSatisfy { $0.hasPrefix("r-1-2-") }, "\(made)")
    #expect(folder.files == ["cusp-bifurcation.json", "in"])
  }

  @Test("a file whose name is hidden gives results whose names are not")
  func hiddenModels() throws {
    let folder = try Folder()
    for name in [".m.ode", "-m.ode"] { try folder.write("x'=-x\n", to: name) }
    #expect(try Program.run("simulate ./.m.ode --format csv", in: folder).status == 0)
    #expect(try Program.run("simulate ./-m.ode --format csv", in: folder).status == 0)
    #expect(folder.files == ["-m.ode", ".m.ode", "m-simulate.csv"])
  }

  @Test("a model whose time runs backward is linearised at its fixed point without a remark")
  func backwardTime() throws {
    let folder = try Folder()
    try folder.write("x'=-x\ny'=x-y\n@ total=-5\n", to: "m.ode")
    let run = try Program.run("linearize m.ode -f json", in: folder)
    #expect(run.status == 0)
    #expect(run.errors == "Wrote m-linearize.json\n")
  }

  @Test("events of stiff integrations are not missed")
  func stiffEvents() throws {
    let folder = try Folder()
    try folder.write("x'=v\nv'=-9.8\npar a=0.5\ninit x=1\nglobal -1 x {x=0;v=-a*v}\n", to: "ball.ode")
    let run = try Program.run("simulate ball.ode --total 10 --method stiff --format json", in: folder)
    // The bounces pile up at t = sqrt(2 / 9.8) (1 + 2 a / (1 - a)) = 1.355.
    #expect(run.status == 70)
    #expect(run.errors.contains("event 1 repeats without time going on"), "\(run.errors)")
    #expect(run.output.contains("1.355"), "\(run.output)")
  }
}
