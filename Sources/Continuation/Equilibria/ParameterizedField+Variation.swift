// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore

/// Directional derivatives of a field at many points at once, with their own derivatives: the second derivative of f along a
/// direction, exact and compiled like f itself.
struct FieldVariation: Sendable {
  private let field: ParameterizedField
  private let variation: any VectorField
  private var width: Int { field.dimension + field.freeCount }

  /// nil if the variational equations could not be compiled.
  init?(_ field: ParameterizedField) {
    guard let variation = field.variationField else { return nil }
    self.field = field
    self.variation = variation
  }

  /// Df (v, a) and its derivatives.
  /// - Parameters:
  ///   - points: State and free parameters variable by variable, `i * count + k`.
  ///   - directions: The directions in state and free parameters, likewise.
  /// - Returns: component `i` at point `k` at `i * count + k`; its derivative by state or parameter `j` at
  ///   `(i * (dimension + freeCount) + j) * count + k`.
  func evaluate(
    _ points: [Double], directions: [Double], count: Int
  ) -> (values: [Double], derivatives: [Double]) {
    var values = [Double](repeating: 0, count: 2 * width * count)
    var derivatives = [Double](repeating: 0, count: 4 * width * width * count)
    field.withBatch(points + directions, count: count) { batch in
      values.withUnsafeMutableBufferPointer { output in
        if let output = output.baseAddress { variation.values(batch, into: output) }
      }
      derivatives.withUnsafeMutableBufferPointer { output in
        if let output = output.baseAddress { variation.jacobian(batch, into: output) }
      }
    }
    // The rows of the direction's rates, and of each the first half: derivatives by state and parameters.
    let length = width * count
    var own: [Double] = []
    own.reserveCapacity(field.dimension * length)
    for i in 0..<field.dimension {
      let start = 2 * (width + i) * length
      own += derivatives[start..<(start + length)]
    }
    return (Array(values[length..<(length + field.dimension * count)]), own)
  }
}
