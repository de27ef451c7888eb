// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import NativeCode
import Results

/// Analyses a flow or a map of one variable: its graph, all fixed points with their stability, and where the flow goes.
///
/// The graph is sampled adaptively and split where it jumps or has a pole. Fixed points are bracketed between samples and
/// between the extrema of the graph, so that close pairs and double roots are found as well, and computed to round-off.
public enum PhaseLineAnalyzer {
  /// Analyses a model.
  /// - Throws: `PhaseLineError` if the model has not one variable, or the window is not one.
  public static func analyze(
    _ asked: Model, _ settings: PhaseLineSettings = PhaseLineSettings()
  ) throws(PhaseLineError) -> PhaseLineResult {
    guard asked.dimension == 1 else { throw .notOneDimensional(variables: asked.variableNames) }
    if asked.memory.isEmpty { return try analyzeOrdinary(asked, settings) }
    let delayed = DelayedFixedPoints(model: asked, time: settings.time ?? asked.hints.startTime ?? 0)
    let present: Model
    do {
      try asked.requireOrdinaryOrDelayed()
      present = try asked.withoutDelays()
    } catch {
      throw .model(error)
    }
    var result = try analyzeOrdinary(present, settings)
    result.flow = []
    result.notes.insert(delayed.note, at: 0)
    do {
      result.fixedPoints = try result.fixedPoints.map(delayed.described)
    } catch {
      throw .model(error)
    }
    return result
  }

  /// The greatest length of a cycle that attracts for which all others of its length are looked for, too.
  private static let longestSearched = 12

  private static func analyzeOrdinary(
    _ model: Model, _ settings: PhaseLineSettings
  ) throws(PhaseLineError) -> PhaseLineResult {
    let time = settings.time ?? model.hints.startTime ?? 0
    let given = settings.window(for: model)
    var line = try PhaseLineAnalyzer.line(model, time: time, window: given ?? -1...1)
    var notes: [String] = []
    var known: [Double] = []
    if given == nil {
      let search = PhaseLineSearch(line, places: model.initialState)
      line.window = search.window
      known = search.shownRoots
      if let period = search.period {
        notes.append("\(model.variableNames[0]) is an angle: the window holds one turn, of \(period.brief).")
      }
    }
    let horizontal = AxisRange(
      name: model.variableNames[0], lower: line.window.lowerBound, upper: line.window.upperBound)
    do {
      try horizontal.check()
    } catch {
      throw .range(error)
    }
    var result = PhaseLineResult(
      horizontal: horizontal,
      isMap: model.kind == .map)
    result.notes = notes
    if model.dependsOnTime { result.notes.append("The right-hand side depends on time; it is frozen at t = \(time).") }
    let graph = PhaseLineGraph(line)
    result.graph = graph.curves
    if graph.pieces.isEmpty { result.notes.append("The right-hand side is undefined everywhere in the window.") }
    let roots = PhaseLineRoots(line, graph, known: known)
    result.fixedPoints = roots.fixedPoints
    result.notes += roots.notes
    if settings.certify { result.certificate = PhaseLineCertifier(line).certificate(result.fixedPoints, &result.notes) }
    if model.kind == .flow {
      result.flow = roots.flow
    } else {
      analyzeOrbits(model, line, settings, &result)
    }
    return result
  }

  private static func line(
    _ model: Model, time: Double, window: ClosedRange<Double>
  ) throws(PhaseLineError) -> PhaseLine {
    do {
      return try PhaseLine(model, time: time, window: window)
    } catch {
      throw .model(error)
    }
  }

  /// Adds a map's orbits and cycles.
  private static func analyzeOrbits(
    _ model: Model, _ line: PhaseLine, _ settings: PhaseLineSettings, _ result: inout PhaseLineResult
  ) {
    let starts = settings.starts ?? model.initialState
    let cobweb = Cobweb(bound: 1e3 * line.width + max(abs(line.window.lowerBound), abs(line.window.upperBound)))
    result.orbits = starts.map { cobweb.orbit(of: line, from: $0, steps: settings.orbitLength) }
    var cycles = MapCycles(field: line.field, parameters: [], time: line.time, box: [line.window])
    cycles.longestPeriod = settings.longestPeriod
    let approached = cycles.approached(from: starts.map { [$0] })
    var found = approached.cycles
    // A cycle that attracts was as a rule born with one that does not.
    let periods = found.map(\.period).filter { $0 > settings.searchedPeriod && $0 <= longestSearched }
    for period in Array(2..<max(2, settings.searchedPeriod + 1)) + Set(periods).sorted() {
      cycles.add(cycles.search(period: period), to: &found)
    }
    let continua = cycles.continua()
    result.notes += continua.map { continuum in
      "Every state from \(continuum.states.lowerBound.brief) to \(continuum.states.upperBound.brief), single ones apart, is of "
        + "period \(continuum.period): a continuum of cycles, which are not listed."
    }
    found.removeAll { cycle in continua.contains { $0.holds(cycle) } }
    result.cycles = found.filter { $0.period > 1 }.sorted { $0.period < $1.period }
    result.notes += approached.notes
  }
}

/// The right-hand side of one variable as a function, with parameters put in.
struct PhaseLine: Sendable {
  let field: CompiledModel
  let time: Double
  var window: ClosedRange<Double>
  let isMap: Bool

  init(_ model: Model, time: Double, window: ClosedRange<Double>) throws(ModelError) {
    field = try CompiledModel(try model.substitutingParameters(), compiler: GradualCompiler())
    self.time = time
    self.window = window
    isMap = model.kind == .map
  }

  /// The width of the window.
  var width: Double { window.upperBound - window.lowerBound }

  /// The right-hand side.
  func value(_ x: Double) -> Double { field.values(at: [x], parameters: [], time: time)[0] }
  /// The derivative of the right-hand side.
  func slope(_ x: Double) -> Double { field.jacobian(at: [x], parameters: [], time: time)[0] }
  /// What vanishes at fixed points: the rate, or the step of a map.
  func displacement(_ x: Double) -> Double { isMap ? value(x) - x : value(x) }
  /// The derivative of `displacement`.
  func displacementSlope(_ x: Double) -> Double { isMap ? slope(x) - 1 : slope(x) }
}
