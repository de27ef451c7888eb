// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import Symbolics
import Testing

@testable import NativeCode

/// Steps and trajectories as machine code against the same method over portable tapes.
@Suite("Kernels") struct KernelTests {
  static let dormandPrince = RungeKuttaScheme(
    nodes: [1 / 5.0, 3 / 10.0, 4 / 5.0, 8 / 9.0, 1],
    stages: [
      [1 / 5.0], [3 / 40.0, 9 / 40.0], [44 / 45.0, -56 / 15.0, 32 / 9.0],
      [19372 / 6561.0, -25360 / 2187.0, 64448 / 6561.0, -212 / 729.0],
      [9017 / 3168.0, -355 / 33.0, 46732 / 5247.0, 49 / 176.0, -5103 / 18656.0],
    ],
    weights: [35 / 384.0, 0, 500 / 1113.0, 125 / 192.0, -2187 / 6784.0, 11 / 84.0],
    errorWeights: [71 / 57600.0, 0, -71 / 16695.0, 71 / 1920.0, -17253 / 339200.0, 22 / 525.0, -1 / 40.0])

  /// A step as the textbook has it; all stages' rates follow the new state.
  static func step(
    _ field: CompiledModel, _ scheme: RungeKuttaScheme, _ state: [Double], _ time: Double, _ h: Double
  ) -> (state: [Double], rates: [[Double]]) {
    let parameters = field.model.parameterValues
    var rates = [field.values(at: state, parameters: parameters, time: time)]
    func advance(_ weights: [Double]) -> [Double] {
      state.indices.map { i in state[i] + h * zip(weights, rates).reduce(0) { $0 + $1.0 * $1.1[i] } }
    }
    for (node, weights) in zip(scheme.nodes, scheme.stages) {
      rates.append(field.values(at: advance(weights), parameters: parameters, time: time + node * h))
    }
    let end = scheme.isIteration ? rates[0] : advance(scheme.weights)
    rates.append(field.values(at: end, parameters: parameters, time: time + h))
    return (end, rates)
  }

