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
    let values = Dictionary(
      parameters.filter { !free.contains($0.name) }.map { ($0.name, Expression($0.value)) }, uniquingKeysWith: { $1 })
    let changes = kind == .map ? variables.map { $0.rate - .symbol($0.name) } : rates
    let rates = Expression.substituting(values, in: changes)
    var periods: [String: Double] = [:]
    // Free parameters may cancel, as the frequency does in that of a phase; values without meaning tell.
    let choices = [0.7123, 1.6184, 2.9313].map { value in Dictionary(free.map { ($0, value) }) { first, _ in first } }
    for name in variableNames {
      guard let formula = PeriodicDependence(of: rates, on: name)?.fundamental(at: choices) else { continue }
      let values = choices.map { choice -> Double in
        var interpretation = ScalarInterpretation(symbols: choice)
        return ExpressionGraph([formula]).interpret(&interpretation)[0]
      }
      let frequency = values[0]
      guard values.allSatisfy({ abs($0 - frequency) <= 1e-12 * abs(frequency) }) else { continue }
      let period = 2 * Double.pi / frequency
      let turns = ((hints.periods[name] ?? period) / period).rounded()
      // Whole numbers of periods are periods.
      let isMultiple = turns >= 1 && abs((hints.periods[name] ?? period) - turns * period) < 1e-6 * period
      periods[name] = isMultiple ? turns * period : period
    }
    return periods
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
