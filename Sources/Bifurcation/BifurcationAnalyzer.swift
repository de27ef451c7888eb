// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore
import Parallelism
import Results

/// Draws up the whole one-parameter diagram of a model: a worklist on which every special point is a job.
///
/// All equilibria at several values of the parameter give the first starts; each that lies on no known branch is followed
/// both ways. Branch points start crossing branches, Hopf points branches of cycles, period doublings cycles of twice
/// the period. A branch that was followed already is recognised, so the diagram has no doubles.
///
/// All of it is computed in natural units (`NaturalScales`): the model and the settings that the analyzer holds are those of the
/// nondimensional system, and so is the diagram until it is finished.
public struct BifurcationAnalyzer {
  let model: Model
  let settings: BifurcationSettings
  private(set) var search: EquilibriumSearch
  let context: RunContext
  var diagram: DiagramBuilder
  /// The system, and for maps its iterates.
  var iterates: MapIterates
  let problem: EquilibriumProblem
  private let window: CurveWindow
  /// The time after which trajectories have come to rest or turn.
  let transient: Double
  /// The branches of equilibria; for maps those of cycles of each length.
  private(set) var branches: [Int: [EquilibriumBranch]] = [:]
  /// The branches of cycles of a flow.
  var cycles: [CycleBranch] = []
  /// Equilibria that are not isolated.
  var continua: [Continuum] = []
  /// States, with the parameter as last number, at which the right-hand side jumps over zero.
  var jumps: [[Double]] = []
  /// Whether equilibria of a planar flow were found to be centres.
  var hasCenters = false
  /// The Hopf points whose cycles were followed, from there or to there.
  var reachedHopfPoints: Set<String> = []
  /// How often branches of cycles came to Hopf points of several pairs, and whether their own were followed.
  var multipleHopfPoints: [String: Int] = [:]
  /// What was left because the work allowed for cycles was done: Hopf points and bifurcations of cycles, and the number of cycles
  /// that trajectories came to.
  var leftLabels: [String] = []
  /// Bifurcations of cycles that are known to the bracket alone, so that no branch can start there.
  var leftBrackets: [String] = []
  /// Whether trajectories were not waited for.
  var leftSearch = false
  var leftFindings = 0
  /// The branches of cycles that were left when their share of the work allowed was done.
  var leftBranches: [String] = []
  /// The work that cycles have taken.
  var cycleWork: CycleWork
  /// What the symmetry of the equations makes of branches.
  var copies: SymmetricCopies
  private var advises = true

  /// Makes the diagram.
  /// - Parameters:
  ///   - model: The model.
  ///   - settings: The parameter, its range, and how much work to do.
  ///   - context: Asked after every point whether to end with what was found until then, and told what is being done.
  ///   - advises: Whether notes name the options of the command that draws diagrams alone.
  /// - Throws: `BifurcationError` if the question makes no sense. Numerical trouble is part of the result.
  public static func analyze(
    _ model: Model, settings: BifurcationSettings, in context: RunContext = RunContext(), advises: Bool = true
  ) throws(BifurcationError) -> BifurcationResult {
    let lifted = try settings.applied(to: model).liftingAngles(free: [settings.parameter.name])
    let reduction = LevelSetReduction(lifted, settings)
    let forced = ForcedSystem(reduction.model, settings)
    try check(forced.model, forced.settings)
    try checkDelays(of: forced.model, settings)
    var analyzer = try BifurcationAnalyzer(forced.model, forced.settings, context)
    analyzer.advises = advises
    analyzer.noteOn(quadratures: model.quadratures)
    if model.events.contains(where: { !$0.assignments.isEmpty }) {
      analyzer.diagram.note("the model's events are left out: motion through a reset is not followed")
    }
    if settings.method == .grid {
      try analyzer.runGrid()
    } else if let start = analyzer.settings.start {
      analyzer.run(from: start)
    } else {
      analyzer.run()
    }
    if !model.memory.isEmpty { analyzer.noteOn(delays: model.delayTexts) }
    if context.isCancelled { analyzer.diagram.interrupt("interrupted") }
    analyzer.noteOnWork()
    let diagram = analyzer.diagram.finished(depth: settings.doublingDepth(isMap: model.kind == .map))
    return reduction.restored(forced.restored(diagram))
  }

