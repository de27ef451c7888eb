// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import ModelCore
import Testing

/// Facts about the published models, each from a closed form or from the literature.
@Suite("Published models")
struct ZooTruthTests {
  @Test(
    "FitzHugh-Nagumo: Hopf points where V^2 = 1 - b/tau",
    arguments: [
      (0.33128133745474581, -0.96747092979582596, -0.33433866224478245),
      (1.4187186625452542, 0.96747092979582596, 2.0843386622447824),
    ])
  func fitzHughNagumoHopf(current: Double, voltage: Double, recovery: Double) throws {
    let cell = try PublishedModel("fitzhugh-nagumo", ["I": current])
    let state = [voltage, recovery]
    for rate in cell.rates(state) { #expect(abs(rate) < 1e-15) }
    let (trace, determinant) = cell.invariants(state)
    #expect(abs(trace) < 1e-15)
    #expect(abs(determinant.squareRoot() - 0.27550680572356103) < 1e-15)
  }

  @Test(
    "Morris-Lecar: bifurcation points of the sets of Rinzel and Ermentrout (1998)",
    arguments: [
      ("hopf", 93.8576183737, -25.27010488, true), ("hopf", 212.0188161, 7.800663867, true),
      ("snic", 39.9631530927, -29.38977741, false), ("snic", -9.94903932262, -4.048517788, false),
      ("snic", 97.6461639215, 8.334122715, true), ("homoclinic", 36.3162174962, 4.410755717, true),
    ])
  func morrisLecar(set: String, current: Double, voltage: Double, isHopf: Bool) throws {
    let cell = try PublishedModel("morris-lecar", set: set, ["I": current])
    let values = Dictionary(uniqueKeysWithValues: cell.model.parameters.map { ($0.name, $0.value) })
    let (v3, v4) = (try #require(values["V3"]), try #require(values["V4"]))
    let state = [voltage, 0.5 * (1 + tanh((voltage - v3) / v4))]
    #expect(abs(cell.rates(state)[0]) < 1e-8)
    let (trace, determinant) = cell.invariants(state)
    #expect(abs(isHopf ? trace : determinant) < 1e-8)
    #expect(isHopf ? determinant > 0 : trace != 0)
  }

  @Test("Lorenz: the Hopf condition a1 a2 = a3 holds at r = sigma (sigma + beta + 3) / (sigma - beta - 1)")
  func lorenz() throws {
    let (sigma, beta) = (10.0, 8.0 / 3)
    let r = sigma * (sigma + beta + 3) / (sigma - beta - 1)
    let system = try PublishedModel("lorenz", ["r": r])
    let x = (beta * (r - 1)).squareRoot()
    let state = [x, x, r - 1]
    for rate in system.rates(state) { #expect(abs(rate) < 1e-12) }
    let j = system.jacobian(state)
    let a1 = -(j[0] + j[4] + j[8])
    let a2 = j[0] * j[4] - j[1] * j[3] + j[0] * j[8] - j[2] * j[6] + j[4] * j[8] - j[5] * j[7]
    let a3 =
      -(j[0] * (j[4] * j[8] - j[5] * j[7]) - j[1] * (j[3] * j[8] - j[5] * j[6]) + j[2] * (j[3] * j[7] - j[4] * j[6]))
    #expect(abs(a1 * a2 - a3) < 1e-10)
    #expect(abs(a2.squareRoot() - 9.62453006371575) < 1e-12)
  }

  @Test("Brusselator: Hopf at B = 1 + A^2 with frequency A", arguments: [1.0, 2.0])
  func brusselator(a: Double) throws {
    let system = try PublishedModel("brusselator", ["A": a, "B": 1 + a * a])
    let state = [a, (1 + a * a) / a]
    for rate in system.rates(state) { #expect(abs(rate) < 1e-14) }
    let (trace, determinant) = system.invariants(state)
    #expect(abs(trace) < 1e-14)
    #expect(abs(determinant.squareRoot() - a) < 1e-14)
  }

  @Test("Rosenzweig-MacArthur: Hopf at K = 2 N + 1 / (a h), N = m / (a (e - m h))")
  func rosenzweigMacArthur() throws {
    let prey = 0.2 / (0.5 - 0.2)
    let capacity = 2 * prey + 1
    let system = try PublishedModel("rosenzweig-macarthur", ["K": capacity])
    let state = [prey, (1 - prey / capacity) * (1 + prey)]
    for rate in system.rates(state) { #expect(abs(rate) < 1e-15) }
    let (trace, determinant) = system.invariants(state)
    #expect(abs(trace) < 1e-15)
    #expect(determinant > 0)
  }

  @Test("cusp: folds on 4 b2^3 = 27 b1^2", arguments: [0.3, 1.0, 1.7])
  func cusp(b2: Double) throws {
    let x = (b2 / 3).squareRoot()
    let system = try PublishedModel("cusp", ["b1": -(4 * b2 * b2 * b2 / 27).squareRoot(), "b2": b2])
    #expect(abs(system.rates([x])[0]) < 1e-15)
    #expect(abs(system.jacobian([x])[0]) < 1e-15)
  }

  @Test("Bogdanov-Takens: fold at b1 = b2^2 / 4, Hopf on b1 = 0 for b2 < 0", arguments: [-0.5, -1.0])
  func bogdanovTakens(b2: Double) throws {
    let fold = try PublishedModel("bogdanov-takens", ["b1": b2 * b2 / 4, "b2": b2])
    #expect(abs(fold.rates([-b2 / 2, 0])[1]) < 1e-15)
    #expect(abs(fold.invariants([-b2 / 2, 0]).determinant) < 1e-15)
    let hopf = try PublishedModel("bogdanov-takens", ["b1": 0, "b2": b2])
    #expect(hopf.rates([0, 0]) == [0, 0])
    #expect(hopf.invariants([0, 0]).trace == 0)
    #expect(hopf.invariants([0, 0]).determinant == -b2)
  }

  @Test("Bautin: the circle of radius^2 = b2/2 is invariant on b1 = -b2^2/4", arguments: [0.0, 0.7, 2.5])
  func bautin(angle: Double) throws {
    let system = try PublishedModel("bautin", ["b1": -0.25, "b2": 1])
    let radius = 0.5.squareRoot()
    let (x, y) = (radius * cos(angle), radius * sin(angle))
    let rates = system.rates([x, y])
    #expect(abs(rates[0] * x + rates[1] * y) < 1e-15)
    #expect(abs(rates[1] * x - rates[0] * y - 0.5) < 1e-15)
  }

  @Test("Duffing: without damping the energy y^2/2 - x^2/2 + x^4/4 is kept", arguments: [(0.3, 0.4), (-1.4, 0.9)])
  func duffing(x: Double, y: Double) throws {
    let rates = try PublishedModel("duffing", set: "conservative").rates([x, y])
    #expect(abs((x * x * x - x) * rates[0] + y * rates[1]) < 1e-15)
  }

  @Test("logistic map: the fixed point 1 - 1/r has multiplier 2 - r")
  func logistic() throws {
    let map = try PublishedModel("logistic", ["r": 3])
    #expect(map.model.kind == .map)
    #expect(abs(map.rates([2.0 / 3])[0] - 2.0 / 3) < 1e-15)
    #expect(abs(map.jacobian([2.0 / 3])[0] + 1) < 1e-14)
  }

  @Test("Henon map: fold at a = -(1-b)^2/4, flip at a = 3 (1-b)^2/4", arguments: [(-0.1225, 1.0), (0.3675, -1.0)])
  func henon(a: Double, multiplier: Double) throws {
    let map = try PublishedModel("henon", ["a": a])
    // The fixed points solve a x^2 + (1 - b) x - 1 = 0.
    let x = (-0.7 + max(0, 0.49 + 4 * a).squareRoot()) / (2 * a)
    let state = [x, 0.3 * x]
    for (next, value) in zip(map.rates(state), state) { #expect(abs(next - value) < 1e-7) }
    let (trace, determinant) = map.invariants(state)
    #expect(abs(multiplier * multiplier - trace * multiplier + determinant) < 1e-7)
  }

  @Test("Izhikevich (2003): without current the resting cell has fixed points at -70 and -50 mV")
  func izhikevich() throws {
    let cell = try PublishedModel("izhikevich", ["I": 0])
    for v in [-70.0, -50.0] {
      for rate in cell.rates([v, 0.2 * v]) { #expect(abs(rate) < 1e-12) }
    }
  }

  @Test("persistent sodium plus potassium: the saddle-node lies at I = 4.51 (Izhikevich 2007)")
  func persistentSodiumPotassium() throws {
    // The steady current I(V) = -C V' at n = n_inf(V), I = 0 has its local maximum at the saddle-node.
    let cell = try PublishedModel("inap-ik", set: "high-threshold", ["I": 0])
    let currents = stride(from: -65.0, through: -55, by: 0.01).map { voltage in
      -cell.rates([voltage, 1 / (1 + exp((-25 - voltage) / 5))])[0]
    }
    #expect(abs((currents.max() ?? 0) - 4.51) < 0.005)
  }

  @Test("Hodgkin-Huxley: the resting potential is -65 mV within half a millivolt")
  func hodgkinHuxley() throws {
    let cell = try PublishedModel("hodgkin-huxley", set: "rest")
    func gate(_ opening: Double, _ closing: Double) -> Double { opening / (opening + closing) }
    func current(_ v: Double) -> Double {
      let m = gate(0.1 * (v + 40) / (1 - exp(-(v + 40) / 10)), 4 * exp(-(v + 65) / 18))
      let h = gate(0.07 * exp(-(v + 65) / 20), 1 / (1 + exp(-(v + 35) / 10)))
      let n = gate(0.01 * (v + 55) / (1 - exp(-(v + 55) / 10)), 0.125 * exp(-(v + 65) / 80))
      let rates = cell.rates([v, m, h, n])
      for rate in rates.dropFirst() { #expect(abs(rate) < 1e-14) }
      return rates[0]
    }
    #expect(current(-65.5) > 0)
    #expect(current(-64.5) < 0)
  }

  @Test(
    "the parameter sets show what their titles say: fixed points in the window, and how many are stable",
    arguments: [
      ("wong-wang", "decision", 3, 2), ("wong-wang", "memory", 5, 3), ("wong-wang", "biased", 3, 2),
      ("wong-wang", "forced", 1, 1), ("wong-wang", "indecisive", 5, 3),
      ("wilson-cowan", "oscillation", 1, 0), ("wilson-cowan", "hysteresis", 3, 2), ("wilson-cowan", "tristable", 5, 3),
      ("morris-lecar", "hopf", 1, 1), ("morris-lecar", "snic", 3, 1), ("morris-lecar", "homoclinic", 3, 1),
      ("fitzhugh-nagumo", "excitable", 1, 1), ("fitzhugh-nagumo", "oscillating", 1, 0),
      ("fitzhugh-nagumo", "blocked", 1, 1),
      ("inap-ik", "high-threshold", 3, 1), ("inap-ik", "low-threshold", 1, 0), ("inap-ik", "subcritical", 1, 1),
      ("inap-ik", "bistable", 3, 1),
      ("bautin", "bistable", 1, 1), ("bogdanov-takens", "oscillating", 2, 0), ("bogdanov-takens", "resting", 2, 1),
      ("duffing", "damped", 3, 2), ("brusselator", "oscillating", 1, 0), ("rosenzweig-macarthur", "enriched", 3, 0),
      ("rosenzweig-macarthur", "steady", 3, 1),
    ])
  func regimes(name: String, set: String, count: Int, stable: Int) throws {
    let equilibria = try PublishedModel(name, set: set).planeEquilibria()
    #expect(equilibria.count == count)
    #expect(equilibria.filter(\.stable).count == stable)
  }
}
