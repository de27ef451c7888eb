// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results

/// A long trajectory in pieces, each of which is handed on before the next is begun, so that one piece alone is in memory.
///
/// A piece begins at an output point, in the state in which the one before ended. Steps of equal length are those of the whole
/// trajectory; methods that choose their steps begin anew within the same tolerance.
///
/// ```swift
/// let pieces = SimulationInPieces(analyzer, settings)
/// let end = try pieces?.run { piece in write(piece) }
/// ```
public struct SimulationInPieces: Sendable {
  private let analyzer: SimulationAnalyzer
  private let settings: SimulationSettings
  private let points: Int

  /// About so many numbers are in memory.
  private static let numbers = 1_000_000
  /// Events are kept of the whole trajectory; one with more of them ends.
  private static let mostEvents = 100_000

  /// The pieces of a trajectory.
  /// - Parameters:
  ///   - analyzer: what computes them.
  ///   - settings: what the whole trajectory is.
  ///   - points: the points of a piece; as many as a million numbers hold if nil.
  /// - Returns: nil for several trajectories, and where the state at a point does not tell how it goes on: with delays, integrals, chance,
  ///   noise, and parameters that events change. Spikes are recorded of whole trajectories only.
  public init?(_ analyzer: SimulationAnalyzer, _ settings: SimulationSettings, points: Int? = nil) {
    let model = analyzer.model
    let assigned = model.events.flatMap(\.assignments).map(\.name)
    guard settings.starts.count == 1, settings.spiking == nil, model.memory.isEmpty, model.chance.isEmpty,
      !model.hasNoise, assigned.allSatisfy({ model.variableIndex($0) != nil })
    else { return nil }
    (self.analyzer, self.settings) = (analyzer, settings)
    self.points = points ?? max(1000, Self.numbers / (model.dimension + model.auxiliaries.count + 1))
  }

  /// Computes the trajectory.
  /// - Parameter take: is given the points of each piece in turn, without those of the transient.
  /// - Returns: The end of the trajectory, with its first and last point, its events and its number of steps.
  /// - Throws: `SettingsError` with the number that makes no sense, and what `take` throws.
  public func run(_ take: (SimulationResult) throws -> Void) throws -> SimulationResult {
    var whole: SimulationResult?
    while true {
      let (piece, isLast) = try next(after: whole?.trajectories.first)
      try take(piece)
      whole = whole?.followed(by: piece) ?? piece.withoutInnerPoints
      if let whole,
        isLast || whole.trajectories.contains(where: { !$0.isComplete || $0.events.count > Self.mostEvents })
      {
        return whole
      }
    }
  }

  /// The piece that begins where a trajectory ends, without the point there.
  private func next(after end: SimulatedTrajectory?) throws -> (SimulationResult, isLast: Bool) {
    let direction: Double = settings.total < 0 ? -1 : 1
    let start = end?.finalTime ?? settings.startTime
    let done = abs(start - settings.startTime)
    let length = settings.outputInterval * Double(points)
    // A last piece that would be but rounding is part of the one before.
    let isLast = abs(settings.total) - done <= length * (1 + 1e-9)
    var asked = settings
    asked.startTime = start
    asked.total = isLast ? settings.startTime + settings.total - start : direction * length
    asked.transient = min(abs(asked.total), max(0, settings.transient - done))
    if let end { asked.starts = [end.final] }
    var piece = try analyzer.run(asked)
    let transient = settings.startTime + direction * settings.transient
    piece.trajectories = piece.trajectories.map { trajectory in
      trajectory.withPoints { time in
        (end == nil || direction * (time - start) > 0) && direction * (time - transient) >= 0
      }
    }
    return (piece, isLast)
  }
}

extension SimulatedTrajectory {
  /// The trajectory with the points at some times.
  fileprivate func withPoints(where isKept: (Double) -> Bool) -> SimulatedTrajectory {
    let kept = times.indices.filter { isKept(times[$0]) }
    var trajectory = self
    trajectory.times = kept.map { times[$0] }
    trajectory.values = values.mapValues { column in column.isEmpty ? [] : kept.map { column[$0] } }
    return trajectory
  }

  fileprivate var withoutInnerPoints: SimulatedTrajectory {
    let ends = [times.first, times.last]
    return withPoints { ends.contains($0) }
  }
}

extension SimulationResult {
  fileprivate var withoutInnerPoints: SimulationResult {
    var result = self
    result.trajectories = trajectories.map(\.withoutInnerPoints)
    return result
  }

  /// The ends of a trajectory and a piece that follows it.
  fileprivate func followed(by piece: SimulationResult) -> SimulationResult {
    var result = piece
    for (k, (before, after)) in zip(trajectories, piece.trajectories).enumerated() {
      var whole = after
      whole.steps += before.steps
      whole.rejectedSteps += before.rejectedSteps
      whole.events = before.events + after.events
      whole.times = before.times.prefix(1) + after.times.suffix(1)
      whole.values = after.values.mapValues { Array($0.suffix(1)) }
        .merging(before.values.mapValues { Array($0.prefix(1)) }) { $1 + $0 }
      result.trajectories[k] = whole
    }
    return result
  }
}
