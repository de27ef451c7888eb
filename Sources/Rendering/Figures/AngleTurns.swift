// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// Cuts curves that go on beyond a window of one turn of an angle into pieces that lie in the window.
struct AngleTurns {
  private let horizontal: Turn
  private let vertical: Turn

  init(_ result: PhasePlaneResult) {
    horizontal = Turn(result.horizontal, result.angles)
    vertical = Turn(result.vertical, result.angles)
  }

  /// The pieces of a curve, each taken into the window; the curve itself where no variable is an angle.
  func pieces(_ points: [Point]) -> [[Point]] {
    guard horizontal.period != nil || vertical.period != nil else { return [points] }
    var pieces: [[Point]] = []
    for (k, (a, b)) in zip(points, points.dropFirst()).enumerated() {
      let (dx, dy) = (horizontal.shift(0.5 * (a.x + b.x)), vertical.shift(0.5 * (a.y + b.y)))
      func shifted(_ point: Point) -> Point { Point(point.x + dx, point.y + dy) }
      let first = shifted(a)
      if let last = pieces.last?.last, abs(last.x - first.x) < horizontal.least, abs(last.y - first.y) < vertical.least
      {
        pieces[pieces.count - 1].append(shifted(b))
      } else {
        // A chord across the edge is drawn on both sides, to be clipped.
        pieces.append((k > 0 ? [shifted(points[k - 1])] : []) + [first, shifted(b)])
      }
    }
    return pieces.isEmpty ? [points] : pieces
  }

  /// One axis.
  private struct Turn {
    let middle: Double
    let period: Double?
    /// Coordinates closer together than this are not turns apart.
    let least: Double

    init(_ range: AxisRange, _ angles: [String: Double]?) {
      middle = 0.5 * (range.lower + range.upper)
      period = angles?[range.name]
      least = period.map { 0.5 * $0 } ?? .infinity
    }

    /// By how much a coordinate must be shifted to lie in the window.
    func shift(_ value: Double) -> Double {
      guard let period, period > 0 else { return 0 }
      return -period * ((value - middle) / period).rounded()
    }
  }
}
