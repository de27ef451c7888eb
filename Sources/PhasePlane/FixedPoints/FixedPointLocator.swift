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
  /// The displacement, its determinant, and the derivatives of the three.
  private let degeneracy: PlaneFunction
  private var domain: DomainTest

  init(_ system: PlanarSystem, window: PlaneWindow) throws(PhasePlaneError) {
    self.system = system
    self.window = window
    let names = system.model.variableNames
    let jacobian = system.model.jacobian(of: system.displacement, by: names)
    let determinant = jacobian[0][0] * jacobian[1][1] - jacobian[0][1] * jacobian[1][0]
    let all = system.displacement + [determinant]
    degeneracy = try PlaneFunction(all + system.model.jacobian(of: all, by: names).flatMap { $0 }, of: system.model)
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
    let point = LocatedPoint(position: position, linearization: system.linearization(position))
    guard isZero(point) else { return .none }
    if abs(point.crossingSine(in: window)) > 1e-3 { return .fixedPoint(point) }
    return .fixedPoint(degenerate(near: position) ?? point)
  }

  /// Whether the displacement is as small as its conditioning lets one expect of an exact zero.
  private func isZero(_ point: LocatedPoint) -> Bool {
    let (a, b) = point.gradients(in: window)
    let size = SIMD2(a.largest, b.largest)
    let allowed = 1e-9 * size.replacing(with: 1e-3 * sizes, where: size .< 1e-3 * sizes)
    return point.position.isFinite && abs(point.residual.x) <= allowed.x && abs(point.residual.y) <= allowed.y
  }

  /// A point near a start at which displacement and determinant vanish together within rounding.
  ///
  /// Plain Newton iterations lose half of the digits at such a point. The three equations in two unknowns, solved by
  /// Gauss–Newton steps, lose none, and have a solution only if the point is truly degenerate.
  private func degenerate(near start: SIMD2<Double>) -> LocatedPoint? {
    var position = start
    var last = Double.infinity
    for _ in 0..<30 {
      let values = degeneracy(position)
      guard let step = gaussNewtonStep(values) else { return nil }
      let length = window.length(step)
      if window.distance(position + step, start) > 0.02 { return nil }
      position += step
      if length < 1e-15 || (length < 1e-9 && length >= 0.5 * last) { break }
      last = length
    }
    let values = degeneracy(position)
    var point = LocatedPoint(position: position, linearization: system.linearization(position))
    let (a, b) = point.gradients(in: window)
    let size = SIMD2(max(a.largest, 1e-2 * sizes.x), max(b.largest, 1e-2 * sizes.y))
    guard abs(values[0]) <= 1e-13 * size.x, abs(values[1]) <= 1e-13 * size.y,
      abs(point.crossingSine(in: window)) <= 1e-7
    else { return nil }
    point.isDegenerate = true
    return point
  }

  private func gaussNewtonStep(_ values: [Double]) -> SIMD2<Double>? {
    var rows: [[Double]] = []
    var right: [Double] = []
    for row in 0..<3 {
      let gradient = SIMD2(values[3 + 2 * row], values[4 + 2 * row]) * window.size
      let size = row < 2 ? max(gradient.largest, 1e-3 * sizes[row]) : gradient.largest
      guard size > 0, size.isFinite else { continue }
      rows.append((gradient / size).list)
      right.append(-values[row] / size)
    }
    guard rows.count >= 2, let step = leastSquares(Matrix(rows), right) else { return nil }
    return SIMD2(step) * window.size
  }

  /// Whether further fixed points lie arbitrarily near: a curve of them, or the whole plane.
  ///
  /// Looked for by a small step along the direction in which the displacement does not change to first order.
  func isPartOfContinuum(_ point: LocatedPoint) -> Bool {
    guard abs(point.crossingSine(in: window)) < 1e-7 else { return false }
    let (a, b) = point.gradients(in: window)
    let steeper =
      a.largest / max(sizes.x, .leastNormalMagnitude) >= b.largest / max(sizes.y, .leastNormalMagnitude) ? a : b
    let norm = (steeper * steeper).sum().squareRoot()
    let direction = norm > 0 ? SIMD2(-steeper.y, steeper.x) / norm : [1, 0]
    return [1e-3, -1e-3].contains { length in
      let guess = point.position + length * direction * window.size
      guard let root = newton(from: guess).root ?? nearZero(guess) else { return false }
      let other = LocatedPoint(position: SIMD2(root.point), linearization: system.linearization(SIMD2(root.point)))
      let distance = window.distance(other.position, point.position)
      return isZero(other) && distance > 0.3e-3 && distance < 3e-3 && abs(other.crossingSine(in: window)) < 1e-5
    }
  }

  /// A point that solves the equations already.
  private func nearZero(_ position: SIMD2<Double>) -> Root? {
    let values = residual(position.list)
    let size = maximumNorm(values)
    return size <= 1e-14 * max(sizes.x, sizes.y) ? Root(point: position.list, residual: size, iterations: 0) : nil
  }
}
