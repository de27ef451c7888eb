// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// All measurements, as text for people, as CSV, and against the thresholds that are kept.
struct Table {
  let rows: [Measurement]

  /// A table in Markdown.
  var text: String {
    var lines = ["| what | ours | compared with | theirs | ratio | wanted | |", "|---|---|---|---|---|---|---|"]
    for row in rows {
      let ratio = row.theirs == nil ? "" : Table.number(row.score)
      let wanted = row.target.map { (row.theirs == nil ? "< " : "<= ") + Table.number($0) } ?? ""
      let verdict = row.target.map { row.score <= $0 ? "met" : "missed" } ?? ""
      let unit = row.unit == .instructions ? "" : " \(row.unit.rawValue)"
      let cells = [
        row.name, Table.number(row.ours) + unit, row.reference, row.theirs.map { Table.number($0) + unit } ?? "", ratio,
        wanted, verdict,
      ]
      lines.append("| " + cells.joined(separator: " | ") + " |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The same as comma-separated values.
  var csv: String {
    var lines = ["name,reference,unit,ours,theirs,ratio,target"]
    for row in rows {
      let theirs = row.theirs.map { "\($0)" } ?? ""
      let ratio = row.theirs == nil ? "" : "\(row.score)"
      let target = row.target.map { "\($0)" } ?? ""
      lines.append("\"\(row.name)\",\"\(row.reference)\",\(row.unit.rawValue),\(row.ours),\(theirs),\(ratio),\(target)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The measurements that are above their thresholds.
  /// - Parameter thresholds: Lines of a row's name, a tab, and the largest ratio (or number of seconds) allowed.
  func violations(of thresholds: String) -> [String] {
    var limits: [String: Double] = [:]
    for line in thresholds.split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: "\t")
      if parts.count == 2, let limit = Double(parts[1]) { limits[String(parts[0])] = limit }
    }
    return rows.compactMap { row in
      guard let limit = limits[row.name], !(row.score <= limit) else { return nil }
      return "\(row.name): \(Table.number(row.score)), allowed \(Table.number(limit))"
    }
  }

  /// Three significant digits.
  static func number(_ value: Double) -> String {
    let text = String(format: "%.3g", value)
    guard text.contains("e"), value >= 1e-9, value < 1e-3 else { return text }
    return String(format: "%.3g", value * 1e6) + "e-6"
  }
}
