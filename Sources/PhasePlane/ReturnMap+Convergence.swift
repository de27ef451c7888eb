// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A fixed point of a return map: a closed orbit, as found on its section.
struct SectionOrbit: Sendable {
  let map: ReturnMap
  /// The position on the section.
  var position: Double
  /// The period.
  var period: Double
  /// The integral of the divergence over one turn, forward in time.
  var divergence: Double
  /// The distance between a start at the position and its return.
  var displacement: Double
  /// Whether the closed orbit was computed backward in time, in which it is stable.
  var backward: Bool
  /// How the drift vanishes there.
  var kind = Kind.hyperbolic

  /// How the drift of neighbouring trajectories vanishes at a closed orbit.
  enum Kind: Hashable, Sendable {
    /// In proportion to the distance; the divergence tells the stability.
    case hyperbolic
    /// Faster, so that the multiplier is 1, and with a change of sign.
    case weaklyAttracting, weaklyRepelling
    /// Without a change of sign.
    case halfStable
  }

  /// Whether neighbouring trajectories approach it from both sides.
  var isStable: Bool {
    switch kind {
    case .hyperbolic: divergence < 0
    case .weaklyAttracting: true
    case .weaklyRepelling, .halfStable: false
    }
  }
}

extension ReturnMap {
  /// The fixed point of the map between two positions where trajectories drift in opposite senses.
  ///
  /// Newton's method with the exact derivative, kept within the bracket by bisection. Trajectories are followed in the
  /// sense of time in which the closed orbit attracts, so that an unstable one is computed as well as a stable one.
  /// - Parameters:
  ///   - lower: One end of the bracket, and the sign of the drift there, forward in time.
  ///   - upper: The other end.
  /// - Returns: nil if the drift changes its sign by a jump: the trajectories on the two sides go different ways.
  func closedOrbit(between lower: (position: Double, sign: Double), and upper: Double, guess: Double) -> SectionOrbit? {
    var (low, high) = (lower.position, upper)
    var position = guess
    var backward = false
    var effort = Effort.accurate
    for iteration in 0..<80 {
      guard let (arrival, reversed) = eitherReturn(from: position, backwardFirst: backward, effort) else { return nil }
      effort = effort.near(arrival)
      backward = reversed
      let drift = reversed ? -arrival.displacement : arrival.displacement
      let step = -arrival.displacement / (arrival.slope - 1)
      if hasConverged(arrival, step: step) { return finished(arrival, step: step, backward: reversed) }
      if iteration > 8, isUnresolved(arrival) {
        return weakOrbit(around: arrival, low: low, high: high, sign: lower.sign, backward: reversed)
      }
      let width = abs(high - low)
      // A map that contracts moves a point no farther than its fixed point is away: if it does, there is a jump instead.
      let jumps = iteration > 6 && arrival.slope <= 1 && abs(arrival.displacement) > 10 * width
      if jumps || width < 1e-13 * max(1e-3, abs(position)) { return nil }
      if (drift > 0) == (lower.sign > 0) { low = position } else { high = position }
      // An orbit that repels is computed backward from here on.
      if arrival.slope > 1 { backward.toggle() }
      position += step
      let inside = low < high ? (position > low && position < high) : (position > high && position < low)
      if !inside || !step.isFinite { position = (low + high) / 2 }
    }
    return nil
  }

  /// The fixed point of the map near a position, by Newton's method.
  func closedOrbit(near start: Double, backward: Bool) -> SectionOrbit? {
    var position = start
    var previous = Double.infinity
    var effort = Effort.accurate
    for iteration in 0..<25 {
      guard let arrival = outcome(from: position, backward: backward, effort: effort).value else { return nil }
      effort = effort.near(arrival)
      var step = -arrival.displacement / (arrival.slope - 1)
      if hasConverged(arrival, step: step) { return finished(arrival, step: step, backward: backward) }
      // Far from the fixed point, and where the slope misleads, one goes along with the trajectories instead.
      if !step.isFinite || abs(step) > 0.1 || arrival.slope > 0.9 && iteration < 4 { step = arrival.displacement }
      if iteration > 12, abs(arrival.displacement) > 0.9 * previous { return nil }
      previous = abs(arrival.displacement)
      position += step
    }
    return nil
  }

  private func hasConverged(_ arrival: Return, step: Double) -> Bool {
    let scale = rule == .winding ? max(1e-4, abs(arrival.start)) : 0.1
    return abs(step) <= method.accuracy * scale && abs(arrival.displacement) <= method.accuracy * scale
  }

  /// The orbit after a last step of Newton's method, if that is any better.
  private func finished(_ arrival: Return, step: Double, backward: Bool) -> SectionOrbit? {
    var best = arrival
    if let again = outcome(from: arrival.start + step, backward: backward).value,
      abs(again.displacement) < abs(best.displacement)
    {
      best = again
    }
    return SectionOrbit(
      map: self, position: best.start, period: best.time, divergence: backward ? -best.divergence : best.divergence,
      displacement: abs(best.displacement), backward: backward)
  }

  /// A return forward in time or, if there is none, backward.
  private func eitherReturn(from position: Double, backwardFirst: Bool, _ effort: Effort) -> (Return, Bool)? {
    for backward in [backwardFirst, !backwardFirst] {
      if let arrival = outcome(from: position, backward: backward, effort: effort).value { return (arrival, backward) }
    }
    return nil
  }
}
