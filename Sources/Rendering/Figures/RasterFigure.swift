// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// The raster of a simulation: a stroke for each spike, a row for each cell, and below the mean rate of all cells over time.
///
/// Of many cells some are drawn, at equal distances; the rate is that of all.
public struct RasterFigure: Sendable {
  /// The spikes of each cell.
  public var cells: [SpikeTimes]
  /// The times at the start and at the end.
  public var span: (start: Double, end: Double)
  /// What the user chose.
  public var options: FigureOptions

  /// The parts of the time in which spikes are counted.
  private static let bins = 100
  /// The half height of a stroke, in rows that are drawn.
  private static let stroke = 0.4
  /// The most rows that are drawn.
  private static let mostRows = 500

  /// Prepares the figure of the spikes on one trajectory.
  public init(_ trajectory: SimulatedTrajectory, options: FigureOptions = FigureOptions()) {
    cells = trajectory.spikes ?? []
    let ends = DataRange.ends(trajectory.times.first ?? 0, trajectory.times.last ?? 1)
    span = (ends.lower, ends.upper)
    self.options = options
  }

  /// The figure.
  public var figure: Figure {
    let rates = rates
    let panels = [raster(isLast: rates.isEmpty)] + (rates.isEmpty ? [] : [ratePanel(rates)])
    return options.figure(panels: panels, legend: [], aspect: 0.75)
  }

  private func horizontal(isLast: Bool) -> Axis {
    Axis(label: "$t$", lower: span.start, upper: span.end, isLabelled: isLast)
  }

  /// The numbers of the cells: those at the ends of their names if all have the same name before it, otherwise from 1.
  private var rows: [Double] {
    let parts = cells.map { cell -> (stem: Substring, number: Double?) in
      let stem = cell.name.prefix { !$0.isNumber }
      return (stem, Double(cell.name.dropFirst(stem.count)))
    }
    let numbers = parts.compactMap(\.number)
    let isArray = cells.count > 1 && numbers.count == cells.count && Set(parts.map(\.stem)).count == 1
    return isArray ? numbers : cells.indices.map { Double($0 + 1) }
  }

  private func raster(isLast: Bool) -> Panel {
    let rows = rows
    let every = max(1, (cells.count + Self.mostRows - 1) / Self.mostRows)
    let height = Self.stroke * Double(every)
    let strokes = stride(from: 0, to: cells.count, by: every).flatMap { index in
      cells[index].times.flatMap { time in
        [Point(time, rows[index] - height), Point(time, rows[index] + height), Point(.nan, .nan)]
      }
    }
    let (low, high) = (rows.min() ?? 0, rows.max() ?? 1)
    let label = every == 1 ? "cell" : "cell (one in \(every))"
    let vertical = Axis(label: label, lower: low - 0.7 * Double(every), upper: high + 0.7 * Double(every))
    return Panel(
      horizontal: horizontal(isLast: isLast), vertical: vertical,
      elements: [.curve(Curve(points: strokes, role: .annotation))], weight: 3)
  }

  /// The spikes of a cell per unit of time, in each part of the time; empty for few cells.
  private var rates: [Double] {
    let length = (span.end - span.start) / Double(Self.bins)
    guard cells.count >= 5, length > 0, length.isFinite else { return [] }
    var counts = [Double](repeating: 0, count: Self.bins)
    for time in cells.flatMap(\.times) where time >= span.start && time <= span.end {
      counts[min(Self.bins - 1, Int((time - span.start) / length))] += 1
    }
    return counts.map { $0 / (length * Double(cells.count)) }
  }

  private func ratePanel(_ rates: [Double]) -> Panel {
    let length = (span.end - span.start) / Double(rates.count)
    let points = rates.enumerated().flatMap { bin, rate in
      [Point(span.start + Double(bin) * length, rate), Point(span.start + Double(bin + 1) * length, rate)]
    }
    let window = DataRange.window(rates, including: [0])
    return Panel(
      horizontal: horizontal(isLast: true),
      vertical: Axis(label: "mean rate", lower: max(0, window.lower), upper: window.upper),
      elements: [.curve(Curve(points: points, role: .series(0)))])
  }
}
