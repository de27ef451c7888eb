// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Results

extension Theme {
  /// The largest style file that is read, in bytes.
  public static let sizeLimit = 1_000_000
  /// The sizes that make sense, in points or millimetres.
  static let sizes = 0.01...1000.0

  /// Reads a style file.
  ///
  /// - Throws: `ThemeError` that names the file, the place in it and what is wrong.
  public init(contentsOf path: String) throws(ThemeError) {
    let data: Data
    do {
      data = try AtomicFile.read(path, limit: Self.sizeLimit)
    } catch {
      throw ThemeError(source: path, place: "", problem: error.reason)
    }
    try self.init(json: data, source: path)
  }

  /// Reads a style from JSON; what it leaves out is as in `Theme.paper`.
  ///
  /// - Parameters:
  ///   - json: the text in UTF-8.
  ///   - source: the name of the file, for messages.
  /// - Throws: `ThemeError` for text that is not JSON, an unknown key, a wrong type, an unknown colour or a size that is not
  ///   positive.
  public init(json: Data, source: String) throws(ThemeError) {
    let changes = try StyleTree(json: json, source: source)
    let usual = try StyleTree(Theme.paper, source: source)
    let merged = try usual.merging(changes)
    do {
      self = try JSONDecoder().decode(Theme.self, from: merged.data)
    } catch let error as DecodingError {
      throw ThemeError(decoding: error, source: source)
    } catch {
      throw ThemeError(source: source, place: "", problem: "\(error)")
    }
    try check(source: source)
  }

  /// The style as JSON with sorted keys, complete.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self)
  }

  private func check(source: String) throws(ThemeError) {
    let sizes = [
      ("font.size", font.size), ("font.tickSize", font.tickSize), ("font.legendSize", font.legendSize),
      ("font.titleSize", font.titleSize), ("axes.lineWidth", axes.lineWidth), ("axes.tickLength", axes.tickLength),
      ("axes.horizontalTickSpacing", axes.horizontalTickSpacing),
      ("axes.verticalTickSpacing", axes.verticalTickSpacing), ("symbols.size", symbols.size),
      ("symbols.outline", symbols.outline), ("symbols.arrowLength", symbols.arrowLength),
      ("symbols.arrowWidth", symbols.arrowWidth), ("symbols.fieldLength", symbols.fieldLength),
      ("symbols.sampleLength", symbols.sampleLength),
    ]
    let widths = lines.sorted { $0.key < $1.key }.map { ("lines.\($0.key).width", $0.value.width) }
    for (place, size) in sizes + widths where !Self.sizes.contains(size) {
      throw ThemeError(source: source, place: place, problem: "must be a number from 0.01 to 1000, not \(size)")
    }
    for (name, value) in colors.sorted(by: { $0.key < $1.key }) where Color(hexadecimal: value) == nil {
      throw ThemeError(
        source: source, place: "colors.\(name)", problem: "'\(value)' is no colour; write it as #RRGGBB")
    }
    let used = lines.sorted { $0.key < $1.key }.map { ("lines.\($0.key).color", $0.value.color) }
    for (place, name) in used + series.enumerated().map({ ("series[\($0)]", $1) })
    where Color(hexadecimal: colors[name] ?? name) == nil {
      let known = colors.keys.sorted().joined(separator: ", ")
      throw ThemeError(
        source: source, place: place, problem: "unknown colour '\(name)'; write #RRGGBB or one of \(known)")
    }
  }
}

extension ThemeError {
  init(decoding error: DecodingError, source: String) {
    func place(_ path: [any CodingKey]) -> String {
      path.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
        .replacingOccurrences(of: ".[", with: "[")
    }
    switch error {
    case .typeMismatch(_, let context), .dataCorrupted(let context), .valueNotFound(_, let context):
      self.init(source: source, place: place(context.codingPath), problem: context.debugDescription)
    case .keyNotFound(let key, let context):
      self.init(source: source, place: place(context.codingPath + [key]), problem: "is missing")
    @unknown default:
      self.init(source: source, place: "", problem: "\(error)")
    }
  }
}
