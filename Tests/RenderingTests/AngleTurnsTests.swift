// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results
import Testing

@testable import Rendering

/// Curves that go on where an angle has gone round are drawn in the window of one turn.
@Suite struct AngleTurnsTests {
  private var result: PhasePlaneResult {
    var result = PhasePlaneResult(
      horizontal: AxisRange(name: "th", lower: -3, upper: 3), vertical: AxisRange(name: "w", lower: -1, upper: 1))
    result.angles = ["th": 6]
    return result
  }

  @Test func curvesAreCutAtTheSeam() {
    let line = (0...140).map { Point(Double($0) * 0.1, 0.01 * Double($0)) }
    let pieces = AngleTurns(result).pieces(line)
    #expect(pieces.count == 3)
    for piece in pieces {
      // A chord reaches over the edge on both sides.
      #expect(piece.allSatisfy { abs($0.x) < 3.2 })
      #expect(zip(piece, piece.dropFirst()).allSatisfy { abs($1.x - $0.x - 0.1) < 1e-12 })
      #expect((piece.first?.x ?? 0) < -2.9 || piece.first == line.first)
    }
  }

  @Test func curvesWithoutAnglesAreWhole() {
    var plain = result
    plain.angles = nil
    let line = [Point(0, 0), Point(20, 1)]
    #expect(AngleTurns(plain).pieces(line) == [line])
  }

  @Test func aRotationIsDrawnOnceAcrossTheWindow() {
    var rotating = result
    rotating.limitCycles = [
      LimitCycle(
        period: 1, multipliers: [[1, 0], [0.5, 0]], stable: true, turns: ["th": 1],
        points: (0...60).map { [2 + Double($0) * 0.1, 0.5] }, times: (0...60).map { Double($0) / 60 }, residual: 0)
    ]
    let curves = PhasePlaneFigure(rotating).figure.panels[0].elements.compactMap { element -> Curve? in
      if case .curve(let curve) = element { return curve }
      return nil
    }
    #expect(curves.count == 2 && curves.allSatisfy { $0.points.allSatisfy { abs($0.x) < 3.2 } })
  }
}
