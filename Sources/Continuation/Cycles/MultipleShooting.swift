// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import ModelCore
import RealModule
import Results
import Simulator

/// Cycles by multiple shooting (Keller 1976; Stoer and Bulirsch 2002, section 7.3.5): a second method that shares nothing with
/// collocation but the model.
///
/// The turn is cut into segments of equal time. Each is integrated together with its variational equations by an adaptive
/// Runge–Kutta method, or by BDF where that needs too many steps; Newton's method closes the gaps between segments. Where the
/// parameter is free the correction is the shortest of all (Gauss and Newton), which is defined at folds and branch points, too.
public struct MultipleShooting: Sendable {
  /// A cycle, converged.
  public struct Cycle: Sendable {
    /// The parameter.
    public var parameter: Double
    /// The period.
    public var period: Double
    /// The states at the starts of the segments, at equal times.
    public var states: [[Double]]
    /// The Floquet multipliers without the trivial one, by falling modulus.
    public var multipliers: [Complex<Double>]
    /// The trivial multiplier as computed, which ought to be 1.
    public var trivialMultiplier: Double
    /// The largest gap between segments, in units of the variables' scales.
    public var residual: Double
    /// The number of Newton steps.
    public var iterations: Int
  }

  /// What has come of it.
  public enum Outcome: Sendable {
    case converged(Cycle)
    /// A segment could not be integrated.
    case notIntegrated
    /// Newton's method did not converge; the number is the last gap in units of the scales.
    case notConverged(gap: Double)
  }

  private let field: ParameterizedField
  private let scales: [Double]
  private let segmentCount: Int
  private let tolerance: Double
  private var n: Int { field.dimension }

  /// Prepares the method.
  /// - Parameters:
  ///   - problem: The system with its free parameter, and typical sizes.
  ///   - segmentCount: The number of segments of a turn.
  ///   - tolerance: The relative error allowed in each step of the integration.
  public init(_ problem: EquilibriumProblem, segmentCount: Int = 20, tolerance: Double = 1e-11) {
    field = problem.field
    scales = problem.scales
    self.segmentCount = segmentCount
    self.tolerance = tolerance
  }

  /// The cycle near an approximate one.
  /// - Parameters:
  ///   - cycle: The approximation.
  ///   - isParameterFree: Whether the parameter may change, as it must at a fold.
  public func cycle(near cycle: CyclePoint, isParameterFree: Bool = false) -> Outcome {
    guard let fundamental = field.fundamentalField else { return .notIntegrated }
    var state = Unknowns(
      states: (0..<segmentCount).map { cycle.state(at: Double($0) / Double(segmentCount)) }, period: cycle.period,
      parameter: cycle.parameter)
    let first = state
    let anchor = rate(state.states[0], state.parameter)
    var gap = Double.infinity
    for iteration in 1...12 {
      guard let segments = integrate(fundamental, state) else { return .notIntegrated }
      let (matrix, right) = equations(state, segments, anchor, first, isParameterFree, cycle.winding)
      let size = maximumNorm(right)
      guard let step = leastSquares(matrix, right, rankTolerance: 1e-9) else { return .notConverged(gap: size) }
      let length = maximumNorm(step)
      guard size.isFinite, length < 1e3 else { return .notConverged(gap: size) }
      state.subtract(step, scales, isParameterFree)
      // The gaps that Newton's method could close any further are smaller than the error of the integration.
      if length < 1e-8 || size < 1e-10 || (size < 1e-7 && size > 0.3 * gap) {
        return .converged(described(state, segments, size, iteration))
      }
      gap = size
    }
    return .notConverged(gap: gap)
  }

  private func rate(_ state: [Double], _ parameter: Double) -> [Double] {
    field.equilibriumResidual(at: state + [parameter])
  }

  /// The end of each segment, and its derivatives by its start (n columns) and the parameter (the last).
  private struct Segment {
    var end: [Double]
    var derivative: Matrix
  }

