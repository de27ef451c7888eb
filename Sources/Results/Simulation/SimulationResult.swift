// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// What `simulate` found: one trajectory per start.
public struct SimulationResult: Codable, Hashable, Sendable {
  /// The schema of the saved document.
  public static let schema = "simulation"
  /// The version of the schema.
  public static let version = 1

  /// What was simulated.
  public enum Kind: String, Codable, Hashable, Sendable {
    /// Time is continuous.
    case flow
    case map
    /// Spiking neurons, of which the spikes alone are kept.
    case network
  }

  /// What was simulated.
  public var kind: Kind
  /// The names of the variables, in the model's order.
  public var variables: [String]
  /// The names of the auxiliary quantities and of the parameters that events change, in order.
  public var auxiliaries: [String]
  /// The trajectories, in the order of the starts.
  public var trajectories: [SimulatedTrajectory]
  /// What recorded spikes rise through; nil where none are recorded, or all are resets.
  public var spikeThreshold: Double?
  /// How the populations of a network fired; nil for other models.
  public var populations: [PopulationActivity]?

  /// A result from its parts.
  public init(kind: Kind, variables: [String], auxiliaries: [String], trajectories: [SimulatedTrajectory]) {
    self.kind = kind
    self.variables = variables
    self.auxiliaries = auxiliaries
    self.trajectories = trajectories
  }
}

/// One trajectory of a simulation.
public struct SimulatedTrajectory: Codable, Hashable, Sendable {
  /// Why the trajectory ended.
  public var stop: TrajectoryEnd
  /// The same in words, with names and numbers.
  public var explanation: String
  /// Whether the trajectory ended as it was meant to.
  public var isComplete: Bool
  /// The time at the end.
  public var finalTime: Double
  /// The values of all quantities at the end.
  public var final: [String: Double]
  /// The steps taken.
  public var steps: Int
  /// The steps tried and rejected by the error control.
  public var rejectedSteps: Int
  /// The events, in the order in which they happened.
  public var events: [SimulatedEvent]
  /// The times of the points. At a reset the same time comes twice, before and after it.
  public var times: [Double]
  /// The values of every variable and auxiliary quantity at the times.
  public var values: [String: [Double]]
  /// The spikes of the variables whose spikes are recorded.
  public var spikes: [SpikeTimes]?

  /// A trajectory from its parts.
  public init(
    stop: TrajectoryEnd, explanation: String, isComplete: Bool, finalTime: Double, final: [String: Double], steps: Int,
    rejectedSteps: Int, events: [SimulatedEvent], times: [Double], values: [String: [Double]],
    spikes: [SpikeTimes]? = nil
  ) {
    self.stop = stop
    self.explanation = explanation
    self.isComplete = isComplete
    self.finalTime = finalTime
    self.final = final
    self.steps = steps
    self.rejectedSteps = rejectedSteps
    self.events = events
    self.times = times
    self.values = values
    self.spikes = spikes
  }
}

/// When a variable spiked.
public struct SpikeTimes: Codable, Hashable, Sendable {
  /// The variable.
  public var name: String
  /// The times.
  public var times: [Double]

  /// Spikes from their times.
  public init(name: String, times: [Double]) {
    self.name = name
    self.times = times
  }
}

/// An event that happened on a trajectory.
public struct SimulatedEvent: Codable, Hashable, Sendable {
  /// The number of the event in the model, counted from 1.
  public var event: Int
  /// When it happened.
  public var time: Double
  /// What it changed: values before.
  public var before: [String: Double]
  /// What it changed: values after.
  public var after: [String: Double]

  /// An event from its parts.
  public init(event: Int, time: Double, before: [String: Double], after: [String: Double]) {
    self.event = event
    self.time = time
    self.before = before
    self.after = after
  }
}
