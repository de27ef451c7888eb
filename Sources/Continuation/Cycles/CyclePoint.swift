// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import ModelCore
import RealModule
import Results

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
  /// What each node adds to a mean over a period.
  public var weights: [Double]
  /// By how much each variable has grown after one turn: whole periods of angles, zero for others.
  public var winding: [Double]

  /// Makes a cycle.
  public init(
    parameter: Double, period: Double, minima: [Double], maxima: [Double], means: [Double],
    multipliers: [Complex<Double>], trivialMultiplier: Double, unstableCount: Int, arclength: Double,
    residual: Double, times: [Double], states: [[Double]],
    weights: [Double] = [], winding: [Double] = []
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
    self.weights = weights
    let count = max(minima.count, states.first?.count ?? 0)
    self.winding = winding.isEmpty ? [Double](repeating: 0, count: count) : winding
  }
}

extension CyclePoint {
  /// The variables whose extrema tell cycles apart: those of an angle that goes round depend on where the turn begins.
  public var comparable: [Int] { minima.indices.filter { winding[$0] == 0 } }

  /// The cycle that a symmetry of the equations makes of this one.
  public func moved(by permutation: [Int]) -> CyclePoint {
    var point = self
    point.minima = PermutationSymmetry.apply(permutation, to: minima)
    point.maxima = PermutationSymmetry.apply(permutation, to: maxima)
    point.means = PermutationSymmetry.apply(permutation, to: means)
    point.states = states.map { PermutationSymmetry.apply(permutation, to: $0) }
    point.winding = PermutationSymmetry.apply(permutation, to: winding)
    return point
  }
}

extension CyclePoint: Reversible {
  var reversed: CyclePoint {
    var point = self
    point.arclength.negate()
    return point
  }
}

/// A bifurcation of cycles.
public struct SpecialCycle: Sendable {
  /// What happens.
  ///
  /// The coefficients of the normal forms are those of Kuznetsov, Govaerts, Doedel and Dhooge (2005), with critical functions
  /// of mean square 1 over a turn in the units of the state; nil where they could not be computed.
  public enum Kind: Hashable, Sendable {
    /// Two cycles meet: b in x' = g (p - p0) + b x^2 with g > 0, so that for b < 0 they lie at larger parameters.
    case limitPoint(coefficient: Double?)
    /// A multiplier passes -1: a cycle of twice the period is born. c in x' = c x^3, negative where it is stable.
    case periodDoubling(coefficient: Double?)
    /// A pair of multipliers passes the unit circle at an angle: a torus is born. The real part of d in
    /// z' = i w z + d z |z|^2, negative where it is stable.
    case neimarkSacker(angle: Double, coefficient: Double?)
    /// Two branches of cycles cross.
    case branchPoint(BranchPointKind)
  }

  /// How two branches of cycles cross.
  public enum BranchPointKind: Hashable, Sendable {
    /// Both go on in the parameter.
    case transcritical
    /// One turns round at the point: c in x' = c x^3, negative where the cycles of the one that turns are stable.
    case pitchfork(coefficient: Double?)
    /// The crossing could not be resolved.
    case unresolved
  }

  /// What happens, without its numbers.
  public var type: SpecialPointType {
    switch kind {
    case .limitPoint: .cycleLimitPoint
    case .periodDoubling: .periodDoubling
    case .neimarkSacker: .neimarkSacker
    case .branchPoint: .cycleBranchPoint
    }
  }

  /// The customary label of the type.
  public var label: String { type.rawValue }

  /// What happens.
  public var kind: Kind
  /// The cycle.
  public var cycle: CyclePoint
  /// The width, along the branch, of the interval in which the point was found.
  public var bracket: Double
  /// The largest left-hand side of the equations that define the point; of the cycle alone if Newton's method on them has
  /// failed and the point is known to the bracket.
  public var residual: Double
  /// An estimate of the reciprocal condition of the condensed system of these equations; 0 if Newton's method has failed.
  public var reciprocalCondition: Double
  /// The change of the parameter when every interval of the mesh was halved: the error of the discretisation before that.
  /// Not a number if Newton's method has failed.
  public var meshError: Double
  /// The unit tangents of the branches through a branch point, the branch's own first.
  var tangents: [[Double]] = []
  /// The discretised cycle, from which other branches start.
  let problem: CycleProblem
  let point: CurvePoint<CycleProblem>
  /// Whether the number of unstable multipliers differs on the two sides.
  var changesStability = false
}

extension SpecialCycle: Reversible {
  var reversed: SpecialCycle {
    var special = self
    special.cycle = cycle.reversed
    return special
  }
}

/// Why a branch of cycles ends.
public enum CycleEnd: Hashable, Sendable {
  /// The cycle shrank to an equilibrium: a Hopf point.
  case hopf(parameter: Double)
  /// The two halves of the cycle became equal: a period doubling of the cycle of half the period.
  case periodDoubling(parameter: Double)
  /// The period grows like the logarithm of the distance to the last parameter: the cycle meets a saddle.
  case homoclinic(parameter: Double, saddle: [Double])
  /// As with one saddle, but the cycle meets several in turn: heteroclinic connections between them form a loop.
  case heteroclinic(parameter: Double, saddles: [[Double]])
  /// The period grows like the inverse square root: the cycle meets a saddle-node.
  case saddleNodeOnInvariantCircle(parameter: Double, saddleNode: [Double])
  /// The cycles of all sizes lie at one value of the parameter, as in a conservative system, and outgrow the window.
  case family(parameter: Double)
  /// The cycles outgrow all bounds while the parameter stands still.
  case unboundedGrowth(parameter: Double)
  /// The cycle comes so near to the plane on which a variable vanishes, which no trajectory crosses, that numbers end, or all of it
  /// comes there; the distance is that of its nearest state, or of its farthest.
  case invariantPlane(variable: Int, distance: Double)
  /// The period grew beyond the limit in neither of these ways.
  case longPeriod(Double)
  /// Ends that every curve can have.
  case curve(CurveEnd)
}
