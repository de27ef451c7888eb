// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension EquilibriumHalf {
  /// A branch that crosses more surfaces ends.
  private static let largestCrossingCount = 200

  /// Follows a curve in one direction, beyond surfaces at which the field has corners: on each side the curve is that of
  /// the smooth field there, and where they meet the branch has a border collision (di Bernardo et al. 2008, section 5.1).
  static func acrossCorners(
    _ problem: EquilibriumProblem, from start: [Double], direction: [Double], _ window: CurveWindow,
    _ settings: CurveSettings, _ limits: EquilibriumBranch.Limits, _ isCancelled: () -> Bool
  ) -> EquilibriumHalf {
    func piece(_ problem: EquilibriumProblem, _ start: [Double], _ direction: [Double]) -> EquilibriumHalf {
      var half = EquilibriumHalf(problem, from: start, direction: direction, window, settings, limits)
      half.follow(isCancelled)
      return half
    }
    var half = piece(problem.onSide(of: start), start, direction)
    var passed: [EquilibriumProblem.Corner] = []
    while let corner = half.corner, !isCancelled() {
      let side = corner.point.problem
      if passed.contains(where: { side.isSame($0, corner) }) {
        half.end = .closed
        break
      }
      passed.append(corner)
      guard passed.count <= largestCrossingCount, let other = side.otherSide(of: corner) else { break }
      let collision = borderCollision(corner, other)
      // There the points of a map's cycle become one.
      if limits.isEnd(collision) {
        (half.end, half.endPoint) = (.branchPoint, collision)
        break
      }
      half.specialPoints.append(collision)
      if other.isOfContinuum {
        half.end = .continuum
        break
      }
      half.append(piece(other.problem, other.unknowns, other.direction))
    }
    return half
  }

  private static func borderCollision(
    _ corner: EquilibriumProblem.Corner, _ other: EquilibriumProblem.OtherSide
  ) -> SpecialEquilibrium {
    let point = corner.point
    let parameter = point.unknowns.count - 1
    let eigenvalues = other.problem.eigenvalues(at: other.unknowns)
    let unstable = [point.description.unstableCount, eigenvalues.count(where: other.problem.isUnstable)].sorted()
    return SpecialEquilibrium(
      kind: .borderCollision(
        other.isOfContinuum
          ? .continuum
          : point.tangent[parameter] * other.direction[parameter] < 0 ? .fold : .persistence(unstable: unstable)),
      unknowns: point.unknowns, eigenvalues: point.description.eigenvalues, residual: other.residual,
      reciprocalCondition: other.reciprocalCondition, bracket: 0, tangents: [point.tangent, other.direction],
      arclength: point.arclength)
  }
}

extension EquilibriumProblem {
  /// Whether a curve has come to a corner for the second time, from the same side.
  fileprivate func isSame(_ a: Corner, _ b: Corner) -> Bool {
    a.surface == b.surface && a.point.problem.sides == b.point.problem.sides
      && difference(a.point.unknowns, b.point.unknowns).allSatisfy { abs($0) < 1e-8 }
  }
}
