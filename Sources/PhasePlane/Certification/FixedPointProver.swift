// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Proofs
import Results
import Symbolics

/// Proves by interval arithmetic that a list of fixed points is complete in a window and a seam of 1e-9 around it (`ZeroProver`).
public struct FixedPointProver {
  private let prover: ZeroProver
  private let isCancelled: () -> Bool
  /// Boxes smaller than this fraction of the window are left undecided.
  private static let smallest = 1e-6
  /// The width of the seam, as a fraction of the window.
  private static let seam = 1e-9

  /// - Parameters:
  ///   - system: The system.
  ///   - window: The part of the plane to search.
  ///   - budget: The most boxes to examine.
  ///   - isCancelled: Asked for every box; the rest is left undecided when it answers true.
  public init(
    _ system: PlanarSystem, window: PlaneWindow, budget: Int, isCancelled: @escaping () -> Bool = { false }
  ) {
    self.isCancelled = isCancelled
    prover = ZeroProver(
      KrawczykOperator(system), in: IntervalBox(window.enlarged(by: Self.seam)), units: window.size.list,
      budget: budget, smallest: Self.smallest)
  }

  /// The certificate for some fixed points, and any that they lack.
  func prove(_ points: [LocatedPoint]) -> (certificate: Certificate, missed: [SIMD2<Double>]) {
    let outcome = prover.search(knowing: points.map(\.position.list), isCancelled: isCancelled)
    return (Certificate(outcome), outcome.missed.map(\.position))
  }
}

extension Certificate {
  /// What a search by interval arithmetic has proved.
  init(_ outcome: ZeroProver.Outcome) {
    self.init(
      complete: outcome.isComplete, provedCount: outcome.provedCount, undecidedBoxes: outcome.undecided.map(\.ends),
      examinedCount: outcome.examinedCount)
  }
}
