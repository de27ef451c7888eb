// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// A page in memory that PLplot draws on through a cairo context. One unit of the context is a hundredth of a millimetre.
final class CairoSurface {
  /// Context units in a millimetre.
  static let unitsPerMillimetre = 100.0

  let context: OpaquePointer
  private let library: CairoLibrary
  private let surface: OpaquePointer
  private let sink: ByteSink
  private let format: FigureFormat

  /// Makes a page.
  ///
  /// - Parameters:
  ///   - width: in millimetres.
  ///   - height: in millimetres.
  ///   - resolution: dots per inch of a png.
  /// - Throws: `RenderingError` if cairo is missing or refuses.
  init(
    _ format: FigureFormat, width: Double, height: Double, resolution: Double, title: String?
  ) throws {
    library = try CairoLibrary.shared.get()
    self.format = format
    sink = ByteSink(resolution: resolution)
    let closure = Unmanaged.passUnretained(sink).toOpaque()
    let units = Self.unitsPerMillimetre
    var scale = (x: 1.0, y: 1.0)
    let made: OpaquePointer?
    switch format {
    case .svg:
      made = library.makeSVGSurface(ByteSink.write, closure, width * units, height * units)
    case .pdf:
      scale = (1 / millimetresPerPoint / units, 1 / millimetresPerPoint / units)
      made = library.makePDFSurface(ByteSink.write, closure, width / millimetresPerPoint, height / millimetresPerPoint)
    case .png:
      let (columns, rows) = ((width / 25.4 * resolution).rounded(), (height / 25.4 * resolution).rounded())
      scale = (columns / width / units, rows / height / units)
      made = library.makeImageSurface(1, Int32(columns), Int32(rows))
    }
    guard let made, library.status(made) == 0 else {
      throw RenderingError.drawingFailed("cairo has no room for a page of \(width) by \(height) mm")
    }
    surface = made
    guard let context = library.makeContext(surface) else {
      throw RenderingError.drawingFailed("cairo has no context for the page")
    }
    self.context = context
    library.scale(context, scale.x, scale.y)
    if format == .pdf { setMetadata(title: title) }
  }

  deinit {
    library.destroyContext(context)
    library.finishSurface(surface)
    library.destroySurface(surface)
  }

  /// Covers the whole page with a colour.
  func paint(_ color: Color) {
    let shares = [color.red, color.green, color.blue, color.opacity].map { Double($0) / 255 }
    library.setSource(context, shares[0], shares[1], shares[2], shares[3])
    library.paint(context)
  }

  /// Sets the dashes of lines to come, in millimetres; none for solid lines.
  func setDashes(_ lengths: [Double]) {
    let units = lengths.map { $0 * Self.unitsPerMillimetre }
    library.setDash(context, units, Int32(units.count), 0)
  }

  /// Ends the page.
  ///
  /// - Returns: the file.
  /// - Throws: `RenderingError` if cairo met an error while drawing.
  func finish() throws -> Data {
    if format == .png {
      _ = library.writePNG(surface, ByteSink.write, Unmanaged.passUnretained(sink).toOpaque())
    }
    let drawn = library.contextStatus(context)
    library.finishSurface(surface)
    let saved = library.status(surface)
    guard drawn == 0, saved == 0 else {
      throw RenderingError.drawingFailed("cairo stopped with status \(max(drawn, saved))")
    }
    return sink.file(format)
  }

  /// Writes a fixed date, so that the same figure gives the same bytes.
  private func setMetadata(title: String?) {
    let (titleKey, creatorKey, dateKey): (Int32, Int32, Int32) = (0, 4, 5)
    library.setPDFMetadata(surface, dateKey, "2000-01-01T00:00:00Z")
    library.setPDFMetadata(surface, creatorKey, "bpanalyze")
    if let title { library.setPDFMetadata(surface, titleKey, MathText(label: title).plainText) }
  }
}
