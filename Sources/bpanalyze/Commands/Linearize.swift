// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Foundation
import Linearization
import ModelCore
import Networks
import Rendering
import Results
import SlowPoints

/// `bpanalyze linearize`: the linear dynamics around a state.
struct Linearize: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Eigenvalues, modes and their drive around a state, and how far the linear picture holds.",
    discussion: """
      MODEL is as for 'slowpoints'. The state is a point of a saved result, a row of an array file, or given by name; without any, \
      the fixed point to which the system's own start leads.

        bpanalyze linearize fitzhugh-nagumo
        bpanalyze linearize lorenz --at x=0,y=0,z=0
        bpanalyze linearize weights.npz --from weights-slowpoints.json --point 9
        bpanalyze linearize cann --set units=256 --at states.npy --row 3
      """)

  @OptionGroup var model: ModelArgument
  @OptionGroup(title: "Files of weights") var system: SystemOptions

  @Option(
    help: ArgumentHelp("The state: V=-60,w=0.1 (others as at the start), or an array file.", valueName: "state"))
  var at: String?

  @Option(help: ArgumentHelp("The row of the array file, from 1.", valueName: "number"))
  var row = 1

  @Option(help: ArgumentHelp("A result of 'slowpoints'.", valueName: "result.json"))
  var from: String?

  @Option(help: ArgumentHelp("The point of that result, from 1.", valueName: "number"))
  var point: Int?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("How long answers to kicks are followed.", valueName: "time"))
  var duration: Double?

  @OptionGroup var limit: LimitOption
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    if (from == nil) != (point == nil) { throw ValidationError("--from and --point belong together.") }
    if from != nil, at != nil { throw ValidationError("--at and --from both name a state; give one of them.") }
    if let duration, !(duration > 0 && duration.isFinite) {
      throw ValidationError("--duration must be positive, not \(duration.text()).")
    }
  }

  func run() throws {
    let loaded = try model.loadSystem(system)
    var settings = LinearizationSettings()
    settings.duration = duration
    let state = try state(of: loaded.system)
    let target = try output.prepare(
      OutputRequest(
        fallback: "\(loaded.system.name)-linearize", schema: LinearizationResult.schema, model: loaded.record,
        inputs: loaded.files + [from, at.map(StateFile.path)].compactMap { $0 }, width: Figure.doubleColumn))
    limit.begin()
    let result = try LinearizationAnalyzer.analyze(loaded.system, at: state, settings, in: Terminal.context)
    let document = ResultDocument(
      schema: LinearizationResult.schema, version: LinearizationResult.version, model: loaded.record,
      settings: settings, result: result)
    try target.deliver(
      document, notes: result.notes,
      report: LinearizationReport(result, title: loaded.system.title).text, table: result.table,
      figure: LinearizationFigure(result, options: output.figureOptions(unlessTold: Figure.doubleColumn)).figure)
    try Interruption.throwIfRequested()
  }

  private func state(of system: HighDimensionalSystem) throws -> [Double]? {
    if let from, let point { return try savedState(from, point, system) }
    guard let at else { return nil }
    if !at.contains("=") {
      let states = try StateFile.states(at, of: system)
      guard states.indices.contains(row - 1) else {
        throw ValidationError("--row \(row): there are \(states.count) rows in \(at).")
      }
      return states[row - 1]
    }
    var state = system.starts.first ?? [Double](repeating: 0, count: system.dimension)
    for item in try NamedValue.list(at) {
      guard let index = system.variableIndex(item.name) else {
        throw ValidationError(
          "--at: there is no variable '\(item.name)'; \(Suggestion.text(for: item.name, among: system.variableNames))")
      }
      state[index] = item.value
    }
    return state
  }

  private func savedState(_ path: String, _ point: Int, _ system: HighDimensionalSystem) throws -> [Double] {
    let data = try AtomicFile.read(path)
    let header = try ResultHeader(json: data)
    guard header.schema == SlowPointResult.schema else {
      throw ValidationError("--from: \(path) is a result of the kind '\(header.schema)', not of 'slowpoints'.")
    }
    try header.checkVersion(SlowPointResult.version, file: path)
    let result = try ResultDocument<SlowPointSettings, SlowPointResult>(json: data).result
    guard result.points.indices.contains(point - 1) else {
      throw ValidationError("--point \(point): there are \(result.points.count) points in \(path).")
    }
    guard result.variables == system.variableNames else {
      throw DataError("\(path) is about other variables than \(system.title)")
    }
    return result.points[point - 1].state
  }
}
