// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Bifurcation
import Foundation
import ModelCore
import Rendering
import Results
import Symbolics

/// `bpanalyze bifurcation`: the bifurcation diagram of a model in one parameter or in two.
struct Bifurcation: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The diagram in one parameter or two: equilibria, cycles, and every bifurcation on them.",
    discussion: """
      Writes a figure and its data, and prints the table of special points. Without --parameter the model's own \
      suggestion (@ parmin, parmax or autoxmin, autoxmax) is taken. With --parameter twice the curves of bifurcations \
      of equilibria in the plane of both are followed, and the regions between them described. Cycles are those that \
      are born in the window, and those that trajectories come to, forwards or (up to three variables) backwards: cycles \
      of saddle type that are born outside of the window are not found. Of equations with constant delays the equilibria \
      are followed, with their Hopf points, and in two parameters the curves of these; stability is that of the rightmost \
      characteristic roots.

        bpanalyze bifurcation fitzhugh-nagumo --parameter I=0:2
        bpanalyze bifurcation morris-lecar --parameter-set snic --period
        bpanalyze bifurcation lorenz --parameter r=0:30 --y z --format pdf
        bpanalyze bifurcation morris-lecar --parameter I=-30:300 --parameter phi=0.005:0.5
        bpanalyze bifurcation --from lorenz-bifurcation.json --at H1 --parameter sigma=5:15
      """)

  @OptionGroup var source: DiagramSource

  @Option(
    help: ArgumentHelp(
      "The parameter to vary, and its range; given twice, both vary.", valueName: "name=low:high"),
    transform: NamedRange.nameOrFull)
  var parameter: [NamedRange] = []

  @Option(
    help: ArgumentHelp("A variable and the values in which to look for equilibria.", valueName: "name=low:high"),
    transform: NamedRange.full)
  var range: [NamedRange] = []

  @Option(
    name: .customLong("at-time"), parsing: .unconditional,
    help: ArgumentHelp("Freeze time in the equations at this value.", valueName: "t"))
  var time: Double?

  @Flag(inversion: .prefixedNo, help: "Follow cycles.")
  var cycles = true

  @Option(
    help: ArgumentHelp(
      "How many period doublings deep cycles are followed. (default: 2, for maps 3)", valueName: "count"))
  var doublings: Int?

  @Option(
    help: ArgumentHelp(
      "How much work cycles may take. (default: 1)", valueName: "share"))
  var cycleWork: Double?

  @Option(help: ArgumentHelp("For maps, the longest period of cycles to look for.", valueName: "count"))
  var longestPeriod = 3

  @Option(
    help: "How: continuation follows curves; grid finds all fixed points at many values, for one or two variables.")
  var method: BifurcationSettings.Method = .continuation

  @Option(help: ArgumentHelp("The number of values of the parameter with --method grid.", valueName: "count"))
  var gridPoints = 101

  @Flag(help: "Compute cycles a second time by multiple shooting, and report the differences.")
  var verify = false

  @OptionGroup var plane: ParameterPlaneOptions

  @OptionGroup var limit: LimitOption

  @OptionGroup var diagram: DiagramOptions

  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    if parameter.count > 2 {
      throw ValidationError("--parameter is for one parameter or two; \(parameter.count) are given.")
    }
    if parameter.count < 2, plane.areGiven {
      throw ValidationError("--curves, --points, --regions and --cut are for two parameters; give --parameter twice.")
    }
    if let cycleWork, !(cycleWork >= 0 && cycleWork.isFinite) {
      throw ValidationError("--cycle-work must be 0 or more, not \(cycleWork).")
    }
    if let doublings, !(0...12).contains(doublings) {
      throw ValidationError("--doublings \(doublings) is outside 0 to 12.")
    }
    if !(1...MapIterates.longest).contains(longestPeriod) {
      throw ValidationError("--longest-period \(longestPeriod) is outside 1 to \(MapIterates.longest).")
    }
    if !(2...100_000).contains(gridPoints) {
      throw ValidationError("--grid-points \(gridPoints) is outside 2 to 100000.")
    }
    if method == .grid, source.origin != nil { throw ValidationError("--from is for --method continuation.") }
    if let time, !time.isFinite { throw ValidationError("--at-time needs a finite number.") }
  }

  func run() throws {
    if parameter.count == 2 { return try runTwoParameters() }
    let found = try source.load()
    let (loaded, origin) = (found.model, found.origin)
    let settings = try settings(for: loaded.model, origin)
    let name = settings.parameter.name
    if !loaded.model.uses(parameter: name) { Terminal.warning("no equation uses \(name); nothing can change with it") }
    if time != nil, !loaded.model.dependsOnTime { Terminal.note("--at-time: time does not occur in the equations") }
    _ = try diagram.figure(of: BifurcationResult(loaded.model, settings), options: output.figureOptions())
    let target = try output.prepare(
      OutputRequest(
        fallback: source.fallback(model: loaded.model.name, parameter: name), schema: BifurcationResult.schema,
        model: loaded.record, inputs: loaded.files, hasColumns: true))
    limit.begin()
    do {
      let result = try BifurcationAnalyzer.analyze(loaded.model, settings: settings, in: Terminal.context)
      try report(result, settings, loaded, target)
    } catch let error as BifurcationError {
      throw ValidationError(error.description)
    }
    try Interruption.throwIfRequested()
  }

  private func report(
    _ result: BifurcationResult, _ settings: BifurcationSettings, _ loaded: LoadedModel, _ target: OutputTarget
  ) throws {
    let document = ResultDocument(
      schema: BifurcationResult.schema, version: BifurcationResult.version, model: loaded.record,
      settings: settings, result: result)
    try target.deliver(
      document, notes: result.notes,
      report: BifurcationReport(result, title: loaded.model.title, gridCount: settings.gridCount).text,
      table: result.table, columns: result.autoText,
      figure: try diagram.figure(of: result, options: output.figureOptions()))
    if !result.complete, !Interruption.isRequested {
      let hasGrid = loaded.model.dimension <= 2 && loaded.model.memory.isEmpty
      let planar = hasGrid ? "; --method grid serves models that are not smooth" : ""
      throw StoppedEarly(reason: "some branches were cut short; the reasons stand in the table of branches\(planar)")
    }
  }

  private func settings(
    for model: Model, _ origin: (settings: BifurcationSettings, start: BifurcationStart)?
  ) throws -> BifurcationSettings {
    do {
      let ranges = try Dictionary(
        range.map { try (variableName($0.name, model), AxisRange($0)) }, uniquingKeysWith: { $1 })
      var settings = try BifurcationSettings(
        parameter: try parameterRange(parameter.first, model, origin?.settings),
        ranges: origin?.settings.ranges.merging(ranges) { $1 } ?? ranges)
      settings.start = origin?.start
      settings.start?.parameters = Dictionary(model.parameters.map { ($0.name, $0.value) }) { $1 }
      settings.method = method
      settings.gridCount = gridPoints
      settings.parameters = Dictionary(model.parameters.map { ($0.name, $0.value) }) { $1 }
      settings.initialValues = Dictionary(zip(model.variableNames, model.initialState).filter { $0.1.isFinite }) { $1 }
      settings.time = time ?? origin?.settings.time
      settings.cycles = cycles
      settings.doublingDepth = doublings
      settings.cycleWork = cycleWork
      settings.searchedPeriod = longestPeriod
      settings.verifiesCycles = verify
      return settings
    } catch let error as BifurcationError {
      throw ValidationError(error.description)
    }
  }

  func variableName(_ name: String, _ model: Model) throws -> String {
    if let index = model.variableIndex(name) { return model.variableNames[index] }
    throw ValidationError(
      "--range: there is no variable '\(name)'; \(Suggestion.text(for: name, among: model.variableNames))")
  }

  func parameterRange(
    _ parameter: NamedRange?, _ model: Model, _ origin: BifurcationSettings? = nil
  ) throws -> AxisRange {
    if let origin, parameter == nil { return origin.parameter }
    guard let name = parameter?.name ?? model.suggestedParameter else {
      throw BifurcationError.noParameter(known: model.variableParameterNames)
    }
    guard let index = model.parameterIndex(name) else {
      if model.variableIndex(name) != nil {
        throw ValidationError("--parameter: '\(name)' is a variable; --range says in which of its values to look.")
      }
      throw ValidationError(
        "--parameter: there is no parameter '\(name)'; \(Suggestion.text(for: name, among: model.variableParameterNames))"
      )
    }
    let known = model.parameters[index]
    if known.isConstant {
      throw ValidationError(
        "--parameter: '\(known.name)' is a constant of the model (number); declare it by par to vary it.")
    }
    guard let range = parameter?.range ?? model.suggestedRange(of: known) else {
      throw BifurcationError.noRange(parameter: known.name)
    }
    return AxisRange(name: known.name, lower: range.lowerBound, upper: range.upperBound)
  }
}

extension AxisRange {
  init(_ range: NamedRange) {
    let values = range.range ?? 0...1
    self.init(name: range.name, lower: values.lowerBound, upper: values.upperBound)
  }
}

extension Model {
  /// Whether a right-hand side depends on a parameter, or a delay does.
  func uses(parameter name: String) -> Bool {
    ExpressionGraph(rates + memory.delays.map(\.lag)).symbols.contains(name)
  }
}

extension BifurcationSettings.Method: ExpressibleByArgument {}
