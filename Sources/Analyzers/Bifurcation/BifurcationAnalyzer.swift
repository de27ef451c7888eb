// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore

/// Draws up the whole one-parameter diagram of a model: a worklist on which every special point is a job.
///
/// All equilibria at several values of the parameter give the first starts; each that lies on no known branch is followed
/// both ways. Branch points start crossing branches, Hopf points branches of cycles, period doublings cycles of twice
/// the period. A branch that was followed already is recognised, so the diagram has no doubles.
public struct BifurcationAnalyzer {
  let model: Model
  let settings: BifurcationSettings
  private(set) var search: EquilibriumSearch
  let isCancelled: () -> Bool
  var diagram: DiagramBuilder
  /// The system, and for maps its iterates.
  var iterates: MapIterates
  let problem: EquilibriumProblem
  private let window: CurveWindow
  /// The branches of equilibria; for maps those of cycles of each length.
  private var branches: [Int: [EquilibriumBranch]] = [:]
  /// The branches of cycles of a flow.
  var cycles: [CycleBranch] = []
  /// The Hopf points whose cycles were followed, from there or to there.
  var reachedHopfPoints: Set<String> = []

  /// Makes the diagram.
  /// - Parameters:
  ///   - model: The model.
  ///   - settings: The parameter, its range, and how much work to do.
  ///   - isCancelled: Asked after every point; what was found until then is returned.
  /// - Throws: `BifurcationError` if the question makes no sense. Numerical trouble is part of the result.
  public static func analyze(
    _ model: Model, settings: BifurcationSettings, isCancelled: @escaping () -> Bool = { false }
  ) throws(BifurcationError) -> BifurcationResult {
    var analyzer = try BifurcationAnalyzer(try settings.applied(to: model), settings, isCancelled)
    analyzer.noteOn(quadratures: model.quadratures)
    if model.events.contains(where: { !$0.assignments.isEmpty }) {
      analyzer.diagram.note("the model's events are left out: motion through a reset is not followed")
    }
    if settings.method == .grid {
      try analyzer.runGrid()
    } else if let start = settings.start {
      analyzer.run(from: start)
    } else {
      analyzer.run()
    }
    if isCancelled() { analyzer.diagram.interrupt("interrupted") }
    return analyzer.diagram.finished(depth: settings.doublingDepth(isMap: model.kind == .map))
  }

  private init(
    _ model: Model, _ settings: BifurcationSettings, _ isCancelled: @escaping () -> Bool
  ) throws(BifurcationError) {
    if BifurcationAnalyzer.dependsOnTime(model, settings) { throw .dependsOnTime(model: model.name) }
    if let start = settings.start {
      let value = start.parameters[settings.parameter.name] ?? .nan
      guard value >= settings.parameter.lower, value <= settings.parameter.upper else {
        throw .startOutside(name: start.name, range: settings.parameter, value: value)
      }
    }
    self.model = model
    self.settings = settings
    self.isCancelled = isCancelled
    let parameter = settings.parameter
    var box = StateBox(ranges: [])
    do {
      iterates = try MapIterates(model, parameter: parameter.name) { field in
        box = StateBox(model, given: settings.ranges, parameter: parameter, field: field)
        return box.scales + [parameter.upper - parameter.lower]
      }
    } catch {
      throw .model(error)
    }
    problem = iterates.single
    search = EquilibriumSearch(
      problem: problem, box: box, startCount: min(settings.startCount, max(3, 3000 / model.dimension)))
    let ranges = zip(box.ranges, box.scales).map { ($0.lowerBound - 2 * $1)...($0.upperBound + 2 * $1) }
    var limits = Dictionary(uniqueKeysWithValues: ranges.enumerated().map { ($0.offset, $0.element) })
    limits[model.dimension] = parameter.lower...parameter.upper
    window = CurveWindow(
      ranges: limits, bounds: [Double](repeating: .infinity, count: model.dimension + 1))
    diagram = DiagramBuilder(model: model, settings: settings, scales: box.scales)
    if settings.verifiesCycles { diagram.startVerification() }
  }

  /// Whether time matters at the values that the other parameters have: a forcing of amplitude zero does not.
  private static func dependsOnTime(_ model: Model, _ settings: BifurcationSettings) -> Bool {
    let free = try? model.turningIntoVariables(parameters: [settings.parameter.name]).substitutingParameters()
    return (free ?? model).dependsOnTime
  }

  private mutating func run() {
    let (low, high) = (settings.parameter.lower, settings.parameter.upper)
    // Trajectories are computed while branches are followed.
    let attracting =
      settings.cycles && hasCycles ? AttractingOrbitSearch.deferred(model, settings.parameter, search) : nil
    defer { attracting?.cancel() }
    let initial = model.initialState.allSatisfy(\.isFinite) ? [model.initialState] : []
    // Slices away from the round numbers at which models like to be symmetric; the outermost lie close to the edges.
    let inner = (0..<settings.sliceCount).map { (Double($0) + 0.4814) / Double(settings.sliceCount) }
    let values = (inner + [0.001, 0.999]).map { low + $0 * (high - low) }
    for value in values { followEquilibria(at: value, also: initial) }
    if branches.isEmpty {
      // Unstable equilibria may lie beyond what trajectories pass; the window of branches is as wide.
      search.reach = 2
      for value in values { followEquilibria(at: value, also: initial) }
    }
    let proof = EquilibriumProof.deferred(model, settings.parameter.name, values, in: search.box.ranges)
    defer { proof?.cancel() }
    if !hasCycles || !settings.cycles { follow(proof, at: values) }
    noteOnNothingFound()
    guard settings.cycles, mayFollowCycles() else { return }
    if problem.field.isMap {
      followMapCycles()
    } else {
      followHopfPoints()
      follow(proof, at: values)
      if !isCancelled(), let found = attracting?.value(unless: isCancelled) { followAttractingCycles(found) }
      followHopfPoints()
    }
  }

