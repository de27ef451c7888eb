// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Networks

/// A recurrent network from a file of weights.
///
/// Names are those of PyTorch (`weight_hh_l0`, `weight_ih_l0`, `bias_hh_l0`, `bias_ih_l0`, whatever stands before them
/// and a dot; further layers are `l1`, `l2`, …), or plain ones (`W`, `W_rec`, `J`; `W_in`, `B`; `b`, `bias`). A file with
/// one matrix is the recurrent weights.
public struct NetworkFile: Sendable {
  /// What kind of units the weights belong to.
  public enum Architecture: String, Codable, Hashable, Sendable, CaseIterable {
    case tanh
    case relu
    case softplus
    case sigmoid
    case linear
    case gru
    case lstm
  }

  let arrays: [NamedArray]
  let fileName: String

  /// Takes the arrays of a file.
  public init(_ arrays: [NamedArray], fileName: String) {
    self.arrays = arrays
    self.fileName = fileName
  }

  /// The network.
  ///
  /// - Parameters:
  ///   - name: what the network is called.
  ///   - architecture: the kind of units; if it is not told, the shape tells networks with gates, and others are tanh.
  ///   - dynamics: how vanilla networks change their state.
  ///   - rate: the share of the state that a step renews, or the time constant.
  /// - Throws: `ModelFileError` that names the array at fault, its shape and the shape that is needed.
  public func system(
    name: String, architecture: Architecture? = nil, dynamics: RecurrentNetwork.Dynamics = .steps,
    leakOrTau rate: Double = 1
  ) throws(ModelFileError) -> HighDimensionalSystem {
    try refuseUnknownKinds()
    let first = try recurrentWeights(layer: 0)
    // With `??` the error would lose its type.
    var told = architecture
    if told == nil { told = try inferred(first) }
    let units = told ?? .tanh
    var layers = [try layer(0, first, units, below: nil)]
    while find(["weight_hh_l\(layers.count)"]) != nil {
      let weights = try recurrentWeights(layer: layers.count)
      layers.append(try layer(layers.count, weights, units, below: layers[layers.count - 1].recurrent.columnCount))
    }
    try refuseFurtherLayers(count: layers.count)
    if dynamics != .steps, units.nonlinearity == nil || layers.count > 1 {
      throw ModelFileError(
        "a network with \(units.nonlinearity == nil ? "gates" : "several layers") changes in steps, not in continuous time",
        fileName: fileName, hint: "Leave out --dynamics.")
    }
    if let nonlinearity = units.nonlinearity, layers.count == 1 {
      let bias = zip(layers[0].inputBias, layers[0].recurrentBias).map { $0 + $1 }
      let network = RecurrentNetwork(
        Weights(layers[0].recurrent), inputWeights: layers[0].input, bias: bias, nonlinearity: nonlinearity,
        dynamics: dynamics)
      return vanilla(name, units, network, rate)
    }
    return layered(name, units, layers)
  }

  private func vanilla(
    _ name: String, _ architecture: Architecture, _ network: RecurrentNetwork, _ rate: Double
  ) -> HighDimensionalSystem {
    let units = network.dimension
    let size = "\(units) unit\(units == 1 ? "" : "s")"
    let reach = network.dynamics == .currents ? -3...3 : architecture.outputs
    let isMap = network.dynamics == .steps
    return HighDimensionalSystem(
      name: name, title: "\(architecture.rawValue) network \(name), \(size)", field: network,
      kind: isMap ? .map : .flow, variableNames: (1...units).map { "h\($0)" }, parameterNames: network.parameterNames,
      parameters: [1, rate] + [Double](repeating: 0, count: network.parameterNames.count - 2),
      ranges: [ClosedRange<Double>](repeating: reach, count: units), timeScale: isMap ? 1 / rate : rate)
  }

  private func layered(_ name: String, _ architecture: Architecture, _ layers: [LayerWeights]) -> HighDimensionalSystem
  {
    let network = LayeredNetwork(architecture.unit, layers: layers)
    let kind = architecture.nonlinearity == nil ? architecture.rawValue.uppercased() : architecture.rawValue
    let depth = layers.count > 1 ? "\(layers.count) layers, " : ""
    let cells = network.dimension - network.unitCount
    return HighDimensionalSystem(
      name: name, title: "\(kind) network \(name), \(depth)\(network.unitCount) units", field: network, kind: .map,
      variableNames: network.variableNames, parameterNames: network.parameterNames,
      parameters: [Double](repeating: 0, count: network.parameterNames.count),
      ranges: [ClosedRange<Double>](repeating: architecture.outputs, count: network.unitCount)
        + [ClosedRange<Double>](repeating: -2...2, count: cells))
  }
}

extension NetworkFile.Architecture {
  /// The function of units without gates.
  var nonlinearity: Nonlinearity? { Nonlinearity(rawValue: rawValue) }

  /// The units of networks of layers.
  var unit: LayeredNetwork.Unit {
    if self == .gru { return .gru }
    return nonlinearity.map { .simple($0) } ?? .lstm
  }

  /// The blocks of rows of the weights.
  var gates: Int { unit.gateCount }

  /// Where the outputs of units lie, or those of interest.
  var outputs: ClosedRange<Double> {
    switch self {
    case .sigmoid: 0...1
    case .relu, .softplus: 0...3
    case .tanh, .linear, .gru, .lstm: -1...1
    }
  }
}
