// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Foundation
import Rendering

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

  @Flag(help: "Write over results of another model or command.")
  var overwrite = false

  @Flag(help: "Print the result as JSON instead of the table.")
  var json = false

  @Option(parsing: .unconditional, help: ArgumentHelp("The width of the figure in millimetres.", valueName: "mm"))
  var width: Double?

  @Option(parsing: .unconditional, help: ArgumentHelp("The height of the figure in millimetres.", valueName: "mm"))
  var height: Double?

  @Option(parsing: .unconditional, help: ArgumentHelp("Dots per inch of a png; 300 unless told.", valueName: "dpi"))
  var resolution: Double?

  @Option(help: ArgumentHelp("A style file for the figure (JSON).", valueName: "file"))
  var style: String?

  func validate() throws {
    for (name, length) in [("--width", width), ("--height", height)] {
      if let length, !Figure.sizes.contains(length) {
        throw ValidationError("\(name) \(length.text()) is outside 10 to 2000 millimetres.")
      }
    }
    if let resolution, !PLplotCanvas.resolutions.contains(resolution) {
      throw ValidationError("--resolution \(resolution.text()) is outside 10 to 2400 dots per inch.")
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

  /// What the options say about the figure.
  ///
  /// - Parameter width: The width in millimetres unless another was asked for.
  func figureOptions(
    unlessTold width: Double = Figure.singleColumn, flow: FigureOptions.Flow = .automatic, components: Int = 2
  ) -> FigureOptions {
    FigureOptions(width: self.width ?? width, height: height, flow: flow, components: components)
  }

  /// The format that the end of `--output` names; there must be a name before it.
  private var extensionOfOutput: OutputFormat? {
    guard let name = output?.split(separator: "/").last else { return nil }
    return OutputFormat.allCases.filter { $0 != .auto }.first { format in
      name.count > format.rawValue.count + 1 && name.lowercased().hasSuffix(".\(format.rawValue)")
    }
  }
}
