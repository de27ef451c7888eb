// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Parallelism
import Results

/// Computes what `simulate` is asked for over many values of a parameter, or over many seeds.
///
/// For an ordinary model the parameter becomes a variable that stays constant, so that all trajectories are those of one compiled
/// model, side by side and on all cores.
public struct SweepAnalyzer: Sendable {
  private let model: Model
  /// Asked now and then; the sweep ends early when that is wanted.
  public var context = RunContext()
  var isCancelled: @Sendable () -> Bool { { [context] in context.isCancelled } }
  /// Trajectories that are computed together and then forgotten.
  private static let partSize = 64

  /// Prepares a model.
  public init(_ model: Model) { self.model = model }

  /// The measures of the plotted quantities for each value.
  /// - Throws: `ModelError`, `SettingsError`.
  public func run(_ settings: SweepSettings) throws -> SweepResult {
    let quantities = settings.simulation.plotted
    var rows: [SweepResult.Row] = []
    let values = settings.values
    context.begin("trajectories", count: values.count)
    for start in stride(from: 0, to: values.count, by: Self.partSize) where !isCancelled() {
      let part = Array(values[start..<min(start + Self.partSize, values.count)])
      let trajectories = try trajectories(part, settings)
      for (value, trajectory) in zip(part, trajectories) {
        let measures = quantities.map { name in
          (
            name,
            TrajectoryMeasures(
              times: trajectory.times, values: trajectory.values[name] ?? [], threshold: settings.threshold)
          )
        }
        rows.append(
          SweepResult.Row(
            value: value, stop: trajectory.stop, measures: Dictionary(measures, uniquingKeysWith: { first, _ in first })
          ))
      }
      context.finishPart(part.count)
    }
    if settings.threshold == nil { Self.forgetSmallSpikes(quantities, &rows) }
    return SweepResult(parameter: settings.parameter, quantities: quantities, rows: rows)
  }

  /// Crossings of the middle of a range that is small beside the largest of the sweep are no spikes: those of a decaying
  /// oscillation below the threshold of a neuron, say.
  private static func forgetSmallSpikes(_ quantities: [String], _ rows: inout [SweepResult.Row]) {
    for name in quantities {
      let largest = rows.compactMap { $0.measures[name]?.amplitude }.filter(\.isFinite).max() ?? 0
      for index in rows.indices where (rows[index].measures[name]?.amplitude ?? 0) < smallSpike * largest {
        rows[index].measures[name]?.forgetSpikes()
      }
    }
  }

  /// The smallest amplitude of spikes, as a fraction of the largest in a sweep.
  private static let smallSpike = 0.1

  private func trajectories(_ values: [Double], _ settings: SweepSettings) throws -> [SimulatedTrajectory] {
    let name = settings.parameter
    guard !SimulationAnalyzer.needsHistory(model) else {
      return try values.flatMap { value in
        let own = try model.setting(parameter: name, to: value)
        var simulation = settings.simulation
        simulation.starts = simulation.starts.map { self.start($0, own) }
        return try analyzer(own).run(simulation).trajectories
      }
    }
    let extended = try model.turningIntoVariables(parameters: [name])
    var simulation = settings.simulation
    let given = simulation.starts.first ?? [:]
    simulation.starts = try values.map { value in
      var start = self.start(given, try model.setting(parameter: name, to: value))
      start[name] = value
      return start
    }
    return try analyzer(extended).run(simulation).trajectories
  }

  /// A start with the values that were asked for; what was not is the model's own, which may depend on the parameter.
  private func start(_ given: [String: Double], _ own: Model) -> [String: Double] {
    let usual = Dictionary(zip(model.variableNames, model.initialState), uniquingKeysWith: { first, _ in first })
    let new = Dictionary(zip(own.variableNames, own.initialState), uniquingKeysWith: { first, _ in first })
    return given.reduce(into: [:]) { $0[$1.key] = $1.value == usual[$1.key] ? new[$1.key] ?? $1.value : $1.value }
  }

