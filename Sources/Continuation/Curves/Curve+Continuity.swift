// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Whether a step has stayed on its curve, and why none is possible.
extension Curve {
  /// Whether a step has stayed on the curve and passed no narrow fold: where that is in doubt, the point in the middle must lie where the ends
  /// and their tangents say.
  func isOfOneCurve(
    _ from: CurvePoint<Problem>, _ to: Candidate, length: Double, predicted: [Double]? = nil
  ) -> Bool {
    guard problem.hasCheapPoints, let guess = predicted ?? prediction(at: length, from: from)?.1,
      guess.count == to.point.unknowns.count, isInDoubt(from, to, length: length, predicted: guess)
    else { return true }
    guard let middle = try? candidate(at: length / 2, from: from).point.unknowns, middle.count == guess.count else {
      return false
    }
    return isBetween(middle, from, to, length: length)
  }

  /// Corrections longer than this part of a step are looked into.
  private static var largestCorrection: Double { 0.02 }
  /// Where a parameter's part of the tangent is smaller, the curve is nearly upright, and the parameter may turn back and forth in a step.
  private static var upright: Double { 0.1 }

  /// Whether the corrector had far to go, or the curve is nearly upright.
  private func isInDoubt(
    _ from: CurvePoint<Problem>, _ to: Candidate, length: Double, predicted: [Double]
  ) -> Bool {
    let weights = from.problem.weights(at: from.unknowns)
    let correction = weightedNorm(zip(to.point.unknowns, predicted).map { $0 - $1 }, weights)
    return correction > Self.largestCorrection * length
      || window.ranges.keys.contains { abs(from.motion[$0]) * weights[$0].squareRoot() < Self.upright }
  }

  /// The middle of a step lies this near to where the ends and their tangents say, as a part of the step.
  private static var largestGap: Double { 0.01 }
  /// The same for a parameter, as a part of its way.
  private static var largestTurn: Double { 0.25 }

  /// Whether a point in the middle of a step lies on Hermite's cubic through both ends.
  private func isBetween(
    _ middle: [Double], _ from: CurvePoint<Problem>, _ to: Candidate, length: Double
  ) -> Bool {
    let weights = from.problem.weights(at: from.unknowns)
    let (a, b, norm) = (from.unknowns, to.point.unknowns, weightedNorm(to.motion, weights))
    guard norm > 0 else { return false }
    let gap = a.indices.map {
      middle[$0] - (a[$0] + b[$0]) / 2 - length / 8 * (from.motion[$0] - to.motion[$0] / norm)
    }
    if weightedNorm(gap, weights) > Self.largestGap * length + settings.roundOff { return false }
    return window.ranges.keys.allSatisfy { index in
      let way = abs(middle[index] - a[index]) + abs(b[index] - middle[index])
      return abs(gap[index]) < Self.largestTurn * way + settings.roundOff / weights[index].squareRoot()
    }
  }

  /// Whether a step has led onto another curve beside this one, as onto the other side of a narrow fold.
  ///
  /// The orientation of a curve changes at branch points alone. Where it differs at the two ends of a step, the place at which it
  /// changes is enclosed: at a branch point the points on both sides of it come together, at a jump they do not.
  func hasJumped(_ from: CurvePoint<Problem>, _ to: CurvePoint<Problem>) -> Bool {
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

  /// Whether the equations have no value beside a point, as where a root's or a logarithm's domain ends and the curve touches its
  /// edge. Problems of very many unknowns are not asked.
  func isBesideUndefined(_ point: CurvePoint<Problem>) -> Bool {
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
}
