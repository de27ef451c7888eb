// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import RealModule
import Results

/// Looks for closed orbits on which an angle goes round: cycles on a cylinder or a torus that surround no fixed point.
///
/// A section across the angle is mapped to its image a turn further (Andronov, Vitt and Khaikin 1966, Theory of Oscillators,
/// chapter 7); where the sense changes in which trajectories drift there is a closed orbit. Sections are scanned in frames of
/// several heights. If the other variable is an angle too, the map is one of a circle, and up to eight turns are looked at.
struct RotationSearch {
  let model: Model
  /// The periods of both variables, one of them at least.
  let periods: [Double?]
  /// The part of the plane around which to look.
  let window: PlaneWindow
  let fixedPoints: [FixedPoint]
  /// Whether to look above and below the window, too.
  var widens = true
  var isCancelled: @Sendable () -> Bool = { false }

  /// The heights of frames in which sections are scanned, relative to the window.
  private static let factors = [1.0, 30, 900]
  /// The positions on a section, odd so that symmetric ones are not looked at alone.
  private static let count = 65
  /// The most turns of one angle after which an orbit on a torus is looked at for having closed.
  private static let mostTurns = 8
  /// The most evaluations of the right-hand side.
  private static let evaluations = 10_000_000

  /// The closed orbits, and what there is to remark.
  func find() throws(ModelError) -> (cycles: [LimitCycle], remarks: [LimitCycleRemark]) {
    let allowance = WorkAllowance(evaluations: Self.evaluations, isCancelled: isCancelled)
    var cycles: [LimitCycle] = []
    var remarks: [LimitCycleRemark] = []
    let isTorus = periods.allSatisfy { $0 != nil }
    let frames = [0, 1].filter { periods[$0] != nil }.flatMap { axis in
      (isTorus || !widens ? [1] : Self.factors).map { (axis: axis, factor: $0) }
    }
    for (done, frame) in frames.enumerated() {
      guard var flow = try flow(frame.axis, frame.factor) else { continue }
      flow.allowance = WorkAllowance(partOf: allowance, count: frames.count - done)
      var found = LimitCycleCollection(flow: flow)
      for turns in 1...(isTorus ? Self.mostTurns : 1) {
        let isCrossed = scan(flow, axis: frame.axis, turns: turns, &found)
        // Where no trajectory goes round once, none goes round more often.
        if !isCrossed { break }
        // Orbits on a torus that do not cross go round equally often.
        if !found.orbits.isEmpty || found.hasBands { break }
      }
      let result = found.result(fixedPoints: FixedPointTraps([], flow: flow))
      for cycle in result.cycles
      where !cycles.contains(where: { $0.isSame(as: cycle, periods: periods, unit: window.size) }) {
        cycles.append(cycle)
      }
      for remark in result.remarks where !remarks.contains(remark) { remarks.append(remark) }
    }
    if let shortage = allowance.shortage { remarks.append(.cutShort(shortage)) }
    return (cycles, remarks)
  }

  /// The flow in a frame of one turn of an angle, and some heights of the window across, or a turn of the other.
  private func flow(_ axis: Int, _ factor: Double) throws(ModelError) -> PlanarFlow? {
    let sides = [window.x, window.y].enumerated().map { index, side -> ClosedRange<Double> in
      if let period = periods[index] { return side.lowerBound...side.lowerBound + period }
      let reach = 0.5 * factor * (side.upperBound - side.lowerBound)
      let middle = 0.5 * (side.lowerBound + side.upperBound)
      return middle - reach...middle + reach
    }
    var flow = try OuterCycles.flow(model, PlaneWindow(x: sides[0], y: sides[1]))
    flow?.periods = periods
    return flow
  }

  /// Adds the orbits that close after some turns; false if no trajectory makes them.
  private func scan(_ flow: PlanarFlow, axis: Int, turns: Int, _ found: inout LimitCycleCollection) -> Bool {
    let isHorizontal = axis == 0
    let direction = isHorizontal ? PlanePoint(0, 1) : PlanePoint(1, 0)
    let offset = Double(turns) * (isHorizontal ? PlanePoint(1, 0) : PlanePoint(0, 1))
    let rule = ReturnMap.Rule.turns(
      SectionTurns(offset: offset, lateralPeriod: periods[1 - axis] == nil ? nil : 1))
    var map = ReturnMap(
      flow: flow, origin: -0.5 * (isHorizontal ? PlanePoint(1, 0) : PlanePoint(0, 1)), direction: direction,
      rule: rule, traps: FixedPointTraps(fixedPoints, flow: flow))
    map.bound = max(map.bound, Double(2 * turns + 1))
    // Along an angle the last position is the first again.
    let last = periods[1 - axis] == nil ? Self.count - 1 : Self.count
    let positions = (0...last).map { (Double($0) + 0.5) / Double(Self.count) - 0.5 }
    let search = LimitCycleSearch(flow: flow, fixedPoints: fixedPoints)
    // On a torus trajectories that do not come around are as a rule caught between saddles.
    var scan = RayScan(map: map, positions: positions, followsStiffly: periods[1 - axis] == nil)
    search.addOrbits(of: &scan, &found)
    return scan.samples.contains { $0.drift != nil }
  }
}

extension LimitCycle {
  /// Whether two computations have found the same cycle, which may begin turns apart.
  /// - Parameters:
  ///   - periods: The periods of the variables that are angles.
  ///   - unit: The lengths against which distances are measured.
  func isSame(as other: LimitCycle, periods: [Double?], unit: SIMD2<Double>) -> Bool {
    guard turns == other.turns, stable == other.stable, abs(period - other.period) <= 1e-5 * period,
      let first = other.points.first.map({ SIMD2($0) })
    else { return false }
    func scaled(_ point: SIMD2<Double>) -> PlanePoint { PlanePoint(point.x / unit.x, point.y / unit.y) }
    let own = points.map { scaled(SIMD2($0)) }
    let most = turns?.values.map(abs).max() ?? 1
    func shifts(_ axis: Int) -> [Double] {
      periods[axis].map { period in (-most...most).map { period * Double($0) } } ?? [0]
    }
    return shifts(0).contains { x in
      shifts(1).contains { y in scaled(first + SIMD2(x, y)).distance(toPolyline: own) < 1e-3 }
    }
  }
}
