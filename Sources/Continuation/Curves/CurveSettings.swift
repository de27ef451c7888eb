// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// How a curve is followed. The defaults serve every model; lengths are in the problem's scaled units, in which the
/// window and the typical state have size 1.
public struct CurveSettings: Codable, Hashable, Sendable {
  /// The first step.
  public var initialStep = 0.01
  /// The least step before the curve is given up.
  public var smallestStep = 1e-11
  /// The largest step.
  public var largestStep = 0.05
  /// The largest angle between the tangents at the ends of a step, in radians.
  public var largestAngle = 0.25
  /// How often a step on which the orientation of the curve changes is halved to tell a branch point from a jump.
  public var jumpBisections = 14
  /// Curves that are further from each other than this part of a step are not one.
  public var jump = 1e-3
  /// Distances below this one are errors of Newton's method.
  public var roundOff = 1e-8
  /// How far beside the end of a curve it is looked whether the equations have a value.
  public var probeLength = 1e-6
  /// Curves of more unknowns are not looked beside.
  public var probedUnknowns = 200
  /// The greatest number of points.
  public var pointLimit = 4000
  /// Newton's corrections must become smaller than this.
  public var tolerance = 1e-12
  /// The greatest number of Newton steps.
  public var iterationLimit = 8

  /// Makes the default settings.
  public init() {}
}

/// Why a curve ends.
public enum CurveEnd: Hashable, Sendable {
  /// A parameter reached the edge of its window.
  case window
  /// The state grew beyond all bounds.
  case unbounded
  /// The curve came back to its start.
  case closed
  /// The budget of points is used up.
  case pointLimit(Int)
  /// The step became too small; the numbers are the last step and the last residual.
  case stepTooSmall(step: Double, residual: Double)
  /// The equations have no value beyond, as behind the end of a root's or a logarithm's domain.
  case undefined
  /// The right-hand side jumps.
  case discontinuity
  /// The first point could not be converged.
  case noStart(residual: Double)
  /// The curve met another one at a branch point where it was to end.
  case branchPoint
  /// Beyond are solutions that are not isolated.
  case continuum
  /// An eigenvalue grew beyond the size at which different solutions can no longer be told apart.
  case tooUnstable(Double)
  /// The caller stopped it.
  case interrupted
}
