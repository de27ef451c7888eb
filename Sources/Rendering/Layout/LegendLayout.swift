// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Places the legend of a figure outside its panels.
struct LegendLayout {
  let figure: Figure
  let theme: Theme
  let metrics: any FontMetrics

  private var textSize: Double { theme.font.legendSize * millimetresPerPoint }
  private var rowHeight: Double { 1.42 * textSize }
  private static let sampleGap = 1.2
  private static let columnGap = 3.5
  /// The space between the legend and the panels over it.
  private static let panelGap = 0.2

  /// The height that a legend under the panels takes, in millimetres.
  var height: Double {
    guard !figure.legend.isEmpty, figure.legendPlacement == .below else { return 0 }
    let grid = LegendGrid(entryWidths, gap: Self.columnGap, limit: figure.width - 2 * FigureLayout.padding)
    return Double(grid.rows) * rowHeight + Self.panelGap
  }

  /// The length of samples: where there are only symbols, a little more than a symbol.
  private var sampleLength: Double {
    figure.legend.allSatisfy { $0.marker != nil } ? 1.2 * theme.symbols.size : theme.symbols.sampleLength
  }

  private var entryWidths: [Double] {
    figure.legend.map {
      sampleLength + Self.sampleGap + metrics.width(of: MathText(label: $0.label)) * textSize
    }
  }

  /// Draws the legend and takes its room from the space.
  func place(in space: inout Rectangle, on drawing: inout Drawing) {
    guard !figure.legend.isEmpty, figure.legendPlacement != .hidden else { return }
    let texts = figure.legend.map { MathText(label: $0.label) }
    let widths = entryWidths
    switch figure.legendPlacement {
    case .hidden: break
    case .right:
      let left = space.right - (widths.max() ?? 0)
      for i in texts.indices {
        let baseline = space.top - 2.2 - Double(i) * rowHeight
        draw(figure.legend[i], texts[i], at: Point(left, baseline), on: &drawing)
      }
      space.right = left - Self.columnGap
    case .below:
      let grid = LegendGrid(widths, gap: Self.columnGap, limit: space.width)
      let start = max(space.left, space.center.x - grid.width / 2)
      for i in texts.indices {
        let (row, x) = grid.place(i)
        let y = space.bottom + 0.3 * textSize + Double(grid.rows - 1 - row) * rowHeight
        draw(figure.legend[i], texts[i], at: Point(start + x, y), on: &drawing)
      }
      space.bottom += height
    }
  }

  private func draw(_ entry: LegendEntry, _ text: MathText, at origin: Point, on drawing: inout Drawing) {
    let middle = origin.y + 0.34 * textSize
    let length = sampleLength
    if let marker = entry.marker {
      let stylist = MarkStylist(theme: theme)
      drawing.elements += stylist.marker(
        marker, at: Point(origin.x + length / 2, middle), role: entry.role, scale: entry.scale)
    } else if entry.role == .field || entry.role == .streamline {
      let style = theme.line(entry.role)
      let arrow = Glyphs.arrow(
        center: Point(origin.x + length / 2, middle), direction: Point(1, 0), length: 0.75 * length)
      drawing.elements.append(.area(arrow, theme.color(style.color), outline: style.width * millimetresPerPoint))
    } else {
      let ends = [Point(origin.x, middle), Point(origin.x + length, middle)]
      drawing.elements.append(.line(ends, MarkStylist(theme: theme).pen(entry.role)))
    }
    let textOrigin = Point(origin.x + length + Self.sampleGap, origin.y)
    drawing.elements.append(.text(PlacedText(text, at: textOrigin, size: textSize, color: theme.color("ink"))))
  }
}
