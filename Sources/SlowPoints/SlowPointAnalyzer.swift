// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Networks
import Parallelism
import Results

/// Finds the fixed and slow points of a system of many variables and describes the dynamics around them.
///
/// Source: Sussillo and Barak 2013, Neural Computation 25, 626. The minimisation is another: see `LevenbergMarquardt`.
public struct SlowPointAnalyzer: Sendable {
  private let system: HighDimensionalSystem
  private let settings: SlowPointSettings
  private let problem: SlowPointProblem
  private let context: RunContext

  /// Finds the slow points of a system.
  ///
  /// - Parameters:
  ///   - system: the system.
  ///   - settings: what is asked.
  ///   - given: states to start from, each with a value for every variable.
  ///   - context: asked now and then, from any thread, whether to end with what was found, and told what is being done.
  /// - Throws: `SlowPointError` if the question makes no sense. Numerical trouble is part of the result.
  public static func analyze(
    _ system: HighDimensionalSystem, _ settings: SlowPointSettings = SlowPointSettings(), from given: [[Double]] = [],
    in context: RunContext = RunContext()
  ) throws(SlowPointError) -> SlowPointResult {
    if let text = settings.problem { throw .settings(text) }
    for (index, state) in given.enumerated() {
      guard state.count == system.dimension else {
        throw .wrongStateLength(index: index, found: state.count, expected: system.dimension)
      }
      guard state.allSatisfy(\.isFinite) else { throw .stateNotFinite(index: index) }
    }
    if given.isEmpty, settings.starts == .given { throw .noStates }
    let continuation = try settings.continuation.map { range throws(SlowPointError) in
      try PointContinuation(system, range)
    }
    return try SlowPointAnalyzer(system, settings, context).run(given, continuation)
  }

  private init(
    _ system: HighDimensionalSystem, _ settings: SlowPointSettings, _ context: RunContext
  ) {
    self.system = system
    self.settings = settings
    problem = SlowPointProblem(system)
    self.context = context
  }

  private var isCancelled: @Sendable () -> Bool { { [context] in context.isCancelled } }

  private func run(_ given: [[Double]], _ continuation: PointContinuation?) throws(SlowPointError)
    -> SlowPointResult
  {
    let starts = try SlowPointStarts(system, settings, given: given)
    let scene = SlowPointScene(starts, problem, timeScale: system.timeScale)
    let minimizer = SpeedMinimizer(
      problem: problem, settings: settings, typicalSpeed: scene.typicalSpeed, spread: scene.spread,
      isCancelled: isCancelled, finished: { [context] in context.finishPart($0) })
    context.begin("minimising the speed", count: starts.states.count)
    var minimized = minimizer.points(from: starts.states)
    var spectra = Spectra()
    var explorer = PointExplorer(
      system, problem, duration: settings.duration * system.timeScale,
      departure: 0.02 * scene.spread * Double(problem.dimension).squareRoot())
    // As many further starts as there were at first, so that the time stays in proportion to what was asked for.
    var budget = max(starts.states.count, Self.smallestBudget)
    while budget > 0 {
      let more = try furtherStarts(minimized, scene, &spectra, &explorer).prefix(budget)
      if more.isEmpty { break }
      budget -= more.count
      context.begin("minimising the speed from further starts", count: more.count)
      minimized += minimizer.points(from: Array(more))
    }
    var result = SlowPointResult(
      isMap: problem.isMap, variables: system.variableNames, axis: system.lattice?.axis, axes: system.lattice?.axes,
      points: [], sets: [], counts: SlowPointResult.Counts(), typicalSpeed: scene.typicalSpeed * scene.typicalSpeed / 2,
      speeds: minimized.map { $0.length * $0.length / 2 }, projection: nil, trajectories: [],
      complete: !isCancelled(), notes: [])
    let kept = sift(minimized, scene, &result.counts)
    describe(merged(kept, scene, &spectra), starts, &result)
    if let continuation {
      context.begin("following the points")
      follow(continuation, &result)
    }
    addNotes(minimized, &result)
    return result
  }

