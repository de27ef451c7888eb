// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension Trajectory {
  /// The same trajectory in other units: every variable multiplied by a factor of its own, points, events and bounds alike.
  /// - Parameter factors: One factor for each variable; exact results need powers of two.
  public func multiplied(by factors: [Double]) -> Trajectory {
    func scaled(_ state: [Double]) -> [Double] { zip(state, factors).map { $0 * $1 } }
    let reason: StopReason
    if case .diverged(let variable, let bound) = stop {
      reason = .diverged(variable: variable, bound: bound * factors[variable])
    } else {
      reason = stop
    }
    return Trajectory(
      times: times, rows: (0..<count).flatMap { scaled(state($0)) }, dimension: dimension,
      events: events.map {
        EventOccurrence(
          event: $0.event, time: $0.time, stateBefore: scaled($0.stateBefore), stateAfter: scaled($0.stateAfter))
      }, stop: reason, stepCount: stepCount, rejectedStepCount: rejectedStepCount)
  }
}
