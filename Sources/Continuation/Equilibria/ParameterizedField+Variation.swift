// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore

/// Directional derivatives of a field at many points at once, with their own derivatives: the second derivative of f along a
/// direction, exact and compiled like f itself.
struct FieldVariation: Sendable {
  private let field: any VectorField
  private let dimension: Int
  private let width: Int
  private let parameters: [Double]

  /// nil if the variational equations could not be compiled.
  init?(_ field: ParameterizedField) {
    guard let variation = field.variationField else { return nil }
    self.field = variation
    dimension = field.dimension
    width = field.dimension + field.freeCount
    parameters = field.fixedParameters
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
    let (states, times) = (points + directions, [Double](repeating: 0, count: count))
    states.withUnsafeBufferPointer { states in
      times.withUnsafeBufferPointer { times in
        (parameters + [0]).withUnsafeBufferPointer { parameters in
          guard let states = states.baseAddress, let times = times.baseAddress,
            let parameters = parameters.baseAddress
          else { return }
          let batch = PointBatch(states: states, times: times, parameters: parameters, count: count, stride: count)
          values.withUnsafeMutableBufferPointer { output in
            if let output = output.baseAddress { field.values(batch, into: output) }
          }
          derivatives.withUnsafeMutableBufferPointer { output in
            if let output = output.baseAddress { field.jacobian(batch, into: output) }
          }
        }
      }
    }
    // The rows of the direction's rates, and of each the first half: derivatives by state and parameters.
    let length = width * count
    var own: [Double] = []
    own.reserveCapacity(dimension * length)
    for i in 0..<dimension {
      let start = 2 * (width + i) * length
      own += derivatives[start..<(start + length)]
    }
    return (Array(values[length..<(length + dimension * count)]), own)
  }
}
