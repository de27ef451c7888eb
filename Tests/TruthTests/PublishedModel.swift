// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import Testing

/// A model of the zoo as numbers, for tests.
struct PublishedModel {
  let model: Model
  private let field: CompiledModel

  /// Reads a model of the zoo and gives it values.
  init(_ name: String, set: String? = nil, _ values: KeyValuePairs<String, Double> = [:]) throws {
    let entry = try #require(Zoo.entry(named: name))
    var model = try ODEFile.read(text: entry.text, fileName: "\(name).ode")
    if let set { model = try model.applying(parameterSet: set) }
    for (name, value) in values { model = try model.setting(parameter: name, to: value) }
    self.model = model
    field = try CompiledModel(model)
  }

  func rates(_ state: [Double]) -> [Double] { field.values(at: state, parameters: model.parameterValues) }

  /// The Jacobian by rows.
  func jacobian(_ state: [Double]) -> [Double] { field.jacobian(at: state, parameters: model.parameterValues) }

  /// Trace and determinant of the Jacobian of a system of two variables.
  func invariants(_ state: [Double]) -> (trace: Double, determinant: Double) {
    let j = jacobian(state)
    return (j[0] + j[3], j[0] * j[3] - j[1] * j[2])
  }

  /// The fixed points of a flow of two variables in its window, by Newton's method from a grid of starts.
  func planeEquilibria(starts: Int = 12) throws -> [(state: [Double], stable: Bool)] {
    let x = try #require(model.variables[0].range)
    let y = try #require(model.variables[1].range)
    var found: [[Double]] = []
    for i in 0...starts {
      for j in 0...starts {
        let start = [
          x.lowerBound + (x.upperBound - x.lowerBound) * Double(i) / Double(starts),
          y.lowerBound + (y.upperBound - y.lowerBound) * Double(j) / Double(starts),
        ]
        guard let state = newton(start), x.contains(state[0]), y.contains(state[1]) else { continue }
        let isNew = found.allSatisfy {
          abs($0[0] - state[0]) > 1e-6 * (x.upperBound - x.lowerBound)
            || abs($0[1] - state[1]) > 1e-6 * (y.upperBound - y.lowerBound)
        }
        if isNew { found.append(state) }
      }
    }
    return found.map { state in
      let (trace, determinant) = invariants(state)
      return (state, trace < 0 && determinant > 0)
    }
  }

  /// A zero of the right-hand side near a start, if Newton's method converges to one.
  func newton(_ start: [Double]) -> [Double]? {
    var state = start
    for _ in 0..<60 {
      let (f, j) = (rates(state), jacobian(state))
      let determinant = j[0] * j[3] - j[1] * j[2]
      let step = [(f[0] * j[3] - f[1] * j[1]) / determinant, (f[1] * j[0] - f[0] * j[2]) / determinant]
      guard step.allSatisfy(\.isFinite) else { return nil }
      state = [state[0] - step[0], state[1] - step[1]]
      if abs(step[0]) + abs(step[1]) <= 1e-13 * (1 + abs(state[0]) + abs(state[1])) { return state }
    }
    return nil
  }
}