  /// Where to search on; nowhere if there are very many points, as on a line of them, or if the search is to begin at given
  /// states alone.
  private func furtherStarts(
    _ minimized: [MinimizedPoint], _ scene: SlowPointScene, _ spectra: inout Spectra, _ explorer: inout PointExplorer
  ) throws(SlowPointError) -> [[Double]] {
    guard settings.explores, settings.starts != .given, !isCancelled() else { return [] }
    var counts = SlowPointResult.Counts()
    let points = sift(minimized, scene, &counts).filter { isFixed($0, scene) }
    let merger = merger(of: points.map { $0.state }, scene)
    let representatives = merger.representatives(points.map { $0.state })
    let found = representatives.indices.filter { representatives[$0] == $0 }.map { points[$0] }
    guard (1...Self.pointLimit).contains(found.count) else { return [] }
    let isolated = merged(found, scene, &spectra).filter { $0.neutralCount == 0 }
    return try explorer.starts(from: isolated, distance: merger.distance)
  }

  /// The search may go on from what it found with at least so many further starts.
  private static let smallestBudget = 100
  /// From more points than this the search does not go on, and no more are followed in a parameter.
  private static let pointLimit = 64

  /// Spectra that are known, by their states.
  private typealias Spectra = [[Double]: PointSpectrum]

  private func merger(of states: [[Double]], _ scene: SlowPointScene) -> PointMerger {
    PointMerger(distance: settings.mergeDistance * scene.spread(of: states))
  }

  /// The ends of iterations that are of interest, the slowest first.
  private func sift(
    _ minimized: [MinimizedPoint], _ scene: SlowPointScene, _ counts: inout SlowPointResult.Counts
  ) -> [MinimizedPoint] {
    counts.starts = minimized.count
    var kept: [MinimizedPoint] = []
    for point in minimized {
      if !point.length.isFinite {
        counts.notFinite += 1
      } else if scene.isFarOut(point.state, distance: settings.outlierDistance) {
        counts.outliers += 1
      } else if isFixed(point, scene) {
        counts.fixed += 1
        kept.append(point)
      } else if point.length <= settings.slowShare * scene.typicalSpeed, isMinimum(point) {
        counts.slow += 1
        kept.append(point)
      } else {
        counts.fast += 1
      }
    }
    return kept.enumerated().sorted { ($0.element.length, $0.offset) < ($1.element.length, $1.offset) }.map(\.element)
  }

  /// Whether the iteration came to a minimum of the speed, or close to one.
  private func isMinimum(_ point: MinimizedPoint) -> Bool {
    switch point.reason {
    case .converged, .stationary, .noProgress: true
    case .iterationLimit: point.slope <= Self.flatSlope
    case .notFinite, .cancelled: false
    }
  }

  private static let flatSlope = 1e-3

  private func isFixed(_ point: MinimizedPoint, _ scene: SlowPointScene) -> Bool {
    point.length <= settings.fixedResidual * scene.typicalSpeed
  }

  /// Every point once, with its spectrum.
  private func merged(
    _ points: [MinimizedPoint], _ scene: SlowPointScene, _ spectra: inout Spectra
  ) -> [PointAnalysis] {
    let states = points.map { $0.state }
    let representatives = merger(of: states, scene).representatives(states)
    let counts = Dictionary(representatives.map { ($0, 1) }, uniquingKeysWith: +)
    let unique = representatives.indices.filter { representatives[$0] == $0 }
    let fresh = unique.map { states[$0] }.filter { spectra[$0] == nil }
    let problem = problem
    // What was found before an interruption is described as far as that takes seconds.
    let cube = Double(problem.dimension * problem.dimension * problem.dimension)
    let soon = max(4, Int(min(2e10 / max(cube, 1), 1e6)))
    let whole = max(4, Int(min(settings.spectrumWork / max(cube, 1), 1e6))) - spectra.values.count { $0.isWhole }
    let computed = concurrentMap(fresh.count) { place -> PointSpectrum? in
      if place >= soon && isCancelled() { return nil }
      return PointSpectrum(
        problem, at: fresh[place], vectorCount: Self.modeCount, partialCount: place < whole ? nil : Self.partialCount)
    }
    for (state, spectrum) in zip(fresh, computed) { spectra[state] = spectrum }
    return unique.compactMap { index in
      guard let spectrum = spectra[states[index]] else { return nil }
      let residual = problem.residuals(StateBatch([states[index]], dimension: problem.dimension)).values
      return PointAnalysis(
        state: states[index], residual: residual, isFixed: isFixed(points[index], scene),
        startCount: counts[index] ?? 1, spectrum: spectrum, isMap: problem.isMap, slowShare: settings.slowEigenvalue)
    }
  }

