// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import ComplexModule
import Foundation
import ModelFormats
import Results
import Testing

/// Curves in two parameters of equations with constant delays, against closed forms.
@Suite("Curves of delay equations in two parameters") struct DelayCurveTests {
  private func diagram(
    _ text: String, _ horizontal: AxisRange, _ vertical: AxisRange
  ) throws -> TwoParameterResult {
    let model = try ODEFile.read(text: text, fileName: "delays.ode")
    let settings = try TwoParameterSettings(horizontal: horizontal, vertical: vertical)
    return try TwoParameterAnalyzer.analyze(model, settings: settings)
  }

  /// The largest modulus of a characteristic function on all curves of Hopf points: its arguments are i w, the horizontal and the vertical
  /// parameter, and the state.
  private func largest(
    _ result: TwoParameterResult, _ function: (Complex<Double>, Double, Double, Double) -> Complex<Double>
  ) -> Double {
    result.branches.filter { $0.kind == .hopf }.flatMap { branch in
      let horizontal = branch.parameters[result.horizontal.name] ?? []
      let vertical = branch.parameters[result.vertical.name] ?? []
      return (branch.frequency ?? []).indices.map { index in
        let root = Complex(0, branch.frequency?[index] ?? .nan)
        return function(root, horizontal[index], vertical[index], branch.states["x"]?[index] ?? .nan).length
      }
    }.max() ?? .infinity
  }

  private func frequencies(_ result: TwoParameterResult) -> [Double] {
    result.branches.filter { $0.kind == .hopf }.flatMap { $0.frequency ?? [] }
  }

  private func points(_ result: TwoParameterResult, _ type: CodimensionTwoType) -> [TwoParameterPoint] {
    result.specialPoints.filter { $0.type == type }
  }

