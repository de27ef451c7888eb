// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import ModelCore
import Parallelism
import Results
import Symbolics

/// Dissects a fast–slow system: freezes the slow variable, draws the whole diagram of the fast ones, lays the full system's trajectory over
/// it, and names what it sees (Rinzel 1985).
public struct FastSlowAnalyzer {
  private let model: Model
  private let settings: FastSlowSettings
  private let context: RunContext

  /// Makes the analysis of a system with one slow variable.
  ///
  /// - Parameters:
  ///   - model: A flow of at least two variables, without resets at thresholds; what it sets at certain times is left aside. Where
  ///     time matters, the settings must say at which moment it is held.
  ///   - settings: What is asked.
  ///   - context: Asked now and then whether to end early, and told what is being done.
  /// - Throws: `FastSlowError` for a question that makes no sense, and for a trajectory that diverges; `.severalSlow` where more
  ///   variables are slow.
  public static func analyze(
    _ model: Model, settings: FastSlowSettings, in context: RunContext = RunContext()
  ) throws(FastSlowError) -> FastSlowResult {
    let analyzer = try FastSlowAnalyzer(model, settings, mostSlow: 1, context)
    let (found, timescales, slow) = try analyzer.trajectory()
    guard slow.count == 1 else { throw .severalSlow(slow, limit: 1) }
    return try analyzer.oneSlow(found, timescales, slow[0])
  }

  /// Makes the analysis of a system with one slow variable or two.
  ///
  /// - Parameters:
  ///   - model: A flow as for one slow variable.
  ///   - settings: What is asked.
  ///   - context: Asked now and then whether to end early, and told what is being done.
  /// - Throws: `FastSlowError` for a question that makes no sense, and for a trajectory that diverges; `.severalSlow` where more
  ///   than two variables are slow.
  public static func dissect(
    _ model: Model, settings: FastSlowSettings, in context: RunContext = RunContext()
  ) throws(FastSlowError) -> FastSlowDissection {
    let analyzer = try FastSlowAnalyzer(model, settings, mostSlow: 2, context)
    let (found, timescales, slow) = try analyzer.trajectory()
    switch slow.count {
    case 1: return .oneSlow(try analyzer.oneSlow(found, timescales, slow[0]))
    case 2:
      let plane = SlowPlaneAnalyzer(
        model: analyzer.model, settings: settings, orbit: found.orbit, slow: slow, context: context)
      return .twoSlow(try plane.run(timescales, planes: found.planes, notes: found.notes))
    default: throw .severalSlow(slow, limit: 2)
    }
  }

  /// - Parameter mostSlow: So many variables may be named as slow.
  private init(
    _ original: Model, _ settings: FastSlowSettings, mostSlow: Int, _ context: RunContext
  ) throws(FastSlowError) {
    model = try original.prepared(settings)
    if model.dimension < 2 { throw .nothingFast }
    try Self.check(slow: settings.slow, of: model, limit: mostSlow)
    if let name = settings.canardParameter {
      if model.parameterIndex(name) == nil {
        throw .unknownParameter(name: name, known: model.parameterNames)
      }
      if model.dimension != 2 { throw .notPlanar(model.dimension) }
    }
    self.settings = settings
    self.context = context
  }

  /// Refuses names of slow variables with which no computation needs to begin.
  private static func check(slow names: [String], of model: Model, limit: Int) throws(FastSlowError) {
    var known: Set<Int> = []
    for name in names {
      guard let index = model.variableIndex(name) else {
        throw .unknownVariable(option: "--slow", name: name, known: model.variableNames)
      }
      if !known.insert(index).inserted { throw .namedTwice(name) }
    }
    if known.count == model.dimension { throw .nothingFast }
    if known.count > limit { throw .severalSlow(names, limit: limit) }
  }

