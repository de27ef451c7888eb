// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

/// Orbits homoclinic to a hyperbolic equilibrium, with both parameters free, as a boundary-value problem on the time interval 0 ... 1
/// with projection boundary conditions (Beyn 1990, IMA J. Numer. Anal. 10: 379; De Witte, Govaerts, Kuznetsov and Friedman 2012,
/// ACM Trans. Math. Softw. 38: 18):
/// ```
/// x' = T f(x, p)
/// x(0) - e in the unstable subspace of e, x(1) - e in the stable one      n conditions
/// f(e, p) = 0, and the Riccati equations of both subspaces
/// |x(0) - e| = |x(1) - e| = radius
/// ```
/// Unknowns: the state at the nodes of a mesh, T, both parameters, e, and the coordinates of both subspaces
/// (`InvariantSubspace`). The radius is a small part of the orbit's extent, and T finite where the equilibrium is a saddle-node, so that
/// the equations are regular there. Errors of parameters are of the order of the square of the radius.
struct HomoclinicProblem: CurveProblem {
  /// Cycles cost much.
  var hasCheapPoints: Bool { false }

  let plane: ParameterPlane
  /// Mesh, basis and field of the orbit, with two free parameters; its closing conditions are not used.
  private(set) var orbit: CycleProblem
  private(set) var unstable: InvariantSubspace
  private(set) var stable: InvariantSubspace
  /// The distance of both ends from the equilibrium, in typical sizes of the state.
  private(set) var radius: Double
  private let variation: FieldVariation

  /// The radius as a part of the orbit's extent.
  private static let share = 1e-4
  /// The radius changes by this factor at most from point to point, so that Newton's method follows.
  private static let stretch = 3.0
  /// The weight of equilibrium and subspaces in steps and angles.
  private static let saddleWeight = 0.01

  /// - Returns: nil if second derivatives cannot be had.
  init?(
    _ plane: ParameterPlane, _ orbit: CycleProblem, unstable: InvariantSubspace, stable: InvariantSubspace,
    radius: Double
  ) {
    guard let variation = FieldVariation(orbit.field) else { return nil }
    (self.plane, self.orbit, self.unstable, self.stable) = (plane, orbit, unstable, stable)
    (self.radius, self.variation) = (radius, variation)
  }

  var n: Int { orbit.n }
  /// The number of values at nodes.
  var nodeTotal: Int { orbit.nodeCount * n }
  var periodIndex: Int { nodeTotal }
  /// Where the parameters stand among the unknowns.
  var parameterIndices: [Int] { [nodeTotal + 1, nodeTotal + 2] }
  private var saddleIndex: Int { nodeTotal + 3 }
  private var unstableIndex: Int { saddleIndex + n }
  private var stableIndex: Int { unstableIndex + unstable.coordinateCount }
  var count: Int { stableIndex + stable.coordinateCount }
  private var scalarCount: Int { count - nodeTotal }

  /// Both parameters.
  func parameters(_ unknowns: [Double]) -> [Double] { parameterIndices.map { unknowns[$0] } }
  /// The equilibrium.
  func saddle(_ unknowns: [Double]) -> [Double] { Array(unknowns[saddleIndex..<(saddleIndex + n)]) }
  /// The values at the nodes, T and both parameters.
  func orbit(_ unknowns: [Double]) -> [Double] { Array(unknowns[..<saddleIndex]) }
  /// The coordinates of the subspaces.
  func coordinates(_ unknowns: [Double]) -> (unstable: Matrix, stable: Matrix) {
    (unstable.coordinates(unknowns[unstableIndex..<stableIndex]), stable.coordinates(unknowns[stableIndex..<count]))
  }

  /// The displacement of the first, or of the last, state from the equilibrium.
  private func displacement(_ unknowns: [Double], atEnd: Bool) -> [Double] {
    let (node, saddle) = (atEnd ? nodeTotal - n : 0, saddle(unknowns))
    return (0..<n).map { unknowns[node + $0] - (atEnd ? orbit.winding[$0] : 0) - saddle[$0] }
  }

  func weights(at unknowns: [Double]) -> [Double] {
    var weights = orbit.weights(at: orbit(unknowns))
    for (index, range) in zip(parameterIndices, plane.ranges) {
      let width = range.upperBound - range.lowerBound
      weights[index] = 1 / (width * width)
    }
    weights += orbit.scales.prefix(n).map { Self.saddleWeight / ($0 * $0) }
    return weights + [Double](repeating: Self.saddleWeight, count: count - weights.count)
  }

  func residual(at unknowns: [Double]) -> [Double] {
    let equations = SaddleEquations(self, at: unknowns, variation)
    let (leaving, coming) = (displacement(unknowns, atEnd: false), displacement(unknowns, atEnd: true))
    return orbit.collocationResidual(orbit(unknowns))
      + equations.unstable.annihilator * leaving + equations.stable.annihilator * coming
      + equations.rates + equations.unstable.residual + equations.stable.residual
      + [squaredDistance(leaving) - 1, squaredDistance(coming) - 1]
  }

