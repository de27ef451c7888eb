// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore

/// A model of formulas as a linearizable field: its Jacobians are formed, at all points in one batch, and multiplied; where most
/// of their entries are zero, without these.
public struct FormulaField: Sendable {
  /// The compiled model.
  public let field: CompiledModel
  /// The derivatives that are not zero everywhere, where they are few.
  private let sparse: SparseJacobian?

  /// Up to this number of variables Jacobians are formed whole.
  public static let denseDimension = 40
  /// The share of entries that may differ from zero where zeros are left out.
  public static let largestShare = 0.125

  /// Takes a compiled model.
  public init(_ field: CompiledModel) {
    self.field = field
    let n = Double(field.dimension)
    let isCandidate = field.dimension > FormulaField.denseDimension && field.model.algebraicVariables.isEmpty
    let sparse = isCandidate ? field.sparseJacobian : nil
    self.sparse = sparse.flatMap { Double($0.entries.count) <= FormulaField.largestShare * n * n ? $0 : nil }
  }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension FormulaField: LinearizableField {
  public var shape: VectorFieldShape { field.shape }

  public func values(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) {
    field.values(batch, into: output)
  }

  public func jacobian(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) {
    field.jacobian(batch, into: output)
  }

  public func parameterJacobian(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) {
    field.parameterJacobian(batch, into: output)
  }

  public func taylorCoefficients(
    state: [Double], direction: [Double], parameters: [Double], time: Double, order: Int
  ) -> [[Double]] {
    field.taylorCoefficients(
      state: state, direction: direction, parameters: parameters, time: time, order: order)
  }

  public func linearization(_ batch: PointBatch) -> any JacobianProducts {
    let (n, count) = (dimension, batch.count)
    if let sparse { return SparseJacobians(sparse, dimension: n, batch) }
    // The field writes with the batch's stride.
    var columns = [Double](repeating: 0, count: n * n * batch.stride)
    field.jacobian(batch, into: &columns)
    guard batch.stride > count else { return FormedJacobians(dimension: n, count: count, entries: columns) }
    var entries = [Double](repeating: 0, count: n * n * count)
    for e in 0..<n * n { for k in 0..<count { entries[e * count + k] = columns[e * batch.stride + k] } }
    return FormedJacobians(dimension: n, count: count, entries: entries)
  }
}

/// Jacobians entry by entry: entry (i, j) at point `k` is at `(i * n + j) * count + k`.
struct FormedJacobians: JacobianProducts {
  let dimension: Int
  let count: Int
  let entries: [Double]

  func multiply(_ vectors: UnsafePointer<Double>, into output: UnsafeMutablePointer<Double>) {
    output.update(repeating: 0, count: dimension * count)
    for i in 0..<dimension {
      for j in 0..<dimension {
        for k in 0..<count {
          output[i * count + k] += entries[(i * dimension + j) * count + k] * vectors[j * count + k]
        }
      }
    }
  }

  func multiplyTransposed(_ vectors: UnsafePointer<Double>, into output: UnsafeMutablePointer<Double>) {
    output.update(repeating: 0, count: dimension * count)
    for i in 0..<dimension {
      for j in 0..<dimension {
        for k in 0..<count {
          output[j * count + k] += entries[(i * dimension + j) * count + k] * vectors[i * count + k]
        }
      }
    }
  }
}
