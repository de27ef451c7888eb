// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore

/// Second and third derivatives of a field at many points at once, from compiled Taylor coefficients by polarisation; exact to
/// round-off.
///
/// Points and directions are stored variable by variable, value `i` of point `k` at `i * count + k`, state and free parameters;
/// results likewise, without the free parameters.
extension ParameterizedField {
  /// B(u, v) at each point.
  func secondDerivatives(at points: [Double], _ u: [Double], _ v: [Double], count: Int) -> [Double] {
    if u == v { return taylorCoefficients(2, at: points, along: u, count: count).map { 2 * $0 } }
    let sum = taylorCoefficients(2, at: points, along: zip(u, v).map(+), count: count)
    let difference = taylorCoefficients(2, at: points, along: zip(u, v).map(-), count: count)
    return zip(sum, difference).map { ($0 - $1) / 2 }
  }

  /// C(u, v, w) at each point.
  func thirdDerivatives(at points: [Double], _ u: [Double], _ v: [Double], _ w: [Double], count: Int) -> [Double] {
    if u == v, v == w { return taylorCoefficients(3, at: points, along: u, count: count).map { 6 * $0 } }
    var total = [Double](repeating: 0, count: dimension * count)
    for (a, b) in [(1.0, 1.0), (1, -1), (-1, 1), (-1, -1)] {
      let direction = u.indices.map { u[$0] + a * v[$0] + b * w[$0] }
      let coefficients = taylorCoefficients(3, at: points, along: direction, count: count)
      for k in total.indices { total[k] += a * b * coefficients[k] / 4 }
    }
    return total
  }

  /// The coefficients of s^order in f(x + s d) at each point.
  private func taylorCoefficients(
    _ order: Int, at points: [Double], along directions: [Double], count: Int
  ) -> [Double] {
    let width = dimension + freeCount
    guard let compiled = directionalDerivatives(order: order) else {
      return taylorCoefficientsOneByOne(order, at: points, along: directions, count: count)
    }
    var output = [Double](repeating: 0, count: (order + 1) * width * count)
    withBatch(points, count: count) { batch in
      directions.withUnsafeBufferPointer { directions in
        output.withUnsafeMutableBufferPointer { output in
          guard let directions = directions.baseAddress, let output = output.baseAddress else { return }
          compiled.values(batch, directions: directions, into: output)
        }
      }
    }
    let start = order * width * count
    return Array(output[start..<(start + dimension * count)])
  }

  /// The same for a field that is not made of formulas.
  private func taylorCoefficientsOneByOne(
    _ order: Int, at points: [Double], along directions: [Double], count: Int
  ) -> [Double] {
    let width = dimension + freeCount
    var result = [Double](repeating: 0, count: dimension * count)
    for k in 0..<count {
      let (point, direction) = (
        (0..<width).map { points[$0 * count + k] }, (0..<width).map { directions[$0 * count + k] }
      )
      let coefficients = taylorCoefficients(at: point, along: direction, order: order)[order]
      for i in 0..<dimension { result[i * count + k] = coefficients[i] }
    }
    return result
  }
}
