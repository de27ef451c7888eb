// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Analyzers
import ArgumentParser
import Foundation

/// Where the results go and how figures look.
struct OutputOptions: ParsableArguments {
  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The name of the files, without extension.", valueName: "base"))
  var output: String?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "The files to write: svg, pdf, png, json, csv, for diagrams auto; parted by commas.", valueName: "formats"),
    transform: OutputFormat.list)
  var format: [OutputFormat]?

  @Flag(help: "Print the result as JSON instead of the table.")
  var json = false

  @Option(parsing: .unconditional, help: ArgumentHelp("The width of the figure in millimetres.", valueName: "mm"))
  var width: Double?

  @Option(parsing: .unconditional, help: ArgumentHelp("The height of the figure in millimetres.", valueName: "mm"))
  var height: Double?

  @Option(help: ArgumentHelp("A style file for the figure (JSON).", valueName: "file"))
  var style: String?

  func validate() throws {
    for (name, length) in [("--width", width), ("--height", height)] {
      if let length, !(10...2000).contains(length) {
        throw ValidationError("\(name) \(length.text()) is outside 10 to 2000 millimetres.")
      }
    }
    if let style, !FileManager.default.fileExists(atPath: style) {
      throw ValidationError("There is no style file '\(style)'.")
    }
    if let output {
      if output.isEmpty || output.hasSuffix("/") {
        throw ValidationError("--output needs the name of a file, without extension.")
      }
      var isFolder: ObjCBool = false
      let folder = output.lastIndex(of: "/").map { String(output[..<$0]) } ?? ""
      if !folder.isEmpty, !FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) || !isFolder.boolValue
      {
        throw ValidationError("There is no folder '\(folder)' to write to; make it with 'mkdir -p \(folder)'.")
      }
    }
  }

  /// The formats to write: those asked for, or that of the extension of `--output`, or a drawing and its data.
  var formats: [OutputFormat] { format ?? extensionOfOutput.map { [$0] } ?? [.svg, .json] }

  /// The name of the files without extension.
  /// - Parameter fallback: The name to use if none was given, such as `lorenz-simulate`.
  func base(fallback: String) -> String {
    guard let output else { return fallback }
    return extensionOfOutput.map { String(output.dropLast($0.rawValue.count + 1)) } ?? output
  }

  /// Writes one file for each format asked for and says so; each appears whole or not at all.
  /// - Parameters:
  ///   - fallback: The name of the files if none was given.
  ///   - content: The bytes of a format, or nothing if the result has no such form.
  /// - Throws: `FileFailure`, and what `content` throws.
  func write(fallback: String, content: (OutputFormat) throws -> Data?) throws {
    let base = base(fallback: fallback)
    let files = try formats.compactMap { format in
      try content(format).map { (path: format.path(base), bytes: $0) }
    }
    for file in files { try AtomicFile.write(file.bytes, to: file.path) }
    Terminal.wrote(files.map(\.path))
  }

  /// The format that the end of `--output` names; there must be a name before it.
  private var extensionOfOutput: OutputFormat? {
    guard let name = output?.split(separator: "/").last else { return nil }
    return OutputFormat.allCases.filter { $0 != .auto }.first { format in
      name.count > format.rawValue.count + 1 && name.lowercased().hasSuffix(".\(format.rawValue)")
    }
  }
}
