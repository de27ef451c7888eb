// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// What a search for a root of several equations came to.
public enum RootOutcome: Hashable, Sendable {
  /// The iteration met its tolerance.
  case converged(Root)
  /// The iteration ended without meeting its tolerance; `best` is the point with the smallest residual that it saw.
  case stopped(RootFailure, best: Root)

  /// The root, if the iteration converged.
  public var root: Root? {
    if case .converged(let root) = self { return root }
    return nil
  }
}

/// A point with how well it solves the equations.
public struct Root: Hashable, Sendable {
  /// The point.
  public var point: [Double]
  /// The largest absolute residual at the point.
  public var residual: Double
  /// The number of iterations taken.
  public var iterations: Int

  /// A point with its largest absolute residual and the iterations it took.
  public init(point: [Double], residual: Double, iterations: Int) {
    self.point = point
    self.residual = residual
    self.iterations = iterations
  }
}

/// Why a root finder gave up.
public enum RootFailure: Hashable, Sendable {
  /// The equations have no finite value where they had to be evaluated.
  case nonFinite
  /// The Jacobian is singular and no step along it makes progress.
  case singularJacobian
  /// Steps no longer reduce the residual: a local minimum of its norm, most often.
  case noProgress
  /// The iteration limit was reached.
  case tooManyIterations(Int)
}