  /// Delay equations of more variables would take too long: their discretised generators are that much larger.
  private static let delayedVariableLimit = 30

  /// Refuses delays that are not constant, or negative in a range, and too many variables.
  static func checkDelays(of model: Model, _ settings: BifurcationSettings) throws(BifurcationError) {
    guard !model.memory.isEmpty else { return }
    do throws(ModelError) {
      try model.requireOrdinaryOrDelayed()
      let range = settings.parameter
      try model.requireDelays(for: range.name, in: range.lower...range.upper)
    } catch {
      throw .model(error)
    }
    if settings.method == .grid { throw .notForDelays("the grid of fixed points") }
    if model.dimension > delayedVariableLimit {
      throw .tooManyDelayedVariables(model.dimension, limit: delayedVariableLimit)
    }
  }

  private static func check(_ model: Model, _ settings: BifurcationSettings) throws(BifurcationError) {
    if try BifurcationAnalyzer.dependsOnTime(model, free: [settings.parameter.name]) {
      throw .dependsOnTime(model: model.name)
    }
    if let start = settings.start {
      let value = start.parameters[settings.parameter.name] ?? .nan
      guard value >= settings.parameter.lower, value <= settings.parameter.upper else {
        throw .startOutside(name: start.name, range: settings.parameter, value: value)
      }
    }
  }

  /// Whether the diagram is to end with what it has.
  func isCancelled() -> Bool { context.isCancelled }

  /// What the end of a note says of an option.
  func advice(_ text: String) -> String { advises ? "; \(text)" : "" }

  private init(
    _ dimensional: Model, _ question: BifurcationSettings, _ context: RunContext
  ) throws(BifurcationError) {
    let natural = try NaturalUnits(dimensional, question)
    (model, settings, self.context) = (natural.model, natural.settings, context)
    transient = natural.transient
    let parameter = settings.parameter
    let scales = natural.box.ranges.map { _ in NaturalUnits.typicalNumber }
    let angles = AngularPeriods(model, free: [parameter.name], sizes: natural.scales.sizes)
    do {
      iterates = try MapIterates(
        model, parameter: parameter.name, angles: angles, scales: scales + [parameter.upper - parameter.lower],
        unitLengths: natural.scales.sizes, remoteness: natural.scales.remoteness, delayed: natural.delayed)
      copies = SymmetricCopies(iterates.single)
      diagram = try DiagramBuilder(
        model: model, settings: settings, scales: scales, angles: angles, copies: copies, units: natural.scales)
    } catch {
      throw .model(error)
    }
    problem = iterates.single
    let box = natural.box.folded(angles.folded, around: natural.scales.numbers(scales.map { _ in 0 }))
    cycleWork = CycleWork(dimension: model.dimension, share: settings.cycleWork ?? 1)
    search = EquilibriumSearch(
      problem: problem, box: box, startCount: min(settings.startCount, max(3, 3000 / model.dimension)),
      known: natural.equilibria, sweep: problem.isLarge ? nil : NullclineSweep(model, problem.field))
    window = CurveWindow(
      ranges: [model.dimension: parameter.lower...parameter.upper],
      bounds: [Double](repeating: Self.largestNumber, count: model.dimension) + [.infinity])
    if settings.verifiesCycles { diagram.startVerification() }
  }

  /// States further out, in natural units, count as infinite.
  private static let largestNumber = EquilibriumSearch.reach

  /// Whether time matters at the values that the other parameters have: a forcing of amplitude zero does not.
  static func dependsOnTime(_ model: Model, free names: [String]) throws(BifurcationError) -> Bool {
    do {
      return try model.turningIntoVariables(parameters: names).substitutingParameters().dependsOnTime
    } catch {
      throw .model(error)
    }
  }

