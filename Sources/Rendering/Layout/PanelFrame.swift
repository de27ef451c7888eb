// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Where a panel lies on the page, with its scales.
struct PanelFrame {
  /// The space between the axes, in millimetres.
  let rectangle: Rectangle
  let horizontal: Axis
  let vertical: Axis
  /// The space between the frame and the left side of its cell, the same for all panels in a column.
  let leftMargin: Double

  init(rectangle: Rectangle, panel: Panel, leftMargin: Double) {
    self.rectangle = rectangle
    horizontal = panel.horizontal
    vertical = panel.vertical
    self.leftMargin = leftMargin
  }

  /// The place on the page of a point in data coordinates; far outside it is only known on which side.
  func place(_ point: Point) -> Point {
    Point(
      bounded(rectangle.left + (point.x - horizontal.lower) / (horizontal.upper - horizontal.lower) * rectangle.width),
      bounded(rectangle.bottom + (point.y - vertical.lower) / (vertical.upper - vertical.lower) * rectangle.height))
  }

  /// The millimetres that a vector in data coordinates spans on the page.
  func scale(_ vector: Point) -> Point {
    Point(
      bounded(vector.x / (horizontal.upper - horizontal.lower) * rectangle.width),
      bounded(vector.y / (vertical.upper - vertical.lower) * rectangle.height))
  }

  /// A finite length so bounded that squares of it can be computed.
  private func bounded(_ length: Double) -> Double {
    length.isFinite ? min(max(length, -1e100), 1e100) : length
  }
}
