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
  private static let gutter = 3.0

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

  /// The panels with their frames. Frames in one column share their sides and frames in one row their heights, so that axes
  /// line up.
  private func frames(in space: Rectangle) -> [(Panel, PanelFrame)] {
    let panels = figure.panels
    guard !panels.isEmpty else { return [] }
    let columns = max(1, min(figure.columns, panels.count))
    let rows = (panels.count + columns - 1) / columns
    let width = (space.width - Self.gutter * Double(columns - 1)) / Double(columns)
    let height = (space.height - Self.gutter * Double(rows - 1)) / Double(rows)
    var margins = panels.map { panel in
      PanelMargins(
        panel: panel, cell: Rectangle(left: 0, bottom: 0, right: width, top: height), theme: theme, metrics: metrics)
    }
    for i in panels.indices {
      let column = stride(from: i % columns, to: panels.count, by: columns).map { margins[$0] }
      let row = (i / columns * columns..<min((i / columns + 1) * columns, panels.count)).map { margins[$0] }
      margins[i].left = column.map(\.left).max() ?? 0
      margins[i].right = column.map(\.right).max() ?? 0
      margins[i].top = row.map(\.top).max() ?? 0
      margins[i].bottom = row.map(\.bottom).max() ?? 0
    }
    let heights = rowHeights(margins: stride(from: 0, to: panels.count, by: columns).map { margins[$0] }, in: space)
    return panels.indices.map { i in
      let (row, column) = (i / columns, i % columns)
      let left = space.left + Double(column) * (width + Self.gutter)
      let top = space.top - heights[..<row].reduce(0, +) - Double(row) * Self.gutter
      let right = panels[i].fillsRow ? space.right : left + width
      let cell = Rectangle(left: left, bottom: top - heights[row], right: right, top: top)
      let frame = margins[i].frame(in: cell, aspect: panels[i].aspect)
      return (panels[i], PanelFrame(rectangle: frame, panel: panels[i], leftMargin: margins[i].left))
    }
  }

  /// The heights of rows whose frames share the room by the weights of their first panels.
  private func rowHeights(margins: [PanelMargins], in space: Rectangle) -> [Double] {
    let columns = max(1, min(figure.columns, figure.panels.count))
    let weights = margins.indices.map { figure.panels[$0 * columns].weight }
    let outside = margins.map { $0.top + $0.bottom }
    let room = space.height - outside.reduce(0, +) - Self.gutter * Double(margins.count - 1)
    let unit = max(room, Double(margins.count)) / max(weights.reduce(0, +), 1e-9)
    return zip(outside, weights).map { $0 + $1 * unit }
  }
}
