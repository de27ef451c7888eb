// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import ModelCore
import ModelFormats
import Symbolics
import Testing

/// Not Foundation's.
private typealias Expression = Symbolics.Expression

@Suite struct ODEKindsTests {
  private func model(_ text: String) throws -> Model { try ODEFile.read(text: text, fileName: "test.ode") }

  private func rate(_ model: Model, _ variable: Int = 0, _ values: [String: Double] = [:]) -> Double {
    var symbols = Dictionary(uniqueKeysWithValues: zip(model.parameterNames, model.parameterValues))
    symbols.merge(values) { $1 }
    var interpretation = ScalarInterpretation(symbols: symbols)
    return ExpressionGraph([model.rates[variable]]).interpret(&interpretation)[0]
  }

  @Test func delaysAreNamed() throws {
    let model = try model("par tau=2\nx'=-delay(x,tau)+delay(x,2*tau)+delay(x,tau)\nx(0)=cos(t)\n")
    #expect(model.memory.delays.map(\.name) == ["delay(x,tau)", "delay(x,2*tau)"])
    #expect(model.memory.histories["x"] == .cos(.time))
    #expect(model.furtherKinds == ["delays"])
    #expect(throws: ModelError.notOrdinary(kinds: ["delays"])) { try model.requireOrdinary() }
  }

  /// Start values of a whole array are not those before the start, as in XPPAUT; those of a block or a single variable are.
  @Test func historiesOfArrays() throws {
    let array = try model("x[1..2]'=-delay(x[j],2)\nx[1..2](0)=1\n")
    #expect(array.memory.histories.isEmpty && array.initialState == [1, 1])
    let block = try model("%[1..2]\nx[j]'=-delay(x[j],2)\nx[j](0)=1\n%\n")
    #expect(block.memory.histories == ["x1": 1, "x2": 1])
  }

  /// What XPPAUT reads, with a warning: a start value among parameters has no effect there, infinity is the largest number, letters
  /// after an option's number are dropped, typeset minus signs are signs in formulas and no numbers elsewhere.
  @Test func oddSpellings() throws {
    let text = "par x(0)=3,a=inf,b=-inf\nx'=−x+a*0+b*0\ninit x=−2\na u=2*x # a − sign\n@ total=20ee0\n"
    let file = try ODEFile(text: text, fileName: "test.ode")
    let largest = Double.greatestFiniteMagnitude
    #expect(file.model.parameterNames == ["a", "b"] && file.model.parameterValues == [largest, -largest])
    #expect(file.model.initialState == [0])
    #expect(file.model.hints.total == 20)
    #expect(file.model.auxiliaries.map(\.name) == ["u"])
    #expect(file.warnings.count == 6)
  }

  /// XPPAUT takes blanks out of formulas, so that names which an editor has parted at the ends of its lines are whole.
  @Test func partedNames() throws {
    let text = "par k_minus=3\ng_plus=2*k_min us\nf(x)=x*g _ plus\nx'=-f(x)+if(x<1)then(k_minus)else(1)\n"
    let file = try ODEFile(text: text, fileName: "test.ode")
    #expect(rate(file.model, 0, ["x": 0.5]) == -0.5 * 6 + 3)
    #expect(file.warnings.map(\.line) == [2, 3])
    #expect(throws: ModelFileError.self) { try self.model("par ab=1\nx'=a c*x\n") }
  }

  @Test func ratesAsInTextbooks() throws {
    let model = try model("x'(t)=-2*x\ny' ( t ) = x\n")
    #expect(model.variableNames == ["x", "y"] && rate(model, 0, ["x": 3]) == -6)
    #expect(throws: ModelFileError.self) { try self.model("x'(s)=-2*x\n") }
  }

