// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import RealModule
import Simulator
import Symbolics
import Testing

@testable import PhasePlane

@Suite("Many trajectories of a planar flow") struct TrajectoryEnsembleTests {
  /// A focus, z' = (a + i) z, in a window that is twice as high as it is wide and not centred at it.
  private static let growth = -0.1
  private static func focus() throws -> PlanarFlow {
    let a = Expression(growth)
    return try SampleFlow(-2...3, -4...6, fixedPoints: []) { x, y in (a * x - y, x + a * y) }.flow
  }

  /// The state after a time from another.
  private static func exact(_ state: [Double], after time: Double) -> [Double] {
    let (size, c, s) = (Double.exp(growth * time), Double.cos(time), Double.sin(time))
    return [size * (c * state[0] - s * state[1]), size * (s * state[0] + c * state[1])]
  }

  /// The state of each trajectory after a time, with what is integrated beside it.
  private static func states(
    _ ensemble: TrajectoryEnsemble, from starts: [[Double]], after time: Double, tolerance: Double
  ) -> [[Double]] {
    var states = starts
    let tolerances = [Double](repeating: tolerance, count: starts.count)
    let ends = ensemble.run(from: starts, tolerances: tolerances) { step in
      if step.time + step.length < time { return true }
      states[step.trajectory] = step.state(after: time - step.time)
      return false
    }
    #expect(ends.allSatisfy { $0 == .observer })
    return states
  }

  @Test("both methods keep their errors, forward and backward", arguments: [false, true], [1e-6, 1e-12])
  func accuracy(_ backward: Bool, _ tolerance: Double) throws {
    let field = WindowField(flow: try Self.focus(), backward: backward)
    let starts = [[1.0, 0], [0, 2], [-1.5, 0.3]]
    for tableau in [ButcherTableau.dormandPrince, .dormandPrince8] {
      let ends = Self.states(
        TrajectoryEnsemble(field: field, tableau: tableau), from: starts.map { field.start(field.flow.scaled($0)) },
        after: 5, tolerance: tolerance)
      for (start, end) in zip(starts, ends) {
        let exact = field.flow.scaled(Self.exact(start, after: backward ? -5 : 5))
        #expect((PlanePoint(end[0], end[1]) - exact).length < 200 * tolerance)
      }
    }
  }

  @Test("Liouville's formula: the integral of the divergence") func divergence() throws {
    let field = WindowField(flow: try Self.focus(), companion: .divergence)
    let start = field.start(PlanePoint(0.1, 0.2))
    let end = Self.states(TrajectoryEnsemble(field: field), from: [start], after: 7, tolerance: 1e-12)[0]
    #expect(end.count == 3 && abs(end[2] - 2 * Self.growth * 7) < 1e-11)
  }

  @Test("the derivative by the start, in units of the window") func variation() throws {
    let field = WindowField(flow: try Self.focus(), companion: .variation)
    let start = field.start(PlanePoint(0.1, 0.2))
    let end = Self.states(TrajectoryEnsemble(field: field), from: [start], after: 2, tolerance: 1e-12)[0]
    let (size, c, s) = (Double.exp(2 * Self.growth), Double.cos(2), Double.sin(2))
    // A unit of the vertical coordinate is twice as long as one of the horizontal one.
    for (value, expected) in zip(end[2...], [size * c, -2 * size * s, 0.5 * size * s, size * c]) {
      #expect(abs(value - expected) < 1e-11)
    }
  }

