// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Analyzers
import Foundation
import Rendering

extension OutputOptions {
  /// Prints the notes and the report of a result, or the result itself, and writes the files that were asked for.
  /// - Parameters:
  ///   - fallback: The name of the files if none was given.
  ///   - notes: What a reader should know.
  ///   - report: The result as text.
  ///   - table: The result as a tidy table.
  ///   - figure: The drawing; made if a format asks for it.
  /// - Throws: `FileFailure`, `RenderingError`, and what `figure` throws.
  func deliver<Settings, Result>(
    _ document: ResultDocument<Settings, Result>, fallback: String, notes: [String] = [],
    report: @autoclosure () -> String, table: @autoclosure () -> CSVTable, figure: @autoclosure () throws -> Figure
  ) throws {
    for note in notes { Terminal.note(note) }
    if json {
      FileHandle.standardOutput.write(try document.json())
    } else {
      print(report(), terminator: "")
    }
    try write(fallback: fallback) { format in
      switch format {
      case .json: try document.json()
      case .csv: Data(table().utf8)
      case .svg, .pdf, .png, .auto: try draw(figure(), as: format)
      }
    }
  }
}
