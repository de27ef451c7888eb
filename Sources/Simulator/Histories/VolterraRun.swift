// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import NativeCode
import Symbolics

/// One trajectory of a model with integrals over the time since its start.
///
/// The trapezoidal rule for equations of motion, and product integration with it for the integrals: the singular factor
/// (t - t')^-mu is integrated exactly over each step, the rest of the integrand is taken at its ends. The implicit equations
/// are solved by Newton's method with exact derivatives. Of order 2 where mu is 0, of order 2 - mu for smooth integrands
/// otherwise; each step costs a sum over all steps before (`VolterraSums`).
///
/// Source: Linz, Analytical and Numerical Methods for Volterra Equations (1985), sections 7.2 and 8.2; as in XPPAUT.
final class VolterraRun {
  private let run: HistoryRun
  private let simulation: HistorySimulation
  private let inputs: HistoryInputs
  private let dimension: Int
  private let integrals: [Memory.Integral]
  private let isGivenByValue: [Bool]
  private let step: Double
  private let stepCount: Int
  private let isTooLong: Bool
  private static let mostSteps = 200_000.0
  private let past: VolterraSums
  /// The weights of the kernels at the end of a step.
  private let weights: [Double]
  /// The kernels and their derivatives by the variables.
  private let kernelsAndSlopes: any CompiledFunction
  private let now: LaneColumns
  private let values: LaneColumns
  private let rates: LaneColumns
  private let jacobian: LaneColumns
  private let inputJacobian: LaneColumns

  private static let iterationLimit = 50
  private static let relativeAccuracy = 1e-13

  init(_ run: HistoryRun) {
    (self.run, simulation, inputs, dimension) = (run, run.simulation, run.inputs, run.dimension)
    let model = simulation.model
    integrals = model.memory.integrals
    isGivenByValue = simulation.present.variableNames.map { model.memory.integralEquations.contains($0) }
    step = run.settings.step ?? simulation.drawInterval
    // Each step costs as much as all before it: more would never end.
    let steps = (abs(run.settings.duration) / step).rounded()
    isTooLong = !(steps <= Self.mostSteps)
    stepCount = isTooLong ? 0 : Int(steps)
    past = VolterraSums(simulation, stepCount: stepCount, step: step, parameters: inputs.values.base)
    weights = integrals.map { [step] in VolterraSums.unit(step, $0) }
    let names = simulation.present.variableNames
    let lanes = names + ["t", Memory.integrationTime]
    let formulas = integrals.map(\.kernel)
    let parameters = simulation.present.parameterNames
    kernelsAndSlopes = VolterraRun.compiled(
      formulas + Expression.jacobian(formulas, names).flatMap { $0 }, lanes, parameters)
    now = LaneColumns(columns: dimension + 2, stride: 1)
    values = LaneColumns(columns: integrals.count * (dimension + 1), stride: 1)
    rates = LaneColumns(columns: dimension, stride: 1)
    jacobian = LaneColumns(columns: dimension * dimension, stride: 1)
    inputJacobian = LaneColumns(columns: dimension * simulation.present.parameters.count, stride: 1)
  }

  /// Compiles formulas all of whose symbols are known, because the model has been checked.
  static func compiled(
    _ expressions: [Expression], _ lanes: [String], _ uniforms: [String]
  ) -> any CompiledFunction {
    do {
      return try GradualCompiler().compile(expressions, lanes: lanes, uniforms: uniforms)
    } catch {
      preconditionFailure("'\(error.name)' in a kernel of a valid model is not known")
    }
  }

  /// The whole path.
  func path() -> HistorySimulation.Path {
    startFromEquations()
    run.recorder.start(run.time, run.state.base, inputs)
    past.remember(0, run.state.base, time: run.time)
    var stop: StopReason? = isTooLong ? .tooManySteps(Int(Self.mostSteps)) : nil
    for n in stride(from: 1, through: stepCount, by: 1) where stop == nil {
      if n.isMultiple(of: 64) { simulation.report?(Double(n) / Double(stepCount)) }
      if n.isMultiple(of: 64), simulation.isCancelled() {
        stop = .cancelled
        break
      }
      inputs.draw(step: n - 1, time: run.time, state: run.state.base)
      stop = advance(n)
    }
    return run.recorder.path(
      run.time, run.state.base, inputs, stop: stop ?? .reachedEnd, steps: (run.stepCount, 0))
  }

