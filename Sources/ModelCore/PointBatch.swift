// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Many points at which a vector field is wanted, stored variable by variable.
///
/// Value `i` of point `k` is `states[i * stride + k]`, its time `times[k]`; the parameters are the same for all points. The
/// memory belongs to the caller and must outlive the call.
public struct PointBatch {
  /// The states, a column per variable.
  public var states: UnsafePointer<Double>
  /// The times, one for each point.
  public var times: UnsafePointer<Double>
  /// The parameters.
  public var parameters: UnsafePointer<Double>
  /// The number of points.
  public var count: Int
  /// The distance between columns; at least `count`.
  public var stride: Int

  /// Describes points in memory.
  public init(
    states: UnsafePointer<Double>, times: UnsafePointer<Double>, parameters: UnsafePointer<Double>, count: Int,
    stride: Int
  ) {
    self.states = states
    self.times = times
    self.parameters = parameters
    self.count = count
    self.stride = stride
  }
}

extension PointBatch {
  /// Lends points that stand in arrays, column by column without gaps.
  /// - Parameter times: One for each point, which tells how many there are.
  package static func lend(
    _ states: [Double], _ times: [Double], _ parameters: [Double], to body: (PointBatch) -> Void
  ) {
    states.withUnsafeBufferPointer { states in
      times.withUnsafeBufferPointer { times in
        parameters.withUnsafeBufferPointer { parameters in
          guard let first = times.baseAddress else { return }
          // Where there are no parameters, or no variables, any address does.
          body(
            PointBatch(
              states: states.baseAddress ?? first, times: first, parameters: parameters.baseAddress ?? first,
              count: times.count, stride: times.count))
        }
      }
    }
  }

  /// What is computed at such points: so many columns, without gaps; what is left out is not a number.
  package static func columns(
    _ count: Int, at states: [Double], _ times: [Double], _ parameters: [Double],
    _ compute: (PointBatch, UnsafeMutablePointer<Double>) -> Void
  ) -> [Double] {
    var output = [Double](repeating: .nan, count: count * times.count)
    output.withUnsafeMutableBufferPointer { output in
      guard let output = output.baseAddress else { return }
      lend(states, times, parameters) { compute($0, output) }
    }
    return output
  }
}

extension CompiledExpressions {
  /// The values of all expressions at points that stand in arrays, column by column: those of expression `r` from `r * times.count` on.
  package func values(_ states: [Double], times: [Double], parameters: [Double]) -> [Double] {
    PointBatch.columns(count, at: states, times, parameters) { values($0, into: $1) }
  }

  /// The same, a list for each expression.
  package func columns(_ states: [Double], times: [Double], parameters: [Double]) -> [[Double]] {
    let (all, points) = (values(states, times: times, parameters: parameters), times.count)
    return (0..<count).map { Array(all[$0 * points..<($0 + 1) * points]) }
  }
}
