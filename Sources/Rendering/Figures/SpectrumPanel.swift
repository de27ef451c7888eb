// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// Eigenvalues in the complex plane, with the line that parts decay from growth: the imaginary axis, for a map the unit circle.
enum SpectrumPanel {
  /// The panel of one or several spectra.
  ///
  /// - Parameter spectra: eigenvalues as pairs of real and imaginary part, and whether the point is stable.
  static func panel(_ spectra: [(values: [[Double]], isStable: Bool)], isMap: Bool) -> Panel {
    let values = spectra.flatMap(\.values).compactMap(Point.init)
    let x = DataRange.window(values.map(\.x), including: isMap ? [-1, 1] : [0], room: 0.08)
    let y = DataRange.window(values.map(\.y), including: isMap ? [-1, 1] : [0], room: 0.08)
    // A spectrum of real numbers gets some height nevertheless.
    let half = max(max(abs(y.lower), abs(y.upper)), 0.25 * (x.upper - x.lower))
    var elements: [FigureElement] = [
      .curve(Curve(points: [Point(x.lower, 0), Point(x.upper, 0)], role: .reference)), .curve(border(isMap, half)),
    ]
    for isStable in [true, false] {
      let points = thinned(spectra.filter { $0.isStable == isStable }.flatMap(\.values).compactMap(Point.init), x, half)
      guard !points.isEmpty else { continue }
      elements.append(
        .markers(
          MarkerSet(
            points: points, marker: Marker(.circle, fill: isStable ? .filled : .open),
            role: isStable ? .stableEquilibria : .unstableCycles, scale: points.count > 200 ? 0.35 : 0.55)))
    }
    let names = isMap ? ("$Re(mu)$", "$Im(mu)$") : ("$Re(lambda)$", "$Im(lambda)$")
    return Panel(
      horizontal: Axis(label: names.0, lower: x.lower, upper: x.upper),
      vertical: Axis(label: names.1, lower: -half, upper: half), elements: elements,
      aspect: isMap ? half * 2 / (x.upper - x.lower) : nil)
  }

  private static func border(_ isMap: Bool, _ half: Double) -> Curve {
    guard isMap else { return Curve(points: [Point(0, -half), Point(0, half)], role: .reference) }
    let circle = (0...180).map { k -> Point in
      let angle = 2 * Double.pi * Double(k) / 180
      return Point(cos(angle), sin(angle))
    }
    return Curve(points: circle, role: .reference, closed: true)
  }

  /// Points that would cover each other are drawn once.
  private static func thinned(_ points: [Point], _ x: (lower: Double, upper: Double), _ half: Double) -> [Point] {
    var seen: Set<[Int]> = []
    // What lies outside the window is not drawn.
    return points.filter { point in
      let cell = [(point.x - x.lower) / (x.upper - x.lower), (point.y + half) / (2 * half)].map {
        Int((400 * $0).rounded(.down), within: -1...400)
      }
      return point.isFinite && seen.insert(cell).inserted
    }
  }
}
