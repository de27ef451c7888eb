// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// What is said to the person, apart from the results: all of it goes to standard error.
enum Terminal {
  /// Something worth knowing.
  static func note(_ text: String) { write("Note: \(text)\n") }
  /// Something that may spoil the result.
  static func warning(_ text: String) { write("Warning: \(text)\n") }
  /// Why the program ends.
  static func error(_ text: String) { write("Error: \(text)\n") }
  /// Files that were written.
  static func wrote(_ paths: [String]) { if !paths.isEmpty { write("Wrote \(paths.joined(separator: ", "))\n") } }

  private static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
