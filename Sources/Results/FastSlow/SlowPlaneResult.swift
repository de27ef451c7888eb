// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A fast–slow dissection with two slow variables: the fast subsystem's bifurcations in their plane, the full system's trajectory over
/// it, folded singularities of the slow flow, and what they make together.
public struct SlowPlaneResult: Codable, Hashable, Sendable {
  /// The schema of the saved document.
  public static let schema = "fastslow-two-variables"
  /// The version of the schema.
  public static let version = 1

  /// An equilibrium of the full system.
  public struct Equilibrium: Codable, Hashable, Sendable {
    /// The values of all variables.
    public var state: [String: Double]
    /// The eigenvalues as pairs of real and imaginary part.
    public var eigenvalues: [[Double]]

    /// Whether it attracts.
    public var attracts: Bool { eigenvalues.allSatisfy { $0[0] < 0 } }
    /// Whether trajectories wind away from it.
    public var repelsInTurns: Bool { eigenvalues.contains { $0[0] > 0 && $0[1] != 0 } }

    /// Puts the parts together.
    package init(state: [String: Double], eigenvalues: [[Double]]) {
      (self.state, self.eigenvalues) = (state, eigenvalues)
    }
  }

  /// How fast each variable of the full system changes on the trajectory, the fastest first.
  public var timescales: [Timescale]
  /// The two slow variables: that of the horizontal axis, that of the vertical one.
  public var slow: [String]
  /// The fast variables, in order.
  public var fast: [String]
  /// The curves of bifurcations of the fast subsystem in the plane of the slow variables.
  public var diagram: TwoParameterResult
  /// The trajectory of the full system.
  public var trajectory: AttractorOrbit
  /// The folded singularities on the diagram's curves of folds.
  public var foldedSingularities: [FoldedSingularity]
  /// The equilibria of the full system to which Newton's method comes from the trajectory and from folded singularities.
  public var equilibria: [Equilibrium]
  /// The sheets of the critical manifold along which the trajectory runs, in the order of time.
  public var visits: [SheetVisit]
  /// Where the trajectory crosses curves of the diagram, in the order of time.
  public var crossings: [SlowPlaneCrossing]
  /// The slow rates, averaged over cycles of the fast subsystem.
  public var averagedFlow: [AveragedSlowRates]
  /// The critical manifold over lines across the plane; nil in files of the first version.
  public var criticalManifold: [CriticalManifoldLine]?
  /// The kind of motion.
  public var motion: FastSlowClass
  /// Large and small oscillations, if there are small ones.
  public var pattern: MixedModePattern?
  /// Spikes and bursts in numbers, if there are any.
  public var burst: BurstMeasures?
  /// What a reader should know.
  public var notes: [String]

  /// Puts the parts together.
  package init(
    timescales: [Timescale], slow: [String], fast: [String], diagram: TwoParameterResult, trajectory: AttractorOrbit,
    foldedSingularities: [FoldedSingularity], equilibria: [Equilibrium], visits: [SheetVisit],
    crossings: [SlowPlaneCrossing], averagedFlow: [AveragedSlowRates],
    criticalManifold: [CriticalManifoldLine]? = nil, motion: FastSlowClass,
    pattern: MixedModePattern? = nil, burst: BurstMeasures? = nil, notes: [String]
  ) {
    (
      self.timescales, self.slow, self.fast, self.diagram, self.trajectory, self.foldedSingularities, self.equilibria,
      self.visits, self.crossings, self.averagedFlow, self.criticalManifold, self.motion, self.pattern, self.burst,
      self.notes
    ) = (
      timescales, slow, fast, diagram, trajectory, foldedSingularities, equilibria, visits, crossings, averagedFlow,
      criticalManifold, motion, pattern, burst, notes
    )
  }
}

/// The slow rates averaged over the cycles of a branch of the fast subsystem, on a line across the plane of the slow variables.
public struct AveragedSlowRates: Codable, Hashable, Sendable {
  /// The values of each slow variable along the branch, by name.
  public var slow: [String: [Double]]
  /// The mean rates over a period of each slow variable, by its name.
  public var rates: [String: [Double]]
  /// Whether the cycles attract.
  public var stable: [Bool]

  /// Puts the parts together.
  package init(slow: [String: [Double]], rates: [String: [Double]], stable: [Bool]) {
    (self.slow, self.rates, self.stable) = (slow, rates, stable)
  }
}

extension SlowPlaneResult {
  /// The trajectory as a tidy table, a row per time with the sheet that it visits, counted from 1, if any.
  public var table: CSVTable {
    let names = fast + slow
    var table = CSVTable(columns: ["t"] + names + ["sheet"])
    for (k, time) in trajectory.times.enumerated() {
      let visit = visits.firstIndex { $0.start <= time && time <= $0.end }
      table.append(
        [.number(time)] + names.map { .number(trajectory.values[$0]?[k] ?? .nan) }
          + [visit.map { .integer($0 + 1) } ?? .empty])
    }
    return table
  }
}

extension SlowPlaneResult: CheckedResult {
  /// Columns are as long as their times, and the diagram fits together.
  public var inconsistency: (key: String, problem: String)? {
    if let (key, problem) = diagram.inconsistency { return ("diagram.\(key)", problem) }
    var check = ConsistencyCheck()
    check.equal(slow.count, 2, "slow")
    for (name, column) in trajectory.values.sorted(by: { $0.key < $1.key }) {
      check.equal(column.count, trajectory.times.count, "trajectory.values.\(name)")
    }
    for name in fast + slow {
      check.require(trajectory.values[name] != nil, "trajectory.values", "there is no variable '\(name)'")
    }
    for (index, flow) in averagedFlow.enumerated() {
      for name in slow {
        check.equal(flow.slow[name]?.count ?? 0, flow.stable.count, "averagedFlow[\(index)].slow.\(name)")
        check.equal(flow.rates[name]?.count ?? 0, flow.stable.count, "averagedFlow[\(index)].rates.\(name)")
      }
    }
    return check.found
  }
}