  /// The trajectory on its attractor, how fast the variables change on it, and which are slow.
  private func trajectory() throws(FastSlowError) -> (FoundOrbit, [Timescale], slow: [String]) {
    var spiking = try spikingVariable()
    var found = try attractor(spiking)
    var timescales = try timescales(along: found.orbit)
    if timescales.contains(where: { $0.isSlow && $0.variable == model.variableNames[spiking] }) {
      // What was taken for the spiking variable turns out to be slow.
      guard settings.spiking == nil, let fastest = timescales.first(where: { !$0.isSlow }),
        let index = model.variableIndex(fastest.variable)
      else { throw .notFast(model.variableNames[spiking]) }
      spiking = index
      found = try attractor(spiking)
      timescales = try self.timescales(along: found.orbit)
      if timescales.contains(where: { $0.isSlow && $0.variable == fastest.variable }) {
        throw .notFast(fastest.variable)
      }
    }
    return (found, timescales, try slowVariables(timescales))
  }

  /// A trajectory with the planes beside which it keeps its digits, and what a reader should know of how it was found.
  private typealias FoundOrbit = (orbit: AttractorOrbit, planes: [[String]], notes: [String])

  private func attractor(_ spiking: Int) throws(FastSlowError) -> FoundOrbit {
    context.begin("the full system's trajectory")
    var search = try AttractorSearch(
      model, settings, spiking: spiking, isCancelled: { [context] in context.isCancelled })
    let orbit =
      if let drift = settings.drift {
        try search.drift(length: abs(drift.to - drift.from) / drift.rate)
      } else {
        try search.run()
      }
    return (orbit, search.resolvedPlanes, search.notes)
  }

  private func oneSlow(
    _ found: FoundOrbit, _ timescales: [Timescale], _ slow: String
  ) throws(FastSlowError) -> FastSlowResult {
    let fast: FastSubsystem
    let full: CompiledModel
    do {
      fast = try FastSubsystem(model, slow: slow)
      full = try CompiledModel(model)
    } catch {
      throw .model(error)
    }
    let (diagram, resolved) = try resolved(found, fast)
    let (orbit, visits) = (resolved.orbit, resolved.visits)
    let motion = FastSlowClass(orbit, visits, diagram)
    context.begin("canard points")
    let canards = try canardPoints(diagram)
    context.begin("the slow flow")
    let (manifold, singular, accuracy): (SlowManifold, SingularCycle?, DelayAccuracy)
    do {
      manifold = try SlowManifold(model, diagram, orbit)
      singular = motion.motion == .relaxation ? try SingularCycle(model, diagram, visits, orbit) : nil
      accuracy = try DelayAccuracy(
        model, orbit, slow: [slow], tolerance: settings.relativeTolerance, planes: found.planes)
    } catch {
      throw .model(error)
    }
    return FastSlowResult(
      timescales: timescales, slow: slow, fast: fast.model.variableNames, diagram: diagram, trajectory: orbit,
      slowFlow: SlowFlow(diagram, CycleRestSearch(fast: fast, context: context), of: full),
      slowManifold: manifold, visits: visits, motion: motion, burst: BurstMeasures(orbit),
      delayedPassages: DelayedPassage.passages(
        visits, diagram, rate: fast.rate, within: wholeTime(of: orbit)),
      singularCycle: singular, canardPoints: canards.points,
      notes: Self.notes(model, orbit) + resolved.notes
        + [accuracy.note(resolved.integratedRests), motion.noteOnHomoclinic(diagram, orbit)].compactMap(\.self)
        + diagram.notes + canards.notes)
  }

  /// The fast subsystem's diagram, and the trajectory with its visits, without exits from states of rest that are too early.
  private func resolved(
    _ found: FoundOrbit, _ fast: FastSubsystem
  ) throws(FastSlowError) -> (BifurcationResult, UnresolvedRests.Found) {
    let diagram = try diagram(of: fast, along: found.orbit)
    let exits = exits(found, diagram)
    let passages = try exits.passages(visits(found.orbit, diagram, fast), of: found.orbit)
    guard settings.drift == nil, let place = passages.first.flatMap(exits.placeBeyond) else {
      return (diagram, try resolved(found, fast, diagram))
    }
    // The exit is beyond what the integrated trajectory visits.
    let wider = try self.diagram(of: fast, along: found.orbit, to: place)
    return (wider, try resolved(found, fast, wider))
  }

