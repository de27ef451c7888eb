// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

// XPPAUT gives a Wiener parameter a new value at every step of length h, a normal number over sqrt(h), and keeps it for the
// step. With Euler's method a rate f + g w then moves its variable by f h + g sqrt(h) times a normal number: the method of Euler
// and Maruyama for dx = f dt + g dW in the sense of Itô.

extension ODEModelBuilder {
  /// The rate without noise, whose factors are kept as amplitudes; nil, with the fault noted, if noise enters otherwise.
  mutating func takeNoise(from rate: Expression, of equation: ODEDeclarations.Equation) -> Expression? {
    if noiseNames.isEmpty { return rate }
    let used = rate.symbols.intersection(noiseNames.values)
    if used.isEmpty { return rate }
    guard let parts = AffineParts(rate, in: used) else {
      diagnostics.report(
        "the equation of '\(equation.name.string)' is no sum of terms without noise and multiples of \(Self.list(used))",
        at: equation.formula.location, hint: "noise may have a factor that is free of noise, as in x'=f(x)+g(x)*w")
      return nil
    }
    for (noise, factor) in parts.factors {
      amplitudes[noise, default: [:]][declarations.spelling(equation.name)] = factor
    }
    return parts.rest
  }

  /// The sources of noise that drive something, in the order of the file.
  func buildNoises() -> [Noise] {
    declarations.noises.compactMap { noise in
      let name = declarations.spelling(noise)
      return amplitudes[name].map { Noise(name: name, amplitudes: $0) }
    }
  }

  /// Notes noise where it has no meaning here.
  mutating func checkNoise(_ kind: Model.Kind, _ events: [Event]) {
    guard let first = declarations.noises.first else { return }
    if kind == .map { diagnostics.report("noise (wiener) in maps is not supported yet", at: first.location) }
    let formulas = events.flatMap { [$0.condition] + $0.assignments.map(\.expression) }
    let used = ExpressionGraph(formulas).symbols.intersection(noiseNames.values)
    for noise in declarations.noises where used.contains(declarations.spelling(noise)) {
      diagnostics.report("noise (wiener) in events is not supported yet", at: noise.location)
    }
  }

  private static func list(_ names: Set<String>) -> String {
    names.sorted().map { "'\($0)'" }.joined(separator: ", ")
  }
}
