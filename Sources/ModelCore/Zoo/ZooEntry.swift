// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A published model, kept as the text of an XPPAUT `.ode` file.
///
/// The text runs in XPPAUT unchanged. What XPPAUT has no words for stands in comment lines that the reader understands:
/// `# title: TEXT`, `# citation: TEXT` (one line for each reference), `# range NAME=LOW:HIGH` for variables and
/// parameters, and `# set-title NAME: TEXT` for the parameter sets that `set NAME {…}` defines.
public struct ZooEntry: Hashable, Sendable {
  /// The name by which commands know the model: lower case, words joined by hyphens, such as `fitzhugh-nagumo`.
  public let name: String

  /// The model as an `.ode` file.
  public let text: String

  /// What the model is, in a few words.
  public var title: String { remarks("# title: ").joined(separator: " ") }

  /// Where the model was published: authors, year, journal or book; several references are parted by semicolons.
  public var citation: String { remarks("# citation: ").joined(separator: "; ") }

  /// The names of the model's parameter sets, in the order of the text.
  public var parameterSetNames: [String] {
    lines(after: "set ").map { String($0.prefix { $0 != " " && $0 != "{" }) }
  }

  private func remarks(_ mark: String) -> [String] { lines(after: mark).map { String($0) } }

  private func lines(after mark: String) -> [Substring] {
    text.split(separator: "\n").filter { $0.hasPrefix(mark) }.map { $0.dropFirst(mark.count) }
  }
}
