// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The room that ticks, numbers and labels of a panel take around its frame, in millimetres.
struct PanelMargins {
  var left: Double
  var right: Double
  var bottom: Double
  var top: Double

  /// The distance from a tick to its number, in sizes of the number.
  static let tickGap = 0.28
  /// The distance from numbers to the label of an axis, in sizes of the label.
  static let labelGap = 0.32

  /// Measures the texts of a panel in a cell.
  init(panel: Panel, cell: Rectangle, theme: Theme, metrics: any FontMetrics) {
    let ticks = AxisTicks(theme: theme, metrics: metrics)
    let numberSize = ticks.textSize
    let labelSize = theme.font.size * millimetresPerPoint
    let tick = theme.axes.tickDirection == .out ? theme.axes.tickLength : 0
    let headroom = panel.title == nil && panel.tag == nil ? 0 : 1.45 * theme.font.titleSize * millimetresPerPoint

    bottom = tick
    if panel.horizontal.isLabelled {
      if panel.horizontal.ticks != .hidden { bottom += (Self.tickGap + 0.72) * numberSize }
      bottom += (Self.labelGap + 1.05) * labelSize
    }
    let height = max(cell.height - bottom - headroom, 1)
    let verticalScale = ticks.vertical(panel.vertical, length: height)
    top = max(headroom, verticalScale.exponent == 0 ? 0.4 * numberSize : 1.5 * numberSize)
    left = tick
    if panel.vertical.isLabelled {
      let numbers = verticalScale.labels.map(ticks.width).max() ?? 0
      left += (numbers > 0 ? Self.tickGap * numberSize + numbers : 0) + (Self.labelGap + 1.05) * labelSize
    }
    right = 0.3
    let width = max(cell.width - left - right, 1)
    let horizontalScale = ticks.horizontal(panel.horizontal, length: width)
    if panel.horizontal.isLabelled, let first = horizontalScale.values.first, let last = horizontalScale.values.last {
      let unit = width / (panel.horizontal.upper - panel.horizontal.lower)
      let overRight = ticks.width(horizontalScale.labels.last ?? "") / 2 - (panel.horizontal.upper - last) * unit
      let overLeft = ticks.width(horizontalScale.labels.first ?? "") / 2 - (first - panel.horizontal.lower) * unit
      right = max(right, overRight)
      left = max(left, overLeft)
    }
  }

  /// The frame of the panel in its cell; a fixed aspect makes it smaller and keeps it in the middle.
  func frame(in cell: Rectangle, aspect: Double?) -> Rectangle {
    var frame = Rectangle(
      left: cell.left + left, bottom: cell.bottom + bottom, right: max(cell.right - right, cell.left + left + 1),
      top: max(cell.top - top, cell.bottom + bottom + 1))
    guard let aspect, aspect > 0 else { return frame }
    let width = min(frame.width, frame.height / aspect)
    let height = min(frame.height, frame.width * aspect)
    let (spareWidth, spareHeight) = (frame.width - width, frame.height - height)
    frame.left += spareWidth / 2
    frame.right -= spareWidth / 2
    frame.top -= spareHeight / 2
    frame.bottom += spareHeight / 2
    return frame
  }
}
