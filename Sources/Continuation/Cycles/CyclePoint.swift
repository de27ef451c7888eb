// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import RealModule

/// A cycle on a branch.
public struct CyclePoint: Sendable {
  /// The parameter.
  public var parameter: Double
  /// The period.
  public var period: Double
  /// The least value of each variable.
  public var minima: [Double]
  /// The greatest value of each variable.
  public var maxima: [Double]
  /// The mean of each variable over a period.
  public var means: [Double]
  /// The Floquet multipliers without the trivial one, by falling modulus.
  public var multipliers: [Complex<Double>]
  /// The trivial multiplier as computed, which ought to be 1.
  public var trivialMultiplier: Double
  /// The number of multipliers outside the unit circle.
  public var unstableCount: Int
  /// The length along the branch.
  public var arclength: Double
  /// The largest left-hand side of the collocation equations.
  public var residual: Double
  /// The times of the cycle's nodes, in fractions of the period.
  public var times: [Double]
  /// The states at these times.
  public var states: [[Double]]

  /// Makes a cycle.
  public init(
    parameter: Double, period: Double, minima: [Double], maxima: [Double], means: [Double],
    multipliers: [Complex<Double>], trivialMultiplier: Double, unstableCount: Int, arclength: Double,
    residual: Double, times: [Double], states: [[Double]]
  ) {
    self.parameter = parameter
    self.period = period
    self.minima = minima
    self.maxima = maxima
    self.means = means
    self.multipliers = multipliers
    self.trivialMultiplier = trivialMultiplier
    self.unstableCount = unstableCount
    self.arclength = arclength
    self.residual = residual
    self.times = times
    self.states = states
  }
}

extension CyclePoint {
  /// The same cycle on a branch that is travelled the other way.
  var reversed: CyclePoint {
    var point = self
    point.arclength.negate()
    return point
  }
}

/// A bifurcation of cycles.
public struct SpecialCycle: Sendable {
  /// What happens.
  public enum Kind: Hashable, Sendable {
    /// Two cycles meet.
    case limitPoint
    /// A multiplier passes -1: a cycle of twice the period is born.
    case periodDoubling
    /// A pair of multipliers passes the unit circle at an angle: a torus is born.
    case neimarkSacker(angle: Double)
    /// Two branches of cycles cross.
    case branchPoint
  }

  /// The label of the field: LPC, PD, NS, BPC.
  public var label: String {
    switch kind {
    case .limitPoint: "LPC"
    case .periodDoubling: "PD"
    case .neimarkSacker: "NS"
    case .branchPoint: "BPC"
    }
  }

  /// What happens.
  public var kind: Kind
  /// The cycle.
  public var cycle: CyclePoint
  /// The width, along the branch, of the interval in which the point was found.
  public var bracket: Double
  /// The discretised cycle, from which other branches start.
  let problem: CycleProblem
  let point: CurvePoint<CycleProblem.Description>
}

/// Why a branch of cycles ends.
public enum CycleEnd: Hashable, Sendable {
  /// The cycle shrank to an equilibrium: a Hopf point.
  case hopf(parameter: Double)
  /// The two halves of the cycle became equal: a period doubling of the cycle of half the period.
  case periodDoubling(parameter: Double)
  /// The period grows like the logarithm of the distance to the last parameter: the cycle meets a saddle.
  case homoclinic(parameter: Double, saddle: [Double])
  /// The period grows like the inverse square root: the cycle meets a saddle-node.
  case saddleNodeOnInvariantCircle(parameter: Double, saddleNode: [Double])
  /// The period grew beyond the limit in neither of these ways.
  case longPeriod(Double)
  /// Ends that every curve can have.
  case curve(CurveEnd)
}
