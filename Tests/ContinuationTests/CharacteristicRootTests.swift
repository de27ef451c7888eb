// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import Foundation
import LinearSolvers
import Symbolics
import Testing

@testable import Continuation

@Suite("Characteristic roots of delay equations") struct CharacteristicRootTests {
  private func scalar(_ a: Double, _ b: Double, _ lag: Double) -> CharacteristicMatrix {
    CharacteristicMatrix(
      present: Matrix([[a]]), delayed: [CharacteristicMatrix.Term(lag: lag, matrix: Matrix([[b]]))])
  }

  /// s = a + W(b T exp(-a T)) / T for every branch W of Lambert's function (mpmath, 25 digits).
  @Test(
    "x' = a x(t) + b x(t - T)",
    arguments: [
      (
        [-1, -2, 1.0],
        [
          Complex(-0.09248432229146641, 1.997282691039463995), Complex(-1.363019832881977090, 7.807518913600586448),
          Complex(-1.953153390807688696, 14.06952434005611941),
        ]
      ),
      (
        [0.5, -1.3, 3],
        [
          Complex(0.3617403337236200507, 0.4168442961808130712), Complex(-0.2346610267130156657, 2.523563659271776234),
          Complex(-0.4311429986743390277, 4.646462827407998746),
        ]
      ),
    ])
  func scalarEquation(numbers: [Double], exact: [Complex<Double>]) {
    let roots = CharacteristicRoots(scalar(numbers[0], numbers[1], numbers[2]))
    #expect(roots.isComplete && roots.residual < 1e-13)
    let pairs = roots.values.filter { $0.imaginary > 0 }
    #expect(pairs.count >= 2)
    for (root, exact) in zip(pairs, exact) { #expect((root - exact).length < 1e-13 * exact.length) }
  }

  /// x' = -r x(t - 1) has a pair more in the right half plane for each r = pi / 2 + 2 pi k that is passed.
  @Test(arguments: [1.5, 1.6, 7.8, 7.9, 50, 200]) func countOfUnstableRoots(r: Double) {
    let roots = CharacteristicRoots(scalar(0, -r, 1))
    let pairs = r < .pi / 2 ? 0 : Int((r - .pi / 2) / (2 * .pi)) + 1
    #expect(roots.isComplete)
    #expect(roots.values.count { $0.real > 0 } == 2 * pairs)
  }

  /// Three variables, two delays, numbers without a pattern: nothing is missing, compared with a discretization of high degree.
  @Test(arguments: 0..<6) func randomEquations(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed + 1))
    func matrix() -> Matrix {
      Matrix(rows: 3, columns: 3, elements: (0..<9).map { _ in Double.random(in: -2...2, using: &generator) })
    }
    let equation = CharacteristicMatrix(
      present: matrix(), delayed: [0.7, 2].map { CharacteristicMatrix.Term(lag: $0, matrix: matrix()) })
    let roots = CharacteristicRoots(equation)
    #expect(roots.isComplete)
    let fine = try #require(
      Eigendecomposition.eigenvalues(GeneratorDiscretization(equation, degree: 50).matrix))
    #expect(roots.values.count > 2)
    for (root, other) in zip(roots.values, fine) { #expect((root - other).length < 1e-9 * (1 + root.length)) }
  }

  /// Two equations that know nothing of each other: every root is there twice.
  @Test func rootsOfEqualEquations() {
    let term = CharacteristicMatrix.Term(lag: 1, matrix: Matrix([[-2, 0], [0, -2]]))
    let single = CharacteristicRoots(scalar(-1, -2, 1))
    let double = CharacteristicRoots(CharacteristicMatrix(present: Matrix([[-1, 0], [0, -1]]), delayed: [term]))
    #expect(double.isComplete)
    for root in single.values.prefix(2) {
      #expect(double.values.count { ($0 - root).length < 1e-12 * root.length } == 2)
    }
  }

  /// In units of the variables that differ by 10^16, and of time by 10^12, the roots are the same.
  @Test(arguments: [1e-6, 1, 1e6]) func units(time: Double) {
    func equation(_ size: Double, _ time: Double) -> CharacteristicMatrix {
      func matrix(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> Matrix {
        Matrix([[a / time, b * size / time], [c / size / time, d / time]])
      }
      return CharacteristicMatrix(
        present: matrix(-1, 0.3, 0.2, -1.5),
        delayed: [
          CharacteristicMatrix.Term(lag: 0.4 * time, matrix: matrix(0.5, -2, 0, 0)),
          CharacteristicMatrix.Term(lag: 1.1 * time, matrix: matrix(0, 0, 1.7, -0.3)),
        ])
    }
    let (reference, other) = (CharacteristicRoots(equation(1, 1)), CharacteristicRoots(equation(1e16, time)))
    #expect(reference.isComplete && other.isComplete)
    #expect(reference.values.count == other.values.count)
    for (a, b) in zip(reference.values, other.values) { #expect((a - b * Complex(time)).length < 1e-10 * a.length) }
  }

  @Test func equationsWithoutDelays() {
    let oscillator = CharacteristicRoots(CharacteristicMatrix(present: Matrix([[0, 1], [-4, 0]]), delayed: []))
    #expect(oscillator.values == [Complex(0, 2), Complex(0, -2)])
    let still = CharacteristicRoots(scalar(0, 0, 1))
    #expect(still.values == [0] && still.isComplete)
    // A delay of length 0 is none.
    let present = CharacteristicRoots(scalar(-1, -2, 0))
    #expect(present.values == [-3])
    #expect(!CharacteristicRoots(scalar(.nan, 1, 1)).isComplete)
  }

  /// Where a root lies on the line nothing is counted; beside it, it is counted on the right side.
  @Test func countingByTheArgument() {
    let equation = scalar(0, -.pi / 2, 1)
    #expect(RootCount.toTheRight(of: 0, equation) == nil)
    #expect(RootCount.toTheRight(of: 1e-6, equation) == 0)
    #expect(RootCount.toTheRight(of: -1e-6, equation) == 2)
    // Seven variables, two of which grow without any delay.
    let rates = [2, 1, -1, -2, -3, -4, -5.0]
    let diagonal = CharacteristicMatrix(
      present: Matrix.diagonal(rates),
      delayed: [CharacteristicMatrix.Term(lag: 1, matrix: Matrix.diagonal(rates.map { _ in 0.1 }))])
    #expect(RootCount.toTheRight(of: 0, diagonal) == 2)
  }
}
