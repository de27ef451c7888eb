// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Networks

/// A recurrent network from a file of weights.
///
/// Names are those of PyTorch (`weight_hh_l0`, `weight_ih_l0`, `bias_hh_l0`, `bias_ih_l0`, whatever stands before them
/// and a dot), or plain ones (`W`, `W_rec`, `J`; `W_in`, `B`; `b`, `bias`). A file with one matrix is the recurrent weights.
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

    var nonlinearity: Nonlinearity? { Nonlinearity(rawValue: rawValue) }
    /// The blocks of rows of the weights.
    var gates: Int { self == .gru ? 3 : self == .lstm ? 4 : 1 }
  }

  private let arrays: [NamedArray]
  private let fileName: String

  /// Takes the arrays of a file.
  public init(_ arrays: [NamedArray], fileName: String) {
    self.arrays = arrays
    self.fileName = fileName
  }

  /// The network.
  ///
  /// - Parameters:
  ///   - architecture: the kind of units; if it is not told, the shape tells networks with gates, and others are tanh.
  ///   - dynamics: how vanilla networks change their state.
  ///   - leakOrTau: the share of the state that a step renews, or the time constant.
  /// - Throws: `ModelFileError` that names the array at fault, its shape and the shape that is needed.
  public func system(
    name: String, architecture: Architecture? = nil, dynamics: RecurrentNetwork.Dynamics = .steps,
    leakOrTau rate: Double = 1
  ) throws(ModelFileError) -> HighDimensionalSystem {
    let (label, recurrent) = try recurrentWeights()
    let units = recurrent.columnCount
    var kind = architecture
    if kind == nil { kind = try inferred(label, recurrent) }
    let architecture = kind ?? .tanh
    guard recurrent.rowCount == architecture.gates * units, units > 0 else {
      throw failure(label, recurrent, "\(architecture.gates * units) x \(units)", architecture)
    }
    let input = try matrix(["weight_ih_l0", "weight_ih", "W_ih", "W_in", "Win", "w_in", "B"], recurrent, architecture)
    let inputBias = try vector(["bias_ih_l0", "bias_ih", "b_ih"], recurrent.rowCount)
    let recurrentBias = try vector(["bias_hh_l0", "bias_hh", "b_hh", "b", "bias", "b_rec"], recurrent.rowCount)
    if architecture.nonlinearity == nil, dynamics != .steps {
      throw ModelFileError(
        "a network with gates changes in steps, not in continuous time", fileName: fileName,
        hint: "Leave out --dynamics.")
    }
    let gated = GatedWeights(
      recurrent: recurrent, input: input, inputBias: inputBias, recurrentBias: recurrentBias)
    switch architecture {
    case .gru:
      let network = GRUNetwork(gated)
      return describe(name, "GRU", network, network.parameterNames, units, cells: false)
    case .lstm:
      let network = LSTMNetwork(gated)
      return describe(name, "LSTM", network, network.parameterNames, units, cells: true)
    default:
      let bias = zip(gated.inputBias, gated.recurrentBias).map { $0 + $1 }
      let network = RecurrentNetwork(
        Weights(recurrent), inputWeights: input, bias: bias, nonlinearity: architecture.nonlinearity ?? .tanh,
        dynamics: dynamics)
      return vanilla(name, architecture, network, rate)
    }
  }

  private func vanilla(
    _ name: String, _ architecture: Architecture, _ network: RecurrentNetwork, _ rate: Double
  ) -> HighDimensionalSystem {
    let units = network.dimension
    let reach: ClosedRange<Double> =
      switch (network.dynamics, architecture) {
      case (.currents, _): -3...3
      case (_, .sigmoid): 0...1
      case (_, .relu), (_, .softplus): 0...3
      default: -1...1
      }
    let isMap = network.dynamics == .steps
    return HighDimensionalSystem(
      name: name, title: "\(architecture.rawValue) network \(name), \(units) units", field: network,
      kind: isMap ? .map : .flow, variableNames: (1...units).map { "h\($0)" }, parameterNames: network.parameterNames,
      parameters: [1, rate] + [Double](repeating: 0, count: network.parameterNames.count - 2),
      ranges: [ClosedRange<Double>](repeating: reach, count: units), timeScale: isMap ? 1 / rate : rate)
  }

  private func describe(
    _ name: String, _ kind: String, _ field: any NetworkField, _ parameters: [String], _ units: Int, cells: Bool
  ) -> HighDimensionalSystem {
    let hidden = (1...units).map { "h\($0)" }
    let ranges = [ClosedRange<Double>](repeating: -1...1, count: units)
    return HighDimensionalSystem(
      name: name, title: "\(kind) network \(name), \(units) units", field: field, kind: .map,
      variableNames: cells ? hidden + (1...units).map { "c\($0)" } : hidden, parameterNames: parameters,
      parameters: [Double](repeating: 0, count: parameters.count),
      ranges: cells ? ranges + [ClosedRange<Double>](repeating: -2...2, count: units) : ranges)
  }
}

