// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Foundation
import ModelCore
import ModelFormats
import Rendering
import Results

/// What a command is about to write.
struct OutputRequest {
  /// The name of the files if none was asked for; made safe for a file before it is used.
  let fallback: String
  /// The kind of result.
  let schema: String
  /// Another kind that the same command may give, depending on what it finds.
  var otherSchema: String?
  /// The model.
  let model: ModelRecord
  /// The files that the command reads.
  let inputs: [String]
  /// Whether AUTO's columns are among the formats.
  var hasColumns = false
  /// The width of the figure in millimetres if none was asked for.
  var width = Figure.singleColumn
  /// Whether the name is a path that the user gave.
  var isPath = false
}

extension OutputOptions {
  /// Reads the style and makes sure that everything that was asked for can be written, without loss of anything that is
  /// there: before the computation, which may be long.
  ///
  /// - Throws: `ValidationError`, `FileFailure`, `ThemeError`, `RenderingError`.
  func prepare(_ request: OutputRequest) throws -> OutputTarget {
    if !request.hasColumns, formats.contains(.auto) {
      throw ValidationError("--format auto is for bifurcation diagrams.")
    }
    var canvas = PLplotCanvas(theme: try style.map { try Theme(contentsOf: $0) } ?? .paper)
    if let resolution { canvas.resolution = resolution }
    for format in formats {
      guard let kind = FigureFormat(rawValue: format.rawValue) else { continue }
      // The content decides on a height that is left open; it is never less than a fifth of the width.
      let width = width ?? request.width
      try canvas.checkSize(width: width, height: height ?? max(10, 0.2 * width), format: kind)
    }
    let base = base(fallback: request.isPath ? request.fallback : request.fallback.safeFileName)
    let paths = formats.map { $0.path(base) }
    for path in paths { if let obstacle = FileFailure.obstacle(toWriting: path) { throw obstacle } }
    try protect(inputs: request.inputs + [style].compactMap { $0 }, from: paths)
    if !overwrite { try protectResult("\(base).json", request, from: paths) }
    return OutputTarget(base: base, formats: formats, printsJSON: json, canvas: canvas)
  }

  /// Refuses to write over what the command reads.
  private func protect(inputs: [String], from paths: [String]) throws {
    for path in paths {
      guard let identity = FileIdentity(path), let input = inputs.first(where: { FileIdentity($0) == identity }) else {
        continue
      }
      throw ValidationError(
        "'\(path)' would be written over '\(input)', which this command reads; name the results by --output.")
    }
  }

  /// Whether a model is that of an earlier result, edited since: the file is younger than the result, and has the same variables.
  private static func isEdited(_ request: OutputRequest, since path: String, _ earlier: ModelRecord) -> Bool {
    func date(_ path: String) -> Date? {
      (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
    }
    func variables(_ record: ModelRecord) -> [String]? {
      (try? ODEFile(text: record.text, fileName: record.name))?.model.variableNames
    }
    guard earlier.name == request.model.name, let file = request.inputs.first, let edited = date(file),
      let written = date(path), edited > written, let names = variables(request.model)
    else { return false }
    return names == variables(earlier)
  }

  /// Refuses to write over the result of another model or command.
  private func protectResult(_ path: String, _ request: OutputRequest, from paths: [String]) throws {
    guard FileManager.default.fileExists(atPath: path) else { return }
    let remedy = "name the results by --output, or write over it by --overwrite."
    guard let header = try? ResultHeader(json: AtomicFile.read(path)) else {
      if !paths.contains(path) { return }
      throw ValidationError("'\(path)' exists and is no result of this program; \(remedy)")
    }
    if header.schema != request.schema, header.schema != request.otherSchema {
      throw ValidationError("'\(path)' is a result of another kind (\(header.schema)); \(remedy)")
    }
    if header.model.identity != request.model.identity, !Self.isEdited(request, since: path, header.model) {
      throw ValidationError("'\(path)' is a result of another model, or of another text of it; \(remedy)")
    }
  }
}

/// What tells a file from all others, by whatever path it is reached.
private struct FileIdentity: Equatable {
  private let device: UInt64
  private let number: UInt64

  /// The identity of a file; nil if there is none.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    device = UInt64(status.st_dev)
    number = UInt64(status.st_ino)
  }
}

extension ModelRecord {
  /// What makes it this model whatever values are set: of networks the lines that name them and their weights.
  fileprivate var identity: String {
    let lines = text.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
    if text.hasPrefix("network ") { return lines.prefix(1).joined(separator: "\n") }
    return text.hasPrefix("weights ") ? lines.prefix(2).joined(separator: "\n") : text
  }
}

extension String {
  /// A name for a file made of a name from anywhere: neither hidden, nor in another folder, nor mistaken for an option.
  var safeFileName: String {
    let last = split(separator: "/").last.map(String.init) ?? ""
    let visible = String(last.visible.map { $0.isNewline || $0 == "\t" ? "_" : $0 }.drop { ".-".contains($0) })
    // Systems take names of 255 bytes, of which an extension and others are left.
    var name = visible
    while name.utf8.count > 200 { name.removeLast() }
    return name.isEmpty ? "result" : name
  }
}
