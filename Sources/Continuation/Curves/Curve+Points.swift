// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Points of the curve, predicted and corrected.
extension Curve {
  /// The point of the curve at a distance along the tangent of another point, by the corrector across that tangent.
  public func point(
    at distance: Double, from point: CurvePoint<Problem>
  ) -> CurvePoint<Problem>? {
    (try? candidate(at: distance, from: point)).map { described($0, arclength: point.arclength + distance) }
  }

  /// - Throws: also where coordinates that move would run into each other.
  func candidate(
    at distance: Double, from point: CurvePoint<Problem>
  ) throws(Corrector<Problem>.Failure) -> Candidate {
    guard let (problem, guess) = prediction(at: distance, from: point) else {
      throw .notConverged(residual: point.residual)
    }
    return try candidate(problem, guess, along: point.tangent)
  }

  /// The parabola through a point with its motion and bend, which is not trusted where it turns too far.
  /// - Returns: nil if coordinates that move would run into each other.
  func prediction(at distance: Double, from point: CurvePoint<Problem>) -> (Problem, [Double])? {
    var displacement = point.motion.map { distance * $0 }
    let turn = distance * weightedNorm(point.bend, point.problem.weights(at: point.unknowns))
    if turn > 0, turn < 2 * settings.largestAngle {
      for index in displacement.indices { displacement[index] += distance * distance / 2 * point.bend[index] }
    }
    return point.problem.moved(point.unknowns, by: displacement)
  }

  /// A corrected point whose description is still to be computed, which may cost more than the correction.
  struct Candidate {
    var problem: Problem
    var point: Corrector<Problem>.Corrected
    var tangent: [Double]
    var motion: [Double]
    var factorization: any BorderedFactorization
  }

  func candidate(
    _ problem: Problem, _ guess: [Double], along tangent: [Double]
  ) throws(Corrector<Problem>.Failure) -> Candidate {
    try candidate(problem, guess, border: zip(problem.weights(at: guess), tangent).map { $0 * $1 })
  }

  func candidate(
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

  func described(_ candidate: Candidate, arclength: Double) -> CurvePoint<Problem> {
    let point = candidate.point
    return CurvePoint(
      problem: candidate.problem, unknowns: point.unknowns, tangent: candidate.tangent, motion: candidate.motion,
      arclength: arclength,
      description: candidate.problem.describe(
        point.unknowns, tangent: candidate.tangent, factorization: candidate.factorization),
      iterations: point.iterations, residual: point.residual)
  }
}
