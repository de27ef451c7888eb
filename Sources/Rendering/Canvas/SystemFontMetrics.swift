// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The metrics of the typeface that the system really draws with for the name of a family.
final class SystemFontMetrics: FontMetrics {
  private struct Key: Hashable {
    var text: String
    var style: TextRun.Style
  }

  private let library: CairoLibrary
  private let surface: OpaquePointer
  private let context: OpaquePointer
  private let family: String
  private var known: [Key: Double] = [:]

  /// Large enough that rounding to whole units of the device does not show.
  private static let size = 1000.0

  /// Opens a family.
  ///
  /// - Throws: `RenderingError` if cairo is missing.
  init(family: String) throws {
    library = try CairoLibrary.shared.get()
    self.family = family
    guard let surface = library.makeImageSurface(1, 1, 1), let context = library.makeContext(surface) else {
      throw RenderingError.drawingFailed("cairo cannot measure texts")
    }
    self.surface = surface
    self.context = context
    library.setFontSize(context, Self.size)
  }

  deinit {
    library.destroyContext(context)
    library.destroySurface(surface)
  }

  func advance(of text: String, style: TextRun.Style) -> Double {
    let key = Key(text: text, style: style)
    if let advance = known[key] { return advance }
    library.selectFont(context, family, style == .italic ? 1 : 0, style == .bold ? 1 : 0)
    // x and y bearing, width, height, x and y advance
    var extents = [Double](repeating: 0, count: 6)
    library.textExtents(context, text, &extents)
    let advance = extents[4] / Self.size
    known[key] = advance
    return advance
  }
}
