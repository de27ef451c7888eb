// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import LinearSolvers
import Symbolics

/// Looks for all equilibria at one value of the parameter: Newton's method from evenly spread starts in a box, from states where
/// terms of the equations balance at any magnitude, and from equilibria at other values of the parameter.
struct EquilibriumSearch: Sendable {
  var problem: EquilibriumProblem
  let box: StateBox
  let startCount: Int
  /// What was found at other values of the parameter.
  var known: [(state: [Double], parameter: Double)] = []
  /// Leads to starts at all magnitudes; nil for large systems.
  var sweep: NullclineSweep?

  /// States further out, in natural units, are no equilibria of the diagram.
  static let reach = 1e7
  /// Equilibria that differ by less, in natural units, are one.
  private static let identity = 1e-6
  /// The number of starts at all magnitudes for each value of the parameter.
  private static let sweptStarts = 6

  /// The same search for another problem in the same variables.
  func with(_ problem: EquilibriumProblem) -> EquilibriumSearch {
    var search = self
    search.problem = problem
    return search
  }

  /// Typical sizes of the variables.
  var scales: [Double] { Array(problem.scales.prefix(problem.field.dimension)) }

  /// The equilibria in the box, each once, without any order of importance.
  func equilibria(at parameter: Double, also starts: [[Double]]) -> [[Double]] {
    var found: [[Double]] = []
    let solver = NewtonSolver(tolerance: 1e-11, maximumIterations: 40)
    let spread =
      problem.isLarge
      ? evenStates + starts.compactMap { problem.settling(from: $0, at: parameter)?.last }
      : neighbors(of: parameter) + QuasiRandomSequence.points(startCount, in: box.ranges) + swept(at: parameter)
    for start in starts + spread {
      guard let root = foldedRoot(near: start, at: parameter, solver), root.allSatisfy({ abs($0) < Self.reach }),
        !found.contains(where: { distance($0, root) < Self.identity }), isDifferentiable(at: root, parameter)
      else { continue }
      found.append(root)
    }
    return found
  }

  /// The equilibria at the nearest values of the parameter at which they are known, below and above.
  private func neighbors(of parameter: Double) -> [[Double]] {
    let below = known.filter { $0.parameter <= parameter }.map(\.parameter).max()
    let above = known.filter { $0.parameter > parameter }.map(\.parameter).min()
    return known.filter { $0.parameter == below || $0.parameter == above }.map(\.state)
  }

  /// States where terms of the equations balance.
  private func swept(at parameter: Double) -> [[Double]] {
    guard let sweep else { return [] }
    var generator = SeededGenerator(seed: 2)
    return (0..<Self.sweptStarts).map { number in
      let start = box.ranges.map { _ in generator.magnitude(decades: number % 2 == 0 ? 2 : 8) }
      return sweep.state(from: start, at: parameter, count: 2, using: &generator).state
    }
  }

  /// The equilibrium to which Newton's method leads, with its angles in their ranges; found again from there, since far out an angle
  /// has few digits.
  private func foldedRoot(near start: [Double], at parameter: Double, _ solver: NewtonSolver) -> [Double]? {
    guard let first = root(near: folded(start), at: parameter, solver).root?.point else { return nil }
    if problem.angles.folded.allSatisfy({ $0 == 0 }) { return first }
    return root(near: folded(first), at: parameter, solver).root.map { folded($0.point) }
  }

  private func isDifferentiable(at state: [Double], _ parameter: Double) -> Bool {
    problem.isLarge
      || Differentiability(scales: scales).holds(at: state) { problem.stateDerivative(at: $0 + [parameter]) }
  }

  /// Whether equilibria lie so far apart that none was taken for another.
  func tellsApart(_ states: [[Double]]) -> Bool {
    states.indices.allSatisfy { i in
      states[(i + 1)...].allSatisfy { distance(states[i], $0) > Self.certainlyTwo }
    }
  }

  /// Equilibria further apart, in natural units, are two for certain.
  private static let certainlyTwo = 2 * identity

  /// The equilibrium to which Newton's method leads from a state; nil where the equations have no derivative, as at a quotient 0/0.
  func equilibrium(near state: [Double], at parameter: Double) -> [Double]? {
    let root = root(near: state, at: parameter, NewtonSolver(tolerance: 1e-11, maximumIterations: 40)).root?.point
    return root.flatMap { isDifferentiable(at: $0, parameter) ? $0 : nil }
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
      return solver.solve(from: start, scales: scales) { state in
        problem.residual(at: state + [parameter])
      } jacobian: { state in
        problem.stateDerivative(at: state + [parameter])
      }
    }
    return solver.solve(from: start, scales: scales) { state in
      problem.residual(at: state + [parameter])
    } factorization: { state in
      problem.factorizeStateDerivative(at: state + [parameter])
    }
  }

  /// The largest difference of two states, in units of the box.
  func distance(_ a: [Double], _ b: [Double]) -> Double {
    problem.difference(a, b).reduce(0) { max($0, abs($1)) }
  }

  /// A state with its angles in their ranges.
  func folded(_ state: [Double]) -> [Double] {
    problem.angles.folded(state, from: box.ranges.map(\.lowerBound))
  }

  /// Whether a branch passes through an equilibrium.
  ///
  /// The equilibrium is projected onto the tangent of a point of the branch beside it, and the branch followed to the plane
  /// across that tangent through the same place: there it is the equilibrium or another one, also at a fold.
  func contains(_ branch: EquilibriumBranch, _ state: [Double], at parameter: Double) -> Bool {
    let point = state + [parameter]
    return zip(branch.points, branch.points.dropFirst()).contains { a, b in
      let length = abs(b.arclength - a.arclength)
      // At a branch point a tangent may be that of the curve that crosses; then the other end tells.
      return lies(point, at: 0...length, from: a, on: branch) || lies(point, at: -length...0, from: b, on: branch)
    }
  }

  /// Whether a point lies on a segment of a branch at a distance along it, in some range, from one of its ends.
  private func lies(
    _ point: [Double], at range: ClosedRange<Double>, from end: CurvePoint<EquilibriumProblem>,
    on branch: EquilibriumBranch
  ) -> Bool {
    let length = range.upperBound - range.lowerBound
    let weights = problem.weights(at: end.unknowns)
    let way = difference(point, end.unknowns)
    let along = weightedProduct(end.tangent, way, weights)
    guard along > range.lowerBound - Self.seam * length, along < range.upperBound + Self.seam * length,
      weightedNorm(way, weights) < 2 * length, let other = branch.point(at: along, from: end, of: problem)
    else { return false }
    let gap = weightedNorm(difference(point, other), weights)
    return gap < max(problem.isLarge ? Self.largeIdentity : Self.identity, Self.roundOff * length)
  }

  /// The difference of two points, of angles modulo their periods.
  private func difference(_ a: [Double], _ b: [Double]) -> [Double] {
    problem.angles.withoutTurns(zip(a, b).map { $0 - $1 })
  }

  /// Large systems are solved less accurately.
  private static let largeIdentity = 1e-4
  /// Segments of a branch are taken to be longer by this part of themselves.
  private static let seam = 0.1
  /// Differences of this part of a segment's length are errors of Newton's method.
  private static let roundOff = 1e-5
}
