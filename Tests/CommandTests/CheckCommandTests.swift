// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Testing

@Suite("bpanalyze check")
struct CheckCommandTests {
  @Test("a model is written for XPPAUT, with names that it takes")
  func writtenForXPPAUT() throws {
    let folder = try Folder()
    try folder.write(
      "par conductance=2,conductance2=3\nvoltage_of_soma'=-conductance*voltage_of_soma+conductance2\n", to: "long.ode")
    let run = try Program.run("check long.ode --ode --set conductance=5", in: folder)
    #expect(run.status == 0)
    #expect(
      run.output == """
        # conductan1 is conductance2
        # conductanc is conductance
        # voltage_of is voltage_of_soma
        par conductanc=5,conductan1=3
        voltage_of'=conductan1-conductanc*voltage_of
        init voltage_of=0
        @ method=rungekutta
        done

        """, "\(run.output)")
  }

  @Test("a file is shown as it was understood")
  func file() throws {
    let folder = try Folder()
    try folder.write(
      """
      # title: A leaky cell
      # range V=-80:40
      par I=1,C=2
      g=0.5
      V'=(I-g*V)/C
      V(0)=-60
      aux twice=2*V
      global 1 V-1 {V=0}
      set strong {I=3}
      done

      """, to: "cell.ode")
    let run = try Program.run("check cell.ode", in: folder)
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(
      run.output == """
        A leaky cell
        Differential equations: 1 variable, 2 parameters, 1 event, 1 parameter set.

        Equations
          V' = (I-0.5*V)/C

        Quantities
          twice = 2*V

        Events
          when V-1 rises through 0: V becomes 0

        Parameter  Value  Range
        I              1
        C              2

        Variable  Initial value  Range
        V                   -60  -80 to 40

        Parameter set  Values
        strong         I=3

        Jacobian
          dV'/dV = -0.5/C

        """)
    #expect(folder.files == ["cell.ode"])
  }

  @Test("parameter sets take effect, and values given over them")
  func values() throws {
    let run = try Program.run(
      "check fitzhugh-nagumo --no-jacobian --parameter-set blocked --set I=0.25 --set a=0.6")
    #expect(run.status == 0)
    let rows = run.lines.map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
    #expect(rows.contains("I 0.25"))
    #expect(rows.contains("a 0.6"))
    #expect(!run.output.contains("Jacobian"))
  }

  @Test("LaTeX has an equation for each variable and a row of the Jacobian for each")
  func latex() throws {
    let run = try Program.run("check van-der-pol --latex")
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("\\begin{align}\n  \\dot{x} &= y \\\\\n  \\dot{y} &= "))
    #expect(run.output.contains("  J = \\begin{pmatrix}\n    0 & 1 \\\\\n"))
    #expect(run.output.hasSuffix("\\end{equation}\n"))
  }

  @Test("every model of the zoo is read without a remark", arguments: Zoo.models.map(\.name))
  func zoo(name: String) throws {
    let run = try Program.run("check \(name)")
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(run.output.contains("\nEquations\n"))
    #expect(run.output.contains("\nJacobian\n"))
  }

  @Test("faults of a file are shown with line and caret, and the status is 65")
  func faults() throws {
    let folder = try Folder()
    try folder.write("x'=-x+yy\ny'=x*(x\ndone\n", to: "bad.ode")
    let run = try Program.run("check bad.ode", in: folder)
    #expect(run.status == 65)
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("Error: bad.ode:1:7: "))
    #expect(run.errors.contains("    x'=-x+yy\n          ^~\n"))
    #expect(run.errors.contains("bad.ode:2:6: "))
  }

  @Test("what is odd about a sound model goes to standard error")
  func remarks() throws {
    let folder = try Folder()
    try folder.write("par a=1,spare=3\nx'=a/x\ninit x=0\ndone\n", to: "odd.ode")
    let run = try Program.run("check odd.ode", in: folder)
    #expect(run.status == 0)
    #expect(run.output.contains("x' = a/x"))
    #expect(
      run.errors == """
        Warning: no equation uses the parameter spare
        Warning: the equation of x is infinite at the initial state

        """)
  }

  @Test(
    "wrong names and values say what would mend them",
    arguments: [
      ("check lorents", "There is no file and no model of the zoo called 'lorents'; did you mean 'lorenz'?"),
      (
        "check fitzhugh",
        "There is no file and no model of the zoo called 'fitzhugh'; did you mean 'fitzhugh-nagumo'?"
      ),
      (
        "check nagumo",
        "There is no file and no model of the zoo called 'nagumo'; did you mean 'fitzhugh-nagumo'?"
      ),
      ("check fitzhugh-nagumo --set J=3", "There is no parameter 'J'; there are I, a, b, tau."),
      (
        "check fitzhugh-nagumo --parameter-set exitable",
        "There is no parameter set 'exitable'; did you mean 'excitable'?"
      ),
      ("check my.ode", "There is no file 'my.ode'."),
      ("check .", "'.' is a folder; a model file is needed."),
      ("check lorenz --set sigmo=3", "There is no parameter 'sigmo'; did you mean 'sigma'?"),
      (
        "check lorenz --set x=3",
        "--set is for parameters, and 'x' is a variable; its value at the start is given by --start."
      ),
      (
        "check lorenz --parameter-set cahos",
        "There is no parameter set 'cahos'; there are steady, coexisting, chaotic"
      ),
    ])
  func mistakes(line: String, message: String) throws {
    let run = try Program.run(line)
    #expect(run.status == 64)
    #expect(run.output == "")
    #expect(run.errors == "Error: \(message)\n  See 'bpanalyze check --help' for more information.\n")
  }

  @Test(
    "a value that cannot be read is shown with the reason",
    arguments: [
      ("r", "'r' has no '='; the form is NAME=VALUE, such as I=0.5"), ("r=", "there is no number after '='"),
      ("r=x", "'x' is not a number"), ("r=inf", "'inf' is not a finite number"),
      ("=3", "there is no name before '='; the form is NAME=VALUE, such as I=0.5"),
      ("r=1,,sigma=2", "'' has no '='; the form is NAME=VALUE, such as I=0.5"),
    ])
  func values(argument: String, reason: String) throws {
    let run = try Program.run(["check", "lorenz", "--set", argument])
    #expect(run.status == 64)
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("Error: The value '\(argument)' is invalid for '--set <name=value>': \(reason)\n"))
  }
}
