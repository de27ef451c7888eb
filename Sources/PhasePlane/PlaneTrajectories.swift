// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Results
import Simulator

/// Trajectories, or orbits of a map, in the plane.
struct PlaneTrajectories {
  let model: Model
  let window: PlaneWindow
  let settings: PhasePlaneSettings
  /// Asked now and then from any thread; trajectories end early when it answers true.
  var isCancelled: @Sendable () -> Bool = { false }

  /// The trajectories that the settings ask for; without any asked for, that from the initial state if events reset it
  /// (the field does not show what these do) or if the system is a map.
  func compute() throws(PhasePlaneError) -> (trajectories: [PlaneTrajectory], notes: [String]) {
    let starts = try starts()
    if starts.isEmpty { return ([], []) }
    do {
      let simulation = try ModelSimulation(model)
      let paths = simulation.trajectories(from: starts, try integration(), isCancelled: isCancelled)
      let trajectories = paths.map { trajectory($0, simulation.stateNames) }
      let early = paths.filter { !$0.stop.isRegular }
      let notes = early.prefix(3).map { path in
        "The trajectory from \(describe(path)) ended at t = \(path.finalTime ?? 0): "
          + path.stop.explanation(variables: simulation.stateNames) + "."
      }
      return (trajectories, notes)
    } catch let error as ModelError {
      throw .model(error)
    } catch {
      throw .badStart("\(error)")
    }
  }

  private func starts() throws(PhasePlaneError) -> [[Double]] {
    let initial = model.initialState
    var starts: [[Double]] = []
    for values in settings.starts {
      var state = initial
      for (name, value) in values.sorted(by: { $0.key < $1.key }) {
        guard let index = model.variableIndex(name) else {
          throw .badStart(
            "a start gives a value to '\(name)', which is not one of \(model.variableNames[0]) and \(model.variableNames[1])"
          )
        }
        state[index] = value
      }
      starts.append(state)
    }
    starts += QuasiRandomSequence.points(settings.sampledStartCount, in: [window.x, window.y])
    if starts.isEmpty, !model.events.isEmpty || model.kind == .map, initial.allSatisfy(\.isFinite) {
      starts = [initial]
    }
    return starts
  }

  private func integration() throws -> IntegrationSettings {
    let duration = settings.duration ?? model.hints.total ?? (model.kind == .map ? 1000 : 100)
    let extent = max(window.lower.largest, window.upper.largest) + window.size.max()
    return try IntegrationSettings(
      startTime: settings.time ?? 0, duration: duration, relativeTolerance: 1e-8,
      absoluteTolerance: 1e-9 * window.size.min(), output: .steps(refinement: model.kind == .map ? 1 : 4),
      bound: 1e3 * max(1, extent), maximumSteps: 200_000)
  }

  private func trajectory(_ path: Trajectory, _ names: [String]) -> PlaneTrajectory {
    let (xs, ys) = (path.column(0), path.column(1))
    // At a reset the same time stands twice.
    let breaks = path.times.indices.dropFirst().filter { path.times[$0] == path.times[$0 - 1] }
    return PlaneTrajectory(
      times: path.times, points: zip(xs, ys).map { [$0, $1] }, breaks: Array(breaks),
      end: path.stop.explanation(variables: names))
  }

  private func describe(_ path: Trajectory) -> String {
    zip(model.variableNames, path.count > 0 ? path.state(0) : []).map { "\($0) = \($1)" }.joined(separator: ", ")
  }
}
