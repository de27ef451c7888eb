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
  /// The planes beside which the trajectory keeps its digits, by the variables that are zero on them.
  private let planes: [[String]]

  /// So many points of a visit are looked at.
  private static let samples = 500
  /// Where a visit begins and ends is uncertain by this logarithm of a difference.
  private static let margin = 5.0

  init(
    _ full: Model, _ orbit: AttractorOrbit, slow: [String], tolerance: Double, planes: [[String]]
  ) throws(ModelError) {
    field = try CompiledModel(full)
    (self.orbit, self.slow, self.tolerance, self.planes) = (orbit, slow, tolerance, planes)
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
    let fast = coveredVariables(on: points)
    if fast.isEmpty { return nil }
    let rates = kept.map { growthRate(of: fast, at: $0) }
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

  /// The positions of the fast variables whose differences from rest errors can cover: all but those that rest on a plane beside which the
  /// trajectory keeps its digits. On the plane their rates do not depend on the others.
  private func coveredVariables(on points: [Int]) -> [Int] {
    let kept = planes.filter { plane in
      func distance(_ k: Int) -> Double { plane.reduce(0) { max($0, abs(orbit.values[$1]?[k] ?? .nan)) } }
      let largest = orbit.times.indices.reduce(0) { max($0, distance($1)) }
      return points.contains { distance($0) < tolerance * largest }
    }
    let names = field.model.variableNames
    return names.indices.filter { i in !slow.contains(names[i]) && !kept.contains { $0.contains(names[i]) } }
  }

  /// The largest real part of the eigenvalues of some variables at a point of the trajectory.
  private func growthRate(of fast: [Int], at k: Int) -> Double {
    let names = field.model.variableNames
    let state = names.map { orbit.values[$0]?[k] ?? .nan }
    let jacobian = field.jacobian(at: state, parameters: field.model.parameterValues)
    var block = Matrix(rows: fast.count, columns: fast.count)
    for (i, row) in fast.enumerated() {
      for (j, column) in fast.enumerated() { block[i, j] = jacobian[row * names.count + column] }
    }
    return Eigendecomposition.eigenvalues(block)?.map(\.real).max() ?? .nan
  }
}
