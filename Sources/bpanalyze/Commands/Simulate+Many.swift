// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import ModelCore
import Rendering
import Results
import Simulator

/// The values of a parameter of a sweep, `I=0:1:101`.
struct SweepRange: Hashable {
  let name: String
  let first: Double
  let last: Double
  let count: Int

  /// Reads `NAME=FIRST:LAST:COUNT`.
  init(argument: String) throws {
    let form = "NAME=FIRST:LAST:COUNT"
    let (name, rest) = try NamedArgument.split(argument[...], form: form, example: "I=0:1:101")
    let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, let count = Int(parts[2]), (2...100_000).contains(count) else {
      throw ValidationError("'\(rest)' is not of the form \(form) with 2 to 100000 values, such as I=0:1:101")
    }
    self.name = name
    (first, last) = (try NamedArgument.number(parts[0]), try NamedArgument.number(parts[1]))
    self.count = count
    if first == last { throw ValidationError("the sweep of \(name) is empty: its ends are equal") }
  }
}

extension Simulate {
  /// Simulates for many values of a parameter, and tells the measures.
  func runSweep(_ sweep: SweepRange, _ loaded: LoadedModel, _ simulation: SimulationSettings) throws {
    guard let index = loaded.model.parameterIndex(sweep.name) else {
      throw ValidationError(
        "--sweep: there is no parameter '\(sweep.name)'; "
          + Suggestion.text(for: sweep.name, among: loaded.model.parameterNames))
    }
    if simulation.starts.count > 1 { throw ValidationError("--sweep: only one --start is possible.") }
    let settings = SweepSettings(
      simulation: simulation, parameter: loaded.model.parameterNames[index], first: sweep.first, last: sweep.last,
      count: sweep.count, threshold: threshold)
    let target = try output.prepare(
      OutputRequest(
        fallback: "\(loaded.model.name)-sweep", schema: SweepResult.schema, model: loaded.record, inputs: loaded.files))
    limit.begin()
    let result = try analyzer(loaded.model).run(settings)
    let document = ResultDocument(
      schema: SweepResult.schema, version: SweepResult.version, model: loaded.record, settings: settings, result: result
    )
    try target.deliver(
      document, report: SweepReport(result).text, table: result.table,
      figure: SweepFigure(result, options: output.figureOptions()).figure)
    try Interruption.throwIfRequested()
  }

  /// The most values of which an ensemble keeps distributions: 400 MB.
  private static let mostEnsembleValues = 5e7

  /// Simulates many paths, and tells the distributions.
  func runEnsemble(_ count: Int, _ loaded: LoadedModel, _ simulation: SimulationSettings) throws {
    guard simulation.seed != nil else {
      throw ValidationError(
        "--ensemble: nothing is random in the model '\(loaded.model.name)'; --sweep varies a parameter.")
    }
    if simulation.starts.count > 1 { throw ValidationError("--ensemble: only one --start is possible.") }
    var simulation = simulation
    let values = abs(simulation.total) / simulation.outputInterval * Double(count * simulation.plotted.count)
    if values > Self.mostEnsembleValues {
      let share = (values / Self.mostEnsembleValues).rounded(.up)
      Terminal.note(
        "distributions are computed at one time in \(share.text()), so that the values of all paths fit into memory.")
      simulation.outputInterval *= share
    }
    let settings = EnsembleSettings(simulation: simulation, count: count)
    let target = try output.prepare(
      OutputRequest(
        fallback: "\(loaded.model.name)-ensemble", schema: EnsembleResult.schema, model: loaded.record,
        inputs: loaded.files))
    limit.begin()
    let result = try analyzer(loaded.model).run(settings)
    let document = ResultDocument(
      schema: EnsembleResult.schema, version: EnsembleResult.version, model: loaded.record, settings: settings,
      result: result)
    try target.deliver(
      document, report: SweepReport.text(result), table: result.table,
      figure: EnsembleFigure(result, options: output.figureOptions()).figure)
    try Interruption.throwIfRequested()
  }

  private func analyzer(_ model: Model) -> SweepAnalyzer {
    var analyzer = SweepAnalyzer(model)
    analyzer.context = Terminal.context
    return analyzer
  }
}
