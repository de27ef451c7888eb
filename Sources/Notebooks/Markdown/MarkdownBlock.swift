// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A part of a Markdown text that stands by itself.
enum MarkdownBlock: Hashable, Sendable {
  /// A heading of a level from 1 to 6.
  case heading(level: Int, String)
  /// Running text.
  case paragraph(String)
  /// A block between fences, with what stands after the first one.
  case code(language: String, [String])
  /// Lines after `>`.
  case quote(String)
  /// Items, each a text; a nested list follows the text of its item.
  case list(isOrdered: Bool, [ListItem])
  /// A table with a heading; alignments are `left`, `center` or `right`.
  case table(heading: [String], alignments: [String], [[String]])
  /// A displayed formula between `$$`.
  case formula(String)
  /// What stands between `<!--` and `-->`.
  case comment(String)
  /// A line across the page.
  case rule

  /// An item of a list.
  struct ListItem: Hashable, Sendable {
    var text: String
    var nested: [MarkdownBlock] = []
  }
}

/// A block and the line on which it begins, counted from 1.
struct PlacedBlock: Hashable, Sendable {
  var block: MarkdownBlock
  var line: Int
}
