// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import Networks

// The arrays by their names.
extension NetworkFile {
  /// Larger networks are refused: a square matrix of so many units is half a gigabyte.
  private static let unitLimit = 8192

  /// An array with its name as messages call it.
  typealias Named = (label: String, matrix: Matrix)

  func find(_ names: [String]) -> NamedArray? {
    for name in names {
      if let found = arrays.first(where: { $0.name == name || $0.name.hasSuffix(".\(name)") }) { return found }
    }
    return nil
  }

  /// Refuses networks that need more than the past and their own layers.
  func refuseUnknownKinds() throws(ModelFileError) {
    if let found = arrays.first(where: { $0.name.contains("weight_") && $0.name.hasSuffix("_reverse") }) {
      throw ModelFileError(
        "the network runs in two directions ('\(found.name)'), so that its state is no dynamical system; "
          + "only networks of one direction are read", fileName: fileName)
    }
    if let found = find(["weight_hr_l0"]) {
      throw ModelFileError(
        "the LSTM projects its outputs ('\(found.name)', proj_size in PyTorch); only networks without projection are read",
        fileName: fileName)
    }
  }

  /// Refuses arrays of layers that were not found: a layer below them is missing.
  func refuseFurtherLayers(count: Int) throws(ModelFileError) {
    for array in arrays {
      guard let match = array.name.firstMatch(of: /(?:^|\.)(?:weight|bias)_(?:ih|hh)_l([0-9]+)$/) else { continue }
      if let layer = Int(match.output.1), layer < count { continue }
      throw ModelFileError(
        "'\(array.name)' is of a layer that cannot be built: there is no 'weight_hh_l\(count)'", fileName: fileName,
        hint: "Layers are numbered from 0 without gaps.")
    }
  }

  /// Refuses a file with several arrays of which each could be meant.
  func refuseAmbiguity(_ names: [String]) throws(ModelFileError) {
    for name in names {
      let found = arrays.filter { $0.name == name || $0.name.hasSuffix(".\(name)") }
      guard found.count > 1 else { continue }
      throw ModelFileError(
        "there are several arrays of the kind '\(name)': \(found.prefix(3).map { "'\($0.name)'" }.joined(separator: ", "))",
        fileName: fileName, hint: "Save the weights of one network in a file of their own.")
    }
  }

  func recurrentWeights(layer: Int) throws(ModelFileError) -> Named {
    let plain = ["weight_hh", "W_hh", "W_rec", "Wrec", "w_rec", "W_recurrent", "J", "W", "weights", "w"]
    let names = ["weight_hh_l\(layer)"] + (layer == 0 ? plain : [])
    try refuseAmbiguity(names)
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
    guard matrix.columnCount > 0 else {
      throw ModelFileError("'\(found.name)' has the shape \(found.array.shapeText): no units", fileName: fileName)
    }
    guard matrix.columnCount <= Self.unitLimit else {
      throw ModelFileError(
        "'\(found.name)' is of \(matrix.columnCount) units; at most \(Self.unitLimit) are read", fileName: fileName)
    }
    try check(found)
    return (found.name.isEmpty ? "the matrix" : "'\(found.name)'", matrix)
  }

  /// The weights of a layer with its inputs and biases.
  func layer(
    _ index: Int, _ recurrent: Named, _ architecture: Architecture, below: Int?
  ) throws(ModelFileError) -> LayerWeights {
    let (label, matrix) = recurrent
    let units = matrix.columnCount
    guard matrix.rowCount == architecture.gates * units else {
      throw failure(recurrent, "\(architecture.gates * units) x \(units)", architecture)
    }
    func names(_ torch: String, _ plain: [String]) -> [String] { ["\(torch)_l\(index)"] + (index == 0 ? plain : []) }
    let input = try self.matrix(names("weight_ih", ["weight_ih", "W_ih", "W_in", "Win", "w_in", "B"]), matrix)
    if let below, input?.columnCount != below {
      let found = input.map { "has \($0.columnCount) columns" } ?? "is missing"
      throw ModelFileError(
        "'weight_ih_l\(index)' \(found); the layer of \(label) hears the \(below) units of the layer below",
        fileName: fileName)
    }
    return LayerWeights(
      recurrent: matrix, input: input,
      inputBias: try vector(names("bias_ih", ["bias_ih", "b_ih"]), matrix.rowCount),
      recurrentBias: try vector(names("bias_hh", ["bias_hh", "b_hh", "b", "bias", "b_rec"]), matrix.rowCount))
  }

  /// The names and shapes of all arrays.
  private var listing: String {
    let shown = arrays.prefix(12).map { "\($0.name.isEmpty ? "(no name)" : $0.name) [\($0.array.shapeText)]" }
    return shown.joined(separator: ", ") + (arrays.count > 12 ? ", …" : "")
  }

  func inferred(_ recurrent: Named) throws(ModelFileError) -> Architecture {
    let (rows, columns) = (recurrent.matrix.rowCount, recurrent.matrix.columnCount)
    switch rows {
    case columns: return .tanh
    case 3 * columns: return .gru
    case 4 * columns: return .lstm
    default: throw failure(recurrent, "\(columns) x \(columns)", .tanh)
    }
  }

  private func failure(_ recurrent: Named, _ needed: String, _ architecture: Architecture) -> ModelFileError {
    ModelFileError(
      "\(recurrent.label) has the shape \(recurrent.matrix.rowCount) x \(recurrent.matrix.columnCount); the recurrent weights of "
        + "\(architecture.gates > 1 ? "a \(architecture.rawValue.uppercased())" : "\(architecture.rawValue) units") "
        + "are \(needed)", fileName: fileName,
      hint:
        "Square weights are of tanh, relu, softplus, sigmoid or linear units, three blocks of a GRU, four of an LSTM.")
  }

  private func matrix(_ names: [String], _ recurrent: Matrix) throws(ModelFileError) -> Matrix? {
    try refuseAmbiguity(names)
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
    try refuseAmbiguity(names)
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