  /// XPPAUT reads the number that stands in `init`; a name is none.
  @Test func namesAreNoStartValues() throws {
    let file = try ODEFile(text: "u'=-u\nv'=-v\npar b=3\ninit u=b,v=1\n", fileName: "test.ode")
    #expect(file.model.initialState == [0, 1])
    let warning = try #require(file.warnings.first)
    #expect(warning.message.hasPrefix("'b' is read as 0") && warning.hint?.contains("u(0)=b") == true)
    #expect(throws: ModelFileError.self) { try self.model("u'=-u\ninit u=(1+1)\n") }
  }

  /// What XPPAUT 6.11 reads: of several ranges of a line the last runs, the others are their first numbers.
  @Test func rangesOfALine() throws {
    let model = try model("u[1..4]'=0\nv[1..4]'=0\ninit u[3..4]=1.05,v[3..4]=2\n")
    #expect(model.initialState == [0, 0, 1.05, 0, 0, 0, 2, 2])
  }

  /// A blank belongs to the name of an argument: without it the formula means the quantity of that name, if there is one.
  @Test(arguments: [
    ("f(u, b)=u-10*b\nx'=f(1,0)\npar b=3\n", -29.0), ("f(u ,b)=u-10*b\nx'=f(1,0)\n!u=7\n", 7),
    ("f(u, b)=u-10*b\nx'=f(1,0)\n", 1), ("f(u,b)=u-10*b\nx'=f(1,0)\npar b=3\n", 1),
  ])
  func argumentsAfterBlanks(text: String, expected: Double) throws {
    #expect(rate(try model(text), 0, ["x": 0]) == expected)
  }

  /// The first line is taken as it stands, a command's word may go on with other signs, and only its first letters count.
  @Test func firstLinesAndLongWords() throws {
    let model = try model("# the \\tau of the book\nwiener nz\npar1-3 a=2\nx'=-a*x+nz\nlang x=3\n")
    #expect(model.noises.count == 1 && model.parameterValues == [2])
  }

  @Test(
    "Nothing but variables has a past",
    arguments: ["0=y-x\nsolv y=1\nx'=-delay(y,1)\n", "x'=-delay(delay(x,1),2)\n", "x'=-delay(ran(1),2)\n"])
  func delaysOfOtherQuantities(text: String) {
    #expect(throws: ModelFileError.self) { try model(text) }
  }

  /// A table of a formula is linear between its points, and beyond them.
  @Test(arguments: [(0.0, 0.0), (0.25, 0.25), (1.5, 2.5), (2, 4), (3, 7), (-1, -1)])
  func tableOfAFormula(x: Double, expected: Double) throws {
    let model = try model("par a=1\ntable f % 3 0 2 a*t^2\nx'=f(x)\n")
    #expect(abs(rate(model, 0, ["x": x]) - expected) < 1e-14)
    #expect(abs(rate(model, 0, ["x": x, "a": 2]) - 2 * expected) < 1e-14)
  }

  @Test(arguments: [
    ("3\n0\n2\n0\n1\n4\n", 1.5, 2.5), ("xyvals\n3\n0 0\n1 1\n4 4\n", 2.5, 2.5), ("i3\n0\n2\n0\n1\n4\n", 1.5, 1),
  ])
  func tableOfAFile(contents: String, x: Double, expected: Double) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("bpanalyze-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(contents.utf8).write(to: folder.appendingPathComponent("f.tab"))
    try Data("table f f.tab\nx'=f(x)\n".utf8).write(to: folder.appendingPathComponent("m.ode"))
    let model = try ODEFile.read(path: folder.appendingPathComponent("m.ode").path)
    #expect(rate(model, 0, ["x": x]) == expected)
  }

  /// The sums of networks are those that XPPAUT's manual gives.
  @Test(arguments: ["even", "zero", "periodic"])
  func convolution(ends: String) throws {
    let model = try model("table w % 3 -1 1 t+2\nspecial k=conv(\(ends),3,1,w,u0)\nu[0..2]'=k([j])\n")
    let state = ["u0": 1.0, "u1": 1, "u2": 4]
    // Weights 1, 2, 3 of the units before, here, after.
    let u = [1.0, 1, 4]
    for i in 0..<3 {
      var sum = 0.0
      for j in -1...1 {
        var k = i + j
        switch ends {
        case "zero": if !(0..<3).contains(k) { continue }
        case "periodic": k = (k + 3) % 3
        default:
          k = abs(k)
          if k >= 3 { k = 4 - k }
        }
        sum += Double(j + 2) * u[k]
      }
      #expect(rate(model, i, state) == sum)
    }
  }

