// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

@Suite("bpanalyze simulate")
struct SimulateCommandTests {
  @Test("final values, events and files")
  func integrateAndFire() throws {
    let folder = try Folder()
    try folder.write("par I=2\nv'=I-v\nglobal 1 v-1 {v=0}\n@ total=2\ndone\n", to: "fire.ode")
    let run = try Program.run("simulate fire.ode --format json,csv --dt 1 --method dopri5", in: folder)
    #expect(run.status == 0)
    // Spikes at multiples of log 2; the rest of the time goes into 2 - 2 exp(-(2 - 2 log 2)).
    #expect(
      run.output == """
        Dormand-Prince 5(4), t = 0 to 2, relative tolerance 1e-09.
           END              T  VARIABLE  FINAL VALUE
        1  reached the end  2  v          0.91731773
        Trajectory 1: 2 events, at t = 0.6931471806, 1.386294361

        """)
    #expect(folder.files == ["fire-simulate.csv", "fire-simulate.json", "fire.ode"])
    #expect(run.errors == "Wrote fire-simulate.json, fire-simulate.csv\n")
    let again = try Folder()
    try again.write("par I=2\nv'=I-v\nglobal 1 v-1 {v=0}\n@ total=2\ndone\n", to: "fire.ode")
    _ = try Program.run("simulate fire.ode --format json,csv --dt 1 --method dopri5", in: again)
    for file in folder.files { #expect(try folder.data(file) == again.data(file)) }
  }

  @Test("a trajectory that cannot be completed is saved, and the status says so")
  func divergence() throws {
    let folder = try Folder()
    try folder.write("x'=x^2\nx(0)=1\ndone\n", to: "blow-up.ode")
    let run = try Program.run("simulate blow-up.ode --format csv", in: folder)
    #expect(run.status == 70)
    #expect(run.errors.contains("stopped early: diverged: |x| exceeded"))
    #expect(folder.files == ["blow-up-simulate.csv", "blow-up.ode"])
  }

  @Test(
    "runs without end are stopped and saved",
    arguments: [
      ("x'=-1e9*(x-cos(t))\ny'=1e12*(x-y)\n", "--method stiff"),
      ("x'=1\ny'=1\nglobal 1 x-.5 {x=.6}\nglobal 1 y-.5 {y=.4999999999}\n", "event 2 repeats"),
    ])
  func endless(text: String, reason: String) throws {
    let folder = try Folder()
    try folder.write(text + "done\n", to: "endless.ode")
    let run = try Program.run("simulate endless.ode --format json --method dopri5", in: folder)
    #expect(run.status == 70)
    #expect(run.errors.contains(reason), "\(run.errors)")
    #expect(folder.files == ["endless-simulate.json", "endless.ode"])
  }

  /// A file without a method means XPPAUT's: Runge-Kutta 4 with the step of the file.
  @Test("the steps of a file are taken, and told of where they are too long", arguments: [(1.0, true), (0.01, false)])
  func stepsOfTheFile(step: Double, isTooLong: Bool) throws {
    let folder = try Folder()
    try folder.write("x'=y\ny'=-x\ninit x=1\n@ dt=\(step),total=20\ndone\n", to: "sine.ode")
    let run = try Program.run("simulate sine.ode --format csv", in: folder)
    #expect(run.status == 0)
    #expect(run.output.contains("Runge-Kutta 4"))
    #expect(run.errors.contains("too long for Runge-Kutta 4") == isTooLong, "\(run.errors)")
    #expect(try Program.run("simulate sine.ode --tolerance 1e-8", in: folder).output.contains("Dormand-Prince"))
  }

  @Test("networks of spiking neurons have rasters, rates and tables of spikes")
  func spikingNetwork() throws {
    let folder = try Folder()
    let size = "--set neurons=200,probability=0.2 --total 100"
    let run = try Program.run("simulate coba-lif \(size)", in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("200 neurons") && run.output.contains("RATE (Hz)"), "\(run.output)")
    #expect(try Program.run("plot coba-lif-simulate.json --format png", in: folder).status == 0)
    let table = "simulate coba-lif \(size) --raster I --format csv --output spikes"
    #expect(try Program.run(table, in: folder).status == 0)
    #expect(folder.files.contains("spikes.csv"))
    for (arguments, reason) in [
      ("--set foo=1", "has no 'foo'"), ("--set probability=2", "makes no sense"), ("--raster X", "no population 'X'"),
      ("--sweep we=0:1:2", "--sweep is not for"), ("--method dopri5", "in equal steps"), ("--dt 0", "greater than 0"),
    ] {
      let refused = try Program.run("simulate coba-lif \(arguments)", in: folder)
      #expect(refused.status == 64 && refused.errors.contains(reason), "\(refused.errors)")
    }
  }

