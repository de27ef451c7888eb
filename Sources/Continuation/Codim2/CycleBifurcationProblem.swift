// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

/// Bifurcations of cycles with both parameters free: the augmented boundary-value problem (`AugmentedCycle`) as a curve.
///
/// Unknowns: cycle and functions at the nodes of a mesh, the period, the first parameter, the problem's own scalars, the second
/// parameter. The derivatives by the second parameter come from the field in which it is the free one. Both parameters, the cycle
/// and its period measure steps and angles; functions count little. The mesh moves with the cycle as on a branch in one parameter.
struct CycleBifurcationProblem: CurveProblem {
  /// Cycles cost much.
  var hasCheapPoints: Bool { false }

  let kind: CycleBifurcationCurve.Kind
  let plane: ParameterPlane
  /// The equations at the value of the second parameter that the last point accepted has.
  private(set) var system: AugmentedCycle
  /// Whether what crosses at a branch point turns round there.
  let isPitchfork: Bool

  /// The weight of functions beside the cycle in steps and angles.
  private static let functionWeight = 0.01

  /// Prepares the equations near an approximation.
  /// - Parameters:
  ///   - problem: The cycles, whose free parameter is the first of the plane.
  ///   - state: Cycle and functions.
  ///   - isPitchfork: Whether what crosses at a branch point turns round there.
  /// - Returns: nil if second derivatives cannot be had.
  init?(
    _ kind: CycleBifurcationCurve.Kind, _ plane: ParameterPlane, _ problem: CycleProblem,
    near state: AugmentedCycle.State, isPitchfork: Bool
  ) {
    (self.kind, self.plane, self.isPitchfork) = (kind, plane, isPitchfork)
    guard let augmented = kind.augmented(dimension: problem.n),
      let system = AugmentedCycle(augmented, problem, near: state.normalized(augmented, problem).state)
    else { return nil }
    self.system = system
  }

  /// The number of unknowns.
  var count: Int { system.nodeTotal + system.kind.scalarCount + 1 }
  /// Where the parameters stand among the unknowns.
  var parameterIndices: [Int] { [system.nodeTotal + 1, count - 1] }

  /// Both parameters.
  func parameters(_ unknowns: [Double]) -> [Double] { parameterIndices.map { unknowns[$0] } }

  /// Cycle and functions in a vector of unknowns.
  func state(_ unknowns: [Double]) -> AugmentedCycle.State { system.unpacked(Array(unknowns[..<(count - 1)])) }

  /// The vector of unknowns.
  func unknowns(_ state: AugmentedCycle.State, second: Double) -> [Double] { system.packed(state) + [second] }

  /// The equations at a value of the second parameter.
  func system(second: Double) -> AugmentedCycle? { system.replacing(field: plane.field(0, second)) }

  func weights(at unknowns: [Double]) -> [Double] {
    let n = system.problem.n
    var weights = system.weights(at: Array(unknowns[..<(count - 1)]))
    for index in 0..<system.nodeTotal where index % system.d >= n { weights[index] *= Self.functionWeight }
    if kind != .neimarkSacker {
      for index in (system.nodeTotal + 2)..<weights.count { weights[index] *= Self.functionWeight }
    }
    let widths = plane.ranges.map { $0.upperBound - $0.lowerBound }
    weights[system.nodeTotal + 1] = 1 / (widths[0] * widths[0])
    return weights + [1 / (widths[1] * widths[1])]
  }

  func residual(at unknowns: [Double]) -> [Double] {
    system(second: unknowns[count - 1])?.residual(at: Array(unknowns[..<(count - 1)])) ?? [.nan]
  }

  func factorize(at unknowns: [Double], border: [Double]) -> (any BorderedFactorization)? {
    guard let own = system(second: unknowns[count - 1]), let slopes = secondSlopes(at: unknowns) else { return nil }
    let (_, blocks, rows) = own.linearized(at: Array(unknowns[..<(count - 1)]))
    let problem = system.problem
    return CollocationFactorization(
      n: system.d, m: problem.m, intervalCount: problem.mesh.intervalCount, scalarCount: system.kind.scalarCount + 1,
      blocks: widened(blocks, by: slopes.rates),
      extraRows: zip(rows, slopes.conditions).map { $0 + [$1] } + [border],
      closingSigns: system.closingSigns)
  }

