// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import ModelCore
import RealModule

/// The cycles of a flow in one parameter, as a boundary-value problem on the time interval 0 ... 1:
/// x' = T f(x, p), x(0) = x(1), and a phase condition (the integral of x times the derivative of a reference is zero). Angles
/// may come back after whole turns: x(1) = x(0) + winding.
///
/// Unknowns: the state at the N m + 1 nodes of a mesh, node by node, then the period T and the parameter p. Collocation at
/// m Gauss points in each interval; the error at mesh points is of order 2 m in the mesh width (de Boor and Swartz 1973).
public struct CycleProblem: CurveProblem {
  /// Cycles cost much.
  public var hasCheapPoints: Bool { false }

  /// The system with its parameter free, in the coordinates of the problem.
  public private(set) var field: ParameterizedField
  /// The system in its variables.
  let stateField: ParameterizedField
  /// What the unknowns say of the state.
  let coordinates: CycleCoordinates
  /// Typical sizes of the state variables and of the parameter; those of variables are no smaller than half the amplitude of the
  /// reference cycle, so that steps along large cycles are not those of small ones.
  public private(set) var scales: [Double]
  /// How often, in accepted points, the mesh is adapted; 0 for never.
  public let adaptationInterval: Int

  let basis: CollocationBasis
  /// By how much each variable has grown after one turn: whole periods of angles, zero for most.
  let winding: [Double]
  /// The number of whole turns that this is; none if all variables come back.
  private let turns: [Int]
  private(set) var mesh: CycleMesh
  /// The derivative of the reference cycle at the collocation points, times the quadrature weight and divided by scales.
  private(set) var phaseWeights: [Double] = []
  private var acceptedCount = 0
  /// The sizes without regard to amplitudes.
  let leastScales: [Double]
  /// The numbers of intervals among which adaptation may choose.
  private let intervalCounts: ClosedRange<Int>
  /// By how much more intervals there are than interpolation of the cycle wants.
  private var fineness = 1.0
  /// Adaptation goes no further than this.
  private static let largestIntervalCount = 240

  var n: Int { field.dimension }
  var m: Int { basis.degree }
  var nodeCount: Int { mesh.intervalCount * m + 1 }
  var periodIndex: Int { nodeCount * n }
  var parameterIndex: Int { nodeCount * n + 1 }
  /// The number of variables and free parameters.
  private var width: Int { n + field.freeCount }

  /// Prepares for cycles near a first one.
  /// - Parameters:
  ///   - stateField: The system in its variables, where others are the coordinates.
  ///   - reference: The first cycle, in these coordinates.
  init(
    field: ParameterizedField, scales: [Double], reference: CycleProfile, adaptationInterval: Int = 3,
    coordinates: CycleCoordinates? = nil, stateField: ParameterizedField? = nil
  ) {
    self.field = field
    self.stateField = stateField ?? field
    self.coordinates = coordinates ?? CycleCoordinates(dimension: field.dimension)
    self.scales = scales
    leastScales = scales
    self.adaptationInterval = adaptationInterval
    basis = CollocationBasis(degree: reference.degree)
    turns = reference.turns
    winding = reference.winding.isEmpty ? [Double](repeating: 0, count: field.dimension) : reference.winding
    mesh = reference.mesh
    let largest = CycleWork.largestIntervalCount(dimension: field.dimension) ?? CycleProblem.largestIntervalCount
    intervalCounts = mesh.intervalCount...max(mesh.intervalCount, largest)
    setReference(reference.values)
  }

  /// What is known of a cycle.
  public struct Description: Sendable {
    /// The Floquet multipliers without the trivial one, by falling modulus.
    public var multipliers: [Complex<Double>]
    /// The trivial multiplier as computed, which ought to be 1: the accuracy of the others is no better.
    public var trivialMultiplier: Double
    /// Whether the digits of very small multipliers are known, too.
    public var multipliersHaveAllDigits: Bool
    /// The number of multipliers outside the unit circle.
    public var unstableCount: Int
    /// The sign of the determinant of the bordered system, which changes at a branch point of cycles.
    public var borderedSign: Int
    /// The parameter's share of the tangent, which changes sign at a fold of cycles.
    public var parameterSpeed: Double
    /// The period.
    public var period: Double
    /// The least value of each variable along the cycle.
    public var minima: [Double]
    /// The greatest value of each variable along the cycle.
    public var maxima: [Double]
  }

