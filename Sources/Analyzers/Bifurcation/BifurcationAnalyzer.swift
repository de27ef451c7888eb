// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import Continuation
import LinearSolvers
import ModelCore

/// Draws up the whole one-parameter diagram of a model: a worklist on which every special point is a job.
///
/// All equilibria at several values of the parameter give the first starts; each that lies on no known branch is followed
/// both ways. Branch points start crossing branches, Hopf points branches of cycles, period doublings cycles of twice
/// the period. A branch that was followed already is recognised, so the diagram has no doubles.
public struct BifurcationAnalyzer {
  /// Collocation makes dense matrices of the size of the system at every interval of the mesh.
  private static let cycleDimensionLimit = 100

  let model: Model
  let settings: BifurcationSettings
  let search: EquilibriumSearch
  let isCancelled: () -> Bool
  var diagram: DiagramBuilder
  /// The system, and for maps its iterates.
  var iterates: MapIterates
  private let problem: EquilibriumProblem
  private let window: CurveWindow
  /// The branches of equilibria; for maps those of cycles of each length.
  private var branches: [Int: [EquilibriumBranch]] = [:]
  private var cycles: [CycleBranch] = []
  private var reachedHopfPoints: Set<String> = []

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
    let initial = model.initialState.allSatisfy(\.isFinite) ? [model.initialState] : []
    // Slices away from the round numbers at which models like to be symmetric; the outermost lie close to the edges.
    let inner = (0..<settings.sliceCount).map { (Double($0) + 0.4814) / Double(settings.sliceCount) }
    for share in inner + [0.001, 0.999] { followEquilibria(at: low + share * (high - low), also: initial) }
    noteOnNothingFound()
    guard settings.cycles, mayFollowCycles() else { return }
    if problem.field.isMap {
      followMapCycles()
    } else {
      followHopfPoints()
      followAttractingCycles()
      followHopfPoints()
    }
  }

  /// Follows the branches of equilibria that cross a value of the parameter.
  private mutating func followEquilibria(at parameter: Double, also starts: [[Double]]) {
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

  /// Whether a flow is not too large for cycles, with a note if it is.
  mutating func mayFollowCycles() -> Bool {
    guard model.dimension > Self.cycleDimensionLimit, !problem.field.isMap else { return true }
    diagram.note("cycles are not followed in systems of more than \(Self.cycleDimensionLimit) variables")
    return false
  }

  /// The cycles born at Hopf points, and the equilibria that they meet at their ends, which may have Hopf points in turn.
  mutating func followHopfPoints() {
    var jobs: [CycleJob] = []
    while let (special, label) = diagram.hopfPoints.first(where: { !reachedHopfPoints.contains($0.label) }),
      !isCancelled()
    {
      reachedHopfPoints.insert(label)
      guard
        let branch = CycleBranch(
          from: special, on: problem, range: range, settings: settings.cycleCurve, isCancelled: isCancelled)
      else {
        diagram.note("no cycles could be started at \(label)")
        continue
      }
      jobs += add(branch, parent: label, depth: 0)
    }
    follow(&jobs)
  }

  private var range: ClosedRange<Double> { settings.parameter.lower...settings.parameter.upper }

  /// Takes in a branch of cycles and all that its ends tell, some of its cycles computed a second time; gives the jobs that it
  /// leaves.
  private mutating func add(_ branch: CycleBranch, parent: String?, depth: Int) -> [CycleJob] {
    for end in [branch.firstEnd, branch.end].compactMap({ $0 }) { followEquilibria(near: end, of: branch) }
    cycles.append(branch)
    // A cascade has no end; deep in it a budget that is used up does not make the diagram less complete.
    let labels = diagram.add(branch, parent: parent, mustEnd: depth < 2)
    reachedHopfPoints.formUnion(diagram.hopfPoints(atEndsOf: branch))
    if settings.verifiesCycles {
      let verifier = CycleVerifier(problem)
      let id = diagram.result.branches.count
      diagram.verify(verifier.entries(branch, id: id, labels: labels, isCancelled: isCancelled))
    }
    return CycleJob.all(branch, labels, depth: depth + 1)
  }

  /// Cycles end at equilibria; these may lie on branches that were not found by searching.
  private mutating func followEquilibria(near end: CycleEnd, of branch: CycleBranch) {
    let place: (parameter: Double, state: [Double])
    switch end {
    case .homoclinic(let parameter, let saddle): place = (parameter, saddle)
    case .saddleNodeOnInvariantCircle(let parameter, let saddleNode): place = (parameter, saddleNode)
    case .hopf(let parameter):
      guard
        let last = [branch.points.first, branch.points.last].compactMap({ $0 })
          .min(by: { abs($0.parameter - parameter) < abs($1.parameter - parameter) })
      else { return }
      place = (parameter, last.means)
    case .periodDoubling, .family, .longPeriod, .curve: return
    }
    // A fold has equilibria on one side alone.
    let distance = 1e-3 * (range.upperBound - range.lowerBound)
    for parameter in [place.parameter - distance, place.parameter + distance] where range.contains(parameter) {
      followEquilibria(at: parameter, also: [place.state])
    }
  }

  /// Adds a branch of cycles, and follows those of twice the period and those that cross it.
  mutating func follow(_ branch: CycleBranch, parent: String?) {
    var jobs = add(branch, parent: parent, depth: 0)
    follow(&jobs)
  }

  /// Cycles that attract trajectories but were not reached from Hopf points in the window.
  private mutating func followAttractingCycles() {
    guard
      let orbits = AttractingOrbitSearch(
        model: model, parameter: settings.parameter.name, scales: search.box.scales)
    else { return }
    var starts: [[Double]] = []
    var resting: [Double: [[Double]]] = [:]
    for share in [0.03, 0.15, 0.27, 0.4, 0.52, 0.64, 0.76, 0.88, 0.97] {
      let parameter = range.lowerBound + share * (range.upperBound - range.lowerBound)
      let states = search.equilibria(at: parameter, also: [])
      let isStable = states.map { state in
        Eigendecomposition.eigenvalues(problem.stateDerivative(at: state + [parameter]))?
          .allSatisfy { $0.real < 0 } ?? false
      }
      resting[parameter] = zip(states, isStable).filter(\.1).map(\.0)
      let unstable = zip(states, isStable).filter { !$0.1 }.map(\.0)
      let displaced = unstable.prefix(3).map { zip($0, search.box.scales).map { $0 + 0.01 * $1 } }
      let initial = model.initialState.allSatisfy(\.isFinite) ? [model.initialState] : []
      let spread = QuasiRandomSequence.points(2, in: search.box.ranges)
      starts += (initial + displaced + spread).map { $0 + [parameter] }
    }
    let findings = orbits.orbits(from: starts) { state in
      (resting[state[state.count - 1]] ?? []).contains { search.distance($0, state) < 1e-3 }
    }
    for finding in findings where !isCancelled() {
      guard
        let seed = CycleSeed(
          finding.orbit, at: finding.parameter, on: problem, settings: settings.cycleCurve),
        // A chaotic trajectory nearly comes back, too, but near cycles that do not attract.
        seed.cycle.unstableCount == 0,
        !cycles.contains(where: { $0.contains(seed.cycle, on: problem, settings: settings.cycleCurve) })
      else { continue }
      let branch = CycleBranch(
        through: seed, range: range, settings: settings.cycleCurve, isCancelled: isCancelled)
      guard branch.points.count > 1 else { continue }
      // Doubled cycles now, so that other findings are recognised on them.
      follow(branch, parent: nil)
    }
  }

  private mutating func follow(_ jobs: inout [CycleJob]) {
    while !jobs.isEmpty, !isCancelled() {
      let job = jobs.removeFirst()
      jobs += job.special.label == "BPC" ? followCrossing(job) : followDoubling(job)
    }
  }

  /// The branch of cycles of twice the period; gives the jobs that it leaves.
  private mutating func followDoubling(_ job: CycleJob) -> [CycleJob] {
    let depth = settings.doublingDepth(isMap: false)
    guard job.depth <= (job.isStable ? depth : min(1, depth)) else {
      diagram.leave(doubling: job.label)
      return []
    }
    guard !diagram.isDoubling(job.special, near: job.label),
      let branch = CycleBranch(
        doubling: job.special, range: range, settings: settings.cycleCurve, isCancelled: isCancelled),
      branch.points.count > 1
    else { return [] }
    return add(branch, parent: job.label, depth: job.depth)
  }

  /// The branches of cycles that leave a branch point to both sides; gives the jobs that they leave.
  private mutating func followCrossing(_ job: CycleJob) -> [CycleJob] {
    var left: [CycleJob] = []
    for isForward in [true, false] where !isCancelled() {
      // A few points first, far enough out to tell whether they lie on a branch that is known.
      var probe = settings.cycleCurve
      probe.curve.pointLimit = 8
      guard
        let first = CycleBranch(
          crossing: job.special, isForward: isForward, range: range, settings: probe, isCancelled: isCancelled),
        let last = first.points.last, first.points.count > 1, !diagram.hasCycle(last),
        let branch = CycleBranch(
          crossing: job.special, isForward: isForward, range: range, settings: settings.cycleCurve,
          isCancelled: isCancelled)
      else { continue }
      left += add(branch, parent: job.label, depth: job.depth - 1)
    }
    return left
  }
}

/// A special cycle from which another branch of cycles is still to be followed.
private struct CycleJob {
  let special: SpecialCycle
  let label: String
  /// How many doublings deep the branches that start here are.
  let depth: Int
  /// Whether the cycle is stable on one side: a step of a cascade of attractors.
  let isStable: Bool

  static func all(_ branch: CycleBranch, _ labels: [String], depth: Int) -> [CycleJob] {
    zip(branch.specialPoints, labels).filter { $0.0.label == "PD" || $0.0.label == "BPC" }.map { special, label in
      let place = special.cycle.arclength
      let before = branch.points.last { $0.arclength < place }?.unstableCount
      let after = branch.points.first { $0.arclength > place }?.unstableCount
      return CycleJob(special: special, label: label, depth: depth, isStable: before == 0 || after == 0)
    }
  }
}
