// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results
import Symbolics

/// Finds all fixed points in a window.
///
/// **Method.** Newton's method with exact Jacobian, damped, and Powell's hybrid method where that gives up, from every
/// crossing and nearest approach of nullclines, every cell of a grid in which both components change sign, and from points
/// spread evenly over the window. Points found more than once are recognised by their distance *and* by their Jacobians.
/// Points at which the nullclines touch are converged together with the vanishing determinant, to full precision.
///
/// **Limits.** The list is complete as far as such a search can tell; `FixedPointProver` proves it. Fixed points that are
/// not isolated (both right-hand sides share a factor, say) are counted in a note instead of being listed.
public struct FixedPointFinder {
  private let system: PlanarSystem
  private let window: PlaneWindow
  let locator: FixedPointLocator
  /// Asked before every start; the search ends early with what it has found when it answers true.
  public var isCancelled: @Sendable () -> Bool = { false }

  /// A finder for the fixed points of a system in a window.
  public init(_ system: PlanarSystem, window: PlaneWindow) {
    self.system = system
    self.window = window
    locator = FixedPointLocator(system, window: window)
  }

  /// The isolated fixed points from left to right, and what else there is to say.
  /// - Throws: `PhasePlaneError.model`, which a valid system does not.
  public func find() throws(PhasePlaneError) -> (points: [FixedPoint], notes: [String]) {
    var finder = NullclineFinder(model: system.model, window: window)
    finder.isCancelled = isCancelled
    var drafts: [[DraftCurve]] = []
    for expression in system.displacement { drafts.append(try finder.drafts(of: expression).curves) }
    let (found, notes) = locate(nullclines: drafts)
    let classifier = FixedPointClassifier(system, window: window)
    return (found.map(classifier.describe), notes)
  }

  /// The isolated fixed points, given the nullclines of both variables.
  func locate(nullclines: [[DraftCurve]]) -> (points: [LocatedPoint], notes: [String]) {
    let starts = FixedPointStarts(system: system, window: window)
    var found: [LocatedPoint] = []
    var continua: [LocatedPoint] = []
    func search(from points: [SIMD2<Double>], persistent: Bool) {
      for start in points {
        if found.contains(where: { window.distance($0.position, start) < 1e-9 }) { continue }
        if continua.count >= 8 || isCancelled() { return }
        guard let point = locator.locate(from: start, persistent: persistent) else { continue }
        insert(point, into: &found, continua: &continua)
      }
    }
    for (component, curves) in nullclines.enumerated() {
      search(from: starts.alongCurves(curves, other: 1 - component), persistent: true)
    }
    search(from: starts.cells(count: 48), persistent: true)
    search(from: starts.scattered(count: 48), persistent: false)
    found = locator.withoutRepetitions(found).map(locator.withErrors)
    found.sort { ($0.position.x, $0.position.y) < ($1.position.x, $1.position.y) }
    return (found, note(on: continua))
  }

  /// Adds a point, unless it lies outside of the window, is known already, or is not isolated.
  func insert(_ point: LocatedPoint, into found: inout [LocatedPoint], continua: inout [LocatedPoint]) {
    guard window.contains(point.position, margin: 1e-9) else { return }
    let isKnown = { (other: LocatedPoint) in other.isSame(as: point, in: window) }
    if found.contains(where: isKnown) || continua.contains(where: isKnown) { return }
    if locator.isPartOfContinuum(point) {
      continua.append(point)
    } else {
      found.append(point)
    }
  }

  /// The points together with those near some positions, from left to right.
  func adding(_ positions: [SIMD2<Double>], to points: [LocatedPoint]) -> [LocatedPoint] {
    let further = positions.map { position in
      locator.locate(from: position, persistent: true)
        ?? LocatedPoint(at: position, of: system)
    }
    return (points + further).sorted { ($0.position.x, $0.position.y) < ($1.position.x, $1.position.y) }
  }

  /// Whether a point found in units of the window is a fixed point also in those of the distance to its neighbour.
  func isConfirmed(_ point: LocatedPoint, apartFrom neighbour: Equilibrium) -> Bool {
    let distance = point.position - neighbour.position
    let reach = SIMD2(max(abs(distance.x), neighbour.window.size.x), max(abs(distance.y), neighbour.window.size.y))
    let (low, high) = (point.position - 0.5 * reach, point.position + 0.5 * reach)
    let own = locator.moved(to: PlaneWindow(x: low.x...high.x, y: low.y...high.y))
    guard let found = own.locate(from: point.position, persistent: false) else { return false }
    return own.window.distance(found.position, point.position) < 1e-3
  }

  private func note(on continua: [LocatedPoint]) -> [String] {
    let zero = zip(system.model.variableNames, system.displacement).filter { $0.1 == 0 }.map(\.0)
    if !zero.isEmpty {
      return [
        (zero.count == 1
          ? "The variable \(zero[0]) never changes" : "The variables \(zero.joined(separator: " and ")) never change")
          + ": fixed points are not isolated and are not listed."
      ]
    }
    guard let first = continua.first else { return [] }
    let place = "\(system.x) = \(first.position.x.brief), \(system.y) = \(first.position.y.brief)"
    return ["There is a curve of fixed points, which are not listed; one of them is \(place)."]
  }
}
