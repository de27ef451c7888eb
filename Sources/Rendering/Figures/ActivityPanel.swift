// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// A variable of a fast–slow motion over time, with the active phases of bursts shaded.
struct ActivityPanel {
  private let times: [Double]
  private let values: [Double]
  private let name: String
  private let activePhases: [[Double]]

  init(_ orbit: AttractorOrbit, _ motion: FastSlowClass, _ burst: BurstMeasures?, shown name: String) {
    (times, values, self.name) = (orbit.times, orbit.values[name] ?? [], name)
    activePhases = motion.motion == .bursting ? burst?.activePhases ?? [] : []
  }

  /// The panel, the second of its figure.
  var panel: Panel {
    let window = DataRange.window(values)
    let (start, end) = DataRange.ends(times.first ?? 0, times.last ?? 1)
    let shades = activePhases.filter { $0[1] > $0[0] }.map { phase -> FigureElement in
      let (from, to) = (max(phase[0], start), min(phase[1], end))
      return .region(
        Region(points: [
          Point(from, window.lower), Point(to, window.lower), Point(to, window.upper), Point(from, window.upper),
        ]))
    }
    return Panel(
      horizontal: Axis(label: "$t$", lower: start, upper: end),
      vertical: Axis(label: MathText.label(formula: name), lower: window.lower, upper: window.upper),
      elements: shades + [.curve(Curve(points: zip(times, values).map(Point.init), role: .trajectory))], tag: "b")
  }
}