  private func resolved(
    _ found: FoundOrbit, _ fast: FastSubsystem, _ diagram: BifurcationResult
  ) throws(FastSlowError) -> UnresolvedRests.Found {
    let rests = UnresolvedRests(
      model: model, settings: settings, exits: exits(found, diagram),
      isCancelled: { [context] in context.isCancelled })
    let integrated = UnresolvedRests.Found(
      orbit: found.orbit, visits: visits(found.orbit, diagram, fast), notes: found.notes)
    guard let drift = settings.drift else {
      return try rests.resolvedBursts(integrated) { visits($0, diagram, fast) }
    }
    return try rests.resolved(integrated, of: drift) { visits($0, diagram, fast) }
  }

  private func exits(_ found: FoundOrbit, _ diagram: BifurcationResult) -> DelayedExit {
    DelayedExit(model: model, diagram: diagram, tolerance: settings.relativeTolerance, planes: found.planes)
  }

  private func visits(
    _ orbit: AttractorOrbit, _ diagram: BifurcationResult, _ fast: FastSubsystem
  ) -> [BranchVisit] {
    BranchVisits(diagram, orbit, slow: fast.slow, periods: fast.model.angularPeriods()).visits()
  }

  private func canardPoints(_ diagram: BifurcationResult) throws(FastSlowError) -> (
    points: [CanardPoint], notes: [String]
  ) {
    guard settings.drift == nil, let name = settings.canardParameter ?? model.suggestedParameter,
      let parameter = model.parameterIndex(name).map({ model.parameterNames[$0] }),
      let search = CanardSearch(model, diagram, parameter: parameter, isCancelled: { [context] in context.isCancelled })
    else { return ([], []) }
    do {
      return try search.points()
    } catch {
      throw .model(error)
    }
  }

  static func notes(_ model: Model, _ orbit: AttractorOrbit) -> [String] {
    var notes: [String] = []
    if !model.noises.isEmpty { notes.append("the noise of the model is left aside") }
    if model.events.contains(where: { !$0.assignments.isEmpty }) {
      notes.append("what the model sets at certain times is left aside")
    }
    if orbit.kind == .irregular {
      notes.append("the trajectory did not repeat; numbers are means over the bursts that are kept")
    }
    return notes
  }

  /// The time of a trajectory from where it is no longer in the midst of something: one without period may begin within a burst.
  private func wholeTime(of orbit: AttractorOrbit) -> ClosedRange<Double> {
    let train = SpikeTrain(times: orbit.spikes)
    let bursts = train.silentInterval.map { orbit.activePhases(of: train.bursts(partedBy: $0)) } ?? []
    let start = orbit.kind == .irregular ? bursts.first?.upperBound ?? 0 : 0
    return start...max(start, orbit.times.last ?? 0)
  }

  // MARK: Variables

  private func spikingVariable() throws(FastSlowError) -> Int {
    if let name = settings.spiking {
      guard let index = model.variableIndex(name) else {
        throw .unknownVariable(option: "--spikes", name: name, known: model.variableNames)
      }
      return index
    }
    let given = try settings.slow.map(index)
    let drifting = settings.drift.flatMap { model.variableIndex($0.parameter) }
    let slow = Set(given + [drifting].compactMap(\.self))
    // What the author plots over time, or the first variable that is not said to be slow.
    let suggested = model.plotsOverTime ? model.hints.verticalAxis.flatMap { model.variableIndex($0) } : nil
    if let suggested, !slow.contains(suggested) { return suggested }
    guard let first = model.variables.indices.first(where: { !slow.contains($0) }) else { throw .nothingFast }
    return first
  }

  private func index(of name: String) throws(FastSlowError) -> Int {
    guard let index = model.variableIndex(name) else {
      throw .unknownVariable(option: "--slow", name: name, known: model.variableNames)
    }
    return index
  }

