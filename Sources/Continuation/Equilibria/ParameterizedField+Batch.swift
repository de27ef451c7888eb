// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore

extension ParameterizedField {
  /// f and its derivatives by state and free parameters at many points at once.
  ///
  /// - Parameters:
  ///   - points: State and free parameters variable by variable: value `i` of point `k` at `i * count + k`.
  ///   - count: The number of points.
  ///   - values: Receives component `i` of point `k` at `i * count + k`, `dimension + freeCount` columns.
  ///   - derivatives: Receives the derivative of component `i` by coordinate `j` at
  ///     `(i * (dimension + freeCount) + j) * count + k`; nil if it is not wanted.
  public func evaluate(_ points: [Double], count: Int, values: inout [Double], derivatives: inout [Double]?) {
    withBatch(points, count: count) { batch in
      values.withUnsafeMutableBufferPointer { values in
        guard let values = values.baseAddress else { return }
        guard derivatives != nil else { return evaluateValues(batch, into: values) }
        derivatives?.withUnsafeMutableBufferPointer { derivatives in
          guard let derivatives = derivatives.baseAddress else { return }
          evaluate(batch, values: values, derivatives: derivatives)
        }
      }
    }
  }

  /// Describes points, variable by variable, to a field with this one's fixed parameters, at time 0.
  func withBatch(_ points: [Double], count: Int, _ body: (PointBatch) -> Void) {
    PointBatch.lend(points, [Double](repeating: 0, count: count), fixedParameters, to: body)
  }

  /// f and its derivatives from one evaluation, in which they share what they have in common.
  private func evaluate(
    _ batch: PointBatch, values: UnsafeMutablePointer<Double>, derivatives: UnsafeMutablePointer<Double>
  ) {
    let width = dimension + freeCount
    let (valueCount, derivativeCount) = (width * batch.count, width * width * batch.count)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: valueCount + derivativeCount) { both in
      guard let base = both.baseAddress else { return }
      evaluateValuesAndDerivatives(batch, into: base)
      values.update(from: base, count: valueCount)
      derivatives.update(from: base + valueCount, count: derivativeCount)
    }
  }
}
