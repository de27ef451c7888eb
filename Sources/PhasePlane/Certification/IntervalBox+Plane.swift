// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Proofs
import Symbolics

/// Boxes of the plane.
extension IntervalBox {
  /// The box with two sides.
  init(_ x: Interval, _ y: Interval) { self.init([x, y]) }

  /// The box of the points that differ from a centre by at most a reach.
  init(around center: SIMD2<Double>, reach: SIMD2<Double>) { self.init(around: center.list, reach: reach.list) }

  /// The box of a window.
  init(_ window: PlaneWindow) {
    self.init(
      Interval(window.x.lowerBound, window.x.upperBound), Interval(window.y.lowerBound, window.y.upperBound))
  }

  var x: Interval { sides[0] }
  var y: Interval { sides[1] }
  /// The middle.
  var position: SIMD2<Double> { SIMD2(center) }
  /// The four corners.
  var corners: [SIMD2<Double>] {
    [x.lower, x.upper].flatMap { x in [y.lower, y.upper].map { SIMD2(x, $0) } }
  }
}

extension KrawczykOperator {
  /// The operator for the zeros of a system's displacement.
  init(_ system: PlanarSystem) { self.init(system.displacement, names: system.model.variableNames) }
}
