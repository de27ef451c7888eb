// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The critical manifold, the states of rest of the fast subsystem, over a line across the plane of two slow variables on which the
/// vertical one is held.
public struct CriticalManifoldLine: Codable, Hashable, Sendable {
  /// A curve of the manifold.
  public struct Curve: Codable, Hashable, Sendable {
    /// The horizontal slow variable at each point.
    public var slow: [Double]
    /// The fast variables, by name.
    public var states: [String: [Double]]
    /// Whether the fast subsystem comes to rest there.
    public var stable: [Bool]

    /// Puts the parts together.
    package init(slow: [Double], states: [String: [Double]], stable: [Bool]) {
      (self.slow, self.states, self.stable) = (slow, states, stable)
    }
  }

  /// The value at which the vertical slow variable is held.
  public var held: Double
  /// The curves over the line.
  public var curves: [Curve]

  /// Puts the parts together.
  package init(held: Double, curves: [Curve]) {
    (self.held, self.curves) = (held, curves)
  }
}
