// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import PhasePlane
import Results

/// Fixed and slow points as tables for a person.
struct SlowPointReport {
  private let result: SlowPointResult
  private let title: String
  private static let rowLimit = 40

  init(_ result: SlowPointResult, title: String) {
    self.result = result
    self.title = title
  }

  /// The whole report, which ends in a line feed.
  var text: String {
    [heading, sets, points, branches].filter { !$0.isEmpty }.map { $0.map { "\($0)\n" }.joined() }.joined(
      separator: "\n")
  }

  private var heading: [String] {
    let counts = result.counts
    var parts = ["\(counts.fixed) to fixed points", "\(counts.slow) to slow points"]
    if counts.fast > 0 { parts.append("\(counts.fast) to none") }
    if counts.outliers > 0 { parts.append("\(counts.outliers) far away") }
    if counts.notFinite > 0 { parts.append("\(counts.notFinite) to infinity") }
    let fixed = result.points.count { $0.kind == .fixed }
    let slow = result.points.count - fixed
    return [
      title, "\(count(counts.starts, "start")) led: \(parts.joined(separator: ", ")).",
      "\(count(fixed, "different fixed point")), \(count(slow, "slow point")).",
    ]
  }

  private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  private var sets: [String] {
    if result.sets.isEmpty { return [] }
    var table = TextTable([
      "Set": .right, "Shape": .left, "Points": .right, "Stability": .left, "Largest residual": .right,
      "Slowest mode": .right, "Next mode": .right,
    ])
    for (number, group) in result.sets.enumerated() {
      let members = group.points.map { result.points[$0] }
      let names = SlowPoint.Stability.allCases.filter { kind in members.contains { $0.stability == kind } }
      table.add([
        "\(number + 1)", group.shape.rawValue, "\(members.count)", names.map(\.rawValue).joined(separator: ", "),
        (members.map(\.residual).max() ?? 0).text(digits: 2), farthest(members, 0),
        farthest(members, group.shape == .surface ? 2 : 1),
      ])
    }
    return table.lines
  }

  /// The eigenvalue of a place that is the farthest from rest among points.
  private func farthest(_ points: [SlowPoint], _ place: Int) -> String {
    let values = points.compactMap { place < $0.eigenvalues.count ? $0.eigenvalues[place] : nil }
    let rest = result.isMap ? 1.0 : 0.0
    let value = values.max { abs($0[0] - rest) + abs($0[1]) < abs($1[0] - rest) + abs($1[1]) }
    return value.map(text) ?? ""
  }

  private func text(_ value: [Double]) -> String {
    abs(value[1]) > 1e-13 * max(abs(value[0]), 1e-300)
      ? "\(value[0].text(digits: 5)) ± \(abs(value[1]).text(digits: 5))i" : value[0].text(digits: 5)
  }

  /// The special points of branches in a parameter.
  private var branches: [String] {
    guard let branches = result.branches, !branches.isEmpty else { return [] }
    var table = TextTable([
      "Branch": .right, "Through": .left, "Special": .left, "At": .right, "Remark": .left, "Ends": .left,
    ])
    for (number, branch) in branches.enumerated() {
      let names = branch.points.prefix(6).map { "\($0 + 1)" }.joined(separator: ", ")
      var cells = ["\(number + 1)", names + (branch.points.count > 6 ? ", …" : "")]
      for special in branch.specialPoints.prefix(12) {
        table.add(cells + [special.type.rawValue, special.parameter.text(digits: 8), special.remark])
        cells = ["", ""]
      }
      table.add(cells + ["", "", "", branch.stop.joined(separator: "; ")])
    }
    return table.lines
  }

  private var points: [String] {
    let grouped = Set(result.sets.flatMap(\.points))
    let shown = result.points.indices.filter { !grouped.contains($0) }
    if shown.isEmpty { return result.points.isEmpty ? ["No fixed or slow points."] : [] }
    var table = TextTable(
      titles: [
        "Point", "Kind", "Stability", "Unstable", result.isMap ? "Multiplier" : "Eigenvalue", "Time constant",
        "Frequency", "|f|^2/2", "Residual", "Starts",
      ], alignments: [.right, .left, .left, .right, .right, .right, .right, .right, .right, .right])
    for index in shown.prefix(Self.rowLimit) {
      let point = result.points[index]
      table.add([
        "\(index + 1)", point.kind.rawValue, point.stability.rawValue,
        (point.computedEigenvalues == nil ? "" : "≥ ") + "\(point.unstableDirections)",
        point.eigenvalues.first.map(text) ?? "", point.modes.first.map { $0.timeConstant.text(digits: 5) } ?? "",
        point.modes.first.map { $0.frequency.text(digits: 4) } ?? "", point.speed.text(digits: 2),
        point.residual.text(digits: 2), "\(point.startCount)",
      ])
    }
    let more = shown.count - Self.rowLimit
    return table.lines + (more > 0 ? ["… and \(count(more, "point")) more: see the files."] : [])
  }
}
