// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// A linearisation as tables for a person.
struct LinearizationReport {
  private let result: LinearizationResult
  private let title: String

  init(_ result: LinearizationResult, title: String) {
    self.result = result
    self.title = title
  }

  /// The whole report, which ends in a line feed.
  var text: String {
    [heading, modes, couplings, reach].filter { !$0.isEmpty }.map { $0.map { "\($0)\n" }.joined() }
      .joined(separator: "\n")
  }

  private var heading: [String] {
    var lines = [title]
    if result.variables.count <= 8 {
      lines.append(
        "At " + zip(result.variables, result.state).map { "\($0) = \($1.text(digits: 8))" }.joined(separator: ", "))
    }
    let count = result.unstableDirections
    lines.append(
      "\(result.stability.rawValue.prefix(1).uppercased() + result.stability.rawValue.dropFirst()), "
        + "\(count) unstable direction\(count == 1 ? "" : "s"), residual \(result.residual.text(digits: 2)).")
    return lines
  }

  private var modes: [String] {
    let value = result.isMap ? "Multiplier" : "Eigenvalue"
    var table = TextTable(
      titles: ["Mode", value, "Time constant", "Frequency", "Condition", "Mostly"],
      alignments: [.right, .right, .right, .right, .right, .left])
    for (number, mode) in result.modes.enumerated() {
      let variables = mode.variables.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(3)
      table.add([
        "\(number + 1)", Self.text(mode.eigenvalue), mode.timeConstant.text(digits: 5),
        mode.frequency.text(digits: 5), mode.condition.text(digits: 3),
        variables.map { "\($0.key) \($0.value.text(digits: 2))" }.joined(separator: ", "),
      ])
    }
    return table.lines
  }

  private static func text(_ value: [Double]) -> String {
    value[1] == 0
      ? value[0].text() : "\(value[0].text()) \(value[1] < 0 ? "-" : "+") \(abs(value[1]).text())i"
  }

  /// How strongly parameters drive the modes.
  private var couplings: [String] {
    let names = (result.modes.first?.coupling.keys.sorted() ?? []).prefix(8)
    if names.isEmpty { return [] }
    var table = TextTable(
      titles: ["Drive of mode"] + names, alignments: [.right] + names.map { _ in .right })
    for (number, mode) in result.modes.prefix(4).enumerated() {
      table.add(["\(number + 1)"] + names.map { (mode.coupling[$0] ?? .nan).text(digits: 4) })
    }
    return table.lines
  }

  private var reach: [String] {
    guard !result.responses.isEmpty else { return [] }
    guard let size = result.linearUpTo else {
      return ["The linear answer is off by a tenth even for the smallest kick."]
    }
    return ["The linear answer is right to a tenth for kicks up to \(size.text(digits: 3))."]
  }
}
