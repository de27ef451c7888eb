// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore

/// What is asked of a phase-line analysis.
public struct PhaseLineSettings: Codable, Hashable, Sendable {
  /// The window; nil takes the range that the model suggests, or one that shows all fixed points.
  public var window: ClosedRange<Double>?
  /// The time at which a right-hand side that depends on time is frozen; nil takes the model's time of start.
  public var time: Double?
  /// Whether to prove the list of fixed points complete by interval arithmetic.
  public var certify = false
  /// Starts of a map's orbits; nil takes the model's initial value.
  public var starts: [Double]?
  /// The number of steps of an orbit that is to be drawn as a cobweb.
  public var orbitLength = 60
  /// Up to this period all cycles of a map are looked for, of higher periods only those that orbits approach.
  public var searchedPeriod = 2
  /// The longest period at which an orbit is recognised as approaching a cycle.
  public var longestPeriod = 64

  /// The settings that need no choice.
  public init() {}

  /// The window for a model: the one set, the variable's range, or the window of the model's own plots; nil if nothing says.
  func window(for model: Model) -> ClosedRange<Double>? {
    let variable = model.variables[0]
    return window ?? variable.range ?? model.plottedRange(of: variable.name)
  }
}
