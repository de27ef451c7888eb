// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import RealModule

/// A first homoclinic orbit: a cycle of long period, cut near the saddle that it passes, or the orbit that is born at a
/// Bogdanov–Takens point.
struct HomoclinicStart {
  let problem: HomoclinicProblem
  let unknowns: [Double]

  /// The number of intervals of the first mesh.
  private static let intervalCount = 60
  /// Both ends lie at this part of the extent from the saddle, or at twice the distance at which the cycle passes it.
  private static let radius = 3e-4

  /// - Parameters:
  ///   - cycle: The cycle, of a branch along which one of the two parameters varies.
  ///   - free: Which one.
  ///   - value: The value of the other.
  ///   - equilibria: The system on the line of the cycle's branch.
  ///   - plane: Both parameters.
  /// - Returns: nil if the cycle passes no saddle.
  init?(
    near cycle: CyclePoint, free: Int, at value: Double, on equilibria: EquilibriumProblem, in plane: ParameterPlane
  ) {
    let settings = CycleSettings()
    guard let seed = CycleSeed(cycle.orbit, near: cycle.parameter, on: equilibria, settings: settings),
      case let states = CycleCoordinates(dimension: seed.problem.n),
      let (cycles, inStates) = seed.problem.changing(to: states, seed.unknowns),
      let saddle = HomoclinicSaddle(cycles, at: inStates)
    else { return nil }
    let place = free == 0 ? [seed.cycle.parameter, value] : [value, seed.cycle.parameter]
    let n = equilibria.field.dimension
    let scales = Array(equilibria.scales.prefix(n))
    let winding = seed.cycle.winding
    let turned = seed.cycle.orbit.beginning(near: saddle.state, winding: winding, scales: scales)
    let extents = zip(zip(seed.cycle.maxima, seed.cycle.minima), scales).map { ($0.0 - $0.1) / $1 }
    func distance(_ state: [Double], turns: Double) -> Double {
      euclideanNorm((0..<n).map { (state[$0] - turns * winding[$0] - saddle.state[$0]) / scales[$0] })
    }
    let closest = turned.states.dropLast().map { distance($0, turns: 0) }.min() ?? 0
    let radius = max(Self.radius * (extents.max() ?? 0), 2 * closest)
    guard let first = turned.states.firstIndex(where: { distance($0, turns: 0) > radius }),
      let last = turned.states.lastIndex(where: { distance($0, turns: 1) > radius }), last > first + 8
    else { return nil }
    let path = SampledOrbit(times: Array(turned.times[first...last]), states: Array(turned.states[first...last]))
    self.init(path, saddle: saddle.state, parameters: place, radius: radius, on: equilibria, in: plane)
  }

  /// The orbit that is born at a Bogdanov–Takens point.
  /// - Parameters:
  ///   - predicted: What is known of the orbits near the point.
  ///   - epsilon: How far from it.
  ///   - equilibria: The system with both parameters free.
  ///   - plane: Both parameters.
  /// - Returns: nil if the saddle is none.
  init?(
    _ predicted: BogdanovTakensOrbit, _ epsilon: Double, on equilibria: EquilibriumProblem, in plane: ParameterPlane
  ) {
    let (path, saddle, parameters) = predicted.orbit(epsilon)
    guard let first = path.states.first else { return nil }
    let radius = euclideanNorm(saddle.indices.map { (first[$0] - saddle[$0]) / equilibria.scales[$0] })
    self.init(path, saddle: saddle, parameters: parameters, radius: radius, on: equilibria, in: plane)
  }

  private init?(
    _ path: SampledOrbit, saddle: [Double], parameters: [Double], radius: Double, on equilibria: EquilibriumProblem,
    in plane: ParameterPlane
  ) {
    let (n, settings) = (saddle.count, CycleSettings())
    let profile = path.profile(
      intervals: Self.intervalCount, basis: CollocationBasis(degree: settings.degree),
      scales: Array(equilibria.scales.prefix(n)) + [1], periods: equilibria.periods, isClosed: false)
    let orbit = CycleProblem(
      field: plane.both, scales: equilibria.scales.prefix(n) + [1, 1], reference: profile,
      adaptationInterval: settings.adaptationInterval)
    let matrix = plane.both.jacobian(at: saddle + parameters)
    guard let unstable = InvariantSubspace(of: matrix, isUnstable: true),
      let stable = InvariantSubspace(of: matrix, isUnstable: false), unstable.dimension + stable.dimension == n,
      let problem = HomoclinicProblem(plane, orbit, unstable: unstable, stable: stable, radius: radius)
    else { return nil }
    self.problem = problem
    let zeros = [Double](repeating: 0, count: unstable.coordinateCount + stable.coordinateCount)
    unknowns = profile.values + [path.period] + parameters + saddle + zeros
  }
}

extension SampledOrbit {
  /// The same cycle begun at its place nearest to a state; angles go on from there.
  fileprivate func beginning(near state: [Double], winding: [Double], scales: [Double]) -> SampledOrbit {
    func distance(_ other: [Double]) -> Double {
      euclideanNorm(state.indices.map { (state[$0] - other[$0]) / scales[$0] })
    }
    func shifted(_ state: [Double], _ turns: Double) -> [Double] { zip(state, winding).map { $0 + turns * $1 } }
    // The saddle may lie beside the cycle a turn further on.
    var (start, turn, least) = (0, 0.0, Double.infinity)
    for (index, state) in states.enumerated().dropLast() {
      for turns in [0.0, -1, 1] where distance(shifted(state, turns)) < least {
        (start, turn, least) = (index, turns, distance(shifted(state, turns)))
      }
    }
    var orbit = SampledOrbit(times: [], states: [])
    for index in start..<(states.count - 1) {
      orbit.times.append(times[index] - times[start])
      orbit.states.append(shifted(states[index], turn))
    }
    for index in 0...start {
      orbit.times.append(times[index] - times[start] + period)
      orbit.states.append(shifted(states[index], turn + 1))
    }
    return orbit
  }
}
