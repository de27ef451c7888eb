// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

@Suite("bpanalyze phaseplane")
struct PhasePlaneCommandTests {
  @Test("the table, the files, and the same bytes every time")
  func fitzHughNagumo() throws {
    let folder = try Folder()
    let options = "phaseplane fitzhugh-nagumo --set I=0.8 --certify --no-limit-cycles"
    let run = try Program.run(options, in: folder)
    #expect(run.status == 0)
    #expect(
      run.lines.prefix(2) == [
        "FitzHugh–Nagumo model of an excitable membrane", "Window: V from -2.5 to 2.5, w from -1 to 2.5",
      ])
    #expect(run.output.contains("          1  -0.272900959  0.5338738013  unstable node"))
    #expect(run.output.contains("Proved: the window holds exactly 1 fixed point"))
    #expect(folder.files == ["fitzhugh-nagumo-phaseplane.json", "fitzhugh-nagumo-phaseplane.svg"])
    let again = try Folder()
    _ = try Program.run(options, in: again)
    for file in folder.files { #expect(try folder.data(file) == again.data(file)) }
  }

  @Test("a saddle's separatrices and where they go")
  func morrisLecar() throws {
    let run = try Program.run("phaseplane morris-lecar --parameter-set snic --no-limit-cycles --format json")
    #expect(run.status == 0)
    #expect(run.output.contains("saddle"))
    #expect(run.output.contains("unstable  fixed point 1"))
  }

  @Test("time in the equations must be frozen")
  func time() throws {
    let refused = try Program.run("phaseplane duffing --parameter-set chaotic")
    #expect(refused.status == 64)
    #expect(
      refused.errors.hasPrefix(
        "Error: The equation of y depends on time, and a phase plane is a picture of one moment; say which moment with "
          + "--at-time T.\n"))
    let frozen = try Program.run("phaseplane duffing --parameter-set chaotic --at-time 0 --format json -o d")
    #expect(frozen.status == 0)
    #expect(frozen.errors.contains("Note: Time is frozen at t = 0.0"))
  }

  @Test("a slice of a larger system, the others fixed or at equilibrium")
  func slice() throws {
    let options = "phaseplane hodgkin-huxley --x V=-100:50 --y n=0:1 --no-limit-cycles --format json"
    let fixed = try Program.run("\(options) --fix h=0.4 --fix m=0.1")
    #expect(fixed.status == 0)
    #expect(fixed.errors.contains("m = 0.1, h = 0.4"))
    let settled = try Program.run("\(options) --others equilibrium --fix h=0.4")
    #expect(settled.status == 0)
    #expect(settled.errors.contains("At equilibrium given the two axes: m"))
  }

  @Test("one variable gives a phase line, a map of one variable a cobweb")
  func line() throws {
    let folder = try Folder()
    let flow = try Program.run("phaseplane cusp --certify --format json,csv", in: folder)
    #expect(flow.status == 0)
    #expect(flow.output.contains("Proved: the window holds exactly 3 fixed points"))
    #expect(folder.files == ["cusp-phaseplane.csv", "cusp-phaseplane.json"])
    let map = try Program.run("phaseplane logistic --format json")
    #expect(map.output.contains("Multiplier"))
  }

  @Test("a proof that does not succeed is told by the status, and what was found is saved")
  func undecided() throws {
    let folder = try Folder()
    try folder.write("x'=(x-0.3)^2\ny'=-y\n@ xp=x,yp=y,xlo=-1,xhi=1,ylo=-1,yhi=1\ndone\n", to: "fold.ode")
    let run = try Program.run("phaseplane fold.ode --certify --format json", in: folder)
    #expect(run.status == 70)
    #expect(run.output.contains("saddle-node"))
    #expect(run.errors.contains("the list of fixed points is not proved complete: 1 box is undecided"))
    #expect(folder.files == ["fold-phaseplane.json", "fold.ode"])
  }

  @Test(
    "arguments that make no sense are wrong usage",
    arguments: [
      "--x Vx", "--x V=3:1", "--x V --y V", "--fix V=0", "--samples=-1", "--others floating", "--start q=1",
      "--duration 0", "--fix w=1 --fix w=2",
    ])
  func usage(options: String) throws {
    let run = try Program.run("phaseplane fitzhugh-nagumo \(options)")
    #expect(run.status == 64)
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("Error: "))
  }

  /// The first model's nullclines take long, the second's fixed points.
  @Test(
    "control-C saves what was found, if anything was, and the status is 130",
    arguments: [
      "x'=sin(30*x*y)+cos(x*y*20)-x/5\ny'=cos(25*x-y*y*9)+sin(x*31*y)-y/5\ndone\n",
      "x'=sin(9*x)*cos(9*y)-.1\ny'=cos(8*x)*sin(9*y)+.05\ndone\n",
    ])
  func interrupted(model: String) throws {
    let folder = try Folder()
    try folder.write(model, to: "many.ode")
    let run = try Program.run(
      ["phaseplane", "many.ode", "--x", "x=-4:4", "--y", "y=-4:4", "-f", "json"], in: folder, interruptAfter: 1.5)
    #expect(run.status == 130)
    if run.errors.contains("nothing was found") {
      #expect(folder.files == ["many.ode"])
    } else {
      #expect(run.errors.contains("cut short: it was interrupted"))
      _ = try JSONSerialization.jsonObject(with: folder.data("many-phaseplane.json"))
    }
  }

  @Test(
    "what does not apply to one variable is wrong usage",
    arguments: ["--at-time nan", "--at-time inf", "--fix x=1", "--others equilibrium", "--samples 5"])
  func lineUsage(options: String) throws {
    let run = try Program.run("phaseplane logistic \(options)")
    #expect(run.status == 64)
    #expect(run.errors.hasPrefix("Error: "))
  }

  @Test("a field that is undefined everywhere is told of", arguments: ["x'=1/0\ny'=0/0\n", "x'=sqrt(-1)\n"])
  func undefined(equations: String) throws {
    let folder = try Folder()
    try folder.write(equations + "done\n", to: "undefined.ode")
    let run = try Program.run("phaseplane undefined.ode --format json", in: folder)
    #expect(run.errors.contains("undefined everywhere in the window"), "\(run.errors)")
  }
}
