// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// What a phase-plane analysis of two variables found: enough to draw the figure and to quote the numbers.
public struct PhasePlaneResult: Codable, Hashable, Sendable {
  /// The horizontal variable and its window.
  public var horizontal: AxisRange
  /// The vertical variable and its window.
  public var vertical: AxisRange
  /// Whether the system is a map.
  public var isMap: Bool
  /// The nullclines of each variable (for a map the curves on which it does not change), by its name.
  public var nullclines: [String: [PlaneCurve]]
  /// The curves on which the conditions of resets are zero; nil if nothing in the plane is reset.
  public var resetThresholds: [PlaneCurve]?
  /// All fixed points in the window, from left to right.
  public var fixedPoints: [FixedPoint]
  /// The proof that the list of fixed points is complete, if it was asked for.
  public var certificate: Certificate?
  /// The vector field on a grid.
  public var field: VectorFieldSamples?
  /// Evenly spaced streamlines, each in the sense of the flow.
  public var streamlines: [PlaneCurve]
  /// The stable and unstable manifolds of the saddles.
  public var separatrices: [Separatrix]
  /// The limit cycles, by falling period.
  public var limitCycles: [LimitCycle]
  /// The period of each variable that is an angle of which the window holds one turn, by its name; manifolds, cycles and
  /// trajectories go on beyond the window where the angle does.
  public var angles: [String: Double]?
  /// Trajectories from given or sampled starts.
  public var trajectories: [PlaneTrajectory]
  /// What a reader should know: assumptions made, searches that were cut short.
  public var notes: [String]

  /// Makes an empty result for a window.
  public init(horizontal: AxisRange, vertical: AxisRange, isMap: Bool = false) {
    self.horizontal = horizontal
    self.vertical = vertical
    self.isMap = isMap
    nullclines = [:]
    fixedPoints = []
    streamlines = []
    separatrices = []
    limitCycles = []
    trajectories = []
    notes = []
  }
}

/// The vector field on a grid of points.
public struct VectorFieldSamples: Codable, Hashable, Sendable {
  /// The points, each a pair.
  public var points: [[Double]]
  /// The field at each point (for a map the step x(t + 1) - x(t)).
  public var vectors: [[Double]]

  /// Makes samples.
  public init(points: [[Double]], vectors: [[Double]]) {
    self.points = points
    self.vectors = vectors
  }
}

/// One branch of the stable or unstable manifold of a saddle.
public struct Separatrix: Codable, Hashable, Sendable {
  /// Which manifold.
  public enum Kind: String, Codable, Hashable, Sendable {
    case stable
    case unstable
  }

  /// The position of the saddle in the list of fixed points.
  public var saddle: Int
  /// Which manifold of the saddle.
  public var kind: Kind
  /// The branch, from the saddle outwards.
  public var points: [[Double]]
  /// Where the branch goes.
  public var end: SeparatrixEnd

  /// Makes a branch.
  public init(saddle: Int, kind: Kind, points: [[Double]], end: SeparatrixEnd) {
    self.saddle = saddle
    self.kind = kind
    self.points = points
    self.end = end
  }
}

/// A limit cycle.
public struct LimitCycle: Codable, Hashable, Sendable {
  /// The period.
  public var period: Double
  /// The Floquet multipliers as pairs of real and imaginary part; the trivial one, as computed, first.
  public var multipliers: [[Double]]
  /// Whether neighbouring trajectories approach it from both sides.
  public var stable: Bool
  /// Whether trajectories approach it on one side and leave it on the other; nil if not.
  public var isHalfStable: Bool?
  /// How many turns each angle makes in one period, by its name; nil if no angle goes round.
  public var turns: [String: Int]?
  /// One turn, in the sense of the flow; first and last point are equal, but for whole turns of angles that go round.
  public var points: [[Double]]
  /// The times of the points, from 0 to the period.
  public var times: [Double]
  /// The distance between the first and the last point of the converged turn.
  public var residual: Double

  /// Makes a limit cycle.
  public init(
    period: Double, multipliers: [[Double]], stable: Bool, isHalfStable: Bool? = nil, turns: [String: Int]? = nil,
    points: [[Double]], times: [Double], residual: Double
  ) {
    self.period = period
    self.multipliers = multipliers
    self.stable = stable
    self.isHalfStable = isHalfStable
    self.turns = turns
    self.points = points
    self.times = times
    self.residual = residual
  }

  /// The stability in a word.
  public var stabilityText: String { isHalfStable == true ? "half-stable" : stable ? "stable" : "unstable" }
}

/// A trajectory in the plane.
public struct PlaneTrajectory: Codable, Hashable, Sendable {
  /// The times of the points.
  public var times: [Double]
  /// The points, each a pair.
  public var points: [[Double]]
  /// Positions in `points` that begin anew after a reset.
  public var breaks: [Int]
  /// Why the trajectory ended, in words.
  public var end: String

  /// Makes a trajectory.
  public init(times: [Double], points: [[Double]], breaks: [Int] = [], end: String) {
    self.times = times
    self.points = points
    self.breaks = breaks
    self.end = end
  }
}

/// The outcome of an attempt to prove by interval arithmetic that a list of fixed points is complete.
public struct Certificate: Codable, Hashable, Sendable {
  /// Whether every part of the window was decided.
  public var complete: Bool
  /// The number of fixed points proved to exist and to be alone in their boxes.
  public var provedCount: Int
  /// Boxes `[xLower, xUpper, yLower, yUpper]` that could not be decided.
  public var undecidedBoxes: [[Double]]
  /// Boxes examined.
  public var examinedCount: Int

  /// Makes a certificate.
  public init(complete: Bool, provedCount: Int, undecidedBoxes: [[Double]], examinedCount: Int) {
    self.complete = complete
    self.provedCount = provedCount
    self.undecidedBoxes = undecidedBoxes
    self.examinedCount = examinedCount
  }
}
