// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results
import Symbolics

/// How white noise enters a step of equal length.
///
/// Sources: Kloeden and Platen, Numerical Solution of Stochastic Differential Equations (1992), sections 10.2 (Euler and
/// Maruyama), 10.3 (Milstein, equation 3.16 for commutative noise); Rüemelin 1982, SIAM J. Numer. Anal. 19, 604 (Heun);
/// Rößler 2010, SIAM J. Numer. Anal. 48, 922 (SRIW1).
enum StochasticScheme {
  /// Of strong order 1/2; in the sense of Itô.
  case eulerMaruyama
  /// Of strong order 1 for commutative noise; in the sense of Itô.
  case milstein
  /// Of strong order 1 for commutative noise, otherwise 1/2; in the sense of Stratonovich.
  case heun
  /// Of strong order 3/2 where no source changes the amplitudes of another; in the sense of Itô.
  case rungeKutta

  /// The scheme that a method of integration stands for.
  init(_ method: IntegrationMethod) {
    switch method {
    case .milstein: self = .milstein
    case .heun: self = .heun
    case .stochasticRungeKutta: self = .rungeKutta
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

  /// Whether no source of noise changes the amplitudes of another: then a strong order of 1.5 takes no integrals of two sources
  /// together. So it is for noise that is additive, or from a single source, or diagonal, with a source of its own for each
  /// variable, whose amplitude depends on that variable alone.
  public var hasSeparateNoise: Bool {
    if noises.count <= 1 { return true }
    let entries = noiseEntries
    let implicit = Set(algebraicVariables.map(\.name))
    return entries.allSatisfy { entry in
      let symbols = entry.amplitude.symbols
      return symbols.isDisjoint(with: implicit)
        && entries.allSatisfy { $0.source == entry.source || !symbols.contains(variableNames[$0.variable]) }
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
