// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Results

/// A place between two points of a branch at which the slow rate changes its sign.
struct RestPlace {
  /// Where the slow variable rests.
  struct Found: Hashable {
    /// The slow variable.
    var slow: Double
    /// The fast variable that is shown, of a cycle its mean.
    var shown: Double
    /// By how much the slow variable may be off.
    var uncertainty: Double
  }

  private let branch: BifurcationBranch
  private let rate: [Double]
  private let first: Int
  private let shown: String

  init(_ branch: BifurcationBranch, _ rate: [Double], after first: Int, shown: String) {
    (self.branch, self.rate, self.first, self.shown) = (branch, rate, first, shown)
  }

  /// The slow variable and the variable shown as functions of the slow rate, at its zero: by the cubic through the two points on each
  /// side where the rate is monotonic there, with an error of the fourth order in their distance, else by the chord.
  ///
  /// The uncertainty is the difference from the parabolas through three of the points, of the chord its length.
  var interpolated: Found {
    let wide = Array(max(0, first - 1)...min(rate.count - 1, first + 2))
    let steps = zip(wide, wide.dropFirst()).map { rate[$1] - rate[$0] }
    let isMonotonic = steps.allSatisfy { $0 > 0 } || steps.allSatisfy { $0 < 0 }
    let column = branch.states[shown] ?? rate
    guard isMonotonic, wide.count == 4 else {
      let ends = [first, first + 1]
      return Found(
        slow: atZero(branch.parameter, ends), shown: atZero(column, ends),
        uncertainty: abs(branch.parameter[first + 1] - branch.parameter[first]))
    }
    let slow = atZero(branch.parameter, wide)
    let parabolas = [Array(wide.dropLast()), Array(wide.dropFirst())]
    return Found(
      slow: slow, shown: atZero(column, wide),
      uncertainty: parabolas.map { abs(atZero(branch.parameter, $0) - slow) }.max() ?? 0)
  }

  /// The value of a column where the rate vanishes, by Lagrange's polynomial in the rate.
  private func atZero(_ column: [Double], _ points: [Int]) -> Double {
    points.reduce(0) { sum, i in
      sum + points.filter { $0 != i }.reduce(column[i]) { $0 * rate[$1] / (rate[$1] - rate[i]) }
    }
  }

  /// The same at an equilibrium of the full system, by Newton's method: exact; nil on cycles, and where the method leads away.
  func atRest(of full: CompiledModel, _ slow: String) -> Found? {
    guard branch.kind == .equilibria else { return nil }
    let names = full.model.variableNames
    let columns = names.map { $0 == slow ? branch.parameter : branch.states[$0] ?? [] }
    guard columns.allSatisfy({ $0.count == rate.count }) else { return nil }
    let share = rate[first] / (rate[first] - rate[first + 1])
    let start = columns.map { $0[first] + share * ($0[first + 1] - $0[first]) }
    let scales = zip(columns, start).map { column, value in
      max((column.max() ?? 0) - (column.min() ?? 0), abs(value), .leastNormalMagnitude)
    }
    let parameters = full.model.parameterValues
    let outcome = NewtonSolver().solve(
      from: start, scales: scales, residual: { full.values(at: $0, parameters: parameters) },
      jacobian: { state in
        Matrix(rows: names.count, columns: names.count, elements: full.jacobian(at: state, parameters: parameters))
      })
    guard let point = outcome.root?.point, let slowIndex = names.firstIndex(of: slow) else { return nil }
    let root = point.withoutRoundOff(sizes: scales)
    let step = zip(columns, scales).map { abs($0[first + 1] - $0[first]) + Self.reach * $1 }
    guard zip(zip(root, start), step).allSatisfy({ abs($0.0 - $0.1) <= $1 }) else { return nil }
    let shownIndex = names.firstIndex(of: shown)
    return Found(slow: root[slowIndex], shown: shownIndex.map { root[$0] } ?? interpolated.shown, uncertainty: 0)
  }

  /// The equilibrium lies no further from the chord than the points from each other, or than this part of the branch.
  private static let reach = 1e-3
}
