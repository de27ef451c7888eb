// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import RealModule
import Results

/// A point in two parameters at which two conditions hold at once, located to full precision.
public struct CodimensionTwoPoint: Sendable {
  /// What happens.
  public var kind: CodimensionTwoType
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

  /// Frequencies whose quotient is this near to a whole number, as a part of it, are in resonance.
  private static let resonant = 1e-5

  /// The n of a resonance 1:n of two frequencies, n = 1, 2, 3, in which the normal form has further terms up to the third order (Kuznetsov
  /// 2004, section 8.6); nil where there is none.
  public static func resonance(_ frequencies: [Double]) -> Int? {
    guard let least = frequencies.min(), let greatest = frequencies.max(), frequencies.count == 2 else { return nil }
    return (1...3).first { abs(greatest - Double($0) * least) < resonant * greatest }
  }
}

extension CodimensionTwoPoint: Reversible {
  var reversed: CodimensionTwoPoint {
    var point = self
    point.arclength.negate()
    return point
  }
}

extension CodimensionTwoType {
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
