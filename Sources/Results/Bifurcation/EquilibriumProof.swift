// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// At which values of the parameter the list of equilibria is proved to be complete, and where in the space of states.
public struct EquilibriumProof: Codable, Hashable, Sendable {
  /// The values of the parameter at which all equilibria were looked for.
  public var values: [Double]
  /// Those of them at which interval arithmetic has decided the whole region.
  public var proved: [Double]
  /// The box of states in which the list is complete; none if that is the whole space.
  public var box: [AxisRange]

  /// Puts the parts together.
  package init(values: [Double], proved: [Double], box: [AxisRange]) {
    (self.values, self.proved, self.box) = (values, proved, box)
  }
}
