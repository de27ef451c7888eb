// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

extension DelayedPassage {
  /// The delayed passages among the visits of a trajectory.
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
      let growth = DelayedGrowth(branch, from: visit.slowAtStart, through: label, at: slow, rate: rate)
      return DelayedPassage(
        point: label, slow: slow, entry: visit.slowAtStart, exit: visit.slowAtEnd,
        predictedExit: growth.place(ofLogarithm: 0))
    }
  }
}
