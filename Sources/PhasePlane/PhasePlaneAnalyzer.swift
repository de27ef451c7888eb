// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Parallelism
import Results

/// The phase plane of a model: nullclines, fixed points, field, separatrices, limit cycles, trajectories.
public struct PhasePlaneAnalyzer {
  private let selection: PlaneSelection
  private let settings: PhasePlaneSettings
  /// Asked now and then; the analysis ends early with what it has found, and a note, when that is wanted.
  public var context = RunContext()
  private var isCancelled: @Sendable () -> Bool { { [context] in context.isCancelled } }

  /// Chooses the plane.
  /// - Throws: `PhasePlaneError` if the model has no such plane: fewer than two variables, a name that is none, equations
  ///   that depend on time without a time being given.
  public init(_ model: Model, settings: PhasePlaneSettings) throws(PhasePlaneError) {
    selection = try PlaneSelection(try settings.applied(to: model), settings)
    self.settings = settings
  }

  /// Analyses the phase plane of a model.
  public static func analyze(
    _ model: Model, settings: PhasePlaneSettings
  ) throws(PhasePlaneError) -> PhasePlaneResult {
    try PhasePlaneAnalyzer(model, settings: settings).analyze()
  }

  /// The system of two variables that is analysed.
  public var system: PlanarSystem { selection.system }
  /// The window that is looked at.
  public var window: PlaneWindow { selection.window }

  /// Does all that the settings ask for.
  public func analyze() throws(PhasePlaneError) -> PhasePlaneResult {
    var result = PhasePlaneResult(
      horizontal: AxisRange(name: system.x, lower: window.x.lowerBound, upper: window.x.upperBound),
      vertical: AxisRange(name: system.y, lower: window.y.lowerBound, upper: window.y.upperBound), isMap: system.isMap)
    result.notes = selection.notes
    result.angles = selection.anglesOfOneTurn
    if let note = noteOnUndefinedPlaces() { result.notes.append(note) }
    try findNullclinesAndFixedPoints(&result)
    // With delays there is no flow in the plane.
    if selection.delayed != nil { return result }
    if settings.arrowCount > 0 {
      result.field = ArrowGrid.sample(system, window: window, count: settings.arrowCount)
    }
    if settings.streamlineSeparation > 0, !system.isMap {
      var placement = StreamlinePlacement(system, window: window, separation: settings.streamlineSeparation)
      result.streamlines = placement.place(isCancelled: isCancelled)
      if isCancelled() { result.notes.append("The placement of streamlines was cut short: it was interrupted.") }
    }
    try findOrbits(&result)
    return result
  }

  /// Whether the right-hand sides have no finite values anywhere, or other variables no equilibrium somewhere, as seen at many
  /// points spread over the window.
  private func noteOnUndefinedPlaces() -> String? {
    let count = 40
    let steps = (0..<count).map { (Double($0) + 0.5) / Double(count) }
    let (x, y) = (window.x, window.y)
    let points = steps.flatMap { s in
      steps.map { t in
        SIMD2(
          x.lowerBound + s * (x.upperBound - x.lowerBound), y.lowerBound + t * (y.upperBound - y.lowerBound))
      }
    }
    func undefinedCount(_ function: PlaneFunction) -> Int {
      let columns = function.columns(at: points)
      return points.indices.count { k in columns.contains { !$0[k].isFinite } }
    }
    if undefinedCount(system.displacements) == points.count {
      return "The right-hand side is undefined everywhere in the window."
    }
    guard let count = system.algebraicValues.map(undefinedCount), count > 0 else { return nil }
    let names = system.model.algebraicVariables.map(\.name).joined(separator: ", ")
    let share = max(1, (100 * Double(count) / Double(points.count)).rounded())
    return
      "In about \(share.brief) % of the window no equilibrium of \(names) was reached from the initial state (it ends at "
      + "a fold, or there is none): nothing is computed there."
  }

