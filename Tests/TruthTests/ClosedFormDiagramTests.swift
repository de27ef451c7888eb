// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import Foundation
import ModelCore
import ModelFormats
import Results
import Testing

/// Special points of diagrams against closed forms, and against roots of their defining equations found with 30 digits
/// (mpmath 1.4); periods against trajectories of another integrator (SciPy's DOP853, tolerance 1e-12).
@Suite("Special points by formula") struct ClosedFormDiagramTests {
  private func diagram(_ name: String, _ range: AxisRange, cycles: Bool = false) throws -> BifurcationResult {
    let text = try #require(Zoo.entry(named: name)).text
    let model = try ODEFile.read(text: text, fileName: "\(name).ode")
    var settings = try BifurcationSettings(parameter: range)
    settings.cycles = cycles
    return try BifurcationAnalyzer.analyze(model, settings: settings)
  }

  private func values(_ result: BifurcationResult, _ type: String) -> [Double] {
    result.specialPoints.filter { $0.type.rawValue == type }.compactMap { $0.parameters[result.parameter.name] }
      .sorted()
  }

  private func expect(_ found: [Double], _ exact: [Double], within tolerance: Double = 1e-11) {
    #expect(found.count == exact.count)
    for (value, exact) in zip(found, exact) { #expect(abs(value - exact) < tolerance * max(1, abs(exact))) }
  }

  @Test("Adaptive exponential neuron: fold where exp x = 1 + a/gL, Hopf point where exp x = 1 + C/(gL tau)")
  func adaptiveExponential() throws {
    let (a, c, gL, eL, vT, slope, tau) = (4.0, 281.0, 30.0, -70.6, -50.4, 2.0, 144.0)
    func current(_ growth: Double) -> (voltage: Double, current: Double) {
      let voltage = vT + slope * log(growth)
      return (voltage, gL * (voltage - eL) - gL * slope * growth + a * (voltage - eL))
    }
    let result = try diagram("adex", AxisRange(name: "I", lower: 0, upper: 1000))
    expect(values(result, "LP"), [current(1 + a / gL).current])
    expect(values(result, "H"), [current(1 + c / (gL * tau)).current])
    let determinant = (a - c / tau) / (c * tau)
    let hopf = try #require(result.specialPoints.first { $0.type == .hopf })
    #expect(abs((hopf.period ?? .nan) - 2 * .pi / determinant.squareRoot()) < 1e-8)
  }

  @Test("Persistent sodium and potassium: the fold of the steady current")
  func steadyCurrent() throws {
    let result = try diagram("inap-ik", AxisRange(name: "I", lower: -10, upper: 60))
    expect(values(result, "LP"), [4.5128676302964583237])
    let fold = try #require(result.specialPoints.first { $0.type == .limitPoint })
    #expect(abs((fold.state["V"] ?? .nan) + 60.932517613764081523) < 1e-10)
  }

  @Test("Rosenzweig–MacArthur: coexistence from K = m / a (e - m h), Hopf point at the hump of the prey's isocline")
  func predatorAndPrey() throws {
    let result = try diagram("rosenzweig-macarthur", AxisRange(name: "K", lower: 0.3, upper: 5), cycles: true)
    expect(values(result, "BP"), [2.0 / 3])
    expect(values(result, "H"), [7.0 / 3])
    let (prey, predator) = (2.0 / 3, (1 - 2.0 / 7) * 5 / 3)
    let frequency = (0.4 * 0.5 * predator / ((1 + prey) * (1 + prey))).squareRoot()
    let hopf = try #require(result.specialPoints.first { $0.type == .hopf })
    #expect(abs((hopf.period ?? .nan) - 2 * .pi / frequency) < 1e-10)
    let cycles = try #require(result.branches.first { $0.kind == .cycles })
    #expect(cycles.parameter.last == 5)
    #expect(abs((cycles.period?.last ?? .nan) - 35.847418979) < 1e-6)
  }

  @Test("Wong–Wang in the stimulus: pitchforks of the undecided state and folds of the decisions")
  func decision() throws {
    let result = try diagram("wong-wang", AxisRange(name: "mu0", lower: 0, upper: 100))
    expect(values(result, "BP"), [10.676805764678447901, 43.018186777016724601])
    expect(values(result, "LP"), [65.68198606519488827, 65.68198606519488827])
    let fold = try #require(result.specialPoints.first { $0.type == .limitPoint })
    let states = [fold.state["S1"] ?? .nan, fold.state["S2"] ?? .nan].sorted()
    expect(states, [0.18865521337410623842, 0.69634961927108971937])
  }

  @Test("Duffing: centres in both wells at damping zero, with the frequency sqrt 2")
  func twoWells() throws {
    let result = try diagram("duffing", AxisRange(name: "delta", lower: -0.5, upper: 1))
    expect(values(result, "H"), [0, 0])
    for point in result.specialPoints where point.type == .hopf {
      #expect(abs(abs(point.state["x"] ?? .nan) - 1) < 1e-12)
      #expect(abs((point.period ?? .nan) - 2 * .pi / 2.0.squareRoot()) < 1e-11)
    }
  }

  @Test("Van der Pol: the cycle is born at mu = 0 with the period 2 pi and has the period 11.6122306677 at mu = 5")
  func relaxation() throws {
    let result = try diagram("van-der-pol", AxisRange(name: "mu", lower: -1, upper: 5), cycles: true)
    expect(values(result, "H"), [0])
    let born = try #require(result.specialPoints.first { $0.type == .hopf })
    #expect(abs((born.period ?? .nan) - 2 * .pi) < 1e-11)
    let ends = result.branches.filter { $0.kind == .cycles }.flatMap { branch in
      zip(branch.parameter, branch.period ?? []).filter { $0.0 == 5 }.map(\.1)
    }
    #expect(ends.count == 1)
    for period in ends { #expect(abs(period - 11.6122306677) < 1e-7) }
  }

  @Test(
    "Signs at folds: with the largest component of q positive, a = -3 x for the cusp form and 2 for Bogdanov–Takens")
  func signsAtFolds() throws {
    let cusp = try diagram("cusp", AxisRange(name: "b1", lower: -1, upper: 1)).specialPoints
    #expect(cusp.count == 2)
    for point in cusp {
      #expect(abs((point.normalForm["quadraticCoefficient"] ?? .nan) + 3 * (point.state["x"] ?? .nan)) < 1e-9)
    }
    let takens = try diagram("bogdanov-takens", AxisRange(name: "b1", lower: -0.5, upper: 0.5)).specialPoints
    let fold = try #require(takens.first { $0.type == .limitPoint })
    #expect(abs((fold.normalForm["quadraticCoefficient"] ?? .nan) - 2) < 1e-9)
  }

  @Test("Wong–Wang: folds that are images of each other have the same coefficient")
  func mirroredFolds() throws {
    let points = try diagram("wong-wang", AxisRange(name: "mu0", lower: 0, upper: 100)).specialPoints
    let coefficients = points.filter { $0.type == .limitPoint }.compactMap { $0.normalForm["quadraticCoefficient"] }
    #expect(coefficients.count == 2)
    #expect(abs(coefficients[0] - coefficients[1]) < 1e-8 * abs(coefficients[0]))
  }
}
