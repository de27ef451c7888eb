// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results
import Symbolics

/// What is recorded of the spiking variable along a trajectory: its extrema, and its passages of the level above which spikes are.
struct SpikeWatch {
  /// The spiking variable.
  let variable: Variable
  /// The level, once it is known.
  private(set) var level: Double?
  private let levelIsGiven: Bool
  /// The rate below which the variable counts as at rest, once its course is known.
  private var restingRate: Double?

  /// A peak is passed once the variable falls at this share of its greatest rate: what is slower is round-off at rest.
  private static let restingShare = 1e-5

  /// What events record, in their order.
  enum Record: Int {
    case maximum = 1
    case minimum, rising, falling
  }

  /// - Parameter level: The level, if it is not to be found from the course.
  init(_ variable: Variable, level: Double?) {
    self.variable = variable
    self.level = level
    levelIsGiven = level != nil
  }

  /// Takes the level of spikes, and what counts as rest, from a course.
  mutating func learn(from path: SimulatedTrajectory) {
    let (values, times) = (path.values[variable.name] ?? [], path.times)
    if !levelIsGiven { level = SpikeLevel.level(of: values, at: times) }
    let slopes = values.indices.dropLast().map { abs(values[$0 + 1] - values[$0]) / (times[$0 + 1] - times[$0]) }
    restingRate = slopes.filter(\.isFinite).max().map { Self.restingShare * $0 }
  }

  /// A model with the events that record, once the course is known.
  func watched(_ model: Model) throws(ModelError) -> Model {
    guard let level, let restingRate else { return model }
    let distance = Expression.symbol(variable.name) - Expression(level)
    return try model.with(events: [
      Event(condition: variable.rate + Expression(restingRate), direction: .falling),
      Event(condition: variable.rate - Expression(restingRate), direction: .rising),
      Event(condition: distance, direction: .rising), Event(condition: distance, direction: .falling),
    ])
  }

  /// The times of what events recorded on a trajectory of the watched model.
  func times(of record: Record, on path: SimulatedTrajectory) -> [Double] {
    path.events.filter { $0.event == record.rawValue }.map(\.time)
  }

  /// The times of the spikes of a trajectory of the watched model.
  func spikes(of path: SimulatedTrajectory) -> [Double] {
    guard let level else { return [] }
    return SpikePeaks(extrema: extrema(of: path)).times(above: level)
  }

  /// The extrema with the first and the last point.
  private func extrema(of path: SimulatedTrajectory) -> [SpikePeaks.Extremum] {
    guard let column = path.values[variable.name], let first = column.first, let last = column.last,
      let start = path.times.first, let end = path.times.last
    else { return [] }
    let between = path.events.filter { $0.event <= Record.minimum.rawValue && $0.time >= start }.compactMap { event in
      event.before[variable.name].map { SpikePeaks.Extremum(time: event.time, value: $0) }
    }
    return [SpikePeaks.Extremum(time: start, value: first)] + between + [SpikePeaks.Extremum(time: end, value: last)]
  }
}