  private mutating func run() {
    if isForced {
      runForced()
      return
    }
    // Trajectories are computed while branches are followed.
    let attracting =
      settings.cycles && hasCycles
      ? OrbitSearch.deferred(model, settings.parameter, search, total: transient) : nil
    defer { attracting?.cancel() }
    let initial = model.initialState.allSatisfy(\.isFinite) ? [model.initialState] : []
    let folds = LimitPointSearch(problem: problem, box: search.box, range: range).deferred()
    defer { folds?.cancel() }
    let values = slices
    context.begin("equilibria", count: values.count)
    for value in values {
      followEquilibria(at: value, also: initial)
      context.finishPart()
    }
    let proof = EquilibriumProof.deferred(model, settings.parameter.name, values, in: search.box.ranges)
    defer { proof?.cancel() }
    if !hasCycles || !settings.cycles { follow(proof, at: values) }
    context.begin("limit points between the values looked at")
    if let found = folds?.value(unless: isCancelled) { followCurves(throughFolds: found) }
    noteOnContinua(searched: values.count)
    noteOnJumps()
    noteOnNothingFound()
    guard settings.cycles, mayFollowCycles() else { return }
    if problem.field.isMap {
      followMapCycles()
    } else {
      followHopfPoints()
      follow(proof, at: values)
      if cycleWork.isExhausted {
        leftSearch = true
      } else if !isCancelled(), let found = attracting?.value(unless: isCancelled) {
        followAttractingCycles(found)
      }
      followHopfPoints()
    }
  }

  /// The value of the parameter that a model's author has chosen is looked at so near, in parts of its range: it may be a round number.
  private static let besideOwnValue = 3.1e-4

  /// The values of the parameter at which all equilibria are looked for: away from the round numbers at which models like to be symmetric,
  /// the outermost close to the edges, and one beside the model's own.
  private var slices: [Double] {
    let width = range.upperBound - range.lowerBound
    let inner = (0..<settings.sliceCount).map { (Double($0) + 0.4814) / Double(settings.sliceCount) }
    let spread = (inner + [0.001, 0.999]).map { range.lowerBound + $0 * width }
    let own = model.parameterIndex(settings.parameter.name).map { model.parameterValues[$0] } ?? .nan
    let beside = [own + Self.besideOwnValue * width, own - Self.besideOwnValue * width].first(where: range.contains)
    return spread + (range.contains(own) ? [beside].compactMap { $0 } : [])
  }

  /// Follows the branches of equilibria that cross a value of the parameter.
  mutating func followEquilibria(at parameter: Double, also starts: [[Double]]) {
    if isCancelled() { return }
    for state in search.equilibria(at: parameter, also: starts)
    where !isKnown(state, parameter) && !isCopy(state, parameter) {
      if takesAsContinuum(state, at: parameter) { continue }
      follow(from: state + [parameter])
    }
  }

  /// Says where nothing was found, and why that may be.
  private mutating func noteOnNothingFound() {
    guard branches.isEmpty, continua.isEmpty, !isCancelled() else { return }
    let middle = search.box.ranges.map { ($0.lowerBound + $0.upperBound) / 2 }
    let value = (settings.parameter.lower + settings.parameter.upper) / 2
    if problem.residual(at: middle + [value]).contains(where: { !$0.isFinite }) {
      diagram.note("the right-hand side is not a finite number in the middle of the window")
    }
    let window = diagram.text(ofBox: search.box.ranges)
    diagram.note(
      "no isolated \(model.kind == .map ? "fixed points" : "equilibria") were found with \(window)"
        + advice("--range looks elsewhere"))
  }

  private mutating func noteOn(delays texts: [String]) {
    guard !texts.isEmpty else { return }
    let points = branches.values.joined().flatMap(\.points)
    let correction = points.reduce(0) { max($0, $1.description.rootCorrection) }
    diagram.note(
      "with delays (\(texts.shortened)) stability is that of the rightmost characteristic roots (the last correction of Newton's method "
        + "is at most \(correction.brief) of a root), whose number is checked by the argument principle; cycles of delay "
        + "equations are not followed: 'simulate' shows those that attract")
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
    diagram.note("fixed points were looked for in \(diagram.text(ofBox: search.box.ranges))")
    diagram.set(grid: try grid.points())
  }

