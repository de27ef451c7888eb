// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import Testing

@Suite struct MatrixTests {
  @Test func productOfKnownMatrices() {
    let a = Matrix([[1, 2], [3, 4], [5, 6]])
    let b = Matrix([[7, 8, 9], [10, 11, 12]])
    #expect(a * b == Matrix([[27, 30, 33], [61, 68, 75], [95, 106, 117]]))
    #expect(a * [1, -1] == [-1, -1, -1])
    #expect(a.transposed == Matrix([[1, 3, 5], [2, 4, 6]]))
    #expect((2 * a - a) == a)
  }

  @Test func planarDeterminantKeepsItsDigitsUnderCancellation() {
    // (1 + 2^-30)^2 - (1 + 2^-29) = 2^-60 exactly; the plain formula gives zero.
    let x = 1 + 0x1p-30
    #expect(Matrix([[x, 1 + 0x1p-29], [1, x]]).determinant == 0x1p-60)
  }

  @Test(arguments: [1, 2, 3, 4, 5]) func determinantOfHilbertMatrix(order: Int) {
    // Reciprocals of the determinants: OEIS A005249.
    let reciprocals = [1, 12, 2160, 6_048_000, 266_716_800_000.0]
    let relative = hilbertMatrix(order).determinant * reciprocals[order - 1]
    #expect(abs(relative - 1) < 1e-10)
  }

  @Test func normsAtTheEdgeOfTheRange() {
    #expect(abs(euclideanNorm([3e200, 4e200]) / 5e200 - 1) < 1e-15)
    #expect(abs(euclideanNorm([3e-200, 4e-200]) / 5e-200 - 1) < 1e-15)
    #expect(euclideanNorm([]) == 0)
    #expect(maximumNorm([1, -7, 3]) == 7)
    #expect(maximumNorm([1, .nan, 3]).isNaN)
    #expect(Matrix([[1, -2], [-3, 4]]).oneNorm == 6)
  }
}
