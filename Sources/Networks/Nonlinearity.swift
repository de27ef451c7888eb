// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Symbolics

/// The function that turns a unit's input into its output.
public enum Nonlinearity: String, Codable, Hashable, Sendable, CaseIterable {
  case tanh
  /// `max(x, 0)`; its slope at 0 is taken as 0.
  case relu
  /// `log(1 + exp x)`.
  case softplus
  /// `1 / (1 + exp(-x))`.
  case sigmoid
  /// The identity.
  case linear

  /// The value of the function.
  public func value(_ x: Double) -> Double {
    switch self {
    case .tanh: Foundation.tanh(x)
    case .relu: max(x, 0)
    case .softplus: max(x, 0) + log1p(exp(-abs(x)))
    case .sigmoid: Nonlinearity.logistic(x)
    case .linear: x
    }
  }

  /// The derivative at the argument `x`.
  public func slope(_ x: Double) -> Double {
    switch self {
    case .tanh:
      let y = Foundation.tanh(x)
      return 1 - y * y
    case .relu: return x > 0 ? 1 : 0
    case .softplus: return Nonlinearity.logistic(x)
    case .sigmoid:
      let y = Nonlinearity.logistic(x)
      return y * (1 - y)
    case .linear: return 1
    }
  }

  /// The function over any kind of number.
  public func formula<S: Scalar>(_ x: S) -> S {
    switch self {
    case .tanh: S.tanh(x)
    case .relu: S.binary(.maximum, x, S(0))
    case .softplus: S.log(1 + S.exp(x))
    case .sigmoid: 1 / (1 + S.exp(-x))
    case .linear: x
    }
  }

  /// `1 / (1 + exp(-x))` without overflow.
  static func logistic(_ x: Double) -> Double {
    if x >= 0 { return 1 / (1 + exp(-x)) }
    let e = exp(x)
    return e / (1 + e)
  }
}
