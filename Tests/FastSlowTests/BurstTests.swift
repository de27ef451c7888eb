// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule
import Results
import Testing

@testable import FastSlow

/// Spikes whose times are known.
@Suite("Measures of bursts") struct BurstTests {
  /// Bursts of spikes at unit intervals, the threshold passed a quarter before each and a quarter after it.
  private func orbit(
    _ kind: AttractorOrbit.Kind, bursts: Int, spikes: Int, pauses: [Double], period: Double? = nil
  ) -> AttractorOrbit {
    var (times, time) = ([Double](), 0.0)
    for burst in 0..<bursts {
      for _ in 0..<spikes {
        times.append(time)
        time += 1
      }
      time += pauses[burst % pauses.count] - 1
    }
    return AttractorOrbit(
      kind: kind, spiking: "v", threshold: 0, period: period, times: [0, time], values: ["v": [0, 0]], spikes: times,
      risings: times.map { $0 - 0.25 }, fallings: times.map { $0 + 0.25 }, method: .stiff, steps: 1)
  }

  @Test("bursts of equal spikes: period, active and silent phase, intervals", arguments: [3, 5, 8])
  func periodic(spikes: Int) throws {
    let period = Double(spikes - 1) + 20
    let measures = try #require(
      BurstMeasures(orbit(.periodic, bursts: 2, spikes: spikes, pauses: [20], period: period)))
    #expect(measures.count == 1 && measures.spikes == [spikes])
    #expect(abs(measures.period - period) < 1e-12 && measures.periodDeviation == nil)
    let active = Double(spikes - 1) + 0.5
    #expect(abs(measures.activePhase - active) < 1e-12 && abs(measures.silentPhase - (period - active)) < 1e-12)
    #expect(abs(measures.dutyCycle - active / period) < 1e-12)
    #expect(measures.shortestInterval == 1 && measures.longestInterval == 1)
    #expect(measures.activePhases.first == [-0.25, Double(spikes) - 0.75])
  }

  @Test("irregular pauses have a deviation; the first and the last burst are left out")
  func irregular() throws {
    let measures = try #require(BurstMeasures(orbit(.irregular, bursts: 6, spikes: 4, pauses: [10, 20])))
    #expect(measures.count == 4 && measures.spikes == [4, 4, 4, 4])
    // Bursts begin 13 and 23 apart in turn; those after the first: 23, 13, 23, 13.
    #expect(abs(measures.period - 18) < 1e-12)
    #expect(measures.periodDeviation.map { abs($0 - (4 * 25.0 / 3).squareRoot()) < 1e-12 } == true)
  }

  @Test("a single spike in a period, and equal intervals, are spiking and no bursts")
  func tonic() throws {
    let single = try #require(BurstMeasures(orbit(.periodic, bursts: 2, spikes: 1, pauses: [7], period: 7)))
    #expect(single.spikes.allSatisfy { $0 == 1 } && abs(single.period - 7) < 1e-12)
    #expect(single.shortestInterval == nil)
    let even = try #require(BurstMeasures(orbit(.periodic, bursts: 1, spikes: 6, pauses: [1], period: 3)))
    #expect(abs(even.period - 1) < 1e-12 && even.spikes.allSatisfy { $0 == 1 })
  }

  @Test("what rests or does not spike has no measures")
  func rest() {
    #expect(BurstMeasures(orbit(.equilibrium, bursts: 2, spikes: 3, pauses: [9])) == nil)
    #expect(BurstMeasures(orbit(.periodic, bursts: 0, spikes: 3, pauses: [9], period: 4)) == nil)
    #expect(BurstMeasures(orbit(.irregular, bursts: 1, spikes: 1, pauses: [9])) == nil)
  }

  @Test("the level of spikes lies above what is small between them")
  func level() throws {
    // Large peaks of height 1 once in 10, between them ripples up to 0.55.
    let times = (0...2000).map { 0.05 * Double($0) }
    let values = times.map { time -> Double in
      let place = time.truncatingRemainder(dividingBy: 10)
      return place < 1 ? Double.sin(.pi * place) : 0.275 * (1 - Double.cos(2 * .pi * place))
    }
    let level = try #require(SpikeLevel.level(of: values, at: times))
    #expect(level > 0.55 && level < 0.9)
    #expect(SpikeLevel.level(of: [1, 1, 1], at: [0, 1, 2]) == nil && SpikeLevel.level(of: [], at: []) == nil)
  }

  @Test("names of bursts (Izhikevich 2000)")
  func names() {
    typealias Transition = FastSlowClass.Transition
    let known: [(Transition, Transition, String)] = [
      (.fold, .homoclinic, "square-wave"), (.circle, .circle, "parabolic"),
      (.subcriticalHopf, .foldOfCycles, "elliptic"), (.fold, .foldOfCycles, "type IV"),
      (.fold, .supercriticalHopf, "tapered"), (.fold, .circle, "triangular"),
    ]
    for (onset, termination, name) in known {
      #expect(FastSlowClass.classicalName(onset: onset, termination: termination) == name)
    }
    #expect(FastSlowClass.classicalName(onset: .homoclinic, termination: .fold) == nil)
    #expect(FastSlowClass.classicalName(onset: nil, termination: .homoclinic) == nil)
  }
}

