// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import LinearSolvers
import ModelCore
import Symbolics

/// A continuous-attractor network with divisive inhibition, on a ring or on a torus.
///
/// The units' preferred values x lie evenly on the ring (or on a grid of a torus), and
/// `τ u' = -u + J0 W r + I s`, `r = u^2 / (1 + k Σ u^2)`, with `W = exp(-d^2 / (2 a^2)) / (sqrt(2π) a)`, d the distance
/// around the ring, and the stimulus `s = exp(-d^2 / (4 a^2))` around a place. Without a stimulus bumps at every place
/// are at rest. The parameters are tau, k, J0 and I.
///
/// Source: Wu, Hamaguchi and Amari 2008, Neural Computation 20, 994; in the form of BrainPy's documentation.
public struct AttractorNetwork: Sendable {
  /// The shape of the space of preferred values.
  public let geometry: UnitLattice
  /// The width of the connections.
  public let width: Double
  /// The connections for `J0 = 1`.
  public let weights: Weights
  /// The stimulus for `I = 1`.
  public let stimulus: [Double]

  /// The names of the parameters.
  public static let parameterNames = ["tau", "k", "J0", "I"]

  /// Makes a network.
  ///
  /// - Parameters:
  ///   - geometry: where the units are.
  ///   - width: the width a of the connections, positive.
  ///   - place: where the stimulus is strongest; 0 along each axis unless told.
  public init(_ geometry: UnitLattice, width: Double, stimulusAt place: [Double]? = nil) {
    self.geometry = geometry
    self.width = width
    let height = 1 / ((2 * Double.pi).squareRoot() * width)
    let positions = geometry.positions
    let entries = positions.flatMap { x in
      positions.map { y in height * exp(-geometry.squaredDistance(x, y) / (2 * width * width)) }
    }
    weights = Weights(Matrix(rows: positions.count, columns: positions.count, elements: entries))
    stimulus = AttractorNetwork.bump(geometry, width, place ?? geometry.center)
  }

  /// The stimulus of height 1 around a place.
  public static func bump(_ geometry: UnitLattice, _ width: Double, _ place: [Double]) -> [Double] {
    geometry.positions.map { exp(-geometry.squaredDistance($0, place) / (4 * width * width)) }
  }
}

/// Units at even distances on a ring or on a torus.
public struct UnitLattice: Codable, Hashable, Sendable {
  /// The number of units along each axis.
  public var unitsPerAxis: Int
  /// The number of axes: 1 or 2.
  public var axes: Int
  /// The range of values along each axis; its ends are the same place.
  public var range: ClosedRange<Double> { -Double.pi...Double.pi }

  /// Makes a lattice.
  public init(unitsPerAxis: Int, axes: Int) {
    self.unitsPerAxis = unitsPerAxis
    self.axes = axes
  }

  /// The values along one axis.
  public var axis: [Double] {
    let length = range.upperBound - range.lowerBound
    return (0..<unitsPerAxis).map { range.lowerBound + length * Double($0) / Double(unitsPerAxis) }
  }

  /// The place of every unit, the last axis fastest.
  public var positions: [[Double]] {
    axes == 1 ? axis.map { [$0] } : axis.flatMap { x in axis.map { [x, $0] } }
  }

  /// The middle of the range.
  public var center: [Double] { [Double](repeating: 0, count: axes) }

