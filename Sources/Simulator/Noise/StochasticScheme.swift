// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results
import Symbolics

/// How white noise enters a step of equal length.
///
/// Sources: Kloeden and Platen, Numerical Solution of Stochastic Differential Equations (1992), sections 10.2 (Euler and
/// Maruyama), 10.3 (Milstein, equation 3.16 for commutative noise); Rüemelin 1982, SIAM J. Numer. Anal. 19, 604 (Heun).
enum StochasticScheme {
  /// Of strong order 1/2; in the sense of Itô.
  case eulerMaruyama
  /// Of strong order 1 for commutative noise; in the sense of Itô.
  case milstein
  /// Of strong order 1 for commutative noise, otherwise 1/2; in the sense of Stratonovich.
  case heun

  /// The scheme that a method of integration stands for.
  init(_ method: IntegrationMethod) {
    switch method {
    case .milstein: self = .milstein
    case .heun: self = .heun
    default: self = .eulerMaruyama
    }
  }
}

extension Model {
  /// The coefficients of Milstein's correction: for the entry (source j, variable i) of `noiseEntries` and each source k, in this
  /// order, the sum over l of g_lk times the derivative of g_ij by x_l.
  func milsteinCoefficients() -> [Expression] {
    let entries = noiseEntries
    let slopes = Expression.jacobian(entries.map(\.amplitude), variableNames)
    return entries.indices.flatMap { place in
      noises.indices.map { k in
        entries.filter { $0.source == k }.reduce(Expression(0)) { sum, other in
          let slope = slopes[place][other.variable]
          return slope == 0 ? sum : sum + other.amplitude * slope
        }
      }
    }
  }

  /// Whether the sources of noise commute, so that Milstein's method needs no double integrals: exchanging two sources leaves the
  /// coefficients the same, as formulas.
  public var hasCommutativeNoise: Bool {
    let (entries, coefficients, count) = (noiseEntries, milsteinCoefficients(), noises.count)
    func coefficient(_ source: Int, _ variable: Int, _ other: Int) -> Expression {
      guard let place = entries.firstIndex(where: { $0.source == source && $0.variable == variable }) else { return 0 }
      return coefficients[place * count + other]
    }
    for variable in variables.indices {
      for j in 0..<count {
        for k in 0..<j where coefficient(j, variable, k) != coefficient(k, variable, j) { return false }
      }
    }
    return true
  }
}
