// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule
import Symbolics

extension Model {
  /// The variables that are angles, with their periods: the rates of a flow, and the steps of a map from one value to the next, depend on
  /// them through periodic functions alone, so that states a period apart are one.
  ///
  /// Read from the formulas; a period that the author gives (`@ fold`) is taken where the formulas have it, too.
  /// - Parameter free: Parameters without value, on which no period may depend.
  public func angularPeriods(free: [String] = []) -> [String: Double] {
    guard algebraicVariables.isEmpty else { return [:] }
    let changes = changes(free: free)
    var periods: [String: Double] = [:]
    for name in variableNames {
      guard let period = Self.period(of: changes, along: [name: 1], free: free) else { continue }
      let turns = ((hints.periods[name] ?? period) / period).rounded()
      // Whole numbers of periods are periods.
      let isMultiple = turns >= 1 && abs((hints.periods[name] ?? period) - turns * period) < 1e-6 * period
      periods[name] = isMultiple ? turns * period : period
    }
    return periods
  }

  /// Variables that are angles together alone, as those of pendulums between which there are springs, with their periods: states that
  /// differ by these in each of them are one. None if there are none.
  /// - Parameters:
  ///   - free: Parameters without value, on which no period may depend.
  ///   - sizes: The units in which the variables are measured.
  public func jointAngularPeriods(free: [String] = [], sizes: [Double]) -> [String: Double] {
    guard algebraicVariables.isEmpty else { return [:] }
    let (changes, own) = (changes(free: free), angularPeriods(free: free))
    let joint = zip(variableNames, sizes).filter { own[$0.0] == nil && PeriodicDependence.occurs($0.0, in: changes) }
    let factors = Dictionary(joint.map { ($0, 1 / $1) }, uniquingKeysWith: { $1 })
    guard factors.count > 1, let period = Self.period(of: changes, along: factors, free: free) else { return [:] }
    return factors.mapValues { $0 * period }
  }

  /// The rates of a flow, or the steps of a map from one value to the next, with the values of parameters that are not free.
  private func changes(free: [String]) -> [Expression] {
    let values = Dictionary(
      parameters.filter { !free.contains($0.name) }.map { ($0.name, Expression($0.value)) }, uniquingKeysWith: { $1 })
    return Expression.substituting(values, in: kind == .map ? variables.map { $0.rate - .symbol($0.name) } : rates)
  }

  /// The period of formulas in a quantity that is added, times factors, to some symbols; nil if there is none, or it depends on free
  /// parameters.
  private static func period(of formulas: [Expression], along factors: [String: Double], free: [String]) -> Double? {
    // Free parameters may cancel, as the frequency does in that of a phase; values without meaning tell.
    let choices = [0.7123, 1.6184, 2.9313].map { value in Dictionary(free.map { ($0, value) }) { first, _ in first } }
    guard let formula = PeriodicDependence(of: formulas, along: factors)?.fundamental(at: choices) else { return nil }
    let values = choices.map { choice -> Double in
      var interpretation = ScalarInterpretation(symbols: choice)
      return ExpressionGraph([formula]).interpret(&interpretation)[0]
    }
    let frequency = values[0]
    guard values.allSatisfy({ abs($0 - frequency) <= 1e-12 * abs(frequency) }) else { return nil }
    return 2 * Double.pi / frequency
  }

  /// The name of the variable that takes the place of time in `followingForcing`.
  public static let forcingPhase = "phase of the forcing"

  /// The angular frequency of the forcing if right-hand sides are periodic in time: a number or a formula of parameters.
  /// - Parameters:
  ///   - parameter: A parameter on which it may depend.
  ///   - range: The values of this parameter, for all of which forcing terms must have one common period.
  /// - Returns: nil if time does not occur or enters otherwise than through periodic functions with a common period.
  public func forcingFrequency(free parameter: String, in range: ClosedRange<Double>) -> Expression? {
    guard kind == .flow, algebraicVariables.isEmpty else { return nil }
    let values = Dictionary(
      parameters.filter { $0.name != parameter }.map { ($0.name, Expression($0.value)) }, uniquingKeysWith: { $1 })
    let rates = Expression.substituting(values, in: rates)
    let inner = [0.05, 0.37, 0.95].map { range.lowerBound + $0 * (range.upperBound - range.lowerBound) }
    guard let frequency = PeriodicDependence(of: rates, on: "t")?.fundamental(at: inner.map { [parameter: $0] }),
      frequency.symbols.isSubset(of: [parameter])
    else { return nil }
    return frequency
  }

  /// The flow with the phase of a periodic forcing as its last variable, an angle of period 2 pi that starts at 0 and grows at a
  /// given rate; time does not occur any more.
  public func followingForcing(frequency: Expression) throws(ModelError) -> Model {
    let start = Expression(hints.startTime ?? 0)
    let settled = try with(
      variables: variables.map { variable in
        var variable = variable
        variable.initialValue = variable.initialValue.substituting(["t": start])
        return variable
      })
    let phase = Variable(name: Model.forcingPhase, rate: frequency, initialValue: frequency * start)
    return try settled.with(variables: settled.variables + [phase])
      .substituting(["t": Expression.symbol(Model.forcingPhase) / frequency])
  }
}
