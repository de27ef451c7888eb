// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Networks
import Symbolics

/// The neurons of one population under way: their states variable by variable, and what happened to them lately.
final class PopulationRun {
  private let population: SpikingNetwork.Population
  private let stepper: EqualStepper
  /// The states, a column for each variable.
  let states: LaneColumns
  private let count: Int
  private let condition: CompiledExpressions
  private let resets: CompiledExpressions
  private let resetVariables: [Int]
  private let held: [Int]
  private let heldSteps: Int
  private let startTime: Double
  private let step: Double
  private let parameters: [Double]
  private let times: LaneColumns
  /// The condition of a spike before and after the step.
  private let conditions: LaneColumns
  /// The first step in which the held variables of a neuron move again, and the values that they have until then.
  private var heldUntil: [Int]
  private let heldValues: LaneColumns
  private let resetValues: LaneColumns
  /// The spikes of the last steps; those of step n are at the place n modulo the number of places.
  private var recent: [[Int32]] = [[]]
  /// The variable that has lost its finite value, if one has.
  private(set) var lostVariable: Int?

  init(
    _ population: SpikingNetwork.Population, _ settings: SpikingSimulation.Settings, _ generator: inout SeededGenerator
  ) throws(ModelError) {
    self.population = population
    let neuron = population.neuron
    count = population.count
    stepper = try EqualStepper(neuron, settings.method, step: settings.step, count: count)
    states = LaneColumns(columns: neuron.dimension, stride: stepper.stride)
    (startTime, step) = (neuron.hints.startTime ?? 0, settings.step)
    parameters = neuron.parameterValues + [0]
    let event = neuron.events[0]
    condition = try CompiledExpressions([event.condition], of: neuron)
    resets = try CompiledExpressions(event.assignments.map(\.expression), of: neuron)
    resetVariables = event.assignments.compactMap { neuron.variableIndex($0.name) }
    held = population.heldVariables
    heldSteps = Int((population.refractoryTime / settings.step).rounded())
    heldUntil = [Int](repeating: 0, count: count)
    heldValues = LaneColumns(columns: max(1, held.count), stride: count)
    resetValues = LaneColumns(columns: max(1, resetVariables.count), stride: 1)
    times = LaneColumns(columns: 1, stride: count)
    conditions = LaneColumns(columns: 2, stride: count)
    for (index, value) in neuron.initialState.enumerated() {
      let distribution = population.starts[neuron.variableNames[index]]
      for neuron in 0..<count { states[index][neuron] = distribution?.value(&generator) ?? value }
      // The lanes that fill the last register must be finite too.
      for lane in count..<max(count, stepper.stride) { states[index][lane] = states[index][0] }
    }
    measure(0, into: conditions[0])
  }

  /// The spikes at the end of a step.
  func spikes(of step: Int) -> [Int32] { step < 0 ? [] : recent[step % recent.count] }

  /// Moves all neurons on; the held variables of those that are refractory stay.
  func advance(_ step: Int) {
    lostVariable = stepper.advance(states, time: startTime + Double(step) * self.step)
    guard heldSteps > 0 else { return }
    for (place, variable) in held.enumerated() {
      let (column, values) = (states[variable], heldValues[place])
      for neuron in 0..<count where step < heldUntil[neuron] { column[neuron] = values[neuron] }
    }
  }

  /// Finds the spikes of a step, resets who spiked, and remembers them for as many steps as spikes travel.
  func fire(_ step: Int, keeping steps: Int) -> [SpikingSimulation.Record.Spike] {
    if recent.count != steps + 1 { recent = [[Int32]](repeating: [], count: steps + 1) }
    let place = step % recent.count
    recent[place].removeAll(keepingCapacity: true)
    let (before, after) = (conditions[0], conditions[1])
    measure(step + 1, into: after)
    for neuron in 0..<count where before[neuron] < 0 && after[neuron] >= 0 && step >= heldUntil[neuron] {
      recent[place].append(Int32(neuron))
    }
    before.update(from: after, count: count)
    for neuron in recent[place] { reset(Int(neuron), after: step) }
    return recent[place].map { .init(neuron: $0, step: Int32(step + 1)) }
  }

  private func reset(_ neuron: Int, after step: Int) {
    guard !resetVariables.isEmpty else { return }
    evaluate(resets, neuron, step + 1, into: resetValues.base)
    for (place, variable) in resetVariables.enumerated() { states[variable][neuron] = resetValues[place][0] }
    evaluate(condition, neuron, step + 1, into: conditions[0] + neuron)
    heldUntil[neuron] = step + 1 + heldSteps
    for (place, variable) in held.enumerated() { heldValues[place][neuron] = states[variable][neuron] }
  }

  private func measure(_ step: Int, into output: UnsafeMutablePointer<Double>) {
    times.base.update(repeating: startTime + Double(step) * self.step, count: count)
    run(condition, states.base, times.base, count, stride: stepper.stride, into: output)
  }

  private func evaluate(
    _ expressions: CompiledExpressions, _ neuron: Int, _ step: Int, into output: UnsafeMutablePointer<Double>
  ) {
    times.base[neuron] = startTime + Double(step) * self.step
    // A stride of the states for one point, whose results lie as far apart, needs a place of its own.
    withUnsafeTemporaryAllocation(of: Double.self, capacity: population.neuron.dimension) { state in
      guard let state = state.baseAddress else { return }
      states.getLane(neuron, into: state)
      run(expressions, state, times.base + neuron, 1, stride: 1, into: output)
    }
  }

  private func run(
    _ expressions: CompiledExpressions, _ states: UnsafePointer<Double>, _ times: UnsafePointer<Double>, _ count: Int,
    stride: Int, into output: UnsafeMutablePointer<Double>
  ) {
    parameters.withUnsafeBufferPointer { parameters in
      guard let parameters = parameters.baseAddress else { return }
      expressions.values(
        PointBatch(states: states, times: times, parameters: parameters, count: count, stride: stride), into: output)
    }
  }
}
