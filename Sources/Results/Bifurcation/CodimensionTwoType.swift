// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The kinds of points of codimension 2, by their customary labels.
public enum CodimensionTwoType: String, Codable, Hashable, Sendable, CaseIterable, CustomStringConvertible {
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

  /// The label without a number.
  public var description: String { rawValue }
}
