// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension SlowPointResult {
  /// The name of the kind of result in saved files.
  public static let schema = "slowpoints"
  /// The version of the saved form.
  public static let version = 1

  /// The points as a tidy table: a row for each, with all variables.
  public var table: CSVTable {
    var table = CSVTable(
      columns: [
        "point", "kind", "set", "speed", "residual", "stability", "unstable_directions", "slow_directions", "re_1",
        "im_1", "starts",
      ] + variables)
    for (index, point) in points.enumerated() {
      let group = sets.firstIndex { $0.points.contains(index) }
      table.append(
        [
          .integer(index + 1), .text(point.kind.rawValue), group.map { .integer($0 + 1) } ?? .empty,
          .number(point.speed), .number(point.residual), .text(point.stability.rawValue),
          .integer(point.unstableDirections), .integer(point.slowDirections),
          (point.eigenvalues.first?.first).map { .number($0) } ?? .empty,
          (point.eigenvalues.first?.last).map { .number($0) } ?? .empty, .integer(point.startCount),
        ] + point.state.map { .number($0) })
    }
    return table
  }
}

extension SlowPointResult: CheckedResult {
  /// Every state has all variables, sets name points that exist.
  public var inconsistency: (key: String, problem: String)? {
    var check = ConsistencyCheck()
    if let projection {
      check.equal(projection.mean.count, variables.count, "projection.mean")
      check.equal(projection.shares.count, projection.components.count, "projection.shares")
      check.points(projection.components, dimension: variables.count, "projection.components")
    }
    for (index, point) in points.enumerated() {
      check.equal(point.state.count, variables.count, "points[\(index)].state")
      check.points(point.eigenvalues, "points[\(index)].eigenvalues")
      check.equal(point.projection.count, projection?.components.count ?? 0, "points[\(index)].projection")
      check.points(
        point.slowSegments, dimension: projection?.components.count ?? 0, "points[\(index)].slowSegments")
    }
    for (index, group) in sets.enumerated() {
      check.require(group.points.allSatisfy(points.indices.contains), "sets[\(index)].points", "there is no such point")
    }
    for (index, path) in trajectories.enumerated() {
      check.points(
        path.points, dimension: projection?.components.count ?? 0, "trajectories[\(index)].points")
      check.equal(path.speeds.count, path.points.count, "trajectories[\(index)].speeds")
    }
    for (index, branch) in (branches ?? []).enumerated() {
      check.equal(branch.states.count, branch.parameters.count, "branches[\(index)].states")
      check.equal(branch.unstableDirections.count, branch.parameters.count, "branches[\(index)].unstableDirections")
      check.require(
        branch.states.allSatisfy { $0.count == variables.count }, "branches[\(index)].states",
        "a state has not all variables")
      check.require(
        branch.specialPoints.allSatisfy { $0.state.count == variables.count }, "branches[\(index)].specialPoints",
        "a state has not all variables")
    }
    return check.found
  }
}
