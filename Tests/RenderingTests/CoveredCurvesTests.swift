// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Testing

@testable import Rendering

@Suite("Curves that others cover") struct CoveredCurvesTests {
  private func curve(_ range: ClosedRange<Double>, count: Int, height: Double, _ role: Role) -> FigureElement {
    let points = (0..<count).map { k in
      let x = range.lowerBound + Double(k) / Double(count - 1) * (range.upperBound - range.lowerBound)
      return Point(x, height * x * x)
    }
    return .curve(Curve(points: points, role: role))
  }

  @Test("Of dashed curves on the same place one is drawn, with other points or not, longer or not")
  func covered() {
    let whole = curve(0...1, count: 400, height: 2, .unstableEquilibria)
    let part = curve(0.2...0.7, count: 233, height: 2, .unstableEquilibria)
    let other = curve(0...1, count: 400, height: 2.1, .unstableEquilibria)
    let stable = curve(0...1, count: 400, height: 2, .stableEquilibria)
    let covered = CoveredCurves(width: 1, height: 2)
    func kept(_ elements: [FigureElement]) -> [FigureElement] {
      covered.removed(from: elements, roles: [.unstableEquilibria])
    }
    #expect(kept([whole, part, other, stable]) == [whole, other, stable])
    #expect(kept([part, whole]) == [whole])
    #expect(kept([whole, whole]).count == 1)
    #expect(kept([stable, stable, part]).count == 3)
  }
}
