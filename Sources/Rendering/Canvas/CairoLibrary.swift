// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// The functions of the cairo library that give PLplot's external-context device a surface to draw on.
///
/// PLplot's cairo driver brings the library along, so it is looked up at run time and needs no headers. Own surfaces, unlike
/// those of PLplot's file devices, have exact sizes, a fixed date, and report failures instead of ending the process.
struct CairoLibrary: Sendable {
  typealias Writer = @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<UInt8>?, UInt32) -> Int32
  typealias StreamSurface =
    @convention(c) @Sendable (Writer, UnsafeMutableRawPointer?, Double, Double) -> OpaquePointer?

  let makeSVGSurface: StreamSurface
  let makePDFSurface: StreamSurface
  let makeImageSurface: @convention(c) @Sendable (Int32, Int32, Int32) -> OpaquePointer?
  let writePNG: @convention(c) @Sendable (OpaquePointer?, Writer, UnsafeMutableRawPointer?) -> Int32
  let setPDFMetadata: @convention(c) @Sendable (OpaquePointer?, Int32, UnsafePointer<CChar>) -> Void
  let status: @convention(c) @Sendable (OpaquePointer?) -> Int32
  let finishSurface: @convention(c) @Sendable (OpaquePointer?) -> Void
  let destroySurface: @convention(c) @Sendable (OpaquePointer?) -> Void
  let makeContext: @convention(c) @Sendable (OpaquePointer?) -> OpaquePointer?
  let contextStatus: @convention(c) @Sendable (OpaquePointer?) -> Int32
  let destroyContext: @convention(c) @Sendable (OpaquePointer?) -> Void
  let scale: @convention(c) @Sendable (OpaquePointer?, Double, Double) -> Void
  let setSource: @convention(c) @Sendable (OpaquePointer?, Double, Double, Double, Double) -> Void
  let paint: @convention(c) @Sendable (OpaquePointer?) -> Void
  let setDash: @convention(c) @Sendable (OpaquePointer?, UnsafePointer<Double>?, Int32, Double) -> Void
  let selectFont: @convention(c) @Sendable (OpaquePointer?, UnsafePointer<CChar>, Int32, Int32) -> Void
  let setFontSize: @convention(c) @Sendable (OpaquePointer?, Double) -> Void
  let textExtents: @convention(c) @Sendable (OpaquePointer?, UnsafePointer<CChar>, UnsafeMutablePointer<Double>) -> Void
  /// The library's version.
  let version: String

  /// The library, or what is missing.
  static let shared = Result { try CairoLibrary() }

  private init() throws {
    let names = ["libcairo.so.2", "libcairo.2.dylib", "libcairo.so"]
    guard let handle = names.lazy.compactMap({ dlopen($0, RTLD_NOW) }).first else {
      throw RenderingError.libraryMissing(
        "the cairo library", remedy: "install PLplot's cairo driver (Debian: plplot-driver-cairo)")
    }
    func function<Function>(_ name: String) throws -> Function {
      guard let address = dlsym(handle, name) else {
        throw RenderingError.libraryMissing("\(name) of the cairo library", remedy: "cairo 1.16 or newer has it")
      }
      return unsafeBitCast(address, to: Function.self)
    }
    makeSVGSurface = try function("cairo_svg_surface_create_for_stream")
    makePDFSurface = try function("cairo_pdf_surface_create_for_stream")
    makeImageSurface = try function("cairo_image_surface_create")
    writePNG = try function("cairo_surface_write_to_png_stream")
    setPDFMetadata = try function("cairo_pdf_surface_set_metadata")
    status = try function("cairo_surface_status")
    finishSurface = try function("cairo_surface_finish")
    destroySurface = try function("cairo_surface_destroy")
    makeContext = try function("cairo_create")
    contextStatus = try function("cairo_status")
    destroyContext = try function("cairo_destroy")
    scale = try function("cairo_scale")
    setSource = try function("cairo_set_source_rgba")
    paint = try function("cairo_paint")
    setDash = try function("cairo_set_dash")
    selectFont = try function("cairo_select_font_face")
    setFontSize = try function("cairo_set_font_size")
    textExtents = try function("cairo_text_extents")
    let tellVersion: @convention(c) () -> UnsafePointer<CChar> = try function("cairo_version_string")
    version = String(cString: tellVersion())
  }
}
