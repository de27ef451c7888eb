// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import ModelCore
import Results
import Symbolics
import Testing

@testable import PhasePlane

@Suite struct LimitCycleSearchTests {
  /// r' = r (1 - r²)(4 - r²)(9 - r²)/16: cycles at 1, 2, 3 of period 2π; multiplier exp(2π r p'(r²) 2r).
  @Test func findsThreeNestedCyclesWithMultipliersInClosedForm() throws {
    let sample = try SampleFlow.radial(4, center: [0.3, -0.2]) { s in 0.0625 * (1 - s) * (4 - s) * (9 - s) }
    let (cycles, notes) = sample.limitCycles
    #expect(notes == [])
    try #require(cycles.count == 3)
    // Of equal periods, the largest cycle comes first.
    #expect(cycles.map { hypot($0.points[0][0] - 0.3, $0.points[0][1] + 0.2).rounded() } == [3, 2, 1])
    let slopes = [1: -24.0, 2: 15, 3: -40]
    var radii: Set<Int> = []
    for cycle in cycles {
      let radius = hypot(cycle.points[0][0] - 0.3, cycle.points[0][1] + 0.2)
      let nearest = Int(radius.rounded())
      radii.insert(nearest)
      #expect(abs(radius - Double(nearest)) < 1e-10)
      #expect(abs(cycle.period - 2 * .pi) < 1e-9)
      let slope = try #require(slopes[nearest])
      let exponent = 2 * Double.pi * 2 * radius * radius * slope / 16
      #expect(abs(log(cycle.multipliers[1][0]) - exponent) < 1e-8 * abs(exponent))
      #expect(abs(cycle.multipliers[0][0] - 1) < 1e-8)
      #expect(cycle.stable == (slope < 0))
      #expect(cycle.residual < 1e-10)
    }
    #expect(radii == [1, 2, 3])
  }

