// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Something that is wrong, or surprising, in a formula.
public struct FormulaError: Error, Hashable, CustomStringConvertible {
  /// What is wrong.
  public let message: String
  /// What would mend it.
  public let hint: String?
  /// Where: offsets into the file that the formula came from, or into the formula if it stands alone.
  public let location: Range<Int>
  /// Whether the formula is sound but uses a name whose own definition has failed, which was reported there.
  public let isConsequence: Bool

  /// Describes a fault.
  public init(_ message: String, at location: Range<Int>, hint: String? = nil, isConsequence: Bool = false) {
    self.message = message
    self.hint = hint
    self.location = location
    self.isConsequence = isConsequence
  }

  /// Message, place and hint in one line.
  public var description: String {
    "column \(location.lowerBound + 1): \(message)" + (hint.map { " (\($0))" } ?? "")
  }
}
