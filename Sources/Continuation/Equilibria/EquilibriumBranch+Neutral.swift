// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import Results

extension EquilibriumBranch {
  /// Real parts, and sums of real eigenvalues, below this part of the largest eigenvalue are round-off.
  private static let roundOff = 1e-9

  /// For each point whether the equilibrium of a flow is neutral: a pair of eigenvalues is imaginary to round-off, as all along a
  /// branch of centres of a conservative or reversible system; and also at a neighbouring point, which a Hopf point is not.
  public var neutralPoints: [Bool] {
    let near = points.map { point in
      !point.problem.field.isMap && point.description.isWholeSpectrum
        && Self.imaginaryPairs(point.description.eigenvalues) > 0
    }
    return Self.withNeighbours(near)
  }

  /// The branch without Hopf points and neutral saddles where a pair of eigenvalues has the sum zero all along, the sign of
  /// which is noise; pairs that are imaginary to round-off do not count as unstable there.
  public var withoutNeutralEvents: EquilibriumBranch {
    guard points.count > 2, points[0].problem.field.isMap == false else { return self }
    var branch = self
    let balanced = Self.withNeighbours(
      points.map { $0.description.isWholeSpectrum && Self.hasBalancedPair($0.description.eigenvalues) })
    branch.specialPoints.removeAll { special in
      guard special.type == .hopf || special.type == .neutralSaddle else { return false }
      let next = points.firstIndex { $0.arclength > special.arclength } ?? points.count - 1
      return balanced[next] && balanced[max(0, next - 1)]
    }
    for (index, isNeutral) in neutralPoints.enumerated() where isNeutral {
      let eigenvalues = points[index].description.eigenvalues
      let least = Self.tolerance(eigenvalues)
      branch.points[index].description.unstableCount = eigenvalues.count {
        $0.real > ($0.imaginary == 0 ? 0 : least)
      }
    }
    return branch
  }

  private static func withNeighbours(_ flags: [Bool]) -> [Bool] {
    flags.indices.map { k in
      flags[k] && ((k > 0 && flags[k - 1]) || (k + 1 < flags.count && flags[k + 1]))
    }
  }

  private static func tolerance(_ eigenvalues: [Complex<Double>]) -> Double {
    roundOff * (eigenvalues.map(\.length).max() ?? 0)
  }

  private static func imaginaryPairs(_ eigenvalues: [Complex<Double>]) -> Int {
    let least = tolerance(eigenvalues)
    return eigenvalues.count { $0.imaginary > least && abs($0.real) <= least }
  }

  private static func hasBalancedPair(_ eigenvalues: [Complex<Double>]) -> Bool {
    if imaginaryPairs(eigenvalues) > 0 { return true }
    let least = tolerance(eigenvalues)
    let real = eigenvalues.filter { $0.imaginary == 0 && abs($0.real) > least }.map(\.real)
    return real.contains { a in real.contains { abs(a + $0) <= least } }
  }
}
