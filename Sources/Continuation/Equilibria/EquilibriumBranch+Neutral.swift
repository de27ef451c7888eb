// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import Results

extension EquilibriumBranch {
  /// Real parts, and sums of real eigenvalues, below this part of the largest eigenvalue are round-off.
  private static let roundOff = 1e-9

  /// For each point whether it is neutral: a pair of eigenvalues is imaginary to round-off, a multiplier of a map other than 1 on the unit
  /// circle, as all along a branch of centres of a conservative or reversible system; and also at a neighbouring point, which a
  /// Hopf point is not.
  /// Beside a point at which the pair itself vanishes it is imaginary to round-off on a part of the branch that is next to nothing.
  public var neutralPoints: [Bool] {
    let flags = withNeighbours { Spectrum($0).isNeutral }
    let places = zip(points, flags).filter(\.1).map(\.0.arclength)
    let length = (points.last?.arclength ?? 0) - (points.first?.arclength ?? 0)
    let isExtended = (places.last ?? 0) - (places.first ?? 0) > Self.leastNeutralPart * length
    return isExtended ? flags : flags.map { _ in false }
  }

  /// The least part of a branch that is neutral.
  private static let leastNeutralPart = 1e-6

  /// The branch without Hopf points, flips, branch points and neutral saddles where eigenvalues are critical, or have the sum zero, all along,
  /// so that signs are noise; eigenvalues that are critical to round-off do not count as unstable there.
  public var withoutNeutralEvents: EquilibriumBranch {
    guard points.count > 2 else { return self }
    var branch = self
    let (balanced, flipping) = (withNeighbours { Spectrum($0).isBalanced }, withNeighbours { Spectrum($0).flips })
    let vanishing = withNeighbours { Spectrum($0).vanishes }
    branch.specialPoints.removeAll { special in
      let next = points.firstIndex { $0.arclength > special.arclength } ?? points.count - 1
      func holds(_ flags: [Bool]) -> Bool { flags[next] && flags[max(0, next - 1)] }
      switch special.type {
      case .hopf, .neimarkSacker, .neutralSaddle: return holds(balanced)
      case .periodDoubling: return holds(flipping)
      case .branchPoint, .limitPoint: return holds(vanishing)
      default: return false
      }
    }
    for (index, isNeutral) in neutralPoints.enumerated() where isNeutral {
      branch.points[index].description.unstableCount = Spectrum(points[index]).clearlyUnstableCount
    }
    return branch
  }

  private func withNeighbours(_ holds: (CurvePoint<EquilibriumProblem>) -> Bool) -> [Bool] {
    let flags = points.map { $0.description.isWholeSpectrum && holds($0) }
    return flags.indices.map { k in
      flags[k] && ((k > 0 && flags[k - 1]) || (k + 1 < flags.count && flags[k + 1]))
    }
  }

  /// The eigenvalues of a point, with what counts as round-off.
  private struct Spectrum {
    let eigenvalues: [Complex<Double>]
    let isMap: Bool
    let tolerance: Double

    init(_ point: CurvePoint<EquilibriumProblem>) {
      eigenvalues = point.description.eigenvalues
      isMap = point.problem.field.isMap
      tolerance = EquilibriumBranch.roundOff * (isMap ? 1 : eigenvalues.map(\.length).max() ?? 0)
    }

    private func isCritical(_ value: Complex<Double>) -> Bool {
      abs(isMap ? value.length - 1 : value.real) <= tolerance
    }

    private var hasCriticalPair: Bool { eigenvalues.contains { $0.imaginary > tolerance && isCritical($0) } }

    /// Whether a multiplier of a map is -1.
    var flips: Bool { isMap && eigenvalues.contains { ($0 + 1).length <= tolerance } }

    /// Whether an eigenvalue is zero, a multiplier of a map 1.
    var vanishes: Bool { eigenvalues.contains { (isMap ? $0 - 1 : $0).length <= tolerance } }

    var isNeutral: Bool { hasCriticalPair || flips }

    /// Whether there is a critical pair, or real eigenvalues whose sum is zero, multipliers whose product is 1.
    var isBalanced: Bool {
      if hasCriticalPair { return true }
      let real = eigenvalues.filter { $0.imaginary == 0 }.map(\.real)
      let candidates = isMap ? real : real.filter { abs($0) > tolerance }
      return candidates.indices.contains { i in
        candidates[(i + 1)...].contains { abs(isMap ? candidates[i] * $0 - 1 : candidates[i] + $0) <= tolerance }
      }
    }

    /// The number of eigenvalues that are unstable by more than round-off; real ones of a flow by however little.
    var clearlyUnstableCount: Int {
      eigenvalues.count { value in
        isMap ? value.length > 1 + tolerance : value.real > (value.imaginary == 0 ? 0 : tolerance)
      }
    }
  }
}
