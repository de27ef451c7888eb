// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A fixed point, or a point at which the speed has a minimum, with what the linearised dynamics do there.
public struct SlowPoint: Codable, Hashable, Sendable {
  /// Whether the system rests here.
  public enum Kind: String, Codable, Hashable, Sendable {
    case fixed
    case slow
  }

  /// How nearby states move.
  public enum Stability: String, Codable, Hashable, Sendable, CaseIterable {
    /// All directions decay.
    case stable
    /// No direction grows, and some neither grow nor decay, as along a line of fixed points.
    case marginal
    /// Some directions grow.
    case saddle
    /// All directions grow.
    case unstable
  }

  /// A way in which the linearised system moves.
  public struct Mode: Codable, Hashable, Sendable {
    /// The time in which it decays by a factor e; negative if it grows, infinite if it does neither.
    public var timeConstant: Double
    /// The oscillations in a unit of time; 0 if it does not oscillate.
    public var frequency: Double

    /// Puts the parts together.
    package init(timeConstant: Double, frequency: Double) {
      (self.timeConstant, self.frequency) = (timeConstant, frequency)
    }
  }

  /// Whether the system rests here.
  public var kind: Kind
  /// The values of the variables, in order.
  public var state: [Double]
  /// `|f|^2 / 2`, for a map `|f(x) - x|^2 / 2`.
  public var speed: Double
  /// The largest of the rates of change, or changes in a step.
  public var residual: Double
  /// How nearby states move.
  public var stability: Stability
  /// The number of directions that grow.
  public var unstableDirections: Int
  /// The number of directions that neither grow nor decay, to working accuracy.
  public var neutralDirections: Int
  /// The number of directions that change far more slowly than others.
  public var slowDirections: Int
  /// The eigenvalues of the Jacobian, slowest to decay first, as pairs of real and imaginary part.
  public var eigenvalues: [[Double]]
  /// The number of eigenvalues that were computed, those nearest to rest, if not all: unstable, neutral and slow directions are
  /// counted among these.
  public var computedEigenvalues: Int?
  /// The leading modes, in the order of the eigenvalues.
  public var modes: [Mode]
  /// The number of starts that led here.
  public var startCount: Int
  /// The coordinates along the principal components.
  public var projection: [Double]
  /// The slowest directions, along the principal components.
  public var slowSegments: [[Double]]
  /// For the leading modes the right eigenvectors, as real and imaginary parts, if they were asked for.
  public var rightVectors: [[[Double]]]?
  /// For the leading modes the left eigenvectors (what an input must overlap with), if they were asked for.
  public var leftVectors: [[[Double]]]?

  /// Puts the parts together.
  package init(
    kind: Kind, state: [Double], speed: Double, residual: Double, stability: Stability, unstableDirections: Int,
    neutralDirections: Int, slowDirections: Int, eigenvalues: [[Double]], computedEigenvalues: Int? = nil,
    modes: [Mode], startCount: Int, projection: [Double], slowSegments: [[Double]], rightVectors: [[[Double]]]? = nil,
    leftVectors: [[[Double]]]? = nil
  ) {
    (
      self.kind, self.state, self.speed, self.residual, self.stability, self.unstableDirections, self.neutralDirections,
      self.slowDirections, self.eigenvalues, self.computedEigenvalues, self.modes, self.startCount, self.projection,
      self.slowSegments, self.rightVectors, self.leftVectors
    ) = (
      kind, state, speed, residual, stability, unstableDirections, neutralDirections, slowDirections, eigenvalues,
      computedEigenvalues, modes, startCount, projection, slowSegments, rightVectors, leftVectors
    )
  }
}

/// Points that lie along a line or ring, or on a surface, of slow points.
public struct SlowPointSet: Codable, Hashable, Sendable {
  /// The shape.
  public enum Shape: String, Codable, Hashable, Sendable {
    case line
    case ring
    case surface
  }

  /// The shape.
  public var shape: Shape
  /// The positions of the points in the list of all, in order along a line or ring.
  public var points: [Int]

  /// Puts the parts together.
  package init(shape: Shape, points: [Int]) {
    (self.shape, self.points) = (shape, points)
  }
}
