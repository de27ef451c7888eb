// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// Proves by interval arithmetic how many zeros as many functions as variables have in a box.
///
/// **Method.** Around each point of a list a box is sought in which the Krawczyk operator proves that there is exactly one zero. The
/// rest is cut into ever smaller boxes until each is shown to hold none, to lie in one of those boxes, or to hold exactly one zero that
/// was missing from the list.
///
/// **What is proved.** Statements about the formulas with the numbers as the program holds them, whatever the rounding errors. Zeros with
/// a singular Jacobian, and functions that jump or are undefined there, cannot be decided; the boxes around them are told.
///
/// - Complexity: the number of boxes grows exponentially with the number of variables.
package struct ZeroProver {
  /// The functions.
  package let operation: KrawczykOperator
  /// The box to be searched.
  package let region: IntervalBox
  /// The unit of length of each variable.
  package let units: [Double]
  /// The most boxes to examine.
  package var budget: Int
  /// Boxes smaller than this, in these units, are left undecided.
  package var smallest: Double

  /// Boxes around points of the list, and around boxes that are left undecided, reach this far at most, in units of length.
  private static let (largestReach, largestSeam) = (0.1, 0.01)
  /// Of the boxes tried around one that is left undecided each is so many times as large as the next: there may be many of those.
  private static let seamFactor = 10.0

  /// Prepares a search.
  package init(
    _ operation: KrawczykOperator, in region: IntervalBox, units: [Double], budget: Int, smallest: Double
  ) {
    (self.operation, self.region, self.units) = (operation, region, units)
    (self.budget, self.smallest) = (budget, smallest)
  }

  /// What is known of the region.
  package struct Outcome: Sendable {
    /// The number of zeros that are proved to lie in the region.
    package var provedCount = 0
    /// Small boxes, with exactly one zero each, that no point of the list lies in.
    package var missed: [IntervalBox] = []
    /// Parts of the region that could not be decided.
    package var undecided: [IntervalBox] = []
    /// The number of boxes that were examined.
    package var examinedCount = 0
    /// Whether all of the region was decided.
    package var isComplete: Bool { undecided.isEmpty }
  }

  /// Looks for all zeros.
  /// - Parameters:
  ///   - points: The zeros that are known.
  ///   - isCancelled: Asked for every box; the rest is left undecided when it answers true.
  package func search(knowing points: [[Double]] = [], isCancelled: () -> Bool = { false }) -> Outcome {
    var search = Search(region)
    for point in points {
      let reach = units.map { Self.largestReach * $0 }
      guard let box = operation.isolatingBox(around: point, largest: reach) else { continue }
      search.insert(box, place: operation.contracted(box), isListed: true)
    }
    while let box = search.pending.popLast() {
      if search.isSettled(box) { continue }
      if search.outcome.examinedCount >= budget || isCancelled() {
        search.outcome.undecided.append(box)
        continue
      }
      search.outcome.examinedCount += 1
      switch operation.verdict(box) {
      case .empty: continue
      case .single(let image):
        if !search.insert(box, place: operation.contracted(image), isListed: false) {
          search.pending += box.halves(units: units)
        }
      case .inside(let rest): divide(box, leaving: rest, &search)
      }
    }
    search.outcome.undecided = IntervalBox.merged(search.outcome.undecided)
    return search.outcome
  }

  /// Goes on with the part of a box to which its zeros have been confined.
  private func divide(_ box: IntervalBox, leaving rest: IntervalBox, _ search: inout Search) {
    if zip(rest.widths, units).allSatisfy({ $0 < smallest * $1 }) {
      // A zero on the very edge of a box is in the interior of a larger one.
      if let larger = operation.isolatingBox(
        around: rest.center, largest: units.map { Self.largestSeam * $0 }, factor: Self.seamFactor, holding: rest),
        search.insert(larger, place: operation.contracted(larger), isListed: false)
      {
        return
      }
      search.outcome.undecided.append(rest)
    } else if zip(rest.widths, box.widths).contains(where: { $0 < 0.5 * $1 }) {
      search.pending.append(rest)
    } else {
      search.pending += rest.halves(units: units).reversed()
    }
  }

  /// What is known so far, and what is left to do.
  private struct Search {
    let region: IntervalBox
    var pending: [IntervalBox]
    var outcome = Outcome()
    /// Boxes that hold exactly one zero each.
    private var isolating: [IntervalBox] = []

    init(_ region: IntervalBox) {
      self.region = region
      pending = [region]
    }

    func isSettled(_ box: IntervalBox) -> Bool { isolating.contains { box.isSubset(of: $0) } }

    /// Takes in a box with exactly one zero, which lies in the smaller box `place`.
    /// - Returns: Whether it could be told if the zero is a new one.
    @discardableResult
    mutating func insert(_ box: IntervalBox, place: IntervalBox, isListed: Bool) -> Bool {
      let known = isolating.filter { place.touches($0) }
      if known.contains(where: { place.isSubset(of: $0) }) {
        isolating.append(box)
        return true
      }
      if !known.isEmpty { return false }
      isolating.append(box)
      if place.touches(region) {
        outcome.provedCount += 1
        if !isListed { outcome.missed.append(place) }
      }
      return true
    }
  }
}