  private func findNullclinesAndFixedPoints(_ result: inout PhasePlaneResult) throws(PhasePlaneError) {
    var nullclines = NullclineFinder(model: system.model, window: window)
    nullclines.isCancelled = isCancelled
    let drafts = try draftNullclines(nullclines, &result)
    context.begin("fixed points")
    var finder = FixedPointFinder(system, window: window)
    finder.isCancelled = isCancelled
    let (found, notes) = finder.locate(nullclines: drafts)
    var points = merged(found, finder)
    if isCancelled() { result.notes.append("The search for fixed points was cut short: it was interrupted.") }
    let remarks = settings.certifies ? certify(&points, finder, areIsolated: notes.isEmpty, &result) : []
    result.fixedPoints = try described(points)
    if let thresholds = try ResetThresholds(system, window: window) {
      result.resetThresholds = try thresholds.curves(nullclines)
      for (index, point) in points.enumerated() {
        let notes = [result.fixedPoints[index].note, thresholds.note(at: point.position)].compactMap { $0 }
        result.fixedPoints[index].note = notes.isEmpty ? nil : notes.joined(separator: "; ")
      }
    }
    result.notes += notes + remarks
  }

  /// The nullclines of both variables, which go into the result if they are asked for.
  private func draftNullclines(
    _ nullclines: NullclineFinder, _ result: inout PhasePlaneResult
  ) throws(PhasePlaneError) -> [[DraftCurve]] {
    context.begin("nullclines")
    var drafts: [[DraftCurve]] = []
    for (name, expression) in zip(system.model.variableNames, system.displacement) {
      let (curves, touching) = try nullclines.drafts(of: expression)
      drafts.append(curves)
      if settings.findsNullclines { result.nullclines[name] = curves.map(\.curve) }
      guard let touching else { continue }
      result.notes.append(
        "\(system.isMap ? "The step" : "The rate") of \(name) is zero without changing its sign near \(system.x) = "
          + "\(touching.x), \(system.y) = \(touching.y); the nullcline is not drawn there.")
    }
    if isCancelled() { result.notes.append("The search for nullclines was cut short: it was interrupted.") }
    return drafts
  }

  /// Proves that no fixed points are missing, and adds those that are.
  /// - Parameter areIsolated: Where fixed points are not isolated, no box around them can be decided, however small.
  /// - Returns: what is to be said of the proof.
  private func certify(
    _ points: inout [LocatedPoint], _ finder: FixedPointFinder, areIsolated: Bool, _ result: inout PhasePlaneResult
  ) -> [String] {
    guard system.isExplicit else {
      let (x, y) = (window.x, window.y)
      result.certificate = Certificate(
        complete: false, provedCount: 0,
        undecidedBoxes: [[x.lowerBound, x.upperBound, y.lowerBound, y.upperBound]], examinedCount: 0)
      let names = system.model.algebraicVariables.map(\.name).joined(separator: ", ")
      return ["No proof is possible: the equilibria of \(names) are found in numbers, not in formulas."]
    }
    context.begin("proof that no fixed points are missing")
    let budget = areIsolated ? settings.certificationBudget : min(settings.certificationBudget, 500)
    let prover = FixedPointProver(system, window: window, budget: budget, isCancelled: isCancelled)
    let (certificate, missed) = prover.prove(points)
    result.certificate = certificate
    var remarks: [String] = []
    if isCancelled() { remarks.append("The proof was cut short: it was interrupted.") }
    points = finder.adding(missed, to: points)
    if !areIsolated {
      remarks.append("The proof stopped early: fixed points that are not isolated cannot be proved.")
    }
    if !missed.isEmpty {
      let found = missed.count == 1 ? "1 fixed point" : "\(missed.count) fixed points"
      remarks.append("The proof found \(found) that the search had missed.")
    }
    return remarks
  }

  /// What fixed points are, by the characteristic roots where there are delays.
  private func described(_ points: [LocatedPoint]) throws(PhasePlaneError) -> [FixedPoint] {
    var fixedPoints = points.map { FixedPointClassifier(system, window: unit(of: $0)).describe($0) }
    guard let delayed = selection.delayed else { return fixedPoints }
    do throws(ModelError) {
      for index in fixedPoints.indices { fixedPoints[index] = try delayed.described(fixedPoints[index]) }
    } catch {
      throw .model(error)
    }
    return fixedPoints
  }

  /// The fixed points that a search of the whole plane has found, as many as lie in the window, and those that it lacks.
  private func merged(_ points: [LocatedPoint], _ finder: FixedPointFinder) -> [LocatedPoint] {
    let known = selection.equilibria.compactMap(shown)
    if known.isEmpty { return points }
    let further = points.filter { point in
      // Near points of another scale the displacement is too small, in units of the window, to tell where it is zero.
      let nearest = known.min {
        window.distance($0.position, point.position) < window.distance($1.position, point.position)
      }
      guard let nearest else { return true }
      let distance = nearest.window.distance(nearest.position, point.position)
      return distance > 1 && window.distance(nearest.position, point.position) > 1e-6
        && finder.isConfirmed(point, apartFrom: nearest)
    }
    return (known.map(\.point) + further).sorted { ($0.position.x, $0.position.y) < ($1.position.x, $1.position.y) }
  }

