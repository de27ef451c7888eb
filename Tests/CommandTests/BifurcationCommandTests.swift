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

  @Test(
    "arguments that make no sense are wrong usage or bad data",
    arguments: [
      ("--parameter b1=1:0", 64), ("--parameter q=0:1", 65), ("--y q", 64), ("--doublings 99", 64),
      ("--range q=0:1", 65),
    ])
  func usage(options: String, status: Int32) throws {
    let run = try Program.run("bifurcation cusp \(options)")
    #expect(run.status == status)
    #expect(run.errors.hasPrefix("Error: "))
  }

  @Test("a model with time in its equations has no equilibria")
  func time() throws {
    let folder = try Folder()
    try folder.write("par a=1\nx'=a*sin(t)-x\ndone\n", to: "forced.ode")
    let run = try Program.run("bifurcation forced.ode --parameter a=0:1", in: folder)
    #expect(run.status == 64)
    #expect(folder.files == ["forced.ode"])
  }
}
