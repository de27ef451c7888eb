// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Trajectories under way: the loop around it decides how far it goes.
protocol StepwiseIntegration: AnyObject {
  /// Whether every trajectory has ended.
  var isDone: Bool { get }
  /// Time and state of the first trajectory that is still on its way.
  var frontState: (time: Double, state: [Double])? { get }
  /// The events so far of that trajectory.
  var frontEvents: [EventOccurrence] { get }
  /// The trajectories that have ended, by the position of their starts.
  var trajectories: [Trajectory?] { get }
  /// Tries one step in every trajectory that is still on its way.
  func advance()
}

extension StepwiseIntegration {
  /// Integrates to the end.
  func run() -> [Trajectory] {
    while !isDone { advance() }
    return trajectories.compactMap { $0 }
  }
}
