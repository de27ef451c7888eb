// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results
import Symbolics

/// A model that records the spikes of some of its variables, located as exactly as other events.
///
/// A variable that an event resets where it crosses a threshold, as in integrate-and-fire models, spikes there; others spike where
/// they rise through a threshold that they have in common.
struct SpikeRecording: Sendable {
  /// The variables.
  let names: [String]
  /// The model with an event without consequences for each variable that has no reset, behind its own events.
  let model: Model
  /// The number of events that were added.
  let addedCount: Int
  /// For each variable the numbers of the events that are its spikes.
  private let numbers: [[Int]]
  private let ownCount: Int

  /// Prepares a model.
  /// - Parameters:
  ///   - names: The variables.
  ///   - threshold: What spikes rise through.
  init(_ model: Model, names: [String], threshold: Double) throws(ModelError) {
    self.names = names
    ownCount = model.events.count
    var (numbers, added) = ([[Int]](), [Event]())
    for name in names {
      let resets = SpikeRecording.resets(of: name, in: model)
      numbers.append(resets.isEmpty ? [model.events.count + added.count] : resets)
      if resets.isEmpty {
        added.append(Event(condition: .symbol(name) - Expression(threshold), direction: .rising, assignments: []))
      }
    }
    self.numbers = numbers
    addedCount = added.count
    self.model = try model.with(events: model.events + added)
  }

  /// The events that reset a variable where it crosses a threshold.
  static func resets(of name: String, in model: Model) -> [Int] {
    model.events.indices.filter { number in
      let event = model.events[number]
      return event.condition.symbols.contains(name) && event.assignments.contains { $0.name == name }
    }
  }

  /// The spikes among what happened on a trajectory, variable by variable.
  func spikes(among occurrences: [EventOccurrence]) -> [SpikeTimes] {
    zip(names, numbers).map { name, own in
      SpikeTimes(name: name, times: occurrences.filter { own.contains($0.event) }.map(\.time))
    }
  }

  /// Whether an event is one of the model's own.
  func isOwn(_ occurrence: EventOccurrence) -> Bool { occurrence.event < ownCount }
}

extension SimulationAnalyzer {
  /// The trajectories with the spikes of some variables. Where no threshold is given, it is the middle of the range of the
  /// variables, for which the trajectories are computed before.
  func recordingResult(_ names: [String], _ settings: SimulationSettings) throws(SettingsError) -> SimulationResult {
    var threshold = settings.spikeThreshold
    let isNeeded = names.contains { SpikeRecording.resets(of: $0, in: model).isEmpty }
    if isNeeded, threshold == nil {
      var plain = settings
      plain.spiking = nil
      let values = try run(plain).trajectories.flatMap { trajectory in
        names.flatMap { trajectory.values[$0] ?? [] }.filter(\.isFinite)
      }
      threshold = 0.5 * ((values.min() ?? 0) + (values.max() ?? 0))
    }
    var analyzer = try SettingsError.telling { () throws(ModelError) in
      try SimulationAnalyzer(SpikeRecording(model, names: names, threshold: threshold ?? 0))
    }
    analyzer.context = context
    var result = try analyzer.run(settings)
    result.spikeThreshold = isNeeded ? threshold : nil
    return result
  }
}
