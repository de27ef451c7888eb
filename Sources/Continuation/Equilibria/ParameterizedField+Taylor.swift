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
    let (u, v) = (u.ofUnitSize, v.ofUnitSize)
    let sum = taylorCoefficients(2, at: points, along: zip(u.vector, v.vector).map(+), count: count)
    let difference = taylorCoefficients(2, at: points, along: zip(u.vector, v.vector).map(-), count: count)
    let size = u.size * v.size / 2
    return zip(sum, difference).map { size * ($0 - $1) }
  }

  /// C(u, v, w) at each point.
  func thirdDerivatives(at points: [Double], _ u: [Double], _ v: [Double], _ w: [Double], count: Int) -> [Double] {
    if u == v, v == w { return taylorCoefficients(3, at: points, along: u, count: count).map { 6 * $0 } }
    let (u, v, w) = (u.ofUnitSize, v.ofUnitSize, w.ofUnitSize)
    let size = u.size * v.size * w.size / 4
    var total = [Double](repeating: 0, count: dimension * count)
    for (a, b) in [(1.0, 1.0), (1, -1), (-1, 1), (-1, -1)] {
      let direction = u.vector.indices.map { u.vector[$0] + a * v.vector[$0] + b * w.vector[$0] }
      let coefficients = taylorCoefficients(3, at: points, along: direction, count: count)
      for k in total.indices { total[k] += a * b * coefficients[k] }
    }
    return total.map { size * $0 }
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

extension [Double] {
  /// The vector divided by a power of two, so that its largest component lies between 1 and 2, and that power: directions that are
  /// added to each other keep their digits whatever their lengths.
  var ofUnitSize: (vector: [Double], size: Double) {
    let largest = reduce(0) { Swift.max($0, abs($1)) }
    guard largest.isNormal else { return (self, 1) }
    let size = Double(sign: .plus, exponent: largest.exponent, significand: 1)
    return (map { $0 / size }, size)
  }
}
