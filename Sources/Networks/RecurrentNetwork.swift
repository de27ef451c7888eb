// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Symbolics

/// A vanilla recurrent network with constant inputs, as a map or in continuous time.
///
/// With g the gain, W the recurrent weights, B those of the inputs u, b the bias and φ the nonlinearity, it is one of
/// - `.steps`: h → (1 - α) h + α φ(g W h + B u + b), α = 1 being the ordinary network;
/// - `.rates`: τ h' = -h + φ(g W h + B u + b) (threshold-linear and Wilson–Cowan networks, for example);
/// - `.currents`: τ x' = -x + g W φ(x) + B u + b (Hopfield and Amari networks, for example).
///
/// The parameters are g, then α or τ, then the inputs.
public struct RecurrentNetwork: Sendable {
  /// How the state changes.
  public enum Dynamics: String, Codable, Hashable, Sendable, CaseIterable {
    case steps
    case rates
    case currents
  }

  /// How the state changes.
  public let dynamics: Dynamics
  /// The output of a unit, by its input.
  public let nonlinearity: Nonlinearity
  /// The recurrent weights.
  public let weights: Weights
  /// The weights of the inputs: a row for each unit, a column for each input.
  public let inputWeights: Matrix
  /// The bias of each unit.
  public let bias: [Double]

  /// Makes a network.
  ///
  /// - Parameters:
  ///   - weights: the recurrent weights, a square matrix.
  ///   - inputWeights: none unless told.
  ///   - bias: zero unless told.
  ///   - nonlinearity: what units make of their input.
  ///   - dynamics: whether time runs in steps or on.
  public init(
    _ weights: Weights, inputWeights: Matrix? = nil, bias: [Double]? = nil, nonlinearity: Nonlinearity = .tanh,
    dynamics: Dynamics = .steps
  ) {
    let n = weights.matrix.rowCount
    precondition(weights.matrix.isSquare, "recurrent weights are square")
    self.weights = weights
    self.inputWeights = inputWeights ?? Matrix(rows: n, columns: 0)
    self.bias = bias ?? [Double](repeating: 0, count: n)
    self.nonlinearity = nonlinearity
    self.dynamics = dynamics
    precondition(self.inputWeights.rowCount == n && self.bias.count == n, "\(n) units need as many rows and biases")
  }

  /// The names of the parameters.
  public var parameterNames: [String] {
    ["gain", dynamics == .steps ? "leak" : "tau"] + (0..<inputWeights.columnCount).map { "input\($0 + 1)" }
  }

  /// The share of the old state that stays, or the rate of decay: the multiple of the state in the right-hand side.
  private func shift(_ rate: Double) -> Double { dynamics == .steps ? 1 - rate : -1 / rate }

  /// What the nonlinear part is multiplied by.
  private func scale(_ rate: Double) -> Double { dynamics == .steps ? rate : 1 / rate }

  /// Bias and inputs, for each unit.
  private func drive(_ parameters: UnsafePointer<Double>) -> [Double] {
    let inputs = inputWeights.columnCount
    return bias.indices.map { i in (0..<inputs).reduce(bias[i]) { $0 + inputWeights[i, $1] * parameters[2 + $1] } }
  }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension RecurrentNetwork: NetworkField {
  public var shape: VectorFieldShape {
    VectorFieldShape(dimension: bias.count, parameterCount: 2 + inputWeights.columnCount)
  }

  public func values(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) {
    let (gain, rate) = (batch.parameters[0], batch.parameters[1])
    let (shift, scale, drive) = (shift(rate), scale(rate), drive(batch.parameters))
    if dynamics == .currents {
      apply(batch) {
        nonlinearity.value($0)
      } then: { activity in
        weights.multiply(activity, factor: scale * gain, into: output, stride: batch.stride)
      }
      for i in drive.indices {
        let (row, state) = (output + i * batch.stride, batch.states + i * batch.stride)
        for k in 0..<batch.count { row[k] += shift * state[k] + scale * drive[i] }
      }
    } else {
      let states = VectorBatch(batch.states, count: batch.count, stride: batch.stride)
      weights.multiply(states, factor: gain, into: output, stride: batch.stride)
      for i in drive.indices {
        let (row, state) = (output + i * batch.stride, batch.states + i * batch.stride)
        for k in 0..<batch.count { row[k] = shift * state[k] + scale * nonlinearity.value(row[k] + drive[i]) }
      }
    }
  }

  public func linearization(_ batch: PointBatch) -> any JacobianProducts {
    let (gain, rate) = (batch.parameters[0], batch.parameters[1])
    let (n, count) = (dimension, batch.count)
    var slopes = [Double](repeating: 0, count: n * count)
    if dynamics == .currents {
      for i in 0..<n {
        for k in 0..<count { slopes[i * count + k] = nonlinearity.slope(batch.states[i * batch.stride + k]) }
      }
    } else {
      let drive = drive(batch.parameters)
      let states = VectorBatch(batch.states, count: count, stride: batch.stride)
      weights.multiply(states, factor: gain, into: &slopes, stride: count)
      for i in 0..<n {
        for k in 0..<count { slopes[i * count + k] = nonlinearity.slope(slopes[i * count + k] + drive[i]) }
      }
    }
    return ScaledWeights(
      weights: weights, slopes: slopes, shift: shift(rate), scale: scale(rate) * gain,
      slopesFirst: dynamics == .currents, count: count)
  }

  /// Calls a function with the states mapped entry by entry.
  private func apply(_ batch: PointBatch, _ function: (Double) -> Double, then body: (VectorBatch) -> Void) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: dimension * batch.count + 1) { scratch in
      guard let base = scratch.baseAddress else { return }
      for i in 0..<dimension {
        for k in 0..<batch.count { base[i * batch.count + k] = function(batch.states[i * batch.stride + k]) }
      }
      body(VectorBatch(base, count: batch.count, stride: batch.count))
    }
  }

  public func formula<S: Scalar>(_ state: [S], _ parameters: [S]) -> [S] {
    let (gain, rate) = (parameters[0], parameters[1])
    let drive = inputWeights.product(Array(parameters.dropFirst(2)), adding: bias)
    let active = dynamics == .currents ? state.map { nonlinearity.formula($0) } : state
    let arriving = zip(weights.formula(active), drive).map { gain * $0 + $1 }
    switch dynamics {
    case .steps: return zip(state, arriving).map { (1 - rate) * $0 + rate * nonlinearity.formula($1) }
    case .rates: return zip(state, arriving).map { (nonlinearity.formula($1) - $0) / rate }
    case .currents: return zip(state, arriving).map { ($1 - $0) / rate }
    }
  }
}

