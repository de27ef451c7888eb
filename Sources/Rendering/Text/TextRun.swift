// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A piece of text in one style on one baseline.
public struct TextRun: Hashable, Sendable {
  /// The slant and weight of letters.
  public enum Style: String, Hashable, Sendable, CaseIterable {
    case upright
    case italic
    case bold
  }

  /// The characters.
  public var text: String
  /// The slant and weight.
  public var style: Style
  /// The size, as a share of the size of the whole text.
  public var scale: Double
  /// The height of the baseline over that of the whole text, in sizes of the whole text.
  public var rise: Double
  /// The space before the first character, in sizes of the whole text.
  public var gap: Double

  /// Makes a piece of text.
  public init(_ text: String, _ style: Style = .upright, scale: Double = 1, rise: Double = 0, gap: Double = 0) {
    self.text = text
    self.style = style
    self.scale = scale
    self.rise = rise
    self.gap = gap
  }
}
