// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Draws the frame of a panel with ticks, numbers, labels, title and tag.
struct AxesComposer {
  let panel: Panel
  let frame: PanelFrame
  let theme: Theme
  let metrics: any FontMetrics

  private var ink: Color { theme.color("ink") }
  private var pen: Pen { Pen(ink, width: theme.axes.lineWidth * millimetresPerPoint) }
  private var ticks: AxisTicks { AxisTicks(theme: theme, metrics: metrics) }
  private var labelSize: Double { theme.font.size * millimetresPerPoint }
  /// How far ticks reach outwards.
  private var reach: Double { theme.axes.tickDirection == .out ? theme.axes.tickLength : 0 }

  func draw(on drawing: inout Drawing) {
    if panel.isFramed {
      drawFrame(on: &drawing)
      drawHorizontal(on: &drawing)
      drawVertical(on: &drawing)
    }
    drawHeading(on: &drawing)
  }

  private func drawFrame(on drawing: inout Drawing) {
    let box = frame.rectangle
    if theme.axes.box {
      drawing.elements.append(.line(box.corners + box.corners.prefix(2), pen))
    } else {
      let sides = [Point(box.left, box.top), Point(box.left, box.bottom), Point(box.right, box.bottom)]
      drawing.elements.append(.line(sides, pen))
    }
  }

  private func drawHorizontal(on drawing: inout Drawing) {
    let box = frame.rectangle
    let scale = ticks.horizontal(panel.horizontal, length: box.width)
    let inner = reach > 0 ? 0 : theme.axes.tickLength
    let baseline = box.bottom - reach - (PanelMargins.tickGap + 0.72) * ticks.textSize
    for (value, label) in zip(scale.values, scale.labels) {
      let x = frame.place(Point(value, panel.vertical.lower)).x
      drawing.elements.append(.line([Point(x, box.bottom - reach), Point(x, box.bottom + inner)], pen))
      if panel.horizontal.isLabelled {
        write(label, at: Point(x - ticks.width(label) / 2, baseline), on: &drawing)
      }
    }
    guard panel.horizontal.isLabelled else { return }
    let text = MathText(label: panel.horizontal.label)
    let top = scale.values.isEmpty ? box.bottom - reach : baseline
    let origin = Point(
      box.center.x - metrics.width(of: text) * labelSize / 2, top - (PanelMargins.labelGap + 0.75) * labelSize)
    drawing.elements.append(.text(PlacedText(text, at: origin, size: labelSize, color: ink)))
    if scale.exponent != 0 {
      let factor = Self.factor(scale.exponent)
      let x = box.right - metrics.width(of: factor) * ticks.textSize
      drawing.elements.append(
        .text(PlacedText(factor, at: Point(x, origin.y), size: ticks.textSize, color: ink)))
    }
  }

  private func drawVertical(on drawing: inout Drawing) {
    let box = frame.rectangle
    let scale = ticks.vertical(panel.vertical, length: box.height)
    let inner = reach > 0 ? 0 : theme.axes.tickLength
    let edge = box.left - reach - PanelMargins.tickGap * ticks.textSize
    for (value, label) in zip(scale.values, scale.labels) {
      let y = frame.place(Point(panel.horizontal.lower, value)).y
      drawing.elements.append(.line([Point(box.left - reach, y), Point(box.left + inner, y)], pen))
      if panel.vertical.isLabelled {
        write(label, at: Point(edge - ticks.width(label), y - 0.355 * ticks.textSize), on: &drawing)
      }
    }
    guard panel.vertical.isLabelled else { return }
    let text = MathText(label: panel.vertical.label)
    let origin = Point(
      box.left - frame.leftMargin + 0.77 * labelSize, box.center.y - metrics.width(of: text) * labelSize / 2)
    drawing.elements.append(.text(PlacedText(text, at: origin, size: labelSize, color: ink, isUpright: true)))
    if scale.exponent != 0 {
      let place = Point(box.left, box.top + 0.45 * ticks.textSize)
      drawing.elements.append(
        .text(PlacedText(Self.factor(scale.exponent), at: place, size: ticks.textSize, color: ink)))
    }
  }

  private func drawHeading(on drawing: inout Drawing) {
    let size = theme.font.titleSize * millimetresPerPoint
    let baseline = frame.rectangle.top + 0.5 * size
    if let tag = panel.tag {
      let text = MathText(label: tag, style: .bold)
      let x = frame.rectangle.left - reach - 1.5 * size
      drawing.elements.append(.text(PlacedText(text, at: Point(x, baseline), size: size, color: ink)))
    }
    if let title = panel.title {
      let text = MathText(label: title)
      let x = frame.rectangle.center.x - metrics.width(of: text) * size / 2
      drawing.elements.append(.text(PlacedText(text, at: Point(x, baseline), size: size, color: ink)))
    }
  }

  private func write(_ label: String, at origin: Point, on drawing: inout Drawing) {
    let text = MathText(runs: [TextRun(label)])
    drawing.elements.append(.text(PlacedText(text, at: origin, size: ticks.textSize, color: ink)))
  }

  /// The power of ten that belongs to all numbers of an axis.
  private static func factor(_ exponent: Int) -> MathText {
    MathText(runs: [TextRun("×10"), TextRun(String(exponent).replacingMinus, scale: 0.72, rise: 0.36)])
  }
}
