// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import Linearization
import ModelCore
import Networks
import Results
import SlowPoints
import Symbolics
import Testing

@Suite("Linearisation") struct LinearizationAnalyzerTests {
  @Test("modes, conditions and drives of a triangular system are those of the closed form")
  func triangular() throws {
    // x' = -x + 4 y + I, y' = -3 y + J: left vector of -1 is (1, 2) / sqrt 5, right (1, 0).
    let model = try Model(name: "shear", variables: ["x": 0, "y": 0], parameters: ["I": 0, "J": 0]) {
      (x: [Expression], p: [Expression]) -> [Expression] in
      [-x[0] + 4 * x[1] + p[0], -3 * x[1] + p[1]]
    }
    let result = try LinearizationAnalyzer.analyze(HighDimensionalSystem(model), at: [0, 0])
    #expect(result.eigenvalues.map { $0[0] } == [-1, -3])
    let slow = result.modes[0]
    #expect(abs(slow.timeConstant - 1) < 1e-14 && slow.frequency == 0)
    #expect(abs(slow.condition - 5.0.squareRoot()) < 1e-13)
    #expect(abs((slow.coupling["I"] ?? 0) - 1) < 1e-13)
    #expect(abs((slow.coupling["J"] ?? 0) - 2) < 1e-13)
    // A linear system is its own linearisation.
    #expect(result.responses.allSatisfy { $0.deviation < 1e-8 })
  }

  @Test("oscillations: frequency and decay of the damped spring")
  func spring() throws {
    let model = try Model(name: "spring", variables: ["x": 0, "v": 0], parameters: [:]) {
      (x: [Expression], _: [Expression]) -> [Expression] in
      [x[1], -4 * x[0] - 0.4 * x[1]]
    }
    let mode = try LinearizationAnalyzer.analyze(HighDimensionalSystem(model), at: [0, 0]).modes[0]
    #expect(abs(mode.timeConstant - 5) < 1e-12)
    #expect(abs(mode.frequency - (4 - 0.04).squareRoot() / (2 * .pi)) < 1e-12)
  }

  @Test("the linear answer fails in proportion to the kick for a quadratic term")
  func quadratic() throws {
    // The deviation from linear decay is of second order in the kick, so relative to the kick of first order.
    let model = try Model(name: "quadratic", variables: ["x": 0], parameters: [:]) {
      (x: [Expression], _: [Expression]) -> [Expression] in
      [-x[0] + x[0] * x[0]]
    }
    let responses = try LinearizationAnalyzer.analyze(HighDimensionalSystem(model), at: [0]).responses
    let ratio = responses[1].deviation / responses[0].deviation
    #expect(abs(ratio - responses[1].size / responses[0].size) < 0.05 * ratio)
    // x(t) = d e^-t / (1 - d + d e^-t): the largest difference to d e^-t is d^2 / 4 in the limit.
    #expect(abs(responses[0].deviation - responses[0].size / 4) < 0.01 * responses[0].deviation)
  }

  @Test("without a state the fixed point is found to which the start leads; a state that does not fit is refused")
  func states() throws {
    let model = try Model(name: "decay", variables: ["x": 3], parameters: [:]) {
      (x: [Expression], _: [Expression]) -> [Expression] in
      [2 - x[0]]
    }
    let system = try HighDimensionalSystem(model)
    #expect(abs(try LinearizationAnalyzer.analyze(system, at: nil).state[0] - 2) < 1e-12)
    #expect(throws: SlowPointError.wrongStateLength(index: 0, found: 2, expected: 1)) {
      try LinearizationAnalyzer.analyze(system, at: [1, 2])
    }
  }

  @Test("modes of more than 400 variables satisfy their equations")
  func large() throws {
    let network = try #require(BuiltInNetwork.named("random-network")).system([("units", 420), ("gain", 0.5)])
    let origin = [Double](repeating: 0, count: 420)
    var settings = LinearizationSettings()
    settings.kicks = []
    let result = try LinearizationAnalyzer.analyze(network, at: origin, settings)
    #expect(result.stability == .stable && result.modes.count == 8 && result.eigenvalues.count == 420)
    let jacobian = Matrix(
      rows: 420, columns: 420, elements: network.field.jacobian(at: origin, parameters: network.parameters))
    for (mode, listed) in zip(result.modes, result.eigenvalues) {
      #expect(mode.eigenvalue == listed)
      let (re, im) = (mode.rightVector[0], mode.rightVector[1])
      let (a, b) = (mode.eigenvalue[0], mode.eigenvalue[1])
      let (real, imaginary) = (jacobian * re, jacobian * im)
      for i in 0..<420 {
        #expect(abs(real[i] - (a * re[i] - b * im[i])) < 1e-10)
        #expect(abs(imaginary[i] - (b * re[i] + a * im[i])) < 1e-10)
      }
    }
  }
}
