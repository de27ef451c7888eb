// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// A threshold crossing and what it does.
public struct Event: Hashable, Sendable {
  /// The sense in which the condition passes zero.
  public enum Direction: String, Hashable, Sendable, Codable {
    case rising
    case falling
    case either
  }

  /// A new value for a variable or parameter, computed from the state before the event.
  public struct Assignment: Hashable, Sendable {
    /// The variable or parameter.
    public var name: String
    /// The new value.
    public var expression: Expression

    /// Makes an assignment.
    public init(name: String, expression: Expression) {
      self.name = name
      self.expression = expression
    }
  }

  /// The event happens where this expression passes zero.
  public var condition: Expression
  /// The sense of the crossing.
  public var direction: Direction
  /// What changes, all at once.
  public var assignments: [Assignment]
  /// Whether the trajectory ends there.
  public var stops: Bool

  /// Makes an event.
  public init(condition: Expression, direction: Direction, assignments: [Assignment] = [], stops: Bool = false) {
    self.condition = condition
    self.direction = direction
    self.assignments = assignments
    self.stops = stops
  }
}
