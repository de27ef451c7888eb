// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import RealModule

/// A solution curve followed step by step: pseudo-arclength continuation (Keller 1977) as a sequence of points.
///
/// The step grows when Newton's method is quick and the curve straight, and shrinks when not. A step whose end's tangent
/// turns too far is taken back, which also protects from jumping to a neighbouring curve. When the sequence ends, `end`
/// says why. Budgets, progress and cancellation are for the loop that asks for points.
public struct Curve<Problem: CurveProblem>: Sequence, IteratorProtocol {
  /// The equations.
  public let problem: Problem
  /// How the curve is followed.
  public let settings: CurveSettings
  /// Why the curve has ended, once it has.
  public private(set) var end: CurveEnd?

  private let window: CurveWindow
  private let corrector: Corrector<Problem>
  private var start: CurvePoint<Problem.Description>?
  private var current: CurvePoint<Problem.Description>?
  private var guess: (unknowns: [Double], tangent: [Double])
  private var step: Double
  private var count = 0
  private var leftStart = false

  /// Prepares to follow the curve through a point.
  /// - Parameters:
  ///   - problem: The equations.
  ///   - start: A point on or near the curve.
  ///   - direction: The sense in which to set out, roughly along the curve.
  ///   - window: Where to stop.
  ///   - settings: How to follow the curve.
  public init(
    _ problem: Problem, from start: [Double], direction: [Double], window: CurveWindow,
    settings: CurveSettings = CurveSettings()
  ) {
    self.problem = problem
    self.settings = settings
    self.window = window
    corrector = Corrector(problem: problem, settings: settings)
    guess = (start, direction)
    step = settings.initialStep
  }

  /// The next point of the curve; nil when it has ended.
  public mutating func next() -> CurvePoint<Problem.Description>? {
    if end != nil { return nil }
    guard let from = current else { return firstPoint() }
    if count >= settings.pointLimit {
      end = .pointLimit(count)
      return nil
    }
    guard let point = advance(from) else { return nil }
    current = point
    count += 1
    checkEnd(point)
    return point
  }

  /// The point of the curve at a distance along the tangent of another point, by the corrector across that tangent.
  public func point(
    at distance: Double, from point: CurvePoint<Problem.Description>
  ) -> CurvePoint<Problem.Description>? {
    let guess = zip(point.unknowns, point.tangent).map { $0 + distance * $1 }
    return try? corrected(guess, along: point.tangent, arclength: point.arclength + distance)
  }

  private mutating func firstPoint() -> CurvePoint<Problem.Description>? {
    do {
      let point = try corrected(guess.unknowns, along: guess.tangent, arclength: 0)
      start = point
      current = point
      return point
    } catch {
      guard case .notConverged(let residual) = error else { return nil }
      end = .noStart(residual: residual)
      return nil
    }
  }

  private func corrected(
    _ guess: [Double], along tangent: [Double], arclength: Double
  ) throws(Corrector<Problem>.Failure) -> CurvePoint<Problem.Description> {
    let weights = problem.weights(at: guess)
    let border = zip(weights, tangent).map { $0 * $1 }
    let corrected = try corrector.correct(guess, border: border)
    guard let (direction, factorization) = corrector.tangent(at: corrected, border: border) else {
      throw .notConverged(residual: corrected.residual)
    }
    return CurvePoint(
      unknowns: corrected.unknowns, tangent: direction, arclength: arclength,
      description: problem.describe(corrected.unknowns, tangent: direction, factorization: factorization),
      iterations: corrected.iterations, residual: corrected.residual)
  }

  private mutating func advance(_ from: CurvePoint<Problem.Description>) -> CurvePoint<Problem.Description>? {
    var residual = from.residual
    while step >= settings.smallestStep {
      let length = step
      guard let point = point(at: length, from: from) else {
        step *= 0.4
        residual = .nan
        continue
      }
      let weights = problem.weights(at: from.unknowns)
      let cosine =
        weightedProduct(from.tangent, point.tangent, weights) / weightedNorm(point.tangent, weights)
      let angle = Double.acos(Swift.min(1, Swift.max(-1, cosine)))
      let chord = weightedNorm(zip(point.unknowns, from.unknowns).map { $0 - $1 }, weights)
      // A point far from the tangent's plane foot lies on another curve.
      if angle > settings.largestAngle || chord > 1.5 * length {
        step *= 0.5
        continue
      }
      adaptStep(iterations: point.iterations, angle: angle)
      return point
    }
    end = .stepTooSmall(step: step, residual: residual)
    return nil
  }

  private mutating func adaptStep(iterations: Int, angle: Double) {
    let byAngle = 0.6 * settings.largestAngle / Swift.max(angle, 1e-3)
    let byNewton = iterations <= 3 ? 1.5 : (iterations <= 5 ? 1.0 : 0.6)
    step = Swift.min(settings.largestStep, step * Swift.min(byAngle, byNewton, 2))
  }

  private mutating func checkEnd(_ point: CurvePoint<Problem.Description>) {
    guard let start else { return }
    switch window.position(of: point.unknowns) {
    case .inside: break
    case .outside: end = .window
    case .unbounded: end = .unbounded
    }
    let weights = problem.weights(at: start.unknowns)
    let gap = weightedNorm(zip(point.unknowns, start.unknowns).map { $0 - $1 }, weights)
    if gap > 3 * settings.largestStep { leftStart = true }
    if !leftStart { leftStart = point.arclength > 6 * Swift.max(step, gap) && gap > 2 * step }
    if leftStart, gap < step, weightedProduct(point.tangent, start.tangent, weights) > 0.7 { end = .closed }
  }
}
