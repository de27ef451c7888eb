// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Results

/// Draws figures with PLplot, as svg, pdf or png.
///
/// The same figure and theme give the same bytes. Only one figure is drawn at a time in a process, since PLplot keeps global
/// state; other threads wait.
public struct PLplotCanvas: Sendable {
  /// What the roles of a figure look like.
  public var theme: Theme
  /// Dots per inch of a png.
  public var resolution: Double

  /// The resolutions that can be drawn, in dots per inch.
  public static let resolutions = 10.0...2400.0
  /// The most pixels of a png: 400 megabytes of memory, and more than posters need.
  public static let largestPixelCount = 1e8

  /// Makes a canvas.
  public init(theme: Theme = .paper, resolution: Double = 300) {
    self.theme = theme
    self.resolution = resolution
  }

  /// Draws a figure into a file, which appears whole or not at all.
  ///
  /// - Throws: `RenderingError` if the figure cannot be drawn, `FileFailure` if the file cannot be written.
  public func write(_ figure: Figure, to path: String, format: FigureFormat) throws {
    try AtomicFile.write(data(of: figure, format: format), to: path)
  }

  /// Draws a figure.
  ///
  /// - Returns: the content of a file.
  /// - Throws: `RenderingError` if the figure has an impossible size or window, or a library is missing.
  public func data(of figure: Figure, format: FigureFormat) throws -> Data {
    try figure.check()
    try checkSize(width: figure.width, height: figure.height, format: format)
    return try PLplotSession.withLock { session in
      let metrics = try SystemFontMetrics(family: theme.font.family)
      let drawing = FigureLayout(figure, theme: theme, metrics: metrics).drawing()
      let surface = try CairoSurface(
        format, width: drawing.width, height: drawing.height, resolution: resolution, title: figure.title)
      try session.draw(drawing, on: surface, family: theme.font.family, metrics: metrics)
      return try surface.finish()
    }
  }
}

extension PLplotCanvas {
  /// Makes sure that a figure of a size in millimetres can be drawn.
  ///
  /// - Throws: `RenderingError` for an impossible size or resolution, and for a png of too many pixels.
  public func checkSize(width: Double, height: Double, format: FigureFormat) throws(RenderingError) {
    for (name, size) in [("width", width), ("height", height)] where !Figure.sizes.contains(size) {
      throw .unusableFigure("its \(name) must lie between 10 and 2000 mm, not \(size)")
    }
    guard Self.resolutions.contains(resolution) else {
      throw .unusableFigure("the resolution must lie between 10 and 2400 dots per inch, not \(resolution)")
    }
    let pixelCount = width * height * (resolution / 25.4) * (resolution / 25.4)
    if format == .png, pixelCount > Self.largestPixelCount {
      let millions = { (count: Double) in "\(Int((count / 1e6).rounded(.up))) million pixels" }
      throw .unusableFigure(
        "a png of \(Int(width)) by \(Int(height)) mm would have \(millions(pixelCount)), and at most "
          + "\(millions(Self.largestPixelCount)) are drawn; make it smaller, or draw it as pdf or svg")
    }
  }
}

extension Figure {
  /// The widths and heights that can be drawn, in millimetres.
  public static let sizes = 10.0...2000.0

  /// Refuses what cannot be drawn.
  func check() throws(RenderingError) {
    for axis in panels.flatMap({ [$0.horizontal, $0.vertical] }) {
      guard axis.lower.isFinite, axis.upper.isFinite, axis.lower < axis.upper, (axis.upper - axis.lower).isFinite else {
        throw .unusableFigure("the axis \(axis.label) runs from \(axis.lower) to \(axis.upper)")
      }
    }
  }
}
