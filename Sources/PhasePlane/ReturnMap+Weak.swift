// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension ReturnMap {
  /// Displacements below this part of the unit of the map are within the errors of the integration.
  static let resolution = 1e-10
  /// Bisections that lead from the width of a scan to rounding.
  private static let bisections = 50
  /// The most steps along a turn; where more are needed the drift is not looked at that closely.
  private static let effort = Effort(maximumSteps: 3000)

  /// Whether an arrival is as close to its start as the integration can tell.
  func isUnresolved(_ arrival: Return) -> Bool {
    abs(arrival.displacement) <= Self.resolution * unit(arrival.start)
  }

  /// A closed orbit at which the drift touches zero without changing its sign: it attracts on one side and repels on the other.
  ///
  /// Where the drift is extreme the derivative of the map is 1, which is solved for by bisection: unlike the zero itself that
  /// loses no digits. There is such an orbit, within the errors of the integration, if the drift vanishes there.
  /// - Parameter range: Two positions with drifts of one sign, between which the drift is less.
  func touchingOrbit(in range: ClosedRange<Double>) -> SectionOrbit? {
    guard method == .explicit,
      let first = outcome(from: range.lowerBound, backward: false, effort: Self.effort).value,
      let last = outcome(from: range.upperBound, backward: false, effort: Self.effort).value,
      (first.slope > 1) != (last.slope > 1),
      (first.displacement > 0) == (last.displacement > 0)
    else { return nil }
    var (low, high) = (range.lowerBound, range.upperBound)
    var best = first
    var slopes = (first.slope - 1, last.slope - 1)
    for _ in 0..<Self.bisections {
      let middle = 0.5 * (low + high)
      guard middle > low, middle < high,
        let arrival = outcome(from: middle, backward: false, effort: Self.effort).value
      else { break }
      // The drift cannot change by so much on what is left of the way.
      let steepest = max(abs(slopes.0), abs(slopes.1), abs(arrival.slope - 1))
      if !isUnresolved(arrival), abs(arrival.displacement) > 2 * steepest * (high - low) { return nil }
      // Between two zeros the sign has changed: two orbits, which the scan's brackets are for.
      if !isUnresolved(arrival), (arrival.displacement > 0) != (first.displacement > 0) { return nil }
      best = arrival
      if (arrival.slope > 1) == (first.slope > 1) {
        (low, slopes.0) = (middle, arrival.slope - 1)
      } else {
        (high, slopes.1) = (middle, arrival.slope - 1)
      }
    }
    guard isUnresolved(best) else { return nil }
    return SectionOrbit(
      map: self, position: best.start, period: best.time, divergence: best.divergence,
      displacement: abs(best.displacement), backward: false, kind: .halfStable)
  }

  /// A closed orbit between positions of opposite drift where the drift is zero within its error on a whole stretch: the middle of
  /// the stretch.
  /// - Parameters:
  ///   - arrival: A return from within the stretch.
  ///   - low: A position below, with a drift that is resolved.
  ///   - high: One above.
  ///   - sign: The sign of the drift below, forward in time.
  func weakOrbit(
    around arrival: Return, low: Double, high: Double, sign: Double, backward: Bool
  ) -> SectionOrbit? {
    guard let below = edge(from: arrival.start, to: low, backward: backward),
      let above = edge(from: arrival.start, to: high, backward: backward),
      let middle = outcome(from: 0.5 * (below + above), backward: backward).value, isUnresolved(middle)
    else { return nil }
    // The drift that a simple zero would have reached at the edges.
    let linear = abs(middle.slope - 1) * 0.5 * abs(above - below)
    let isSimple = linear > 0.3 * Self.resolution * unit(middle.start)
    return SectionOrbit(
      map: self, position: middle.start, period: middle.time,
      divergence: backward ? -middle.divergence : middle.divergence, displacement: abs(middle.displacement),
      backward: backward, kind: isSimple ? .hyperbolic : sign > 0 ? .weaklyAttracting : .weaklyRepelling)
  }

  /// Where the drift begins to be resolved on the way from one position, at which it is not, to another; nil if it nowhere is.
  private func edge(from inner: Double, to outer: Double, backward: Bool) -> Double? {
    guard let last = outcome(from: outer, backward: backward).value, !isUnresolved(last) else { return nil }
    var (inner, outer) = (inner, outer)
    for _ in 0..<Self.bisections where abs(outer - inner) > 1e-3 * Self.resolution * unit(inner) {
      let middle = 0.5 * (inner + outer)
      guard middle != inner, middle != outer, let arrival = outcome(from: middle, backward: backward).value else {
        break
      }
      if isUnresolved(arrival) { inner = middle } else { outer = middle }
    }
    return inner
  }
}