/// The way-in/way-out function has closed forms where growth rate and drift are simple (Neishtadt 1987).
@Suite("Delayed passages of Hopf points") struct DelayedPassageTests {
  /// Equilibria whose growth rate is that of a function of the slow variable, with a Hopf point at zero.
  private func diagram(
    _ places: [Double], growth: (Double) -> Double, rate: (Double) -> Double
  ) -> BifurcationResult {
    var result = BifurcationResult(
      parameter: AxisRange(name: "s", lower: -2, upper: 2), variables: ["x", "y"], isMap: false)
    result.branches = [
      BifurcationBranch(
        id: 1, kind: .equilibria, stop: [], ends: [], parameter: places,
        states: ["x": places, "y": places, "ds": places.map(rate)], norm: places,
        eigenvalues: places.map { [[growth($0), 3], [growth($0), -3]] },
        unstableDirections: places.map { growth($0) > 0 ? 2 : 0 }, labels: places.map { $0 == 0 ? "H1" : "" },
        profiles: [])
    ]
    result.specialPoints = [
      BifurcationPoint(
        label: "H1", type: .hopf, parameters: ["s": 0], state: [:], normalForm: [:], remark: "", eigenvalues: [],
        branch: 1, residual: 0, bracket: 0)
    ]
    return result
  }

  private func visit(from entry: Double, to exit: Double, start: Double = 1, end: Double = 5) -> BranchVisit {
    BranchVisit(
      branch: 1, kind: .equilibria, start: start, end: end, slowAtStart: entry, slowAtEnd: exit, exit: "H1",
      exitType: .hopf, exitIsOnInvariantCircle: false)
  }

  private let places = (0...400).map { -2 + 0.01 * Double($0) }.map { abs($0) < 1e-9 ? 0 : $0 }

  @Test("with growth s and a constant drift the way out is as long as the way in", arguments: [-1.5, -0.73, -0.2])
  func symmetric(_ entry: Double) throws {
    let diagram = diagram(places, growth: { $0 }, rate: { _ in 0.01 })
    let found = DelayedPassage.passages([visit(from: entry, to: 1)], diagram, rate: "ds", within: 0...10)
    #expect(found.count == 1 && found[0].point == "H1" && found[0].slow == 0 && found[0].entry == entry)
    #expect(try abs(#require(found[0].predictedExit) + entry) < 1e-10)
  }

  @Test("with growth s + s² the integral s²/2 + s³/3 returns to its value")
  func cubic() throws {
    let diagram = diagram(places, growth: { $0 + $0 * $0 }, rate: { _ in 0.02 })
    let found = DelayedPassage.passages([visit(from: -0.8, to: 0.6)], diagram, rate: "ds", within: 0...10)
    let exit = try #require(found.first?.predictedExit)
    func integral(_ s: Double) -> Double { s * s / 2 + s * s * s / 3 }
    #expect(abs(integral(exit) - integral(-0.8)) < 1e-4)
  }

  @Test("a drift that grows weighs the way in more: growth s over rate exp(s)")
  func uneven() throws {
    let diagram = diagram(places, growth: { $0 }, rate: { 0.01 * Double.exp($0) })
    let found = DelayedPassage.passages([visit(from: -1, to: 1.8)], diagram, rate: "ds", within: 0...10)
    // (1 + s) exp(-s) is 0 at s = -1: no exit balances it before infinity.
    #expect(found.count == 1 && found[0].predictedExit == nil)
    let nearer = DelayedPassage.passages([visit(from: -0.5, to: 1)], diagram, rate: "ds", within: 0...10)
    let exit = try #require(nearer.first?.predictedExit)
    func integral(_ s: Double) -> Double { -(1 + s) * Double.exp(-s) }
    #expect(abs(integral(exit) - integral(-0.5)) < 1e-4)
  }

  @Test("downwards it is the same")
  func falling() throws {
    let diagram = diagram(places, growth: { -$0 }, rate: { _ in -0.01 })
    let found = DelayedPassage.passages([visit(from: 1.2, to: -1)], diagram, rate: "ds", within: 0...10)
    #expect(try abs(#require(found.first?.predictedExit) + 1.2) < 1e-10)
  }

  @Test("visits that were cut, that end before the point, or at others are none")
  func others() {
    let diagram = diagram(places, growth: { $0 }, rate: { _ in 0.01 })
    func count(_ visit: BranchVisit, within time: ClosedRange<Double> = 0...10) -> Int {
      DelayedPassage.passages([visit], diagram, rate: "ds", within: time).count
    }
    #expect(count(visit(from: -1, to: 1)) == 1)
    #expect(count(visit(from: -1, to: 1), within: 2...10) == 0 && count(visit(from: -1, to: 1), within: 0...5) == 0)
    #expect(count(visit(from: -1, to: -0.1)) == 0)
    var other = visit(from: -1, to: 1)
    other.exitType = .limitPoint
    #expect(count(other) == 0)
    other = visit(from: -1, to: 1)
    other.exit = "H2"
    #expect(count(other) == 0)
    other = visit(from: -1, to: 1)
    other.kind = .cycles
    #expect(count(other) == 0)
  }
}
