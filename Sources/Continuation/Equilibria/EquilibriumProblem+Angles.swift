// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension EquilibriumProblem {
  /// The difference of two states (or points) in units of the scales; of angles the shorter way round.
  public func difference(_ a: [Double], _ b: [Double]) -> [Double] {
    zip(angles.withoutTurns(zip(a, b).map { $0 - $1 }), scales).map { $0 / $1 }
  }

  /// The circumferences of the circles on which single variables live, 0 for those on a line.
  public var periods: [Double] { angles.own }

  /// The start of a curve as a step passes it again, after some angles have gone round: the curve is closed; nil if it does not.
  func returned(
    _ start: CurvePoint<EquilibriumProblem>, after last: CurvePoint<EquilibriumProblem>,
    _ point: CurvePoint<EquilibriumProblem>
  ) -> [Double]? {
    guard periods.contains(where: { $0 > 0 }) else { return nil }
    let shifted = shifted(start.unknowns, beside: point.unknowns)
    let step = zip(point.unknowns, last.unknowns).map { $0 - $1 }
    let isPassed =
      shifted != start.unknowns && passes(shifted, after: last, point)
      && weightedProduct(start.tangent, step, weights(at: point.unknowns)) > 0
    return isPassed ? shifted : nil
  }

  /// The other point of the cycle of a map at which its curve starts that a step passes, the parameter changing in the same sense: all
  /// cycles beyond have been met; nil if there is none.
  /// - Parameter phases: The other points of that cycle, with the parameter.
  func returned(
    _ start: CurvePoint<EquilibriumProblem>, phases: [[Double]], after last: CurvePoint<EquilibriumProblem>,
    _ point: CurvePoint<EquilibriumProblem>
  ) -> [Double]? {
    let speeds = [start, point].map(\.description.parameterSpeed)
    guard speeds[0] * speeds[1] > 0 else { return nil }
    return phases.lazy.map { shifted($0, beside: point.unknowns) }.first { passes($0, after: last, point) }
  }

  /// A point with its angles in the turn of another.
  private func shifted(_ place: [Double], beside other: [Double]) -> [Double] {
    place.enumerated().map { index, value in
      let period = index < periods.count ? periods[index] : 0
      return period > 0 ? value + period * ((other[index] - value) / period).rounded() : value
    }
  }

  /// Whether a place lies on a step.
  private func passes(
    _ place: [Double], after last: CurvePoint<EquilibriumProblem>, _ point: CurvePoint<EquilibriumProblem>
  ) -> Bool {
    let weights = weights(at: point.unknowns)
    let step = zip(point.unknowns, last.unknowns).map { $0 - $1 }
    let way = zip(place, last.unknowns).map { $0 - $1 }
    let share = weightedProduct(way, step, weights) / weightedProduct(step, step, weights)
    guard share > 0, share <= 1 else { return false }
    let miss = zip(way, step).map { $0 - share * $1 }
    // On the chord the error is of second order in the step.
    return weightedNorm(miss, weights) < 0.1 * weightedNorm(step, weights)
  }
}
