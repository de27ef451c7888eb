// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The widths of texts in a typeface.
public protocol FontMetrics {
  /// The distance that a text moves the pen, in sizes of the font.
  func advance(of text: String, style: TextRun.Style) -> Double
}

extension FontMetrics {
  /// The width of a text of several pieces, in sizes of the font.
  public func width(of text: MathText) -> Double {
    text.runs.reduce(0) { $0 + $1.gap + $1.scale * advance(of: $1.text, style: $1.style) }
  }
}

/// The metrics of Helvetica, from the tables that Adobe published (AFM core 14 fonts), which are those of Liberation Sans, too; letters
/// beyond them are estimated. Does not look at the fonts of the system.
public struct HelveticaMetrics: FontMetrics, Sendable {
  /// Makes the metrics.
  public init() {}

  /// The sum of the widths of the characters; italic letters are as wide as upright ones, bold ones 6 % wider.
  public func advance(of text: String, style: TextRun.Style) -> Double {
    let thousandths = text.unicodeScalars.reduce(0) { $0 + Self.width(of: $1) }
    return Double(thousandths) / 1000 * (style == .bold ? 1.06 : 1)
  }

  private static func width(of character: Unicode.Scalar) -> Int {
    let index = Int(character.value) - 32
    if widths.indices.contains(index) { return widths[index] }
    return switch character {
    case "−", "×", "≤", "≥", "≠": 584
    case "′", "·": 250
    case "→": 1000
    case "∞": 713
    default: 580
    }
  }

  /// The widths of the characters from space to tilde.
  private static let widths: [Int] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556,
    556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722,
    778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278,
    556,
    556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
  ]
}