  /// At the start the integrals are 0, which gives the unknowns of integral equations their values, one after the other.
  private func startFromEquations() {
    for k in integrals.indices { inputs.values.base[inputs.firstIntegral + k] = 0 }
    for _ in 0..<2 {
      inputs.rates(run.time, run.state.base, into: rates.base)
      for i in 0..<dimension where isGivenByValue[i] { run.state.base[i] = rates.base[i] }
    }
  }

  /// Takes step n; returns why the path ends, if it does.
  private func advance(_ n: Int) -> StopReason? {
    let time = run.settings.startTime + Double(n) * step
    inputs.rates(run.time, run.state.base, into: rates.base)
    let old = (0..<dimension).map { run.state.base[$0] }
    let known = (0..<dimension).map { isGivenByValue[$0] ? 0 : old[$0] + 0.5 * step * rates.base[$0] }
    let sums = past.sums(n, time: time)
    for i in 0..<dimension { now.base[i] = old[i] }
    now.base[dimension] = time
    now.base[dimension + 1] = time
    var isSolved = false
    for _ in 0..<Self.iterationLimit where !isSolved {
      guard let change = newtonStep(time, known, sums) else { break }
      var size = 0.0
      for i in 0..<dimension {
        now.base[i] -= change[i]
        size = max(size, abs(change[i]) / (abs(now.base[i]) + abs(old[i]) + 1e-3))
      }
      isSolved = size <= Self.relativeAccuracy || size == 0
    }
    setIntegrals(sums)
    guard isSolved || (0..<dimension).allSatisfy({ now.base[$0].isFinite }) else { return .nonFinite(variable: 0) }
    return finish(n, time, old)
  }

  private func finish(_ n: Int, _ time: Double, _ old: [Double]) -> StopReason? {
    var coefficients = [Double](repeating: 0, count: 2 * dimension)
    for i in 0..<dimension {
      coefficients[2 * i] = old[i]
      coefficients[2 * i + 1] = now.base[i] - old[i]
      run.state.base[i] = now.base[i]
    }
    let piece = DensePiece(start: run.time, length: time - run.time, width: 2, coefficients: coefficients)
    run.time = time
    run.stepCount += 1
    if !simulation.model.memory.delays.isEmpty { inputs.past.append(piece) }
    run.recorder.record(piece, run.state.base, inputs)
    past.remember(n, run.state.base, time: time)
    let bound = run.settings.bound
    return (0..<dimension).first { abs(run.state.base[$0]) > bound }.map { .diverged(variable: $0, bound: bound) }
  }

  /// Puts the integrals for the present iterate among the inputs.
  private func setIntegrals(_ sums: [Double]) {
    withUnsafeTemporaryAllocation(of: UnsafePointer<Double>.self, capacity: dimension + 2) { lanes in
      guard let base = lanes.baseAddress else { return }
      for i in 0..<dimension + 2 { (base + i).initialize(to: UnsafePointer(now.base + i)) }
      kernelsAndSlopes.run(
        laneInputs: base, uniformInputs: inputs.values.base, count: 1, into: values.base, stride: values.stride)
    }
    for k in integrals.indices { inputs.values.base[inputs.firstIntegral + k] = sums[k] + weights[k] * values[k][0] }
  }

  /// The change that Newton's method asks for; nil where the matrix is singular.
  private func newtonStep(_ time: Double, _ known: [Double], _ sums: [Double]) -> [Double]? {
    setIntegrals(sums)
    inputs.rates(time, now.base, into: rates.base)
    let parameterCount = simulation.present.parameters.count
    withUnsafePointer(to: time) { time in
      let batch = PointBatch(states: now.base, times: time, parameters: inputs.values.base, count: 1, stride: 1)
      simulation.field.jacobian(batch, into: jacobian.base)
      simulation.field.parameterJacobian(batch, into: inputJacobian.base)
    }
    var matrix = Matrix(rows: dimension, columns: dimension)
    var residual = [Double](repeating: 0, count: dimension)
    for i in 0..<dimension {
      let factor = isGivenByValue[i] ? 1 : 0.5 * step
      residual[i] = now.base[i] - known[i] - factor * rates.base[i]
      for j in 0..<dimension {
        var slope = jacobian.base[i * dimension + j]
        for k in integrals.indices {
          let byIntegral = inputJacobian.base[i * parameterCount + inputs.firstIntegral + k]
          slope += byIntegral * weights[k] * values[integrals.count + k * dimension + j][0]
        }
        matrix[i, j] = (i == j ? 1 : 0) - factor * slope
      }
    }
    return LUFactorization(matrix).solve(residual)
  }
}
