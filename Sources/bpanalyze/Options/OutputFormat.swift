// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser

/// A kind of file that commands write.
enum OutputFormat: String, CaseIterable {
  case svg, pdf, png, json, csv
  /// The columns of AUTO's files `b.NAME`.
  case auto

  /// Whether it is a drawing.
  var isFigure: Bool { self == .svg || self == .pdf || self == .png }

  /// The file of this format for a name without extension; AUTO's files are called `b.NAME`.
  func path(_ base: String) -> String {
    guard self == .auto else { return "\(base).\(rawValue)" }
    guard let slash = base.lastIndex(of: "/") else { return "b.\(base)" }
    return base[...slash] + "b." + base[base.index(after: slash)...]
  }

  /// Reads formats parted by commas.
  static func list(_ argument: String) throws -> [OutputFormat] {
    var formats: [OutputFormat] = []
    for name in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let format = OutputFormat(rawValue: name.trimmed.lowercased()) else {
        let known = allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError(
          name.trimmed.isEmpty
            ? "a format is missing; there are \(known)" : "there is no format '\(name)'; there are \(known)")
      }
      if !formats.contains(format) { formats.append(format) }
    }
    return formats
  }
}
