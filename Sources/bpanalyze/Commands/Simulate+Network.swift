// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Foundation
import Networks
import Results
import Simulator

extension Simulate {
  /// The network of spiking neurons that is asked for, if it is one and no file.
  var spikingNetwork: BuiltInSpikingNetwork? {
    FileManager.default.fileExists(atPath: model.model) ? nil : BuiltInSpikingNetwork.named(model.model)
  }

  /// Simulates a network of spiking neurons and draws its raster.
  func runNetwork(_ builtIn: BuiltInSpikingNetwork) throws {
    try checkNetworkOptions(builtIn.name)
    let network = try built(builtIn)
    let shown = try shownPopulations(of: network)
    let values = model.values.joined().map { "\($0.name)=\($0.value.text(digits: 17))" }
    let text = (["network \(builtIn.name)"] + values).joined(separator: "\n") + "\n"
    let record = ModelRecord(name: builtIn.name, title: builtIn.title, text: text)
    let target = try output.prepare(
      OutputRequest(
        fallback: "\(builtIn.name)-simulate", schema: SimulationResult.schema, model: record, inputs: []))
    limit.begin()
    let followed: SpikingSimulation.Settings
    do {
      followed = try .init(
        method: method ?? .exponentialEuler, step: dt ?? builtIn.step, duration: total ?? builtIn.duration,
        seed: seed ?? 1)
    } catch {
      throw ValidationError(saying: error.description)
    }
    var simulation = SpikingSimulation(network, followed)
    simulation.context = Terminal.context
    let result = try simulation.run().result(of: simulation, shown: shown)
    var request = SimulationSettings.Request()
    (request.total, request.step, request.method) = (followed.duration, followed.step, followed.method)
    var settings = SimulationSettings(model: network.populations[0].neuron, request: request)
    settings.seed = followed.seed
    settings.starts = []
    settings.spiking = shown.isEmpty ? network.populations.map(\.name) : shown
    try target.deliver(
      ResultDocument(
        schema: SimulationResult.schema, version: SimulationResult.version, model: record, settings: settings,
        result: result), report: SpikingReport(network: network, settings: followed, result: result).text,
      table: result.table, figure: result.figure(settings, options: output.figureOptions()))
    try Interruption.throwIfRequested()
    if let trajectory = result.trajectories.first, !trajectory.isComplete {
      throw StoppedEarly(reason: trajectory.explanation)
    }
  }

  private func built(_ builtIn: BuiltInSpikingNetwork) throws -> SpikingNetwork {
    if model.parameterSet != nil { throw ValidationError("The network '\(builtIn.name)' has no parameter sets.") }
    do {
      return try builtIn.network(model.values.joined().map { ($0.name, $0.value) })
    } catch {
      throw ValidationError(saying: error.description)
    }
  }

  /// Refuses what has no meaning for a network.
  private func checkNetworkOptions(_ name: String) throws {
    let given: [(String, Bool)] = [
      ("--start", !start.starts.isEmpty), ("--plot", plotted != nil), ("--plane", plane != nil),
      ("--sweep", sweep != nil), ("--ensemble", ensemble != nil), ("--tolerance", tolerance != nil),
      ("--transient", transient != nil), ("--threshold", threshold != nil), ("--input", !input.inputs.isEmpty),
    ]
    if let option = given.first(where: \.1) {
      throw ValidationError("\(option.0) is not for networks of spiking neurons such as '\(name)'.")
    }
  }

  /// The populations that --raster names.
  private func shownPopulations(of network: SpikingNetwork) throws -> [String] {
    guard let raster else { return [] }
    let known = network.populations.map(\.name)
    return try raster.split(separator: ",").map { part in
      let name = String(part.trimmed)
      guard let found = known.first(where: { $0.lowercased() == name.lowercased() }) else {
        throw ValidationError("--raster: there is no population '\(name)'; \(Suggestion.text(for: name, among: known))")
      }
      return found
    }
  }
}