// The arrays by their names.
extension NetworkFile {
  private func find(_ names: [String]) -> NamedArray? {
    for name in names {
      if let found = arrays.first(where: { $0.name == name || $0.name.hasSuffix(".\(name)") }) { return found }
    }
    return nil
  }

  private func recurrentWeights() throws(ModelFileError) -> (label: String, matrix: Matrix) {
    for (name, meaning) in [("weight_hh_l1", "several layers"), ("weight_hh_l0_reverse", "two directions")]
    where find([name]) != nil {
      throw ModelFileError(
        "the network has \(meaning) ('\(name)'); only networks of one layer and one direction are read",
        fileName: fileName)
    }
    let names = [
      "weight_hh_l0", "weight_hh", "W_hh", "W_rec", "Wrec", "w_rec", "W_recurrent", "J", "W", "weights", "w",
    ]
    let matrices = arrays.filter { $0.array.shape.count == 2 }
    guard let found = find(names) ?? (matrices.count == 1 ? matrices[0] : nil) else {
      throw ModelFileError(
        "there are no recurrent weights among the arrays \(listing)", fileName: fileName,
        hint: "They are called \(names.prefix(4).joined(separator: ", ")) or W, or are the only matrix of the file.")
    }
    guard let matrix = found.array.matrix else {
      throw ModelFileError(
        "'\(found.name)' has the shape \(found.array.shapeText); recurrent weights are a matrix", fileName: fileName)
    }
    try check(found)
    return (found.name.isEmpty ? "the matrix" : "'\(found.name)'", matrix)
  }

  /// The names and shapes of all arrays.
  private var listing: String {
    let shown = arrays.prefix(12).map { "\($0.name.isEmpty ? "(no name)" : $0.name) [\($0.array.shapeText)]" }
    return shown.joined(separator: ", ") + (arrays.count > 12 ? ", …" : "")
  }

  private func inferred(_ label: String, _ matrix: Matrix) throws(ModelFileError) -> Architecture {
    switch matrix.rowCount {
    case matrix.columnCount: return .tanh
    case 3 * matrix.columnCount: return .gru
    case 4 * matrix.columnCount: return .lstm
    default: throw failure(label, matrix, "\(matrix.columnCount) x \(matrix.columnCount)", .tanh)
    }
  }

  private func failure(
    _ label: String, _ matrix: Matrix, _ needed: String, _ architecture: Architecture
  ) -> ModelFileError {
    ModelFileError(
      "\(label) has the shape \(matrix.rowCount) x \(matrix.columnCount); the recurrent weights of "
        + "\(architecture.gates > 1 ? "a \(architecture.rawValue.uppercased())" : "\(architecture.rawValue) units") "
        + "are \(needed)", fileName: fileName,
      hint:
        "Square weights are of tanh, relu, softplus, sigmoid or linear units, three blocks of a GRU, four of an LSTM.")
  }

  private func matrix(
    _ names: [String], _ recurrent: Matrix, _ architecture: Architecture
  ) throws(ModelFileError) -> Matrix? {
    guard let found = find(names) else { return nil }
    try check(found)
    // A list of numbers is a single input.
    let shape = found.array.shape.count == 1 ? found.array.shape + [1] : found.array.shape
    guard shape.count == 2, shape[0] == recurrent.rowCount else {
      throw ModelFileError(
        "'\(found.name)' has the shape \(found.array.shapeText); the weights of inputs need \(recurrent.rowCount) rows",
        fileName: fileName)
    }
    return Matrix(rows: shape[0], columns: shape[1], elements: found.array.values)
  }

  private func vector(_ names: [String], _ count: Int) throws(ModelFileError) -> [Double]? {
    guard let found = find(names) else { return nil }
    try check(found)
    guard found.array.values.count == count, found.array.shape.count(where: { $0 != 1 }) <= 1 else {
      throw ModelFileError(
        "'\(found.name)' has the shape \(found.array.shapeText); this bias needs \(count) numbers", fileName: fileName)
    }
    return found.array.values
  }

  private func check(_ found: NamedArray) throws(ModelFileError) {
    if let place = found.array.values.firstIndex(where: { !$0.isFinite }) {
      throw ModelFileError(
        "'\(found.name)' holds a value that is not a finite number (entry \(place + 1) of \(found.array.values.count))",
        fileName: fileName)
    }
  }
}
