// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Proofs

/// A fixed point with a window of its own, over which the system is about linear: its size is the unit of length in which the
/// point is computed and described, however far away the others are.
struct Equilibrium: Sendable {
  var point: LocatedPoint
  var window: PlaneWindow

  var position: SIMD2<Double> { point.position }
  /// Whether the determinant of the Jacobian is negative.
  var isSaddle: Bool {
    let j = point.jacobian
    return !point.isDegenerate && j[0] * j[3] < j[1] * j[2]
  }
}

/// Looks for the fixed points of a planar system in the whole plane, at every scale.
///
/// **Method.** Newton's method (damped by a test that no scaling of equations changes) from the cells of lattices of all
/// magnitudes around the origin, the places that are given, and every fixed point found, in which both components change
/// sign. Then interval arithmetic: boxes that reach over many decades are halved in the logarithm, and left out where they
/// hold no zero, or just one that is known; from what is left Newton's method starts again (`WholePlaneBoxes`).
///
/// **What is a fixed point.** The Krawczyk operator proves it where the Jacobian is regular; elsewhere the displacement must
/// rise above its rounding errors around the point. Where Newton's method leads to a place at which the right-hand
/// side has no value, there is none (`FixedPointLocator`).
struct WholePlaneSearch {
  /// What was found.
  struct Outcome: Sendable {
    /// The isolated fixed points.
    var points: [Equilibrium] = []
    /// Some points of curves of fixed points.
    var continua: [Equilibrium] = []
    /// Places at which the right-hand side has no value, to which Newton's method led.
    var singular: [SIMD2<Double>] = []
    /// Whether interval arithmetic proved that there are no others with coordinates up to 1e30.
    var isComplete = false
    /// Whether there are more than are looked for.
    var isCrowded = false
  }

  /// The most fixed points that are looked for.
  static let most = 60

  let system: PlanarSystem
  /// The period of each axis that is an angle.
  let periods: [Double?]
  /// Places that something is known of.
  let places: [SIMD2<Double>]
  private let locator: FixedPointLocator
  let krawczyk: KrawczykOperator
  private var outcome = Outcome()

  init(_ system: PlanarSystem, periods: [Double?], places: [SIMD2<Double>]) throws(PhasePlaneError) {
    self.system = system
    self.periods = periods
    self.places = places
    locator = FixedPointLocator(system, window: PlaneWindow(x: -1...1, y: -1...1))
    krawczyk = KrawczykOperator(system)
  }

  /// Half of the plane along each axis: half a turn of an angle.
  private var bounds: SIMD2<Double> { SIMD2(half(0), half(1)) }
  private func half(_ axis: Int) -> Double { periods[axis].map { 0.5 * $0 } ?? .infinity }

  private var isFull: Bool { outcome.continua.count >= 4 || outcome.points.count >= WholePlaneSearch.most }

  /// Runs the search.
  static func find(
    _ system: PlanarSystem, periods: [Double?], places: [SIMD2<Double>]
  ) throws(PhasePlaneError) -> Outcome {
    var search = try WholePlaneSearch(system, periods: periods, places: places)
    search.run()
    return search.outcome
  }

  private mutating func run() {
    let origin = SIMD2<Double>.zero
    var centers = places.filter { $0 != origin }
    searchLattice(around: origin)
    for place in centers { searchLattice(around: place) }
    var next = 0
    while next < outcome.points.count, next < 16, !isFull {
      centers.append(outcome.points[next].position)
      if centers.last != origin { searchLattice(around: outcome.points[next].position) }
      next += 1
    }
    if outcome.continua.isEmpty, system.isExplicit { searchBoxes() }
    outcome.isCrowded = outcome.points.count >= WholePlaneSearch.most
  }

  private mutating func searchLattice(around center: SIMD2<Double>) {
    let lattice = DecadeLattice(system: system, center: wrapped(center), bounds: bounds)
    for start in lattice.starts().prefix(400) {
      if isFull { return }
      _ = search(from: start.point, reach: start.reach)
    }
  }

  private mutating func searchBoxes() {
    // Where a denominator vanishes nothing can be said of a quotient, but of its numerator.
    let numerators = system.displacement.map { Numerator.of($0) }
    var boxes = WholePlaneBoxes(KrawczykOperator(numerators, names: system.model.variableNames), bounds: bounds)
    for known in outcome.points { boxes.settle(around: known.position, reach: known.window.size) }
    while let candidate = boxes.next() {
      if isFull { return }
      // Around a zero with a singular Jacobian no box is ever empty.
      let isResolved = outcome.points.contains { known in
        known.point.isDegenerate && known.window.distance(known.position, candidate.position) < 1e-5
      }
      if isResolved { continue }
      if let point = search(from: candidate.position, reach: 0.5 * SIMD2(candidate.widths)) {
        boxes.settle(around: point.position, reach: point.window.size)
      }
    }
    outcome.isComplete = boxes.isComplete
  }

