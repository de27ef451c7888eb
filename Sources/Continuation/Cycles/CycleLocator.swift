// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

/// Polishes special cycles by Newton's method on the augmented systems that define them, then again on a mesh of half the
/// width, whose distance from the first tells the error of the discretisation.
struct CycleLocator {
  let problem: CycleProblem

  /// A special cycle, polished.
  struct Located {
    /// The cycle on the mesh of the branch.
    var unknowns: [Double] { coarse.cycle }
    /// The solution on the mesh of the branch.
    var coarse: AugmentedCycle.State
    /// The discretisation of the branch.
    var coarseProblem: CycleProblem
    /// The discretisation of twice as many intervals, and the solution there.
    var problem: CycleProblem
    var state: AugmentedCycle.State
    var residual: Double
    var reciprocalCondition: Double
    /// The change of the parameter from the coarser mesh to the finer.
    var meshError: Double
  }

  /// - Parameters:
  ///   - near: The cycle that bisection has found.
  ///   - angle: For a Neimark–Sacker point the phase of the critical multiplier.
  /// - Returns: nil if Newton's method fails, or leads further away than bisection can be wrong.
  func polish(
    _ kind: AugmentedCycle.Kind, _ near: CurvePoint<CycleProblem>, angle: Double = 0
  ) -> Located? {
    guard
      let start = AugmentedCycle.State(
        kind, problem, at: near.unknowns, tangent: near.tangent, angle: angle),
      let coarse = AugmentedCycle(kind, problem, near: start)?.solve(from: start),
      isNear(coarse.state.cycle, near.unknowns)
    else { return nil }
    let fine = problem.refined(coarse.state.cycle)
    let moved = AugmentedCycle.State(
      cycle: fine.profile.values + coarse.state.cycle.suffix(2),
      functions: coarse.state.functions.map { problem.refined($0).profile.values }, scalars: coarse.state.scalars)
    guard let finer = AugmentedCycle(kind, fine.problem, near: moved)?.solve(from: moved),
      isNear(Array(finer.state.cycle.suffix(2)), Array(coarse.state.cycle.suffix(2)))
    else { return nil }
    let index = fine.problem.parameterIndex
    return Located(
      coarse: coarse.state, coarseProblem: problem, problem: fine.problem, state: finer.state, residual: finer.residual,
      reciprocalCondition: finer.reciprocalCondition,
      meshError: abs(finer.state.cycle[index] - coarse.state.cycle[problem.parameterIndex]))
  }

  /// Whether parameter and period, and the cycle if it is given, agree to what a bracket or a mesh leaves open.
  private func isNear(_ a: [Double], _ b: [Double]) -> Bool {
    let (p, q) = (a[a.count - 1], b[b.count - 1])
    let (s, t) = (a[a.count - 2], b[b.count - 2])
    guard abs(p - q) < 1e-2 * problem.scales[problem.n], abs(s - t) < 0.05 * abs(t) else { return false }
    let n = problem.n
    return zip(a, b).dropLast(2).enumerated().allSatisfy { abs($1.0 - $1.1) < 0.1 * problem.scales[$0 % n] }
  }
}

extension CycleLocator.Located {
  /// The kind of the point with the coefficients of its normal form, where both meshes agree about them: near cycles along
  /// which solutions grow and decay enormously nothing is left of their digits.
  func kind(_ kind: AugmentedCycle.Kind) -> SpecialCycle.Kind {
    let pair = [(coarseProblem, coarse), (problem, state)].map { problem, state in
      Self.coefficient(kind, CycleNormalForms(problem, at: state.cycle), state)
    }
    let coefficient = pair[0].flatMap { first in pair[1].flatMap { abs($0 - first) < 0.1 * abs($0) ? $0 : nil } }
    return switch kind {
    case .limitPoint: .limitPoint(coefficient: coefficient)
    case .periodDoubling: .periodDoubling(coefficient: coefficient)
    case .neimarkSacker: .neimarkSacker(angle: state.scalars[0], coefficient: coefficient)
    case .branchPoint, .planarLimitPoint: .branchPoint(.unresolved)
    }
  }

  /// The coefficient of the normal form; nil if it could not be computed.
  static func coefficient(
    _ kind: AugmentedCycle.Kind, _ forms: CycleNormalForms, _ state: AugmentedCycle.State
  ) -> Double? {
    switch kind {
    case .limitPoint: forms.limitPointCoefficient(state.functions[0], speed: state.scalars[0])
    case .periodDoubling: forms.periodDoublingCoefficient(state.functions[0])
    case .neimarkSacker: forms.neimarkSackerCoefficient(state.functions, angle: state.scalars[0])?.real
    case .branchPoint, .planarLimitPoint: nil
    }
  }

  /// The cycle on the finer mesh.
  /// - Parameters:
  ///   - coarse: The problem of the branch.
  ///   - near: The bracketed point, whose tangent borders the equations.
  func cycle(_ coarse: CycleProblem, _ near: CurvePoint<CycleProblem>) -> CyclePoint {
    let tangent = coarse.refined(near.tangent).profile.values + near.tangent.suffix(2)
    let border = zip(problem.weights(at: state.cycle), tangent).map { $0 * $1 }
    var point = near
    point.unknowns = state.cycle
    point.tangent = tangent
    point.residual = maximumNorm(problem.residual(at: state.cycle))
    point.problem = problem
    guard let factorization = problem.factorize(at: state.cycle, border: border) else { return near.cycle }
    point.description = problem.describe(state.cycle, tangent: tangent, factorization: factorization)
    return point.cycle
  }
}

extension CycleProblem {
  /// The same problem with every interval halved, and a function of the state's components on its mesh.
  func refined(_ unknowns: [Double]) -> (problem: CycleProblem, profile: CycleProfile) {
    let halves = mesh.times.dropLast().indices.flatMap { interval in
      [mesh.times[interval], (mesh.times[interval] + mesh.times[interval + 1]) / 2]
    }
    let profile = profile(unknowns).moved(to: CycleMesh(times: halves + [1]))
    return (
      CycleProblem(
        field: field, scales: scales, reference: profile, adaptationInterval: adaptationInterval,
        coordinates: coordinates, stateField: stateField), profile
    )
  }
}
