// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

/// The threshold crossings of a model of two variables, compiled.
struct PlanarEvents: Sendable {
  private let events: [Event]
  private let conditions: CompiledExpressions
  private let resets: [CompiledExpressions]
  private let gradients: [CompiledExpressions]
  private let resetDerivatives: [CompiledExpressions]
  private let parameters: [Double]
  private let changesFlow: [Bool]

  /// The events of a model, or nil if it has none.
  init?(_ model: Model) throws(ModelError) {
    if model.events.isEmpty || model.dimension != 2 { return nil }
    events = model.events
    parameters = model.parameterValues
    conditions = try CompiledExpressions(model.events.map(\.condition), of: model)
    let names = model.variableNames
    var (resets, gradients, resetDerivatives): ([CompiledExpressions], [CompiledExpressions], [CompiledExpressions])
    (resets, gradients, resetDerivatives) = ([], [], [])
    for event in model.events {
      let values = names.map { name in
        event.assignments.first { $0.name == name }?.expression ?? Expression.symbol(name)
      }
      resets.append(try CompiledExpressions(values, of: model))
      let gradient = model.jacobian(of: [event.condition], by: names)[0]
      gradients.append(try CompiledExpressions(gradient, of: model))
      let derivatives = model.jacobian(of: values, by: names).flatMap { $0 }
      resetDerivatives.append(try CompiledExpressions(derivatives, of: model))
    }
    self.resets = resets
    self.gradients = gradients
    self.resetDerivatives = resetDerivatives
    let variables = Set(names)
    changesFlow = model.events.map { event in
      event.stops || event.assignments.contains { !variables.contains($0.name) }
    }
  }

  /// The conditions at a state.
  func conditions(at state: [Double], time: Double) -> [Double] { evaluate(conditions, state, time) }

  /// The state after an event.
  func reset(_ index: Int, at state: [Double], time: Double) -> [Double] { evaluate(resets[index], state, time) }

  /// Whether an event ends the trajectory or changes a parameter, so that the flow is another one afterwards.
  func endsFlow(_ index: Int) -> Bool {
    changesFlow[index]
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
    expressions.values(state, times: [time], parameters: parameters)
  }
}

extension PlanarEvents {
  /// The gradient of a condition, in coordinates of the window.
  func gradient(_ index: Int, at state: [Double], flow: PlanarFlow) -> PlanePoint {
    let gradient = evaluate(gradients[index], state, flow.time)
    return PlanePoint(gradient[0] * flow.size.0, gradient[1] * flow.size.1)
  }

  /// The derivative of a reset along a direction, in coordinates of the window.
  func resetDerivative(
    _ index: Int, at state: [Double], flow: PlanarFlow, along direction: PlanePoint
  ) -> PlanePoint {
    let derivative = evaluate(resetDerivatives[index], state, flow.time)
    let (x, y) = (direction.x * flow.size.0, direction.y * flow.size.1)
    return PlanePoint(
      (derivative[0] * x + derivative[1] * y) / flow.size.0, (derivative[2] * x + derivative[3] * y) / flow.size.1)
  }
}
