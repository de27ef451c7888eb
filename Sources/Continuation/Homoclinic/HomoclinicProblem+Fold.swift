// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

extension HomoclinicProblem {
  /// What passes a place of the parameters, much nearer than that is to an orbit: a curve of folds of the equilibrium, or one of branch
  /// points, along which the equations of a fold hold, too; nil if neither does. Curves of homoclinic orbits touch that of folds where the
  /// equilibrium becomes a saddle-node, so it is looked for across the way.
  func singularity(beside place: [Double], from unknowns: [Double]) -> BifurcationCurveKind? {
    let widths = plane.ranges.map { $0.upperBound - $0.lowerBound }
    let way = zip(zip(place, parameters(unknowns)), widths).map { ($0.0 - $0.1) / $1 }
    let length = euclideanNorm(way)
    let equilibria = EquilibriumProblem(plane.both, scales: Array(orbit.leastScales.prefix(n)) + widths)
    let start = saddle(unknowns) + place
    guard length > 0, let folds = BifurcationCurveProblem(.limitPoint, of: equilibria, near: start) else { return nil }
    let border = [Double](repeating: 0, count: n) + zip(way, widths).map { $0 / $1 }
    guard let fold = try? Corrector(problem: folds, settings: CurveSettings()).correct(start, border: border),
      let left = SingularValueDecomposition(equilibria.jacobian(at: fold.unknowns))?.smallestLeftVector
    else { return nil }
    let gap = zip(zip(fold.unknowns.suffix(2), place), widths).map { ($0.0 - $0.1) / $1 }
    guard euclideanNorm(gap) < Self.besideFold * length else { return nil }
    let transversality = equilibria.transversality(left, at: fold.unknowns)
    return transversality < BifurcationCurve.leastTransversality ? .branchPoint : .limitPoint
  }

  /// The distance of a fold, as a part of that of an orbit.
  private static let besideFold = 3e-3
}
