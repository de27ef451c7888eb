// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A paper, book or program, as an entry of a bibliography.
public struct Reference: Hashable, Sendable {
  /// The type of a BibTeX entry.
  public enum Kind: String, Hashable, Sendable {
    case article, book, incollection, inproceedings, misc
  }

  /// What kind of entry it is.
  public var kind: Kind
  /// The name by which texts cite it.
  public var key: String
  /// Fields and their values, in the order in which they are written.
  public var fields: [Field]

  /// A field of an entry.
  public struct Field: Hashable, Sendable {
    /// Its name, such as `author`.
    public var name: String
    /// Its text.
    public var value: String
  }

  /// Makes a reference; fields without text are left out.
  init(_ kind: Kind, _ key: String, _ fields: KeyValuePairs<String, String>) {
    self.kind = kind
    self.key = key
    self.fields = fields.filter { !$0.value.isEmpty }.map { Field(name: $0.key, value: $0.value) }
  }

  /// A paper in a journal.
  static func article(
    _ key: String, _ author: String, _ year: Int, _ title: String, _ journal: String, _ volume: Int, _ pages: String
  ) -> Reference {
    Reference(
      .article, key,
      [
        "author": author, "title": title, "journal": journal, "volume": "\(volume)", "pages": pages, "year": "\(year)",
      ])
  }

  /// A book.
  static func book(
    _ key: String, _ author: String, _ year: Int, _ title: String, _ publisher: String, edition: String = ""
  ) -> Reference {
    Reference(
      .book, key,
      ["author": author, "title": title, "edition": edition, "publisher": publisher, "year": "\(year)"])
  }

  /// Whether another reference is to the same work; a title may go on with a chapter.
  func isSameWork(as other: Reference) -> Bool {
    if self == other { return true }
    guard let title = self["title"], let otherTitle = other["title"], self["year"] == other["year"] else {
      return false
    }
    return title.hasPrefix(otherTitle) || otherTitle.hasPrefix(title)
  }

  private subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

  /// The entry as BibTeX, in UTF-8; titles keep their capitals.
  public var bibTeX: String {
    let width = fields.map(\.name.count).max() ?? 0
    let lines = fields.map { field in
      let isTitle = field.name == "title" || field.name == "booktitle"
      let value = Self.escaped(field.value)
      let padding = String(repeating: " ", count: width - field.name.count)
      return "  \(field.name)\(padding) = {\(isTitle ? "{\(value)}" : value)}"
    }
    return "@\(kind.rawValue){\(key),\n\(lines.joined(separator: ",\n"))\n}\n"
  }

  /// A text with the signs that TeX would take for its own.
  private static func escaped(_ text: String) -> String {
    text.map { "&%$#_".contains($0) ? "\\\($0)" : "\\{}".contains($0) ? "" : String($0) }.joined()
      .replacing(/(\d)[-–](\d)/) { "\($0.output.1)--\($0.output.2)" }
  }
}
