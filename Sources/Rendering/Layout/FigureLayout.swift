// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Lays a figure out on its page: title, panels in rows and columns whose axes line up, and the legend outside them.
public struct FigureLayout {
  let figure: Figure
  let theme: Theme
  let metrics: any FontMetrics

  /// Prepares to lay out a figure in a style with a typeface.
  public init(_ figure: Figure, theme: Theme, metrics: any FontMetrics = HelveticaMetrics()) {
    self.figure = figure
    self.theme = theme
    self.metrics = metrics
  }

  /// The space left free around everything, in millimetres.
  static let padding = 0.8
  /// The space between panels, in millimetres.
  private static let gutter = 2.5

  /// The laid-out page.
  public func drawing() -> Drawing {
    var drawing = Drawing(width: figure.width, height: figure.height, background: theme.color("paper"))
    var space = Rectangle(left: 0, bottom: 0, right: figure.width, top: figure.height).expanded(by: -Self.padding)
    placeTitle(in: &space, on: &drawing)
    let legend = LegendLayout(figure: figure, theme: theme, metrics: metrics)
    legend.place(in: &space, on: &drawing)
    for (panel, frame) in frames(in: space) {
      PanelComposer(panel: panel, frame: frame, theme: theme, metrics: metrics).draw(on: &drawing)
    }
    return drawing
  }

  private func placeTitle(in space: inout Rectangle, on drawing: inout Drawing) {
    guard let title = figure.title, !title.isEmpty else { return }
    let text = MathText(label: title)
    let size = theme.font.titleSize * millimetresPerPoint
    let width = metrics.width(of: text) * size
    let origin = Point(space.center.x - width / 2, space.top - 0.8 * size)
    drawing.elements.append(.text(PlacedText(text, at: origin, size: size, color: theme.color("ink"))))
    space.top -= 1.35 * size
  }

  /// The panels with their frames. Frames in one column share their sides, so that axes line up.
  private func frames(in space: Rectangle) -> [(Panel, PanelFrame)] {
    guard !figure.panels.isEmpty else { return [] }
    let columns = max(1, min(figure.columns, figure.panels.count))
    let rows = (figure.panels.count + columns - 1) / columns
    let weights = (0..<rows).map { figure.panels[$0 * columns].weight }
    let width = (space.width - Self.gutter * Double(columns - 1)) / Double(columns)
    let height = space.height - Self.gutter * Double(rows - 1)
    let unit = height / max(weights.reduce(0, +), 1e-9)
    var cells: [Rectangle] = []
    for i in figure.panels.indices {
      let (row, column) = (i / columns, i % columns)
      let left = space.left + Double(column) * (width + Self.gutter)
      let top = space.top - weights[..<row].reduce(0, +) * unit - Double(row) * Self.gutter
      cells.append(Rectangle(left: left, bottom: top - weights[row] * unit, right: left + width, top: top))
    }
    var margins = zip(figure.panels, cells).map { panel, cell in
      PanelMargins(panel: panel, cell: cell, theme: theme, metrics: metrics)
    }
    for column in 0..<columns {
      let members = stride(from: column, to: margins.count, by: columns)
      let left = members.map { margins[$0].left }.max() ?? 0
      let right = members.map { margins[$0].right }.max() ?? 0
      for i in members { (margins[i].left, margins[i].right) = (left, right) }
    }
    return figure.panels.indices.map { i in
      let frame = margins[i].frame(in: cells[i], aspect: figure.panels[i].aspect)
      let panel = figure.panels[i]
      return (
        panel,
        PanelFrame(
          rectangle: frame, horizontal: panel.horizontal, vertical: panel.vertical, leftMargin: margins[i].left)
      )
    }
  }
}
