// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import RealModule
import Results
import Symbolics

/// What is recorded of the spiking variable along a trajectory: its extrema, and its passages of the level above which spikes are.
///
/// Of an angle that goes round minus the cosine is watched, which is greatest half a turn from 0: each turn is a spike.
struct SpikeWatch {
  /// The spiking variable.
  let variable: Variable
  /// The level of what is watched, once it is known.
  private(set) var level: Double?
  /// The period of the variable, if it is an angle.
  private let period: Double?
  /// The angle by which the cosine goes round, over the variable; nil if that does not go round.
  private var frequency: Double?
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

  /// - Parameters:
  ///   - period: The period of the variable, if it is an angle.
  ///   - level: The level, if it is not to be found from the course.
  init(_ variable: Variable, period: Double? = nil, level: Double?) {
    self.variable = variable
    self.period = period
    self.level = level
    levelIsGiven = level != nil
  }

  /// Takes the level of spikes, and what counts as rest, from a course.
  mutating func learn(from path: SimulatedTrajectory) {
    let course = path.values[variable.name] ?? []
    if frequency == nil, let period, let first = course.first, let last = course.last,
      abs(last - first) > Self.leastTurns * period
    {
      frequency = 2 * Double.pi / period
      if levelIsGiven { level = level.map(watched) }
    }
    let (values, times) = (course.map(watched), path.times)
    if !levelIsGiven { level = SpikeLevel.level(of: values, at: times) }
    let slopes = values.indices.dropLast().map { abs(values[$0 + 1] - values[$0]) / (times[$0 + 1] - times[$0]) }
    // The rates of all paths count: what is left of them at rest is noise.
    restingRate = (slopes.filter(\.isFinite).map { Self.restingShare * $0 } + [restingRate ?? 0]).max()
  }

  /// An angle that goes round does so more often than this.
  private static let leastTurns = 2.0

  /// What is watched at a value of the variable.
  private func watched(_ value: Double) -> Double { frequency.map { -Double.cos($0 * value) } ?? value }

  /// The level as a value of the variable.
  var threshold: Double? {
    level.map { level in frequency.map { Double.acos(min(1, max(-1, -level))) / $0 } ?? level }
  }

  /// The formula of what is watched, and its rate.
  private var formulas: (value: Expression, rate: Expression) {
    let symbol = Expression.symbol(variable.name)
    guard let frequency else { return (symbol, variable.rate) }
    let angle = Expression(frequency) * symbol
    return (-Expression.cos(angle), Expression(frequency) * Expression.sin(angle) * variable.rate)
  }

  /// A model with the events that record, once the course is known.
  func watched(_ model: Model) throws(ModelError) -> Model {
    guard let level, let restingRate else { return model }
    let (value, rate) = formulas
    let distance = value - Expression(level)
    return try model.with(events: [
      Event(condition: rate + Expression(restingRate), direction: .falling),
      Event(condition: rate - Expression(restingRate), direction: .rising),
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
      event.before[variable.name].map { SpikePeaks.Extremum(time: event.time, value: watched($0)) }
    }
    return [SpikePeaks.Extremum(time: start, value: watched(first))] + between
      + [SpikePeaks.Extremum(time: end, value: watched(last))]
  }
}
