// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

extension DelayedPassage {
  /// The delayed passages among the visits of a trajectory.
  ///
  /// The integral is taken by the trapezoidal rule over the points of the branch, in between which growth rate and slow rate are
  /// linear: an error of second order in their distance.
  ///
  /// - Parameter time: What of the trajectory is whole: a visit that begins before or lasts until the end is not complete.
  static func passages(
    _ visits: [BranchVisit], _ diagram: BifurcationResult, rate: String, within time: ClosedRange<Double>
  ) -> [DelayedPassage] {
    visits.compactMap { visit in
      guard visit.start >= time.lowerBound, visit.end < time.upperBound, visit.kind == .equilibria,
        visit.exitType == .hopf || visit.exitType == .branchPoint, let label = visit.exit,
        let point = diagram.specialPoints.first(where: { $0.label == label }),
        let slow = point.parameters[diagram.parameter.name],
        let branch = diagram.branches.first(where: { $0.id == visit.branch }),
        (visit.slowAtEnd - slow) * (visit.slowAtEnd - visit.slowAtStart) > 0
      else { return nil }
      return DelayedPassage(
        point: label, slow: slow, entry: visit.slowAtStart, exit: visit.slowAtEnd,
        predictedExit: predictedExit(
          branch, from: visit.slowAtStart, through: label, at: slow, rate: branch.states[rate] ?? []))
    }
  }

  private static func predictedExit(
    _ branch: BifurcationBranch, from entry: Double, through label: String, at place: Double, rate: [Double]
  ) -> Double? {
    let rising = place > entry
    // The part of the branch that holds the special point, up to the next folds, in the order in which it is passed.
    var nodes = arc(of: branch, around: label).filter { rate.count > $0 && rate[$0] != 0 }.map { k in
      (slow: branch.parameter[k], growth: (branch.eigenvalues[k].map { $0[0] }.max() ?? .nan) / rate[k])
    }
    nodes.sort { rising ? $0.slow < $1.slow : $0.slow > $1.slow }
    var integral = 0.0
    for (a, b) in zip(nodes, nodes.dropFirst()) {
      guard rising ? b.slow > entry : b.slow < entry, a.slow != b.slow else { continue }
      let slope = (b.growth - a.growth) / (b.slow - a.slow)
      let isFirst = rising ? a.slow < entry : a.slow > entry
      let start = isFirst ? entry : a.slow
      let growth = a.growth + slope * (start - a.slow)
      let step = b.slow - start
      let next = integral + step * (growth + b.growth) / 2
      if integral < 0, next >= 0 {
        // growth s + slope s² / 2 + integral = 0 for the smaller positive |s|.
        let root = (growth * growth - 2 * slope * integral).squareRoot()
        let s = slope == 0 ? -integral / growth : (-growth + (rising ? root : -root)) / slope
        return start + s
      }
      integral = next
    }
    return nil
  }

  /// The points of a branch between the folds before and after one of its special points.
  private static func arc(of branch: BifurcationBranch, around label: String) -> Range<Int> {
    guard let middle = branch.labels.firstIndex(of: label) else { return 0..<0 }
    let column = branch.parameter
    func goesOn(_ k: Int) -> Bool {
      k > 0 && k + 1 < column.count && (column[k + 1] - column[k]) * (column[k] - column[k - 1]) > 0
    }
    var (first, last) = (middle, middle)
    while goesOn(first) { first -= 1 }
    while goesOn(last) { last += 1 }
    return first..<last + 1
  }
}
