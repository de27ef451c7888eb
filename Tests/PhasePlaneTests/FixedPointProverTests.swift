// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule
import Symbolics
import Testing

@testable import PhasePlane
@testable import Results

/// Proofs of completeness for systems whose fixed points are known.
@Suite struct FixedPointProverTests {
  private func prove(
    _ xRate: Expression, _ yRate: Expression, in window: PlaneWindow, hiding hidden: Int = 0, budget: Int = 20_000
  ) throws -> (certificate: Certificate, missed: [SIMD2<Double>], listed: Int) {
    let system = try PlanarSystem(planarModel(xRate, yRate))
    let points = try FixedPointFinder(system, window: window).find().points
    let located = points.dropFirst(hidden).map { point in
      let position = SIMD2(point.state["x"] ?? .nan, point.state["y"] ?? .nan)
      return LocatedPoint(at: position, of: system)
    }
    let (certificate, missed) = FixedPointProver(system, window: window, budget: budget).prove(Array(located))
    return (certificate, missed, located.count)
  }

  @Test func ninePointsAreAll() throws {
    let proof = try prove(.pow(x, 3) - x, .pow(y, 3) - y, in: square(2))
    #expect(proof.certificate.complete)
    #expect(proof.certificate.provedCount == 9)
    #expect(proof.missed.isEmpty)
  }

  @Test func missingPointsAreDiscovered() throws {
    let proof = try prove(.pow(x, 3) - x, .pow(y, 3) - y, in: square(2), hiding: 3)
    #expect(proof.certificate.complete)
    #expect(proof.certificate.provedCount == 9)
    #expect(proof.missed.count == 3)
    for point in proof.missed { #expect(abs(point.x + 1) < 1e-6) }
  }

  @Test func transcendentalCurvesCrossOnce() throws {
    let proof = try prove(y - .exp(-x), y - .tanh(x), in: square(5))
    #expect(proof.certificate.complete)
    #expect(proof.certificate.provedCount == 1)
  }

  @Test func emptyWindowIsProvedEmpty() throws {
    let proof = try prove(1 + x * x, y, in: square(100))
    #expect(proof.certificate == Certificate(complete: true, provedCount: 0, undecidedBoxes: [], examinedCount: 1))
  }

  @Test func closePairIsSeparated() throws {
    let proof = try prove(.pow(x - 0.3, 2) - 1e-10, 0.5 * x - y, in: square(1))
    #expect(proof.certificate.complete)
    #expect(proof.certificate.provedCount == 2)
  }

  @Test func degeneratePointIsLeftUndecided() throws {
    let proof = try prove(.pow(x - 0.3, 2), 0.5 * x - y, in: square(1))
    #expect(!proof.certificate.complete)
    #expect(proof.certificate.provedCount == 0)
    #expect(proof.certificate.undecidedBoxes.count == 1)
    let box = try #require(proof.certificate.undecidedBoxes.first)
    #expect(box[0] <= 0.3 && box[1] >= 0.3 && box[1] - box[0] < 1e-4)
  }

  /// x' changes its sign at a jump and is zero nowhere: no proof of a point may come of it.
  @Test func jumpsProveNothing() throws {
    let proof = try prove(.unary(.heaviside, x - 0.2) - 0.5, y, in: square(1))
    #expect(proof.certificate.provedCount == 0)
    #expect(!proof.certificate.complete)
  }

  /// sqrt(x) - y, x - y: fixed points (0, 0), at the end of the domain, and (1, 1).
  @Test func endsOfDomainsProveNothing() throws {
    let proof = try prove(.sqrt(x) - y, x - y, in: square(2))
    #expect(proof.certificate.provedCount == 1)
    #expect(!proof.certificate.complete)
  }

  @Test func budgetIsKept() throws {
    let system = try PlanarSystem(planarModel(y - .sin(50 * x), x - .sin(50 * y)))
    let (certificate, _) = FixedPointProver(system, window: square(1), budget: 50).prove([])
    #expect(!certificate.complete)
    #expect(certificate.examinedCount == 50)
  }

  /// The crossings of y = sin(8 x) and x = sin(8 y), counted by a second method: sign changes along the curve x = sin(8 y).
  @Test func manyCrossings() throws {
    let proof = try prove(y - .sin(8 * x), x - .sin(8 * y), in: square(1.2))
    let values = (0..<200_000).map { k -> Double in
      let v = -1.2 + 2.4 * (Double(k) + 0.5) / 200_000
      return v - Double.sin(8 * Double.sin(8 * v))
    }
    let count = zip(values, values.dropFirst()).count { $0 * $1 < 0 }
    #expect(proof.certificate.complete)
    #expect(proof.listed == count)
    #expect(proof.certificate.provedCount == count)
  }
}
