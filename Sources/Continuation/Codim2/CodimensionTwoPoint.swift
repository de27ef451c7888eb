// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import RealModule

/// A point in two parameters at which two conditions hold at once, located to full precision.
public struct CodimensionTwoPoint: Sendable {
  /// What happens.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// Two folds meet.
    case cusp = "CP"
    /// Bogdanov–Takens: a double eigenvalue zero.
    case bogdanovTakens = "BT"
    /// Generalized Hopf (Bautin): the first Lyapunov coefficient vanishes.
    case generalizedHopf = "GH"
    /// A zero and an imaginary pair.
    case zeroHopf = "ZH"
    /// Two imaginary pairs.
    case hopfHopf = "HH"
    /// Two folds of cycles of a flow meet.
    case cycleCusp = "CPC"
    /// Generalized flip: the cubic coefficient vanishes.
    case generalizedFlip = "GPD"
    /// Chenciner: the coefficient of a Neimark–Sacker point vanishes.
    case chenciner = "CH"
    /// Strong resonances: multipliers 1 1, -1 -1, cube roots and fourth roots of 1.
    case resonance1 = "R1"
    case resonance2 = "R2"
    case resonance3 = "R3"
    case resonance4 = "R4"
    /// Fold–flip: multipliers 1 and -1.
    case foldFlip = "LPPD"
    /// Fold–Neimark–Sacker.
    case foldNeimarkSacker = "LPNS"
    /// Flip–Neimark–Sacker.
    case flipNeimarkSacker = "PDNS"
    /// Two pairs on the unit circle.
    case doubleNeimarkSacker = "NSNS"
    /// Curves of branch points whose normal form degenerates: a curve of folds touches them.
    case degenerateBranchPoint = "DBP"
    /// A curve of branch points and one of another kind cross.
    case branchPointHopf = "BPH"
    case branchPointFlip = "BPPD"
    case branchPointNeimarkSacker = "BPNS"
    /// A double eigenvalue zero on a curve of branch points.
    case branchPointBogdanovTakens = "BPBT"
    /// On curves of homoclinic orbits: the leading rates of the saddle, of a saddle-focus, of a focus with two pairs cancel.
    case neutralSaddle = "NSS"
    case neutralSaddleFocus = "NSF"
    case neutralFocus = "NFF"
    /// On curves of homoclinic orbits: the two leading eigenvalues on one side of the saddle become a pair, on the stable and on the
    /// unstable side.
    case doubleInward = "DRS"
    case doubleOutward = "DRU"
    /// On curves of homoclinic orbits: the real parts of a leading pair and of the leading eigenvalue of the other side cancel.
    case divergentInward = "NDS"
    case divergentOutward = "NDU"
    /// A homoclinic orbit to a saddle-node: beyond, the fold lies on an invariant circle.
    case saddleNodeLoop = "SNL"
  }

  /// What happens.
  public var kind: Kind
  /// State and both parameters; of a cycle of a flow the greatest value of each variable.
  public var unknowns: [Double]
  /// The eigenvalues, or multipliers.
  public var eigenvalues: [Complex<Double>]
  /// The angular frequencies, or the angles, of the critical pairs.
  public var angles: [Double]
  /// The coefficients of the normal form, by name; none where they could not be computed.
  public var normalForm: [String: Double]
  /// The largest left-hand side of the equations that define the point, after Newton's method.
  public var residual: Double
  /// The reciprocal condition of the last Newton matrix; 0 if only the zero along the curve is known.
  public var reciprocalCondition: Double
  /// The width of the interval along the curve in which the point was found.
  public var bracket: Double
  /// The length along the curve.
  public var arclength: Double
}

extension CodimensionTwoPoint: Reversible {
  var reversed: CodimensionTwoPoint {
    var point = self
    point.arclength.negate()
    return point
  }
}

extension CodimensionTwoPoint.Kind {
  /// What a change of sign on a curve stands for; nil if it is no point of the theory.
  init?(_ test: CodimensionTwoTest, on curve: BifurcationCurveKind, isMap: Bool) {
    switch (curve, test) {
    case (.limitPoint, .cusp): self = .cusp
    case (.limitPoint, .doubleEigenvalue): self = isMap ? .resonance1 : .bogdanovTakens
    case (.limitPoint, .otherPair): self = isMap ? .foldNeimarkSacker : .zeroHopf
    case (.limitPoint, .otherFlip), (.flip, .otherZero): self = .foldFlip
    case (.hopf, .doubleEigenvalue): self = .bogdanovTakens
    case (.hopf, .degenerate): self = .generalizedHopf
    case (.hopf, .otherZero): self = .zeroHopf
    case (.hopf, .otherPair): self = .hopfHopf
    case (.branchPoint, .transcritical), (.branchPoint, .pitchfork): self = .degenerateBranchPoint
    case (.branchPoint, .otherPair): self = isMap ? .branchPointNeimarkSacker : .branchPointHopf
    case (.branchPoint, .otherFlip): self = .branchPointFlip
    case (.branchPoint, .doubleEigenvalue) where !isMap: self = .branchPointBogdanovTakens
    case (.flip, .degenerate): self = .generalizedFlip
    case (.flip, .doubleEigenvalue), (.neimarkSacker, .resonance2): self = .resonance2
    case (.flip, .otherPair), (.neimarkSacker, .otherFlip): self = .flipNeimarkSacker
    case (.neimarkSacker, .degenerate): self = .chenciner
    case (.neimarkSacker, .resonance1): self = .resonance1
    case (.neimarkSacker, .resonance3): self = .resonance3
    case (.neimarkSacker, .resonance4): self = .resonance4
    case (.neimarkSacker, .otherZero): self = .foldNeimarkSacker
    case (.neimarkSacker, .otherPair): self = .doubleNeimarkSacker
    default: return nil
    }
  }

  /// What the point is if the eigenvalue zero, or multiplier 1, is that of a branch point and not of a fold.
  var atBranchPoint: Self? {
    switch self {
    case .cusp: .degenerateBranchPoint
    case .bogdanovTakens: .branchPointBogdanovTakens
    case .zeroHopf: .branchPointHopf
    case .foldFlip: .branchPointFlip
    case .foldNeimarkSacker: .branchPointNeimarkSacker
    default: nil
    }
  }
}
