// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore

/// A threshold crossing of a numerical system, with what it does.
///
/// Crossings are looked for within each step and located to round-off. An event may only be recorded, change the state, or
/// end the trajectory.
public struct StateEvent: Sendable {
  /// A function of time and state.
  public typealias Condition = @Sendable (_ time: Double, _ state: UnsafeBufferPointer<Double>) -> Double
  /// A change of state from `old` to `new`, which starts as a copy of it.
  public typealias Reset =
    @Sendable (
      _ time: Double, _ old: UnsafeBufferPointer<Double>, _ new: UnsafeMutableBufferPointer<Double>
    ) -> Void

  /// The event happens where this passes zero.
  public var condition: Condition
  /// The sense of the crossing, in the direction of integration.
  public var direction: Event.Direction
  /// What changes, if anything.
  public var reset: Reset?
  /// Whether the trajectory ends there.
  public var stops: Bool
  /// Whether the state there is kept among the points of the trajectory.
  var keepsPoint = true
  /// Whether the crossing within a step of fixed length lies on the straight line between its ends, as XPPAUT's do, instead of where the
  /// method's own step leads: results of files whose steps are long then are those of their authors.
  var isOnChord = false
  /// The conditions of all events of a model, compiled together, and which of them this one's is.
  var shared: (conditions: SharedConditions, position: Int)?

  /// Makes an event.
  public init(
    direction: Event.Direction, stops: Bool = false, reset: Reset? = nil, condition: @escaping Condition
  ) {
    self.condition = condition
    self.direction = direction
    self.reset = reset
    self.stops = stops
  }

  /// Whether the condition passes zero in the event's direction when it changes from one value to another.
  func happens(from old: Double, to new: Double) -> Bool {
    switch direction {
    case .rising: old < 0 && new >= 0
    case .falling: old > 0 && new <= 0
    case .either: (old < 0 && new >= 0) || (old > 0 && new <= 0)
    }
  }
}

/// The conditions of several events, evaluated together: one call for all of them.
final class SharedConditions: Sendable {
  /// Evaluates them at a time and a state.
  let evaluate:
    @Sendable (_ time: Double, _ state: UnsafeBufferPointer<Double>, _ values: UnsafeMutablePointer<Double>) -> Void

  init(
    _ evaluate: @escaping @Sendable (Double, UnsafeBufferPointer<Double>, UnsafeMutablePointer<Double>) -> Void
  ) {
    self.evaluate = evaluate
  }
}
