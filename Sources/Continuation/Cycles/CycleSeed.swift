// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

/// A cycle made exact by Newton's method at a fixed value of the parameter, from which its branch can be followed.
public struct CycleSeed: Sendable {
  /// The cycle.
  public let cycle: CyclePoint
  let problem: CycleProblem
  let unknowns: [Double]

  /// Converges to the cycle near a sampled orbit.
  /// - Returns: nil if Newton's method does not converge.
  public init?(
    _ orbit: SampledOrbit, at parameter: Double, on equilibria: EquilibriumProblem,
    settings: CycleSettings = CycleSettings()
  ) {
    self.init(orbit, parameter, equilibria, settings) { unit($0.parameterIndex, $0.parameterIndex + 1) }
  }

  /// Converges to a cycle near a sampled orbit with its parameter or, as at a fold, where the parameter cannot be held, with
  /// its period.
  /// - Returns: nil if Newton's method does not converge.
  public init?(
    _ orbit: SampledOrbit, near parameter: Double, on equilibria: EquilibriumProblem,
    settings: CycleSettings = CycleSettings()
  ) {
    if let seed = CycleSeed(orbit, at: parameter, on: equilibria, settings: settings) {
      self = seed
    } else {
      self.init(orbit, periodHeldNear: parameter, on: equilibria, settings: settings)
    }
  }

  /// Converges to a cycle near a sampled orbit with its period.
  /// - Returns: nil if Newton's method does not converge.
  init?(
    _ orbit: SampledOrbit, periodHeldNear parameter: Double, on equilibria: EquilibriumProblem,
    settings: CycleSettings = CycleSettings()
  ) {
    self.init(orbit, parameter, equilibria, settings) { unit($0.periodIndex, $0.parameterIndex + 1) }
  }

  /// Converges to the cycle of half the period near one that goes round it twice, as where a period-doubled branch ends.
  /// - Returns: nil if Newton's method does not converge.
  public init?(
    halfOf cycle: CyclePoint, at parameter: Double, on equilibria: EquilibriumProblem,
    settings: CycleSettings = CycleSettings()
  ) {
    guard let orbit = cycle.first(of: 2) else { return nil }
    self.init(orbit, at: parameter, on: equilibria, settings: settings)
  }

  /// Trajectories come back after several turns as well as after one; more turns than this are taken for what they are.
  private static let mostTurns = 24
  /// Turns of one cycle differ by less, as a part of its extent.
  private static let repetition = 1e-4

  /// Turns that differ by less may be those of one cycle, on a mesh too coarse for them all.
  private static let resemblance = 0.05

  /// The same cycle gone round once, if it goes round several times.
  public func once(on equilibria: EquilibriumProblem, settings: CycleSettings = CycleSettings()) -> CycleSeed {
    for turns in (2...Self.mostTurns).reversed() where repeatsItself(turns, Self.resemblance) {
      var finer = settings
      finer.intervalCount *= turns
      guard let all = CycleSeed(cycle.orbit, at: cycle.parameter, on: equilibria, settings: finer),
        all.repeatsItself(turns, Self.repetition), let first = all.cycle.first(of: turns),
        let once = CycleSeed(first, at: cycle.parameter, on: equilibria, settings: settings)
      else { continue }
      return once
    }
    return self
  }

  private func repeatsItself(_ turns: Int, _ tolerance: Double) -> Bool {
    problem.profile(unknowns).repeatsItself(times: turns, tolerance: tolerance, scales: problem.leastScales)
  }

  private init?(
    _ orbit: SampledOrbit, _ parameter: Double, _ equilibria: EquilibriumProblem, _ settings: CycleSettings,
    border: (CycleProblem) -> [Double]
  ) {
    let basis = CollocationBasis(degree: settings.degree)
    var (coordinates, field) = (CycleCoordinates(dimension: equilibria.field.dimension), equilibria.field)
    if let other = CycleCoordinates(states: orbit.states, keepsSign: field.keepsSign, known: coordinates),
      let logarithmic = field.inLogarithms(signs: other.signs)
    {
      (coordinates, field) = (other, logarithmic)
    }
    let profile = orbit.changing(to: coordinates).profile(
      intervals: settings.intervalCount, basis: basis, scales: equilibria.scales, periods: equilibria.periods)
    let problem = CycleProblem(
      field: field, scales: equilibria.scales, reference: profile, adaptationInterval: settings.adaptationInterval,
      coordinates: coordinates, stateField: equilibria.field)
    let start = profile.values + [orbit.period, parameter]
    let fixed = border(problem)
    let corrector = Corrector(problem: problem, settings: settings.curve)
    guard let corrected = try? corrector.correct(start, border: fixed),
      let tangent = corrector.tangent(at: corrected, border: fixed)
    else { return nil }
    let description = problem.describe(
      corrected.unknowns, tangent: tangent.direction, factorization: tangent.factorization)
    // A cycle that has shrunk to a point is an equilibrium.
    let extents = zip(zip(description.maxima, description.minima), equilibria.scales).map { ($0.0 - $0.1) / $1 }
    guard (extents.max() ?? 0) > 1e-6, description.period > 0 else { return nil }
    self.problem = problem
    unknowns = corrected.unknowns
    cycle =
      CurvePoint(
        problem: problem, unknowns: corrected.unknowns, tangent: tangent.direction, motion: tangent.motion,
        arclength: 0,
        description: description, iterations: corrected.iterations, residual: corrected.residual
      ).cycle
  }
}

