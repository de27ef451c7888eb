// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results

/// Looks for limit cycles far outside of a window: the search for cycles scans rays over some three decades of length, so that
/// the same search in windows that are thirty times, and nine hundred times, as large sees what goes around the whole scene.
enum OuterCycles {
  private static let factors = [30.0, 900]

  /// The cycles that reach out of a window, in the model's units.
  /// - Parameters:
  ///   - model: A flow of two variables without resets; others have none.
  ///   - window: The window whose cycles are known.
  ///   - fixedPoints: The fixed points.
  static func find(
    _ model: Model, around window: PlaneWindow, fixedPoints: [FixedPoint], isCancelled: @escaping @Sendable () -> Bool
  ) throws(ModelError) -> [LimitCycle] {
    guard model.kind == .flow, model.events.isEmpty, fixedPoints.contains(where: { $0.type != .saddle }) else {
      return []
    }
    var found: [LimitCycle] = []
    for factor in factors where !isCancelled() {
      let frame = window.enlarged(by: 0.5 * (factor - 1))
      guard let flow = try flow(model, frame) else { continue }
      var search = LimitCycleSearch(flow: flow, fixedPoints: fixedPoints)
      search.isCancelled = isCancelled
      let cycles = search.find().cycles.filter { cycle in
        cycle.points.contains { !window.contains(SIMD2($0)) }
      }
      found = cycles.merged(into: found)
    }
    return found
  }

  /// A model's flow in a window.
  static func flow(_ model: Model, _ window: PlaneWindow) throws(ModelError) -> PlanarFlow? {
    let (x, y) = (window.x, window.y)
    return try PlanarFlow(
      model: model,
      horizontal: AxisRange(name: model.variableNames[0], lower: x.lowerBound, upper: x.upperBound),
      vertical: AxisRange(name: model.variableNames[1], lower: y.lowerBound, upper: y.upperBound))
  }
}

extension [LimitCycle] {
  /// The cycles together with others, each once.
  func merged(into others: [LimitCycle]) -> [LimitCycle] {
    reduce(into: others) { all, cycle in
      if !all.contains(where: { $0.isSame(as: cycle) }) { all.append(cycle) }
    }
  }
}

extension LimitCycle {
  /// The smallest box around the cycle.
  var box: PlaneBox { PlaneBox(points.map { SIMD2($0) }) }

  /// Whether two computations have found the same cycle: periods and extents agree.
  func isSame(as other: LimitCycle) -> Bool {
    let (a, b) = (box, other.box)
    let reach = 1e-3 * pointwiseMax(a.extent, b.extent)
    func agree(_ p: SIMD2<Double>, _ q: SIMD2<Double>) -> Bool { all(p - q .<= reach) && all(q - p .<= reach) }
    return stable == other.stable && abs(period - other.period) <= 1e-5 * period && agree(a.lower, b.lower)
      && agree(a.upper, b.upper)
  }
}
