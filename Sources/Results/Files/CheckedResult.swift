// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A result whose lists must fit together, which a decoder does not check: a file may have been edited.
public protocol CheckedResult {
  /// What does not fit together, as the key and what is wrong there; nil if all is well.
  var inconsistency: (key: String, problem: String)? { get }
}

/// Looks through the lists of a result and keeps the first thing that is wrong.
struct ConsistencyCheck {
  private(set) var found: (key: String, problem: String)?

  /// Every point of a list has its coordinates.
  mutating func points(_ points: [[Double]], dimension: Int = 2, _ key: String) {
    guard found == nil, let index = points.firstIndex(where: { $0.count != dimension }) else { return }
    found = ("\(key)[\(index)]", "\(points[index].count) numbers where \(dimension) belong")
  }

  /// Two lists have equally many members.
  mutating func equal(_ count: Int, _ other: Int, _ key: String) {
    guard found == nil, count != other else { return }
    found = (key, "\(count) members where \(other) belong")
  }

  /// A statement holds.
  mutating func require(_ holds: Bool, _ key: String, _ problem: String) {
    if found == nil, !holds { found = (key, problem) }
  }

  /// The list of free parameters, where a file has one, names those that stand elsewhere, too.
  mutating func parameters(_ listed: [AxisRange]?, are known: [AxisRange]) {
    require(listed == nil || listed == known, "parameters", "these are not the parameters of the diagram")
  }

  /// A range is one.
  mutating func range(_ range: AxisRange, _ key: String) {
    require(
      range.lower < range.upper && (range.upper - range.lower).isFinite, key,
      "the lower end is not below the upper")
  }
}

extension PhasePlaneResult: CheckedResult {
  /// Points have two coordinates, times fit points, saddles are in the list.
  public var inconsistency: (key: String, problem: String)? {
    var check = ConsistencyCheck()
    check.range(horizontal, "horizontal")
    check.range(vertical, "vertical")
    for (name, period) in angles ?? [:] {
      check.require(period > 0 && period.isFinite, "angles.\(name)", "a period is positive and finite")
    }
    for (name, curves) in nullclines.sorted(by: { $0.key < $1.key }) {
      for (index, curve) in curves.enumerated() { check.points(curve.points, "nullclines.\(name)[\(index)].points") }
    }
    if let field {
      check.points(field.points, "field.points")
      check.points(field.vectors, "field.vectors")
      check.equal(field.vectors.count, field.points.count, "field.vectors")
    }
    for (index, curve) in streamlines.enumerated() { check.points(curve.points, "streamlines[\(index)].points") }
    for (index, curve) in (resetThresholds ?? []).enumerated() {
      check.points(curve.points, "resetThresholds[\(index)].points")
    }
    for (index, branch) in separatrices.enumerated() {
      check.points(branch.points, "separatrices[\(index)].points")
      check.require(
        fixedPoints.indices.contains(branch.saddle), "separatrices[\(index)].saddle", "there is no such fixed point")
    }
    for (index, cycle) in limitCycles.enumerated() {
      check.points(cycle.points, "limitCycles[\(index)].points")
      check.equal(cycle.times.count, cycle.points.count, "limitCycles[\(index)].times")
      check.points(cycle.multipliers, "limitCycles[\(index)].multipliers")
    }
    for (index, path) in trajectories.enumerated() {
      check.points(path.points, "trajectories[\(index)].points")
      check.equal(path.times.count, path.points.count, "trajectories[\(index)].times")
      check.require(
        path.breaks.allSatisfy { path.points.indices.contains($0) }, "trajectories[\(index)].breaks",
        "there is no such point")
    }
    for (index, point) in fixedPoints.enumerated() {
      check.points(point.eigenvalues, "fixedPoints[\(index)].eigenvalues")
    }
    for (index, box) in (certificate?.undecidedBoxes ?? []).enumerated() {
      check.require(box.count == 4, "certificate.undecidedBoxes[\(index)]", "\(box.count) numbers where 4 belong")
    }
    return check.found
  }
}

extension PhaseLineResult: CheckedResult {
  /// Points have two coordinates, intervals three numbers.
  public var inconsistency: (key: String, problem: String)? {
    var check = ConsistencyCheck()
    check.range(horizontal, "horizontal")
    for (index, piece) in graph.enumerated() { check.points(piece.points, "graph[\(index)].points") }
    check.points(flow, dimension: 3, "flow")
    for (index, cycle) in cycles.enumerated() {
      check.require(
        cycle.points.allSatisfy { !$0.isEmpty }, "cycles[\(index)].points", "a point without a coordinate")
      check.points(cycle.multipliers, "cycles[\(index)].multipliers")
    }
    for (index, point) in fixedPoints.enumerated() {
      check.points(point.eigenvalues, "fixedPoints[\(index)].eigenvalues")
    }
    return check.found
  }
}

extension SimulationResult: CheckedResult {
  /// Every column is as long as the times.
  public var inconsistency: (key: String, problem: String)? {
    var check = ConsistencyCheck()
    for (index, trajectory) in trajectories.enumerated() {
      for (name, column) in trajectory.values.sorted(by: { $0.key < $1.key }) {
        check.equal(column.count, trajectory.times.count, "trajectories[\(index)].values.\(name)")
      }
      for name in variables + auxiliaries {
        check.require(
          trajectory.values[name] != nil, "trajectories[\(index)].values.\(name)", "the column is missing")
      }
    }
    return check.found
  }
}

extension BifurcationResult: CheckedResult {
  /// Every column of a branch is as long as that of the parameter.
  public var inconsistency: (key: String, problem: String)? {
    var check = ConsistencyCheck()
    check.range(parameter, "parameter")
    check.parameters(parameters, are: [parameter])
    for (index, branch) in branches.enumerated() {
      let (key, count) = ("branches[\(index)]", branch.parameter.count)
      if let columns = branch.parameters {
        check.equal(columns[parameter.name]?.count ?? 0, count, "\(key).parameters.\(parameter.name)")
      }
      check.equal(branch.unstableDirections.count, count, "\(key).unstableDirections")
      check.equal(branch.labels.count, count, "\(key).labels")
      check.equal(branch.norm.count, count, "\(key).norm")
      check.equal(branch.eigenvalues.count, count, "\(key).eigenvalues")
      for (name, columns) in (branch.iterates ?? [:]).sorted(by: { $0.key < $1.key }) {
        for column in columns { check.equal(column.count, count, "\(key) iterates of \(name)") }
      }
      for profile in branch.profiles {
        check.require(
          branch.parameter.indices.contains(profile.point), "\(key).profiles", "there is no point \(profile.point)")
        for (name, values) in profile.values.sorted(by: { $0.key < $1.key }) {
          check.equal(values.count, profile.times.count, "\(key) profile of \(name)")
        }
      }
      if let period = branch.period { check.equal(period.count, count, "\(key).period") }
      for columns in [branch.states, branch.minima ?? [:], branch.maxima ?? [:]] {
        for (name, column) in columns.sorted(by: { $0.key < $1.key }) {
          check.equal(column.count, count, "\(key) column \(name)")
        }
      }
    }
    return check.found
  }
}
