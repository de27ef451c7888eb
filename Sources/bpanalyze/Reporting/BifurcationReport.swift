// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import PhasePlane
import Results

/// A bifurcation diagram as tables for a person: the special points and the branches.
struct BifurcationReport {
  private let result: BifurcationResult
  private let title: String
  private let gridCount: Int

  init(_ result: BifurcationResult, title: String, gridCount: Int) {
    self.result = result
    self.gridCount = gridCount
    self.title = title
  }

  /// The whole report, which ends in a line feed.
  var text: String {
    let range = result.parameter
    let heading = [title, "\(range.name) from \(range.lower.text()) to \(range.upper.text())"]
    if result.grid != nil {
      return ([heading, [""]] + [changes]).flatMap { $0 }.map { "\($0)\n" }.joined()
    }
    return [heading, points, branches, proof, verification].filter { !$0.isEmpty }
      .map { $0.map { "\($0)\n" }.joined() }.joined(separator: "\n")
  }

  /// At how many values of the parameter the equilibria are proved to be all.
  private var proof: [String] {
    guard let proof = result.proof, !proof.proved.isEmpty else { return [] }
    let what = result.isMap ? "fixed points" : "equilibria"
    let places =
      proof.proved.count == proof.values.count
      ? "all \(proof.values.count)" : "\(proof.proved.count) of \(proof.values.count)"
    let box = proof.box.map { "\($0.name) from \($0.lower.text(digits: 4)) to \($0.upper.text(digits: 4))" }
    return [
      "At \(places) values of \(result.parameter.name) that were searched, from "
        + "\((proof.proved.first ?? .nan).text(digits: 6)) to \((proof.proved.last ?? .nan).text(digits: 6)), "
        + "interval arithmetic proves that no \(what) are missing "
        + (box.isEmpty ? "anywhere." : "with \(box.joined(separator: ", ")).")
    ]
  }

  /// What happens from one value of a grid to the next.
  private var changes: [String] {
    var table = TextTable(["From": .right, "To": .right, "Before": .left, "After": .left])
    func text(_ kinds: [FixedPointType: Int]) -> String {
      let parts = kinds.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.value) \($0.key.rawValue)" }
      return parts.isEmpty ? "none" : parts.joined(separator: ", ")
    }
    for change in result.gridChanges(count: gridCount) {
      table.add([
        change.lower.text(digits: 8), change.upper.text(digits: 8), text(change.before), text(change.after),
      ])
    }
    let lines = table.lines
    return lines.isEmpty ? ["The fixed points are of the same kinds at all \(gridCount) values."] : lines
  }

  private var points: [String] {
    if result.specialPoints.isEmpty { return ["No special points."] }
    // A state of many variables would not fit on a line.
    let shown = result.variables.count > 20 ? [result.shownVariable] : Array(result.variables.prefix(4))
    var table = TextTable(
      titles: ["Point", result.parameter.name] + shown + ["Period", "Normal form", "Branch", "Remark"],
      alignments: [.left, .right] + shown.map { _ in .right } + [.right, .left, .right, .left])
    for point in result.specialPoints {
      let form = point.normalForm.sorted { $0.key < $1.key }.filter { $0.key != "frequency" }
        .map { "\(Self.symbols[$0.key] ?? $0.key) = \($0.value.text(digits: 6))" }
      table.add(
        [point.label, cleaned(point.parameters[result.parameter.name] ?? .nan).text(digits: 10)]
          + shown.map { cleaned(point.state[$0] ?? .nan, $0).text(digits: 8) }
          + [
            point.period.map { $0.text(digits: 8) } ?? "", form.joined(separator: ", "), "\(point.branch)",
            point.remark,
          ])
    }
    return table.lines
  }

  /// A value of the parameter without the error that is left of a zero: cycles are no more accurate than this.
  private func cleaned(_ value: Double) -> Double {
    abs(value) < 1e-11 * max(abs(result.parameter.lower), abs(result.parameter.upper)) ? 0 : value
  }

  /// A value of a variable without the round-off that is left of a zero.
  private func cleaned(_ value: Double, _ name: String) -> Double {
    let largest = result.branches.flatMap { ($0.maxima ?? $0.states)[name] ?? [] }.reduce(0) { max($0, abs($1)) }
    return abs(value) < 1e-14 * largest ? 0 : value
  }

  private static let symbols = [
    "quadraticCoefficient": "a", "firstLyapunovCoefficient": "l1", "cubicCoefficient": "c", "flipCoefficient": "b",
    "neimarkSackerCoefficient": "d",
  ]

  /// How cycles computed by a second method differ.
  private var verification: [String] {
    guard let verification = result.verification else { return [] }
    guard !verification.entries.isEmpty else { return ["Multiple shooting: there are no cycles to verify."] }
    var table = TextTable([
      "Cycle": .left, "Branch": .right, result.parameter.name: .right, "Parameter": .right, "Period": .right,
      "State": .right, "Multipliers": .right, "Defect": .right, "Failure": .left,
    ])
    func text(_ value: Double?) -> String { value.map { $0.text(digits: 2) } ?? "" }
    for entry in verification.entries {
      table.add([
        entry.label ?? "", "\(entry.branch)", entry.parameter.text(digits: 10), text(entry.parameterDifference),
        text(entry.periodDifference), text(entry.stateDifference), text(entry.multiplierDifference),
        text(entry.defect), entry.failure ?? "",
      ])
    }
    let compared = verification.entries.count - verification.failures.count
    let summary = [
      ("parameter", verification.largest(\.parameterDifference)), ("period", verification.largest(\.periodDifference)),
      ("state", verification.largest(\.stateDifference)),
      ("multipliers", verification.largest(\.multiplierDifference)),
    ]
    let largest = summary.map { "\($0.0) \(text($0.1))" }.joined(separator: ", ")
    return ["Differences from multiple shooting, \(compared) of \(verification.entries.count) cycles compared"]
      + table.lines + (compared > 0 ? ["Largest: \(largest)"] : [])
  }

  private var branches: [String] {
    var table = TextTable([
      "Branch": .right, "Kind": .left, "From": .left, "Points": .right, "End": .left,
    ])
    for branch in result.branches {
      table.add([
        "\(branch.id)", branch.kind.rawValue, branch.parent ?? "search", "\(branch.parameter.count)",
        branch.stop.joined(separator: "; "),
      ])
    }
    return table.lines
  }
}
