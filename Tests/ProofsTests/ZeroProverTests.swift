// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Proofs
import Symbolics
import Testing

/// Proofs for functions whose zeros are known.
@Suite("Proofs that no zero is missing") struct ZeroProverTests {
  private func search(
    _ formulas: [Symbolics.Expression], _ region: [ClosedRange<Double>], knowing points: [[Double]] = []
  ) -> ZeroProver.Outcome {
    let names = Array(["x", "y", "z"].prefix(formulas.count))
    let box = IntervalBox(region.map { Interval($0.lowerBound, $0.upperBound) })
    return ZeroProver(
      KrawczykOperator(formulas, names: names), in: box, units: box.widths, budget: 20_000, smallest: 1e-8
    ).search(knowing: points)
  }

  /// A product of such cubics has a zero wherever each of its variables is -0.9, 0.1 or 0.7.
  private func cubic(_ name: String) -> Symbolics.Expression {
    let x = Symbolics.Expression.symbol(name)
    return (x + 0.9) * (x - 0.1) * (x - 0.7)
  }

  @Test("3, 9 and 27 zeros in one, two and three dimensions", arguments: 1...3)
  func cubics(dimension: Int) {
    let formulas = ["x", "y", "z"].prefix(dimension).map(cubic)
    let outcome = search(formulas, [ClosedRange](repeating: -2...2.1, count: dimension))
    #expect(outcome.isComplete)
    #expect(outcome.provedCount == [3, 9, 27][dimension - 1])
    #expect(outcome.missed.count == outcome.provedCount)
    for box in outcome.missed {
      #expect(box.widths.allSatisfy { $0 < 1e-12 })
      for value in box.center { #expect([-0.9, 0.1, 0.7].contains { abs($0 - value) < 1e-12 }) }
    }
  }

  @Test("Zeros that are listed are not missed, and no others are lost") func listed() {
    let outcome = search([cubic("x"), cubic("y")], [-2...2.1, -2...2.1], knowing: [[0.1, 0.7], [-0.9, -0.9]])
    #expect(outcome.isComplete && outcome.provedCount == 9 && outcome.missed.count == 7)
  }

  @Test("A double zero is left undecided, in a small box around it") func double() {
    let x = Symbolics.Expression.symbol("x")
    let outcome = search([(x - 0.3) * (x - 0.3)], [-1...1])
    #expect(!outcome.isComplete && outcome.provedCount == 0 && outcome.undecided.count == 1)
    #expect(outcome.undecided.allSatisfy { $0.contains([0.3]) && $0.widths[0] < 1e-6 })
  }

  @Test("A function that rises has one zero between values of different sign, however wide the interval")
  func monotonic() {
    let x = Symbolics.Expression.symbol("x")
    let operation = KrawczykOperator([.pow(x, 3) + x - 2], names: ["x"])
    guard case .single(let box) = operation.verdict(IntervalBox([Interval(-1e6, 1e6)])) else {
      Issue.record("the only zero is not proved")
      return
    }
    #expect(box.contains([1]))
    guard case .empty = operation.verdict(IntervalBox([Interval(1.5, 1e6)])) else {
      Issue.record("an interval without zeros is not proved empty")
      return
    }
  }

  @Test("Boxes: what they hold, where they meet, and the hulls of those that touch") func boxes() {
    let box = IntervalBox(around: [1, -1], reach: [0.5, 2])
    #expect(box.ends == [0.5, 1.5, -3, 1] && box.center == [1, -1] && box.widths == [1, 4])
    #expect(box.contains([1.5, 0]) && !box.contains([1.6, 0]))
    let inner = IntervalBox(around: [1, -1], reach: [0.1, 0.1])
    #expect(inner.isSubset(of: box) && inner.isInterior(to: box) && !box.isInterior(to: box) && box.isSubset(of: box))
    // Halved across the side that is longest in its unit.
    let halves = box.halves(units: [1, 8])
    #expect(halves.count == 2 && halves[0].hull(halves[1]) == box && halves[0].ends[1] == halves[1].ends[0])
    #expect(halves.allSatisfy { $0.widths[1] == 4 && abs($0.widths[0] - 0.5) < 0.01 })
    let far = IntervalBox(around: [9, 9], reach: [1, 1])
    #expect(box.intersection(far).isEmpty && !box.touches(far) && box.touches(inner))
    let merged = IntervalBox.merged([halves[0], far, halves[1]])
    #expect(merged.count == 2 && merged.contains(box) && merged.contains(far))
  }

  @Test("The box in which a zero is alone is as large as can be, and none holds two") func isolating() throws {
    let operation = KrawczykOperator([cubic("x")], names: ["x"])
    let box = try #require(operation.isolatingBox(around: [0.1], largest: [10]))
    #expect(box.contains([0.1]) && !box.contains([0.7]) && !box.contains([-0.9]))
    #expect(operation.isolatingBox(around: [0.4], largest: [0.05]) == nil)
  }

  @Test("Beyond a bound: exp(x) - 2 has no zero above 1 nor below 0, x^3 - x one beyond -2 in neither direction")
  func halfLines() {
    let x = Symbolics.Expression.symbol("x")
    let exponential = HalfLineProver(.exp(x) - 2, of: "x")
    #expect(exponential.excludesZeros(beyond: 1, rising: true))
    #expect(!exponential.excludesZeros(beyond: 0, rising: true))
    let cubic = HalfLineProver(.pow(x, 3) - x, of: "x")
    #expect(cubic.excludesZeros(beyond: 2, rising: true))
    #expect(cubic.excludesZeros(beyond: -2, rising: false))
    #expect(!cubic.excludesZeros(beyond: -2, rising: true))
  }
}
