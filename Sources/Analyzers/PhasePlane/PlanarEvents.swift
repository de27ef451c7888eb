// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

/// The threshold crossings of a model of two variables, compiled.
struct PlanarEvents: Sendable {
  private let events: [Event]
  private let conditions: CompiledExpressions
  private let resets: [CompiledExpressions]
  private let parameters: [Double]

  /// The events of a model, or nil if it has none.
  init?(_ model: Model) throws(ModelError) {
    if model.events.isEmpty || model.dimension != 2 { return nil }
    events = model.events
    parameters = model.parameterValues
    conditions = try CompiledExpressions(model.events.map(\.condition), of: model)
    var resets: [CompiledExpressions] = []
    for event in model.events {
      let values = model.variableNames.map { name in
        event.assignments.first { $0.name == name }?.expression ?? Expression.symbol(name)
      }
      resets.append(try CompiledExpressions(values, of: model))
    }
    self.resets = resets
  }

  /// The conditions at a state.
  func conditions(at state: [Double], time: Double) -> [Double] { evaluate(conditions, state, time) }

  /// The state after an event.
  func reset(_ index: Int, at state: [Double], time: Double) -> [Double] { evaluate(resets[index], state, time) }

  /// Whether an event ends the trajectory or changes a parameter, so that the flow is another one afterwards.
  func endsFlow(_ index: Int) -> Bool {
    events[index].stops
  }

  /// The event, if any, whose condition passes zero in its sense between two states.
  func crossing(from before: [Double], to after: [Double], time: Double) -> Int? {
    let (old, new) = (conditions(at: before, time: time), conditions(at: after, time: time))
    return events.indices.first { index in
      switch events[index].direction {
      case .rising: old[index] < 0 && new[index] >= 0
      case .falling: old[index] > 0 && new[index] <= 0
      case .either: old[index] != 0 && (old[index] < 0) != (new[index] < 0)
      }
    }
  }

  private func evaluate(_ expressions: CompiledExpressions, _ state: [Double], _ time: Double) -> [Double] {
    let parameters = parameters + [0]
    return [Double](unsafeUninitializedCapacity: expressions.count + 1) { buffer, count in
      state.withUnsafeBufferPointer { states in
        parameters.withUnsafeBufferPointer { parameters in
          withUnsafePointer(to: time) { time in
            guard let output = buffer.baseAddress, let states = states.baseAddress,
              let parameters = parameters.baseAddress
            else { return }
            let batch = PointBatch(states: states, times: time, parameters: parameters, count: 1, stride: 1)
            expressions.values(batch, into: output)
            count = expressions.count
          }
        }
      }
    }
  }
}
