// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension BifurcationResult {
  /// The name of the kind of result in saved files.
  public static let schema = "bifurcation"
  /// The version of the saved form.
  public static let version = 2

  /// The diagram as a tidy table: a row for each point of each branch, special points by their labels.
  public var table: CSVTable {
    let names = variables + auxiliaries
    var table = CSVTable(
      columns: ["branch", "kind", "label", parameter.name, "period", "unstable_directions", "stable", "norm"]
        + names.flatMap { [$0, "min_\($0)", "max_\($0)"] })
    for branch in branches {
      for k in branch.parameter.indices {
        let unstable = branch.unstableDirections[k]
        table.append(
          [
            .integer(branch.id), .text(branch.kind.rawValue), .text(branch.labels[k]), .number(branch.parameter[k]),
            branch.period.map { .number($0[k]) } ?? .empty, .integer(unstable),
            .text(branch.stable[k] ? "true" : "false"), .number(branch.norm[k]),
          ]
            + names.flatMap { name -> [CSVTable.Cell] in
              let value = branch.states[name]?[k] ?? .nan
              return [
                .number(value), .number(branch.minima?[name]?[k] ?? value), .number(branch.maxima?[name]?[k] ?? value),
              ]
            })
      }
    }
    for point in grid ?? [] {
      let unstable = point.eigenvalues.count { isMap ? ($0[0] * $0[0] + $0[1] * $0[1]) > 1 : $0[0] > 0 }
      table.append(
        [
          .empty, .text(point.type.rawValue), .empty, .number(point.parameter), .empty, .integer(unstable),
          .text(point.stable ? "true" : "false"), .number(point.norm(of: variables)),
        ]
          + names.flatMap { name -> [CSVTable.Cell] in
            Array(repeating: point.state[name].map { .number($0) } ?? .empty, count: 3)
          })
    }
    return table
  }
}
