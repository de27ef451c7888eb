// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics
import Testing

@testable import PhasePlane
@testable import Results

@Suite struct StreamlinePlacementTests {
  private func streamlines(
    _ xRate: Expression, _ yRate: Expression, separation: Double = 0.06
  ) throws -> [PlaneCurve] {
    var placement = StreamlinePlacement(
      try PlanarSystem(planarModel(xRate, yRate)), window: square(1), separation: separation)
    return placement.place()
  }

  /// The orbits of the linear centre x' = y, y' = -4 x are the ellipses 4 x^2 + y^2 = constant.
  @Test func linesFollowTheFlow() throws {
    let lines = try streamlines(y, -4 * x)
    #expect(lines.count > 5)
    for line in lines {
      let energies = line.points.dropFirst().dropLast().map { 4 * $0[0] * $0[0] + $0[1] * $0[1] }
      let (low, high) = (energies.min() ?? 0, energies.max() ?? 0)
      #expect(high - low < 2e-2 * high)
    }
  }

  @Test func linesRunInTheSenseOfTheFlow() throws {
    for line in try streamlines(1, x) {
      #expect(zip(line.points, line.points.dropFirst()).allSatisfy { $0[0] <= $1[0] })
    }
  }

  /// Every place of the window has a line near it, and no two lines are much nearer than asked for.
  @Test(arguments: [0.04, 0.08])
  func linesAreEvenlySpaced(separation: Double) throws {
    let lines = try streamlines(1, 0.3 * .sin(3 * x), separation: separation)
    // Distances in units of the window, whose side is 2.
    let points = lines.map { line in line.points.map { SIMD2($0) / 2 } }
    for (k, line) in points.enumerated() {
      for other in points[(k + 1)...] {
        let least = line.flatMap { p in other.map { q in ((p - q) * (p - q)).sum() } }.min() ?? 1
        #expect(least.squareRoot() > 0.35 * separation)
      }
    }
    for i in 0..<20 {
      for j in 0..<20 {
        let place = (SIMD2(Double(i), Double(j)) + 0.5) / 20 - 0.5
        let least = points.joined().map { ((place - $0) * (place - $0)).sum() }.min() ?? 1
        #expect(least.squareRoot() < 1.5 * separation)
      }
    }
  }

  @Test func undefinedRegionsStayEmpty() throws {
    for line in try streamlines(.sqrt(x), 1) {
      #expect(line.points.allSatisfy { $0[0] >= 0 })
    }
  }
}