  /// The derivatives by the second parameter: those by the free parameter of a field in which it is the free one, and for functions with a
  /// share of the first parameter the mixed derivatives.
  private func secondSlopes(at unknowns: [Double]) -> (rates: [Double], conditions: [Double])? {
    let (first, second) = (unknowns[system.nodeTotal + 1], unknowns[count - 1])
    var turned = Array(unknowns[..<(count - 1)])
    turned[system.nodeTotal + 1] = second
    let shares = (1...max(1, system.kind.functionCount)).map { part -> Double in
      guard let index = system.kind.slopeIndex(part) else { return 0 }
      return unknowns[system.nodeTotal + index]
    }
    for part in shares.indices {
      if let index = system.kind.slopeIndex(part + 1) { turned[system.nodeTotal + index] = 0 }
    }
    var slopes = system.replacing(field: plane.field(1, first))?.parameterSlopes(at: turned)
    if shares.allSatisfy({ $0 == 0 }) { return slopes }
    let (n, d) = (system.problem.n, system.d)
    let states = system.problem.collocationStates(state(unknowns).cycle)
    let points = states.count / (n + 1)
    let zeros = [Double](repeating: 0, count: (n + 2) * points)
    let directions = (0..<2).map { zeros.replacing(((n + $0) * points)..<((n + $0 + 1) * points), by: 1) }
    let mixed = plane.both.secondDerivatives(
      at: states + [Double](repeating: second, count: points), directions[0], directions[1], count: points)
    for point in 0..<points {
      for (part, share) in shares.enumerated() {
        for i in 0..<n {
          slopes?.rates[point * d + (part + 1) * n + i] +=
            unknowns[system.nodeTotal] * share * mixed[i * points + point]
        }
      }
    }
    return slopes
  }

  /// The blocks with one more column, the derivative by the second parameter.
  private func widened(_ blocks: [Double], by slopes: [Double]) -> [Double] {
    let problem = system.problem
    let width = (problem.m + 1) * system.d + system.kind.scalarCount
    let rowsOfInterval = problem.m * system.d
    var wide: [Double] = []
    wide.reserveCapacity(slopes.count * (width + 1))
    for (row, slope) in slopes.enumerated() {
      wide += blocks[(row * width)..<((row + 1) * width)]
      wide.append(-problem.mesh.width(row / rowsOfInterval) * slope)
    }
    return wide
  }

  func motion(at unknowns: [Double], tangent: [Double]) -> [Double] {
    let state = state(unknowns)
    var change = self.state(tangent)
    let motion = MeshMotion(system.problem, at: state.cycle, tangent: change.cycle)
    change.cycle = motion.tangent
    let sign = system.closingSigns[system.d - 1]
    change.functions = zip(change.functions, state.functions).map {
      motion.comoving(system.problem, $0, of: $1, closingSign: sign)
    }
    return self.unknowns(change, second: tangent[count - 1]) + motion.velocities
  }

  func moved(_ unknowns: [Double], by displacement: [Double]) -> (problem: Self, guess: [Double])? {
    guard let mesh = system.problem.mesh.displaced(by: displacement.dropFirst(count)) else { return nil }
    let guess = zip(unknowns, displacement).map { $0 + $1 }
    let second = guess[count - 1]
    let state = state(guess)
    var problem = system.problem.replacing(field: plane.field(0, second))
    problem.set(mesh: mesh, reference: Array(state.cycle.prefix(problem.nodeCount * problem.n)))
    return renewed(problem, state, second: second).map { ($0.problem, $0.unknowns) }
  }

  mutating func accept(
    _ unknowns: [Double], directions: [[Double]], description: Description
  ) -> (unknowns: [Double], directions: [[Double]])? {
    let second = unknowns[count - 1]
    let state = state(unknowns)
    let vectors = directions.map { (state: self.state($0), second: $0[count - 1], velocities: $0.dropFirst(count)) }
    var problem = system.problem.replacing(field: plane.field(0, second))
    // Cycle and functions side by side, as vectors of the cycle problem.
    let functions = (state.functions + vectors.flatMap(\.state.functions)).map { $0 + [0, 0] }
    let cycles = vectors.map { $0.state.cycle + $0.velocities }
    // The multiplier that ought to be critical is another measure of the mesh's error.
    var known = description.cycle
    known.trivialMultiplier = 1 + max(abs(known.trivialMultiplier - 1), description.criticalError)
    let moved =
      problem.accept(state.cycle, directions: cycles + functions, description: known)
      ?? (state.cycle, cycles + functions)
    let (size, each) = (problem.nodeCount * problem.n, system.kind.functionCount)
    /// The moved functions of the state (0) or of a direction (from 1 on).
    func movedFunctions(_ number: Int) -> [[Double]] {
      (0..<each).map { Array(moved.directions[cycles.count + number * each + $0].prefix(size)) }
    }
    var accepted = state
    (accepted.cycle, accepted.functions) = (moved.unknowns, movedFunctions(0))
    guard let renewed = renewed(problem, accepted, second: second) else { return nil }
    let turned = vectors.enumerated().map { index, vector -> [Double] in
      var change = vector.state
      change.cycle = Array(moved.directions[index].prefix(size + 2))
      change.functions = movedFunctions(index + 1)
      change = change.mixed(by: renewed.mixture, system.kind)
      return renewed.problem.unknowns(change, second: vector.second) + moved.directions[index].dropFirst(size + 2)
    }
    self = renewed.problem
    return (renewed.unknowns, turned)
  }

