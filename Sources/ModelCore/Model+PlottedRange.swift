// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension Model {
  /// Whether the plot that the model suggests runs over time, as XPPAUT's plots do unless `xp` says otherwise.
  public var plotsOverTime: Bool { (hints.horizontalAxis ?? "t").lowercased() == "t" }

  /// The range of a variable in the plot that the model suggests, if it is one of the axes.
  ///
  /// XPPAUT's default axes are time and the first variable. A range that is not finite or has no width counts as none.
  public func plottedRange(of variable: String) -> ClosedRange<Double>? {
    guard let index = variableIndex(variable) else { return nil }
    let vertical = hints.verticalAxis ?? (plotsOverTime ? variableNames.first : nil)
    let ranges = [
      hints.horizontalAxis.flatMap { variableIndex($0) } == index ? hints.horizontalRange : nil,
      vertical.flatMap { variableIndex($0) } == index ? hints.verticalRange : nil,
    ]
    return ranges.compactMap { $0 }.first { range in
      range.lowerBound.isFinite && range.upperBound.isFinite && range.lowerBound < range.upperBound
    }
  }
}
