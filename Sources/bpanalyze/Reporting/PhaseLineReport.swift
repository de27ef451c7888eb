// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// What a phase-line analysis found, as a table for a person.
struct PhaseLineReport {
  private let result: PhaseLineResult
  private let title: String

  init(_ result: PhaseLineResult, title: String) {
    self.result = result
    self.title = title
  }

  /// The whole report, which ends in a line feed.
  var text: String {
    let sections = [heading, fixedPoints, CertificateReport.lines(result.certificate), cycles]
    return sections.filter { !$0.isEmpty }.map { $0.map { "\($0)\n" }.joined() }.joined(separator: "\n")
  }

  private var heading: [String] {
    let range = result.horizontal
    return [title, "Window: \(range.name) from \(range.lower.text()) to \(range.upper.text())"]
  }

  private var fixedPoints: [String] {
    if result.fixedPoints.isEmpty { return ["No isolated fixed points in the window."] }
    var table = TextTable(
      titles: ["Fixed point", result.horizontal.name, "Type", result.isMap ? "Multiplier" : "Eigenvalue"],
      alignments: [.right, .right, .left, .right])
    for (number, point) in result.fixedPoints.enumerated() {
      table.add([
        "\(number + 1)", (point.state[result.horizontal.name] ?? .nan).text(digits: 10), point.type.rawValue,
        ComplexText.pair(point.eigenvalues),
      ])
    }
    let remarks = result.fixedPoints.enumerated().flatMap { number, point in
      [point.reason, point.note].compactMap { $0 }.map { "  \(number + 1): \($0)" }
    }
    return table.lines + remarks
  }

  private var cycles: [String] {
    var table = TextTable([
      "Cycle": .right, "Period": .right, "Points": .left, "Multiplier": .right, "Stability": .left,
    ])
    for (number, cycle) in result.cycles.enumerated() {
      let points = cycle.points.prefix(4).map { ($0.first ?? .nan).text(digits: 8) }.joined(separator: ", ")
      table.add([
        "\(number + 1)", "\(cycle.period)", points + (cycle.points.count > 4 ? ", …" : ""),
        ComplexText.pair(cycle.multipliers), cycle.stable ? "stable" : "unstable",
      ])
    }
    return table.lines
  }
}

/// What a proof came to, in words.
enum CertificateReport {
  private static func boxes(_ count: Int) -> String { count == 1 ? "1 box" : "\(count) boxes" }

  static func lines(_ certificate: Certificate?) -> [String] {
    guard let certificate else { return [] }
    let count = certificate.provedCount
    let points = "\(count) fixed point\(count == 1 ? "" : "s")"
    if certificate.complete {
      return ["Proved: the window holds exactly \(points) (\(boxes(certificate.examinedCount)))."]
    }
    let undecided = certificate.undecidedBoxes.prefix(5).map { box in
      "  undecided: \(box.map { $0.text(digits: 8) }.joined(separator: " "))"
    }
    return [
      "Proved: \(points); \(boxes(certificate.undecidedBoxes.count)) could not be decided "
        + "(\(certificate.examinedCount) examined)."
    ] + undecided
  }
}
