// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results
import Testing

@testable import Rendering

/// Surfaces of equilibria over the plane of two slow variables.
@Suite("Sheets of critical manifolds") struct CriticalSheetsTests {
  private static let axes = [-2.0...2.0, 0.0...1.0, -1.5...1.5]

  /// The fold y = x³ - x over lines from z = 0 to 1, with x as the third value; the middle part repels.
  private static func lines(_ count: Int, from low: Double, to high: Double) -> [CriticalManifoldLine] {
    let folds = [-1, 1].map { $0 / Double(3).squareRoot() }
    let shown = ((0...400).map { low + (high - low) * Double($0) / 400 } + folds).sorted()
    // Special points have the stability that begins there.
    let curve = CriticalManifoldLine.Curve(
      slow: shown.map { $0 * $0 * $0 - $0 }, states: ["x": shown], stable: shown.map { $0 < folds[0] || $0 >= folds[1] }
    )
    return (0..<count).map { CriticalManifoldLine(held: Double($0) / Double(count - 1), curves: [curve]) }
  }

  @Test("a fold has three sheets, parted where the slow variable turns, and strips between all neighbours")
  func fold() {
    let sheets = CriticalSheets(Self.lines(5, from: -1.4, to: 1.4), shown: "x", axes: Self.axes)
    #expect(sheets.arcs.map(\.count) == [3, 3, 3, 3, 3])
    #expect(sheets.strips.count == 12)
    for arc in sheets.arcs.flatMap(\.self) {
      let slow = arc.points.map { $0[0] }
      #expect(slow == slow.sorted())
      for point in arc.points {
        #expect(abs(point[0] - (point[2] * point[2] * point[2] - point[2])) < 1e-3)
        if abs(3 * point[2] * point[2] - 1) > 0.05 { #expect(arc.isStable == (3 * point[2] * point[2] > 1)) }
      }
    }
    for strip in sheets.strips {
      #expect(strip.first.isStable == strip.second.isStable)
      #expect(abs(strip.first.points[12][2] - strip.second.points[12][2]) < 1e-12)
    }
  }

  @Test("what leaves the box is cut off at its floor and ceiling")
  func cut() {
    let sheets = CriticalSheets(Self.lines(2, from: -3, to: 3), shown: "x", axes: Self.axes)
    let heights = sheets.arcs.flatMap { $0.flatMap { $0.points.map { $0[2] } } }
    #expect(heights.min() == -1.5 && heights.max() == 1.5)
    #expect(sheets.strips.count == 3)
  }

  @Test("lines with different numbers of sheets share strips only where these go on")
  func birth() {
    let outer = CriticalManifoldLine(
      held: 0.25,
      curves: [CriticalManifoldLine.Curve(slow: [-0.4, 2], states: ["x": [1, 1.3]], stable: [true, true])])
    let sheets = CriticalSheets([Self.lines(2, from: -1.4, to: 1.4)[0], outer], shown: "x", axes: Self.axes)
    #expect(sheets.strips.count == 1)
    #expect(sheets.strips.first?.second.points.last?[2] == 1.3)
  }
}
