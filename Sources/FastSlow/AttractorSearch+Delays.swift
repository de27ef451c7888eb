// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// A rest of a drifting trajectory that lasts longer than an integration can tell: differences from it shrink to less than rounding.
struct UnresolvedRest {
  /// When the states of rest cease to attract; then when the trajectory is about to leave them, and times between.
  var times: [Double]
  /// The states at these times.
  var values: [String: [Double]]
  /// By what the trajectory differs at the last of them.
  var difference: [String: Double]

  /// The state in which the trajectory leaves.
  var exitState: [String: Double] { values.compactMapValues(\.last).merging(difference) { $0 + $1 } }

  /// The same some time later.
  func delayed(by time: Double) -> UnresolvedRest {
    UnresolvedRest(times: times.map { $0 + time }, values: values, difference: difference)
  }
}

extension AttractorSearch {
  /// The trajectory of a drift with rests that are not resolved: it stays on the slow manifold until it has to leave. What is not known is
  /// the phase in which it does.
  mutating func drift(length: Double, through rests: [UnresolvedRest]) throws(FastSlowError) -> AttractorOrbit {
    try chooseMethod(from: initialState, rests.first?.times.first ?? length)
    let rough = try joined(through: rests, length, points: Self.points)
    watch.learn(from: rough)
    let count = watch.spikes(of: try joined(through: rests, length, points: Self.points)).count
    return orbit(.transient, try joined(through: rests, length, points: points(for: count)), period: nil)
  }

  /// The trajectory of bursts from the end of a rest to that of the last one.
  mutating func bursts(
    from state: [String: Double], through rests: [UnresolvedRest]
  ) throws(FastSlowError) -> AttractorOrbit {
    let length = rests.last?.times.last ?? 0
    let rough = try joined(from: state, through: rests, length, points: Self.points)
    watch.learn(from: rough)
    let count = watch.spikes(of: try joined(from: state, through: rests, length, points: Self.points)).count
    return orbit(
      .irregular, try joined(from: state, through: rests, length, points: points(for: count)), period: nil)
  }

  /// A trajectory from a state on, with its spikes.
  mutating func stretch(from state: [String: Double], _ length: Double) throws(FastSlowError) -> AttractorOrbit {
    watch.learn(from: try path(from: state, length))
    return orbit(.transient, try path(from: state, length, points: points(for: 0)), period: nil)
  }

  private mutating func joined(
    from start: [String: Double]? = nil, through rests: [UnresolvedRest], _ length: Double, points: Int
  ) throws(FastSlowError) -> SimulatedTrajectory {
    func share(_ part: Double) -> Int { max(2, Int(Double(points) * part / length)) }
    var (state, time) = (start ?? initialState, 0.0)
    var whole: SimulatedTrajectory?
    for rest in rests {
      guard let loss = rest.times.first, let exit = rest.times.last else { continue }
      let way = try path(from: state, loss - time, points: share(loss - time))
      whole = (whole?.followed(by: way, after: time) ?? way).followed(by: rest)
      time = exit
      state = rest.exitState
    }
    if let whole, time >= length { return whole }
    let left = try lengthBeforeDivergence(from: state, length - time)
    let last = try path(from: state, left, points: share(left))
    return whole?.followed(by: last, after: time) ?? last
  }
}

extension SimulatedTrajectory {
  /// The trajectory with another that begins where it ends; the times of that one count from a given one.
  fileprivate func followed(by next: SimulatedTrajectory, after time: Double) -> SimulatedTrajectory {
    var whole = appending(next.times.map { $0 + time }, next.values)
    whole.events += next.events.map { event in
      var event = event
      event.time += time
      return event
    }
    whole.final = next.final
    whole.steps += next.steps
    whole.rejectedSteps += next.rejectedSteps
    return whole
  }

  fileprivate func followed(by rest: UnresolvedRest) -> SimulatedTrajectory { appending(rest.times, rest.values) }

  /// The trajectory with further points, of which those that are not later than it are left out.
  private func appending(_ further: [Double], _ columns: [String: [Double]]) -> SimulatedTrajectory {
    var whole = self
    let last = times.last ?? -.infinity
    let first = further.firstIndex { $0 > last } ?? further.count
    whole.times += further[first...]
    for (name, column) in columns { whole.values[name, default: []] += column[first...] }
    return whole
  }
}
