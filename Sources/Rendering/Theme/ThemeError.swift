// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A style file that cannot be used. The description says what is wrong and where.
public struct ThemeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The style file.
  public var source: String
  /// The place in it, as a path of keys such as `lines.trajectory.width`; empty if the whole file is meant.
  public var place: String
  /// What is wrong and what would mend it.
  public var problem: String

  /// Makes an error.
  public init(source: String, place: String, problem: String) {
    self.source = source
    self.place = place
    self.problem = problem
  }

  /// For example `paper.json: lines.trajectory.width: must be a number from 0.01 to 1000, not -1`.
  public var description: String {
    ([source, place].filter { !$0.isEmpty } + [problem]).joined(separator: ": ")
  }
}
