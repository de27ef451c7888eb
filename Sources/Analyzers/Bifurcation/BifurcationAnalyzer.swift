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
  let search: EquilibriumSearch
  let isCancelled: () -> Bool
  var diagram: DiagramBuilder
  /// The system, and for maps its iterates.
  var iterates: MapIterates
  private let problem: EquilibriumProblem
  private let window: CurveWindow
  /// The branches of equilibria; for maps those of cycles of each length.
  private var branches: [Int: [EquilibriumBranch]] = [:]

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
    let box = StateBox(model, given: settings.ranges, parameter: parameter)
    do {
      iterates = try MapIterates(
        model, parameter: parameter.name, scales: box.scales + [parameter.upper - parameter.lower])
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
    for slice in 0..<settings.sliceCount where !isCancelled() {
      // Slices away from the ends, and from the round numbers at which models like to be symmetric.
      let share = (Double(slice) + 0.4814) / Double(settings.sliceCount)
      let parameter = low + share * (high - low)
      let initial = model.initialState.allSatisfy(\.isFinite) ? [model.initialState] : []
      for state in search.equilibria(at: parameter, also: initial) where !isKnown(state, parameter) {
        follow(from: state + [parameter])
      }
    }
    noteOnNothingFound()
    guard settings.cycles else { return }
    if problem.field.isMap {
      followMapCycles()
    } else {
      followHopfPoints()
      followAttractingCycles()
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
    let crossings = branch.specialPoints.map { diagram.branchPoint(at: $0) == nil }
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

  /// Follows the cycles that are born at the Hopf points found, and those of twice the period.
  mutating func followHopfPoints() {
    let range = settings.parameter.lower...settings.parameter.upper
    var reached: Set<String> = []
    var jobs: [CycleJob] = []
    for (special, label) in diagram.hopfPoints where !reached.contains(label) && !isCancelled() {
      guard
        let branch = CycleBranch(
          from: special, on: problem, range: range, settings: settings.cycleCurve, isCancelled: isCancelled),
        branch.points.count > 1
      else {
        diagram.note("no cycles could be started at \(label)")
        continue
      }
      let end = diagram.hopfPoint(atEndOf: branch)
      if let end { reached.insert(end) }
      let labels = add(branch, parent: label, endsAt: end)
      jobs += CycleJob.all(branch, labels, depth: 1)
    }
    follow(&jobs, range)
  }

  /// Adds a branch of cycles, and follows those of twice the period and those that cross it.
  mutating func follow(_ branch: CycleBranch, parent: String?) {
    let labels = add(branch, parent: parent, endsAt: diagram.hopfPoint(atEndOf: branch))
    var jobs = CycleJob.all(branch, labels, depth: 1)
    follow(&jobs, settings.parameter.lower...settings.parameter.upper)
  }

  /// Adds a branch of cycles, some of them computed a second time; gives the labels of its special points.
  private mutating func add(_ branch: CycleBranch, parent: String?, endsAt hopf: String?) -> [String] {
    let labels = diagram.add(branch, parent: parent, endsAt: hopf)
    if settings.verifiesCycles {
      let verifier = CycleVerifier(problem)
      let id = diagram.result.branches.count
      diagram.verify(verifier.entries(branch, id: id, labels: labels, isCancelled: isCancelled))
    }
    return labels
  }

  /// Cycles that attract trajectories but were not reached from Hopf points in the window.
  private mutating func followAttractingCycles() {
    let range = settings.parameter.lower...settings.parameter.upper
    let width = range.upperBound - range.lowerBound
    for share in [0.03, 0.27, 0.52, 0.76, 0.97] where !isCancelled() {
      let parameter = range.lowerBound + share * width
      guard let fixed = try? model.setting(parameter: settings.parameter.name, to: parameter) else { continue }
      let orbits = AttractingOrbitSearch(model: fixed, scales: search.box.scales)
      guard let orbit = orbits.orbit(from: fixed.initialState),
        !diagram.hasCycle(orbit, at: parameter),
        let branch = CycleBranch(
          orbit: orbit, at: parameter, on: problem, range: range, settings: settings.cycleCurve,
          isCancelled: isCancelled),
        branch.points.count > 1
      else { continue }
      // Doubled cycles now, so that orbits at the next values are recognised on them.
      follow(branch, parent: nil)
    }
  }

  private mutating func follow(_ jobs: inout [CycleJob], _ range: ClosedRange<Double>) {
    while !jobs.isEmpty, !isCancelled() {
      let job = jobs.removeFirst()
      if job.special.label == "BPC" {
        jobs += followCrossing(job, range)
      } else {
        jobs += followDoubling(job, range)
      }
    }
  }

  /// The branch of cycles of twice the period; gives the jobs that it leaves.
  private mutating func followDoubling(_ job: CycleJob, _ range: ClosedRange<Double>) -> [CycleJob] {
    guard job.depth <= settings.doublingDepth(isMap: false) else {
      diagram.leave(doubling: job.label)
      return []
    }
    guard !diagram.isDoubling(job.special, near: job.label),
      let branch = CycleBranch(
        doubling: job.special, range: range, settings: settings.cycleCurve, isCancelled: isCancelled),
      branch.points.count > 1
    else { return [] }
    let labels = add(branch, parent: job.label, endsAt: nil)
    return CycleJob.all(branch, labels, depth: job.depth + 1)
  }

  /// The branches of cycles that leave a branch point to both sides; gives the jobs that they leave.
  private mutating func followCrossing(_ job: CycleJob, _ range: ClosedRange<Double>) -> [CycleJob] {
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
      let labels = add(branch, parent: job.label, endsAt: diagram.hopfPoint(atEndOf: branch))
      left += CycleJob.all(branch, labels, depth: job.depth)
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

  static func all(_ branch: CycleBranch, _ labels: [String], depth: Int) -> [CycleJob] {
    zip(branch.specialPoints, labels).filter { $0.0.label == "PD" || $0.0.label == "BPC" }
      .map { CycleJob(special: $0.0, label: $0.1, depth: depth) }
  }
}