  /// The square of the shortest way between two places.
  public func squaredDistance(_ a: [Double], _ b: [Double]) -> Double {
    let length = range.upperBound - range.lowerBound
    return zip(a, b).reduce(0) { total, pair in
      let distance = abs((pair.0 - pair.1).remainder(dividingBy: length))
      return total + distance * distance
    }
  }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension AttractorNetwork: NetworkField {
  public var shape: VectorFieldShape { VectorFieldShape(dimension: stimulus.count, parameterCount: 4) }

  public func values(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) {
    let (tau, k, j0, input) = (batch.parameters[0], batch.parameters[1], batch.parameters[2], batch.parameters[3])
    let count = batch.count
    withUnsafeTemporaryAllocation(of: Double.self, capacity: (dimension + 1) * count + 1) { scratch in
      guard let squares = scratch.baseAddress else { return }
      let sums = squares + dimension * count
      sums.update(repeating: 0, count: count)
      for i in 0..<dimension {
        let (state, row) = (batch.states + i * batch.stride, squares + i * count)
        for c in 0..<count {
          row[c] = state[c] * state[c]
          sums[c] += row[c]
        }
      }
      for c in 0..<count { sums[c] = 1 / (1 + k * sums[c]) }
      for i in 0..<dimension { for c in 0..<count { squares[i * count + c] *= sums[c] } }
      weights.multiply(
        VectorBatch(squares, count: count, stride: count), factor: j0 / tau, into: output, stride: batch.stride)
    }
    for i in 0..<dimension {
      let (state, row) = (batch.states + i * batch.stride, output + i * batch.stride)
      for c in 0..<count { row[c] += (input * stimulus[i] - state[c]) / tau }
    }
  }

  public func linearization(_ batch: PointBatch) -> any JacobianProducts {
    let (n, count) = (dimension, batch.count)
    var states = [Double](repeating: 0, count: n * count)
    var gains = [Double](repeating: 0, count: count)
    for i in 0..<n {
      for c in 0..<count {
        let u = batch.states[i * batch.stride + c]
        states[i * count + c] = u
        gains[c] += u * u
      }
    }
    let k = batch.parameters[1]
    for c in 0..<count { gains[c] = 1 / (1 + k * gains[c]) }
    return AttractorProducts(
      weights: weights, states: states, gains: gains, tau: batch.parameters[0], inhibition: k,
      strength: batch.parameters[2], count: count)
  }

  public func formula<S: Scalar>(_ state: [S], _ parameters: [S]) -> [S] {
    let (tau, k, j0, input) = (parameters[0], parameters[1], parameters[2], parameters[3])
    let gain = 1 / (1 + k * state.reduce(S(0)) { $0 + $1 * $1 })
    let arriving = weights.formula(state.map { $0 * $0 * gain })
    return state.indices.map { (j0 * arriving[$0] + input * S(stimulus[$0]) - state[$0]) / tau }
  }
}

/// The Jacobians `(-I + J0 W M) / τ`, `M = 2 c diag(u) - 2 k c^2 u^2 uᵀ` with the gain `c = 1 / (1 + k Σ u^2)`.
struct AttractorProducts: JacobianProducts {
  let weights: Weights
  let states: [Double]
  let gains: [Double]
  let tau: Double
  let inhibition: Double
  let strength: Double
  let count: Int

  func multiply(_ vectors: UnsafePointer<Double>, into output: UnsafeMutablePointer<Double>) {
    let size = states.count
    states.withUnsafeBufferPointer { u in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: size + count + 1) { scratch in
        guard let rates = scratch.baseAddress else { return }
        let sums = rates + size
        sums.update(repeating: 0, count: count)
        for i in 0..<size / count {
          for c in 0..<count { sums[c] += u[i * count + c] * vectors[i * count + c] }
        }
        for c in 0..<count { sums[c] *= inhibition * gains[c] }
        for i in 0..<size / count {
          for c in 0..<count {
            let e = i * count + c
            rates[e] = 2 * gains[c] * u[e] * (vectors[e] - u[e] * sums[c])
          }
        }
        weights.multiply(
          VectorBatch(rates, count: count, stride: count), factor: strength / tau, into: output, stride: count)
      }
    }
    for e in 0..<size { output[e] -= vectors[e] / tau }
  }

  func multiplyTransposed(_ vectors: UnsafePointer<Double>, into output: UnsafeMutablePointer<Double>) {
    let size = states.count
    weights.multiply(
      VectorBatch(vectors, count: count, stride: count), transposed: true, factor: strength / tau, into: output,
      stride: count)
    states.withUnsafeBufferPointer { u in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: count + 1) { scratch in
        guard let sums = scratch.baseAddress else { return }
        sums.update(repeating: 0, count: count)
        for i in 0..<size / count {
          for c in 0..<count { sums[c] += u[i * count + c] * u[i * count + c] * output[i * count + c] }
        }
        for c in 0..<count { sums[c] *= inhibition * gains[c] }
        for i in 0..<size / count {
          for c in 0..<count {
            let e = i * count + c
            output[e] = 2 * gains[c] * u[e] * (output[e] - sums[c]) - vectors[e] / tau
          }
        }
      }
    }
  }

  func lowRankForm(at point: Int) -> LowRankJacobian? {
    guard let factors = weights.spectralFactors else { return nil }
    return LowRankJacobian(
      shift: -1 / tau, left: (strength / tau) * factors.left, right: timesSlopes(factors.right, at: point))
  }

  func formed(at point: Int) -> Matrix? {
    var matrix = (strength / tau) * timesSlopes(weights.matrix, at: point)
    for i in 0..<matrix.rowCount { matrix[i, i] -= 1 / tau }
    return matrix
  }

  /// The product of a matrix with M.
  private func timesSlopes(_ matrix: Matrix, at point: Int) -> Matrix {
    var product = matrix
    let (n, gain) = (matrix.columnCount, gains[point])
    for r in 0..<matrix.rowCount {
      var weighted = 0.0
      for i in 0..<n {
        let u = states[i * count + point]
        weighted += matrix.elements[r * n + i] * u * u
      }
      weighted *= inhibition * gain
      for i in 0..<n {
        product.elements[r * n + i] = 2 * gain * states[i * count + point] * (matrix.elements[r * n + i] - weighted)
      }
    }
    return product
  }
}
