// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Symbolics
import Synchronization

/// Converges to zeros of a planar displacement at which Newton's method loses digits, because its Jacobian is singular there.
///
/// Such a zero is a regular zero of derivatives as well: of the determinant where the nullclines touch, of the determinant's
/// gradient where they touch to third order, of the Jacobian's entries where these vanish, of the second derivatives where
/// those do. Each of these overdetermined systems is solved by Gauss–Newton steps; the first that is regular and at whose
/// solution what is of lower order vanishes within rounding tells the zero to full precision.
final class DegenerateZeros: Sendable {
  /// A system that is tried.
  private enum Order: Int, CaseIterable {
    case determinant, gradientOfDeterminant, jacobian, secondDerivatives
  }

  /// The functions whose common zero is looked for, with their gradients, and those that must vanish there too.
  private struct Equations: Sendable {
    /// All functions, then the two derivatives of each.
    let functions: PlaneFunction
    /// How many functions there are; the displacement's components come first.
    let count: Int
    /// Derivatives of the displacement that vanish as well.
    let lower: PlaneFunction?
  }

  private let system: PlanarSystem
  private let cache = Mutex<[Int: Equations]>([:])

  private static let mostSteps = 30
  /// The reach around a start, as a part of the window.
  private static let reach = 0.02
  /// The least singular value of a regular system with normalised rows.
  private static let regular = 1e-5
  /// What is left of derivatives that vanish, relative to their typical size in the window.
  private static let vanishing = 1e-11

  init(_ system: PlanarSystem) { self.system = system }

  /// The degenerate zero near a start.
  /// - Parameters:
  ///   - window: The unit of length.
  ///   - sizes: Typical sizes of the displacement's components in the window.
  func zero(near start: SIMD2<Double>, window: PlaneWindow, sizes: SIMD2<Double>) -> SIMD2<Double>? {
    var fallback: SIMD2<Double>?
    let mayVanish = isAlmostZero(start, window, sizes)
    for order in Order.allCases where order == .determinant || mayVanish {
      guard let equations = equations(order),
        let (position, isRegular) = solve(equations, from: start, window, sizes, order),
        isZero(position, window, sizes, equations)
      else { continue }
      if isRegular { return position }
      fallback = fallback ?? position
    }
    return fallback
  }

  private func equations(_ order: Order) -> Equations? {
    if let known = cache.withLock({ $0[order.rawValue] }) { return known }
    guard let made = try? make(order) else { return nil }
    cache.withLock { $0[order.rawValue] = made }
    return made
  }

  private func make(_ order: Order) throws(PhasePlaneError) -> Equations {
    let names = system.model.variableNames
    func derivatives(_ functions: [Expression]) -> [Expression] {
      system.model.jacobian(of: functions, by: names).flatMap { $0 }
    }
    let jacobian = derivatives(system.displacement)
    let determinant = jacobian[0] * jacobian[3] - jacobian[1] * jacobian[2]
    let (functions, lower): ([Expression], [Expression]) =
      switch order {
      case .determinant: (system.displacement + [determinant], [])
      case .gradientOfDeterminant: (system.displacement + derivatives([determinant]), [])
      case .jacobian: (system.displacement + jacobian, jacobian)
      case .secondDerivatives: (system.displacement + derivatives(jacobian), jacobian)
      }
    return Equations(
      functions: try PlaneFunction(functions + derivatives(functions), of: system.model), count: functions.count,
      lower: lower.isEmpty ? nil : try PlaneFunction(lower, of: system.model))
  }

  private func solve(
    _ equations: Equations, from start: SIMD2<Double>, _ window: PlaneWindow, _ sizes: SIMD2<Double>, _ order: Order
  ) -> (position: SIMD2<Double>, isRegular: Bool)? {
    var position = start
    var last = Double.infinity
    var rows = Matrix.identity(2)
    for _ in 0..<Self.mostSteps {
      guard let next = step(equations, at: position, window, sizes, order) else { return nil }
      rows = next.rows
      let length = window.length(next.step)
      if !(window.distance(position + next.step, start) <= Self.reach) { return nil }
      position += next.step
      let isDone = length < 1e-15 || (length < 1e-9 && length >= 0.5 * last)
      last = length
      if isDone { break }
    }
    let least = SingularValueDecomposition(rows)?.singularValues.last ?? 0
    // At a singular solution the steps go on shrinking by a factor each.
    return (position, least > Self.regular && last < 1e-11)
  }

  private func step(
    _ equations: Equations, at position: SIMD2<Double>, _ window: PlaneWindow, _ sizes: SIMD2<Double>, _ order: Order
  ) -> (step: SIMD2<Double>, rows: Matrix)? {
    let values = equations.functions(position)
    let count = equations.count
    let gradients = (0..<count).map { row in
      SIMD2(values[count + 2 * row], values[count + 2 * row + 1]) * window.size
    }
    // Derivatives of one component are compared with each other: those that are much flatter than the steepest say nothing.
    let steepest = gradients.dropFirst(2).map(\.largest).max() ?? 0
    var rows: [[Double]] = []
    var right: [Double] = []
    for (row, gradient) in gradients.enumerated() {
      // Where derivatives vanish, so do the gradients of the components themselves.
      if row < 2, order == .jacobian || order == .secondDerivatives { continue }
      let size = row < 2 ? max(gradient.largest, 1e-3 * sizes[row]) : max(gradient.largest, 1e-6 * steepest)
      guard size > 0, size.isFinite else { continue }
      rows.append((gradient / size).list)
      right.append(-values[row] / size)
    }
    let matrix = Matrix(rows)
    guard rows.count >= 2, let solution = leastSquares(matrix, right) else { return nil }
    let step = SIMD2(solution) * window.size
    return step.isFinite ? (step, matrix) : nil
  }

  /// Whether a place may be near a zero at which more than the determinant vanishes.
  private func isAlmostZero(_ position: SIMD2<Double>, _ window: PlaneWindow, _ sizes: SIMD2<Double>) -> Bool {
    let point = LocatedPoint(at: position, of: system)
    let (a, b) = point.gradients(in: window)
    return abs(point.residual.x) <= 1e-2 * sizes.x && abs(point.residual.y) <= 1e-2 * sizes.y
      && (abs(point.crossingSine(in: window)) < 0.05 || min(a.largest / sizes.x, b.largest / sizes.y) < 0.1)
  }

  /// Whether the displacement is zero within rounding at a place, with what is of lower order than the equations, and its Jacobian
  /// singular.
  private func isZero(
    _ position: SIMD2<Double>, _ window: PlaneWindow, _ sizes: SIMD2<Double>, _ equations: Equations
  ) -> Bool {
    let point = LocatedPoint(at: position, of: system)
    let (a, b) = point.gradients(in: window)
    // Beside a pole gradients are as large as one likes, and so is the displacement.
    let size = SIMD2(
      min(max(a.largest, 1e-2 * sizes.x), 1e6 * sizes.x), min(max(b.largest, 1e-2 * sizes.y), 1e6 * sizes.y))
    guard abs(point.residual.x) <= 1e-13 * size.x, abs(point.residual.y) <= 1e-13 * size.y,
      abs(point.crossingSine(in: window)) <= 1e-7 || min(a.largest / sizes.x, b.largest / sizes.y) <= Self.vanishing
    else { return false }
    guard let lower = equations.lower else { return true }
    let values = lower(position)
    return (0..<2).allSatisfy { row in
      (SIMD2(values[2 * row], values[2 * row + 1]) * window.size).largest <= Self.vanishing * sizes[row]
    }
  }
}
