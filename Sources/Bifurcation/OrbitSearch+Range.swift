// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import Continuation
import LinearSolvers
import ModelCore
import Parallelism
import Results
import Symbolics

extension OrbitSearch {
  /// The shares of the parameter's range at which trajectories are started, away from its ends and from round numbers.
  private static let shares = [0.03, 0.15, 0.27, 0.4, 0.52, 0.64, 0.76, 0.88, 0.97]
  /// Further shares for forced systems, whose cycles no Hopf point tells of.
  private static let furtherShares = [0.09, 0.21, 0.335, 0.46, 0.58, 0.7, 0.82, 0.925]

  /// The attracting cycles in a range of the parameter, looked for while others work: trajectories start at the model's initial
  /// state, beside unstable equilibria, and evenly spread.
  static func deferred(
    _ model: Model, _ parameter: AxisRange, _ search: EquilibriumSearch, total: Double
  ) -> Deferred<Outcome> {
    Deferred { isCancelled in
      do {
        return try outcome(model, parameter, search, total: total, isCancelled: isCancelled)
      } catch {
        return Outcome(failure: "\(error)")
      }
    }
  }

  private static func outcome(
    _ model: Model, _ parameter: AxisRange, _ search: EquilibriumSearch, total: Double,
    isCancelled: @escaping @Sendable () -> Bool
  ) throws -> Outcome {
    let scales = search.scales
    func orbits(of model: Model) throws(ModelError) -> OrbitSearch {
      try OrbitSearch(
        model: model, parameter: parameter.name, scales: scales, periods: search.problem.periods, total: total,
        isCancelled: isCancelled)
    }
    let initial = model.initialState.allSatisfy(\.isFinite) ? [model.initialState] : []
    let spread = QuasiRandomSequence.points(2, in: search.box.ranges)
    let far = distantStarts(dimension: scales.count)
    var starts: [[Double]] = []
    var backward: [[Double]] = []
    var resting: [Double: [[Double]]] = [:]
    var repelling: [Double: [[Double]]] = [:]
    let isForced = model.variableNames.last == Model.forcingPhase
    for (index, share) in (isForced ? shares + furtherShares : shares).enumerated() where !isCancelled() {
      let value = parameter.lower + share * (parameter.upper - parameter.lower)
      let states = search.equilibria(at: value, also: [])
      let stable = states.map { search.problem.isStable($0 + [value]) }
      resting[value] = zip(states, stable).filter(\.1).map(\.0)
      let unstable = zip(states, stable).filter { !$0.1 }.map(\.0)
      let displaced = { (states: [[Double]]) in states.prefix(3).map { zip($0, scales).map { $0 + 0.01 * $1 } } }
      starts += (initial + displaced(unstable) + spread + [far[index % far.count]]).map { $0 + [value] }
      repelling[value] = unstable.filter { search.problem.repels($0 + [value]) }
      backward += (initial + displaced(resting[value] ?? []) + displaced(unstable)).map { $0 + [value] }
    }
    func isNear(_ known: [Double: [[Double]]]) -> ([Double]) -> Bool {
      { state in (known[state[state.count - 1]] ?? []).contains { search.distance($0, state) < 1e-3 } }
    }
    var outcome = try orbits(of: model).outcome(from: starts, isKnown: isNear(resting))
    if model.kind == .flow, (2...repellerDimension).contains(scales.count), !isCancelled() {
      // In the plane, between two cycles that attract lies one that repels.
      backward += outcome.findings.flatMap(\.statesBeside)
      outcome.findings += try orbits(of: model.reversingTime()).outcome(from: backward, isKnown: isNear(repelling))
        .findings.map {
          Finding(orbit: $0.orbit.reversed, parameter: $0.parameter, repels: true)
        }
    }
    return outcome
  }

  /// In larger systems cycles that repel in all directions are rare.
  private static let repellerDimension = 3
}

extension OrbitSearch {
  /// States far outside the box, at several magnitudes: what attracts may lie beyond all that is known.
  private static func distantStarts(dimension: Int) -> [[Double]] {
    var generator = SeededGenerator(seed: 3)
    return [10.0, 100, 1000].map { size in (0..<dimension).map { _ in size * (2 * generator.uniform() - 1) } }
  }
}

extension OrbitSearch.Finding {
  /// How far beside a cycle trajectories start, as a part of the distance from its middle.
  private static let displacement = 0.02

  /// States inside and outside of the cycle, with the parameter as last number.
  fileprivate var statesBeside: [[Double]] {
    guard let state = orbit.states.first else { return [] }
    let middle = state.indices.map { i in
      let values = orbit.states.map { $0[i] }
      return ((values.min() ?? 0) + (values.max() ?? 0)) / 2
    }
    return [1 - Self.displacement, 1 + Self.displacement].map { share in
      zip(state, middle).map { $1 + share * ($0 - $1) } + [parameter]
    }
  }
}

extension EquilibriumProblem {
  /// Whether an equilibrium of a flow attracts.
  fileprivate func isStable(_ unknowns: [Double]) -> Bool {
    Eigendecomposition.eigenvalues(stateDerivative(at: unknowns))?.allSatisfy { $0.real < 0 } ?? false
  }

  /// Whether an equilibrium of a flow repels in all directions.
  fileprivate func repels(_ unknowns: [Double]) -> Bool {
    Eigendecomposition.eigenvalues(stateDerivative(at: unknowns))?.allSatisfy { $0.real > 0 } ?? false
  }
}
