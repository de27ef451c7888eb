// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Testing

@Suite("bpanalyze bifurcation")
struct BifurcationCommandTests {
  @Test("the table, the files, and the figure drawn again")
  func diagram() throws {
    let folder = try Folder()
    let run = try Program.run("bifurcation cusp --parameter b1=-1:1 --format svg,json,csv", in: folder)
    #expect(run.status == 0)
    // The folds lie at b1^2 = 4 b2^3 / 27 with b2 = 1.
    #expect(run.output.contains("0.3849001795"))
    #expect(folder.files == ["cusp-bifurcation.csv", "cusp-bifurcation.json", "cusp-bifurcation.svg"])
    #expect(try Program.run("plot cusp-bifurcation.json --output again --format svg", in: folder).status == 0)
    #expect(try folder.data("again.svg") == folder.data("cusp-bifurcation.svg"))
  }

  @Test("two parameters: the table, the files, the figure drawn again, and one curve from a saved point")
  func twoParameters() throws {
    let folder = try Folder()
    let window = "--parameter b1=-1:1 --parameter b2=-1:1.5"
    let run = try Program.run("bifurcation cusp \(window) --format svg,json,csv,auto", in: folder)
    #expect(run.status == 0)
    #expect(run.output.contains("CP1") && run.output.contains("Region"))
    let name = "cusp-bifurcation-b1-b2"
    #expect(folder.files == ["\(name).csv", "\(name).json", "\(name).svg", "b.\(name)"].sorted())
    #expect(try Program.run("plot \(name).json --output again --format svg", in: folder).status == 0)
    #expect(try folder.data("again.svg") == folder.data("\(name).svg"))
    #expect(try Program.run("bifurcation cusp --parameter b1=-1:1 --format json", in: folder).status == 0)
    let one = try Program.run(
      "bifurcation --from cusp-bifurcation.json --at LP1 \(window) --format json --no-regions", in: folder)
    #expect(one.status == 0)
    #expect(one.output.contains("CP1"))
  }

  @Test(
    "arguments that make no sense are wrong usage or bad data",
    arguments: [
      ("--parameter b1=1:0", 64), ("--parameter q=0:1", 64), ("--y q", 64), ("--doublings 99", 64),
      ("--parameter b1=0:1 --parameter b1=0:1", 64), ("--parameter b1=0:1 --parameter b2=0:1 --verify", 64),
      ("--parameter b1=0:1 --curves LP", 64), ("--parameter b1=0:1 --parameter b2=0:1 --points QQ", 64),
      ("--range q=0:1", 64), ("--parameter x=0:1", 64), ("--method grid --from a.json", 64), ("--at H1", 64),
    ])
  func usage(options: String, status: Int32) throws {
    let run = try Program.run("bifurcation cusp \(options)")
    #expect(run.status == status)
    #expect(run.errors.hasPrefix("Error: "))
  }

  @Test("a saved diagram drawn again with another quantity, in AUTO's columns too")
  func drawnAgain() throws {
    let folder = try Folder()
    let run = try Program.run("bifurcation cusp --y norm --period --format svg,auto,json", in: folder)
    #expect(run.status == 0)
    #expect(folder.files == ["b.cusp-bifurcation", "cusp-bifurcation.json", "cusp-bifurcation.svg"])
    let plot = try Program.run("plot cusp-bifurcation.json --output again --y norm --format svg,auto", in: folder)
    #expect(plot.status == 0)
    #expect(try folder.data("again.svg") == folder.data("cusp-bifurcation.svg"))
    #expect(try folder.data("b.again") == folder.data("b.cusp-bifurcation"))
    let wrong = try Program.run("plot cusp-bifurcation.json --y q", in: folder)
    #expect(wrong.status == 64)
    #expect(wrong.errors.hasPrefix("Error: --y: there is no quantity 'q'"))
  }

  @Test("cycles computed a second time by multiple shooting agree")
  func verified() throws {
    let folder = try Folder()
    let run = try Program.run("bifurcation brusselator --parameter B=1.5:2.5 --verify --format json", in: folder)
    #expect(run.status == 0)
    #expect(run.output.contains("Differences from multiple shooting, 4 of 4 cycles compared"))
    let saved = String(decoding: try folder.data("brusselator-bifurcation.json"), as: UTF8.self)
    #expect(saved.contains("stateDifference"))
  }

  @Test("time that is frozen counts as a number")
  func frozenTime() throws {
    let folder = try Folder()
    // At t = 2 the equilibria of x' = a t - x are x = 2 a.
    try folder.write("par a=1\nx'=a*t-x\ndone\n", to: "ramp.ode")
    let run = try Program.run("bifurcation ramp.ode --parameter a=0:1 --at-time 2 --format csv", in: folder)
    #expect(run.status == 0)
    let lines = String(decoding: try folder.data("ramp-bifurcation.csv"), as: UTF8.self).split(separator: "\n")
    for line in lines.dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      let (a, x) = (try #require(Double(cells[3])), try #require(Double(cells[8])))
      #expect(abs(x - 2 * a) < 1e-9)
    }
  }

  @Test("a model with time in its equations has no equilibria")
  func time() throws {
    let folder = try Folder()
    // A forcing that is periodic has cycles; this one is not.
    try folder.write("par a=1\nx'=a*sin(t*t)-x\ndone\n", to: "forced.ode")
    let run = try Program.run("bifurcation forced.ode --parameter a=0:1", in: folder)
    #expect(run.status == 64)
    #expect(folder.files == ["forced.ode"])
  }
}
