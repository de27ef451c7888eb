// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// The layout of AUTO's files `fort.7` and `b.NAME` (Doedel and Oldeman, the AUTO-07p manual, section "Output files").
enum AUTOColumns {
  /// The lines with which a branch begins.
  static func heading(_ titles: [String]) -> String {
    let columns = titles.map { title in
      let lead = String(repeating: " ", count: max(6 - (title.count - 1) / 2, 1))
      return (lead + title).padding(toLength: max(19, lead.count + title.count + 1), withPad: " ", startingAt: 0)
    }
    return "   0\n   0    PT  TY  LAB " + columns.joined() + "\n"
  }

  /// The line of a point.
  static func line(branch: Int, point: Int, type: Int, label: Int, _ values: [Double]) -> String {
    String(format: "%4d%6d%4d%5d", branch, point, type, label) + values.map(field).joined() + "\n"
  }

  /// A number in 19 places with ten decimals and an exponent of three digits, as Fortran's `ES19.10E3` writes it.
  private static func field(_ value: Double) -> String {
    let text = String(format: "%.10E", value)
    var full = "NaN"
    if value.isFinite, let mark = text.firstIndex(of: "E") {
      let exponent = Int(text[text.index(after: mark)...]) ?? 0
      full = text[..<mark] + "E" + String(format: "%+04d", exponent)
    }
    return String(repeating: " ", count: max(0, 19 - full.count)) + full
  }
}
