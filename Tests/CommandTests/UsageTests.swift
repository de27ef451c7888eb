// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Testing

@Suite("Usage")
struct UsageTests {
  @Test("without arguments the program shows its help")
  func help() throws {
    let bare = try Program.run("")
    let asked = try Program.run("--help")
    #expect(bare.status == 0)
    #expect(bare.output == asked.output)
    #expect(bare.output.contains("bpanalyze models"))
    #expect(bare.errors == "")
  }

  @Test("the version is three numbers")
  func version() throws {
    let run = try Program.run("--version")
    #expect(run.status == 0)
    #expect(run.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
  }

  @Test("the versions of the libraries, all found")
  func libraries() throws {
    let run = try Program.run("--version --verbose")
    #expect(run.status == 0)
    for name in ["GSL", "OpenBLAS", "KLU", "SUNDIALS", "LLVM", "PLplot", "cairo", "zlib"] {
      #expect(
        run.lines.contains { $0.wholeMatch(of: /([A-Za-z]+) +\d+\.\d+.*/)?.output.1 == name[...] }, "\(run.output)")
    }
  }

  @Test("a misspelt command suggests the nearest one, a model in its place tells what commands there are")
  func commands() throws {
    #expect(
      try Program.run("phaseplan x.ode").errors.hasPrefix(
        "Error: there is no command 'phaseplan'; did you mean 'phaseplane'?\n"))
    let run = try Program.run("x.ode")
    #expect(
      run.status == 64 && run.errors.contains("there are models, check, simulate, phaseplane, bifurcation"),
      "\(run.errors)")
    #expect(!run.errors.contains("manual"))
  }

  @Test("an unknown command or option is wrong usage", arguments: ["bifurcate", "models --colour", "models a b"])
  func unknown(line: String) throws {
    let run = try Program.run(line)
    #expect(run.status == 64)
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("Error: "))
    #expect(run.errors.contains("--help' for more information."))
  }

  @Test(
    "a range or a value without its option names the option",
    arguments: [
      ("bifurcation lorenz r=0:30", "did you mean --parameter r=0:30?"),
      ("phaseplane lorenz x=0:30", "did you mean --x x=0:30 or --y x=0:30?"),
      ("simulate lorenz r=30", "did you mean --set r=30?"),
    ])
  func forgottenOption(line: String, hint: String) throws {
    let run = try Program.run(line)
    #expect(run.status == 64)
    #expect(run.output == "")
    #expect(run.errors.contains(hint))
  }

  @Test(
    "a negative number is the value of the option before it",
    arguments: [
      "simulate van-der-pol --total -5 --json", "phaseplane van-der-pol --duration -20 --json",
      "phaseplane duffing --parameter-set chaotic --at-time -1 --json",
    ])
  func negativeValues(line: String) throws {
    let run = try Program.run(line)
    #expect(run.status == 0)
    #expect(!run.errors.contains("Missing value"))
  }

  @Test(
    "two values for one parameter are one too many",
    arguments: ["--set I=1,I=2", "--set I=1 --set I=1", "-s I=1 -s i=2"])
  func valueTwice(options: String) throws {
    let run = try Program.run("check fitzhugh-nagumo \(options)")
    #expect(run.status == 64)
    #expect(run.errors.hasPrefix("Error: --set gives two values to "), "\(run.errors)")
  }

  @Test("a negative size of the figure is outside the range", arguments: ["--width", "--height"])
  func negativeSize(option: String) throws {
    let run = try Program.run("simulate van-der-pol \(option) -5")
    #expect(run.status == 64)
    #expect(run.errors.hasPrefix("Error: \(option) -5 is outside 10 to 2000 millimetres."))
  }
}
