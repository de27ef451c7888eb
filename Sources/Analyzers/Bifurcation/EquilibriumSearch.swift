// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import LinearSolvers

/// Looks for all equilibria in a box at one value of the parameter: Newton's method from evenly spread starts.
struct EquilibriumSearch: Sendable {
  let problem: EquilibriumProblem
  let box: StateBox
  let startCount: Int
  /// How far outside the box roots count, in units of its width.
  var reach = 0.5

  /// The same search for another problem in the same variables.
  func with(_ problem: EquilibriumProblem) -> EquilibriumSearch {
    EquilibriumSearch(problem: problem, box: box, startCount: startCount, reach: reach)
  }

  /// The equilibria in the box, each once, without any order of importance.
  func equilibria(at parameter: Double, also starts: [[Double]]) -> [[Double]] {
    var found: [[Double]] = []
    let solver = NewtonSolver(tolerance: 1e-11, maximumIterations: 40)
    let spread =
      problem.isLarge
      ? evenStates + starts.compactMap { problem.settling(from: $0, at: parameter)?.last }
      : QuasiRandomSequence.points(startCount, in: box.ranges)
    for start in starts + spread {
      let outcome = root(near: start, at: parameter, solver)
      guard let root = outcome.root.map({ folded($0.point) }), isInside(root) else { continue }
      if !found.contains(where: { distance($0, root) < 1e-6 }) { found.append(root) }
    }
    return found
  }

  /// The equilibrium to which Newton's method leads from a state.
  func equilibrium(near state: [Double], at parameter: Double) -> [Double]? {
    root(near: state, at: parameter, NewtonSolver(tolerance: 1e-11, maximumIterations: 40)).root?.point
  }

  /// States along the diagonal of the box: in a large system, mostly a row of like cells, they are the even ones. No number of
  /// starts that could be afforded fills so many dimensions.
  private var evenStates: [[Double]] {
    let count = max(8, startCount)
    return (0..<count).map { index in
      let share = (Double(index) + 0.5) / Double(count)
      return box.ranges.map { $0.lowerBound + share * ($0.upperBound - $0.lowerBound) }
    }
  }

  private func root(near start: [Double], at parameter: Double, _ solver: NewtonSolver) -> RootOutcome {
    guard problem.isLarge else {
      return solver.solve(from: start, scales: box.scales) { state in
        problem.residual(at: state + [parameter])
      } jacobian: { state in
        problem.stateDerivative(at: state + [parameter])
      }
    }
    return solver.solve(from: start, scales: box.scales) { state in
      problem.residual(at: state + [parameter])
    } factorization: { state in
      problem.factorizeStateDerivative(at: state + [parameter])
    }
  }

  /// The largest difference of two states, in units of the box.
  func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(zip(zip(a, b), box.scales), problem.periods).reduce(0) { largest, element in
      let ((pair, scale), period) = element
      let difference = pair.0 - pair.1
      return max(largest, abs(period > 0 ? difference.remainder(dividingBy: period) : difference) / scale)
    }
  }

  /// A state with its angles in their ranges.
  private func folded(_ state: [Double]) -> [Double] {
    zip(zip(state, problem.periods), box.ranges).map { pair, range in
      let (value, period) = pair
      return period > 0 ? value - period * ((value - range.lowerBound) / period).rounded(.down) : value
    }
  }

  private func isInside(_ state: [Double]) -> Bool {
    zip(zip(state, box.ranges), box.scales).allSatisfy { pair, scale in
      let (value, range) = pair
      return value >= range.lowerBound - reach * scale && value <= range.upperBound + reach * scale
    }
  }

  /// Whether a branch passes through an equilibrium.
  func contains(_ branch: EquilibriumBranch, _ state: [Double], at parameter: Double) -> Bool {
    let n = state.count
    let solver = NewtonSolver(tolerance: 1e-11, maximumIterations: 20)
    for (a, b) in zip(branch.points, branch.points.dropFirst()) {
      let (low, high) = (a.unknowns[n], b.unknowns[n])
      guard (low - parameter) * (high - parameter) <= 0 else { continue }
      let share = high == low ? 0 : (parameter - low) / (high - low)
      let guess = (0..<n).map { a.unknowns[$0] + share * (b.unknowns[$0] - a.unknowns[$0]) }
      guard distance(guess, state) < 0.2 else { continue }
      let outcome = root(near: guess, at: parameter, solver)
      if distance(outcome.root?.point ?? guess, state) < 1e-5 { return true }
    }
    return false
  }
}
