// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A slow passage through a Hopf or a branch point: the trajectory stays at the equilibrium after that has lost its stability, for about as long
/// as it had been drawn towards it (Neishtadt 1987; Baer, Erneux and Rinzel 1989, SIAM J. Appl. Math. 49, 55).
public struct DelayedPassage: Codable, Hashable, Sendable {
  /// The label of the point.
  public var point: String
  /// The slow variable at the point.
  public var slow: Double
  /// The slow variable where the trajectory joins the branch of equilibria.
  public var entry: Double
  /// The slow variable where it leaves it.
  public var exit: Double
  /// The slow variable at which the integral of the growth rate over time, from the entry on, is zero again: the way-in/way-out
  /// relation. Nil if that lies beyond the diagram. It takes no account of a buffer point, which analytic equations may have.
  public var predictedExit: Double?

  /// Puts the parts together.
  package init(point: String, slow: Double, entry: Double, exit: Double, predictedExit: Double? = nil) {
    (self.point, self.slow, self.entry, self.exit, self.predictedExit) = (point, slow, entry, exit, predictedExit)
  }
}
