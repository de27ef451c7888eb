// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Why a trajectory of a simulation ended; its numbers and names are in the words beside it.
public enum TrajectoryEnd: String, Codable, Hashable, Sendable, CaseIterable {
  /// The end of the time span.
  case reachedEnd
  /// A variable exceeded the bound.
  case diverged
  /// A rate of change is infinite or not a number.
  case nonFinite
  /// An event that ends trajectories.
  case event
  /// Events with resets pile up at one instant.
  case chattering
  /// The trajectory is pushed onto a jump of the right-hand side from both sides.
  case sliding
  /// The step became too short for the time to advance.
  case stepTooSmall
  /// No values of the algebraic variables solve their equations at the start.
  case noConsistentState
  /// The limit on steps.
  case tooManySteps
  /// The limit on events.
  case tooManyEvents
  /// The caller asked to stop.
  case cancelled

  /// Whether this is the end that was asked for: the end of time, or an event meant to stop.
  public var isRegular: Bool { self == .reachedEnd || self == .event }
}
