// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import ModelCore
import Simulator
import Symbolics
import Testing

/// Solutions in closed form: Mittag-Leffler functions (mpmath, 25 digits) and powers of time.
@Suite("Equations of fractional order") struct FractionalSimulationTests {
  private let x = Sample.x
  private let y = Sample.y
  private let t = Sample.t

  private func model(_ rates: [(String, Symbolics.Expression, Double)]) throws -> Model {
    try Model(
      name: "fractional",
      variables: rates.map { Variable(name: $0.0, rate: $0.1, initialValue: Symbolics.Expression($0.2)) })
  }

  private func end(
    _ model: Model, _ orders: [String: Double], _ scheme: FractionalSimulation.Scheme, step: Double,
    duration: Double = 1, memory: Double? = nil
  ) throws -> [Double] {
    let simulation = try FractionalSimulation(model, orders: orders, scheme: scheme, memory: memory)
    return try simulation.trajectory(duration: duration, step: step).finalState
  }

  /// D^a x = -x from 1: E_a(-t^a); for a = 1 / 2 that is exp(t) erfc(sqrt t). The beginning like t^a makes the order 1.
  @Test(arguments: FractionalSimulation.Scheme.allCases) func relaxation(scheme: FractionalSimulation.Scheme) throws {
    let model = try model([("x", -x, 1)])
    for (order, time, exact) in [(0.5, 1.0, 0.4275835761558070044), (0.6, 2, 0.3005838666731831676)] {
      let errors = try [0.02, 0.01, 0.005].map { step in
        abs(try end(model, ["x": order], scheme, step: step, duration: time)[0] - exact)
      }
      #expect(errors[2] < 2e-3)
      for (coarse, fine) in zip(errors, errors.dropFirst()) { #expect(abs(log2(coarse / fine) - 1) < 0.15) }
    }
  }

  /// D^a x = -x + t^2 + 2 t^(2 - a) / Gamma(3 - a) from 0: t^2, smooth.
  @Test(arguments: [(FractionalSimulation.Scheme.caputoL1, 1.6), (.grunwaldLetnikov, 1.0)])
  func ordersOfSmoothSolutions(scheme: FractionalSimulation.Scheme, expected: Double) throws {
    let order = 0.4
    let force = Symbolics.Expression(2 / tgamma(3 - order)) * .pow(t, Symbolics.Expression(2 - order))
    let model = try model([("x", -x + t * t + force, 0)])
    let errors = try [0.02, 0.01].map { abs(try end(model, ["x": order], scheme, step: $0)[0] - 1) }
    #expect(abs(log2(errors[0] / errors[1]) - expected) < 0.1)
  }

  /// D^a x = y, D^a y = -x from (1, 0): x + i y = E_a(-i t^a), at t = 1 and t = 2 for a = 0.8.
  @Test func oscillator() throws {
    let model = try model([("x", y, 1), ("y", -x, 0)])
    for (time, exact) in [
      (1.0, (0.4183820260495613, -0.7771302370762685)), (2, (-0.2121170009712848, -0.6425484838932110)),
    ] {
      let errors = try [0.01, 0.005].map { step in
        let end = try end(model, ["x": 0.8, "y": 0.8], .caputoL1, step: step, duration: time)
        return hypot(end[0] - exact.0, end[1] - exact.1)
      }
      #expect(errors[1] < 4e-3 && errors[0] / errors[1] > 1.8)
    }
  }

  /// Order 1 is the implicit Euler method: (1 + h)^-n.
  @Test(arguments: FractionalSimulation.Scheme.allCases) func orderOne(scheme: FractionalSimulation.Scheme) throws {
    let end = try end(try model([("x", -x, 1)]), [:], scheme, step: 0.1)
    #expect(abs(end[0] * pow(1.1, 10) - 1) < 1e-13)
  }

  /// A memory as long as the whole time is no limit; a shorter one makes errors that fall with its length.
  @Test func shortMemory() throws {
    let model = try model([("x", -x, 1)])
    let whole = try end(model, ["x": 0.5], .grunwaldLetnikov, step: 0.05, duration: 10)
    let all = try end(model, ["x": 0.5], .grunwaldLetnikov, step: 0.05, duration: 10, memory: 10)
    #expect(whole == all)
    let errors = try [2.0, 4, 8].map { memory in
      abs(try end(model, ["x": 0.5], .grunwaldLetnikov, step: 0.05, duration: 10, memory: memory)[0] - whole[0])
    }
    #expect(errors[0] > errors[1] && errors[1] > errors[2] && errors[2] > 0 && errors[0] < 0.3)
  }

  @Test func refusals() throws {
    let model = try model([("x", -x, 1)])
    #expect(throws: SettingsError.self) { try FractionalSimulation(model, orders: ["x": 1.5]) }
    #expect(throws: ModelError.self) { try FractionalSimulation(model, orders: ["z": 0.5]) }
    let blowUp = try FractionalSimulation(try self.model([("x", x * x, 1)]), orders: ["x": 0.9])
    #expect(try blowUp.trajectory(duration: 5, step: 0.01).stop != .reachedEnd)
  }
}
