// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Proofs
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
  /// Algebraic variables; over a box so small their values lie about between those at its corners.
  private let algebraic: PlaneFunction?
  private let algebraicNames: [String]

  init(_ system: PlanarSystem, window: PlaneWindow) {
    names = system.model.variableNames
    values = ExpressionGraph(system.displacement)
    self.window = window
    algebraic = system.algebraicValues
    algebraicNames = system.model.algebraicVariables.map(\.name)
  }

  /// Whether a component of the right-hand side jumps within 1e-9 of the window from a point.
  func jumps(at point: SIMD2<Double>) -> Bool {
    let (large, small) = (ranges(at: point, reach: 1e-7), ranges(at: point, reach: 1e-9))
    return zip(large, small).contains { large, small in
      small.isDefined && small.isBounded && !small.isContinuous && small.width > 0.5 * large.width
    }
  }

  private func ranges(at point: SIMD2<Double>, reach: Double) -> [Interval] {
    let box = IntervalBox(around: point, reach: reach * window.size)
    var symbols = [names[0]: box.x, names[1]: box.y]
    if let algebraic {
      let columns = algebraic.columns(at: box.corners)
      for (name, column) in zip(algebraicNames, columns) where column.allSatisfy(\.isFinite) {
        symbols[name] = column.dropFirst().reduce(Interval(column[0])) { $0.hull(Interval($1)) }
      }
    }
    var interpretation = ScalarInterpretation(symbols: symbols, missing: .entire)
    return values.interpret(&interpretation)
  }
}
