// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Testing

@testable import LinearSolvers

@Suite("When Newton's method has converged") struct NewtonConvergenceTests {
  private func verdicts(_ lengths: [Double]) -> [NewtonConvergence.Verdict] {
    var convergence = NewtonConvergence(tolerance: 1e-12)
    return lengths.map { convergence.judge($0) }
  }

  @Test("Corrections that shrink as squares converge at the tolerance") func quadratic() {
    #expect(verdicts([1, 1e-2, 1e-4, 1e-8, 1e-16]) == [.goesOn, .goesOn, .goesOn, .goesOn, .converged])
  }

  @Test("Small corrections that do not shrink are round-off") func roundOff() {
    #expect(verdicts([1e-2, 1e-5, 1e-9, 8e-10]) == [.goesOn, .goesOn, .goesOn, .converged])
  }

  @Test("The first corrections may grow, later ones and those that are no numbers may not") func diverging() {
    #expect(verdicts([1e-3, 5e-2, 4e-1]) == [.goesOn, .goesOn, .diverges])
    #expect(verdicts([1, .nan]).last == .diverges)
    #expect(verdicts([.infinity]) == [.diverges])
  }

  /// x² = a from 1; the corrections are those of Heron.
  private func root(of a: Double, limit: Int = 20) -> (x: Double, count: Int?) {
    var x = 1.0
    let count = NewtonConvergence.iterate(tolerance: 1e-12, limit: limit) {
      let correction = (x * x - a) / (2 * x)
      x -= correction
      return abs(correction)
    }
    return (x, count)
  }

  @Test("Square roots come within few corrections, and not before there are enough", arguments: [2.0, 0.3, 17])
  func squareRoot(_ a: Double) throws {
    let (x, count) = root(of: a)
    #expect(abs(x - a.squareRoot()) <= 2 * x.ulp)
    let needed = try #require(count)
    #expect((4...9).contains(needed))
    #expect(root(of: a, limit: needed).count == needed && root(of: a, limit: needed - 1).count == nil)
  }

  @Test("Where there is no root, and where a correction is missing, there is no count")
  func withoutRoot() {
    #expect(root(of: -1, limit: 200).count == nil)
    var calls = 0
    let count = NewtonConvergence.iterate(tolerance: 1e-12, limit: 9) {
      calls += 1
      return calls < 3 ? 0.5 / Double(calls) : nil
    }
    #expect(count == nil && calls == 3)
  }
}