  /// A fixed point with its angles in the window's turn; nil if it lies outside of the window.
  private func shown(_ equilibrium: Equilibrium) -> Equilibrium? {
    var shift = SIMD2<Double>.zero
    for (axis, period) in selection.periods.enumerated() {
      guard let period else { continue }
      shift[axis] = period * ((window.center[axis] - equilibrium.position[axis]) / period).rounded()
    }
    var other = equilibrium
    other.point.position += shift
    other.window = PlaneWindow(
      x: equilibrium.window.x.lowerBound + shift.x...equilibrium.window.x.upperBound + shift.x,
      y: equilibrium.window.y.lowerBound + shift.y...equilibrium.window.y.upperBound + shift.y)
    return window.contains(other.position, margin: 1e-9) ? other : nil
  }

  /// The window that gives the unit of length for a fixed point.
  private func unit(of point: LocatedPoint) -> PlaneWindow {
    selection.equilibria.compactMap(shown).first { $0.point == point }?.window ?? window
  }

  private func findOrbits(_ result: inout PhasePlaneResult) throws(PhasePlaneError) {
    try findCyclesAndSeparatrices(&result)
    if settings.computesTrajectories, !isCancelled() {
      context.begin("trajectories")
      let (trajectories, notes) = try PlaneTrajectories(
        model: selection.model, window: window, settings: settings, isCancelled: isCancelled
      ).compute()
      result.trajectories = trajectories
      result.notes += notes
    }
  }

  /// The cycles together with those that were found when the window was looked for, and those on which a variable all but vanishes.
  private func withCyclesOfOtherScales(_ cycles: [LimitCycle], _ fixedPoints: [FixedPoint]) throws(PhasePlaneError)
    -> [LimitCycle]
  {
    var cycles = cycles
    if let plane = selection.logarithmicPlane {
      // In coordinates of the window such a cycle is not what it seems.
      cycles.removeAll(where: plane.isUnresolved)
      cycles = selection.unresolvedCycles.merged(into: cycles)
    }
    cycles = selection.rotations.merged(into: selection.outerCycles.merged(into: cycles))
    if !(selection.outerCycles.isEmpty && selection.unresolvedCycles.isEmpty),
      let inner = selection.innerWindow,
      let flow = try PhasePlaneError.telling({ () throws(ModelError) in try OuterCycles.flow(selection.model, inner) })
    {
      cycles = LimitCycleSearch(flow: flow, fixedPoints: fixedPoints).find().cycles.merged(into: cycles)
    }
    return cycles.ordered
  }

  private func findCyclesAndSeparatrices(_ result: inout PhasePlaneResult) throws(PhasePlaneError) {
    guard settings.findsLimitCycles || settings.findsSeparatrices else { return }
    let found = try PhasePlaneError.telling { () throws(ModelError) in
      try PlanarFlow(
        model: selection.model, time: settings.time ?? 0, horizontal: result.horizontal, vertical: result.vertical)
    }
    guard var flow = found else { return }
    flow.periods = selection.periods
    if settings.findsLimitCycles {
      context.begin("limit cycles")
      var search = LimitCycleSearch(flow: flow, fixedPoints: result.fixedPoints)
      search.isCancelled = isCancelled
      let (cycles, remarks) = search.search()
      result.limitCycles = try withCyclesOfOtherScales(cycles, result.fixedPoints)
      result.notes += (remarks + selection.rotationRemarks).compactMap { $0.text(cycles: result.limitCycles) }
    }
    if settings.findsSeparatrices {
      context.begin("separatrices")
      let (branches, unfinished) = Separatrices.find(
        of: flow, fixedPoints: result.fixedPoints, limitCycles: result.limitCycles, isCancelled: isCancelled)
      result.separatrices = branches
      if unfinished > 0 {
        result.notes.append(
          "The tracing of separatrices was cut short: \(unfinished) of \(branches.count) were not followed to their ends."
        )
      }
    }
  }
}
