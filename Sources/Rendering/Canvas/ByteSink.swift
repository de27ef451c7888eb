// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// Gathers the bytes of a file that cairo writes, and gives them their size in millimetres.
final class ByteSink {
  private var bytes = Data()
  private let resolution: Double

  /// - Parameter resolution: dots per inch of a png.
  init(resolution: Double) {
    self.resolution = resolution
  }

  /// Takes bytes from cairo.
  static let write: CairoLibrary.Writer = { closure, bytes, count in
    guard let closure, let bytes else { return 0 }
    Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue().bytes.append(bytes, count: Int(count))
    return 0
  }

  /// The finished file.
  func file(_ format: FigureFormat) -> Data {
    switch format {
    case .pdf: bytes
    case .svg: Self.sizedSVG(bytes)
    case .png: Self.sizedPNG(bytes, resolution: resolution)
    }
  }

  /// Gives the root element its size in millimetres in place of context units, and names that count within the process a name
  /// that does not.
  private static func sizedSVG(_ bytes: Data) -> Data {
    var text = String(decoding: bytes, as: UTF8.self)
    if let start = text.range(of: "<svg "), let end = text.range(of: ">", range: start.upperBound..<text.endIndex) {
      let root = start.lowerBound..<end.upperBound
      text.replaceSubrange(
        root,
        with: String(text[root]).replacing(/\b(width|height)="([0-9.]+)(?:pt)?"/) { match in
          let size = (Double(match.2) ?? 0) / CairoSurface.unitsPerMillimetre
          return "\(match.1)=\"\(String(format: "%.8g", size))mm\""
        })
    }
    guard let name = text.firstMatch(of: /id="(surface[0-9]+)"/)?.1, name != "surface1" else { return Data(text.utf8) }
    return Data(text.replacingOccurrences(of: "\"\(name)\"", with: "\"surface1\"").utf8)
  }

  /// Adds the chunk `pHYs`, dots per metre, after the header.
  private static func sizedPNG(_ bytes: Data, resolution: Double) -> Data {
    let headerEnd = 8 + 4 + 4 + 13 + 4
    guard bytes.count > headerEnd else { return bytes }
    let density = UInt32((resolution / 0.0254).rounded())
    let content = Array("pHYs".utf8) + bigEndian(density) + bigEndian(density) + [1]
    let chunk = bigEndian(9) + content + bigEndian(checksum(content))
    return bytes.prefix(headerEnd) + Data(chunk) + bytes.dropFirst(headerEnd)
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(value >> $0 & 0xFF) }
  }

  /// The cyclic redundancy check of PNG (ISO 3309).
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(0xFFFF_FFFF as UInt32) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
  }
}