  /// What becomes of a trajectory does not depend on those beside it, to the last bit.
  @Test func independence() throws {
    let field = WindowField(flow: try Self.focus(), companion: .divergence)
    let ensemble = TrajectoryEnsemble(field: field)
    let starts = (0..<6).map { field.start(PlanePoint(0.4 - 0.1 * Double($0), 0.05 * Double($0 * $0))) }
    let times = [3.0, 0.5, 8, 1, 2, 5]
    func run(_ starts: [[Double]], _ times: [Double]) -> [[Double]] {
      var last = starts
      _ = ensemble.run(from: starts, tolerances: [Double](repeating: 1e-9, count: starts.count)) { step in
        last[step.trajectory] = step.stateAfter
        return step.time < times[step.trajectory]
      }
      return last
    }
    let together = run(starts, times)
    for (k, start) in starts.enumerated() { #expect(run([start], [times[k]])[0] == together[k]) }
  }

  @Test("each trajectory has a tolerance of its own") func tolerances() throws {
    let field = WindowField(flow: try Self.focus())
    let start = field.start(PlanePoint(0.3, 0.1))
    var counts = [0, 0]
    _ = TrajectoryEnsemble(field: field).run(from: [start, start], tolerances: [1e-4, 1e-12]) { step in
      counts[step.trajectory] += 1
      return step.time < 10
    }
    #expect(counts[0] > 0 && counts[1] > 2 * counts[0])
  }

  @Test func steps() throws {
    let flow = try SampleFlow(0...10, 0...1, fixedPoints: []) { _, _ in (5, 0) }.flow
    let field = WindowField(flow: flow)
    var ensemble = TrajectoryEnsemble(field: field, maximumSteps: 20)
    ensemble.longestStep = 0.1
    var last = 0.0
    let ends = ensemble.run(from: [[-0.5, 0]], tolerances: [1e-8]) { step in
      // A step begins where the last one ended, goes no further than it may, and knows its rates.
      #expect(abs(step.pointBefore.x - last) < 1e-15 || step.time == 0)
      #expect(step.pointAfter.x - step.pointBefore.x <= 0.1 + 1e-15)
      #expect(step.directionBefore == PlanePoint(0.5, 0) && step.directionAfter == PlanePoint(0.5, 0))
      #expect(abs(step.state(after: step.length / 2)[0] - (step.pointBefore.x + 0.25 * step.length)) < 1e-15)
      last = step.pointAfter.x
      return true
    }
    #expect(ends == [.steps])
  }

  /// Beyond the line x = 1 there is no right-hand side.
  @Test func breakdown() throws {
    let flow = try SampleFlow(0...2, 0...1, fixedPoints: []) { x, _ in (1 + .sqrt(1 - x), 0) }.flow
    var last = PlanePoint(0, 0)
    let ends = TrajectoryEnsemble(field: WindowField(flow: flow)).run(from: [[-0.4, 0]], tolerances: [1e-8]) { step in
      last = step.pointAfter
      return true
    }
    #expect(ends == [.breakdown])
    #expect(last.x <= 0 && last.x > -1e-6)
  }

  @Test func allowance() throws {
    var flow = try Self.focus()
    flow.allowance = WorkAllowance(evaluations: 100)
    let field = WindowField(flow: flow)
    let starts = [field.start(PlanePoint(0.1, 0)), field.start(PlanePoint(0.2, 0))]
    #expect(
      TrajectoryEnsemble(field: field).run(from: starts, tolerances: [1e-9, 1e-9]) { _ in true } == [
        .cutShort, .cutShort,
      ])
    #expect(flow.allowance?.shortage == .exhausted)
    #expect(TrajectoryEnsemble(field: field).run(from: [], tolerances: []) { _ in true }.isEmpty)
  }

  @Test("points in between, each by a step of its own") func points() throws {
    let field = WindowField(flow: try Self.focus())
    let starts = [[1.0, 0], [0.5, -1]]
    let scaled = starts.map { field.start(field.flow.scaled($0)) }
    let found = TrajectoryEnsemble.points(of: field, .dormandPrince8, from: scaled, after: [0.05, 0.1])
    for (k, time) in [0.05, 0.1].enumerated() {
      #expect((found[k] - field.flow.scaled(Self.exact(starts[k], after: time))).length < 1e-14)
    }
    #expect(TrajectoryEnsemble.points(of: field, .dormandPrince8, from: [], after: []).isEmpty)
  }

  @Test("backward differentiation of the same field", arguments: [WindowField.Companion.none, .divergence, .variation])
  func stiff(_ companion: WindowField.Companion) throws {
    let field = WindowField(flow: try Self.focus(), companion: companion)
    let start = field.start(field.flow.scaled([1, 0.5]))
    let simulation = try field.stiffSimulation(duration: 3, tolerance: 1e-9, maximumSteps: 10_000)
    let end = simulation.trajectory(from: start).finalState
    let explicit = Self.states(TrajectoryEnsemble(field: field), from: [start], after: 3, tolerance: 1e-12)[0]
    for (value, expected) in zip(end, explicit) { #expect(abs(value - expected) < 1e-5) }
  }

  /// The Jacobian of the state, and of each column of its derivative, is that of the flow in units of the window.
  @Test func jacobian() throws {
    let field = WindowField(flow: try Self.focus(), backward: true, companion: .variation)
    let jacobian = field.jacobian(at: field.start(PlanePoint(0.2, 0.1)), parameters: [])
    let expected = [-Self.growth, 2, -0.5, -Self.growth]
    for (first, second) in [(0, 1), (2, 4), (3, 5)] {
      let places = [6 * first + first, 6 * first + second, 6 * second + first, 6 * second + second]
      for (place, value) in zip(places, expected) { #expect(abs(jacobian[place] - value) < 1e-14) }
    }
    #expect(jacobian.count { $0 != 0 } == 12)
  }
}
