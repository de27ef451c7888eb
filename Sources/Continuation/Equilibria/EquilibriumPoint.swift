// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import RealModule
import Results

/// A point of an equilibrium curve at which the stability or the number of equilibria changes, located to full precision.
public struct SpecialEquilibrium: Sendable {
  /// What happens, with the coefficients of the normal form.
  public enum Kind: Hashable, Sendable {
    /// Two equilibria meet: x' = b + a x^2 (for a map x -> x + b + a x^2).
    case limitPoint(quadraticCoefficient: Double)
    /// A cycle is born with the given angular frequency; it is stable (supercritical) where the coefficient is negative.
    case hopf(frequency: Double, firstLyapunovCoefficient: Double)
    /// Two curves cross; `directions` are the unit tangents of both.
    case branchPoint(BranchPointKind)
    /// Two real eigenvalues of opposite sign (two multipliers of product 1): no bifurcation.
    case neutralSaddle
    /// The curve meets a surface at which the right-hand side has a corner.
    case borderCollision(BorderCollision)
    /// A multiplier passes -1: the 2-cycle is stable where the coefficient is positive.
    case flip(coefficient: Double)
    /// A pair of multipliers passes the unit circle at the given angle; the circle is stable where the coefficient is negative.
    case neimarkSacker(angle: Double, coefficient: Double)
  }

  /// How two equilibrium curves cross.
  public enum BranchPointKind: Hashable, Sendable {
    case transcritical
    /// Symmetric: the new branch leaves at a right angle to the parameter; supercritical where the coefficient is negative.
    case pitchfork(cubicCoefficient: Double)
    /// The crossing is not of the two simplest kinds.
    case degenerate
    /// Several eigenvalues vanish, as many as the kernel's dimension says, and several branches cross.
    case multiple(kernel: Int)
  }

  /// What becomes of a curve at a corner of the right-hand side.
  public enum BorderCollision: Hashable, Sendable {
    /// It goes on, with other numbers of unstable directions on both sides, or the same.
    case persistence(unstable: [Int])
    /// It turns back: a non-smooth fold.
    case fold
    /// It ends: equilibria beyond are not isolated.
    case continuum
  }

  /// What happens, without its numbers.
  public var type: SpecialPointType {
    switch kind {
    case .limitPoint: .limitPoint
    case .hopf: .hopf
    case .branchPoint: .branchPoint
    case .neutralSaddle: .neutralSaddle
    case .borderCollision: .borderCollision
    case .flip: .periodDoubling
    case .neimarkSacker: .neimarkSacker
    }
  }

  /// The customary label of the type.
  public var label: String { type.rawValue }

  /// What happens.
  public var kind: Kind
  /// State and parameter.
  public var unknowns: [Double]
  /// The eigenvalues, or multipliers, at the point.
  public var eigenvalues: [Complex<Double>]
  /// The largest left-hand side of the system that defines the point, after Newton's method.
  public var residual: Double
  /// The reciprocal condition of the last Newton matrix; 0 if Newton's method failed and bisection's point is given.
  public var reciprocalCondition: Double
  /// The width, in the parameter, of the interval in which the point was found.
  public var bracket: Double
  /// The tangent of the curve at the point; for a branch point also those of the crossing curves.
  public var tangents: [[Double]]
  /// The length along the curve.
  public var arclength: Double
  /// The number of pairs of eigenvalues, or of real eigenvalues, that pass at once, as symmetry makes them.
  public var multiplicity = 1
}
