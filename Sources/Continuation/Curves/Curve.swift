// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import RealModule

/// A solution curve followed step by step: pseudo-arclength continuation (Keller 1977) as a sequence of points.
///
/// The step grows when Newton's method is quick and the curve straight, and shrinks when not. A step whose end's tangent
/// turns too far is taken back, which also protects from jumping to a neighbouring curve. When the sequence ends, `end`
/// says why. Budgets, progress and cancellation are for the loop that asks for points.
public struct Curve<Problem: CurveProblem>: Sequence, IteratorProtocol, Sendable {
  /// The equations, in the coordinates of the last point accepted.
  public private(set) var problem: Problem
  /// How the curve is followed.
  public let settings: CurveSettings
  /// Why the curve has ended, once it has.
  public private(set) var end: CurveEnd?

  /// Where the curve ends; to be set anew when a discretisation changes the number of unknowns.
  var window: CurveWindow
  private var start: CurvePoint<Problem>?
  private var current: CurvePoint<Problem>?
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
    guess = (start, direction)
    step = settings.initialStep
  }

  /// The next point of the curve; nil when it has ended.
  public mutating func next() -> CurvePoint<Problem>? {
    if end != nil { return nil }
    guard let from = current else { return firstPoint() }
    if count >= settings.pointLimit {
      end = .pointLimit(count)
      return nil
    }
    guard var point = advance(from) else { return nil }
    count += 1
    checkEnd(point)
    // Where the edge seems to lie on another curve, shorter steps lead to it.
    while end == .window, !window.contains(point.unknowns) {
      if let edge = pointOnEdge(from, point) {
        point = edge
        break
      }
      let length = point.arclength - from.arclength
      step = 0.5 * length
      guard length > settings.shortestToEdge, let nearer = advance(from) else {
        point = lastInside(from, point)
        end = .window
        break
      }
      point = nearer
      end = nil
      checkEnd(point)
    }
    return point
  }

  /// Keeps the next step from being longer than a length.
  mutating func limitStep(to length: Double) { step = Swift.min(step, Swift.max(length, settings.smallestStep)) }

  /// Makes a point the one from which the next step starts, after `next` has returned it.
  ///
  /// Discretisations may change here, so events between two points are to be looked for before.
  /// - Returns: the point in the discretisation of the next step.
  @discardableResult
  public mutating func accept(_ point: CurvePoint<Problem>) -> CurvePoint<Problem> {
    var point = point
    let directions = [point.tangent] + (point.bend.isEmpty ? [] : [point.bend])
    let other = point.problem.accept(point.unknowns, directions: directions, description: point.description)
    if let (unknowns, moved) = other {
      point.unknowns = unknowns
      let motion = point.problem.motion(at: unknowns, tangent: moved[0])
      let norm = weightedNorm(motion, point.problem.weights(at: unknowns))
      point.tangent = moved[0].map { $0 / norm }
      point.motion = motion.map { $0 / norm }
      point.bend = moved.count > 1 ? moved[1] : []
    }
    problem = point.problem
    current = point
    return point
  }

  /// The rest of the curve from the last point accepted, in another description of the same solutions.
  /// - Parameters:
  ///   - problem: The equations in the new description.
  ///   - unknowns: The last point accepted, in it.
  ///   - direction: The sense in which the curve is followed, roughly.
  /// - Returns: the curve and its first point, accepted; nil if Newton's method leads to no such point.
  func continued(
    _ problem: Problem, _ unknowns: [Double], _ direction: [Double]
  ) -> (curve: Self, point: CurvePoint<Problem>)? {
    guard let current else { return nil }
    var curve = Self(problem, from: unknowns, direction: direction, window: window, settings: settings)
    (curve.step, curve.count) = (step, count)
    guard var first = curve.firstPoint() else { return nil }
    let shift = zip(first.unknowns, unknowns).map { $0 - $1 }
    guard weightedNorm(shift, problem.weights(at: unknowns)) < settings.initialStep else { return nil }
    first.arclength = current.arclength
    let accepted = curve.accept(first)
    return (curve, accepted)
  }

  /// Where a test function changes sign: distances from a point, and a point between them.
  struct Bracket {
    var point: CurvePoint<Problem>
    var low: Double
    var high: Double

    /// The width along the curve.
    var width: Double { high - low }
  }

  /// The zero of a test function between a point and one further along, by bisection or, where the function is smooth, by
  /// regula falsi with bisections in between.
  /// - Parameters:
  ///   - test: A function whose sign differs at the two ends.
  ///   - a: The first point.
  ///   - b: The second point.
  ///   - tolerance: The width of the final bracket, relative to the step.
  ///   - isSmooth: Whether more than the sign of the function means something.
  func zero(
    of test: (Problem.Description) -> Double, from a: CurvePoint<Problem>,
    to b: CurvePoint<Problem>, tolerance: Double, isSmooth: Bool
  ) -> Bracket {
    let length = b.arclength - a.arclength
    var bracket = Bracket(point: a, low: 0, high: length)
    let first = test(a.description)
    var (lowValue, highValue) = (first, test(b.description))
    for iteration in 0..<80 where bracket.width > tolerance * length {
      var place = (bracket.low + bracket.high) / 2
      if isSmooth, highValue.isFinite, iteration % 3 != 2 {
        // Kept away from the ends, so that the bracket shrinks from both sides.
        let secant = bracket.low - lowValue * bracket.width / (highValue - lowValue)
        let margin = 0.02 * bracket.width
        place = Swift.min(bracket.high - margin, Swift.max(bracket.low + margin, secant))
        if Swift.abs(secant - place) < margin {
          place = secant > (bracket.low + bracket.high) / 2 ? secant - margin : secant + margin
        }
      }
      guard let point = self.point(at: place, from: a) else { break }
      bracket.point = point
      let value = test(point.description)
      if value == 0 { break }
      if (value < 0) == (first < 0) {
        (bracket.low, lowValue) = (place, value)
      } else {
        (bracket.high, highValue) = (place, value)
      }
    }
    return bracket
  }

  /// The last point between two at which a condition holds that holds at the first and not at the second, by bisection.
  func last(
    from a: CurvePoint<Problem>, to b: CurvePoint<Problem>, where holds: (CurvePoint<Problem>) -> Bool
  ) -> CurvePoint<Problem> {
    var (low, high, last) = (0.0, b.arclength - a.arclength, a)
    for _ in 0..<40 where high - low > Self.placement * (b.arclength - a.arclength) {
      let middle = (low + high) / 2
      if let point = point(at: middle, from: a), holds(point) { (low, last) = (middle, point) } else { high = middle }
    }
    return last
  }

  /// The part of a step to which such a point is found.
  private static var placement: Double { 1e-6 }

  /// The point of the curve at a distance along the tangent of another point, by the corrector across that tangent.
  public func point(
    at distance: Double, from point: CurvePoint<Problem>
  ) -> CurvePoint<Problem>? {
    (try? candidate(at: distance, from: point)).map { described($0, arclength: point.arclength + distance) }
  }

  /// - Throws: also where coordinates that move would run into each other.
  private func candidate(
    at distance: Double, from point: CurvePoint<Problem>
  ) throws(Corrector<Problem>.Failure) -> Candidate {
    guard let (problem, guess) = prediction(at: distance, from: point) else {
      throw .notConverged(residual: point.residual)
    }
    return try candidate(problem, guess, along: point.tangent)
  }

  /// The parabola through a point with its motion and bend, which is not trusted where it turns too far.
  /// - Returns: nil if coordinates that move would run into each other.
  private func prediction(at distance: Double, from point: CurvePoint<Problem>) -> (Problem, [Double])? {
    var displacement = point.motion.map { distance * $0 }
    let turn = distance * weightedNorm(point.bend, point.problem.weights(at: point.unknowns))
    if turn > 0, turn < 2 * settings.largestAngle {
      for index in displacement.indices { displacement[index] += distance * distance / 2 * point.bend[index] }
    }
    return point.problem.moved(point.unknowns, by: displacement)
  }

  /// The point at which a step leaves the window; nil if Newton's method does not find it, as where the curve folds there.
  private func pointOnEdge(
    _ a: CurvePoint<Problem>, _ b: CurvePoint<Problem>
  ) -> CurvePoint<Problem>? {
    let length = b.arclength - a.arclength
    guard let (index, value, share) = window.crossing(from: a.unknowns, to: b.unknowns),
      case (let problem, var guess)? = prediction(at: share * length, from: a)
    else { return nil }
    guess[index] = value
    // The border that keeps this unknown as it is, in the sense of travel.
    var border = [Double](repeating: 0, count: guess.count)
    border[index] = b.unknowns[index] < a.unknowns[index] ? -1 : 1
    guard var candidate = try? candidate(problem, guess, border: border) else { return nil }
    candidate.point.unknowns[index] = value
    let shift = zip(candidate.point.unknowns, guess).map { $0 - $1 }
    guard weightedNorm(shift, problem.weights(at: a.unknowns)) < 0.5 * length,
      isOfOneCurve(a, candidate, length: share * length, predicted: guess)
    else { return nil }
    let point = described(candidate, arclength: a.arclength + share * length)
    return hasJumped(a, point) ? nil : point
  }

  /// The last point inside the window on the way to one outside, by bisection.
  private func lastInside(
    _ a: CurvePoint<Problem>, _ b: CurvePoint<Problem>
  ) -> CurvePoint<Problem> {
    var (low, high, best) = (0.0, b.arclength - a.arclength, b)
    for _ in 0..<40 {
      let middle = (low + high) / 2
      guard let point = point(at: middle, from: a) else { break }
      if window.contains(point.unknowns) { (low, best) = (middle, point) } else { high = middle }
    }
    return best
  }

  private mutating func firstPoint() -> CurvePoint<Problem>? {
    do {
      let point = described(try candidate(problem, guess.unknowns, along: guess.tangent), arclength: 0)
      start = point
      return point
    } catch {
      guard case .notConverged(let residual) = error else { return nil }
      end = .noStart(residual: residual)
      return nil
    }
  }

  /// A corrected point whose description is still to be computed, which may cost more than the correction.
  private struct Candidate {
    var problem: Problem
    var point: Corrector<Problem>.Corrected
    var tangent: [Double]
    var motion: [Double]
    var factorization: any BorderedFactorization
  }

  private func candidate(
    _ problem: Problem, _ guess: [Double], along tangent: [Double]
  ) throws(Corrector<Problem>.Failure) -> Candidate {
    try candidate(problem, guess, border: zip(problem.weights(at: guess), tangent).map { $0 * $1 })
  }

  private func candidate(
    _ problem: Problem, _ guess: [Double], border: [Double]
  ) throws(Corrector<Problem>.Failure) -> Candidate {
    let corrector = Corrector(problem: problem, settings: settings)
    let corrected = try corrector.correct(guess, border: border)
    guard let (direction, motion, factorization) = corrector.tangent(at: corrected, border: border) else {
      throw .notConverged(residual: corrected.residual)
    }
    return Candidate(
      problem: problem, point: corrected, tangent: direction, motion: motion, factorization: factorization)
  }

  private func described(_ candidate: Candidate, arclength: Double) -> CurvePoint<Problem> {
    let point = candidate.point
    return CurvePoint(
      problem: candidate.problem, unknowns: point.unknowns, tangent: candidate.tangent, motion: candidate.motion,
      arclength: arclength,
      description: candidate.problem.describe(
        point.unknowns, tangent: candidate.tangent, factorization: candidate.factorization),
      iterations: point.iterations, residual: point.residual)
  }

  private mutating func advance(_ from: CurvePoint<Problem>) -> CurvePoint<Problem>? {
    var residual = from.residual
    var meetsUndefined = false
    while step >= settings.smallestStep {
      let length = step
      let candidate: Candidate
      do throws(Corrector<Problem>.Failure) {
        candidate = try self.candidate(at: length, from: from)
      } catch {
        step *= 0.4
        if case .notConverged(let size) = error { residual = size }
        if residual.isNaN { meetsUndefined = true }
        continue
      }
      let weights = from.problem.weights(at: from.unknowns)
      let cosine = weightedProduct(from.motion, candidate.motion, weights) / weightedNorm(candidate.motion, weights)
      let angle = Double.acos(Swift.min(1, Swift.max(-1, cosine)))
      let chord = weightedNorm(zip(candidate.point.unknowns, from.unknowns).map { $0 - $1 }, weights)
      // A point far from the tangent's plane foot lies on another curve.
      if angle > settings.largestAngle || chord > 1.5 * length || !isOfOneCurve(from, candidate, length: length) {
        step *= 0.5
        residual = candidate.point.residual
        continue
      }
      var point = described(candidate, arclength: from.arclength + length)
      if hasJumped(from, point) {
        step *= 0.3
        residual = candidate.point.residual
        continue
      }
      adaptStep(iterations: candidate.point.iterations, angle: angle)
      point.bend = zip(point.motion, from.motion).map { ($0 - $1) / length }
      return point
    }
    end = meetsUndefined || isBesideUndefined(from) ? .undefined : .stepTooSmall(step: step, residual: residual)
    return nil
  }

  /// Whether a step has stayed on the curve and passed no narrow fold: where the corrector had far to go, or the curve is nearly upright so
  /// that parameters may turn back and forth in a step, the point in the middle must lie where the ends and their tangents say.
  private func isOfOneCurve(
    _ from: CurvePoint<Problem>, _ to: Candidate, length: Double, predicted: [Double]? = nil
  ) -> Bool {
    guard settings.probesMiddles, let guess = predicted ?? prediction(at: length, from: from)?.1,
      guess.count == to.point.unknowns.count
    else { return true }
    let weights = from.problem.weights(at: from.unknowns)
    func difference(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 - $1 } }
    let correction = weightedNorm(difference(to.point.unknowns, guess), weights)
    let isUpright = window.ranges.keys.contains {
      abs(from.motion[$0]) * weights[$0].squareRoot() < settings.upright
    }
    guard correction > settings.largestCorrection * length || isUpright else { return true }
    let (a, b) = (from.unknowns, to.point.unknowns)
    let norm = weightedNorm(to.motion, weights)
    guard norm > 0, let middle = try? candidate(at: length / 2, from: from).point.unknowns, middle.count == a.count
    else {
      return false
    }
    // Hermite's cubic through both ends.
    let expected = a.indices.map { (a[$0] + b[$0]) / 2 + length / 8 * (from.motion[$0] - to.motion[$0] / norm) }
    let gap = difference(middle, expected)
    if weightedNorm(gap, weights) > settings.largestGap * length + settings.roundOff { return false }
    return window.ranges.keys.allSatisfy { index in
      let way = abs(middle[index] - a[index]) + abs(b[index] - middle[index])
      return abs(gap[index]) < settings.largestTurn * way + settings.roundOff / weights[index].squareRoot()
    }
  }

  /// Whether the equations have no value beside a point, as where a root's or a logarithm's domain ends and the curve touches its
  /// edge. Problems of very many unknowns are not asked.
  private func isBesideUndefined(_ point: CurvePoint<Problem>) -> Bool {
    guard point.unknowns.count <= settings.probedUnknowns else { return false }
    let weights = point.problem.weights(at: point.unknowns)
    return zip(point.unknowns.indices, weights).contains { index, weight in
      [1.0, -1].contains { sign in
        guard weight > 0 else { return false }
        var beside = point.unknowns
        beside[index] += sign * settings.probeLength / weight.squareRoot()
        return point.problem.residual(at: beside).contains { !$0.isFinite }
      }
    }
  }

  /// Whether a step has led onto another curve beside this one, as onto the other side of a narrow fold.
  ///
  /// The orientation of a curve changes at branch points alone. Where it differs at the two ends of a step, the place at which it
  /// changes is enclosed: at a branch point the points on both sides of it come together, at a jump they do not.
  private func hasJumped(_ from: CurvePoint<Problem>, _ to: CurvePoint<Problem>) -> Bool {
    let orientation = from.problem.orientation(of: from.description)
    guard orientation != 0, from.problem.orientation(of: to.description) == -orientation else { return false }
    var (low, high) = (from, to)
    for _ in 0..<settings.jumpBisections {
      let middle = (low.arclength + high.arclength) / 2 - from.arclength
      guard let point = point(at: middle, from: from) else { return true }
      if from.problem.orientation(of: point.description) == orientation { low = point } else { high = point }
    }
    let gap = weightedNorm(zip(high.unknowns, low.unknowns).map { $0 - $1 }, from.problem.weights(at: from.unknowns))
    return gap > 4 * (high.arclength - low.arclength) + settings.jump * (to.arclength - from.arclength)
      + settings.roundOff
  }

  private mutating func adaptStep(iterations: Int, angle: Double) {
    let byAngle = 0.6 * settings.largestAngle / Swift.max(angle, 1e-3)
    let byNewton = iterations <= 3 ? 1.5 : (iterations <= 5 ? 1.0 : 0.6)
    step = Swift.min(settings.largestStep, step * Swift.min(byAngle, byNewton, 2))
  }

  private mutating func checkEnd(_ point: CurvePoint<Problem>) {
    guard let start else { return }
    switch window.position(of: point.unknowns) {
    case .inside: break
    case .outside: end = .window
    case .unbounded: end = .unbounded
    }
    guard start.unknowns.count == point.unknowns.count else { return }
    let weights = problem.weights(at: start.unknowns)
    let gap = weightedNorm(zip(point.unknowns, start.unknowns).map { $0 - $1 }, weights)
    if gap > 3 * settings.largestStep { leftStart = true }
    if !leftStart { leftStart = point.arclength > 6 * Swift.max(step, gap) && gap > 2 * step }
    if leftStart, gap < step, weightedProduct(point.tangent, start.tangent, weights) > 0.7 { end = .closed }
  }
}