  /// Follows a branch of equilibria, or of a map's cycles of some length, and those that cross it.
  mutating func follow(
    from start: [Double], direction: [Double]? = nil, parent: String? = nil, period: Int = 1
  ) {
    guard !isCancelled(), let problem = iterates.problem(period), !takesAsJump(start, on: problem) else { return }
    var branch = EquilibriumBranch.follow(
      problem, from: start, direction: direction, window: window, settings: curveSettings(period: period),
      limits: limits(period: period), isCancelled: isCancelled
    ).withoutNeutralEvents
    let lengths = problem.field.unitLengths
    leaveOutKnownEnds(of: &branch, period: period)
    branch.specialPoints = branch.specialPoints
      .filter {
        problem.hasDerivative(at: $0.unknowns) && $0.hasCredibleCoefficient(lengths: lengths) && isCertain($0)
          && !$0.isFarFoldOfNoise && !problem.isSeeming($0, on: branch)
      }
      .map { iterates.normalized($0.withoutCornerCoefficient(on: problem), period: period) }
    guard branch.points.count > 1, !isKnownByItsPoints(branch, period: period),
      branch.sampledPoints.contains(where: { problem.hasDerivative(at: $0.unknowns) })
    else { return }
    if branch.isContinuum(width: settings.parameter.upper - settings.parameter.lower) {
      diagram.addContinuum(at: start[model.dimension], through: parent)
      return
    }
    if period == 1, takesAsContinuum(branch) { return }
    branches[period, default: []].append(branch)
    let copies = period == 1 ? self.copies.count(branch) : nil
    let crossings = branch.specialPoints.map { special in
      special.type != .branchPoint
        || diagram.branchPoint(at: special, phases: iterates.orbit(of: special.unknowns, period: period)) == nil
    }
    let labels = diagram.add(branch, parent: parent, period: period) { [iterates] in
      iterates.orbit(of: $0, period: period)
    }
    note(neutral: branch, id: diagram.result.branches.count)
    diagram.set(copies: copies)
    for ((special, label), isNew) in zip(zip(branch.specialPoints, labels), crossings) where isNew {
      guard case .branchPoint(let kind) = special.kind else { continue }
      if kind == .degenerate, problem.continuumDirection(at: special.unknowns) != nil {
        diagram.addContinuum(at: special.unknowns[model.dimension], through: label)
      }
      for (crossing, sign) in special.tangents.dropFirst().flatMap({ [($0, 1.0), ($0, -1)] }) {
        let tangent = crossing.map { sign * $0 }
        guard let start = startOfCrossing(special, tangent, on: problem, period: period) else { continue }
        follow(from: start, direction: tangent, parent: label, period: period)
      }
    }
  }

  /// How far from a branch point the branch that crosses there is entered, in initial steps: a short one ends within a long step.
  private static let distancesFromCrossing = [10, 1, 0.1]

  /// A point on the branch that leaves a branch point in some direction; nil if it is known, or none is found.
  private mutating func startOfCrossing(
    _ special: SpecialEquilibrium, _ tangent: [Double], on problem: EquilibriumProblem, period: Int
  ) -> [Double]? {
    let (n, curveSettings) = (model.dimension, curveSettings(period: period))
    for distance in Self.distancesFromCrossing {
      let guess = zip(special.unknowns, tangent).map { $0 + distance * curveSettings.initialStep * $1 }
      var curve = Curve(problem, from: guess, direction: tangent, window: window, settings: curveSettings)
      guard let unknowns = curve.next()?.unknowns, window.contains(unknowns) else { continue }
      let state = Array(unknowns.prefix(n))
      if !isKnown(state, unknowns[n], period: period), !isCopy(state, unknowns[n]) { return unknowns }
    }
    return nil
  }
}

extension [String] {
  /// The first of them in a row.
  var shortened: String { prefix(6).joined(separator: ", ") + (count > 6 ? ", …" : "") }
}