  /// The problem for cycles on another mesh, with functions of length 1, and the matrix that made them so.
  private func renewed(
    _ problem: CycleProblem, _ state: AugmentedCycle.State, second: Double
  ) -> (problem: Self, unknowns: [Double], mixture: [[Double]])? {
    let (normalized, mixture) = state.normalized(system.kind, problem)
    let renewed = CycleBifurcationProblem(kind, plane, problem, near: normalized, isPitchfork: isPitchfork)
    return renewed.map { ($0, $0.unknowns(normalized, second: second), mixture) }
  }
}

extension [Double] {
  /// The numbers with those in a range replaced by one value.
  fileprivate func replacing(_ range: Range<Int>, by value: Double) -> [Double] {
    var numbers = self
    for index in range { numbers[index] = value }
    return numbers
  }
}

extension AugmentedCycle.State {
  /// The state with functions of length 1, two of a branch point orthogonal, too, in the sense of the conditions of the augmented problem;
  /// and the matrix that makes them so.
  func normalized(_ kind: AugmentedCycle.Kind, _ problem: CycleProblem) -> (state: Self, mixture: [[Double]]) {
    let weights = problem.weights(at: cycle)
    let mixture: [[Double]]
    if kind == .branchPoint {
      mixture = Self.orthonormal(kernel, weights)
    } else {
      let nodes = Array(weights.prefix(problem.nodeCount * problem.n))
      var square = functions.reduce(0.0) { $0 + weightedProduct($1, $1, nodes) }
      if kind == .limitPoint { square += weights[problem.periodIndex] * scalars[0] * scalars[0] }
      let factor = square > 0 ? 1 / square.squareRoot() : 1
      mixture = functions.indices.map { row in functions.indices.map { $0 == row ? factor : 0 } }
    }
    return (mixed(by: mixture, kind), mixture)
  }

  /// The lower triangle that makes two vectors orthonormal (Gram and Schmidt).
  private static func orthonormal(_ vectors: [[Double]], _ weights: [Double]) -> [[Double]] {
    let first = 1 / weightedNorm(vectors[0], weights)
    let share = first * first * weightedProduct(vectors[0], vectors[1], weights)
    let second = 1 / weightedNorm(zip(vectors[1], vectors[0]).map { $0 - share * $1 }, weights)
    return [[first, 0], [-share * second, second]]
  }

  /// The state with linear combinations of its functions, row by row of a matrix.
  fileprivate func mixed(by mixture: [[Double]], _ kind: AugmentedCycle.Kind) -> Self {
    func combined(_ vectors: [[Double]], _ row: [Double]) -> [Double] {
      zip(row, vectors).reduce([Double](repeating: 0, count: vectors[0].count)) { sum, term in
        zip(sum, term.1).map { $0 + term.0 * $1 }
      }
    }
    var state = self
    state.functions = mixture.map { combined(functions, $0) }
    switch kind {
    case .limitPoint: state.scalars = scalars.map { mixture[0][0] * $0 }
    case .branchPoint:
      let pairs = [Array(scalars[1...2]), Array(scalars[3...4])]
      state.scalars = [scalars[0]] + mixture.flatMap { combined(pairs, $0) }
    case .periodDoubling, .neimarkSacker, .planarLimitPoint: break
    }
    return state
  }
}

extension CycleBifurcationCurve.Kind {
  /// The equations of the kind for cycles of that many variables; homoclinic orbits have others (`HomoclinicProblem`).
  func augmented(dimension: Int) -> AugmentedCycle.Kind? {
    switch self {
    case .limitPoint: dimension == 2 ? .planarLimitPoint : .limitPoint
    case .periodDoubling: .periodDoubling
    case .neimarkSacker: .neimarkSacker
    case .branchPoint: .branchPoint
    case .homoclinic: nil
    }
  }
}