  private func integrate(_ fundamental: some VectorField, _ unknowns: Unknowns) -> [Segment]? {
    let width = n + 1
    // State and parameter, then a direction for each of them.
    let directions = Matrix.identity(width).elements
    let starts = unknowns.states.map { $0 + [unknowns.parameter] + directions }
    for method in [IntegrationMethod.dormandPrince, .stiff] {
      let settings = try? IntegrationSettings(
        method: method, duration: unknowns.period / Double(segmentCount), relativeTolerance: tolerance,
        absoluteTolerance: 0.01 * tolerance * (scales.prefix(n).min() ?? 1), output: .ends, maximumSteps: 20_000)
      guard let settings else { return nil }
      let simulation = Simulation(field: fundamental, parameters: field.fixedParameters, settings: settings)
      let paths = simulation.trajectories(from: starts)
      guard paths.allSatisfy({ $0.stop == .reachedEnd }) else { continue }
      return paths.map { path in
        let final = path.finalState
        var derivative = Matrix(rows: n, columns: width)
        for j in 0..<width { for i in 0..<n { derivative[i, j] = final[(j + 1) * width + i] } }
        return Segment(end: Array(final.prefix(n)), derivative: derivative)
      }
    }
    return nil
  }

  /// The gaps and the phase condition with their derivative, rows and unknowns in units of their scales.
  private func equations(
    _ unknowns: Unknowns, _ segments: [Segment], _ anchor: [Double], _ first: Unknowns, _ isParameterFree: Bool,
    _ winding: [Double]
  ) -> (Matrix, [Double]) {
    let columns = segmentCount * n + (isParameterFree ? 2 : 1)
    var matrix = Matrix(rows: segmentCount * n + 1, columns: columns)
    var right = [Double](repeating: 0, count: segmentCount * n + 1)
    for (k, segment) in segments.enumerated() {
      let next = (k + 1) % segmentCount
      let rates = rate(segment.end, unknowns.parameter)
      for i in 0..<n {
        let row = k * n + i
        let turn = next == 0 ? winding[i] : 0
        right[row] = (segment.end[i] - unknowns.states[next][i] - turn) / scales[i]
        for j in 0..<n { matrix[row, k * n + j] += segment.derivative[i, j] * scales[j] / scales[i] }
        matrix[row, next * n + i] -= 1
        matrix[row, segmentCount * n] = rates[i] / Double(segmentCount) * unknowns.period / scales[i]
        if isParameterFree { matrix[row, columns - 1] = segment.derivative[i, n] * scales[n] / scales[i] }
      }
    }
    let norm = euclideanNorm(zip(anchor, scales).map { $0 / $1 })
    for i in 0..<n {
      let factor = norm > 0 ? anchor[i] / scales[i] / norm : 0
      matrix[segmentCount * n, i] = factor
      right[segmentCount * n] += factor * (unknowns.states[0][i] - first.states[0][i]) / scales[i]
    }
    return (matrix, right)
  }

  private func described(
    _ unknowns: Unknowns, _ segments: [Segment], _ residual: Double, _ iterations: Int
  ) -> Cycle {
    let transfers = segments.map { segment -> Matrix in
      var matrix = Matrix(rows: n, columns: n)
      for i in 0..<n { for j in 0..<n { matrix[i, j] = segment.derivative[i, j] * scales[j] / scales[i] } }
      return matrix
    }
    let values = ProductEigenvalues(transfers)?.values ?? []
    let nearest = values.indices.min { (values[$0] - 1).length < (values[$1] - 1).length }
    return Cycle(
      parameter: unknowns.parameter, period: unknowns.period, states: unknowns.states,
      multipliers: values.indices.filter { $0 != nearest }.map { values[$0] },
      trivialMultiplier: nearest.map { values[$0].real } ?? .nan, residual: residual, iterations: iterations)
  }

  private struct Unknowns {
    var states: [[Double]]
    var period: Double
    var parameter: Double

    mutating func subtract(_ step: [Double], _ scales: [Double], _ isParameterFree: Bool) {
      let n = states.first?.count ?? 0
      for k in states.indices { for i in 0..<n { states[k][i] -= step[k * n + i] * scales[i] } }
      period -= step[states.count * n] * period
      if isParameterFree { parameter -= step[states.count * n + 1] * scales[n] }
    }
  }
}

extension CyclePoint {
  /// The state at a fraction of the period, by interpolation of degree 4 or less between the nearest nodes.
  public func state(at share: Double) -> [Double] {
    var (low, high) = (0, times.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if times[middle] <= share { low = middle } else { high = middle }
    }
    let begin = max(0, min(low - 2, times.count - 5))
    let nodes = begin..<min(begin + 5, times.count)
    var state = [Double](repeating: 0, count: states.first?.count ?? 0)
    for k in nodes {
      var factor = 1.0
      for j in nodes where j != k { factor *= (share - times[j]) / (times[k] - times[j]) }
      for i in state.indices { state[i] += factor * states[k][i] }
    }
    return state
  }
}
