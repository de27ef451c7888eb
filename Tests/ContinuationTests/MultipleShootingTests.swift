// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import ModelCore
import RealModule
import Symbolics
import Testing

@testable import Continuation

@Suite("Multiple shooting") struct MultipleShootingTests {
  /// A cycle as a start: the states at equal times.
  private func approximation(_ states: [[Double]], period: Double, parameter: Double) -> CyclePoint {
    let times = states.indices.map { Double($0) / Double(states.count - 1) }
    return CyclePoint(
      parameter: parameter, period: period, minima: [], maxima: [], means: [], multipliers: [], trivialMultiplier: 1,
      unstableCount: 0, arclength: 0, residual: 0, times: times, states: states)
  }

  @Test("Van der Pol at mu = 1: the period from a circle, and Liouville's formula")
  func vanDerPol() throws {
    let model = try EquilibriumTests.model("vdp", ["x": 2, "y": 0], ["mu": 1]) { x, p in
      [x[1], p[0] * (1 - x[0] * x[0]) * x[1] - x[0]]
    }
    let problem = try SpecialCycleTests.problem(model, "mu", 0...2, [4, 6])
    let circle = (0...64).map { index -> [Double] in
      let angle = 2 * .pi * Double(index) / 64
      return [2 * Double.cos(angle), -2 * Double.sin(angle)]
    }
    let outcome = MultipleShooting(problem).cycle(near: approximation(circle, period: 6.5, parameter: 1))
    guard case .converged(let cycle) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(abs(cycle.period - 6.6632868593) < 1e-9)
    #expect(abs(cycle.trivialMultiplier - 1) < 1e-8)
    // The same multiplier by collocation.
    let shares = circle.indices.map { 6.5 * Double($0) / 64 }
    let branch = try #require(
      CycleBranch.follow(orbit: SampledOrbit(times: shares, states: circle), at: 1, on: problem, range: 0.9...1.1))
    let start = try #require(branch.points.first { $0.arclength == 0 })
    #expect(abs((cycle.multipliers.first?.real ?? 0) - (start.multipliers.first?.real ?? 1)) < 1e-9)
  }

  @Test("A fold of cycles is found with the parameter free, where the equations at a fixed one are singular")
  func atFold() throws {
    let model = try EquilibriumTests.model("fold", ["x": 0, "y": 0], ["mu": 0.1]) { x, p in
      let square = x[0] * x[0] + x[1] * x[1]
      let growth = p[0] + square - square * square
      return [growth * x[0] - x[1], growth * x[1] + x[0]]
    }
    let problem = try SpecialCycleTests.problem(model, "mu", -0.5...0.5, [2, 2])
    let radius = Double(0.5).squareRoot() + 1e-4
    let circle = (0...64).map { index -> [Double] in
      let angle = 2 * .pi * Double(index) / 64
      return [radius * Double.cos(angle), radius * Double.sin(angle)]
    }
    let start = approximation(circle, period: 6.28, parameter: -0.2501)
    guard case .converged(let cycle) = MultipleShooting(problem).cycle(near: start, isParameterFree: true) else {
      Issue.record("not converged")
      return
    }
    let square = cycle.states[0][0] * cycle.states[0][0] + cycle.states[0][1] * cycle.states[0][1]
    #expect(abs(cycle.parameter - (square * square - square)) < 1e-9)
    #expect(abs(cycle.parameter + 0.25) < 1e-6)
  }

  @Test("Nothing is near a rest state: a reason instead of a cycle")
  func failure() throws {
    let model = try EquilibriumTests.model("rest", ["x": 0, "y": 0], ["mu": 1]) { x, p in
      [p[0] + x[0] * x[0], 1 + x[1] * x[1]]
    }
    let problem = try SpecialCycleTests.problem(model, "mu", 0...2, [4, 6])
    let states = (0...8).map { [Double($0), 1.0] }
    if case .converged = MultipleShooting(problem).cycle(near: approximation(states, period: 9, parameter: 1)) {
      Issue.record("a cycle where there is none")
    }
  }
}
