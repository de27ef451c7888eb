// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Symbolics

/// Converges to a fixed point from a start.
struct FixedPointLocator {
  let system: PlanarSystem
  private(set) var window: PlaneWindow
  /// Typical sizes of the two components of the displacement in the window.
  private(set) var sizes: SIMD2<Double>
  private let degenerateZeros: DegenerateZeros
  private var domain: DomainTest

  init(_ system: PlanarSystem, window: PlaneWindow) {
    self.system = system
    self.window = window
    degenerateZeros = DegenerateZeros(system)
    domain = DomainTest(system, window: window)
    sizes = FixedPointLocator.sizes(system, window)
  }

  /// The same with another window, which gives the units of length.
  func moved(to window: PlaneWindow) -> FixedPointLocator {
    var other = self
    other.window = window
    other.domain.window = window
    other.sizes = FixedPointLocator.sizes(system, window)
    return other
  }

  private static func sizes(_ system: PlanarSystem, _ window: PlaneWindow) -> SIMD2<Double> {
    let points = QuasiRandomSequence.points(256, in: [window.x, window.y]).map { SIMD2($0) }
    let columns = system.displacements.columns(at: points)
    func typical(_ values: [Double]) -> Double {
      let sorted = values.filter(\.isFinite).map(abs).sorted()
      return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    }
    return SIMD2(typical(columns[0]), typical(columns[1]))
  }

  /// The fixed point that Newton's method leads to, or nil.
  /// - Parameters:
  ///   - start: The first iterate.
  ///   - persistent: Whether to go on with Powell's hybrid method where Newton's method gives up.
  func locate(from start: SIMD2<Double>, persistent: Bool) -> LocatedPoint? {
    switch newton(from: start) {
    case .converged(let root): return settled(SIMD2(root.point))
    case .stopped(_, let best):
      if let point = degenerate(near: SIMD2(best.point)) { return point }
      guard persistent else { return nil }
      // A hybrid step is worth it only for its way into the basin of Newton's method.
      let hybrid = HybridRootFinder(residualTolerance: 1e-6 * max(sizes.x, sizes.y), maximumIterations: 60)
      guard let root = hybrid.solve(from: start.list, residual: residual, jacobian: jacobian).root else { return nil }
      return newton(from: SIMD2(root.point)).root.flatMap { settled(SIMD2($0.point)) }
    }
  }

  private func newton(from start: SIMD2<Double>) -> RootOutcome { newton(from: start, scales: window.size.list) }

  /// What Newton's method comes to, with some typical sizes of the variables.
  ///
  /// Variables and equations are brought to about the same size by powers of two, which round nothing: otherwise a regular
  /// Jacobian would seem singular where their units are far apart.
  func newton(from start: SIMD2<Double>, scales: [Double]) -> RootOutcome {
    let units = scales.map(FixedPointLocator.powerOfTwo)
    let linear = system.linearization(start)
    let rows = [0, 1].map { row in
      let entries = [linear[row], linear[2 + 2 * row] * units[0], linear[3 + 2 * row] * units[1]]
      return FixedPointLocator.powerOfTwo(maximumNorm(entries))
    }
    func state(_ point: [Double]) -> SIMD2<Double> { SIMD2(point[0] * units[0], point[1] * units[1]) }
    let outcome = NewtonSolver(tolerance: 1e-11, maximumIterations: 40, smallestDamping: 1e-3).solve(
      from: [start.x / units[0], start.y / units[1]], scales: zip(scales, units).map(/),
      residual: { point in zip(system.displacements(state(point)), rows).map(/) },
      jacobian: { point in
        let m = system.linearization(state(point))
        return Matrix(
          rows: 2, columns: 2,
          elements: [
            m[2] * units[0] / rows[0], m[3] * units[1] / rows[0], m[4] * units[0] / rows[1], m[5] * units[1] / rows[1],
          ])
      })
    func root(_ root: Root) -> Root {
      let place = state(root.point)
      return Root(
        point: place.list, residual: maximumNorm(system.displacements(place)), iterations: root.iterations)
    }
    switch outcome {
    case .converged(let found): return .converged(root(found))
    case .stopped(let reason, let best): return .stopped(reason, best: root(best))
    }
  }

  /// The power of two next below a positive number; 1 for what is none.
  private static func powerOfTwo(_ value: Double) -> Double {
    value > 0 && value.isFinite ? Double(sign: .plus, exponent: value.exponent, significand: 1) : 1
  }

