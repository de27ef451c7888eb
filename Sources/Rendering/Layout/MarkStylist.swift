// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Turns roles and symbols into pens and outlines by a theme.
struct MarkStylist {
  let theme: Theme

  /// The pen of a role.
  func pen(_ role: Role) -> Pen {
    let style = theme.line(role)
    return Pen(theme.color(style.color), width: style.width * millimetresPerPoint, dashes: style.dashLengths)
  }

  /// Filled symbols smaller than this look like dots, whatever their shape, in millimetres.
  private static let dotSize = 0.7

  /// The marks of a symbol at a place on the page.
  func marker(_ marker: Marker, at center: Point, role: Role, scale: Double = 1) -> [Drawing.Element] {
    let color = theme.color(role)
    let pen = Pen(color, width: scale * theme.symbols.outline * millimetresPerPoint)
    if marker.shape == .cross {
      return Glyphs.cross(at: center, size: scale * theme.symbols.size).map { .line($0, pen) }
    }
    if scale * theme.symbols.size < Self.dotSize, marker.fill == .filled {
      return [.area(Glyphs.dot(at: center, size: scale * theme.symbols.size), color, outline: 0)]
    }
    let outline = Glyphs.outline(marker.shape, at: center, size: scale * theme.symbols.size)
    let paper = theme.color("paper")
    var elements: [Drawing.Element] = [.area(outline, marker.fill == .filled ? color : paper, outline: 0)]
    if marker.fill == .half {
      let left = Rectangle(left: -1e6, bottom: -1e6, right: center.x, top: 1e6)
      elements.append(.area(left.clip(area: outline), color, outline: 0))
    }
    elements.append(.line(outline + outline.prefix(2), pen))
    return elements
  }

  /// The arrowheads of a line that is drawn on the page.
  func arrowheads(_ rule: Curve.Arrowheads, along line: [Point], role: Role) -> [Drawing.Element] {
    let arc = ArcLength(line)
    let length = theme.symbols.arrowLength
    guard arc.total > 1.5 * length else { return [] }
    let tips: [Double]
    switch rule {
    case .none: tips = []
    case .middle: tips = [arc.total / 2 + length / 2]
    case .end: tips = [arc.total]
    case .every(let distance):
      let step = min(max(distance, 2 * length), arc.total)
      let count = Int(arc.total / step, within: 1...2)
      tips = (0..<count).map { (Double($0) + 0.5) * step + length / 2 }
    }
    let style = theme.line(role)
    return tips.map { tip in
      let head = Glyphs.arrowhead(
        tip: arc.point(at: tip), from: arc.point(at: tip - length), length: length, width: theme.symbols.arrowWidth)
      return .area(head, theme.color(style.color), outline: 0.2 * style.width * millimetresPerPoint)
    }
  }
}