/// The Jacobians `shift I + scale D W` or `shift I + scale W D` with the slopes D of the units, which differ by point.
struct ScaledWeights: JacobianProducts {
  let weights: Weights
  /// The slopes, unit by unit.
  let slopes: [Double]
  let shift: Double
  let scale: Double
  /// Whether a vector is multiplied by the slopes before the weights.
  let slopesFirst: Bool
  let count: Int

  func multiply(_ vectors: UnsafePointer<Double>, into output: UnsafeMutablePointer<Double>) {
    multiply(vectors, transposed: false, into: output)
  }

  func multiplyTransposed(_ vectors: UnsafePointer<Double>, into output: UnsafeMutablePointer<Double>) {
    multiply(vectors, transposed: true, into: output)
  }

  private func multiply(
    _ vectors: UnsafePointer<Double>, transposed: Bool, into output: UnsafeMutablePointer<Double>
  ) {
    let size = slopes.count
    slopes.withUnsafeBufferPointer { slopes in
      if slopesFirst != transposed {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: size + 1) { scratch in
          guard let base = scratch.baseAddress else { return }
          for e in 0..<size { base[e] = slopes[e] * vectors[e] }
          weights.multiply(
            VectorBatch(base, count: count, stride: count), transposed: transposed, factor: scale, into: output,
            stride: count)
        }
        for e in 0..<size { output[e] += shift * vectors[e] }
      } else {
        weights.multiply(
          VectorBatch(vectors, count: count, stride: count), transposed: transposed, factor: scale, into: output,
          stride: count)
        for e in 0..<size { output[e] = slopes[e] * output[e] + shift * vectors[e] }
      }
    }
  }

  func lowRankForm(at point: Int) -> LowRankJacobian? {
    guard let factors = weights.spectralFactors else { return nil }
    var (left, right) = (scale * factors.left, factors.right)
    let n = left.rowCount
    for i in 0..<n {
      let slope = slopes[i * count + point]
      if slopesFirst {
        for r in 0..<right.rowCount { right[r, i] *= slope }
      } else {
        for r in 0..<left.columnCount { left[i, r] *= slope }
      }
    }
    return LowRankJacobian(shift: shift, left: left, right: right)
  }

  func formed(at point: Int) -> Matrix? {
    var matrix = weights.matrix
    let n = matrix.rowCount
    matrix.elements.withUnsafeMutableBufferPointer { entries in
      for i in 0..<n {
        let row = slopesFirst ? 1 : slopes[i * count + point]
        for j in 0..<n { entries[i * n + j] *= scale * row * (slopesFirst ? slopes[j * count + point] : 1) }
        entries[i * n + i] += shift
      }
    }
    return matrix
  }

  /// With the slopes D, `A = s I + k D W` has `A Aᵀ = s² I + s k (D W + Wᵀ D) + k² D W Wᵀ D`; with the slopes first,
  /// `A = s I + k W D` has `Aᵀ A = s² I + s k (W D + D Wᵀ) + k² D Wᵀ W D`. Products of the weights are computed once.
  func normalMatrix(at point: Int, less c: Double) -> NormalMatrix? {
    let (n, s) = (weights.matrix.rowCount, shift - c)
    var product = (slopesFirst ? weights.inner : weights.outer).value
    let transposed = weights.transposed.value
    let (rows, columns) = slopesFirst ? (transposed, weights.matrix) : (weights.matrix, transposed)
    let (k, mixed) = (scale * scale, s * scale)
    for i in 0..<n {
      let slope = slopes[i * count + point]
      for j in i..<n {
        let (place, other) = (i * n + j, slopes[j * count + point])
        let forth = slope * rows.elements[place]
        let back = other * columns.elements[place]
        product.elements[place] = k * slope * other * product.elements[place] + mixed * (forth + back)
      }
      product.elements[i * n + i] += s * s
    }
    return NormalMatrix(product, isOuter: !slopesFirst)
  }
}
