// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import Symbolics
import Testing

/// Network operations of XPPAUT's files beside those of `ODEKindsTests`.
@Suite("Networks in model files") struct ODENetworkTests {
  private func model(_ text: String) throws -> Model { try ODEFile.read(text: text, fileName: "test.ode") }

  /// The rates of a model at a state.
  private func rates(_ text: String, at state: [Double]) throws -> [Double] {
    let model = try model(text)
    return try CompiledModel(model).values(at: state, parameters: model.parameterValues)
  }

  /// What is said of the first fault of a file.
  private func fault(_ text: String) -> String {
    do {
      _ = try model(text)
      return ""
    } catch let error as ModelFileError {
      return error.diagnostics.first?.message ?? ""
    } catch {
      return "another error"
    }
  }

  /// A transform on a ring is the circular convolution with the weights from sender to receiver.
  @Test func ringByTransform() throws {
    let state = [1.0, -2, 0.5, 3]
    let rates = try rates("table w % 4 0 3 (t+1)^2\nspecial k=fftcon(periodic,4,w,u0)\nu[0..3]'=k([j])\n", at: state)
    let weights = [1.0, 4, 9, 16]
    for i in 0..<4 {
      let expected = (0..<4).reduce(0.0) { $0 + weights[(i - $1 + 4) % 4] * state[$1] }
      #expect(abs(rates[i] - expected) < 1e-13)
    }
  }

  /// On a chain with nothing beyond its ends the table holds the weights of both senses, over twice the length.
  @Test func chainByTransform() throws {
    let state = [1.0, -2, 0.5]
    let rates = try rates("table w % 6 0 5 t+1\nspecial k=fftcon(zero,3,w,u0)\nu[0..2]'=k([j])\n", at: state)
    for i in 0..<3 {
      let expected = (0..<3).reduce(0.0) { $0 + Double((i - $1 + 6) % 6 + 1) * state[$1] }
      #expect(abs(rates[i] - expected) < 1e-13)
    }
  }

  @Test func interpolation() throws {
    let text = "special f=interp(0,3,u0)\nu[0..2]'=0\nx'=f(x)\n"
    for (x, expected) in [(0.0, 1.0), (0.25, 1.5), (1, 3), (1.5, 2.5), (-0.5, 0), (2.5, 0)] {
      #expect(abs(try rates(text, at: [1, 3, 2, x])[3] - expected) < 1e-14, "at \(x)")
    }
  }

  /// The largest value, its place, the smallest and its place; of equals the first.
  @Test func extremes() throws {
    let text = "special m=findext(0,4,1,u0)\nu[0..3]'=0\na'=m(0)\nb'=m(1)\nc'=m(2)\nd'=m(3)\n"
    #expect(try rates(text, at: [2, 5, -1, 5, 0, 0, 0, 0]).suffix(4) == [5, 1, -1, 2])
    // Of every second unit the largest alone; the rest is the first.
    let largest = "special m=findext(1,4,2,u0)\nu[0..3]'=0\na'=m(0)\nb'=m(1)\nc'=m(2)\nd'=m(3)\n"
    #expect(try rates(largest, at: [2, 5, 7, 9, 0, 0, 0, 0]).suffix(4) == [7, 2, 2, 0])
  }

  @Test func functionsOfBothSides() throws {
    // Weights 1, 2, 3 of the units before, here and after, times the difference of the units.
    let text = """
      table w % 3 -1 1 t+2
      g(x,y)=x-y
      special k=fconv(zero,3,1,w,u0,u0,g)
      u[0..2]'=k([j])
      """
    let u = [1.0, 4, -2]
    let rates = try rates(text, at: u)
    for i in 0..<3 {
      let expected = (-1...1).reduce(0.0) { sum, shift in
        (0..<3).contains(i + shift) ? sum + Double(shift + 2) * (u[i + shift] - u[i]) : sum
      }
      #expect(abs(rates[i] - expected) < 1e-13)
    }
  }

  /// Each entry of a matrix with delays looks back by its own.
  @Test func delays() throws {
    let model = try model(
      "table w % 2 0 1 t+1\ntable d % 2 0 1 t+3\nspecial k=delmmult(2,1,w,d,u0)\nu[0..1]'=k(0)\n")
    #expect(Set(model.memory.delays.map(\.variable)) == ["u0", "u1"])
    #expect(Set(model.memory.delays.compactMap(\.lag.constantValue)) == [3, 4])
    let present = try model.withoutDelays()
    #expect(try CompiledModel(present).values(at: [5, 7], parameters: []) == [19, 19])
  }

  /// An index that is no number chooses among all results; outside of them there is 0.
  @Test func variableIndices() throws {
    let text = "table w % 2 0 1 t+1\nspecial k=mmult(1,2,w,u0)\nu[0..1]'=0\nx'=k(x)\n"
    for (x, expected) in [(0.0, 3.0), (0.9, 3), (1, 6), (1.5, 6), (2, 0), (-1, 0)] {
      #expect(try rates(text, at: [3, 0, x])[2] == expected, "at \(x)")
    }
    #expect(try rates("table w % 2 0 1 1\nspecial k=mmult(1,1,w,u0)\nu[0..1]'=k(5)+k(-2)\n", at: [3, 1]) == [0, 0])
  }

  /// A library that is not called gives nothing.
  @Test func libraries() throws {
    #expect(try rates("special k=import(lib.so,fun,3,u0)\nu[0..2]'=1+k([j])\n", at: [1, 2, 3]) == [1, 1, 1])
  }

  @Test func faults() {
    let rest = "u[0..2]'=k([j])\n"
    #expect(fault("special k=spiral(3,1,w,u0)\n" + rest).contains("'spiral' are not supported"))
    #expect(fault("special k=conv(even,3,1,w,u0)\n" + rest).contains("'w' is not a table"))
    let table = "table w % 3 -1 1 t\n"
    #expect(fault(table + "special k=conv(odd,3,1,w,u0)\n" + rest).contains("no such kind of ends"))
    #expect(fault(table + "special k=conv(even,0,1,w,u0)\n" + rest).contains("'0' is no number of units"))
    #expect(fault(table + "special k=conv(even,3,1,w,v0)\n" + rest).contains("no variable 'v0'"))
    #expect(fault(table + "special k=conv(even,3,1,w)\n" + rest).contains("lacks arguments"))
    #expect(fault(table + "special k=conv(even,3,2,w,u0)\n" + rest).contains("too few points"))
    #expect(fault(table + "special k=conv(even,4,1,w,u0)\n" + rest).contains("more quantities than there are"))
    #expect(fault(table + "special k=mmult(3,3,w,u0)\n" + rest).contains("too few points"))
  }
}
