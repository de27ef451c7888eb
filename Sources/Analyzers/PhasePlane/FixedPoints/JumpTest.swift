// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

/// Whether a right-hand side jumps at a point.
///
/// Its range over a box around the point is enclosed by interval arithmetic. Where it is continuous the range shrinks with
/// the box; where it jumps, and only there, the range keeps the size of the jump. Piecewise formulas whose pieces meet, as
/// x |x|, are therefore not taken for jumps, nor are ends of domains and poles.
struct JumpTest {
  private let names: [String]
  private let values: ExpressionGraph
  private let window: PlaneWindow

  init(_ system: PlanarSystem, window: PlaneWindow) {
    names = system.model.variableNames
    values = ExpressionGraph(system.displacement)
    self.window = window
  }

  /// Whether a component of the right-hand side jumps within 1e-9 of the window from a point.
  func jumps(at point: SIMD2<Double>) -> Bool {
    let (large, small) = (ranges(at: point, reach: 1e-7), ranges(at: point, reach: 1e-9))
    return zip(large, small).contains { large, small in
      small.isDefined && small.isBounded && !small.isContinuous && small.width > 0.5 * large.width
    }
  }

  private func ranges(at point: SIMD2<Double>, reach: Double) -> [Interval] {
    let box = PlanarBox(around: point, reach: reach * window.size)
    var interpretation = ScalarInterpretation(symbols: [names[0]: box.x, names[1]: box.y], missing: .entire)
    return values.interpret(&interpretation)
  }
}