  /// Follows Newton's method from a start; the fixed point that it leads to, if it is one, known before or not.
  private mutating func search(from start: SIMD2<Double>, reach: SIMD2<Double>) -> Equilibrium? {
    let scales = pointwiseMax(reach, SIMD2(start.x.ulp, start.y.ulp))
    let root: Root
    switch locator.newton(from: start, scales: scales.list) {
    case .converged(let found): root = found
    case .stopped(_, let best): return degenerate(near: SIMD2(best.point), reach: scales)
    }
    var position = wrapped(SIMD2(root.point))
    if let known = outcome.points.first(where: { isAbout(position, $0) }) { return known }
    if isShrinking(position, reach: scales), let found = degenerate(near: position, reach: scales) { return found }
    var window = ownWindow(of: position)
    // What has converged in units of the start's reach need not have in those of the place.
    guard let refined = locator.newton(from: position, scales: window.size.list).root else {
      if isUndefined(position, window) { note(singular: position, window) }
      return nil
    }
    position = snapped(SIMD2(refined.point), reach: window.size)
    if let known = outcome.points.first(where: { isAbout(position, $0) }) { return known }
    window = ownWindow(of: position)
    if let place = undefinedPlace(meantBy: position) {
      note(singular: place, window)
      return nil
    }
    let own = locator.moved(to: window)
    switch own.verdict(at: position) {
    case .undefined:
      note(singular: position, window)
      return nil
    case .none: return nil
    case .fixedPoint(let point):
      return point.isDegenerate ? insert(degenerate: point, own) : insert(own.withErrors(point), window, own)
    }
  }

  /// Whether Newton's method has come to a place at which the determinant is next to nothing compared with that around it.
  private func isShrinking(_ position: SIMD2<Double>, reach: SIMD2<Double>) -> Bool {
    let j = Array(system.linearization(position)[2..<6])
    func size(_ place: SIMD2<Double>) -> Double {
      let m = Array(system.linearization(place)[2..<6])
      return abs(m[0] * m[3]) + abs(m[1] * m[2])
    }
    let corners = [SIMD2(1.0, 1), [1, -1], [-1, 1], [-1, -1]].map { size(position + 0.1 * $0 * reach) }
    let around = corners.filter(\.isFinite).min() ?? 0
    return abs(j[0] * j[3] - j[1] * j[2]) < 1e-6 * around
  }

  /// The fixed point near a place at which the Jacobian is singular, if there is one within the reach of a start.
  private mutating func degenerate(near place: SIMD2<Double>, reach: SIMD2<Double>) -> Equilibrium? {
    let box = PlaneWindow(
      x: place.x - reach.x...place.x + reach.x, y: place.y - reach.y...place.y + reach.y)
    let own = locator.moved(to: box)
    guard case .fixedPoint(let point) = own.verdict(at: place), point.isDegenerate else { return nil }
    return insert(degenerate: point, own)
  }

  /// Adds a fixed point with a singular Jacobian, if the displacement vanishes there and not only in comparison with values around.
  /// - Parameter own: The locator in whose units it was found.
  private mutating func insert(degenerate point: LocatedPoint, _ own: FixedPointLocator) -> Equilibrium? {
    let position = snapped(point.position, reach: own.window.size)
    var point = LocatedPoint(at: position, of: system)
    point.isDegenerate = true
    if let place = undefinedPlace(meantBy: position) {
      note(singular: place, own.window)
      return nil
    }
    guard vanishes(at: point) else { return nil }
    let exact = own.withErrors(point)
    let window = ownWindow(of: exact.position, errors: exact.jacobianError)
    if let known = outcome.points.first(where: { isAbout(exact.position, $0) }) { return known }
    return insert(locator.moved(to: window).withErrors(point), window, locator.moved(to: window))
  }

  private mutating func insert(_ point: LocatedPoint, _ window: PlaneWindow, _ own: FixedPointLocator) -> Equilibrium? {
    if let known = outcome.points.first(where: { known in
      var shifted = point
      shifted.position = known.position + wrapped(point.position - known.position)
      return shifted.isSame(as: known.point, in: window)
    }) {
      return known
    }
    guard isTrue(point, window) else { return nil }
    if own.isPartOfContinuum(point) {
      outcome.continua.append(Equilibrium(point: point, window: window))
      return nil
    }
    let equilibrium = Equilibrium(point: point, window: window)
    outcome.points.append(equilibrium)
    return equilibrium
  }

  private func isUndefined(_ position: SIMD2<Double>, _ window: PlaneWindow) -> Bool {
    if case .undefined = locator.moved(to: window).verdict(at: position) { return true }
    return false
  }

  private mutating func note(singular place: SIMD2<Double>, _ window: PlaneWindow) {
    if !outcome.singular.contains(where: { window.distance($0, place) < 1e-3 }) { outcome.singular.append(place) }
  }

  private func isAbout(_ position: SIMD2<Double>, _ known: Equilibrium) -> Bool {
    known.window.length(wrapped(position - known.position)) < 1e-10
  }

  /// A point with its angles in the turn around zero.
  func wrapped(_ point: SIMD2<Double>) -> SIMD2<Double> {
    var point = point
    for axis in 0...1 {
      guard let period = periods[axis] else { continue }
      point[axis] -= period * (point[axis] / period).rounded()
    }
    return point
  }

  /// A window around a point in which the system is about linear; along an axis that does not matter, one of the size of what
  /// is known.
  private func ownWindow(of point: SIMD2<Double>, errors: [Double] = [0, 0, 0, 0]) -> PlaneWindow {
    var reach = NaturalScale.lengths(system, at: point, errors: errors)
    for axis in 0...1 {
      if let period = periods[axis] { reach[axis] = min(reach[axis], 0.25 * period) }
      if !reach[axis].isFinite {
        let others = (places + outcome.points.map(\.position)).map { abs($0[axis] - point[axis]) }
        // What is left of two equal coordinates is no length.
        let least = 1e-9 * max(abs(point[axis]), others.max() ?? 0)
        reach[axis] = others.filter { $0 > least }.min() ?? (point[axis] == 0 ? 1 : abs(point[axis]))
      }
      reach[axis] = max(reach[axis], 1e-6 * abs(point[axis]))
    }
    return PlaneWindow(x: point.x - reach.x...point.x + reach.x, y: point.y - reach.y...point.y + reach.y)
  }
}
