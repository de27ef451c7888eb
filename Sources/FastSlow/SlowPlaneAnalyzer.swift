// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import ComplexModule
import LinearSolvers
import ModelCore
import Parallelism
import Results

/// Dissects a system with two slow variables, whose trajectory is known: the fast subsystem's bifurcations in the plane of the slow
/// variables, folded singularities, and what the trajectory does over them.
struct SlowPlaneAnalyzer {
  let model: Model
  let settings: FastSlowSettings
  let orbit: AttractorOrbit
  /// The horizontal slow variable and the vertical one.
  let slow: [String]
  let context: RunContext
  private var isCancelled: @Sendable () -> Bool { { [context] in context.isCancelled } }

  /// - Parameters:
  ///   - planes: The planes beside which the trajectory keeps its digits.
  ///   - notes: What a reader should know of how the trajectory was found.
  func run(_ timescales: [Timescale], planes: [[String]], notes: [String]) throws(FastSlowError) -> SlowPlaneResult {
    let fast: Model
    do {
      fast = try model.freezing(slow: slow)
    } catch {
      throw .model(error)
    }
    let diagram = try diagram(of: fast)
    let overTrajectory: FoldSystem
    let overDiagram: FoldSystem
    let accuracy: DelayAccuracy
    do {
      overTrajectory = try FoldSystem(model, slow: slow, scales: sizes())
      overDiagram = try FoldSystem(model, slow: slow, scales: sizes(and: diagram))
      accuracy = try DelayAccuracy(
        model, orbit, slow: slow, tolerance: settings.relativeTolerance, planes: planes)
    } catch {
      throw .model(error)
    }
    var result = result(timescales, fast, diagram, overTrajectory, overDiagram)
    let delay = accuracy.note(result.visits.map { $0.start...$0.end })
    result.notes = FastSlowAnalyzer.notes(model, orbit) + notes + [delay].compactMap(\.self) + result.notes
    return result
  }

  /// - Parameters:
  ///   - overTrajectory: The folds in sizes that are the ranges of the variables on the trajectory.
  ///   - overDiagram: The same in sizes that are those on the diagram, too.
  private func result(
    _ timescales: [Timescale], _ fast: Model, _ diagram: TwoParameterResult, _ overTrajectory: FoldSystem,
    _ overDiagram: FoldSystem
  ) -> SlowPlaneResult {
    let names = model.variableNames
    context.begin("the trajectory over the diagram")
    let lines = SlowPlaneLines(fast: fast, plane: diagram, orbit: orbit, isCancelled: isCancelled)
    let visits = SheetVisits(overTrajectory, orbit, names: names, slow: slow).visits()
    let motion = SlowPlaneMotion(
      orbit: orbit, visits: visits, crossings: SlowPlaneCrossing.all(of: orbit, diagram),
      pattern: MixedModePattern(orbit), hasCycles: fast.dimension > 1 || !fast.angularPeriods().isEmpty
    ).lookingCloser(by: lines)
    let folded = FoldedSingularity.all(
      on: diagram, of: model, overDiagram, typicalSpeed: typicalSpeed(overDiagram)
    ).map { near($0, overTrajectory) }
    let equilibria = SlowPlaneResult.Equilibrium.near(orbit, folded, overDiagram, of: model, in: diagram)
    let name = FastSlowClass(motion, folded, equilibria)
    let manifold = lines.criticalManifold()
    let averaged = [.bursting, .tonic].contains(name.motion) ? lines.averagedSlowRates() : (rates: [], notes: [])
    return SlowPlaneResult(
      timescales: timescales, slow: slow, fast: fast.variableNames, diagram: diagram, trajectory: orbit,
      foldedSingularities: folded, equilibria: equilibria, visits: visits, crossings: motion.crossings,
      averagedFlow: averaged.rates, criticalManifold: manifold.lines, motion: name, pattern: motion.pattern,
      burst: BurstMeasures(orbit),
      notes: diagram.notes + motion.notes + manifold.notes + averaged.notes)
  }

  // MARK: Diagram

  private func diagram(of fast: Model) throws(FastSlowError) -> TwoParameterResult {
    let windows = (try window(slow[0]), try window(slow[1]))
    do {
      var question = try TwoParameterSettings(horizontal: windows.0, vertical: windows.1)
      question.initialValues = orbit.activeState(of: fast.variableNames)
      question.regions = false
      question.cycles = fast.dimension > 1
      return try TwoParameterAnalyzer.analyze(fast, settings: question, in: context)
    } catch {
      throw .diagram(error)
    }
  }

