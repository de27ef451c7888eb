// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Foundation
import ModelCore
import Networks
import Rendering
import Results
import Simulator

/// `bpanalyze simulate`: trajectories in time.
struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Integrate a model and draw its variables over time.",
    discussion: """
      Length, step, method and transient come from the model where it gives them. Methods: euler, exponential-euler (exact where \
      an equation is linear in its variable), heun, midpoint and rk4 take the step of --dt; bs3, dopri5, dop853 and stiff choose \
      their own by --tolerance, and --dt is the interval of output. The names of XPPAUT's methods are understood. A model with \
      noise (wiener) takes steps of --dt by the method of Euler and Maruyama, Milstein or Rößler (sriw1, of strong order 1.5), all \
      in the sense of Itô, or Heun (Stratonovich); another --seed is another noise. A file that names no method means XPPAUT's, \
      rk4 with the step of the file. Networks of spiking neurons that come with the program: \
      \(BuiltInSpikingNetwork.all.map(\.name).joined(separator: ", ")); --set neurons=… and the like shape them.

        bpanalyze simulate fitzhugh-nagumo --set I=0.5 --total 200
        bpanalyze simulate lorenz --start x=1 --start x=1.001 --plot x
        bpanalyze simulate lorenz --plane x,z
        bpanalyze simulate network.ode --raster v        the spikes of v0, v1, …
        bpanalyze simulate coba-lif                      4000 neurons, 320,000 synapses
        bpanalyze simulate my-model.ode --method stiff --format csv
        bpanalyze simulate hodgkin-huxley --sweep I=0:40:81 --plot V        f-I curve
        bpanalyze simulate hodgkin-huxley --input I=ramp:0:20:50:450 --total 500
        bpanalyze simulate noisy.ode --ensemble 1000                        mean and band
      """)

  @OptionGroup var model: ModelArgument
  @OptionGroup var start: StartOption

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The length of the integration; negative runs backward in time.", valueName: "time"))
  var total: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The step, or the interval of output of an adaptive method.", valueName: "time"))
  var dt: Double?

  @Option(
    help: ArgumentHelp(
      """
      The method: euler, exponential-euler, heun, midpoint, rk4, bs3, dopri5, dop853, stiff; with noise euler, milstein, \
      heun, sriw1.
      """, valueName: "name"),
    transform: Self.method)
  var method: IntegrationMethod?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The relative error allowed per step of an adaptive method.", valueName: "number"))
  var tolerance: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The length of the start that is not kept.", valueName: "time"))
  var transient: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Which noise it is, for models with noise; 1 by default.", valueName: "number"))
  var seed: UInt64?

  @Option(
    name: .customLong("plot"),
    help: ArgumentHelp("What to draw: variables and auxiliary quantities, parted by commas.", valueName: "names"))
  var plotted: String?

  @Option(
    help: ArgumentHelp(
      "Draw the trajectories in the plane of two quantities instead of over time.", valueName: "x,y"))
  var plane: String?

  @Option(
    help: ArgumentHelp(
      "Record the spikes of variables and draw them as a raster; the name of an array stands for all of it.",
      valueName: "names"))
  var raster: String?

  @OptionGroup var input: InputOption

  @Option(
    help: ArgumentHelp(
      "Simulate for equally spaced values of a parameter, and measure spikes, rates and ranges.",
      valueName: "name=first:last:count"),
    transform: SweepRange.init(argument:))
  var sweep: SweepRange?

  @Option(
    help: ArgumentHelp(
      "Simulate many paths of a random model, and show their distribution over time.", valueName: "paths"))
  var ensemble: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Where --sweep and --raster find spikes: upward crossings of this value; of the middle of the range by default.
      """,
      valueName: "value"))
  var threshold: Double?

  @OptionGroup var limit: LimitOption

  @OptionGroup var output: OutputOptions

  func validate() throws {
    for (name, value) in [("--dt", dt), ("--tolerance", tolerance)] {
      if let value, !(value > 0 && value.isFinite) {
        throw ValidationError("\(name) must be a number greater than 0, not \(value.text()).")
      }
    }
    if sweep != nil, ensemble != nil { throw ValidationError("--sweep and --ensemble exclude each other.") }
    if plane != nil, sweep != nil || ensemble != nil || plotted != nil {
      throw ValidationError("--plane goes with neither --plot nor --sweep nor --ensemble.")
    }
    if raster != nil, plane != nil || sweep != nil || ensemble != nil || plotted != nil {
      throw ValidationError("--raster goes with neither --plot nor --plane nor --sweep nor --ensemble.")
    }
    if threshold != nil, sweep == nil, raster == nil {
      throw ValidationError("--threshold is for --sweep and --raster.")
    }
    if let ensemble, !(2...1_000_000).contains(ensemble) {
      throw ValidationError("--ensemble must be a number from 2 to 1000000, not \(ensemble).")
    }
    if let total, !total.isFinite { throw ValidationError("--total must be a finite number, not \(total.text()).") }
    if let transient, !(transient >= 0 && transient.isFinite) {
      throw ValidationError("--transient must be a number, 0 or greater, not \(transient.text()).")
    }
  }

  func run() throws {
    if let network = spikingNetwork { return try runNetwork(network) }
    var loaded = try model.load(others: BuiltInSpikingNetwork.all.map(\.name))
    loaded.model = try input.applied(to: loaded.model)
    var settings = try settings(for: loaded.model)
    try checkSpan(settings)
    if let sweep { return try runSweep(sweep, loaded, settings) }
    if let ensemble { return try runEnsemble(ensemble, loaded, settings) }
    let target = try output.prepare(
      OutputRequest(
        fallback: "\(loaded.model.name)-simulate", schema: SimulationResult.schema, model: loaded.record,
        inputs: loaded.files))
    limit.begin()
    var analyzer = try SimulationAnalyzer(loaded.model)
    analyzer.context = Terminal.context
    settings = analyzer.naming(settings)
    if outputPoints(settings) > Self.mostOutputPoints { return try runInPieces(analyzer, settings, target) }
    var result: SimulationResult
    do {
      result = try analyzer.run(settings)
    } catch {
      throw ValidationError(saying: error.description)
    }
    if method == nil, settings.method.isExplicitAndAdaptive, result.trajectories.contains(where: settings.isStiff) {
      Terminal.note(
        "the model is stiff: \(settings.method.title) would take very many steps; BDF (--method stiff) is used.")
      settings.method = .stiff
      settings = analyzer.naming(settings)
      result = try analyzer.run(settings)
    }
    let document = ResultDocument(
      schema: SimulationResult.schema, version: SimulationResult.version, model: loaded.record, settings: settings,
      result: result)
    try target.deliver(
      document, report: SimulationReport(result: result, settings: settings).text, table: result.table,
      figure: result.figure(settings, options: output.figureOptions()))
    try Interruption.throwIfRequested()
    tellOfThinning(settings, loaded.model)
    try warnOfLongSteps(analyzer, result, settings)
    if let early = result.trajectories.first(where: { !$0.isComplete }) {
      throw StoppedEarly(reason: early.explanation)
    }
  }

  /// Tells where the step that a file asks for is too long for its method.
  private func warnOfLongSteps(
    _ analyzer: SimulationAnalyzer, _ result: SimulationResult, _ settings: SimulationSettings
  ) throws {
    guard method == nil, let found = try StepCheck(analyzer).difference(result, settings) else { return }
    Terminal.warning(
      "the steps of \((settings.step ?? 0).text()) are too long for \(settings.method.title): "
        + "with half of them \(found.variable) is \(found.valueWithHalfTheStep.text(digits: 8)) at t = "
        + "\(found.time.text()), not \(found.value.text(digits: 8)); --method dopri5 chooses its steps by their error")
  }

  /// Tells that not every point that the file asks for is kept.
  private func tellOfThinning(_ settings: SimulationSettings, _ model: Model) {
    guard dt == nil, let step = settings.step, model.kind == .flow else { return }
    let every = step * Double(max(1, model.hints.outputEvery ?? 1))
    let share = (settings.outputInterval / every).rounded()
    if share > 1 {
      Terminal.note("of a long run one point in \(share.text()) is kept; --dt \(step.text()) keeps all.")
    }
  }

  /// Refuses spans without sense or without end.
  private func checkSpan(_ settings: SimulationSettings) throws {
    if settings.transient > abs(settings.total) {
      throw ValidationError(
        "--transient: \(settings.transient) is longer than the whole integration, \(abs(settings.total)).")
    }
    let isTable = sweep == nil && ensemble == nil && output.formats == [.csv] && !output.json
    let (count, most) = (outputPoints(settings), isTable ? Self.mostTablePoints : Self.mostOutputPoints)
    if count > most {
      let advice = isTable ? "" : " (--format csv alone: \(Int(Self.mostTablePoints)))"
      throw ValidationError("\(count.text()) output points; at most \(Int(most)) are possible\(advice).")
    }
  }

  /// Refuses what has no meaning for a map.
  private func checkMap() throws {
    if dt != nil { throw ValidationError("--dt: a map has no step; it is iterated.") }
    if method != nil { throw ValidationError("--method: a map is iterated; there is nothing to choose.") }
    if tolerance != nil { throw ValidationError("--tolerance: a map is iterated without error control.") }
    if let total, total < 0 || total != total.rounded() {
      throw ValidationError("--total: the number of iterations of a map must be whole and not negative, not \(total).")
    }
  }

  /// Refuses what has no meaning with noise, or without it.
  private func checkNoise(_ model: Model) throws {
    guard model.hasNoise else {
      if let method, method.isForNoise {
        throw ValidationError("--method: \(method.rawValue) is for noise, and the model '\(model.name)' has none.")
      }
      if !model.chance.isEmpty { return }
      if seed != nil { throw ValidationError("--seed: the model '\(model.name)' has no noise.") }
      return
    }
    if let method, ![.euler, .milstein, .heun, .stochasticRungeKutta].contains(method) {
      throw ValidationError(
        "--method: for a model with noise there are euler (Euler and Maruyama), milstein, heun and sriw1.")
    }
    if method == .milstein, !model.hasCommutativeNoise {
      throw ValidationError(
        "--method: the sources of noise do not commute, for which Milstein's method needs more than their increments.")
    }
    if method == .stochasticRungeKutta, !model.hasSeparateNoise {
      throw ValidationError(
        "--method: sriw1 is for noise in which no source changes the amplitude of another (additive, from one source, or "
          + "diagonal); for other noise there are euler and heun.")
    }
    if tolerance != nil { throw ValidationError("--tolerance: a model with noise takes equal steps, see --dt.") }
    if let total, total < 0 { throw ValidationError("--total: noise has no backward direction.") }
  }

  /// Refuses what cannot be computed for a model with memory.
  private func checkMemory(_ model: Model) throws {
    if model.memory.isEmpty, model.chance.isEmpty { return }
    if let total, total < 0 {
      throw ValidationError("--total: a model with memory or random numbers has no backward direction.")
    }
    if !model.memory.isEmpty, method == .stiff {
      throw ValidationError(
        "--method: delays are treated by explicit methods: euler, exponential-euler, heun, midpoint, rk4, "
          + "bs3, dopri5, dop853.")
    }
    guard model.hasIntegrals else { return }
    if method != nil || tolerance != nil {
      throw ValidationError(
        "A model with integral equations is integrated by the product trapezoidal rule with steps of --dt.")
    }
    if !model.events.isEmpty || !model.noises.isEmpty || !model.chance.processes.isEmpty {
      throw ValidationError(
        "Integral equations together with events, white noise or Markov processes are not supported.")
    }
  }

  private func settings(for model: Model) throws -> SimulationSettings {
    if model.kind == .map { try checkMap() }
    try checkNoise(model)
    try checkMemory(model)
    var request = SimulationSettings.Request()
    request.total = total
    request.step = dt
    request.method = method
    request.tolerance = tolerance
    request.transient = transient
    request.seed = seed
    request.starts = try start.states(of: model)
    request.plotted = try names(plotted, "--plot", of: model)
    if let plane {
      let names = try names(plane, "--plane", of: model)
      if names.count != 2 { throw ValidationError("--plane takes two quantities, such as V,n; there is '\(plane)'.") }
      request.plane = names
    }
    if let raster {
      request.spiking = try spikingNames(raster, of: model)
      request.spikeThreshold = threshold
    }
    return SimulationSettings(model: model, request: request)
  }

  /// The quantities that an option names, parted by commas.
  private func names(_ list: String?, _ option: String, of model: Model) throws -> [String] {
    let known = model.variableNames + model.auxiliaries.map(\.name)
    guard let list else { return [] }
    var names: [String] = []
    for name in list.split(separator: ",", omittingEmptySubsequences: false) {
      let name = String(name.trimmed)
      if name.isEmpty { throw ValidationError("\(option): a name is missing in '\(list)'.") }
      guard
        let found = known.first(where: { $0 == name }) ?? known.first(where: { $0.lowercased() == name.lowercased() })
      else {
        throw ValidationError("\(option): there is no quantity '\(name)'; \(Suggestion.text(for: name, among: known))")
      }
      if !names.contains(found) { names.append(found) }
    }
    return names
  }

  /// The variables that a raster shows: a name may be that of an array, which stands for its members in their order.
  private func spikingNames(_ list: String, of model: Model) throws -> [String] {
    if model.kind == .map { throw ValidationError("--raster: a map has no spikes.") }
    var found: [String] = []
    for part in list.split(separator: ",", omittingEmptySubsequences: false) {
      let name = String(part.trimmed)
      let members = model.variableNames.compactMap { variable -> (number: Int, name: String)? in
        guard variable.count > name.count, variable.lowercased().hasPrefix(name.lowercased()) else { return nil }
        return Int(variable.dropFirst(name.count)).map { ($0, variable) }
      }
      let isVariable = model.variableNames.contains { $0.lowercased() == name.lowercased() }
      if name.isEmpty || isVariable || members.isEmpty {
        found += try names(name, "--raster", of: model)
      } else {
        found += members.sorted { $0.number < $1.number }.map(\.name)
      }
    }
    if let auxiliary = found.first(where: { model.variableIndex($0) == nil }) {
      throw ValidationError("--raster: '\(auxiliary)' is no variable.")
    }
    return found
  }

  private static func method(_ argument: String) throws -> IntegrationMethod {
    if let method = IntegrationMethod(name: argument) { return method }
    let known = IntegrationMethod.allCases.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("there is no method '\(argument)'; there are \(known)")
  }
}