  /// The profile of a vector of unknowns.
  func profile(_ unknowns: [Double]) -> CycleProfile {
    CycleProfile(
      mesh: mesh, degree: m, dimension: n, values: Array(unknowns.prefix(nodeCount * n)), winding: winding,
      turns: turns)
  }

  /// Takes another mesh of as many intervals, and the cycle on it whose phase others shall have.
  mutating func set(mesh: CycleMesh, reference: [Double]) {
    self.mesh = mesh
    setReference(reference)
  }

  private mutating func setReference(_ values: [Double]) {
    for i in 0..<n {
      let column = stride(from: i, to: nodeCount * n, by: n).lazy.map { values[$0] }
      let amplitude = (column.max() ?? 0) - (column.min() ?? 0)
      scales[i] = max(leastScales[i], amplitude / 2)
    }
    phaseWeights = [Double](repeating: 0, count: nodeCount * n)
    for interval in 0..<mesh.intervalCount {
      for c in 0..<m {
        for i in 0..<n {
          var slope = 0.0
          for k in 0...m {
            slope += basis.derivatives[c * (m + 1) + k] * values[(interval * m + k) * n + i]
          }
          // The width of the interval cancels between derivative and quadrature.
          let weighted = slope * basis.weights[c] / (scales[i] * scales[i])
          for k in 0...m { phaseWeights[(interval * m + k) * n + i] += weighted * basis.values[c * (m + 1) + k] }
        }
      }
    }
    let norm = euclideanNorm(phaseWeights)
    if norm > 0 { phaseWeights = phaseWeights.map { $0 / norm } }
    phaseOffset = zip(phaseWeights, values).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The phase condition's right-hand side.
  private(set) var phaseOffset = 0.0

  /// The weights of the mean square over the cycle; the period is measured by its own size.
  public func weights(at unknowns: [Double]) -> [Double] {
    var weights = [Double](repeating: 0, count: unknowns.count)
    for interval in 0..<mesh.intervalCount {
      let share = mesh.width(interval) / Double(m)
      for k in 0...m {
        let part = k == 0 || k == m ? share / 2 : share
        for i in 0..<n { weights[(interval * m + k) * n + i] += part / (scales[i] * scales[i]) }
      }
    }
    let period = unknowns[periodIndex]
    weights[periodIndex] = 0.1 / max(period * period, .leastNormalMagnitude)
    weights[parameterIndex] = 1 / (scales[n] * scales[n])
    return weights
  }

  /// The free parameters at so many points, parameter by parameter.
  private func parameterRows(_ unknowns: [Double], count: Int) -> [Double] {
    (0..<field.freeCount).flatMap { [Double](repeating: unknowns[parameterIndex + $0], count: count) }
  }

  /// The states at all collocation points, variable by variable, with the free parameters as last variables.
  func collocationStates(_ unknowns: [Double]) -> [Double] {
    let count = mesh.intervalCount * m
    var states = [Double](repeating: 0, count: n * count) + parameterRows(unknowns, count: count)
    for interval in 0..<mesh.intervalCount {
      for c in 0..<m {
        let column = interval * m + c
        for i in 0..<n {
          var value = 0.0
          for k in 0...m { value += basis.values[c * (m + 1) + k] * unknowns[(interval * m + k) * n + i] }
          states[i * count + column] = value
        }
      }
    }
    return states
  }

  /// f at the nodes, node by node.
  func rates(atNodesOf unknowns: [Double]) -> [Double] {
    let count = nodeCount
    var states = [Double](repeating: 0, count: n * count) + parameterRows(unknowns, count: count)
    for node in 0..<count { for i in 0..<n { states[i * count + node] = unknowns[node * n + i] } }
    var values = [Double](repeating: 0, count: width * count)
    var none: [Double]?
    field.evaluate(states, count: count, values: &values, derivatives: &none)
    return (0..<count).flatMap { node in (0..<n).map { values[$0 * count + node] } }
  }

  /// The collocation equations, periodicity, phase condition.
  public func residual(at unknowns: [Double]) -> [Double] {
    var residual = collocationResidual(unknowns)
    for i in 0..<n { residual.append(unknowns[i] + winding[i] - unknowns[(nodeCount - 1) * n + i]) }
    var phase = -phaseOffset
    for j in 0..<(nodeCount * n) { phase += phaseWeights[j] * unknowns[j] }
    residual.append(phase)
    return residual
  }

  /// x' - T f at the collocation points.
  func collocationResidual(_ unknowns: [Double]) -> [Double] {
    let count = mesh.intervalCount * m
    var values = [Double](repeating: 0, count: width * count)
    var none: [Double]?
    field.evaluate(collocationStates(unknowns), count: count, values: &values, derivatives: &none)
    var residual: [Double] = []
    residual.reserveCapacity(count * n + n + 1)
    let period = unknowns[periodIndex]
    for interval in 0..<mesh.intervalCount {
      let factor = mesh.width(interval) * period
      for c in 0..<m {
        for i in 0..<n {
          var slope = 0.0
          for k in 0...m { slope += basis.derivatives[c * (m + 1) + k] * unknowns[(interval * m + k) * n + i] }
          residual.append(slope - factor * values[i * count + interval * m + c])
        }
      }
    }
    return residual
  }

  /// Factorises by condensation.
  public func factorize(at unknowns: [Double], border: [Double]) -> (any BorderedFactorization)? {
    let phaseRow = phaseWeights + [0, 0]
    return CollocationFactorization(
      n: n, m: m, intervalCount: mesh.intervalCount, scalarCount: 2, blocks: intervalBlocks(unknowns, scalarCount: 2),
      extraRows: [phaseRow, border])
  }

  /// The derivative of the collocation equations, interval by interval: `[inner nodes | left | right | scalars]`.
  /// - Parameter scalarCount: The number of scalars: the period, the free parameters, and others that are not in these equations.
  func intervalBlocks(_ unknowns: [Double], scalarCount: Int) -> [Double] {
    let (count, order) = (mesh.intervalCount * m, self.width)
    let width = (m + 1) * n + scalarCount
    var values = [Double](repeating: 0, count: order * count)
    var derivatives: [Double]? = [Double](repeating: 0, count: order * order * count)
    field.evaluate(collocationStates(unknowns), count: count, values: &values, derivatives: &derivatives)
    let slopes = derivatives ?? []
    var blocks = [Double](repeating: 0, count: count * n * width)
    let period = unknowns[periodIndex]
    blocks.withUnsafeMutableBufferPointer { blocks in
      for interval in 0..<mesh.intervalCount {
        let h = mesh.width(interval)
        for c in 0..<m {
          let point = interval * m + c
          for i in 0..<n {
            let row = (point * n + i) * width
            for k in 0...m {
              // Column of node k: inner nodes first, then the left and the right end.
              let column = k == 0 ? (m - 1) * n : (k == m ? m * n : (k - 1) * n)
              let value = basis.values[c * (m + 1) + k]
              for j in 0..<n {
                blocks[row + column + j] = -h * period * slopes[(i * order + j) * count + point] * value
              }
              blocks[row + column + i] += basis.derivatives[c * (m + 1) + k]
            }
            let scalars = row + (m + 1) * n
            blocks[scalars] = -h * values[i * count + point]
            for e in n..<order { blocks[scalars + 1 + e - n] = -h * period * slopes[(i * order + e) * count + point] }
          }
        }
      }
    }
    return blocks
  }

  /// Multipliers, extrema and the signs that change at special points.
  public func describe(
    _ unknowns: [Double], tangent: [Double], factorization: any BorderedFactorization
  ) -> Description {
    let multipliers = floquetMultipliers(unknowns, factorization)
    var (minima, maxima) = (Array(unknowns.prefix(n)), Array(unknowns.prefix(n)))
    for node in 0..<nodeCount {
      for i in 0..<n {
        minima[i] = min(minima[i], unknowns[node * n + i])
        maxima[i] = max(maxima[i], unknowns[node * n + i])
      }
    }
    let others = multipliers?.others ?? []
    return Description(
      multipliers: others, trivialMultiplier: multipliers?.trivial ?? .nan,
      multipliersHaveAllDigits: multipliers?.haveAllDigits ?? false,
      unstableCount: others.count { $0.length > 1 }, borderedSign: factorization.determinantSign,
      parameterSpeed: tangent[parameterIndex], period: unknowns[periodIndex], minima: minima, maxima: maxima)
  }

  /// The multipliers; in the plane the one that is not trivial follows from Liouville's formula, which no growth spoils.
  private func floquetMultipliers(
    _ unknowns: [Double], _ factorization: any BorderedFactorization
  ) -> FloquetMultipliers? {
    guard let factorization = factorization as? CollocationFactorization else { return nil }
    let start = Array(unknowns.prefix(n)) + [unknowns[parameterIndex]]
    let determinant = unknowns[periodIndex] * meanDivergence(unknowns)
    let multipliers = FloquetMultipliers(
      factorization, flow: field.equilibriumResidual(at: start), scales: scales, determinant: determinant
    ) {
      // In the plane nothing but the trivial multiplier is asked for.
      n > 2 ? CycleTransfers(self, at: unknowns) : nil
    }
    return n == 2
      ? FloquetMultipliers(trivial: multipliers.trivial, others: [Complex(Double.exp(determinant))]) : multipliers
  }

  /// The mean of the divergence of f over the cycle.
  private func meanDivergence(_ unknowns: [Double]) -> Double {
    let count = mesh.intervalCount * m
    var values = [Double](repeating: 0, count: (n + 1) * count)
    var derivatives: [Double]? = [Double](repeating: 0, count: (n + 1) * (n + 1) * count)
    field.evaluate(collocationStates(unknowns), count: count, values: &values, derivatives: &derivatives)
    var mean = 0.0
    for interval in 0..<mesh.intervalCount {
      for c in 0..<m {
        for i in 0..<n {
          let entry = (i * (n + 1) + i) * count + interval * m + c
          mean += mesh.width(interval) * basis.weights[c] * (derivatives?[entry] ?? 0)
        }
      }
    }
    return mean
  }

  /// Moves the phase reference to the new cycle and, every few points, the mesh to where it is needed.
  public mutating func accept(
    _ unknowns: [Double], directions: [[Double]], description: Description
  ) -> (unknowns: [Double], directions: [[Double]])? {
    acceptedCount += 1
    guard adaptationInterval > 0, acceptedCount % adaptationInterval == 0 else {
      setReference(Array(unknowns.prefix(nodeCount * n)))
      return nil
    }
    adaptFineness(to: abs(description.trivialMultiplier - 1))
    return adapt(unknowns, directions: directions)
  }

  /// The same discretisation of another field in the same variables.
  func replacing(field: ParameterizedField) -> CycleProblem {
    var problem = self
    problem.field = field
    return problem
  }

  /// Takes a mesh that fits a cycle.
  /// - Returns: the cycle and vectors in the space of the unknowns on that mesh.
  mutating func adapt(_ unknowns: [Double], directions: [[Double]]) -> (unknowns: [Double], directions: [[Double]]) {
    // An error of a logarithm is a part of the variable.
    let sizes = scales.enumerated().map { $0 < n && coordinates.isLogarithm($0) ? min(1, $1) : $1 }
    let newMesh = profile(unknowns).adaptedMesh(basis, scales: sizes, counts: intervalCounts, fineness: fineness)
    let moved = ([unknowns] + directions).map { interpolated($0, on: newMesh) }
    mesh = newMesh
    setReference(Array(moved[0].prefix(nodeCount * n)))
    return (moved[0], Array(moved[1...]))
  }

  /// Where solutions near the cycle grow and decay again, errors do, too: the trivial multiplier shows them before the cycle
  /// does. They are of order 2 m in the width of the mesh.
  private mutating func adaptFineness(to error: Double) {
    guard error.isFinite else { return }
    if error > 1e-4 {
      fineness = min(4, fineness * Double.pow(error / 1e-5, 1 / Double(2 * m)))
    } else if error < 1e-7 {
      fineness = max(1, 0.8 * fineness)
    }
  }

  /// A vector of unknowns, or a motion, on another mesh.
  private func interpolated(_ vector: [Double], on newMesh: CycleMesh) -> [Double] {
    let end = parameterIndex + field.freeCount
    let scalars = vector[(nodeCount * n)..<end]
    let velocities = Array(vector[end...])
    return profile(vector).moved(to: newMesh).values + scalars
      + (velocities.isEmpty ? [] : newMesh.times.map { mesh.interpolate(velocities, at: $0) })
  }
}