  @Test("the spikes of an array make a raster, two quantities a plane")
  func rasterAndPlane() throws {
    let folder = try Folder()
    try folder.write(
      "par I[1..3]=2\nv[1..3]'=I[j]-v[j]\nglobal 1 v[1..3]-1 {v[j]=0}\n@ total=2\ndone\n", to: "three.ode")
    let run = try Program.run("simulate three.ode --raster v --method dopri5", in: folder)
    #expect(run.status == 0)
    #expect(run.output.contains("6 spikes of 3 cells (resets)"), "\(run.output)\(run.errors)")
    #expect(folder.files == ["three-simulate.json", "three-simulate.svg", "three.ode"])
    #expect(try Program.run("plot three-simulate.json --format png", in: folder).status == 0)
    #expect(try Program.run("simulate three.ode --plane v1,v2 --format svg", in: folder).status == 0)
    for (arguments, reason) in [
      ("--raster q", "no quantity 'q'"), ("--plane v1", "two quantities"), ("--raster v --plot v1", "neither --plot"),
      ("--method sriw1", "is for noise"),
    ] {
      let refused = try Program.run("simulate three.ode \(arguments)", in: folder)
      #expect(refused.status == 64 && refused.errors.contains(reason), "\(refused.errors)")
    }
  }

  @Test("delays, random numbers and jumps are simulated, and refused by analyses")
  func furtherKinds() throws {
    let folder = try Folder()
    try folder.write("par tau=1\nx'=-delay(x,tau)\nx(0)=1\n@ total=2,method=5dp\ndone\n", to: "delay.ode")
    // 1 - t + (t - 1)^2 / 2 at t = 2.
    #expect(try Program.run("simulate delay.ode", in: folder).output.contains("-0.5\n"))
    let refused = try Program.run("linearize delay.ode", in: folder)
    #expect(refused.status == 65)
    #expect(refused.errors.contains("the model has delays, which this analysis does not treat"))
    // x' = -x(t - tau) has its Hopf point at tau = pi / 2.
    let diagram = try Program.run("bifurcation delay.ode --parameter tau=0:2", in: folder)
    #expect(diagram.status == 0 && diagram.output.contains("1.570796327"), "\(diagram.errors)")
    #expect(diagram.errors.contains("cycles of delay equations are not followed"))
    let states = "x'=-delay(x,1+x^2)\npar p=0\ndone\n"
    try folder.write(states, to: "states.ode")
    let varying = try Program.run("bifurcation states.ode --parameter p=0:1", in: folder)
    #expect(varying.status == 65 && varying.errors.contains("the delay of x, 1+x^2, depends on x"), "\(varying.errors)")
    try folder.write("markov z 2\n{0} {1}\n{1} {0}\nx'=z+ran(1)\n@ total=5\ndone\n", to: "chance.ode")
    let first = try Program.run("simulate chance.ode --seed 3", in: folder)
    #expect(first.status == 0)
    #expect(try Program.run("simulate chance.ode --seed 3", in: folder).output == first.output)
    #expect(try Program.run("simulate chance.ode --seed 4", in: folder).output != first.output)
  }

