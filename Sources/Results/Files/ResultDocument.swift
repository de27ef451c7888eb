// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// A saved result: what was computed, from which model, with which settings, by which program.
///
/// The file holds the keys `schema`, `version`, `program`, `model`, `settings`, `result` in this order. The same document
/// gives the same bytes: no dates, dictionaries by their keys. A figure is drawn from this alone.
public struct ResultDocument<Settings: Codable, Result: Codable>: Codable {
  /// The kind of result: `simulation`, `phaseplane`, ….
  public var schema: String
  /// The version of the schema, raised when an old reader would misunderstand.
  public var version: Int
  /// The program that computed the result.
  public var program: ProgramVersion
  /// The model that was studied.
  public var model: ModelRecord
  /// What was asked.
  public var settings: Settings
  /// What was found.
  public var result: Result

  /// A document about a model, by this program.
  public init(schema: String, version: Int, model: ModelRecord, settings: Settings, result: Result) {
    self.schema = schema
    self.version = version
    self.program = .current
    self.model = model
    self.settings = settings
    self.result = result
  }
}

extension ResultDocument: Sendable where Settings: Sendable, Result: Sendable {}
extension ResultDocument: Equatable where Settings: Equatable, Result: Equatable {}

extension ResultDocument {
  /// The document as JSON text in UTF-8, ending in a line feed.
  ///
  /// Numbers are written in the fewest digits that read back exactly; infinite ones and NaN as the strings `"Infinity"`,
  /// `"-Infinity"` and `"NaN"`.
  public func json() throws -> Data {
    Data(try JSONText(encoding: self).bytes)
  }

  /// Reads a document that `json()` wrote.
  /// - Throws: `DecodingError` if the text is no such document, or if its lists do not fit together.
  public init(json: Data) throws {
    self = try JSONText.decoder().decode(Self.self, from: json)
    if let (key, problem) = (result as? any CheckedResult)?.inconsistency {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: [], debugDescription: "at result.\(key): \(problem)"))
    }
  }
}

/// The beginning of a result document: what tells a reader how to read the rest.
public struct ResultHeader: Codable, Hashable, Sendable {
  /// The kind of result.
  public var schema: String
  /// The version of the schema.
  public var version: Int
  /// The program that computed the result.
  public var program: ProgramVersion
  /// The model that was studied.
  public var model: ModelRecord

  /// Reads the header of any result document.
  /// - Throws: `DecodingError` if the text is no such document, or if the model's digest is not that of its text.
  ///
  /// Of text in this program's own layout only the beginning is looked at, since the rest may be long.
  public init(json: Data) throws {
    let end = json.range(of: Data(",\n  \"settings\": ".utf8))
    let beginning = end.map { json[..<$0.lowerBound] + Data("}".utf8) } ?? json
    self = try JSONText.decoder().decode(Self.self, from: beginning)
  }
}

/// A program's name and version.
public struct ProgramVersion: Codable, Hashable, Sendable {
  /// The program's name.
  public var name: String
  /// The version: major, minor and patch number.
  public var version: String

  /// This program.
  public static let current = ProgramVersion(name: "bpanalyze", version: "0.1.0")

  /// Puts the parts together.
  package init(name: String, version: String) {
    (self.name, self.version) = (name, version)
  }
}

/// The model a result is about, complete enough to compute it again.
public struct ModelRecord: Codable, Hashable, Sendable {
  /// The model's short name.
  public var name: String
  /// The model's title, if it has one.
  public var title: String?
  /// The model's text, as it was read.
  public var text: String
  /// The SHA-256 digest of the text, in hexadecimal digits.
  public var sha256: String

  /// The record of a model from its text.
  public init(name: String, title: String? = nil, text: String) {
    self.name = name
    self.title = title
    self.text = text
    self.sha256 = SHA256(of: text).hexadecimal
  }

  /// Reads a record.
  /// - Throws: `DecodingError` if the digest is not that of the text: then the text is not what the result was computed from.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    title = try container.decodeIfPresent(String.self, forKey: .title)
    text = try container.decode(String.self, forKey: .text)
    sha256 = try container.decode(String.self, forKey: .sha256)
    guard sha256 == SHA256(of: text).hexadecimal else {
      throw DecodingError.dataCorruptedError(
        forKey: .sha256, in: container,
        debugDescription: "the digest is not that of the model's text, which was changed after the computation")
    }
  }
}
