// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results

/// Why slow points cannot be looked for.
public enum SlowPointError: Error, Hashable, Sendable, CustomStringConvertible {
  case settings(String)
  case wrongStateLength(index: Int, found: Int, expected: Int)
  case stateNotFinite(index: Int)
  case noStates
  case dependsOnTime(model: String)
  case model(ModelError)
  case noLinearization
  case tooLargeToContinue(dimension: Int, limit: Int)
  case valueOutsideRange(AxisRange, value: Double)

  /// The message for a person.
  public var description: String {
    switch self {
    case .settings(let text): text
    case .wrongStateLength(let index, let found, let expected):
      "state \(index + 1) has \(found) values, and the system has \(expected) variables"
    case .stateNotFinite(let index): "state \(index + 1) has a value that is not a finite number"
    case .noStates: "there are no states to start from"
    case .dependsOnTime(let model):
      "the equations of \(model) depend on time t, so that it has no fixed or slow points"
    case .model(let error): error.description
    case .tooLargeToContinue(let dimension, let limit):
      "fixed points are followed in a parameter up to \(limit) variables; the system has \(dimension)"
    case .valueOutsideRange(let range, let value):
      "the range \(range.name)=\(range.lower):\(range.upper) does not hold the value \(value) at which the points were found"
    case .noLinearization: "the equations or their derivatives have no finite values at the state"
    }
  }
}