  private func analyzer(_ model: Model) throws -> SimulationAnalyzer {
    var analyzer = try SimulationAnalyzer(model)
    analyzer.context = RunContext(isCancelled: isCancelled)
    return analyzer
  }

  /// The distributions of the plotted quantities over many seeds.
  /// - Throws: `ModelError`, `SettingsError`.
  public func run(_ settings: EnsembleSettings) throws -> EnsembleResult {
    let simulation = settings.simulation
    let count = Int((abs(simulation.total) / simulation.outputInterval).rounded(.down))
    let direction = simulation.total < 0 ? -1.0 : 1
    let times = (0...count).map { simulation.startTime + direction * Double($0) * simulation.outputInterval }
      .filter { abs($0 - simulation.startTime) >= simulation.transient }
    var values = Dictionary(
      uniqueKeysWithValues: simulation.plotted.map { ($0, [[Double]](repeating: [], count: times.count)) })
    let analyzer = try analyzer(model)
    var done = 0
    context.begin("trajectories", count: settings.count)
    while done < settings.count, !isCancelled() {
      let part = min(Self.partSize, settings.count - done)
      var partSettings = simulation
      partSettings.starts = Array(repeating: simulation.starts.first ?? [:], count: part)
      if !model.chance.draws.isEmpty { partSettings.starts = Array(repeating: [:], count: part) }
      // Each part has random numbers of its own, whatever the number of cores.
      partSettings.seed = simulation.seed.map { $0 &+ UInt64(done / Self.partSize) &* 0x9e37_79b9_7f4a_7c15 }
      for trajectory in try analyzer.run(partSettings).trajectories {
        for name in simulation.plotted { Self.sample(trajectory, name, at: times, into: &values[name, default: []]) }
      }
      done += part
      context.finishPart(part)
    }
    let counts = times.indices.map { k in simulation.plotted.first.flatMap { values[$0]?[k].count } ?? 0 }
    return EnsembleResult(
      times: times, counts: counts, quantities: simulation.plotted,
      distributions: values.mapValues { EnsembleResult.Distribution($0) })
  }

  /// The values of a trajectory at given times, up to its end.
  private static func sample(
    _ trajectory: SimulatedTrajectory, _ name: String, at times: [Double], into values: inout [[Double]]
  ) {
    guard let column = trajectory.values[name], let last = trajectory.times.last, !column.isEmpty else { return }
    let sign = last < trajectory.times[0] ? -1.0 : 1
    var k = 0
    for (place, time) in times.enumerated() {
      let slack = 1e-9 * abs(last - trajectory.times[0])
      guard sign * (last - time) >= -slack else { return }
      while k + 1 < column.count, sign * (trajectory.times[k + 1] - time) <= 0 { k += 1 }
      let (a, b) = (trajectory.times[k], trajectory.times[min(k + 1, column.count - 1)])
      let fraction = b == a ? 0 : min(1, max(0, (time - a) / (b - a)))
      values[place].append(column[k] + fraction * (column[min(k + 1, column.count - 1)] - column[k]))
    }
  }
}

extension EnsembleResult.Distribution {
  /// The distribution of samples at each of several times.
  init(_ samples: [[Double]]) {
    func quantile(_ sorted: [Double], _ fraction: Double) -> Double {
      guard let last = sorted.indices.last else { return .nan }
      let place = fraction * Double(last)
      let below = Int(place)
      return sorted[below] + (place - Double(below)) * (sorted[min(below + 1, last)] - sorted[below])
    }
    let sorted = samples.map { $0.sorted() }
    let means = samples.map { $0.isEmpty ? .nan : $0.reduce(0, +) / Double($0.count) }
    let deviations = zip(samples, means).map { values, mean in
      let squares = values.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) }
      return values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : 0
    }
    self.init(
      mean: means, deviation: deviations, lower: sorted.map { quantile($0, 0.05) },
      median: sorted.map { quantile($0, 0.5) }, upper: sorted.map { quantile($0, 0.95) })
  }
}