  /// Bautin's normal form with b2 = 1: amplitudes (1 ± sqrt(1 + 4 b1)) / 2, multipliers exp(2π (2 b2 A - 4 A²)).
  @Test(arguments: [-0.05, -0.2, -0.24, -0.2499])
  func findsBothCyclesOfBautinsNormalForm(b1: Double) throws {
    let sample = try SampleFlow.radial(1.5) { s in Expression(b1) + s - s * s }
    let (cycles, _) = sample.limitCycles
    try #require(cycles.count == 2)
    let root = (1 + 4 * b1).squareRoot()
    for cycle in cycles {
      let square = (1 + (cycle.stable ? root : -root)) / 2
      for point in cycle.points { #expect(abs(point[0] * point[0] + point[1] * point[1] - square) < 1e-8) }
      #expect(abs(cycle.multipliers[1][0] - exp(2 * Double.pi * (2 * square - 4 * square * square))) < 1e-7)
    }
    #expect(Set(cycles.map(\.stable)) == [true, false])
  }

  @Test func matchesVanDerPolsPeriodAndAmplitude() throws {
    let (cycles, notes) = try SampleFlow.vanDerPol(1).limitCycles
    try #require(cycles.count == 1)
    #expect(notes == [])
    #expect(abs(cycles[0].period - 6.6632868593) < 1e-9)
    #expect(cycles[0].stable)
    let amplitude = cycles[0].points.map { $0[0] }.max() ?? 0
    #expect(abs(amplitude - 2.0086198609) < 1e-3)
  }

  /// Periods from scipy's DOP853 at a relative tolerance of 1e-13, crossing to crossing.
  @Test(arguments: [(0.5, 39.47441498022), (0.8, 36.51803247231)])
  func findsTheOneCycleOfFitzHughNagumo(current: Double, period: Double) throws {
    let (cycles, notes) = try SampleFlow.fitzHughNagumo(current: current).limitCycles
    try #require(cycles.count == 1)
    #expect(abs(cycles[0].period - period) < 1e-9)
    #expect(cycles[0].stable && cycles[0].residual < 1e-9)
    #expect(notes == [])
  }

  /// Between the fold of cycles and the subcritical Hopf point a stable and an unstable cycle surround the rest state.
  @Test func findsTheUnstableCycleOfFitzHughNagumo() throws {
    let (cycles, _) = try SampleFlow.fitzHughNagumo(current: 0.33, guess: [-1, -0.3]).limitCycles
    #expect(cycles.map(\.stable) == [true, false])
    #expect(abs((cycles.first?.period ?? 0) - 48.8102101724) < 1e-8)
  }

  @Test func findsNoCyclesAtACenter() throws {
    let sample = try SampleFlow(-2...2, -1.5...1.5, fixedPoints: [[-1, 0], [0, 0], [1, 0]]) { x, y in
      (y, x - x * x * x)
    }
    let (cycles, notes) = sample.limitCycles
    #expect(cycles.isEmpty)
    #expect(notes.contains { $0.contains("fixed point 1") } && notes.contains { $0.contains("fixed point 3") })
  }

  /// Periods from scipy's DOP853 at a relative tolerance of 1e-13, crossing to crossing.
  @Test(arguments: [(5.0, 11.6122306677175), (20, 34.682323311652)])
  func findsRelaxationOscillations(mu: Double, period: Double) throws {
    let (cycles, notes) = try SampleFlow.vanDerPol(mu, height: 1.5 * mu + 2).limitCycles
    try #require(cycles.count == 1)
    #expect(notes == [])
    #expect(abs(cycles[0].period - period) < 1e-9 * period)
  }

  /// A leaky integrator x' = 2 - x with a threshold at 1, a reset to 0, and an adaptation y' = -y/3 that grows by 1/2:
  /// period ln 2, adaptation after a reset (1/2)/(1 - exp(-T/3)), multiplier exp(-T/3).
  @Test func findsTheCycleOfAnIntegratorWithResets() throws {
    let (x, y) = (Expression.symbol("x"), Expression.symbol("y"))
    let reset = Event(
      condition: x - 1, direction: .rising,
      assignments: [Event.Assignment(name: "x", expression: 0), Event.Assignment(name: "y", expression: y + 0.5)])
    let sample = try SampleFlow(-0.5...1.2, -0.5...3.5, fixedPoints: [], events: [reset]) { x, y in (2 - x, -y / 3) }
    let (cycles, notes) = sample.limitCycles
    try #require(cycles.count == 1)
    // ln 2 in six digits.
    #expect(notes == ["The limit cycle of period 0.693147 passes through a reset."])
    let factor = exp(-log(2.0) / 3)
    #expect(abs(cycles[0].period - log(2)) < 1e-10)
    #expect(abs(cycles[0].multipliers[1][0] - factor) < 1e-9)
    #expect(cycles[0].stable)
    #expect(abs(cycles[0].points[0][1] - 0.5 / (1 - factor)) < 1e-9)
  }

  /// Periods from scipy's Radau at a relative tolerance of 1e-12, crossing to crossing.
  @Test(arguments: [(100.0, 162.83707109), (300, 485.14228274), (1000, 1614.40112581)])
  func findsStiffRelaxationOscillations(mu: Double, period: Double) throws {
    let sample = try SampleFlow(-3...3, -2...2, fixedPoints: [[0, 0]]) { x, y in
      (Expression(mu) * (x - x * x * x / 3 - y), x / Expression(mu))
    }
    let (cycles, notes) = sample.limitCycles
    try #require(cycles.count == 1, "\(notes)")
    #expect(abs(cycles[0].period - period) < 1e-7 * period, "\(cycles[0].period)")
    #expect(cycles[0].stable)
    #expect(abs((cycles[0].points.map { $0[0] }.max() ?? 0) - 2) < 0.01)
    #expect(notes.allSatisfy { $0.contains("is stiff") }, "\(notes)")
    #expect(cycles[0].residual < 1e-8)
    // It is computed, so it is not quite 1.
    let trivial = cycles[0].multipliers[0][0]
    #expect(trivial != 1 && abs(trivial - 1) < 1e-6, "\(trivial)")
  }

  /// Backward in time the stable cycle is an unstable one, of the same period.
  @Test func findsAnUnstableStiffCycle() throws {
    let sample = try SampleFlow(-3...3, -2...2, fixedPoints: [[0, 0]]) { x, y in
      (Expression(-100) * (x - x * x * x / 3 - y), x / Expression(-100))
    }
    let (cycles, notes) = sample.limitCycles
    try #require(cycles.count == 1, "\(notes)")
    #expect(abs(cycles[0].period - 162.83707109) < 1e-7 * 162.8)
    #expect(!cycles[0].stable && cycles[0].multipliers[1][0] > 1e100)
    #expect(notes.allSatisfy { $0.contains("is stiff") }, "\(notes)")
  }

  /// A periodic plane: trajectories come to rest at fixed points far outside the window, and that is no reason to go on.
  @Test func knowsFixedPointsOutsideTheWindow() throws {
    let sample = try SampleFlow(-1...1, -1...1, fixedPoints: [[0, 0]]) { x, y in
      let (s, t) = (Expression.sin(x), Expression.sin(y))
      return (s + Expression(0.5) * t, t - Expression(0.5) * s)
    }
    var search = LimitCycleSearch(flow: sample.flow, fixedPoints: sample.fixedPoints)
    search.evaluations = 1_000_000
    let (cycles, notes) = search.find()
    #expect(cycles.isEmpty && notes == [])
  }

  @Test func saysThatItWasCutShort() throws {
    let sample = try SampleFlow.vanDerPol(1)
    var search = LimitCycleSearch(flow: sample.flow, fixedPoints: sample.fixedPoints)
    search.evaluations = 1000
    #expect(
      search.find().notes.contains { $0.hasPrefix("The search for limit cycles was cut short: it took too many") })
    search.isCancelled = { true }
    #expect(search.find().notes.contains("The search for limit cycles was cut short: it was interrupted."))
  }
}
