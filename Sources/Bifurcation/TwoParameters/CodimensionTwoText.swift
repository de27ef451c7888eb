// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import Results

extension CodimensionTwoPoint {
  /// What the coefficients of the normal form mean, in words; where they are not known, what happens all the same.
  var remark: String {
    func value(_ name: String) -> Double { normalForm[name] ?? .nan }
    func text(_ always: String, by sign: Double, negative: String, positive: String) -> String {
      sign.isNaN ? always : always + "; " + (sign < 0 ? negative : positive)
    }
    switch kind {
    case .cusp:
      return text(
        "two folds meet", by: value("c"),
        negative: "of the three states between them the outer two are stable within the critical direction",
        positive: "of the three states between them the middle one is stable within the critical direction")
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
      return text(
        "a fold, a Hopf curve and a homoclinic curve meet", by: value("a") * value("b"),
        negative: "the cycles are stable within the critical plane",
        positive: "the cycles are unstable within the critical plane")
    case .generalizedHopf:
      return text(
        "a curve of folds of cycles begins", by: value("l2"), negative: "the outer cycles are stable",
        positive: "the outer cycles are unstable")
    case .zeroHopf:
      if let zero = ["b", "c", "d"].first(where: { value($0) == 0 }) { return "degenerate: \(zero) vanishes, too" }
      return text(
        "a fold and a Hopf curve touch", by: value("s") * value("theta"), negative: "tori are born nearby",
        positive: "no tori nearby")
    case .hopfHopf:
      if let order = Self.resonance(angles) {
        return "two Hopf curves cross in resonance 1:\(order), which has an unfolding of its own"
      }
      return text(
        "two Hopf curves cross", by: value("p11") * value("p22"),
        negative: "difficult case: tori of three frequencies can be born",
        positive: "simple case: tori of two frequencies at most")
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
