// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Rendering
import Results

/// The files that a command writes, known to be writable.
struct OutputTarget {
  /// The name of the files, without extension.
  let base: String
  /// The formats to write.
  let formats: [OutputFormat]
  /// Whether the result is printed as JSON instead of the table.
  let printsJSON: Bool
  /// What figures are drawn with.
  let canvas: PLplotCanvas

  /// Prints the notes and the report of a result, or the result itself, and writes the files that were asked for. What
  /// cannot be printed or drawn does not keep the rest from being saved.
  /// - Parameters:
  ///   - notes: What a reader should know.
  ///   - report: The result as text.
  ///   - table: The result as a tidy table.
  ///   - columns: The result in AUTO's columns, if it has any.
  ///   - figure: The drawing; made if a format asks for it.
  /// - Throws: `FileFailure`, `RenderingError`, and what `figure` throws.
  func deliver<Settings, Result>(
    _ document: ResultDocument<Settings, Result>, notes: [String] = [], report: @autoclosure () -> String,
    table: @autoclosure () -> CSVTable, columns: @autoclosure () -> String? = nil,
    figure: @autoclosure () throws -> Figure
  ) throws {
    Interruption.computationEnded()
    for note in notes { Terminal.note(note) }
    let printing = Swift.Result {
      if printsJSON { try Terminal.print(try document.json()) } else { try Terminal.print(report()) }
    }
    try write { format in
      switch format {
      case .json: try document.json()
      case .csv: Data(table().utf8)
      case .auto: columns().map { Data($0.utf8) }
      case .svg, .pdf, .png: try draw(figure(), as: format)
      }
    }
    try printing.get()
  }

  /// Writes one file for each format and says so; each appears whole or not at all, and one that cannot be made does not
  /// keep the others from being written.
  /// - Parameter content: The bytes of a format, or nothing if the result has no such form.
  /// - Throws: `FileFailure`, and what `content` throws.
  func write(content: (OutputFormat) throws -> Data?) throws {
    var written: [String] = []
    var failure: (any Error)?
    for format in formats {
      do {
        guard let bytes = try content(format) else { continue }
        try AtomicFile.write(bytes, to: format.path(base))
        written.append(format.path(base))
      } catch {
        failure = failure ?? error
      }
    }
    Terminal.wrote(written)
    if let failure { throw failure }
  }

  /// Draws a figure in the style that was asked for.
  /// - Throws: `RenderingError`.
  func draw(_ figure: Figure, as format: OutputFormat) throws -> Data? {
    try FigureFormat(rawValue: format.rawValue).map { try canvas.data(of: figure, format: $0) }
  }
}
