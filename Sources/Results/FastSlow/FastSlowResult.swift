// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A fast–slow dissection: the fast subsystem's diagram, the full system's trajectory, the slow flow, and what they make together.
public struct FastSlowResult: Codable, Hashable, Sendable {
  /// The schema of the saved document.
  public static let schema = "fastslow"
  /// The version of the schema.
  public static let version = 1

  /// How fast each variable of the full system changes on the trajectory, the fastest first.
  public var timescales: [Timescale]
  /// The slow variable, or the parameter that drifts.
  public var slow: String
  /// The fast variables, in order.
  public var fast: [String]
  /// The diagram of the fast subsystem in the slow variable; the slow rate is among its auxiliary quantities.
  public var diagram: BifurcationResult
  /// The trajectory of the full system.
  public var trajectory: AttractorOrbit
  /// The slow flow along the branches of the diagram.
  public var slowFlow: SlowFlow
  /// The slow manifold beside states of rest, to first order in the ratio of rates.
  public var slowManifold: SlowManifold
  /// The attractors of the fast subsystem along which the trajectory runs, in the order of time.
  public var visits: [BranchVisit]
  /// The kind of motion.
  public var motion: FastSlowClass
  /// Spikes and bursts in numbers, if there are any.
  public var burst: BurstMeasures?
  /// Delayed losses of stability at Hopf and branch points, with their prediction.
  public var delayedPassages: [DelayedPassage]
  /// The singular limit of a relaxation oscillation.
  public var singularCycle: SingularCycle?
  /// The canard points of a planar system, in the parameter that was asked for or is suggested.
  public var canardPoints: [CanardPoint]
  /// What a reader should know.
  public var notes: [String]

  /// Puts the parts together.
  package init(
    timescales: [Timescale], slow: String, fast: [String], diagram: BifurcationResult, trajectory: AttractorOrbit,
    slowFlow: SlowFlow, slowManifold: SlowManifold, visits: [BranchVisit], motion: FastSlowClass,
    burst: BurstMeasures? = nil,
    delayedPassages: [DelayedPassage], singularCycle: SingularCycle? = nil, canardPoints: [CanardPoint] = [],
    notes: [String]
  ) {
    (
      self.timescales, self.slow, self.fast, self.diagram, self.trajectory, self.slowFlow, self.slowManifold,
      self.visits, self.motion,
      self.burst, self.delayedPassages, self.singularCycle, self.canardPoints, self.notes
    ) = (
      timescales, slow, fast, diagram, trajectory, slowFlow, slowManifold, visits, motion, burst, delayedPassages,
      singularCycle,
      canardPoints, notes
    )
  }
}

extension FastSlowResult {
  /// The trajectory as a tidy table, a row per time with the branch that it visits, if any.
  public var table: CSVTable {
    let names = fast + (trajectory.values[slow] == nil ? [] : [slow])
    var table = CSVTable(columns: ["t"] + names + ["branch"])
    for (k, time) in trajectory.times.enumerated() {
      let visit = visits.first { $0.start <= time && time <= $0.end }
      table.append(
        [.number(time)] + names.map { .number(trajectory.values[$0]?[k] ?? .nan) }
          + [visit.map { .integer($0.branch) } ?? .empty])
    }
    return table
  }
}

extension FastSlowResult: CheckedResult {
  /// Columns are as long as their times, and the diagram fits together.
  public var inconsistency: (key: String, problem: String)? {
    if let (key, problem) = diagram.inconsistency { return ("diagram.\(key)", problem) }
    var check = ConsistencyCheck()
    for (name, column) in trajectory.values.sorted(by: { $0.key < $1.key }) {
      check.equal(column.count, trajectory.times.count, "trajectory.values.\(name)")
    }
    for name in fast + [slow] {
      check.require(trajectory.values[name] != nil, "trajectory.values", "there is no variable '\(name)'")
    }
    for (index, branch) in slowFlow.branches.enumerated() {
      check.equal(branch.rate.count, branch.slow.count, "slowFlow.branches[\(index)].rate")
    }
    return check.found
  }
}