  /// The rates of all variables along a trajectory; those that the user calls slow are so.
  private func timescales(along orbit: AttractorOrbit) throws(FastSlowError) -> [Timescale] {
    let columns = model.variableNames.map { orbit.values[$0] ?? [] }
    let field = try model.compiled()
    let parameters = model.parameterValues
    let rates = orbit.times.indices.map { k in field.values(at: columns.map { $0[k] }, parameters: parameters) }
    var scales = Timescale.ranked(
      model.variableNames, columns: columns, initial: model.initialState,
      rates: columns.indices.map { i in rates.map { $0[i] } },
      spectral: { SpectralRates.rates(field, columns: columns, parameters: parameters) })
    if let burst = BurstMeasures(orbit) {
      let spikes = Double(burst.spikes.reduce(0, +)) / Double(burst.spikes.count)
      Timescale.dropFollowers(
        &scales, columns: orbit.values, bursts: burst.activePhases.count, spikes: spikes,
        interval: burst.shortestInterval ?? burst.period
      ) {
        Dictionary(
          zip(model.variableNames, SpectralRates.rates(field, columns: columns, parameters: parameters))
        ) { $1 }
      }
    }
    let given = Set(try settings.slow.map(index).map { model.variableNames[$0] })
    if let drift = settings.drift {
      for k in scales.indices { scales[k].isSlow = scales[k].variable == drift.parameter }
    } else if !given.isEmpty {
      for k in scales.indices { scales[k].isSlow = given.contains(scales[k].variable) }
    }
    return scales
  }

  /// The slow variables: in the order in which the user names them, else the faster one first.
  private func slowVariables(_ timescales: [Timescale]) throws(FastSlowError) -> [String] {
    let slow = timescales.filter(\.isSlow).map(\.variable)
    if slow.isEmpty { throw .nothingSlow(rates: timescales) }
    if slow.count == model.dimension { throw .nothingFast }
    let given = try settings.slow.map(index).map { model.variableNames[$0] }
    return given.isEmpty || settings.drift != nil ? slow : given
  }

  // MARK: Diagram

  /// - Parameter place: A further value of the slow variable that the diagram is to hold.
  private func diagram(
    of fast: FastSubsystem, along orbit: AttractorOrbit, to place: Double? = nil
  ) throws(FastSlowError) -> BifurcationResult {
    let visited = try Self.window(of: orbit.values[fast.slow] ?? [], margin: settings.margin)
    let window = place.map { min(visited.lowerBound, $0)...max(visited.upperBound, $0) } ?? visited
    do throws(BifurcationError) {
      var question = try BifurcationSettings(
        parameter: AxisRange(name: fast.slow, lower: window.lowerBound, upper: window.upperBound))
      question.initialValues = orbit.activeState(of: fast.model.variableNames)
      var diagram = try BifurcationAnalyzer.analyze(fast.model, settings: question, in: context, advises: false)
      if diagram.variables.contains(orbit.spiking) { diagram.shownVariable = orbit.spiking }
      return diagram
    } catch {
      throw .diagram(error)
    }
  }

  /// What the trajectory visits of a slow variable, with a margin.
  static func window(of column: [Double], margin: Double) throws(FastSlowError) -> ClosedRange<Double> {
    guard let low = column.min(), let high = column.max() else { throw .trajectory("the trajectory is empty") }
    let size = max(abs(low), abs(high))
    let width = high - low > 1e-9 * size ? high - low : size > 0 ? size : 1
    return (low - margin * width)...(high + margin * width)
  }
}

extension AttractorOrbit {
  /// The values of some variables in the midst of activity: from there a trajectory with slow variables held comes to cycles, if there
  /// are any.
  func activeState(of names: [String]) -> [String: Double] {
    let active = spikes.isEmpty ? 0 : times.firstIndex { $0 >= spikes[spikes.count / 2] } ?? 0
    return Dictionary(names.compactMap { name in values[name].map { (name, $0[active]) } }) { $1 }
  }
}

/// A dissection by the number of slow variables.
public enum FastSlowDissection: Hashable, Sendable {
  /// The fast subsystem's diagram in the slow variable.
  case oneSlow(FastSlowResult)
  /// Its bifurcations in the plane of the slow variables.
  case twoSlow(SlowPlaneResult)
}
