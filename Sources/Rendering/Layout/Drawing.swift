// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A figure laid out: lines, areas and texts in millimetres from the lower left corner of the page, in the order in which they
/// cover each other. What a canvas draws.
public struct Drawing: Hashable, Sendable {
  /// One mark on the page.
  public enum Element: Hashable, Sendable {
    /// An open line through points.
    case line([Point], Pen)
    /// An area, filled and outlined in one colour; the outline has a width in millimetres and may have none.
    case area([Point], Color, outline: Double)
    /// A text.
    case text(PlacedText)
  }

  /// The width of the page in millimetres.
  public var width: Double
  /// The height of the page in millimetres.
  public var height: Double
  /// The colour of the page.
  public var background: Color
  /// The marks.
  public var elements: [Element]

  /// Makes an empty page.
  public init(width: Double, height: Double, background: Color = .white) {
    self.width = width
    self.height = height
    self.background = background
    elements = []
  }
}

extension Drawing.Element {
  /// Whether every place is a number that a canvas can take: what lies many pages away is as unusable as infinity.
  var isDrawable: Bool {
    func isNear(_ point: Point) -> Bool { abs(point.x) < 1e6 && abs(point.y) < 1e6 }
    switch self {
    case .line(let points, _): return points.allSatisfy(isNear)
    case .area(let points, _, let outline): return points.allSatisfy(isNear) && outline < 1e6
    case .text(let text): return isNear(text.origin) && text.size < 1e6
    }
  }
}

/// How a line is drawn.
public struct Pen: Hashable, Sendable {
  /// The colour.
  public var color: Color
  /// The width in millimetres.
  public var width: Double
  /// Lengths of dashes and gaps in turn, in millimetres; empty for a solid line.
  public var dashes: [Double]

  /// Makes a pen.
  public init(_ color: Color, width: Double, dashes: [Double] = []) {
    self.color = color
    self.width = width
    self.dashes = dashes
  }
}

/// A text at its place on the page.
public struct PlacedText: Hashable, Sendable {
  /// The pieces of the text.
  public var text: MathText
  /// The start of the baseline, in millimetres.
  public var origin: Point
  /// The size in millimetres.
  public var size: Double
  /// The colour.
  public var color: Color
  /// Whether the text runs upwards instead of to the right.
  public var isUpright: Bool

  /// Places a text.
  public init(_ text: MathText, at origin: Point, size: Double, color: Color, isUpright: Bool = false) {
    self.text = text
    self.origin = origin
    self.size = size
    self.color = color
    self.isUpright = isUpright
  }
}

/// Millimetres in a point (1/72 inch).
let millimetresPerPoint = 25.4 / 72