  @Test(
    "arguments that make no sense are wrong usage",
    arguments: [
      "--method leapfrog", "--plot q", "--tolerance 2", "--dt 0", "--transient=-1", "--start q=1", "--total nan",
      "--plot x,", "--total 10 --transient 11", "--total 10 --dt 1e-300", "--total 10 --dt 1e-9",
    ])
  func usage(options: String) throws {
    let run = try Program.run("simulate van-der-pol \(options)")
    #expect(run.status == 64)
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("Error: "))
  }

  @Test(
    "arguments that make no sense for a map are wrong usage",
    arguments: ["--dt 0.5", "--method stiff", "--tolerance 1e-6", "--total 2.5", "--total=-5", "--total 1e12"])
  func mapUsage(options: String) throws {
    let run = try Program.run("simulate logistic \(options)")
    #expect(run.status == 64)
    #expect(run.errors.hasPrefix("Error: "))
  }

  @Test("a quantity named twice is drawn once")
  func plottedTwice() throws {
    let folder = try Folder()
    let run = try Program.run("simulate lorenz --total 1 --plot x,z,x --format json", in: folder)
    #expect(run.status == 0)
    let text = String(decoding: try folder.data("lorenz-simulate.json"), as: UTF8.self)
    let plotted = try #require(text.firstMatch(of: /"plotted": \[([^\]]*)\]/)?.1)
    #expect(plotted.filter { $0.isLetter } == "xz")
    #expect(try Program.run(["simulate", "lorenz", "--plot", ""]).status == 64)
  }

  @Test("--json prints the result instead of the table")
  func json() throws {
    let folder = try Folder()
    let run = try Program.run("simulate logistic --json --total 3 --format csv", in: folder)
    #expect(run.output.hasPrefix("{\n  \"schema\": \"simulation\",\n  \"version\": 1,"))
  }

  @Test("without --format a figure and its data are written, the same bytes every time")
  func figure() throws {
    let folders = try [Folder(), Folder()]
    for folder in folders {
      let run = try Program.run("simulate lorenz --total 5 --start x=1 --start x=2", in: folder)
      #expect(run.status == 0)
      #expect(folder.files == ["lorenz-simulate.json", "lorenz-simulate.svg"])
    }
    for file in folders[0].files { #expect(try folders[0].data(file) == folders[1].data(file)) }
  }

  static let diffusion = "par s=2\nwiener w\nx'=s*w\n@ total=4,dt=.25,trans=1\ndone\n"

  @Test("noise: one path for a seed, another for another")
  func noise() throws {
    let folders = try [Folder(), Folder(), Folder()]
    for (folder, seed) in zip(folders, ["--seed 5", "--seed 5", "--seed 6"]) {
      try folder.write(Self.diffusion, to: "diffusion.ode")
      let run = try Program.run("simulate diffusion.ode --format csv \(seed)", in: folder)
      #expect(run.status == 0)
      #expect(run.output.hasPrefix("Euler-Maruyama, t = 0 to 4, step 0.25, seed \(seed.last ?? "0").\n"))
    }
    let tables = try folders.map { String(decoding: try $0.data("diffusion-simulate.csv"), as: UTF8.self) }
    #expect(tables[0] == tables[1] && tables[0] != tables[2])
    let times = tables[0].split(separator: "\n").dropFirst().map { $0.split(separator: ",")[1] }
    #expect(times.first == "1" && times.last == "4" && times.count == 13)
    let check = try Program.run("check diffusion.ode", in: folders[0])
    let line = try Program.run("linearize diffusion.ode --format json", in: folders[0])
    #expect(line.errors.contains("Note: the noise of the model is left aside."))
    #expect(check.output.contains("dx has s dw") && !check.errors.contains("no equation uses"))
  }

  @Test(
    "with noise there is no choice of method, no tolerance, no way back",
    arguments: ["--method rk4", "--tolerance 1e-6", "--total=-4", "--seed x"])
  func noiseUsage(options: String) throws {
    let folder = try Folder()
    try folder.write(Self.diffusion, to: "diffusion.ode")
    #expect(try Program.run("simulate diffusion.ode \(options)", in: folder).status == 64)
    #expect(try Program.run("simulate van-der-pol --seed 3").status == 64)
  }

  /// A library loaded before all others says that LLVM is not there.
  @Test("without LLVM the tape takes over, and a note says so")
  func withoutMachineCode() throws {
    let folder = try Folder()
    try folder.write(
      """
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <string.h>
      void *dlopen(const char *name, int flags) {
        static void *(*open)(const char *, int);
        if (!open) open = (void *(*)(const char *, int))dlsym(RTLD_NEXT, "dlopen");
        return open(name && strstr(name, "libLLVM") ? "libLLVM-that-is-not-there.so" : name, flags);
      }
      """, to: "hide.c")
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    compiler.arguments = ["cc", "-shared", "-fPIC", "-o", folder.path("hide.so"), folder.path("hide.c"), "-ldl"]
    try compiler.run()
    compiler.waitUntilExit()
    try #require(compiler.terminationStatus == 0)
    let line = "simulate van-der-pol --method rk4 --dt 0.001 --total 50 --format csv"
    let usual = try Program.run(line, in: folder)
    let hidden = try Program.run(
      line.split(separator: " ").map(String.init), in: folder, environment: ["LD_PRELOAD": folder.path("hide.so")])
    #expect(usual.status == 0 && hidden.status == 0)
    #expect(!usual.errors.contains("LLVM") && hidden.errors.contains("Note: LLVM 19 is not there"))
    #expect(usual.output == hidden.output)
  }

  @Test(
    "tables of more points than memory should hold are written while they are computed; figures of so many are refused")
  func longTable() throws {
    let folder = try Folder()
    try folder.write("x(t+1)=if(x>2.5)then(0)else(x+1)\n", to: "count.ode")
    let refused = try Program.run("simulate count.ode --total 2000004", in: folder)
    #expect(refused.status == 64 && refused.errors.contains("--format csv alone"))
    let run = try Program.run("simulate count.ode --total 2000004 --format csv", in: folder)
    #expect(run.status == 0)
    let table = try folder.data("count-simulate.csv")
    #expect(table.count { $0 == UInt8(ascii: "\n") } == 2_000_006)
    #expect(String(decoding: table.suffix(26), as: UTF8.self).hasSuffix("1,2000003,3\n1,2000004,0\n"))
  }
}
