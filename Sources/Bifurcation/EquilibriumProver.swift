// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Proofs
import Symbolics

/// Decides by interval arithmetic whether a list of equilibria, or of a map's fixed points, is complete in a box of few
/// dimensions, and where Newton's method ought to have started if not (`ZeroProver`).
struct EquilibriumProver: Sendable {
  /// Systems of more variables are left: the number of boxes grows exponentially.
  static let dimensionLimit = 3
  /// The most boxes to look at.
  private static let budget = 3000
  /// Boxes smaller than this fraction of the first are left undecided; on a line, where halving costs little, much smaller ones are cut.
  private static let (smallest, smallestOnLine) = (1e-6, 1e-13)
  /// What is left undecided of a box for want of time tells nothing; parts smaller than this fraction of it tell where zeros may be.
  private static let small = 1e-3
  /// A seam around the box, of different widths, for equilibria like to sit on the edge, too.
  private static let seam = (below: 0.011, above: 0.017)

  private let operation: KrawczykOperator
  /// What lies beyond a bound, of the first of the equations.
  let beyond: HalfLineProver

  /// What is known of a box.
  struct Outcome: Sendable {
    /// Whether all of it was decided.
    var isComplete = false
    /// The middles of boxes with exactly one zero each.
    var places: [[Double]] = []
    /// The middles of small boxes in which zeros can be neither shown nor excluded.
    var doubtful: [[Double]] = []
  }

  /// - Parameter model: A model of few variables in which nothing is left free but these.
  /// - Returns: nil if it has too many, or some that no formula gives.
  init?(_ model: Model) {
    guard model.dimension <= Self.dimensionLimit, model.algebraicVariables.isEmpty, !model.dependsOnTime else {
      return nil
    }
    let names = model.variableNames
    let zeros = model.kind == .map ? zip(model.rates, names).map { $0 - .symbol($1) } : model.rates
    operation = KrawczykOperator(zeros, names: names)
    beyond = HalfLineProver(zeros[0], of: names[0])
  }

  /// Looks for the zeros in a box.
  func search(_ ranges: [ClosedRange<Double>], isCancelled: () -> Bool = { false }) -> Outcome {
    let sizes = ranges.map { $0.upperBound - $0.lowerBound }
    let region = zip(ranges, sizes).map {
      Interval($0.lowerBound - Self.seam.below * $1, $0.upperBound + Self.seam.above * $1)
    }
    let prover = ZeroProver(
      operation, in: IntervalBox(region), units: sizes, budget: Self.budget,
      smallest: operation.dimension == 1 ? Self.smallestOnLine : Self.smallest)
    let outcome = prover.search(isCancelled: isCancelled)
    let doubtful = outcome.undecided.filter { box in zip(box.widths, sizes).allSatisfy { $0 < Self.small * $1 } }
    return Outcome(
      isComplete: outcome.isComplete, places: outcome.missed.map(\.center), doubtful: doubtful.map(\.center))
  }
}
