// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Writes models in the format of XPPAUT.
struct ODEWriter {
  /// The shortest text that reads back as the same number.
  static func text(of value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
