// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

extension Interval {
  /// Pi lies between the nearest number below it and its successor.
  static let pi = Interval(Double.pi, Double.pi.nextUp)

  private static let ulps = Rounding.Ulps.elementary

  /// Beyond this neighbouring numbers are so far apart that the place in the period says little.
  private static let largestReduced = 0x1p45

  static func sine(_ x: Interval) -> Interval {
    wave(x, phase: turns(x) - Interval(0.5), Double.sin)
  }

  static func cosine(_ x: Interval) -> Interval {
    wave(x, phase: turns(x), Double.cos)
  }

  /// The tangent; the whole line, not known to be defined, where a pole may lie inside.
  static func tangent(_ x: Interval) -> Interval {
    guard !x.isEmpty else { return x }
    let phase = turns(x) - Interval(0.5)
    guard x.magnitude < largestReduced, phase.lower.rounded(.up) > phase.upper else {
      return Interval(-.infinity, .infinity, .trivial)
    }
    return x.monotone(ulps: ulps, fixed: [0], Double.tan)
  }

  /// The argument in half periods.
  private static func turns(_ x: Interval) -> Interval { x / pi }

  /// The range of a sine wave that is largest where the phase is an even integer and smallest where it is odd.
  ///
  /// The phase is an enclosure: where an integer may lie inside it, the extreme value is taken, which is always sound.
  private static func wave(_ x: Interval, phase: Interval, _ function: (Double) -> Double) -> Interval {
    guard !x.isEmpty else { return x }
    let first = phase.lower.rounded(.up)
    let last = phase.upper.rounded(.down)
    guard x.magnitude < largestReduced, last - first < 1 else { return Interval(-1, 1, x.decoration) }
    let (left, right) = (function(x.lower), function(x.upper))
    var lower = Rounding.down(min(left, right), ulps: ulps)
    var upper = Rounding.up(max(left, right), ulps: ulps)
    if x.isThin && x.lower == 0 { (lower, upper) = (left, left) }
    if first <= last {
      if first.remainder(dividingBy: 2) == 0 { upper = 1 } else { lower = -1 }
    }
    return Interval(max(lower, -1), min(upper, 1), x.decoration)
  }
}

// The angle of a point.
extension Interval {
  /// The angle of the points `(x, y)`, with a jump across the negative x axis and undefined at the origin.
  static func arcTangent(_ y: Interval, _ x: Interval) -> Interval {
    guard !x.isEmpty, !y.isEmpty else { return .empty }
    let decoration = min(x.decoration, y.decoration)
    let holdsOrigin = x.contains(0) && y.contains(0)
    if y.contains(0) && x.lower <= 0 {
      if x.lower == 0 { return Interval(-pi.upper / 2, pi.upper / 2, .trivial) }
      return Interval(-pi.upper, pi.upper, min(decoration, holdsOrigin ? .trivial : .defined))
    }
    // The angle is harmonic, and monotone along the sides of a box without the origin.
    var (lower, upper) = (Double.infinity, -Double.infinity)
    for cornerY in [y.lower, y.upper] {
      for cornerX in [x.lower, x.upper] {
        let angle = Double.atan2(y: cornerY, x: cornerX)
        lower = min(lower, Rounding.down(angle, ulps: ulps))
        upper = max(upper, Rounding.up(angle, ulps: ulps))
      }
    }
    if y.lower == 0 && y.upper == 0 { (lower, upper) = (0, 0) }
    return Interval(max(lower, -pi.upper), min(upper, pi.upper), decoration)
  }
}
