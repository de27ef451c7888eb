// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// What the sign of a normal form's coefficient says of what is born at a bifurcation.
package enum Criticality: Hashable, Sendable {
  /// What is born is stable.
  case supercritical
  /// What is born is unstable.
  case subcritical
  /// The coefficient vanishes but for rounding, as in piecewise linear and conservative systems.
  case degenerate
  /// There is no coefficient.
  case unknown

  /// - Parameter coefficient: Negative where what is born is stable.
  package init(coefficient: Double?) {
    guard let coefficient, coefficient.isFinite else {
      self = .unknown
      return
    }
    self = coefficient == 0 ? .degenerate : coefficient < 0 ? .supercritical : .subcritical
  }
}
