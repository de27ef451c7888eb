// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Foundation
import Rendering

extension OutputOptions {
  /// What the options say about the figure.
  ///
  /// - Parameter width: The width in millimetres unless another was asked for.
  func figureOptions(
    unlessTold width: Double = Figure.singleColumn, flow: FigureOptions.Flow = .automatic, components: Int = 2
  ) -> FigureOptions {
    FigureOptions(width: self.width ?? width, height: height, flow: flow, components: components)
  }

  /// Draws a figure in the style that was asked for.
  /// - Throws: `ThemeError`, `RenderingError`; `ValidationError` for AUTO's columns, which only diagrams have.
  func draw(_ figure: Figure, as format: OutputFormat) throws -> Data? {
    if format == .auto { throw ValidationError("--format auto is for bifurcation diagrams.") }
    guard let kind = FigureFormat(rawValue: format.rawValue) else { return nil }
    let theme = try style.map { try Theme(contentsOf: $0) } ?? .paper
    return try PLplotCanvas(theme: theme).data(of: figure, format: kind)
  }
}
