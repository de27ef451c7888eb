// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore
import Results

/// Which branches of equilibria, and of cycles of maps, are known.
extension BifurcationAnalyzer {
  /// Whether an equilibrium, or a point of a map's cycle of some length, lies on a branch that was followed.
  mutating func isKnown(_ state: [Double], _ parameter: Double, period: Int = 1) -> Bool {
    guard let known = branches[period], let problem = iterates.problem(period) else { return false }
    let search = search.with(problem)
    return iterates.orbit(of: state + [parameter], period: period).contains { state in
      known.contains { search.contains($0, state, at: parameter) }
    }
  }

  /// Fewer points of a branch on one that is known are where both meet.
  private static let leastKnownPart = 3

  /// Leaves out the part at an end of a branch that lies on branches that are known: where a right-hand side has a corner or ends, curves
  /// may be entered from one side alone.
  mutating func leaveOutKnownEnds(of branch: inout EquilibriumBranch, period: Int) {
    guard branch.ends.last != .closed else { return }
    func isKnown(_ point: CurvePoint<EquilibriumProblem>) -> Bool {
      self.isKnown(Array(point.unknowns.prefix(model.dimension)), point.unknowns[model.dimension], period: period)
    }
    func knownPart(_ points: [CurvePoint<EquilibriumProblem>]) -> Int {
      guard let last = points.last, isKnown(last) else { return 0 }
      var (low, high) = (0, points.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if isKnown(points[middle]) { high = middle } else { low = middle + 1 }
      }
      return points.count - high
    }
    guard let start = branch.points.firstIndex(where: { $0.arclength >= 0 }) else { return }
    let after = knownPart(Array(branch.points[start...]))
    let before = knownPart(branch.points[...start].reversed())
    if after >= Self.leastKnownPart {
      branch.points.removeLast(after - 1)
      (branch.ends.last, branch.endPoints.last) = (.branchPoint, nil)
    }
    if before >= Self.leastKnownPart {
      branch.points.removeFirst(before - 1)
      (branch.ends.first, branch.endPoints.first) = (.branchPoint, nil)
    }
    guard let first = branch.points.first, let last = branch.points.last else { return }
    branch.specialPoints.removeAll { $0.arclength < first.arclength || $0.arclength > last.arclength }
  }

  /// Special points that differ by less are one: in the parameter by parts of its range, in the state by natural units.
  private static let (sameParameter, sameState) = (1e-9, 1e-6)

  /// Whether a fold or a flip of a branch is one of a branch that is known. Through each runs a single branch; beside other
  /// branches, the place at which it was entered may have seemed to be new.
  func isKnownByItsPoints(_ branch: EquilibriumBranch, period: Int) -> Bool {
    let known = (branches[period] ?? []).flatMap(\.specialPoints)
    let width = range.upperBound - range.lowerBound
    let index = model.dimension
    return branch.specialPoints.contains { special in
      guard special.type == .limitPoint || special.type == .periodDoubling, special.reciprocalCondition > 0 else {
        return false
      }
      let orbit = iterates.orbit(of: special.unknowns, period: period)
      return known.contains { other in
        other.type == special.type && abs(other.unknowns[index] - special.unknowns[index]) < Self.sameParameter * width
          && orbit.contains { search.distance($0, Array(other.unknowns.prefix(index))) < Self.sameState }
      }
    }
  }

  /// Residuals of special points, in natural units, are smaller.
  private static let largestResidual = 1e-6
  /// The part of the parameter's range by which rounding may put a special point outside of it.
  private static let edge = 1e-9

  /// Whether a special point is one of the window, and its equations hold.
  func isCertain(_ special: SpecialEquilibrium) -> Bool {
    let (value, margin) = (special.unknowns[model.dimension], Self.edge * (range.upperBound - range.lowerBound))
    return value >= range.lowerBound - margin && value <= range.upperBound + margin
      && special.residual <= Self.largestResidual
  }
}

extension EquilibriumProblem {
  /// Where the least singular value is this part of what it is elsewhere on a branch, equilibria are not known well enough to tell more
  /// of them than that several branches, or a continuum, come together there.
  private static let singular = 1e-6

  /// Whether a point of a branch that is said to lie on a single curve lies where the equations leave that open, as beside a
  /// continuum: signs of eigenvalues are rounding there.
  func isSeeming(_ special: SpecialEquilibrium, on branch: EquilibriumBranch) -> Bool {
    switch special.type {
    case .limitPoint, .hopf, .neutralSaddle, .periodDoubling, .neimarkSacker: break
    default: return false
    }
    let shares = branch.sampledPoints.map { leastSingularShare(at: $0.unknowns) }.filter(\.isFinite).sorted()
    guard !shares.isEmpty else { return false }
    return leastSingularShare(at: special.unknowns) < Self.singular * shares[shares.count / 2]
  }
}

extension SpecialEquilibrium {
  /// States further out, in natural units, are on their way to infinity.
  private static let farOut = 20.0

  /// Whether a fold is one of rounding, where a curve goes to infinity while the parameter stands.
  var isFarFoldOfNoise: Bool {
    if case .limitPoint(0) = kind { unknowns.dropLast().contains { abs($0) > Self.farOut } } else { false }
  }
}