  @Test func matricesAndSparseNetworks() throws {
    let model = try model(
      """
      table w % 4 0 3 t+1
      table c % 4 0 3 mod(t,2)
      special a=mmult(2,2,w,u0)
      special b=sparse(2,2,w,c,u0)
      special d=fmmult(2,2,w,u0,u0,g)
      g(x,y)=x-y
      u[0..1]'=a([j])+10*b([j])+100*d([j])
      """)
    let state = ["u0": 1.0, "u1": 2]
    // a = b = (1*1 + 2*2, 3*1 + 4*2); d_j = sum_i w_ij (u_i - u_j).
    #expect(rate(model, 0, state) == 5 + 50 + 100 * 2)
    #expect(rate(model, 1, state) == 11 + 110 + 100 * -3)
  }

  @Test func algebraicEquations() throws {
    let model = try model("x'=-y\n0=x-y^3\nsolv y=1\ninit x=8\n")
    #expect(model.algebraicVariables.map(\.name) == ["y"])
    let value = try CompiledModel(model).values(at: [8], parameters: [])
    #expect(abs(value[0] + 2) < 1e-12)
  }

  @Test func markovProcesses() throws {
    let model = try model("markov z 2\n{0} {a*x}\n{3} {0}\npar a=2\nx'=z-x\ninit x=1,z=1\n")
    #expect(model.chance.processes.count == 1)
    #expect(model.chance.processes[0].rates[0][1] == .symbol("a") * .symbol("x"))
    #expect(model.chance.processes[0].initialState == 1)
  }

  @Test func integralEquations() throws {
    let model = try model("u(t)=sin(t)-int[.5]{cos(t)#u}+int{u*exp(-(t-t'))}\n")
    #expect(model.memory.integralEquations == ["u"])
    #expect(model.memory.integrals.map(\.exponent) == [0.5, 0])
    let past = Expression.symbol("t'")
    #expect(model.memory.integrals[0].kernel == .cos(.time - past) * .symbol("u"))
    #expect(model.memory.integrals[1].kernel == .symbol("u") * .exp(-(.time - past)))
  }

  /// What stands behind a number is dropped, as in XPPAUT, but for letters, which are likely to be a slip.
  @Test(arguments: [("0.5*3", 0.5), ("1e-0.6", 1), ("2.5.", 2.5), ("-.5+ran", -0.5)])
  func leadingNumbers(text: String, value: Double) throws {
    let file = try ODEFile(text: "par a=\(text)\nx'=a\n", fileName: "test.ode")
    #expect(file.model.parameterValues == [value])
    #expect(file.warnings.count == 1)
  }

  @Test(arguments: ["set one two {a=2}", "set \"one two\" {a=2}"])
  func setsOfSeveralWords(line: String) throws {
    let model = try model("par a=1\nx'=a\n\(line)\n")
    #expect(try model.applying(parameterSet: "one two").parameterValues == [2])
  }

  @Test func rangesWithThreeDotsAndIntervals() throws {
    let model = try model("x[1...3]'=-x[j]\nv'=v\nv(0)=-60[-90,0]\n")
    #expect(model.variableNames == ["x1", "x2", "x3", "v"])
    #expect(model.initialState.last == -60)
  }

  @Test func librariesAreNamed() throws {
    let file = try ODEFile(text: "par a=1\ny=0\nx'=y\nexport {a} {y}\n", fileName: "test.ode")
    #expect(file.model.libraryCalls == [LibraryCall(results: ["y"], line: 4)])
    #expect(file.warnings.count == 1)
    #expect(file.model.furtherKinds.count == 1)
  }
}

