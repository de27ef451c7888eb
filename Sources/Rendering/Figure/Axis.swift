// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// An axis of a panel: its label, its window and its ticks.
public struct Axis: Codable, Hashable, Sendable {
  /// How ticks are chosen.
  public enum Ticks: Codable, Hashable, Sendable {
    /// Nice round numbers, as many as the length allows.
    case automatic
    /// These values.
    case values([Double])
    /// None.
    case hidden
  }

  /// The label, with mathematics between dollar signs.
  public var label: String
  /// The value at the left or lower end.
  public var lower: Double
  /// The value at the right or upper end.
  public var upper: Double
  /// How ticks are chosen.
  public var ticks: Ticks
  /// Whether numbers and the label are written.
  public var isLabelled: Bool

  /// Makes an axis.
  public init(label: String, lower: Double, upper: Double, ticks: Ticks = .automatic, isLabelled: Bool = true) {
    self.label = label
    self.lower = lower
    self.upper = upper
    self.ticks = ticks
    self.isLabelled = isLabelled
  }
}