  /// Follows the equilibria that a proof has found and the search has not, and takes note of what is proved.
  private mutating func follow(_ proof: Deferred<[EquilibriumProver.Outcome]>?, at values: [Double]) {
    guard !isCancelled(), let proved = proof?.value(unless: isCancelled) else { return }
    let outcomes = zip(values, proved)
    for (value, outcome) in outcomes {
      for place in outcome.places {
        guard let state = search.equilibrium(near: place, at: value), !isKnown(state, value) else { continue }
        follow(from: state + [value])
      }
    }
    diagram.set(
      proof: EquilibriumProof(values: values.sorted(), proved: outcomes.filter(\.1.isComplete).map(\.0).sorted()))
  }

  /// Follows the branches of equilibria that cross a value of the parameter.
  mutating func followEquilibria(at parameter: Double, also starts: [[Double]]) {
    if isCancelled() { return }
    for state in search.equilibria(at: parameter, also: starts) where !isKnown(state, parameter) {
      follow(from: state + [parameter])
    }
  }

  /// Says where nothing was found, and why that may be.
  private mutating func noteOnNothingFound() {
    guard branches.isEmpty, !isCancelled() else { return }
    let middle = search.box.ranges.map { ($0.lowerBound + $0.upperBound) / 2 }
    let value = (settings.parameter.lower + settings.parameter.upper) / 2
    if problem.residual(at: middle + [value]).contains(where: { !$0.isFinite }) {
      diagram.note("the right-hand side is not a finite number in the middle of the window")
    }
    let window = zip(model.variableNames, search.box.ranges).prefix(6)
      .map { "\($0) from \($1.lowerBound.brief) to \($1.upperBound.brief)" }.joined(separator: ", ")
    diagram.note(
      "no isolated \(model.kind == .map ? "fixed points" : "equilibria") were found with \(window); --range looks elsewhere"
    )
  }

  private mutating func noteOn(quadratures names: [String]) {
    guard !names.isEmpty else { return }
    let isOne = names.count == 1
    diagram.note(
      "\(names.joined(separator: ", ")) \(isOne ? "is" : "are") left out: no equation depends on "
        + "\(isOne ? "it, so that it" : "them, so that they") may have any value at an equilibrium")
  }

  private mutating func runGrid() throws(BifurcationError) {
    let grid = FixedPointGrid(model: model, settings: settings, box: search.box, isCancelled: isCancelled)
    diagram.set(grid: try grid.points())
  }

  /// Whether an equilibrium, or a point of a map's cycle of some length, lies on a branch that was followed.
  mutating func isKnown(_ state: [Double], _ parameter: Double, period: Int = 1) -> Bool {
    guard let known = branches[period], let problem = iterates.problem(period) else { return false }
    let search = search.with(problem)
    return iterates.orbit(of: state + [parameter], period: period).contains { state in
      known.contains { search.contains($0, state, at: parameter) }
    }
  }

  /// Follows a branch of equilibria, or of a map's cycles of some length, and those that cross it.
  mutating func follow(
    from start: [Double], direction: [Double]? = nil, parent: String? = nil, period: Int = 1
  ) {
    guard !isCancelled(), let problem = iterates.problem(period) else { return }
    let branch = EquilibriumBranch(
      problem, from: start, direction: direction, window: window, settings: curveSettings(period: period),
      limits: limits(period: period), isCancelled: isCancelled)
    guard branch.points.count > 1 else { return }
    if branch.isContinuum(width: settings.parameter.upper - settings.parameter.lower) {
      diagram.addContinuum(at: start[model.dimension], through: parent)
      return
    }
    branches[period, default: []].append(branch)
    let crossings = branch.specialPoints.map { $0.label != "BP" || diagram.branchPoint(at: $0) == nil }
    let labels = diagram.add(branch, parent: parent, period: period) { [iterates] in
      iterates.orbit(of: $0, period: period)
    }
    for ((special, label), isNew) in zip(zip(branch.specialPoints, labels), crossings) where isNew {
      guard case .branchPoint = special.kind, special.tangents.count == 2 else { continue }
      for sign in [1.0, -1] {
        let tangent = special.tangents[1].map { sign * $0 }
        let step = 10 * settings.equilibriumCurve.initialStep
        let guess = zip(special.unknowns, tangent).map { $0 + step * $1 }
        let curve = Curve(problem, from: guess, direction: tangent, window: window)
        var first = curve
        guard let point = first.next(), window.contains(point.unknowns) else { continue }
        let n = model.dimension
        if isKnown(Array(point.unknowns.prefix(n)), point.unknowns[n], period: period) { continue }
        follow(from: point.unknowns, direction: tangent, parent: label, period: period)
      }
    }
  }
}
