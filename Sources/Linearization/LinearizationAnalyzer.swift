// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import ModelCore
import Networks
import Parallelism
import RealModule
import Results
import Simulator
import SlowPoints

/// Describes the linear dynamics around a state: modes, what drives them, and how large a kick they hold for.
///
/// Source: Sussillo and Barak 2013, Neural Computation 25, 626, section 3; Mante et al. 2013, Nature 503, 78 (selection
/// vectors: left eigenvectors of slow modes).
public struct LinearizationAnalyzer {
  private let system: HighDimensionalSystem
  private let settings: LinearizationSettings
  private let problem: SlowPointProblem
  private let isCancelled: @Sendable () -> Bool

  /// Linearises a system at a state.
  ///
  /// - Parameters:
  ///   - system: the system.
  ///   - given: the state; if there is none, the fixed or slow point to which the system's own start leads.
  ///   - settings: what is asked.
  ///   - context: asked now and then, from any thread, whether to end; the spectrum is found all the same, answers to kicks are left
  ///     out.
  /// - Throws: `SlowPointError` if the state does not fit the system, or if its Jacobian is not finite.
  public static func analyze(
    _ system: HighDimensionalSystem, at given: [Double]?, _ settings: LinearizationSettings = LinearizationSettings(),
    in context: RunContext = RunContext()
  ) throws(SlowPointError) -> LinearizationResult {
    if let given {
      guard given.count == system.dimension else {
        throw .wrongStateLength(index: 0, found: given.count, expected: system.dimension)
      }
      guard given.allSatisfy(\.isFinite) else { throw .stateNotFinite(index: 0) }
    }
    context.begin("spectrum and answers to kicks")
    let analyzer = LinearizationAnalyzer(
      system: system, settings: settings, problem: SlowPointProblem(system),
      isCancelled: { context.isCancelled })
    guard let result = analyzer.result(at: given ?? analyzer.restingState) else { throw .noLinearization }
    return result
  }

  /// The point to which the system's own start leads, or the middle of its ranges if it has none.
  private var restingState: [Double] {
    let start = system.starts.first ?? system.ranges.map { ($0.lowerBound + $0.upperBound) / 2 }
    return problem.restingState(from: start, isCancelled: isCancelled)
  }

  private func result(at state: [Double]) -> LinearizationResult? {
    guard let spectrum = PointSpectrum(problem, at: state, vectorCount: settings.modeLimit) else { return nil }
    let residual = problem.residual(at: state)
    guard residual.allSatisfy(\.isFinite) else { return nil }
    let point = PointAnalysis(
      state: state, residual: residual, isFixed: true, startCount: 1, spectrum: spectrum, isMap: problem.isMap,
      slowShare: SlowPointSettings().slowEigenvalue)
    let (responses, failure) = responses(state, residual, point)
    var result = LinearizationResult(
      isMap: problem.isMap, variables: system.variableNames, state: state, residual: maximumNorm(residual),
      eigenvalues: spectrum.values.prefix(settings.eigenvalueLimit).map { [$0.real, $0.imaginary] },
      unstableDirections: point.unstableCount, stability: point.stability, modes: modes(point), responses: responses,
      linearUpTo: responses.prefix { $0.deviation <= 0.1 }.last?.size, complete: !(responses.isEmpty && isCancelled()),
      notes: [])
    if let failure { result.notes.append("answers to kicks are left out: \(failure)") }
    if !result.complete { result.notes.append("interrupted: answers to kicks are left out") }
    // Small against what would cross the state space in the system's own time.
    let widths = system.ranges.map { $0.upperBound - $0.lowerBound }
    if result.residual > 1e-6 * max(maximumNorm(widths), maximumNorm(state)) / (problem.isMap ? 1 : system.timeScale) {
      result.notes.append("the state is no fixed point: the linear system drifts by up to \(result.residual)")
    }
    if spectrum.rightVectors.isEmpty {
      result.notes.append("eigenvectors are not computed for so many variables")
    }
    return result
  }

  // MARK: Modes

  private func modes(_ point: PointAnalysis) -> [LinearizationResult.Mode] {
    let spectrum = point.spectrum
    let drives = parameterColumns(point.state)
    return spectrum.rightVectors.indices.map { j in
      let (right, left, mode) = (spectrum.rightVectors[j], spectrum.leftVectors[j], point.mode(j))
      let overlap = PointSpectrum.product(left, right).length
      var coupling: [String: Double] = [:]
      for (name, column) in zip(system.parameterNames, drives) {
        coupling[name] = PointSpectrum.product(left, column.map { Complex($0) }).length / overlap
      }
      let largest = right.indices.sorted { (right[$0].length, $1) > (right[$1].length, $0) }.prefix(5)
      return LinearizationResult.Mode(
        eigenvalue: [spectrum.values[j].real, spectrum.values[j].imaginary], timeConstant: mode.timeConstant,
        frequency: mode.frequency, condition: 1 / overlap,
        variables: Dictionary(largest.map { (system.variableNames[$0], right[$0].length) }) { $1 },
        coupling: coupling, rightVector: [right.map(\.real), right.map(\.imaginary)],
        leftVector: [left.map(\.real), left.map(\.imaginary)])
    }
  }

  /// The derivatives of the right-hand side by each parameter.
  private func parameterColumns(_ state: [Double]) -> [[Double]] {
    let count = system.parameters.count
    guard count > 0 else { return [] }
    let matrix = system.field.parameterJacobian(at: state, parameters: system.parameters)
    return (0..<count).map { p in (0..<state.count).map { matrix[$0 * count + p] } }
  }

  // MARK: Responses

  private func responses(
    _ state: [Double], _ residual: [Double], _ point: PointAnalysis
  ) -> (responses: [LinearizationResult.Response], failure: SettingsError?) {
    let size = system.ranges.reduce(0) { total, range in
      let half = (range.upperBound - range.lowerBound) / 2
      return total + half * half
    }.squareRoot()
    guard size > 0, size.isFinite, !isCancelled() else { return ([], nil) }
    // The value of a map is the next state, that of a flow the rate.
    let value = problem.isMap ? zip(state, residual).map { $0 + $1 } : residual
    let field = LinearizedField(center: state, value: value, matrix: problem.jacobian(at: state))
    let kick = PerturbationResponse(
      system: system, field: field, duration: settings.duration ?? duration(point), isCancelled: isCancelled)
    do {
      let responses = try kick.responses(along: direction(point), sizes: settings.kicks.map { $0 * size })
      return (isCancelled() ? [] : responses, nil)
    } catch {
      return ([], error)
    }
  }

  /// Half along the slowest mode, half along all variables with signs in turn: a unit vector.
  private func direction(_ point: PointAnalysis) -> [Double] {
    let even = 1 / Double(point.state.count).squareRoot()
    var direction = point.state.indices.map { $0 % 2 == 0 ? even : -even }
    if let slowest = point.spectrum.rightVectors.first {
      direction = zip(direction, slowest).map { $0 + $1.real }
    }
    let length = euclideanNorm(direction)
    return direction.map { $0 / length }
  }

  /// Five time constants of decaying modes, or two of the fastest growing one.
  private func duration(_ point: PointAnalysis) -> Double {
    let constants = point.spectrum.values.indices.prefix(settings.modeLimit).map { point.mode($0).timeConstant }
    let growing = constants.filter { $0 < 0 }.map { -2 * $0 }.min()
    let decaying = constants.filter { $0 > 0 && $0.isFinite }.map { 5 * $0 }.max() ?? 10 * system.timeScale
    return min(growing ?? decaying, 1e4 * system.timeScale)
  }
}
