// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import Continuation
import RealModule
import Results

/// Computes cycles of a branch again by multiple shooting: every special one, and some between.
struct CycleVerifier {
  private let shooting: MultipleShooting
  private let scales: [Double]
  /// The number of cycles of a branch that are computed again beside the special ones.
  private let sampleCount = 4

  /// - Parameter problem: The system, its scales and the width of the window.
  init(_ problem: EquilibriumProblem) {
    shooting = MultipleShooting(problem)
    scales = problem.scales
  }

  /// The comparisons for a branch.
  /// - Parameters:
  ///   - id: The number of the branch.
  ///   - labels: The labels of its special points.
  ///   - isCancelled: Asked before every cycle.
  func entries(
    _ branch: CycleBranch, id: Int, labels: [String], isCancelled: () -> Bool
  ) -> [CycleVerification.Entry] {
    let count = branch.points.count
    let indices = Set((1...sampleCount).map { $0 * (count - 1) / (sampleCount + 1) }).sorted()
    var entries: [CycleVerification.Entry] = []
    for index in indices where count > 1 && !isCancelled() {
      entries.append(entry(branch.points[index], nil, branch: id, label: nil))
    }
    for (special, label) in zip(branch.specialPoints, labels) where !isCancelled() {
      entries.append(entry(special.cycle, special.kind, branch: id, label: label))
    }
    return entries
  }

  private func entry(
    _ cycle: CyclePoint, _ kind: SpecialCycle.Kind?, branch: Int, label: String?
  ) -> CycleVerification.Entry {
    var entry = CycleVerification.Entry(
      branch: branch, label: label, parameter: cycle.parameter, period: cycle.period)
    switch shooting.cycle(near: cycle, isParameterFree: kind != nil) {
    case .notIntegrated: entry.failure = "a segment could not be integrated"
    case .notConverged(let gap): entry.failure = "Newton's method stopped at a gap of \(gap)"
    case .converged(let other):
      entry.parameterDifference = abs(other.parameter - cycle.parameter) / scales[scales.count - 1]
      entry.periodDifference = abs(other.period - cycle.period) / cycle.period
      entry.stateDifference = other.states.enumerated().reduce(0) { largest, element in
        let state = cycle.state(at: Double(element.offset) / Double(other.states.count))
        return zip(zip(state, element.element), scales).reduce(largest) { max($0, abs($1.0.0 - $1.0.1) / $1.1) }
      }
      entry.multiplierDifference = zip(cycle.multipliers, other.multipliers).reduce(0) {
        max($0, ($1.0 - $1.1).length / max(1, $1.0.length))
      }
      entry.defect = kind.map { CycleVerifier.defect($0, other.multipliers) }
    }
    return entry
  }

  /// The distance of the critical multiplier from where it ought to be.
  private static func defect(_ kind: SpecialCycle.Kind, _ multipliers: [Complex<Double>]) -> Double {
    let distances: [Double] =
      switch kind {
      case .limitPoint, .branchPoint: multipliers.map { ($0 - 1).length }
      case .periodDoubling: multipliers.map { ($0 + 1).length }
      case .neimarkSacker(let angle, _): multipliers.map { ($0 - Complex(Double.cos(angle), Double.sin(angle))).length }
      }
    return distances.min() ?? .infinity
  }
}
