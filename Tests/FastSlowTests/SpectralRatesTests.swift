// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import RealModule
import Testing

@testable import FastSlow

/// Rates of variables by the spectrum, where the eigenvectors are known.
@Suite("Rates by the spectrum") struct SpectralRatesTests {
  private func rates(_ equations: String, _ count: Int) throws -> [Double] {
    let field = try CompiledModel(ODEFile(text: equations + "\ndone", fileName: "model.ode").model)
    return SpectralRates.rates(
      field, columns: (0..<count).map { _ in [0.3, 0.3] }, parameters: field.model.parameterValues)
  }

  @Test("variables that do not act on each other have their own rates")
  func diagonal() throws {
    let found = try rates("x'=-5*x\ny'=-0.2*y\nz'=-70*z", 3)
    for (rate, expected) in zip(found, [5, 0.2, 70.0]) { #expect(abs(rate - expected) < 1e-12 * expected) }
  }

  @Test("what drives another variable alone changes no rate")
  func triangular() throws {
    let found = try rates("x'=-5*x+300*y\ny'=-0.2*y+4e3*z\nz'=-70*z", 3)
    for (rate, expected) in zip(found, [5, 0.2, 70.0]) { #expect(abs(rate - expected) < 1e-9 * expected) }
  }

  @Test("both variables of a rotation turn at its frequency, in any units", arguments: [1.0, 1e4])
  func rotation(unit: Double) throws {
    let found = try rates("x'=-3*y/\(unit)\ny'=3*\(unit)*x", 2)
    for rate in found { #expect(abs(rate - 3) < 1e-10) }
  }

  /// The part of x in the eigenvalue k is (k - d) / (k - l) of the matrix [a b; c d] with the eigenvalues k and l.
  @Test("two variables: parts in closed form", arguments: [(-4.0, 2.0, 0.3, -0.1), (-1, 0.7, -0.01, -0.02)])
  func parts(a: Double, b: Double, c: Double, d: Double) throws {
    let found = try rates("x'=\(a)*x+\(b)*y\ny'=\(c)*x+\(d)*y", 2)
    let root = ((a - d) * (a - d) + 4 * b * c).squareRoot()
    let (k, l) = ((a + d + root) / 2, (a + d - root) / 2)
    let (inK, inL) = (abs((k - d) / (k - l)), abs((l - d) / (l - k)))
    let (otherK, otherL) = (abs((k - a) / (k - l)), abs((l - a) / (l - k)))
    #expect(abs(found[0] - (inK * abs(k) + inL * abs(l))) < 1e-12)
    #expect(abs(found[1] - (otherK * abs(k) + otherL * abs(l))) < 1e-12)
  }

  /// The spectrum is that of -1 / e along x, and of the reduced flow along the slow manifold.
  @Test("a slow variable's rate falls with the ratio of rates", arguments: [1e-2, 1e-4, 1e-6])
  func slow(ratio: Double) throws {
    let found = try rates("x'=-x+y\ny'=\(ratio)*(x-3*y)", 2)
    // The eigenvalues are -1 - e and -2 e to first order; y has the part e in the fast one.
    #expect(abs(found[1] - 3 * ratio) < 20 * ratio * ratio)
    #expect(abs(found[0] - 1) < 10 * ratio)
  }
}
