// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// What a phase-plane analysis found, as a table for a person: the numbers that a paper would quote.
struct PhasePlaneReport {
  private let result: PhasePlaneResult
  private let title: String

  init(_ result: PhasePlaneResult, title: String) {
    self.result = result
    self.title = title
  }

  /// The whole report, which ends in a line feed.
  var text: String {
    let sections = [
      heading, fixedPoints, CertificateReport.lines(result.certificate), limitCycles, separatrices,
    ]
    return sections.filter { !$0.isEmpty }.map { $0.map { "\($0)\n" }.joined() }.joined(separator: "\n")
  }

  private var heading: [String] {
    let ranges = [result.horizontal, result.vertical].map { "\($0.name) from \($0.lower.text()) to \($0.upper.text())" }
    return [title, "Window: \(ranges.joined(separator: ", "))"]
  }

  private var fixedPoints: [String] {
    if result.fixedPoints.isEmpty { return ["No isolated fixed points in the window."] }
    let values = result.isMap ? "Multipliers" : "Eigenvalues"
    var table = TextTable(
      titles: ["Fixed point", result.horizontal.name, result.vertical.name, "Type", values, "Trace", "Determinant"],
      alignments: [.right, .right, .right, .left, .left, .right, .right])
    for (number, point) in result.fixedPoints.enumerated() {
      table.add([
        "\(number + 1)", (point.state[result.horizontal.name] ?? .nan).text(digits: 10),
        (point.state[result.vertical.name] ?? .nan).text(digits: 10), point.type.rawValue,
        ComplexText.pair(point.eigenvalues), point.trace.text(), point.determinant.text(),
      ])
    }
    let remarks = result.fixedPoints.enumerated().flatMap { number, point in
      [reason(point), point.note].compactMap { $0 }.map { "  \(number + 1): \($0)" }
    }
    return table.lines + remarks
  }

  /// Why a type is what it is, with the index of a point that has no better name.
  private func reason(_ point: FixedPoint) -> String? {
    guard point.type == .undetermined, let index = point.index else { return point.reason }
    return [point.reason, "index \(index)"].compactMap { $0 }.joined(separator: "; ")
  }

  private var limitCycles: [String] {
    var table = TextTable([
      "Limit cycle": .right, "Period": .right, "Multiplier": .right, "Stability": .left,
      "Trivial multiplier - 1": .right,
    ])
    for (number, cycle) in result.limitCycles.enumerated() {
      let trivial = (cycle.multipliers.first?.first).map { ($0 - 1).text(digits: 2) } ?? ""
      let other = cycle.multipliers.dropFirst().first?.first?.text() ?? ""
      table.add([
        "\(number + 1)", cycle.period.text(digits: 10), other, cycle.stabilityText, trivial,
      ])
    }
    return table.lines + rotations
  }

  /// Which cycles go round an angle, and how often.
  private var rotations: [String] {
    result.limitCycles.enumerated().compactMap { number, cycle in
      guard let turns = cycle.turns, !turns.isEmpty else { return nil }
      let texts = turns.sorted { $0.key < $1.key }.map { name, count in
        "\(abs(count) == 1 ? "once" : "\(abs(count)) times") \(count > 0 ? "forward" : "backward") in \(name)"
      }
      return "  \(number + 1): goes round \(texts.joined(separator: " and "))"
    }
  }

  private var separatrices: [String] {
    var table = TextTable(["Manifold of": .right, "Kind": .left, "Goes to": .left])
    for branch in result.separatrices { table.add(["\(branch.saddle + 1)", branch.kind.rawValue, branch.end.text]) }
    return table.lines
  }
}

/// Eigenvalues as text.
enum ComplexText {
  /// Pairs of real and imaginary part; a complex conjugate pair is written once. Of many, the first are written.
  ///
  /// Parts below 1e-13 of the largest are rounding and are shown as 0.
  static func pair(_ exact: [[Double]]) -> String {
    let size = exact.joined().map(abs).max() ?? 0
    let values = exact.map { value in value.map { abs($0) < 1e-13 * size ? 0 : $0 } }
    // The second of a pair follows the first.
    let texts = values.filter { $0[1] >= 0 }.map { value in
      value[1] == 0 ? value[0].text() : "\(value[0].text()) ± \(value[1].text())i"
    }
    return texts.prefix(shownCount).joined(separator: ", ") + (texts.count > shownCount ? ", …" : "")
  }

  /// So many eigenvalues or pairs of them are written.
  private static let shownCount = 3
}
