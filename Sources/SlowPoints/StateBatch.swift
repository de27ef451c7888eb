// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// States of a system in the order in which fields are evaluated: component `i` of state `k` is at `i * count + k`.
struct StateBatch: Sendable {
  let dimension: Int
  let count: Int
  var values: [Double]

  init(dimension: Int, count: Int) {
    self.dimension = dimension
    self.count = count
    values = [Double](repeating: 0, count: dimension * count)
  }

  init(_ states: [[Double]], dimension: Int) {
    self.init(dimension: dimension, count: states.count)
    for (k, state) in states.enumerated() { for i in 0..<dimension { values[i * count + k] = state[i] } }
  }

  func state(_ k: Int) -> [Double] { (0..<dimension).map { values[$0 * count + k] } }

  mutating func set(_ k: Int, _ state: [Double]) {
    for i in 0..<dimension { values[i * count + k] = state[i] }
  }

  /// The squares of the lengths of all states.
  func squaredNorms() -> [Double] {
    var sums = [Double](repeating: 0, count: count)
    values.withUnsafeBufferPointer { values in
      for i in 0..<dimension { for k in 0..<count { sums[k] += values[i * count + k] * values[i * count + k] } }
    }
    return sums
  }

  /// The states at some places.
  func selecting(_ places: [Int]) -> StateBatch {
    var result = StateBatch(dimension: dimension, count: places.count)
    for i in 0..<dimension {
      for (new, old) in places.enumerated() { result.values[i * places.count + new] = values[i * count + old] }
    }
    return result
  }

  /// Every state is multiplied by a number of its own.
  mutating func scale(_ factors: [Double]) {
    values.withUnsafeMutableBufferPointer { values in
      for i in 0..<dimension { for k in 0..<count { values[i * count + k] *= factors[k] } }
    }
  }

  /// Adds multiples of other states, each by a number of its own.
  mutating func add(_ factors: [Double], _ other: StateBatch) {
    values.withUnsafeMutableBufferPointer { values in
      other.values.withUnsafeBufferPointer { other in
        for i in 0..<dimension {
          for k in 0..<count { values[i * count + k] += factors[k] * other[i * count + k] }
        }
      }
    }
  }
}
