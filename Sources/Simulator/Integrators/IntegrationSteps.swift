// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The steps of one trajectory, one at a time: the loop around it decides when to stop, shows progress, or keeps what it
/// wants.
///
/// ```swift
/// for point in simulation.steps(from: [1, 0]) {
///   if point.state[0] > 10 { break }
/// }
/// ```
///
/// A reference type: going on with it moves the same trajectory on.
public final class IntegrationSteps: Sequence, IteratorProtocol {
  /// A point of the trajectory.
  public struct Point: Hashable, Sendable {
    /// The time.
    public var time: Double
    /// The state.
    public var state: [Double]
  }

  private let integration: any StepwiseIntegration
  private var lastTime: Double?

  init(_ integration: any StepwiseIntegration) {
    self.integration = integration
    lastTime = integration.frontState?.time
  }

  /// The point at the end of the next step, after resets; nil when the trajectory has ended.
  public func next() -> Point? {
    while !integration.isDone {
      integration.advance()
      if let front = integration.frontState {
        // A step that was rejected leaves the time as it is.
        if front.time == lastTime { continue }
        lastTime = front.time
        return Point(time: front.time, state: front.state)
      }
      if let end = trajectory, let time = end.finalTime, time != lastTime {
        return Point(time: time, state: end.finalState)
      }
    }
    return nil
  }

  /// The events so far, in the order in which they happened.
  public var events: [EventOccurrence] { trajectory?.events ?? integration.frontEvents }

  /// The whole trajectory, once it has ended.
  public var trajectory: Trajectory? { integration.trajectories[0] }
}