  static func model(_ name: String) throws -> Model {
    try ODEFile.read(text: try #require(Zoo.entry(named: name)).text, fileName: name)
  }

  @Test(arguments: ["fitzhugh-nagumo", "hodgkin-huxley", "duffing"], [1, 2, 11])
  func trajectoriesAgreeWithSteps(_ name: String, count: Int) throws {
    let model = try KernelTests.model(name)
    let field = try CompiledModel(model)
    let (steps, every) = (60, 7)
    for scheme in [RungeKuttaScheme.euler, .heun, .rungeKutta4] {
      let kernel = try #require(TrajectoryKernel(model, scheme))
      let lanes = kernel.paddedCount(count)
      let starts = (0..<lanes).map { k in model.initialState.map { $0 * (1 + 0.01 * Double(min(k, count - 1))) } }
      var states = model.variables.indices.flatMap { i in starts.map { $0[i] } }
      var taken = [Double](repeating: 0, count: lanes)
      let points = steps / every
      var output = [Double](repeating: .nan, count: points * model.dimension * lanes)
      let grid = TrajectoryKernel.Grid(startTime: 0.5, step: 0.01)
      output.withUnsafeMutableBufferPointer { memory in
        guard let base = memory.baseAddress else { return }
        let kept = TrajectoryKernel.Output(
          base: base, columnStride: lanes, pointStride: lanes * model.dimension, every: every)
        #expect(
          kernel.run(
            states: &states, count: count, stride: lanes, parameters: model.parameterValues, grid: grid,
            steps: 0..<steps, output: kept, taken: &taken))
      }
      for k in 0..<count {
        #expect(taken[k] == Double(steps))
        var (state, time) = (starts[k], 0.5)
        for n in 0..<steps {
          state = KernelTests.step(field, scheme, state, time, 0.01).state
          time += 0.01
          guard (n + 1) % every == 0 else { continue }
          for i in state.indices {
            let value = output[((n + 1) / every - 1) * model.dimension * lanes + i * lanes + k]
            #expect(abs(value - state[i]) <= 1e-11 * max(1, abs(state[i])))
          }
        }
        for i in state.indices { #expect(abs(states[i * lanes + k] - state[i]) <= 1e-11 * max(1, abs(state[i]))) }
      }
    }
  }

  /// x' = x^2 from 1 leaves every bound before time 1; the lanes beside it go on.
  @Test(arguments: [1, 9]) func trajectoriesStayWithinTheBound(count: Int) throws {
    let x = Expression.symbol("x")
    let model = try Model(name: "blow-up", variables: [Variable(name: "x", rate: x * x)])
    let kernel = try #require(TrajectoryKernel(model, .rungeKutta4))
    let lanes = kernel.paddedCount(count)
    var states = (0..<lanes).map { $0 == 0 ? 1 : -1 / Double($0) }
    var taken = [Double](repeating: 0, count: lanes)
    let grid = TrajectoryKernel.Grid(startTime: 0, step: 0.001, bound: 50)
    #expect(
      kernel.run(
        states: &states, count: count, stride: lanes, parameters: [], grid: grid, steps: 0..<2000, output: nil,
        taken: &taken))
    // x = 1 / (1 - t) reaches 50 at t = 0.98.
    #expect(taken[0] == 980 || taken[0] == 979)
    #expect(states[0] <= 50 && states[0] > 45)
    for k in 1..<count { #expect(taken[k] == 2000 && abs(states[k] + 1 / (Double(k) + 2)) < 1e-12) }
  }

  @Test func mapsAreIterated() throws {
    let model = try KernelTests.model("henon")
    let kernel = try #require(TrajectoryKernel(model, .iteration))
    var (states, taken) = (model.initialState, [0.0])
    let grid = TrajectoryKernel.Grid(startTime: 0, step: 1)
    #expect(
      kernel.run(
        states: &states, count: 1, stride: 1, parameters: model.parameterValues, grid: grid, steps: 0..<5, output: nil,
        taken: &taken))
    let field = try CompiledModel(model)
    let expected = (0..<5).reduce(model.initialState) { state, _ in
      field.values(at: state, parameters: model.parameterValues)
    }
    for (value, expected) in zip(states, expected) { #expect(abs(value - expected) < 1e-14) }
  }

  @Test(arguments: ["fitzhugh-nagumo", "hodgkin-huxley", "duffing"], [1, 3, 13])
  func adaptiveStepsAgree(_ name: String, count: Int) throws {
    let model = try KernelTests.model(name)
    let (field, scheme, n) = (try CompiledModel(model), KernelTests.dormandPrince, model.dimension)
    let kernel = try #require(StepKernel(model, scheme))
    let memory = UnsafeMutablePointer<Double>.allocate(capacity: count * (4 + 10 * n))
    defer { memory.deallocate() }
    memory.initialize(repeating: 0, count: count * (4 + 10 * n))
    let block = count * n
    let columns = StepKernel.Columns(
      stride: count, states: memory, times: memory + 9 * block, lengths: memory + 9 * block + count,
      newStates: memory + block, errors: memory + 9 * block + 2 * count, magnitudes: memory + 9 * block + 3 * count,
      rates: (2..<9).map { memory + $0 * block })
    for k in 0..<count {
      columns.times[k] = 0.25 * Double(k)
      columns.lengths[k] = 0.02 + 0.01 * Double(k)
      let start = model.initialState.map { $0 * (1 + 0.02 * Double(k)) }
      let rates = field.values(at: start, parameters: model.parameterValues, time: columns.times[k])
      for i in 0..<n {
        columns.states[i * count + k] = start[i]
        columns.rates[0][i * count + k] = rates[i]
      }
    }
    #expect(
      kernel.run(
        columns, count: count, parameters: model.parameterValues + [0], relativeTolerance: 1e-6,
        absoluteTolerance: 1e-9))
    for k in 0..<count {
      let start = (0..<n).map { columns.states[$0 * count + k] }
      let h = columns.lengths[k]
      let step = KernelTests.step(field, scheme, start, columns.times[k], h)
      var (error, size) = (0.0, 0.0)
      for i in 0..<n {
        #expect(abs(columns.newStates[i * count + k] - step.state[i]) <= 1e-13 * max(1, abs(step.state[i])))
        for (s, rates) in step.rates.enumerated() {
          #expect(abs(columns.rates[s][i * count + k] - rates[i]) <= 1e-11 * max(1, abs(rates[i])))
        }
        let slope = zip(scheme.errorWeights, step.rates).reduce(0) { $0 + $1.0 * $1.1[i] }
        error = max(error, abs(h * slope) / (1e-9 + 1e-6 * max(abs(start[i]), abs(step.state[i]))))
        size = max(size, abs(step.state[i]))
      }
      #expect(abs(columns.errors[k] - error) <= 1e-6 * (1 + error))
      #expect(abs(columns.magnitudes[k] - size) <= 1e-13 * max(1, size))
    }
  }
}