extension CyclePoint {
  /// The cycle as a sampled orbit.
  package var orbit: SampledOrbit { SampledOrbit(times: times.map { $0 * period }, states: states) }

  /// The first of several turns that are alike, closed.
  fileprivate func first(of turns: Int) -> SampledOrbit? {
    let part = 1 / Double(turns)
    let nodes = times.indices.prefix { times[$0] < part - 1e-9 }
    guard let first = states.first, nodes.count > 8 else { return nil }
    return SampledOrbit(
      times: nodes.map { times[$0] * period } + [period * part],
      states: nodes.map { states[$0] } + [zip(first, winding).map { $0 + $1 * part }])
  }

  /// Whether two cycles at one value of the parameter are the same: equal periods, turns and extrema.
  func isSame(as other: CyclePoint, scales: [Double]) -> Bool {
    isSame(as: other, scales: scales, periodTolerance: 1e-4, extremaTolerance: 0.01)
  }

  /// Whether periods and extrema of two cycles differ by less than this part of themselves, or of the scales.
  public func isSame(as other: CyclePoint, scales: [Double], tolerance: Double) -> Bool {
    isSame(as: other, scales: scales, periodTolerance: tolerance, extremaTolerance: tolerance)
  }

  private func isSame(
    as other: CyclePoint, scales: [Double], periodTolerance: Double, extremaTolerance: Double
  ) -> Bool {
    guard abs(period - other.period) < periodTolerance * period, winding == other.winding else { return false }
    return comparable.allSatisfy { i in
      abs(minima[i] - other.minima[i]) < extremaTolerance * scales[i]
        && abs(maxima[i] - other.maxima[i]) < extremaTolerance * scales[i]
    }
  }
}

extension CycleBranch {
  /// Whether the branch passes through a cycle: the branch is cut at the cycle's value of the parameter, exactly, and
  /// periods and extrema compared.
  public func contains(
    _ cycle: CyclePoint, on problem: EquilibriumProblem, settings: CycleSettings = CycleSettings()
  ) -> Bool {
    let scales = problem.scales
    return zip(points, points.dropFirst()).contains { a, b in
      guard (a.parameter - cycle.parameter) * (b.parameter - cycle.parameter) <= 0,
        a.isNear(cycle, other: b, scales: scales), !a.states.isEmpty
      else { return false }
      if cycle.isBeside(a, b, scales: scales) { return true }
      // Where points of the branch lie so far apart that Newton's method leads elsewhere, the line between them must do.
      if a.isOnLine(cycle, to: b, scales: scales) { return true }
      let seeds = [a, b].compactMap { CycleSeed($0.orbit, at: cycle.parameter, on: problem, settings: settings) }
      return seeds.isEmpty || seeds.contains { $0.cycle.isSame(as: cycle, scales: scales) }
    }
  }
}

extension CyclePoint {
  /// Whether period and extrema of a cycle are those of the straight line to the next cycle on a branch, but for a quarter of
  /// their changes.
  fileprivate func isOnLine(_ cycle: CyclePoint, to other: CyclePoint, scales: [Double]) -> Bool {
    guard other.parameter != parameter else { return false }
    let share = (cycle.parameter - parameter) / (other.parameter - parameter)
    func isNear(_ value: Double, _ a: Double, _ b: Double, _ scale: Double) -> Bool {
      abs(a + share * (b - a) - value) <= 0.25 * abs(b - a) + 1e-3 * scale
    }
    return isNear(cycle.period, period, other.period, period)
      && comparable.allSatisfy { i in
        isNear(cycle.minima[i], minima[i], other.minima[i], scales[i])
          && isNear(cycle.maxima[i], maxima[i], other.maxima[i], scales[i])
      }
  }

  /// Whether a cycle lies so near the straight line between two cycles of a branch, in parameter, period and extrema, that it
  /// is one of the branch: nearer than a tenth of their distance.
  fileprivate func isBeside(_ a: CyclePoint, _ b: CyclePoint, scales: [Double]) -> Bool {
    func coordinates(_ cycle: CyclePoint) -> [Double] {
      let extrema = zip(zip(cycle.minima, cycle.maxima), scales).flatMap { [$0.0 / $1, $0.1 / $1] }
      return [cycle.parameter / (scales.last ?? 1), cycle.period / period] + extrema
    }
    let (place, start, end) = (coordinates(self), coordinates(a), coordinates(b))
    let (way, line) = (zip(place, start).map { $0 - $1 }, zip(end, start).map { $0 - $1 })
    let square = dotProduct(line, line)
    guard square > 0 else { return false }
    let share = dotProduct(way, line) / square
    let rest = zip(way, line).map { $0 - share * $1 }
    return share > -0.05 && share < 1.05 && dotProduct(rest, rest) < 0.01 * square
  }

  /// Whether a cycle may lie between this one and the next on a branch.
  fileprivate func isNear(_ cycle: CyclePoint, other: CyclePoint, scales: [Double]) -> Bool {
    func isBetween(_ value: Double, _ a: Double, _ b: Double, _ margin: Double) -> Bool {
      value > min(a, b) - margin && value < max(a, b) + margin
    }
    return isBetween(cycle.period, period, other.period, 0.2 * cycle.period) && winding == cycle.winding
      && comparable.allSatisfy { i in
        isBetween(cycle.minima[i], minima[i], other.minima[i], 0.2 * scales[i])
          && isBetween(cycle.maxima[i], maxima[i], other.maxima[i], 0.2 * scales[i])
      }
  }
}
