// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CPLplot
import Foundation

/// The one owner of PLplot's global state.
struct PLplotSession {
  private static let lock = NSLock()
  private static let device = "extcairo"

  /// Does something with PLplot while nobody else does.
  ///
  /// - Throws: `RenderingError` if PLplot has no cairo driver, and what the body throws.
  static func withLock<Value>(_ body: (PLplotSession) throws -> Value) throws -> Value {
    lock.lock()
    defer { lock.unlock() }
    guard deviceNames().contains(device) else {
      throw RenderingError.libraryMissing(
        "PLplot's device \(device)", remedy: "install PLplot's cairo driver (Debian: plplot-driver-cairo)")
    }
    _ = hasOwnFolder
    return try body(PLplotSession())
  }

  /// PLplot's version.
  static var version: String {
    var text = [CChar](repeating: 0, count: 81)
    c_plgver(&text)
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Lets PLplot read its fonts and colours from its own folder alone. Unless told it looks into the working folder first,
  /// where files of the same names may be anything.
  private static let hasOwnFolder: Bool = {
    let name = "plplot" + version
    let given = getenv("PLPLOT_LIB").map { String(cString: $0) }
    let places = ["/usr/share", "/usr/local/share", "/opt/homebrew/share", "/opt/local/share"].map { "\($0)/\(name)" }
    let folder = ([given].compactMap { $0 } + places).first { folder in
      ["plxtnd5.fnt", "plstnd5.fnt", "cmap0_default.pal", "cmap1_default.pal"].allSatisfy {
        FileManager.default.isReadableFile(atPath: "\(folder)/\($0)")
      }
    }
    guard let folder else { return false }
    return setenv("PLPLOT_LIB", folder, 1) == 0
  }()

  private init() {}

  /// Plays a drawing.
  func draw(_ drawing: Drawing, on surface: CairoSurface, family: String, metrics: any FontMetrics) throws {
    let units = CairoSurface.unitsPerMillimetre
    setenv("PLPLOT_FREETYPE_SANS_FAMILY", family, 1)
    c_plsdev(Self.device)
    c_plspage(
      0, 0, PLINT((drawing.width * units).rounded()), PLINT((drawing.height * units).rounded()), 0, 0)
    c_plspause(0)
    c_plsetopt("drvopt", "text_clipping=0")
    c_plinit()
    defer { c_plend1() }
    pl_cmd(PLINT(PLESC_DEVINIT), UnsafeMutableRawPointer(surface.context))
    c_pladv(0)
    c_plvpor(0, 1, 0, 1)
    c_plwind(0, drawing.width, 0, drawing.height)
    surface.paint(drawing.background)
    for element in drawing.elements { draw(element, on: surface, metrics: metrics) }
  }

  private func draw(_ element: Drawing.Element, on surface: CairoSurface, metrics: any FontMetrics) {
    guard element.isDrawable else { return }
    switch element {
    case .line(let points, let pen):
      guard points.count > 1, pen.width > 0 else { return }
      setColor(pen.color)
      c_plwidth(pen.width * CairoSurface.unitsPerMillimetre)
      if !pen.dashes.isEmpty { surface.setDashes(pen.dashes) }
      c_plline(PLINT(points.count), points.map(\.x), points.map(\.y))
      if !pen.dashes.isEmpty { surface.setDashes([]) }
    case .area(let points, let color, let outline):
      guard points.count > 2 else { return }
      setColor(color)
      c_plwidth(max(outline * CairoSurface.unitsPerMillimetre, 0.01))
      c_plfill(PLINT(points.count), points.map(\.x), points.map(\.y))
    case .text(let text):
      write(text, metrics: metrics)
    }
  }

  private func write(_ placed: PlacedText, metrics: any FontMetrics) {
    setColor(placed.color)
    let (along, up) = placed.isUpright ? (Point(0, 1), Point(-1, 0)) : (Point(1, 0), Point(0, 1))
    var pen = 0.0
    for run in placed.text.runs {
      pen += run.gap * placed.size
      let size = run.scale * placed.size
      let rise = run.rise * placed.size + Self.baselineDrop * size
      setFont(run.style, size: size)
      c_plptex(
        placed.origin.x + along.x * pen + up.x * rise, placed.origin.y + along.y * pen + up.y * rise, along.x, along.y,
        0, run.text.replacingOccurrences(of: "#", with: "##"))
      pen += size * metrics.advance(of: run.text, style: run.style)
    }
  }

  /// PLplot's cairo driver counts 72 dots to the inch and Pango 96, and it hangs texts up half its font size over the baseline.
  private static let fontShare = 72.0 / 96.0
  private static let baselineDrop = 0.5 * fontShare

  private func setFont(_ style: TextRun.Style, size: Double) {
    c_plsfont(0, style == .italic ? 1 : 0, style == .bold ? 1 : 0)
    c_plschr(size * CairoSurface.unitsPerMillimetre * Self.fontShare * millimetresPerPoint, 1)
  }

  private func setColor(_ color: Color) {
    c_plscol0a(1, PLINT(color.red), PLINT(color.green), PLINT(color.blue), Double(color.opacity) / 255)
    c_plcol0(1)
  }

  /// The devices that this PLplot has.
  private static func deviceNames() -> [String] {
    let capacity = 64
    var count = Int32(capacity)
    var menu = [UnsafePointer<CChar>?](repeating: nil, count: capacity)
    var names = menu
    menu.withUnsafeMutableBufferPointer { menu in
      names.withUnsafeMutableBufferPointer { names in
        var menuStart = menu.baseAddress
        var nameStart = names.baseAddress
        plgDevs(&menuStart, &nameStart, &count)
      }
    }
    return names.prefix(Int(count)).compactMap { $0.map(String.init(cString:)) }
  }
}