  /// What the trajectory visits of a slow variable, with the margin.
  private func window(_ name: String) throws(FastSlowError) -> AxisRange {
    let range = try FastSlowAnalyzer.window(of: orbit.values[name] ?? [], margin: settings.margin)
    return AxisRange(name: name, lower: range.lowerBound, upper: range.upperBound)
  }

  // MARK: Sizes

  /// The ranges of all variables on the trajectory and, where it does not move, their sizes; with a diagram the ranges on its curves
  /// and in its window, too.
  private func sizes(and diagram: TwoParameterResult? = nil) -> [Double] {
    var orbit = orbit
    for branch in diagram?.branches ?? [] where branch.kind == .limitPoint {
      for name in model.variableNames { orbit.values[name]? += branch.states[name] ?? branch.parameters[name] ?? [] }
    }
    let extents = orbit.extents
    return model.variableNames.map { extents[$0] ?? 1 }
  }

  /// The greatest speed of the slow variables on the trajectory.
  private func typicalSpeed(_ system: FoldSystem) -> Double {
    let columns = model.variableNames.map { orbit.values[$0] ?? [] }
    return orbit.times.indices.reduce(0) { fastest, k in
      let rates = system.rates(at: system.scaled(columns.map { $0[k] }))
      return max(fastest, euclideanNorm(system.slow.map { rates[$0] }))
    }
  }

  /// A folded singularity with its distance from the trajectory.
  private func near(_ singularity: FoldedSingularity, _ system: FoldSystem) -> FoldedSingularity {
    var singularity = singularity
    let place = system.scaled(model.variableNames.map { singularity.state[$0] ?? .nan })
    let columns = model.variableNames.map { orbit.values[$0] ?? [] }
    let distances = orbit.times.indices.map { k in
      maximumNorm(zip(system.scaled(columns.map { $0[k] }), place).map { $0 - $1 })
    }
    singularity.distance = distances.min()
    return singularity
  }
}

extension SlowPlaneResult.Equilibrium {
  /// So many points of a trajectory are starts.
  private static let starts = 60
  /// Equilibria that differ by less, in sizes of variables, are one.
  private static let identity = 1e-7

  /// The equilibria of the full system to which Newton's method leads from points of the trajectory and from folded singularities; those
  /// whose slow variables lie outside of the diagram are left out.
  static func near(
    _ orbit: AttractorOrbit, _ folded: [FoldedSingularity], _ system: FoldSystem, of model: Model,
    in diagram: TwoParameterResult
  ) -> [Self] {
    let (names, periods) = (model.variableNames, model.angularPeriods())
    let step = max(1, orbit.times.count / starts)
    var places = folded.map { singularity in names.map { singularity.state[$0] ?? .nan } }
    places += stride(from: 0, to: orbit.times.count, by: step).map { k in names.map { orbit.values[$0]?[k] ?? .nan } }
    var found: [[Double]] = []
    for place in places {
      let outcome = NewtonSolver().solve(
        from: system.scaled(place), residual: { system.rates(at: $0) }, jacobian: { system.jacobian(at: $0) })
      guard let root = outcome.root?.point else { continue }
      // Angles within a turn about 0.
      let point = system.scaled(
        zip(names, system.state(root)).map { name, value in
          periods[name].map { value.remainder(dividingBy: $0) } ?? value
        }
      ).withoutRoundOff(sizes: names.map { _ in 1 })
      if !found.contains(where: { maximumNorm(zip($0, point).map { $0 - $1 }) < identity }) { found.append(point) }
    }
    return found.compactMap { numbers in
      let state = Dictionary(zip(names, system.state(numbers))) { $1 }
      let isInside = [diagram.horizontal, diagram.vertical].allSatisfy { range in
        state[range.name].map { range.lower <= $0 && $0 <= range.upper } ?? false
      }
      guard isInside, let eigenvalues = Eigendecomposition.eigenvalues(system.jacobian(at: numbers)) else { return nil }
      return Self(state: state, eigenvalues: eigenvalues.map { [$0.real, $0.imaginary] })
    }.sorted { a, b in
      names.lazy.map { (a.state[$0] ?? 0, b.state[$0] ?? 0) }.first { $0 != $1 }.map { $0 < $1 } ?? false
    }
  }
}
