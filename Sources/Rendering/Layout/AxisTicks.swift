// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Chooses the ticks of the axes of a panel so that their numbers do not touch.
struct AxisTicks {
  let theme: Theme
  let metrics: any FontMetrics

  /// More are not told apart on any page.
  private static let mostTicks = 500

  /// The size of the numbers in millimetres.
  var textSize: Double { theme.font.tickSize * millimetresPerPoint }

  /// The ticks of a horizontal axis of a length in millimetres.
  func horizontal(_ axis: Axis, length: Double) -> TickScale {
    var count = Int((length / theme.axes.horizontalTickSpacing).rounded(), within: 1...Self.mostTicks) + 1
    while true {
      let scale = ticks(axis, count: count)
      if count <= 2 || axis.ticks != .automatic || fits(scale, axis, length) { return scale }
      count -= 1
    }
  }

  /// The ticks of a vertical axis of a length in millimetres.
  func vertical(_ axis: Axis, length: Double) -> TickScale {
    let spacing = max(theme.axes.verticalTickSpacing, 1.3 * textSize)
    return ticks(axis, count: Int((length / spacing).rounded(), within: 1...Self.mostTicks) + 1)
  }

  /// The width of a number in millimetres.
  func width(_ label: String) -> Double { metrics.advance(of: label, style: .upright) * textSize }

  private func ticks(_ axis: Axis, count: Int) -> TickScale {
    switch axis.ticks {
    case .automatic: TickScale(lower: axis.lower, upper: axis.upper, count: count)
    case .values(let values): TickScale(values: values.filter { $0 >= axis.lower && $0 <= axis.upper }.sorted())
    case .hidden: TickScale(values: [])
    }
  }

  private func fits(_ scale: TickScale, _ axis: Axis, _ length: Double) -> Bool {
    let unit = length / (axis.upper - axis.lower)
    return zip(0..., scale.values.dropFirst()).allSatisfy { i, next in
      let distance = (next - scale.values[i]) * unit
      return distance >= (width(scale.labels[i]) + width(scale.labels[i + 1])) / 2 + 0.7 * textSize
    }
  }
}
