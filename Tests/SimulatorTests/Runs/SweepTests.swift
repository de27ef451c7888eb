// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import RealModule
import Results
import Simulator
import Symbolics
import Testing

@Suite struct SweepTests {
  @Test func measuresOfASine() throws {
    let times = (0...2000).map { Double($0) * 0.01 }
    let measures = TrajectoryMeasures(times: times, values: times.map { 3 + 2 * Double.sin($0 - 1) })
    #expect(measures.spikes == 4)
    #expect(abs((measures.interval ?? 0) - 2 * Double.pi) < 1e-4)
    #expect(abs(measures.rate - 0.5 / Double.pi) < 1e-5)
    #expect(abs(measures.amplitude - 2) < 1e-4)
    #expect((measures.variation ?? 1) < 1e-4)
    // The last upward crossing is at 1 + 6 pi.
    #expect(abs((measures.phase ?? 0) - (20 - 1 - 6 * Double.pi) / (2 * Double.pi)) < 1e-4)
    #expect(TrajectoryMeasures(times: [0, 1], values: [1, 1]).rate == 0)
  }

  /// The leaky integrate-and-fire neuron v' = I - v with threshold 1 and reset 0 fires once in log(I / (I - 1)).
  @Test func ratesOfIntegrateAndFire() throws {
    let model = try ODEFile.read(
      text: "par I=2\nv'=I-v\nglobal 1 v-1 {v=0}\n@ total=50,dt=0.005,method=5dp\n", fileName: "fire.ode")
    let simulation = SimulationSettings(model: model)
    let settings = SweepSettings(simulation: simulation, parameter: "I", first: 0.5, last: 3, count: 6)
    let result = try SweepAnalyzer(model).run(settings)
    #expect(result.rows.map(\.value) == [0.5, 1, 1.5, 2, 2.5, 3])
    for row in result.rows {
      let rate = try #require(row.measures["v"]?.rate)
      let exact = row.value > 1 ? 1 / Double.log(row.value / (row.value - 1)) : 0
      #expect(abs(rate - exact) < 2e-3 * max(1, exact), "\(row.value)")
    }
    #expect(result.table.rowCount == 6)
  }

  /// dx = -x dt + s dW from 2 has the mean 2 exp(-t) and the variance s^2 (1 - exp(-2 t)) / 2.
  @Test func ensembleOfOrnsteinUhlenbeck() throws {
    let model = try ODEFile.read(
      text: "wiener w\nx'=-x+0.5*w\ninit x=2\n@ total=2,dt=0.02,method=euler\n", fileName: "ou.ode")
    let settings = EnsembleSettings(simulation: SimulationSettings(model: model), count: 400)
    let result = try SweepAnalyzer(model).run(settings)
    let distribution = try #require(result.distributions["x"])
    let (mean, deviation) = (2 * Double.exp(-2), (0.125 * (1 - Double.exp(-4))).squareRoot())
    #expect(result.counts.allSatisfy { $0 == 400 })
    // Four standard errors and the bias of the step.
    #expect(abs(distribution.mean[100] - mean) < 4 * deviation / 20 + 0.01)
    #expect(abs(distribution.deviation[100] - deviation) < 4 * deviation / 28 + 0.01)
    #expect(distribution.lower[100] < distribution.median[100] && distribution.median[100] < distribution.upper[100])
    #expect(try SweepAnalyzer(model).run(settings) == result)
  }

  typealias Course = [(time: Double, value: Double)]

  static let stimuli: [(Stimulus, Course)] = {
    var all: [(Stimulus, Course)] = []
    func add(_ stimulus: Stimulus, _ course: Course) { all.append((stimulus, course)) }
    add(.constant(3), [(0, 3), (7, 3)])
    let sections = [Stimulus.Section(start: 2, value: 5), Stimulus.Section(start: 4, value: 0)]
    add(.sections(1, sections), [(1, 1), (2, 5), (3.9, 5), (4, 0)])
    add(.ramp(from: 0, to: 10, start: 2, end: 4), [(1, 0), (3, 5), (4, 10), (9, 10)])
    let train = Stimulus.pulses(low: 0, high: 1, start: 1, width: 0.5, period: 2)
    add(train, [(0.9, 0), (1.2, 1), (1.7, 0), (3.2, 1), (4, 0)])
    add(.pulses(low: 0, high: 1, start: 1, width: 0.5, period: 0), [(0.9, 0), (1.2, 1), (3.2, 0)])
    add(.square(low: -1, high: 1, period: 2, duty: 0.25), [(0.4, 1), (0.6, -1), (2.4, 1)])
    add(.sine(mean: 1, amplitude: 2, period: 4, phase: 0), [(0, 1), (1, 3), (3, -1)])
    return all
  }()

  @Test(arguments: stimuli)
  func stimulus(stimulus: Stimulus, points: Course) throws {
    let model = try ODEFile.read(text: "par I=1\nx'=I*x\n", fileName: "m.ode").driving(parameter: "I", by: stimulus)
    #expect(model.parameters.isEmpty)
    let field = try CompiledModel(model)
    for (time, value) in points {
      #expect(abs(field.values(at: [2], parameters: [], time: time)[0] - 2 * value) < 1e-12, "at \(time)")
    }
  }
}
