// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

extension Model {
  /// The map with its angles on a line instead of a circle: without the remainder that `mod` takes of them, where all right-hand sides
  /// have its divisor for their period. It jumps nowhere, and states a period apart are one as before.
  /// - Parameter free: Parameters without value, on which no period may depend.
  public func liftingAngles(free: [String] = []) -> Model {
    guard kind == .map else { return self }
    var lifted = self
    for name in variableNames {
      guard let next = lifted.liftingAngle(name),
        let period = next.hints.periods[name], let own = next.angularPeriods(free: free)[name],
        abs(own - period) <= Self.samePeriod * period
      else { continue }
      lifted = next
    }
    return lifted
  }

  /// Periods that differ by less than this part of themselves are one.
  private static let samePeriod = 1e-9

  /// The map without the remainder of a variable, whose period is its divisor; nil if its formula takes none.
  private func liftingAngle(_ name: String) -> Model? {
    var hints = hints
    var variables = variables
    guard let index = variables.firstIndex(where: { $0.name == name }),
      case .binary(.modulo, let value, let divisor) = variables[index].rate.kind,
      let period = divisor.constantValue, period > 0
    else { return nil }
    variables[index].rate = value
    hints.periods[name] = period
    return try? with(variables: variables, hints: hints)
  }
}
