// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

/// A network one of whose parameters is a further variable, the last one, that stays constant: what continuation asks for.
public struct FreeParameterField<Network: NetworkField>: Sendable {
  private let network: Network
  /// The values of all parameters.
  private let parameters: [Double]
  /// The place of the free one.
  private let free: Int

  /// Frees a parameter of a network.
  public init(_ network: Network, parameters: [Double], free: Int) {
    precondition(parameters.indices.contains(free), "there is no parameter \(free) to free")
    self.network = network
    self.parameters = parameters
    self.free = free
  }

  private func values(_ parameter: Double) -> [Double] {
    var values = parameters
    values[free] = parameter
    return values
  }

  /// Calls a function with the state and the parameter of each point.
  private func forEachPoint(_ batch: PointBatch, _ body: (Int, _ state: [Double], _ parameters: [Double]) -> Void) {
    let n = network.dimension
    for k in 0..<batch.count {
      body(k, (0..<n).map { batch.states[$0 * batch.stride + k] }, values(batch.states[n * batch.stride + k]))
    }
  }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension FreeParameterField: AnalyticField {
  public var shape: VectorFieldShape { VectorFieldShape(dimension: network.dimension + 1, parameterCount: 0) }

  public func values(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) {
    let n = network.dimension
    forEachPoint(batch) { k, state, parameters in
      for (i, value) in network.values(at: state, parameters: parameters).enumerated() {
        output[i * batch.stride + k] = value
      }
      output[n * batch.stride + k] = 0
    }
  }

  public func jacobian(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) {
    let (n, count) = (network.dimension, parameters.count)
    forEachPoint(batch) { k, state, parameters in
      let inner = network.jacobian(at: state, parameters: parameters)
      let outer = network.parameterJacobian(at: state, parameters: parameters)
      for i in 0...n {
        for j in 0...n {
          let entry = i == n ? 0 : j == n ? outer[i * count + free] : inner[i * n + j]
          output[(i * (n + 1) + j) * batch.stride + k] = entry
        }
      }
    }
  }

  /// All parameters are fixed: there is nothing to compute.
  public func parameterJacobian(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) {}

  public func taylorCoefficients(
    state: [Double], direction: [Double], parameters: [Double], time: Double, order: Int
  ) -> [[Double]] {
    let (n, order) = (network.dimension, max(0, order))
    let jets = zip(state, direction).map { Jet.variable($0, order: order, direction: $1) }
    var parameters = self.parameters.map { Jet($0) }
    parameters[free] = jets[n]
    let values = network.formula(Array(jets.prefix(n)), parameters)
    return (0...order).map { k in values.map { $0[k] } + [0] }
  }
}
