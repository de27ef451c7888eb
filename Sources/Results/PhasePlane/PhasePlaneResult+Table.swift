// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension PhasePlaneResult {
  /// The name of the schema of saved results.
  public static let schema = "phaseplane"
  /// The version of the schema.
  public static let version = 1

  /// All points as a tidy table: one row for each, with what it is part of (`kind`), which one of these (`branch`, counted
  /// from 1), what that is (`label`), the two coordinates, and for trajectories, cycles and arrows time and vector.
  public var table: CSVTable {
    var table = CSVTable(columns: [
      "kind", "branch", "label", horizontal.name, vertical.name, "time", "d\(horizontal.name)", "d\(vertical.name)",
    ])
    func add(_ kind: String, _ branch: Int, _ label: String, _ points: [[Double]], times: [Double]? = nil) {
      for (k, point) in points.enumerated() {
        let time = times.map { CSVTable.Cell.number($0[k]) } ?? .empty
        table.append([
          .text(kind), .integer(branch), .text(label), .number(point[0]), .number(point[1]), time, .empty, .empty,
        ])
      }
    }
    for (number, point) in fixedPoints.enumerated() {
      let state = [point.state[horizontal.name] ?? .nan, point.state[vertical.name] ?? .nan]
      add("fixed point", number + 1, point.type.rawValue, [state])
    }
    for name in [horizontal.name, vertical.name] {
      for (number, curve) in (nullclines[name] ?? []).enumerated() {
        add("nullcline", number + 1, name, curve.vertices)
      }
    }
    for (number, curve) in (resetThresholds ?? []).enumerated() {
      add("reset threshold", number + 1, "", curve.vertices)
    }
    for (number, branch) in separatrices.enumerated() {
      add("separatrix", number + 1, "\(branch.kind.rawValue) manifold of \(branch.saddle + 1)", branch.points)
    }
    for (number, cycle) in limitCycles.enumerated() {
      add("limit cycle", number + 1, cycle.stabilityText, cycle.points, times: cycle.times)
    }
    for (number, path) in trajectories.enumerated() {
      add("trajectory", number + 1, path.end, path.points, times: path.times)
    }
    for (number, line) in streamlines.enumerated() { add("streamline", number + 1, "", line.points) }
    for (point, vector) in zip(field?.points ?? [], field?.vectors ?? []) {
      table.append([
        .text("field"), .integer(1), .text(""), .number(point[0]), .number(point[1]), .empty, .number(vector[0]),
        .number(vector[1]),
      ])
    }
    return table
  }
}
