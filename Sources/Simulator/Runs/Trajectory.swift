// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A computed solution: times and states, what happened on the way, and why it ended.
public struct Trajectory: Hashable, Sendable {
  /// The times of the points, in the order of integration. At a reset the same time comes twice: before and after it.
  public let times: [Double]
  /// The number of variables.
  public let dimension: Int
  /// The states, variable by variable: value `i` at point `k` is `values[i * times.count + k]`.
  public let values: [Double]
  /// The events, in the order in which they happened.
  public let events: [EventOccurrence]
  /// Why the trajectory ended.
  public let stop: StopReason
  /// The number of steps taken.
  public let stepCount: Int
  /// The number of steps tried and rejected by the error control.
  public let rejectedStepCount: Int

  /// A trajectory from its points, one after the other in `rows`.
  init(
    times: [Double], rows: [Double], dimension: Int, events: [EventOccurrence], stop: StopReason, stepCount: Int,
    rejectedStepCount: Int
  ) {
    self.times = times
    self.dimension = dimension
    self.events = events
    self.stop = stop
    self.stepCount = stepCount
    self.rejectedStepCount = rejectedStepCount
    let count = times.count
    values = [Double](unsafeUninitializedCapacity: count * dimension) { buffer, initialized in
      for i in 0..<dimension {
        for k in 0..<count { buffer[i * count + k] = rows[k * dimension + i] }
      }
      initialized = count * dimension
    }
  }

  /// The number of points.
  public var count: Int { times.count }

  /// All values of one variable.
  public func column(_ variable: Int) -> [Double] {
    Array(values[variable * count..<(variable + 1) * count])
  }

  /// The state at one point.
  public func state(_ point: Int) -> [Double] {
    (0..<dimension).map { values[$0 * count + point] }
  }

  /// The state at the end; empty if no point was kept.
  public var finalState: [Double] { count == 0 ? [] : state(count - 1) }

  /// The time at the end, or nil if no point was kept.
  public var finalTime: Double? { times.last }
}

/// An event that happened.
public struct EventOccurrence: Codable, Hashable, Sendable {
  /// The position of the event in the list of events.
  public var event: Int
  /// When it happened.
  public var time: Double
  /// The state just before.
  public var stateBefore: [Double]
  /// The state just after: the same if the event resets nothing.
  public var stateAfter: [Double]
}
