// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import ModelCore
import RealModule
import Results

/// Tells whether a trajectory leaves states of rest of the fast variables sooner than the exact one does.
///
/// While they attract, differences from them shrink by the exponential of the integral of the growth rate over time, and afterwards they grow as
/// they have shrunk. Where they shrink below the errors of the integration, these grow in their place, and the trajectory leaves before
/// the integral is zero again.
struct DelayAccuracy {
  private let field: CompiledModel
  private let orbit: AttractorOrbit
  private let slow: [String]
  /// The error of each step over the size of a variable.
  private let tolerance: Double

  /// So many points of a visit are looked at.
  private static let samples = 500
  /// Where a visit begins and ends is uncertain by this logarithm of a difference.
  private static let margin = 5.0

  init(_ full: Model, _ orbit: AttractorOrbit, slow: [String], tolerance: Double) throws(ModelError) {
    field = try CompiledModel(full)
    (self.orbit, self.slow, self.tolerance) = (orbit, slow, tolerance)
  }

  /// What a reader should know of the first visit that ends too soon; nil if there is none.
  /// - Parameter visits: When the trajectory joins and leaves states of rest.
  func note(_ visits: [ClosedRange<Double>]) -> String? {
    for visit in visits {
      guard let least = leastDifference(on: visit), let last = points(of: visit).last else { continue }
      let place = slow.map { "\($0) = \(Float(orbit.values[$0]?[last] ?? .nan))" }.joined(separator: ", ")
      return
        "at \(place) the trajectory leaves states of rest that are unstable sooner than an exact one: differences from them shrink to "
        + "\(Self.text(ofLogarithm: least)) before they grow again, less than its tolerance of \(Float(tolerance)); a predicted exit is better, and "
        + "period and phases are uncertain by the difference"
    }
    return nil
  }

  /// A number by its power of ten.
  static func text(ofLogarithm logarithm: Double) -> String { "1e\(Int((logarithm / Double.log(10)).rounded()))" }

  private func points(of visit: ClosedRange<Double>) -> [Int] {
    orbit.times.indices.filter { visit.contains(orbit.times[$0]) }
  }

  /// The logarithm to which differences shrink on a visit that errors end before they have grown as much; nil for other visits.
  func leastDifference(on visit: ClosedRange<Double>) -> Double? {
    let points = points(of: visit)
    let step = max(1, points.count / Self.samples)
    let kept = stride(from: 0, to: points.count, by: step).map { points[$0] }
    let rates = kept.map(growthRate)
    var (logarithm, least) = (0.0, 0.0)
    for (k, pair) in zip(kept, kept.dropFirst()).enumerated() {
      logarithm += 0.5 * (rates[k] + rates[k + 1]) * (orbit.times[pair.1] - orbit.times[pair.0])
      least = min(least, logarithm)
    }
    let noise = Double.log(tolerance)
    // Where stability is not lost before the end, nothing has grown.
    let hasGrown = logarithm - least > -noise / 2
    return least < noise && hasGrown && logarithm < -Self.margin ? least : nil
  }

  /// The largest real part of the fast variables' eigenvalues at a point of the trajectory.
  private func growthRate(at k: Int) -> Double {
    let names = field.model.variableNames
    let state = names.map { orbit.values[$0]?[k] ?? .nan }
    let jacobian = field.jacobian(at: state, parameters: field.model.parameterValues)
    let fast = names.indices.filter { !slow.contains(names[$0]) }
    var block = Matrix(rows: fast.count, columns: fast.count)
    for (i, row) in fast.enumerated() {
      for (j, column) in fast.enumerated() { block[i, j] = jacobian[row * names.count + column] }
    }
    return Eigendecomposition.eigenvalues(block)?.map(\.real).max() ?? .nan
  }
}
