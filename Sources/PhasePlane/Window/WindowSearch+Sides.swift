// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension WindowSearch {
  /// The window of a box: with a margin, for an angle one turn, and where a side is known that.
  /// - Parameter inner: What must be seen of the box on both sides of an axis that trajectories do not cross.
  func finished(_ box: PlaneBox, around inner: PlaneBox? = nil) -> PlaneWindow {
    func side(_ axis: Int) -> ClosedRange<Double> {
      if let side = known[axis] ?? turn(axis) { return side }
      let side = box.side(axis, margin: WindowSearch.margin)
      return inner.flatMap { barrier(axis, side, $0) } ?? side
    }
    return PlaneWindow(x: side(0), y: side(1))
  }

  /// A side cut off a little beyond an axis that no trajectory crosses, as that of a population, if all there is lies on one side of it.
  private func barrier(_ axis: Int, _ side: ClosedRange<Double>, _ inner: PlaneBox) -> ClosedRange<Double>? {
    let places = withoutSaddlesBehindAxes(outcome.points).map { $0.position[axis] }
    guard !system.isMap, outcome.continua.isEmpty, let least = places.min(), let most = places.max(),
      most - least > 0.1 * (side.upperBound - side.lowerBound)
    else { return nil }
    // Where both are invariant, each may be what trajectories come to from both sides.
    let (isLeast, isMost) = (isInvariant(axis, least, side, inner), isInvariant(axis, most, side, inner))
    if isLeast, !isMost {
      return PlaneBox.plainRange(least - WindowSearch.beyond * (side.upperBound - least)...side.upperBound, margin: 0)
    }
    if isMost, !isLeast {
      return PlaneBox.plainRange(side.lowerBound...most + WindowSearch.beyond * (most - side.lowerBound), margin: 0)
    }
    return nil
  }

  /// Points without the saddles on one side of an axis that no trajectory crosses, if there are but saddles on the axis, too, and another kind
  /// of point before it.
  func withoutSaddlesBehindAxes(_ points: [Equilibrium]) -> [Equilibrium] {
    if system.isMap { return points }
    var kept = points
    for axis in 0...1 {
      let box = PlaneBox(kept.map(\.position))
      let (least, most) = (box.lower[axis], box.upper[axis])
      guard most > least else { continue }
      func side(_ point: Equilibrium, of value: Double) -> Int {
        let offset = (point.position[axis] - value) / (most - least)
        return abs(offset) < 1e-9 ? 0 : offset < 0 ? -1 : 1
      }
      for value in Set(kept.map { $0.position[axis] }).sorted() where isInvariant(axis, value, least...most, box) {
        let others = kept.filter { !$0.isSaddle }.map { side($0, of: value) }
        for far in [-1, 1] where !others.isEmpty && others.allSatisfy({ $0 == -far }) {
          kept.removeAll { side($0, of: value) == far }
        }
      }
    }
    return kept
  }

  /// Whether a variable never leaves a value: its rate vanishes there, whatever the other variable is.
  private func isInvariant(_ axis: Int, _ value: Double, _ side: ClosedRange<Double>, _ box: PlaneBox) -> Bool {
    let step = 0.05 * (side.upperBound - side.lowerBound)
    func largest(_ coordinate: Double) -> Double {
      let points = (0..<16).map { k in
        var point = box.lower + (Double(k) + 0.5) / 16 * box.extent
        point[axis] = coordinate
        return point
      }
      return system.displacements.columns(at: points)[axis].reduce(0) { $1.isNaN ? .infinity : max($0, abs($1)) }
    }
    return largest(value) <= 1e-10 * max(largest(value + step), largest(value - step))
  }

  /// One turn of an angle, around zero unless a fixed point lies at its ends; then those are put where no fixed point is.
  private func turn(_ axis: Int) -> ClosedRange<Double>? {
    guard let period = periods[axis] else { return nil }
    let places = outcome.points.map { $0.position[axis] }.sorted()
    let isAtEnd = places.contains { abs(abs($0) - 0.5 * period) < 0.02 * period }
    guard isAtEnd, let first = places.first else { return -0.5 * period...0.5 * period }
    let gaps = zip(places, places.dropFirst() + [first + period]).map { (width: $1 - $0, middle: 0.5 * ($0 + $1)) }
    let widest = gaps.map(\.width).max() ?? period
    // Of the turns that begin in the middle of a widest gap, at or below zero, the one that reaches least below it.
    let lows = gaps.filter { $0.width > widest - 1e-9 * period }.map { gap in
      gap.middle - period * (gap.middle / period).rounded(.up)
    }
    let low = lows.max() ?? first - 0.5 * period
    return low...low + period
  }

  /// Whether a trajectory ends in a cycle around a fixed point; of a map, in anything but a point.
  func isCycle(_ path: WindowProbes.Path, around points: [Equilibrium]) -> Bool {
    if path.isNeutral || path.isAtRest { return false }
    let extent = PlaneBox(path.end).extent
    return system.isMap
      || points.contains { point in
        // What comes back to a fixed point again and again does so by rounding.
        path.turns(around: point.position) > WindowSearch.leastTurns
          && path.end.allSatisfy { (($0 - point.position) / extent).largest > WindowSearch.clearance }
      }
  }

  /// Whether points are told apart in a box.
  func isReadable(_ positions: [SIMD2<Double>], in box: PlaneBox) -> Bool {
    positions.indices.allSatisfy { k in
      positions[..<k].allSatisfy { ((positions[k] - $0) / box.extent).largest > WindowSearch.readable }
    }
  }
}
