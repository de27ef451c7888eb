// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Simulator
import Symbolics

/// Small systems whose solutions are known.
enum Sample {
  static let t = Expression.time
  static let x = Expression.symbol("x")
  static let y = Expression.symbol("y")
  static let v = Expression.symbol("v")

  static func model(
    _ variables: [(String, Expression, Double)], kind: Model.Kind = .flow, parameters: [String: Double] = [:],
    auxiliaries: [Auxiliary] = [], events: [Event] = []
  ) throws -> ModelSimulation {
    try ModelSimulation(
      Model(
        name: "sample", kind: kind,
        variables: variables.map { Variable(name: $0.0, rate: $0.1, initialValue: Expression($0.2)) },
        parameters: parameters.sorted { $0.key < $1.key }.map { Parameter(name: $0.key, value: $0.value) },
        auxiliaries: auxiliaries, events: events))
  }

  /// x' = -x: exp(-t)
  static func decay() throws -> ModelSimulation { try model([("x", -x, 1)]) }

  /// x' = v, v' = -x from (1, 0): (cos t, -sin t)
  static func oscillator() throws -> ModelSimulation { try model([("x", v, 1), ("v", -x, 0)]) }

  /// x' = x cos t from 1: exp(sin t). Explicit time tests the nodes c.
  static func forced() throws -> ModelSimulation { try model([("x", x * .cos(t), 1)]) }

  /// Van der Pol's oscillator with mu.
  static func vanDerPol(mu: Double) throws -> ModelSimulation {
    try model([("x", y, 2), ("y", .symbol("mu") * (1 - x * x) * y - x, 0)], parameters: ["mu": mu])
  }
}