  /// The square of the distance from the equilibrium, in units of the radius.
  private func squaredDistance(_ displacement: [Double]) -> Double {
    zip(displacement, orbit.leastScales).reduce(0) { $0 + ($1.0 / $1.1 / radius) * ($1.0 / $1.1 / radius) }
  }

  func factorize(at unknowns: [Double], border: [Double]) -> (any BorderedFactorization)? {
    let equations = SaddleEquations(self, at: unknowns, variation)
    let distances = [false, true].map { distanceRow(unknowns, atEnd: $0) }
    return CollocationFactorization(
      n: n, m: orbit.m, intervalCount: orbit.mesh.intervalCount, scalarCount: scalarCount,
      blocks: orbit.intervalBlocks(orbit(unknowns), scalarCount: scalarCount),
      extraRows: equations.rows.map { [Double](repeating: 0, count: nodeTotal) + $0 } + distances + [border],
      closingRows: projectionRows(unknowns, equations))
  }

  /// The derivatives of the projection conditions: `[x(0) | x(1) | scalars]`.
  private func projectionRows(_ unknowns: [Double], _ equations: SaddleEquations) -> [[Double]] {
    [(equations.unstable, false, unstableIndex), (equations.stable, true, stableIndex)].flatMap {
      side, atEnd, start -> [[Double]] in
      let inner = side.inside.transposed * displacement(unknowns, atEnd: atEnd)
      return (0..<side.annihilator.rowCount).map { i -> [Double] in
        var row = [Double](repeating: 0, count: 2 * n + scalarCount)
        for j in 0..<n {
          row[(atEnd ? n : 0) + j] = side.annihilator[i, j]
          row[2 * n + saddleIndex - nodeTotal + j] = -side.annihilator[i, j]
        }
        for (k, value) in inner.enumerated() { row[2 * n + start - nodeTotal + i * inner.count + k] = -value }
        return row
      }
    }
  }

  private func distanceRow(_ unknowns: [Double], atEnd: Bool) -> [Double] {
    var row = [Double](repeating: 0, count: count)
    for (i, value) in displacement(unknowns, atEnd: atEnd).enumerated() {
      let size = orbit.leastScales[i] * radius
      let slope = 2 * value / (size * size)
      row[(atEnd ? nodeTotal - n : 0) + i] = slope
      row[saddleIndex + i] = -slope
    }
    return row
  }

  func motion(at unknowns: [Double], tangent: [Double]) -> [Double] {
    let motion = MeshMotion(orbit, at: orbit(unknowns), tangent: orbit(tangent), isPeriodic: false)
    return motion.tangent + tangent[saddleIndex...] + motion.velocities
  }

  func moved(_ unknowns: [Double], by displacement: [Double]) -> (problem: Self, guess: [Double])? {
    let guess = zip(unknowns, displacement).map { $0 + $1 }
    let own = Array(displacement[..<saddleIndex]) + displacement[count...]
    guard let moved = orbit.moved(orbit(unknowns), by: own) else { return nil }
    var problem = self
    problem.orbit = moved.problem
    return (problem, guess)
  }

  mutating func accept(
    _ unknowns: [Double], directions: [[Double]], description: Description
  ) -> (unknowns: [Double], directions: [[Double]])? {
    let own = directions.map { Array($0[..<saddleIndex]) + $0[count...] }
    let (extent, old) = (description.amplitude, coordinates(unknowns))
    let changes = directions.map(coordinates)
    let tails = ([unknowns] + directions).map { saddle($0) }
    let moved = orbit.accept(orbit(unknowns), directions: own, description: description.cycle) ?? (orbit(unknowns), own)
    guard let leaving = unstable.recentered(old.unstable, changes: changes.map(\.unstable)),
      let coming = stable.recentered(old.stable, changes: changes.map(\.stable))
    else { return nil }
    (unstable, stable) = (leaving.subspace, coming.subspace)
    let zeros = [Double](repeating: 0, count: unstable.coordinateCount + stable.coordinateCount)
    var turned = moved.directions.enumerated().map { index, direction in
      direction[..<saddleIndex] + tails[index + 1] + leaving.changes[index].elements + coming.changes[index].elements
        + direction[saddleIndex...]
    }
    let point = moved.unknowns + tails[0] + zeros
    let resized = resized(point, tangent: turned[0], to: Self.share * extent)
    turned[0] = resized.tangent
    return (resized.unknowns, turned)
  }

  /// Takes a radius nearer to the one that is wanted, and the orbit with this radius beside one, across the tangent of the curve: so steps
  /// do not see the radius change. The tangent is that of the curve of orbits with the new radius.
  private mutating func resized(
    _ unknowns: [Double], tangent: [Double], to wanted: Double
  ) -> (unknowns: [Double], tangent: [Double]) {
    let old = radius
    let border = zip(weights(at: unknowns), tangent).map { $0 * $1 }
    radius = min(Self.stretch * old, max(old / Self.stretch, wanted))
    let corrector = Corrector(problem: self, settings: CycleSettings().curve)
    if let corrected = try? corrector.correct(unknowns, border: border),
      let turned = corrector.tangent(at: corrected, border: border)
    {
      return (corrected.unknowns, turned.direction)
    }
    radius = old
    return (unknowns, tangent)
  }
}
