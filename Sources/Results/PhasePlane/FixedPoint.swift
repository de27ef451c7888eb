// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A fixed point and its linear stability.
public struct FixedPoint: Codable, Hashable, Sendable {
  /// The state, by the names of the variables.
  public var state: [String: Double]
  /// What kind of point it is.
  public var type: FixedPointType
  /// Whether nearby states return: all eigenvalues in the left half plane, or all multipliers inside the unit circle.
  public var stable: Bool
  /// The eigenvalues of the Jacobian as pairs of real and imaginary part, by falling real part; for a map its multipliers, by
  /// falling modulus; for a flow with delays the rightmost characteristic roots.
  public var eigenvalues: [[Double]]
  /// The sum of the eigenvalues; with delays that of the Jacobian of present values.
  public var trace: Double
  /// The product of the eigenvalues; with delays that of the Jacobian of present values.
  public var determinant: Double
  /// The largest component of the right-hand side at the point (of f(x) - x for a map).
  public var residual: Double
  /// How often a planar flow turns around the point: +1 for nodes, foci and centres, -1 for saddles; nil where that is not known, and
  /// for maps.
  public var index: Int?
  /// Why the type is undetermined, where it is.
  public var reason: String?
  /// What else a reader should know of the point: where it lies with regard to a reset.
  public var note: String?

  /// Makes a description of a fixed point.
  public init(
    state: [String: Double], type: FixedPointType, stable: Bool, eigenvalues: [[Double]], trace: Double,
    determinant: Double, residual: Double, index: Int? = nil, reason: String? = nil, note: String? = nil
  ) {
    self.state = state
    self.type = type
    self.stable = stable
    self.eigenvalues = eigenvalues
    self.trace = trace
    self.determinant = determinant
    self.residual = residual
    self.index = index
    self.reason = reason
    self.note = note
  }
}

/// The kinds of fixed points of planar and one-dimensional systems.
public enum FixedPointType: String, Codable, Hashable, Sendable, CaseIterable {
  case stableNode = "stable node"
  case unstableNode = "unstable node"
  case stableFocus = "stable focus"
  case unstableFocus = "unstable focus"
  case stableStar = "stable star"
  case unstableStar = "unstable star"
  case stableDegenerateNode = "stable degenerate node"
  case unstableDegenerateNode = "unstable degenerate node"
  case saddle
  /// Proved by a first integral or symmetry; a linear centre alone is undetermined.
  case center
  case saddleNode = "saddle-node"
  /// Fixed points of maps: a period-doubling point on the unit circle and the like are undetermined.
  case undetermined
}
