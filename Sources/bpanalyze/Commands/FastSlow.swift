// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import FastSlow
import Foundation
import ModelCore
import Rendering
import Results

/// `bpanalyze fastslow`: bursting, relaxation and what else fast variables do while a slow one drifts.
struct FastSlow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fastslow",
    abstract: "What the fast variables do while slow ones drift: bursting, relaxation, mixed modes.",
    discussion: """
      Freezes the slow variable, draws the whole diagram of the fast ones in it, and lays the trajectory of the full \
      system over it. Names the motion by the bifurcations at which the trajectory leaves the attractors of the fast \
      subsystem, and measures spikes and bursts. Which variables are slow is proposed from the rates on the trajectory.

      With two slow variables the diagram is that of the fast subsystem's bifurcations in their plane, with folded \
      singularities on its folds: their kind, the ratio of their eigenvalues, and the number of small oscillations that \
      a folded node allows.

        bpanalyze fastslow hindmarsh-rose
        bpanalyze fastslow square-wave-burster --slow-flow --format pdf
        bpanalyze fastslow my-burster.ode --slow Ca --threshold -35
        bpanalyze fastslow koper
        bpanalyze fastslow my-burster.ode --slow Ca,h
        bpanalyze fastslow fitzhugh-nagumo --slow-parameter I=0:1 --rate 0.0005
        bpanalyze fastslow fitzhugh-nagumo --set I=0.5 --slow w --parameter I
      """)

  @OptionGroup var model: ModelArgument

  @Option(
    help: ArgumentHelp(
      "The slow variable, or two with a comma, the first on the horizontal axis; the others are fast.",
      valueName: "names"))
  var slow: String?

  @Option(
    name: .customLong("slow-parameter"),
    help: ArgumentHelp(
      "A parameter that drifts from one value to another, and is the slow variable.", valueName: "name=from:to"),
    transform: DriftArgument.init)
  var slowParameter: DriftArgument?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The change of that parameter per unit of time.", valueName: "number"))
  var rate: Double?

  @Option(
    name: .customLong("at-time"), parsing: .unconditional,
    help: ArgumentHelp("Freeze time in the equations at this value.", valueName: "t"))
  var time: Double?

  @Option(
    name: .customLong("parameter"),
    help: ArgumentHelp(
      "The parameter in which canard points of two variables are looked for. (default: the model's own suggestion)",
      valueName: "name"))
  var canardParameter: String?

  @Option(
    name: .customLong("spikes"),
    help: ArgumentHelp(
      "The fast variable whose peaks are spikes, and which the figure shows. (default: the first)", valueName: "name"))
  var spiking: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The value of that variable above which it is active.", valueName: "number"))
  var threshold: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The length of the start that is not looked at.", valueName: "time"))
  var transient: Double?

  @Option(
    help: ArgumentHelp(
      "The window of the diagram beyond what the trajectory visits, over the width of that. (default: 0.5)",
      valueName: "share"))
  var margin: Double?

  @Flag(
    name: .customLong("slow-flow"),
    help: "Add a panel on the right with the rate of one slow variable along the branches.")
  var showsSlowFlow = false

  @OptionGroup var limit: LimitOption

  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    if let rate, !(rate > 0 && rate.isFinite) {
      throw ValidationError("--rate must be a number greater than 0, not \(rate.text()).")
    }
    if (rate == nil) != (slowParameter == nil) {
      throw ValidationError("--slow-parameter NAME=FROM:TO and --rate NUMBER belong together.")
    }
    if slowParameter != nil, slow != nil {
      throw ValidationError("--slow-parameter makes the parameter the slow variable; leave out --slow.")
    }
    if let transient, !(transient >= 0 && transient.isFinite) {
      throw ValidationError("--transient must be a number, 0 or greater, not \(transient.text()).")
    }
    if let time, !time.isFinite { throw ValidationError("--at-time needs a finite number.") }
    if let threshold, !threshold.isFinite { throw ValidationError("--threshold needs a finite number.") }
    if let margin, !(0.01...100).contains(margin) {
      throw ValidationError("--margin \(margin.text()) is outside 0.01 to 100.")
    }
  }

  func run() throws {
    let loaded = try model.load().leavingNoiseAside()
    let settings = try settings(for: loaded.model)
    if time != nil, !loaded.model.dependsOnTime { Terminal.note("--at-time: time does not occur in the equations") }
    // What kind of result it will be depends on the number of slow variables that the trajectory shows.
    let target = try output.prepare(
      OutputRequest(
        fallback: "\(loaded.model.name)-fastslow", schema: FastSlowResult.schema,
        otherSchema: SlowPlaneResult.schema, model: loaded.record, inputs: loaded.files, width: width))
    limit.begin()
    let dissection: FastSlowDissection
    do {
      dissection = try FastSlowAnalyzer.dissect(loaded.model, settings: settings, in: Terminal.context)
    } catch {
      throw Self.failure(error)
    }
    let isComplete: Bool
    switch dissection {
    case .oneSlow(let result):
      let document = ResultDocument(
        schema: FastSlowResult.schema, version: FastSlowResult.version, model: loaded.record, settings: settings,
        result: result)
      try target.deliver(
        document, notes: result.notes, report: FastSlowReport(result, title: loaded.model.title).text,
        table: result.table,
        figure: FastSlowFigure(
          result, showsSlowFlow: showsSlowFlow, options: output.figureOptions(unlessTold: width)
        ).figure)
      isComplete = result.diagram.complete
    case .twoSlow(let result):
      let document = ResultDocument(
        schema: SlowPlaneResult.schema, version: SlowPlaneResult.version, model: loaded.record, settings: settings,
        result: result)
      try target.deliver(
        document, notes: result.notes, report: SlowPlaneReport(result, title: loaded.model.title).text,
        table: result.table, figure: SlowPlaneFigure(result, options: output.figureOptions()).figure)
      isComplete = result.diagram.complete
    }
    try Interruption.throwIfRequested()
    if !isComplete { throw StoppedEarly(reason: "some branches of the fast subsystem were cut short") }
  }

  /// The width of the figure if none is asked for: the slow rate stands on the right of the diagram.
  private var width: Double { showsSlowFlow ? Figure.doubleColumn : Figure.singleColumn }

  private func settings(for model: Model) throws -> FastSlowSettings {
    var settings = FastSlowSettings(
      slow: slow.map { $0.split(separator: ",").map { String($0.trimmed) } } ?? [])
    settings.parameters = Dictionary(model.parameters.map { ($0.name, $0.value) }) { $1 }
    settings.initialValues = Dictionary(zip(model.variableNames, model.initialState).filter { $0.1.isFinite }) { $1 }
    settings.spiking = spiking
    settings.time = time
    settings.canardParameter = canardParameter
    settings.threshold = threshold
    settings.transient = transient
    if let margin { settings.margin = margin }
    if let slowParameter, let rate {
      guard let index = model.parameterIndex(slowParameter.name) else {
        throw ValidationError(
          "--slow-parameter: there is no parameter '\(slowParameter.name)'; "
            + Suggestion.text(for: slowParameter.name, among: model.variableParameterNames))
      }
      settings.drift = FastSlowSettings.Drift(
        parameter: model.parameterNames[index], from: slowParameter.from, to: slowParameter.to, rate: rate)
    }
    return settings
  }

  /// What the numbers do not give is a matter of numerics, what was asked for one of usage.
  private static func failure(_ error: FastSlowError) -> any Error {
    switch error {
    case .model(let error): return error
    case .trajectory(let text): return StoppedEarly(reason: text)
    default: return ValidationError(saying: error.description)
    }
  }
}

/// An argument `NAME=FROM:TO`; the second value may be the smaller one.
struct DriftArgument: Hashable {
  let name: String
  let from: Double
  let to: Double

  init(_ argument: String) throws {
    let (name, rest) = try NamedArgument.split(argument[...], form: "NAME=FROM:TO", example: "I=0:10")
    let ends = rest.split(separator: ":", omittingEmptySubsequences: false)
    guard ends.count == 2 else {
      throw ValidationError("'\(rest)' is no drift; the form is NAME=FROM:TO, such as I=0:10")
    }
    (self.name, from, to) = (name, try NamedArgument.number(ends[0]), try NamedArgument.number(ends[1]))
    if from == to { throw ValidationError("'\(argument)' does not drift: both values are \(from.text())") }
  }
}
