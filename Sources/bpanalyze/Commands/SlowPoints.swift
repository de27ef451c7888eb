// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Foundation
import ModelCore
import Networks
import Rendering
import Results
import SlowPoints

/// `bpanalyze slowpoints`: fixed and slow points of systems of many variables.
struct SlowPoints: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slowpoints",
    abstract: "Fixed and slow points of networks and other systems of many variables.",
    discussion: """
      MODEL is a network that comes with the program (\(BuiltInNetwork.all.map(\.name).joined(separator: ", "))), a file \
      of weights (.npz, .npy, .safetensors, .csv), an .ode file or a model of the zoo. Writes a figure and its data, \
      and prints the points.

        bpanalyze slowpoints cann --set units=256
        bpanalyze slowpoints weights.npz --architecture tanh --set input1=0.5
        bpanalyze slowpoints rnn.safetensors --states hidden.npy --eigenvectors
        bpanalyze slowpoints W.csv --dynamics currents --set tau=10
        bpanalyze slowpoints hopfield --set units=40,gain=2 --continue gain=0.5:4
        bpanalyze slowpoints wong-wang --starts 500

      Weights are found by their names in PyTorch (weight_hh_l0, weight_ih_l0, bias_hh_l0, bias_ih_l0) or plain ones (W, \
      W_in, b). Networks have the parameters gain, leak (steps) or tau (rates, currents), and input1, input2, ….
      """)

  @OptionGroup var model: ModelArgument
  @OptionGroup(title: "Files of weights") var system: SystemOptions

  @Option(
    help: ArgumentHelp("States to start from: an array file, a row for each state.", valueName: "file[:name]"))
  var states: String?

  @Option(help: ArgumentHelp("The number of starts.", valueName: "count"))
  var starts: Int?

  @Option(
    help: ArgumentHelp(
      "Where to start: automatic, given (the states alone), trajectories (with noise), box.", valueName: "place"))
  var from: SlowPointSettings.Starts?

  @Option(
    help: ArgumentHelp("Noise on states of trajectories, relative to their spread.", valueName: "share"))
  var noise: Double?

  @Option(help: ArgumentHelp("The length of trajectories, in time constants or steps.", valueName: "count"))
  var duration: Double?

  @Option(help: ArgumentHelp("The seed of the random numbers.", valueName: "number"))
  var seed: Int?

  @Option(
    help: ArgumentHelp(
      "How the speed is minimised: \(MinimizationMethod.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "name"))
  var method: MinimizationMethod?

  @Option(
    help: ArgumentHelp("Points closer than this, relative to the spread of all, are one.", valueName: "share"))
  var merge: Double?

  @Option(
    name: .customLong("continue"),
    help: ArgumentHelp("Follow the isolated fixed points in a parameter.", valueName: "name=low:high"),
    transform: NamedRange.full)
  var continuation: NamedRange?

  @Flag(help: "Save right and left eigenvectors of the leading modes.")
  var eigenvectors = false

  @OptionGroup var limit: LimitOption

  @OptionGroup var view: ComponentsOption

  @OptionGroup(title: "Output") var output: OutputOptions

  func run() throws {
    let loaded = try model.loadSystem(system)
    let settings = settings
    if let problem = settings.problem {
      throw ValidationError(saying: problem)
    }
    let given = try states.map { try StateFile.states($0, of: loaded.system) } ?? []
    if settings.starts == .given, given.isEmpty { throw ValidationError("--from given needs --states.") }
    let target = try output.prepare(
      OutputRequest(
        fallback: "\(loaded.system.name)-slowpoints", schema: SlowPointResult.schema, model: loaded.record,
        inputs: loaded.files + [states.map(StateFile.path)].compactMap { $0 }, width: Figure.doubleColumn))
    limit.begin()
    let result = try SlowPointAnalyzer.analyze(loaded.system, settings, from: given, in: Terminal.context)
    try report(result, settings, loaded, target)
    try Interruption.throwIfRequested()
  }

  private var settings: SlowPointSettings {
    var settings = SlowPointSettings()
    if let starts { settings.startCount = starts }
    if let from { settings.starts = from }
    if let noise { settings.noise = noise }
    if let duration { settings.duration = duration }
    if let seed { settings.seed = seed }
    if let method { settings.method = method }
    if let merge { settings.mergeDistance = merge }
    settings.eigenvectors = eigenvectors
    settings.continuation = continuation.flatMap { argument in
      argument.range.map { AxisRange(name: argument.name, lower: $0.lowerBound, upper: $0.upperBound) }
    }
    return settings
  }

  private func report(
    _ result: SlowPointResult, _ settings: SlowPointSettings, _ loaded: LoadedSystem, _ target: OutputTarget
  ) throws {
    let document = ResultDocument(
      schema: SlowPointResult.schema, version: SlowPointResult.version, model: loaded.record, settings: settings,
      result: result)
    if view.components == 3, result.projection?.components.count ?? 0 < 3 {
      Terminal.note("the states vary in fewer than three directions; they are drawn along two")
    }
    let options = output.figureOptions(unlessTold: Figure.doubleColumn, components: view.components ?? 2)
    try target.deliver(
      document, notes: result.notes,
      report: SlowPointReport(result, title: loaded.system.title).text, table: result.table,
      figure: SlowPointFigure(result, options: options).figure)
  }
}

extension SlowPointSettings.Starts: ExpressibleByArgument {}
extension MinimizationMethod: ExpressibleByArgument {}