  private func expect(_ point: TwoParameterPoint?, _ values: [String: Double], tolerance: Double = 1e-7) {
    for (name, value) in values { #expect(abs((point?.parameters[name] ?? .nan) - value) < tolerance, "\(name)") }
  }

  /// s + a + b exp(-s) = 0 (Hayes 1950): a = -w cot w, b = w / sin w; the root 0 is double at (-1, 1).
  @Test func hayesEquation() throws {
    let result = try diagram(
      "par a=1,b=2\nx'=-a*x-b*delay(x,1)-x^3\n", AxisRange(name: "a", lower: -2, upper: 3),
      AxisRange(name: "b", lower: 0.2, upper: 4))
    let error = largest(result) { s, a, b, x in s + Complex(a + 3 * x * x) + Complex(b) * Complex<Double>.exp(-s) }
    #expect(error < 1e-9)
    let range = frequencies(result)
    #expect((range.min() ?? .infinity) < 0.05 && (range.max() ?? 0) > 2.4)
    expect(points(result, .branchPointBogdanovTakens).first, ["a": -1, "b": 1])
    #expect(result.notes.contains { $0.contains("cycles of delay equations are not followed") })
    #expect(result.complete)
    let trivial = result.branches.filter { branch in
      branch.kind == .hopf && (branch.states["x"] ?? [1]).allSatisfy { abs($0) < 1e-6 }
    }
    // Stable cycles are born of the trivial equilibrium: nothing else is unstable there, and the cubic term holds them.
    #expect(!trivial.isEmpty)
    for branch in trivial {
      #expect(branch.unstableDirections.allSatisfy { $0 == 0 })
      #expect((branch.coefficient ?? []).allSatisfy { !($0 > 0) })
    }
  }

  /// The delay itself as a parameter, in seconds of 1e-3: r tau = pi / 2 + 2 pi k, w tau = pi / 2 + 2 pi k.
  @Test func delayAsParameter() throws {
    let result = try diagram(
      "par r=1e3,tau=1e-3\nx'=r*x*(1-delay(x,tau))\n", AxisRange(name: "tau", lower: 5e-4, upper: 1e-2),
      AxisRange(name: "r", lower: 500, upper: 2000))
    let branches = result.branches.filter { $0.kind == .hopf }
    #expect(!branches.isEmpty)
    for branch in branches {
      let products = zip(branch.parameters["tau"] ?? [], branch.parameters["r"] ?? []).map { $0 * $1 / .pi }
      for product in products { #expect(abs((product - 0.5).remainder(dividingBy: 2)) < 1e-9) }
      let phases = zip(branch.parameters["tau"] ?? [], branch.frequency ?? []).map { $0 * $1 / .pi }
      for phase in phases { #expect(abs((phase - 0.5).remainder(dividingBy: 2)) < 1e-9) }
    }
    let counts = Set(branches.flatMap(\.unstableDirections))
    #expect(counts == [0, 2, 4])
  }

  /// Two delays: the curves of i w + b exp(-i w) + c exp(-2.5 i w) = 0 cross themselves (SciPy, 12 digits).
  @Test func doubleHopfPoints() throws {
    let result = try diagram(
      "par b=1,c=1\nx'=-b*delay(x,1)-c*delay(x,2.5)-x^3\n", AxisRange(name: "b", lower: -4, upper: 3),
      AxisRange(name: "c", lower: -4.2, upper: 4.5))
    let error = largest(result) { s, b, c, x in
      s + Complex(3 * x * x) + Complex(b) * Complex<Double>.exp(-s)
        + Complex(c) * Complex<Double>.exp(Complex(-2.5) * s)
    }
    #expect(error < 1e-9)
    let exact = [
      (b: -2.97860743, c: 3.75551234, w: [3.479739829, 5.43421879]),
      (b: -1.309174497, c: -3.199573279, w: [1.945008212, 4.442029467]),
    ]
    for known in exact {
      let found = points(result, .hopfHopf).first {
        abs(($0.parameters["b"] ?? .nan) - known.b) < 1e-3 && abs(($0.state["x"] ?? .nan)) < 1e-6
      }
      expect(found, ["b": known.b, "c": known.c])
      for (frequency, w) in zip((found?.frequencies ?? []).sorted(), known.w) { #expect(abs(frequency - w) < 1e-6) }
      #expect(found?.frequencies.count == 2)
    }
    expect(points(result, .branchPointBogdanovTakens).first, ["b": -2.0 / 3, "c": 2.0 / 3])
  }

  /// Folds at x = (1 - c) / 2, p = -(c - 1)^2 / 4; where c = -1 the root 0 is double, and a curve of Hopf points begins.
  @Test func foldsAndBogdanovTakensPoint() throws {
    let result = try diagram(
      "par p=0,c=2\nx'=p-c*x+delay(x,1)-delay(x,1)^2\n", AxisRange(name: "p", lower: -3, upper: 1),
      AxisRange(name: "c", lower: -2, upper: 3))
    let folds = result.branches.filter { $0.kind == .limitPoint }
    #expect(!folds.isEmpty)
    for fold in folds {
      for (p, c) in zip(fold.parameters["p"] ?? [], fold.parameters["c"] ?? []) {
        #expect(abs(p + (c - 1) * (c - 1) / 4) < 1e-9)
      }
    }
    let takens = points(result, .bogdanovTakens)
    #expect(takens.count == 1)
    expect(takens.first, ["p": -1, "c": -1])
    #expect(largest(result) { s, _, c, x in s + Complex(c) - Complex(1 - 2 * x) * Complex<Double>.exp(-s) } < 1e-9)
  }

  @Test func negativeDelaysAreRefused() {
    #expect(throws: BifurcationError.self) {
      try diagram(
        "par a=1,b=2,tau=1\nx'=-a*x-b*tanh(delay(x,tau-b))\n", AxisRange(name: "a", lower: 0, upper: 1),
        AxisRange(name: "b", lower: 0, upper: 3))
    }
  }
}
