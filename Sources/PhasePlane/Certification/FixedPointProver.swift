// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results
import Symbolics

/// Proves by interval arithmetic that a list of fixed points is complete.
///
/// **Method.** Around each point of the list a box is sought in which the Krawczyk operator proves that there is exactly one
/// fixed point. The rest of the window is cut into ever smaller boxes until each is shown to hold none, to lie in one of
/// those boxes, or to hold exactly one fixed point that was missing from the list.
///
/// **What is proved.** Statements about the formulas with the numbers as the program holds them, in the window and a seam
/// of 1e-9 around it, whatever the rounding errors. Fixed points with a singular Jacobian, and right-hand sides that jump or
/// are undefined at the point, cannot be decided; the boxes around them are reported.
public struct FixedPointProver {
  private let system: PlanarSystem
  private let window: PlaneWindow
  private let operation: KrawczykOperator
  private let budget: Int
  private let isCancelled: () -> Bool
  /// Boxes smaller than this fraction of the window are left undecided.
  private let smallest = 1e-6

  /// - Parameters:
  ///   - system: The system.
  ///   - window: The part of the plane to search.
  ///   - budget: The most boxes to examine.
  ///   - isCancelled: Asked for every box; the rest is left undecided when it answers true.
  public init(
    _ system: PlanarSystem, window: PlaneWindow, budget: Int, isCancelled: @escaping () -> Bool = { false }
  ) {
    self.system = system
    self.window = window
    self.budget = budget
    self.isCancelled = isCancelled
    operation = KrawczykOperator(system)
  }

  /// The certificate for some fixed points, and any that they lack.
  func prove(_ points: [LocatedPoint]) -> (certificate: Certificate, missed: [SIMD2<Double>]) {
    var search = Search(region: PlanarBox(window.enlarged(by: 1e-9)))
    for point in points {
      guard let box = operation.isolatingBox(around: point.position, largest: 0.1 * window.size) else { continue }
      search.insert(box, place: operation.contracted(box), isListed: true)
    }
    while let box = search.pending.popLast() {
      if search.isSettled(box) { continue }
      if search.examined >= budget || isCancelled() {
        search.undecided.append(box)
        continue
      }
      search.examined += 1
      switch operation.verdict(box) {
      case .empty: continue
      case .single(let image):
        if !search.insert(box, place: operation.contracted(image.intersection(box)), isListed: false) {
          search.pending += box.halves(unit: window.size)
        }
      case .inside(let rest): divide(box, leaving: rest, &search)
      }
    }
    let merged = merge(search.undecided)
    let certificate = Certificate(
      complete: merged.isEmpty, provedCount: search.provedCount, undecidedBoxes: merged.map(\.list),
      examinedCount: search.examined)
    return (certificate, search.missed)
  }

  /// Goes on with the part of a box to which its zeros have been confined.
  private func divide(_ box: PlanarBox, leaving rest: PlanarBox, _ search: inout Search) {
    if (rest.size / window.size).max() < smallest {
      // A zero on the very edge of a box is in the interior of a larger one.
      if let larger = operation.isolatingBox(around: rest.center, largest: 0.01 * window.size),
        rest.isSubset(of: larger), search.insert(larger, place: operation.contracted(larger), isListed: false)
      {
        return
      }
      search.undecided.append(rest)
    } else if any(rest.size .< 0.5 * box.size) {
      search.pending.append(rest)
    } else {
      search.pending += rest.halves(unit: window.size).reversed()
    }
  }

  /// What is known so far, and what is left to do.
  private struct Search {
    let region: PlanarBox
    var pending: [PlanarBox]
    var undecided: [PlanarBox] = []
    var examined = 0
    private(set) var provedCount = 0
    private(set) var missed: [SIMD2<Double>] = []
    /// Boxes that hold exactly one fixed point each.
    private var isolating: [PlanarBox] = []

    init(region: PlanarBox) {
      self.region = region
      pending = [region]
    }

    func isSettled(_ box: PlanarBox) -> Bool { isolating.contains { box.isSubset(of: $0) } }

    /// Takes in a box with exactly one fixed point, which lies in the smaller box `place`.
    /// - Returns: Whether it could be told if the point is a new one.
    @discardableResult
    mutating func insert(_ box: PlanarBox, place: PlanarBox, isListed: Bool) -> Bool {
      let known = isolating.filter { place.touches($0) }
      if known.contains(where: { place.isSubset(of: $0) }) {
        isolating.append(box)
        return true
      }
      if !known.isEmpty { return false }
      isolating.append(box)
      if place.touches(region) {
        provedCount += 1
        if !isListed { missed.append(place.center) }
      }
      return true
    }
  }

  /// Boxes that touch, joined to their hulls.
  private func merge(_ boxes: [PlanarBox]) -> [PlanarBox] {
    var merged: [PlanarBox] = []
    for box in boxes {
      var hull = box
      while let index = merged.firstIndex(where: { $0.touches(hull) }) { hull = hull.hull(merged.remove(at: index)) }
      merged.append(hull)
    }
    return merged
  }
}
