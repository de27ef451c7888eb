// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Foundation
import ModelCore
import PhasePlane
import Rendering
import Results

/// `bpanalyze phaseplane`: the phase plane of a model, or the phase line of one variable.
struct PhasePlane: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "phaseplane",
    abstract: "Nullclines, fixed points, field, separatrices, limit cycles and trajectories of two variables.",
    discussion: """
      Writes a figure and its data, and prints what a paper would quote. Models of one variable get a phase line, maps of \
      one variable a cobweb. Of equations with constant delays nullclines and fixed points are shown, with their \
      characteristic roots.

        bpanalyze phaseplane fitzhugh-nagumo --set I=0.8
        bpanalyze phaseplane morris-lecar --parameter-set snic --certify
        bpanalyze phaseplane wong-wang --x S2=0:0.8 --y S1=0:0.8 --streamlines --format pdf
        bpanalyze phaseplane hodgkin-huxley --x V=-100:50 --y n=0:1 --others equilibrium --fix h=0.4
      """)

  @OptionGroup var model: ModelArgument
  @OptionGroup(title: "The plane") var plane: PlaneOptions
  @OptionGroup(title: "Trajectories") var start: StartOption

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The number of trajectories from points spread over the window.", valueName: "count"))
  var samples = 0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The length of the trajectories; negative runs backward in time.", valueName: "time"))
  var duration: Double?

  @Flag(help: "Prove by interval arithmetic that the list of fixed points is complete.")
  var certify = false

  @Flag(inversion: .prefixedNo, help: "Show the nullclines.")
  var nullclines = true

  @Flag(inversion: .prefixedNo, help: "Show the stable and unstable manifolds of saddles.")
  var separatrices = true

  @Flag(inversion: .prefixedNo, help: "Look for limit cycles.")
  var limitCycles = true

  @Flag(inversion: .prefixedNo, help: "Show trajectories.")
  var trajectories = true

  @Flag(inversion: .prefixedNo, help: "Show the field as arrows.")
  var arrows: Bool?

  @Flag(inversion: .prefixedNo, help: "Show the field as evenly spaced streamlines.")
  var streamlines: Bool?

  @OptionGroup var limit: LimitOption

  @OptionGroup(title: "Output") var output: OutputOptions

  func run() throws {
    let loaded = try model.load().leavingNoiseAside(allowsDelays: true)
    if loaded.model.dimension == 1 { return try runLine(loaded) }
    do {
      let settings = try settings(for: loaded.model)
      let target = try prepare(loaded, schema: PhasePlaneResult.schema)
      limit.begin()
      var analyzer = try PhasePlaneAnalyzer(loaded.model, settings: settings)
      analyzer.context = Terminal.context
      let result = try analyzer.analyze()
      try report(result, settings, loaded, target)
    } catch let error as PhasePlaneError {
      throw Self.failure(error)
    }
  }

  /// Makes sure that the files can be written.
  func prepare(_ loaded: LoadedModel, schema: String) throws -> OutputTarget {
    try output.prepare(
      OutputRequest(
        fallback: "\(loaded.model.name)-phaseplane", schema: schema, model: loaded.record, inputs: loaded.files))
  }

  private func report(
    _ result: PhasePlaneResult, _ settings: PhasePlaneSettings, _ loaded: LoadedModel, _ target: OutputTarget
  ) throws {
    let document = ResultDocument(
      schema: PhasePlaneResult.schema, version: PhasePlaneResult.version, model: loaded.record, settings: settings,
      result: result)
    let flow = FigureOptions.Flow(arrows: arrows, streamlines: streamlines)
    try target.deliver(
      document, notes: result.notes,
      report: PhasePlaneReport(result, title: loaded.model.title).text, table: result.table,
      figure: PhasePlaneFigure(result, options: output.figureOptions(flow: flow)).figure)
    try Interruption.throwIfRequested()
    try stopIfUndecided(result.certificate)
  }

  private func settings(for model: Model) throws -> PhasePlaneSettings {
    let starts = try start.starts.map { values in
      try Dictionary(values.map { ($0.name, $0.value) }) { _, _ in
        throw ValidationError("--start: a variable is given twice.")
      }
    }
    return try PhasePlaneSettings(
      parameters: Dictionary(model.parameters.map { ($0.name, $0.value) }) { $1 },
      initialValues: Dictionary(zip(model.variableNames, model.initialState).filter { $0.1.isFinite }) { $1 },
      horizontalVariable: plane.horizontal?.name, horizontalRange: plane.horizontal?.range,
      verticalVariable: plane.vertical?.name, verticalRange: plane.vertical?.range,
      fixedValues: try plane.fixedValues(), others: plane.others, time: plane.time, starts: starts,
      sampledStartCount: samples, duration: duration, certifies: certify, findsNullclines: nullclines,
      findsSeparatrices: separatrices, findsLimitCycles: limitCycles, computesTrajectories: trajectories)
  }

  /// Most of what can be wrong is what was asked for, not the model.
  private static func failure(_ error: PhasePlaneError) -> any Error {
    switch error {
    case .model(.unknownVariable), .model(.duplicateName), .model(.noEquilibrium): break
    case .model(let error): return error
    default: break
    }
    return ValidationError(saying: error.description)
  }
}
