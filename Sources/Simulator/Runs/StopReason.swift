// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// Why a trajectory ended.
public enum StopReason: Codable, Hashable, Sendable {
  /// The end of the time span.
  case reachedEnd
  /// A variable exceeded the bound.
  case diverged(variable: Int, bound: Double)
  /// The rate of change of a variable is infinite or not a number, however short the step.
  case nonFinite(variable: Int)
  /// An event that ends trajectories; its position in the list of events.
  case event(Int)
  /// Events with resets pile up at one instant.
  case chattering(event: Int)
  /// The rate of change of a variable jumps, and the trajectory is pushed onto the jump from both sides.
  case sliding(variable: Int)
  /// The step became too short for the time to advance: a singularity, or a demand beyond round-off.
  case stepTooSmall(step: Double)
  /// No values of the algebraic variables solve their equations at the start.
  case noConsistentState
  /// The limit on steps.
  case tooManySteps(Int)
  /// The limit on events.
  case tooManyEvents(Int)
  /// The caller asked to stop.
  case cancelled

  /// Whether this is the end that was asked for: the end of time, or an event meant to stop.
  public var isRegular: Bool { end.isRegular }

  /// The reason without its numbers, as results hold it.
  public var end: TrajectoryEnd {
    switch self {
    case .reachedEnd: .reachedEnd
    case .diverged: .diverged
    case .nonFinite: .nonFinite
    case .event: .event
    case .chattering: .chattering
    case .sliding: .sliding
    case .stepTooSmall: .stepTooSmall
    case .noConsistentState: .noConsistentState
    case .tooManySteps: .tooManySteps
    case .tooManyEvents: .tooManyEvents
    case .cancelled: .cancelled
    }
  }

  /// The reason in words, with the names of the variables.
  public func explanation(variables: [String]) -> String {
    func name(_ index: Int) -> String { variables.indices.contains(index) ? variables[index] : "variable \(index + 1)" }
    switch self {
    case .reachedEnd: return "reached the end"
    case .diverged(let variable, let bound): return "diverged: |\(name(variable))| exceeded \(bound)"
    case .nonFinite(let variable): return "\(name(variable)) has no finite rate of change"
    case .event(let index): return "stopped by event \(index + 1)"
    case .chattering(let index): return "event \(index + 1) repeats without time going on"
    case .sliding(let variable):
      return
        "slides along a jump of the rate of change of \(name(variable)), where the equations do not say how it goes on"
    case .stepTooSmall(let step): return "the step became too small (\(step))"
    case .noConsistentState: return "no values of the algebraic variables solve their equations at the start"
    case .tooManySteps(let count): return "not finished after \(count) steps"
    case .tooManyEvents(let count): return "not finished after \(count) events"
    case .cancelled: return "cancelled"
    }
  }
}
