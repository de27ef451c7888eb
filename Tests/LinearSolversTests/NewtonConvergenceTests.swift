// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import Testing

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
}
