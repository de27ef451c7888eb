// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// How branches of cycles of twice the period lie to the doublings at which they begin and end.
extension CycleBranch {
  /// The end of a branch and a doubling on another are one place if they differ by less: in the parameter by parts of its range, in the
  /// period and the extrema by parts of these. Beside a doubling both turns differ by the root of the distance from it.
  private static let (sameParameter, samePeriod, sameExtrema) = (1e-3, 1e-2, 0.02)

  /// Whether the branch ends at a period doubling of shorter cycles.
  package func ends(at doubling: SpecialCycle) -> Bool {
    let (single, scales) = (doubling.cycle, doubling.problem.scales)
    return [(firstEnd, points.first), (end, points.last)].contains { end, cycle in
      guard case .periodDoubling(let value) = end, let cycle else { return false }
      return abs(value - single.parameter) < Self.sameParameter * scales[doubling.problem.n]
        && abs(cycle.period - 2 * single.period) < Self.samePeriod * cycle.period
        && cycle.comparable.allSatisfy { i in
          let size = max(scales[i], cycle.maxima[i] - cycle.minima[i])
          return abs(cycle.minima[i] - single.minima[i]) < Self.sameExtrema * size
            && abs(cycle.maxima[i] - single.maxima[i]) < Self.sameExtrema * size
        }
    }
  }

  /// Doublings nearer to a fold of their branch, in parts of the parameter's range, are not worth a branch.
  package static let narrowestDoubling = 1e-7

  /// Whether the cycles that are born at a doubling exist in hardly any part of the parameter's range: it lies beside a fold.
  package func isNarrow(_ doubling: SpecialCycle) -> Bool {
    let least = Self.narrowestDoubling * doubling.problem.scales[doubling.problem.n]
    return specialPoints.contains {
      $0.type == .cycleLimitPoint && abs($0.cycle.parameter - doubling.cycle.parameter) < least
    }
  }

  /// The cycles with a multiplier beyond -1: cycles of twice the period have been born beside them.
  package var flippedCycles: [CyclePoint] { points.filter { $0.multipliers.contains(where: \.isFlipped) } }
}