  /// The number of eigenvalues, nearest to rest, where not all are computed.
  private static let partialCount = 24
  /// The number of modes with eigenvectors.
  private static let modeCount = 8

  private func describe(_ points: [PointAnalysis], _ starts: SlowPointStarts, _ result: inout SlowPointResult) {
    let scene = starts.trajectories.isEmpty ? starts.states : starts.trajectories.flatMap { $0 }
    let components = PrincipalComponents(scene + points.map(\.state), count: 3)
    result.projection = components.map {
      SlowPointResult.Projection(mean: $0.mean, components: $0.components, shares: $0.shares)
    }
    let groups = AttractorSets(points).groups
    let grouped = groups.flatMap(\.members)
    let isolated = Set(points.indices).subtracting(grouped).sorted { a, b in
      let (p, q) = (points[a], points[b])
      if p.isFixed != q.isFixed { return p.isFixed }
      if p.unstableCount != q.unstableCount { return p.unstableCount < q.unstableCount }
      // The speeds of fixed points are rounding, which differs from processor to processor.
      return p.isFixed ? p.precedes(q) ?? (a < b) : a < b
    }
    result.points = (grouped + isolated).map { points[$0].described(components, settings) }
    var next = 0
    result.sets = groups.map { group in
      defer { next += group.members.count }
      return SlowPointSet(shape: group.shape, points: Array(next..<next + group.members.count))
    }
    result.trajectories = starts.trajectories.filter { !$0.isEmpty }.map { path in
      SlowPointResult.Path(
        points: path.map { components?.project($0) ?? [] },
        speeds: problem.residuals(StateBatch(path, dimension: problem.dimension)).squaredNorms().map { $0 / 2 })
    }
  }

  /// Follows the isolated fixed points, the first of them if there are very many.
  private func follow(_ continuation: PointContinuation, _ result: inout SlowPointResult) {
    let grouped = Set(result.sets.flatMap(\.points))
    let isolated = result.points.indices.filter { result.points[$0].kind == .fixed && !grouped.contains($0) }
    if isolated.count > Self.pointLimit {
      result.notes.append("of \(isolated.count) isolated fixed points the first \(Self.pointLimit) were followed")
    }
    result.branches = continuation.branches(
      through: isolated.prefix(Self.pointLimit).map { ($0, result.points[$0].state) }, isCancelled: isCancelled)
  }

  private func addNotes(_ minimized: [MinimizedPoint], _ result: inout SlowPointResult) {
    let unfinished = minimized.count { $0.reason == .iterationLimit }
    if unfinished > 0 {
      result.notes.append(
        "\(unfinished) of \(minimized.count) iterations were ended after \(settings.maximumIterations) steps")
    }
    if result.counts.outliers > 0 {
      result.notes.append("\(result.counts.outliers) starts led far away from all others; these points are left out")
    }
    let partial = result.points.compactMap(\.computedEigenvalues)
    if let least = partial.min() {
      result.notes.append(
        "at \(partial.count) of \(result.points.count) points only the \(least) eigenvalues nearest to rest, or to where unstable ones can lie, were computed; "
          + "their unstable directions are counted among these, and there may be more")
    }
    let all = result.points.filter { $0.computedEigenvalues == nil }
    if all.contains(where: { $0.eigenvalues.count < result.variables.count }) {
      result.notes.append("of each spectrum the first \(settings.eigenvalueLimit) eigenvalues are listed")
    }
  }
}