  private func residual(_ state: [Double]) -> [Double] { system.displacements(SIMD2(state)) }

  private func jacobian(_ state: [Double]) -> Matrix {
    Matrix(rows: 2, columns: 2, elements: Array(system.linearization(SIMD2(state))[2..<6]))
  }

  /// What a place is at which Newton's method has converged.
  enum Verdict {
    case fixedPoint(LocatedPoint)
    /// The right-hand side has no value there.
    case undefined
    /// The displacement is not zero within rounding.
    case none
  }

  /// A converged point; made more exact as a degenerate one if it is one.
  private func settled(_ position: SIMD2<Double>) -> LocatedPoint? {
    if case .fixedPoint(let point) = verdict(at: position) { return point }
    return nil
  }

  /// What a place is at which Newton's method has converged; a degenerate point is made more exact.
  func verdict(at position: SIMD2<Double>) -> Verdict {
    guard let position = domain.place(near: position) else { return .undefined }
    let point = LocatedPoint(at: position, of: system)
    guard isZero(point) else { return .none }
    if !isFlat(point), abs(point.crossingSine(in: window)) > 1e-3 { return .fixedPoint(point) }
    return .fixedPoint(degenerate(near: position) ?? point)
  }

  /// Whether a component hardly changes around a zero, compared with its values in the window: it may be a zero of higher order.
  private func isFlat(_ point: LocatedPoint) -> Bool {
    let (a, b) = point.gradients(in: window)
    return a.largest < Self.flat * sizes.x || b.largest < Self.flat * sizes.y
  }

  /// The slope of a zero, relative to values in the window, below which it may be one of higher order.
  private static let flat = 1e-3

  /// Whether the displacement is as small as its conditioning lets one expect of an exact zero.
  private func isZero(_ point: LocatedPoint) -> Bool {
    let (a, b) = point.gradients(in: window)
    // Beside a pole gradients are as large as one likes, and so is the displacement.
    let allowed = 1e-9 * pointwiseMin(pointwiseMax(SIMD2(a.largest, b.largest), 1e-3 * sizes), 1e6 * sizes)
    return point.position.isFinite && abs(point.residual.x) <= allowed.x && abs(point.residual.y) <= allowed.y
  }

  /// A point near a start at which displacement and determinant vanish together within rounding.
  private func degenerate(near start: SIMD2<Double>) -> LocatedPoint? {
    guard let position = degenerateZeros.zero(near: start, window: window, sizes: sizes) else { return nil }
    var point = LocatedPoint(at: position, of: system)
    point.isDegenerate = true
    return point
  }

  /// Whether further fixed points lie arbitrarily near: a curve of them, or the whole plane.
  ///
  /// Looked for by a small step along the direction in which the displacement does not change to first order.
  func isPartOfContinuum(_ point: LocatedPoint) -> Bool {
    guard abs(point.crossingSine(in: window)) < 1e-7 || isFlat(point) else { return false }
    let (a, b) = point.gradients(in: window)
    let steeper =
      a.largest / max(sizes.x, .leastNormalMagnitude) >= b.largest / max(sizes.y, .leastNormalMagnitude) ? a : b
    let norm = (steeper * steeper).sum().squareRoot()
    let along = norm > 0 ? SIMD2(-steeper.y, steeper.x) / norm : [1, 0]
    // Where the whole Jacobian vanishes, a curve of zeros may lead anywhere.
    let directions = [along, [1, 0], [0, 1], [0.7, 0.7], [0.7, -0.7]]
    return directions.flatMap { [1e-3 * $0, -1e-3 * $0] }.contains { step in
      let guess = point.position + step * window.size
      guard let root = newton(from: guess).root ?? nearZero(guess) else { return false }
      let other = LocatedPoint(at: SIMD2(root.point), of: system)
      let distance = window.distance(other.position, point.position)
      return isZero(other) && distance > 0.3e-3 && distance < 3e-3
        && (abs(other.crossingSine(in: window)) < 1e-5 || isFlat(point) && isFlat(other))
    }
  }

  /// A point that solves the equations already.
  private func nearZero(_ position: SIMD2<Double>) -> Root? {
    let values = residual(position.list)
    let size = maximumNorm(values)
    return size <= 1e-14 * max(sizes.x, sizes.y) ? Root(point: position.list, residual: size, iterations: 0) : nil
  }
}
