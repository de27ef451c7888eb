// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

extension TwoParameterResult {
  /// The kind of result in saved documents.
  public static let schema = "bifurcation-two-parameters"
  /// The version of the form of the result.
  public static let version = 2

  /// The diagram as a tidy table: one row for each point of a curve.
  public var table: CSVTable {
    var table = CSVTable(
      columns: [
        "branch", "kind", "label", horizontal.name, vertical.name, "frequency", "coefficient", "unstableDirections",
      ] + variables)
    for branch in branches {
      let (first, second) = (branch.parameters[horizontal.name] ?? [], branch.parameters[vertical.name] ?? [])
      for k in first.indices {
        table.append(
          [
            .integer(branch.id), .text(branch.kind.rawValue), .text(branch.labels[k]), .number(first[k]),
            .number(second[k]), branch.frequency.map { .number($0[k]) } ?? .empty,
            branch.coefficient.map { .number($0[k]) } ?? .empty, .integer(branch.unstableDirections[k]),
          ] + variables.map { .number(branch.states[$0]?[k] ?? .nan) })
      }
    }
    return table
  }

  /// The diagram in the columns of AUTO's files, with the second parameter last, as AUTO-07p writes curves in two parameters.
  public var autoText: String {
    var text = ""
    var label = 0
    for branch in branches {
      let (first, second) = (branch.parameters[horizontal.name] ?? [], branch.parameters[vertical.name] ?? [])
      text += AUTOColumns.heading([horizontal.name, "L2-NORM"] + variables + [vertical.name])
      for k in first.indices {
        let isEnd = k == 0 || k == first.count - 1
        let type = branch.labels[k].isEmpty ? (isEnd ? 9 : 0) : -4
        if type != 0 { label += 1 }
        let values = variables.map { branch.states[$0]?[k] ?? .nan }
        let norm = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        text += AUTOColumns.line(
          branch: branch.id, point: k % 9999 + 1, type: type, label: type == 0 ? 0 : label,
          [first[k], norm] + values + [second[k]])
      }
    }
    return text
  }
}

extension TwoParameterResult: CheckedResult {
  /// Columns are equally long, names are known.
  public var inconsistency: (key: String, problem: String)? {
    var check = ConsistencyCheck()
    check.range(horizontal, "horizontal")
    check.range(vertical, "vertical")
    check.parameters(parameters, are: [horizontal, vertical])
    for (index, branch) in branches.enumerated() {
      let key = "branches[\(index)]"
      let count = branch.labels.count
      for name in [horizontal.name, vertical.name] {
        check.equal(branch.parameters[name]?.count ?? 0, count, "\(key).parameters.\(name)")
      }
      for name in variables { check.equal(branch.states[name]?.count ?? 0, count, "\(key).states.\(name)") }
      for (name, column) in [("coefficient", branch.coefficient), ("frequency", branch.frequency)] {
        if let column { check.equal(column.count, count, "\(key).\(name)") }
      }
      check.equal(branch.unstableDirections.count, count, "\(key).unstableDirections")
    }
    for (index, region) in (regions ?? []).enumerated() {
      check.points(region.strips, dimension: 3, "regions[\(index)].strips")
    }
    return check.found
  }
}
