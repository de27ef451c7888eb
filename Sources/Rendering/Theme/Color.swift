// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// A colour of the screen colour space sRGB with opacity.
public struct Color: Hashable, Sendable {
  /// The share of red, from 0 to 255.
  public var red: UInt8
  /// The share of green, from 0 to 255.
  public var green: UInt8
  /// The share of blue, from 0 to 255.
  public var blue: UInt8
  /// From 0, invisible, to 255, opaque.
  public var opacity: UInt8

  /// Makes a colour.
  public init(red: UInt8, green: UInt8, blue: UInt8, opacity: UInt8 = 255) {
    self.red = red
    self.green = green
    self.blue = blue
    self.opacity = opacity
  }

  /// Reads `#RRGGBB` or `#RRGGBBAA`; nothing else is a colour.
  public init?(hexadecimal text: String) {
    let digits = text.dropFirst()
    guard text.hasPrefix("#"), digits.count == 6 || digits.count == 8, digits.allSatisfy(\.isHexDigit),
      let value = UInt32(digits, radix: 16)
    else { return nil }
    let bits = digits.count == 8 ? value : value << 8 | 0xFF
    self.init(
      red: UInt8(bits >> 24), green: UInt8(bits >> 16 & 0xFF), blue: UInt8(bits >> 8 & 0xFF),
      opacity: UInt8(bits & 0xFF))
  }

  /// The lightness L* of the CIE (0 black, 100 white): what remains of the colour in a grey print.
  public var lightness: Double {
    func linear(_ share: UInt8) -> Double {
      let s = Double(share) / 255
      return s <= 0.040_45 ? s / 12.92 : pow((s + 0.055) / 1.055, 2.4)
    }
    let luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    return luminance <= 216.0 / 24389 ? luminance * 24389 / 27 : 116 * pow(luminance, 1.0 / 3) - 16
  }

  /// The colour of paper and of what has no other.
  public static let white = Color(red: 255, green: 255, blue: 255)
  /// The colour of ink.
  public static let black = Color(red: 0, green: 0, blue: 0)
}
