// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension PhaseLineResult {
  /// The name of the schema of saved results.
  public static let schema = "phaseline"
  /// The version of the schema.
  public static let version = 1

  /// All points as a tidy table: one row for each, with what it is part of (`kind`), which one of these (`branch`, counted
  /// from 1), what that is (`label`), the variable, and the right-hand side there or, for orbits and cycles, the step.
  public var table: CSVTable {
    var table = CSVTable(columns: ["kind", "branch", "label", "step", horizontal.name, "f"])
    func add(_ kind: String, _ branch: Int, _ label: String, step: Int?, _ x: Double, _ f: Double?) {
      table.append([
        .text(kind), .integer(branch), .text(label), step.map { .integer($0) } ?? .empty, .number(x),
        f.map { .number($0) } ?? .empty,
      ])
    }
    for (number, point) in fixedPoints.enumerated() {
      add("fixed point", number + 1, point.type.rawValue, step: nil, point.state[horizontal.name] ?? .nan, nil)
    }
    for (number, cycle) in cycles.enumerated() {
      for (k, point) in cycle.points.enumerated() {
        add("cycle", number + 1, cycle.stable ? "stable" : "unstable", step: k, point.first ?? .nan, nil)
      }
    }
    for (number, curve) in graph.enumerated() {
      for point in curve.points { add("graph", number + 1, "", step: nil, point[0], point[1]) }
    }
    for (number, orbit) in orbits.enumerated() {
      for (k, x) in orbit.enumerated() { add("orbit", number + 1, "", step: k, x, nil) }
    }
    return table
  }
}
