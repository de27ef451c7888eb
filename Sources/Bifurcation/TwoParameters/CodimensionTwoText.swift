// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import Results

extension CodimensionTwoPoint {
  /// What the coefficients of the normal form mean, in words.
  var remark: String {
    func value(_ name: String) -> Double { normalForm[name] ?? .nan }
    switch kind {
    case .cusp:
      return "two folds meet; of the three states between them the "
        + (value("c") < 0 ? "outer two are" : "middle one is") + " stable within the critical direction"
    case .cycleCusp: return "two folds of cycles meet"
    case .neutralSaddle: return "homoclinic orbit to a neutral saddle: a curve of folds of cycles begins"
    case .neutralSaddleFocus: return "homoclinic orbit to a neutral saddle-focus"
    case .neutralFocus: return "homoclinic orbit to a neutral focus"
    case .doubleInward: return "homoclinic orbit; the two leading stable eigenvalues become a pair"
    case .doubleOutward: return "homoclinic orbit; the two leading unstable eigenvalues become a pair"
    case .divergentInward: return "homoclinic orbit to a saddle-focus of stable focus with divergence zero"
    case .divergentOutward: return "homoclinic orbit to a saddle-focus of unstable focus with divergence zero"
    case .saddleNodeLoop:
      return "homoclinic orbit to a saddle-node, extrapolated; beyond, the fold lies on an invariant circle"
    case .degenerateBranchPoint:
      return "the normal form of the branch points degenerates; as a rule a curve of folds touches theirs"
    case .branchPointHopf: return "a curve of branch points and a Hopf curve cross"
    case .branchPointFlip: return "a curve of branch points and a flip curve cross"
    case .branchPointBogdanovTakens: return "a double eigenvalue zero at branch points; a Hopf curve ends there"
    case .branchPointNeimarkSacker: return "a curve of branch points and a Neimark–Sacker curve cross"
    case .bogdanovTakens:
      if let zero = ["a", "b"].first(where: { value($0) == 0 }) { return "degenerate: \(zero) vanishes, too" }
      return "a fold, a Hopf curve and a homoclinic curve meet; the cycles are "
        + (value("a") * value("b") < 0 ? "stable" : "unstable") + " within the critical plane"
    case .generalizedHopf:
      return value("l2") < 0
        ? "a curve of folds of cycles begins; the outer cycles are stable"
        : "a curve of folds of cycles begins; the outer cycles are unstable"
    case .zeroHopf:
      if let zero = ["b", "c", "d"].first(where: { value($0) == 0 }) { return "degenerate: \(zero) vanishes, too" }
      return "a fold and a Hopf curve touch; "
        + (value("s") * value("theta") < 0 ? "tori are born nearby" : "no tori nearby")
    case .hopfHopf:
      if let order = Self.resonance(angles) {
        return "two Hopf curves cross in resonance 1:\(order), which has an unfolding of its own"
      }
      return value("p11") * value("p22") > 0
        ? "two Hopf curves cross; simple case: tori of two frequencies at most"
        : "two Hopf curves cross; difficult case: tori of three frequencies can be born"
    case .generalizedFlip: return "a curve of folds of cycles of twice the period begins"
    case .chenciner:
      if value("l2") == 0 { return "degenerate: the second Lyapunov coefficient vanishes, too" }
      return "folds of closed invariant curves begin; they are not followed"
    case .resonance1: return "strong resonance 1:1, a fold and a Neimark–Sacker curve meet"
    case .resonance2: return "strong resonance 1:2, a flip and a Neimark–Sacker curve meet"
    case .resonance3:
      guard normalForm["b"] != nil else { return "strong resonance 1:3" }
      return value("b") == 0
        ? "strong resonance 1:3, degenerate: the quadratic coefficient vanishes"
        : "strong resonance 1:3, a saddle cycle of period three nearby"
    case .resonance4:
      guard normalForm["a"] != nil else { return "strong resonance 1:4" }
      return "strong resonance 1:4, "
        + (value("a") > 1 ? "cycles of period four on all sides" : "cycles of period four on some sides")
    case .foldFlip: return "a fold and a flip curve touch"
    case .foldNeimarkSacker: return "a fold and a Neimark–Sacker curve touch"
    case .flipNeimarkSacker: return "a flip and a Neimark–Sacker curve cross"
    case .doubleNeimarkSacker: return "two Neimark–Sacker curves cross"
    }
  }
}

extension CodimensionTwoType {
  /// The coefficients that have a unit of time, with the power of the rate; those of maps have none.
  var rates: [(name: String, power: Int)] {
    switch self {
    case .cusp: [("c", 1)]
    case .bogdanovTakens: [("a", 2), ("b", 1)]
    case .generalizedHopf: [("l2", 1)]
    case .zeroHopf: [("b", 1), ("c", 1), ("d", 1)]
    case .hopfHopf: [("p11", 1), ("p12", 1), ("p21", 1), ("p22", 1)]
    default: []
    }
  }
}
