// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import Symbolics
import Testing

/// Indices of arrays: whole numbers, worked out where a line is written out for each of them.
@Suite("Arrays in model files") struct ODEArrayTests {
  private func model(_ text: String) throws -> Model { try ODEFile.read(text: text, fileName: "test.ode") }

  /// The first fault of a file: its message and column.
  private func fault(_ text: String) -> (message: String, column: Int) {
    do {
      _ = try model(text)
      return ("", 0)
    } catch {
      guard let first = (error as? ModelFileError)?.diagnostics.first else { return ("another error: \(error)", 0) }
      return (first.message, first.column)
    }
  }

  @Test func rangesRunBothWays() throws {
    let model = try model("x[3..1]'=[j]\n")
    #expect(model.variableNames == ["x3", "x2", "x1"] && model.rates == [3, 2, 1])
    #expect(try self.model("x[2..2]'=1\n").variableNames == ["x2"])
  }

  @Test(
    "sums and products of numbers and the index",
    arguments: [
      ("[j]", [1, 2, 3]), ("[2*j-1]", [1, 3, 5]), ("[j*j+1]", [2, 5, 10]), ("[10-3*j]", [7, 4, 1]),
      ("[ j + 1 ]", [2, 3, 4]), ("[2*3*j]", [6, 12, 18]), ("[J]", [1, 2, 3]), ("[-1+j]", [0, 1, 2]),
    ] as [(String, [Double])])
  func arithmetic(_ index: String, _ expected: [Double]) throws {
    #expect(try model("x[1..3]'=\(index)\n").rates == expected.map { Expression($0) })
  }

  /// Joined to a name an index is a part of it; alone, a number.
  @Test func namesAndNumbers() throws {
    let model = try model("par c[1..3]=[2*j]\nx[1..2]'=c[j+1]*x[3-j]+[j]\naux y[1..2]=x[j]^2\n")
    #expect(model.parameterNames == ["c1", "c2", "c3"] && model.parameterValues == [2, 4, 6])
    let (x1, x2) = (Expression.symbol("x1"), Expression.symbol("x2"))
    #expect(model.auxiliaries.map(\.name) == ["y1", "y2"])
    let values = try CompiledModel(model).values(at: [5, 7], parameters: [2, 4, 6])
    #expect(values == [29.0, 32.0])
    #expect(model.rates[0].symbols == ["c2", "x2"] && model.rates[1].symbols == ["c3", "x1"])
    #expect(model.auxiliaries.map(\.expression) == [.pow(x1, 2), .pow(x2, 2)])
  }

  /// A function of an array's element is called for each.
  @Test func functions() throws {
    let model = try model("table w % 3 0 2 t^2\nf(a,b)=a-2*b\nx[0..2]'=w([j])+f(x[j],[j])\n")
    let values = try CompiledModel(model).values(at: [10, 20, 30], parameters: [])
    for (value, expected) in zip(values, [10.0, 19, 30]) { #expect(abs(value - expected) < 1e-13) }
  }

  /// Starts, noise and algebraic equations have ranges, too.
  @Test func otherStatements() throws {
    let model = try model("x[1..3]'=-x[j]+z\ninit x[1..3]=2\nx[2](0)=7\n0=z-x1^3\nsolv z=1\n")
    #expect(model.initialState == [2, 7, 2])
    #expect(model.algebraicVariables.map(\.name) == ["z"])
    let noisy = try self.model("wiener w[1..2]\nx[1..2]'=-x[j]+w[j]\n")
    #expect(noisy.noises.count == 2 && noisy.variableNames == ["x1", "x2"])
  }

  @Test(
    "what is no index is told with its place",
    arguments: [
      ("x[1..2]'=x[j/2]\n", "'[j/2]' is not an index", 12), ("x'=[j]\n", "this statement has no range", 5),
      ("x[1..1000000]'=0\n", "at most 10000 elements", 3), ("x[1..2]'=[9999999]\n", "is too large", 11),
      ("x[1..2]'=[1000*1000*1000]\n", "is too large", 11), ("x[1..2]'=x[-1]\n", "the index -1 is negative", 12),
      ("x[1..2]'=[j\n", "never closed", 10), ("x[1.5..2]'=1\n", "not a range of whole numbers", 3),
      ("x[1..2]'=x[j+1]\n", "'x3' has not been defined", 10),
    ])
  func faults(_ text: String, _ message: String, _ column: Int) {
    let found = fault(text)
    #expect(found.message.contains(message), "\(found.message)")
    #expect(found.column == column)
  }
}
