// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

extension LimitCycleSearch {
  /// Finds the closed orbits around a fixed point from the return map of a ray.
  func scanRay(from trap: FixedPointTraps.Trap, _ found: inout LimitCycleCollection) {
    let (direction, length) = clearestRay(from: trap)
    let map = ReturnMap(flow: flow, origin: trap.point, direction: direction, rule: .winding, traps: traps)
    var scan = RayScan(map: map, length: length, innerDrift: innerDrift(trap))
    let band = addOrbits(of: &scan, &found)
    if let band { found.remark(.region(fixedPoint: trap.index, periods: band.periods)) }
  }

  /// Adds the closed orbits that cross a section, and tells where all orbits are closed.
  @discardableResult
  func addOrbits(of scan: inout RayScan, _ found: inout LimitCycleCollection) -> RayScan.Band? {
    scan.refine()
    let band = scan.removeBands()
    if band != nil { found.hasBands = true }
    let known = found.crossings(origin: scan.map.origin, direction: scan.map.direction)
    for bracket in scan.brackets {
      let range = min(bracket.lower, bracket.upper)...max(bracket.lower, bracket.upper)
      if known.contains(where: range.contains) { continue }
      if let orbit = scan.map.bestClosedOrbit(
        between: (bracket.lower, bracket.lowerSign), and: bracket.upper, guess: bracket.guess)
      {
        found.add(orbit)
      }
    }
    for range in scan.approaches where !known.contains(where: range.contains) {
      if let orbit = scan.map.touchingOrbit(in: range) { found.add(orbit) }
    }
    return band
  }

  /// The sense in which trajectories very near a focus drift, or nil if they do not go around.
  private func innerDrift(_ trap: FixedPointTraps.Trap) -> Double? {
    let fixedPoint = fixedPoints[trap.index]
    let discriminant = fixedPoint.trace * fixedPoint.trace - 4 * fixedPoint.determinant
    // The sign is not to be trusted where the linear part nearly is a centre's.
    if discriminant >= 0 || abs(fixedPoint.trace) < 1e-9 * (-discriminant).squareRoot() { return nil }
    return fixedPoint.trace
  }

  /// The ray from a fixed point that the flow crosses most evenly in one sense, far from other fixed points.
  private func clearestRay(from trap: FixedPointTraps.Trap) -> (direction: PlanePoint, length: Double) {
    let diagonal = 0.5.squareRoot()
    let directions = [(1.0, 0.0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, 1), (-1, -1), (1, -1)].map { x, y in
      x == 0 || y == 0 ? PlanePoint(x, y) : PlanePoint(diagonal * x, diagonal * y)
    }
    var best = (direction: directions[0], length: 1.0)
    var bestScore = -Double.infinity
    for direction in directions {
      let length = RayScan.length(from: trap.point, direction, bound: 1)
      var (left, right, straight) = (0.0, 0.0, 0.0)
      for step in 1...12 {
        let point = trap.point + (length * Double(step) / 12) * direction
        let rate = flow.rate(at: point)
        let sine = direction.cross(rate) / max(rate.length, 1e-300)
        if sine > 0 { left += 1 } else if sine < 0 { right += 1 }
        if abs(sine) > 0.1 { straight += 1 }
      }
      let clearance =
        traps.points.filter { $0.index != trap.index }.map { other in
          let offset = other.point - trap.point
          return direction.dot(offset) > 0 ? abs(direction.cross(offset)) : 1
        }.min() ?? 1
      let score = max(left, right) + 0.5 * straight + 4 * min(clearance, 0.2)
      // Among rays that are about as good the first is taken, so that symmetries decide nothing.
      if score > bestScore + 0.1 { (best, bestScore) = ((direction, length), score) }
    }
    return best
  }
}
