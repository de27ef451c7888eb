// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Why a file is not a model that this program can work with.
public struct ModelFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The faults, in the order in which they stand in the file; at least one.
  public let diagnostics: [ModelFileDiagnostic]
  /// The number of faults beyond those listed.
  public let omitted: Int

  /// The largest number of faults that are listed.
  static let limit = 10

  init(_ diagnostics: [ModelFileDiagnostic], omitted: Int = 0) {
    self.diagnostics = diagnostics
    self.omitted = omitted
  }

  init(_ message: String, fileName: String, hint: String? = nil) {
    self.init([ModelFileDiagnostic(message, hint: hint, fileName: fileName, line: nil)])
  }

  /// The first fault's message.
  public var message: String { diagnostics.first?.message ?? "" }

  /// Every fault, as `ModelFileDiagnostic` describes it, one after another.
  public var description: String {
    var parts = diagnostics.map(\.description)
    if omitted > 0 { parts.append("... and \(omitted) more") }
    return parts.joined(separator: "\n")
  }
}
