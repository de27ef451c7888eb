// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// The tables that sweeps and ensembles print.
struct SweepReport {
  private let result: SweepResult
  /// Rows beyond these are in the files alone.
  private static let mostRows = 40

  init(_ result: SweepResult) { self.result = result }

  /// A row for each value of the parameter and each quantity.
  var text: String {
    var table = TextTable(
      titles: [result.parameter, "QUANTITY", "MINIMUM", "MAXIMUM", "MEAN", "SPIKES", "RATE", "CV", "END"],
      alignments: [.right, .left, .right, .right, .right, .right, .right, .right, .left])
    let lines = result.rows.flatMap { row in
      result.quantities.compactMap { name in row.measures[name].map { (row, name, $0) } }
    }
    for (row, name, m) in lines.prefix(Self.mostRows) {
      table.add([
        row.value.text(), name, m.minimum.text(digits: 6), m.maximum.text(digits: 6), m.mean.text(digits: 6),
        "\(m.spikes)", m.rate.text(digits: 6), m.variation.map { $0.text(digits: 3) } ?? "",
        row.stop == .reachedEnd ? "" : row.stop.rawValue,
      ])
    }
    let more =
      lines.count > Self.mostRows
      ? ["\(lines.count - Self.mostRows) further rows are in the table (--format csv)."] : []
    return (table.lines + more).joined(separator: "\n") + "\n"
  }

  /// The distributions at the end.
  static func text(_ result: EnsembleResult) -> String {
    var table = TextTable(
      [
        "QUANTITY": .left, "T": .right, "PATHS": .right, "MEAN": .right, "DEVIATION": .right, "5 %": .right,
        "MEDIAN": .right, "95 %": .right,
      ])
    guard let last = result.times.indices.last else { return "no times\n" }
    for name in result.quantities {
      guard let d = result.distributions[name] else { continue }
      table.add(
        [name, result.times[last].text(), "\(result.counts[last])"]
          + [d.mean, d.deviation, d.lower, d.median, d.upper].map { $0[last].text(digits: 6) })
    }
    return table.lines.joined(separator: "\n") + "\n"
  }
}
