// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import Results

/// A special cycle from which another branch of cycles is still to be followed.
struct CycleJob {
  let special: SpecialCycle
  let label: String
  /// How many doublings deep the branches that start here are.
  let depth: Int
  /// Whether the cycle is stable on one side: a step of a cascade of attractors.
  let isStable: Bool
  /// Whether the cycles that are born exist in hardly any part of the parameter's range: the doubling lies beside a fold.
  let isNarrow: Bool

  /// The jobs that a branch leaves.
  static func all(_ branch: CycleBranch, _ labels: [String], depth: Int) -> [CycleJob] {
    zip(branch.specialPoints, labels).filter { special, _ in
      special.type == .periodDoubling || special.type == .cycleBranchPoint
    }.map { special, label in
      let place = special.cycle.arclength
      let before = branch.points.last { $0.arclength < place }?.unstableCount
      let after = branch.points.first { $0.arclength > place }?.unstableCount
      return CycleJob(
        special: special, label: label, depth: depth, isStable: before == 0 || after == 0,
        isNarrow: branch.isNarrow(special))
    }
  }
}