@Suite struct ODEFormatTests {
  /// XPPAUT's first format, rewritten in today's, is the same model.
  @Test func oldFormat() throws {
    let old = try ODEFile.read(
      text: """
        3
        v x=1,y=0.5
        f s
        p a=2
        u g 2 arg1*arg2
        a energy
        o g(a,y)
        o -x+s
        o x*y
        o x^2+y^2
        d
        """, fileName: "m.ode")
    let new = try ODEFile.read(
      text: """
        par a=2
        init x=1,y=0.5
        g(u,v)=u*v
        x'=g(a,y)
        y'=-x+s
        s=x*y
        aux energy=x^2+y^2
        """, fileName: "m.ode")
    #expect(old == new)
  }

  /// A part that is included twice, with prefixes, gives two copies of its variables and parameters.
  @Test func includedParts() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("bpanalyze-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("# a cell\npar I=1\nf(u)=u-u^3/3\nv'=f(v)-w+I\nw'=0.1*v\naux e=1e3*v\ndone\nx'=1\n".utf8)
      .write(to: folder.appendingPathComponent("cell.ode"))
    try Data("#include cell.ode as a\n#include cell.ode as b\ns'=a_v-b_v\n".utf8)
      .write(to: folder.appendingPathComponent("pair.ode"))
    let model = try ODEFile.read(path: folder.appendingPathComponent("pair.ode").path)
    #expect(model.variableNames == ["a_v", "a_w", "b_v", "b_w", "s"])
    #expect(model.parameterNames == ["a_I", "b_I"])
    #expect(model.auxiliaries.map(\.name) == ["a_e", "b_e"])
    try Data("x'=-x\n#include wrong.ode\n".utf8).write(to: folder.appendingPathComponent("main.ode"))
    try Data("y'=-y\nz'=q\n".utf8).write(to: folder.appendingPathComponent("wrong.ode"))
    let error = #expect(throws: ModelFileError.self) {
      try ODEFile.read(path: folder.appendingPathComponent("main.ode").path)
    }
    #expect(error?.diagnostics.first?.fileName == "wrong.ode")
    #expect(error?.diagnostics.first?.line == 2)
  }

  /// Whether to stop may depend on what an event sets: three crossings, then the end.
  @Test func conditionalStop() throws {
    let model = try ODEFile.read(
      text: "x'=1\nn'=0\nglobal 1 x-1 {x=0;n=n+1;arret=n>2.5}\n@ total=10\n", fileName: "m.ode")
    #expect(model.events.count == 2)
    #expect(model.events[1].stops)
  }
}

@Suite struct FurtherKindsWriterTests {
  /// What is written reads back as the same model, up to the names of symbols that files do not show.
  @Test(arguments: [
    "par tau=2\nx'=-delay(x,tau)+delay(x,2*tau)\nx(0)=cos(t)\n",
    "x'=-y\n0=x-y^3\nsolv y=1\ninit x=8\n",
    "par a=2\nmarkov z 2\n{0} {a*x}\n{3} {0}\nx'=z-x\ninit x=1\nz(0)=1\n",
    "u(t)=sin(t)-int[.5]{cos(t)#u}+int{u*exp(-(t-t'))}\n",
    "x'=-x+ran(2)+normal(1,3)+poisson(x^2)\n",
  ])
  func roundTrip(text: String) throws {
    let model = try ODEFile.read(text: text, fileName: "m.ode")
    let written = try ODEFile.write(model)
    let again = try ODEFile.read(text: written, fileName: "m.ode")
    #expect(again.rates == model.rates, "\(written)")
    func sorted(_ memory: Memory) -> Memory {
      var memory = memory
      memory.delays.sort { $0.name < $1.name }
      return memory
    }
    #expect(sorted(again.memory) == sorted(model.memory), "\(written)")
    #expect(again.chance == model.chance, "\(written)")
    #expect(again.algebraicVariables == model.algebraicVariables, "\(written)")
    #expect(again.initialState == model.initialState || model.initialState.contains { $0.isNaN })
  }
}
