// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// Covers a window with streamlines of about equal distance.
///
/// **Method** (Jobard and Lefer 1997): lines start at a given distance beside lines that are already there, and run in both
/// directions until they leave the window, come too near another line or themselves, or reach a fixed point. They are
/// computed in coordinates of the window along the unit vectors of the field, so that slow places cost no more than fast
/// ones, by the embedded pair of Bogacki and Shampine (1989) with an error of 1e-5 of the window per step.
/// - Complexity: O(1 / separation^2) evaluations of the field.
public struct StreamlinePlacement {
  private let function: PlaneFunction
  private let window: PlaneWindow
  /// The distance of a new line from its neighbours, in units of the window.
  private let separation: Double
  private var occupancy: StreamlineOccupancy
  private var lines: [[SIMD2<Double>]] = []

  /// Prepares the placement of the streamlines of a flow.
  /// - Parameters:
  ///   - system: The flow.
  ///   - window: The window to fill.
  ///   - separation: The distance between lines, as a fraction of the window's size.
  public init(_ system: PlanarSystem, window: PlaneWindow, separation: Double) {
    function = system.displacements
    self.window = window
    self.separation = separation
    occupancy = StreamlineOccupancy(separation: separation)
  }

  /// The streamlines, each in the sense of the flow; those placed so far when `isCancelled` answers true.
  public mutating func place(isCancelled: () -> Bool = { false }) -> [PlaneCurve] {
    // Places far from all lines are found on a grid; from each the lines then spread over all that is connected.
    let count = Int((1 / separation).rounded(.up))
    for index in 0..<count * count where !isCancelled() {
      // From the middle outwards, so that the first lines are long.
      let cell = (index + (count * count) / 2 + count / 2) % (count * count)
      grow(from: (SIMD2(Double(cell % count), Double(cell / count)) + 0.5) / Double(count))
    }
    return lines.map { line in PlaneCurve(points: line.map { window.point(at: $0).list }) }
  }

  /// Adds a line through a seed and all lines that find room beside it.
  private mutating func grow(from seed: SIMD2<Double>) {
    var next = lines.count
    addLine(through: seed)
    while next < lines.count {
      let line = lines[next]
      for k in stride(from: 0, to: line.count - 1, by: 2) {
        let along = line[k + 1] - line[k]
        let norm = along.norm
        guard norm > 0 else { continue }
        let across = SIMD2(-along.y, along.x) * (separation / norm)
        addLine(through: line[k] + across)
        addLine(through: line[k] - across)
      }
      next += 1
    }
  }

  private mutating func addLine(through seed: SIMD2<Double>) {
    guard isInside(seed), occupancy.isFree(seed, distance: 0.98 * separation) else { return }
    var forward = trace(from: seed, sense: 1, before: [])
    let backward = trace(from: seed, sense: -1, before: forward)
    forward = backward.dropFirst().reversed() + forward
    let length = zip(forward, forward.dropFirst()).reduce(0) { sum, pair in
      sum + (pair.1 - pair.0).norm
    }
    guard length > 1.5 * separation else { return }
    for point in forward { occupancy.insert(point) }
    lines.append(forward)
  }

  /// One half of a line, from the seed on.
  private func trace(from seed: SIMD2<Double>, sense: Double, before: [SIMD2<Double>]) -> [SIMD2<Double>] {
    var points = [seed]
    var own = StreamlineOccupancy(separation: separation)
    // The other half keeps this one from running over it, except near the seed.
    for point in before.dropFirst(8) { own.insert(point) }
    guard var slope = direction(at: seed, sense: sense) else { return points }
    var step = 0.25 * separation
    while points.count < 4000 {
      guard let (next, nextSlope) = advance(from: points[points.count - 1], slope: slope, step: &step, sense: sense)
      else { break }
      guard isInside(next) else {
        points.append(clipped(from: points[points.count - 1], to: next))
        break
      }
      guard occupancy.isFree(next, distance: 0.5 * separation), own.isFree(next, distance: 0.4 * separation) else {
        break
      }
      points.append(next)
      if points.count > 8 { own.insert(points[points.count - 8]) }
      slope = nextSlope
    }
    return points
  }

  /// One accepted step; nil where the field comes to rest, is undefined or turns back within the shortest step.
  private func advance(
    from point: SIMD2<Double>, slope: SIMD2<Double>, step: inout Double, sense: Double
  ) -> (point: SIMD2<Double>, slope: SIMD2<Double>)? {
    let longest = 0.25 * separation
    while step >= 1e-3 * separation {
      guard let stages = stages(from: point, slope: slope, step: step, sense: sense) else {
        step *= 0.25
        continue
      }
      let size = stages.error.norm / 1e-5
      let factor = size > 0 ? min(2, max(0.2, 0.9 / size.cubeRoot)) : 2
      if size <= 1 {
        step = min(longest, step * factor)
        return (stages.end, stages.slope)
      }
      step *= min(0.8, factor)
    }
    return nil
  }

  /// A step of the embedded pair: where it ends, the direction there, and the estimated error.
  private func stages(
    from point: SIMD2<Double>, slope k1: SIMD2<Double>, step: Double, sense: Double
  ) -> (end: SIMD2<Double>, slope: SIMD2<Double>, error: SIMD2<Double>)? {
    let second: SIMD2<Double> = point + k1 * (0.5 * step)
    guard let k2 = direction(at: second, sense: sense) else { return nil }
    let third: SIMD2<Double> = point + k2 * (0.75 * step)
    guard let k3 = direction(at: third, sense: sense) else { return nil }
    var end: SIMD2<Double> = point + k1 * (step * 2 / 9)
    end += k2 * (step / 3)
    end += k3 * (step * 4 / 9)
    guard let k4 = direction(at: end, sense: sense) else { return nil }
    var error: SIMD2<Double> = k1 * (-5.0 / 72)
    error += k2 * (1.0 / 12)
    error += k3 * (1.0 / 9)
    error -= k4 * (1.0 / 8)
    return (end, k4, error * step)
  }

  /// The unit vector of the field in coordinates of the window.
  private func direction(at point: SIMD2<Double>, sense: Double) -> SIMD2<Double>? {
    let values = function(window.lower + point * window.size)
    let vector = SIMD2(values[0], values[1]) / window.size
    let norm = vector.norm
    guard norm > 0, norm.isFinite else { return nil }
    return (sense / norm) * vector
  }

  private func isInside(_ point: SIMD2<Double>) -> Bool {
    point.x >= 0 && point.x <= 1 && point.y >= 0 && point.y <= 1
  }

  /// The point at which a step leaves the window.
  private func clipped(from inside: SIMD2<Double>, to outside: SIMD2<Double>) -> SIMD2<Double> {
    var fraction = 1.0
    for axis in 0..<2 {
      let (a, b) = (inside[axis], outside[axis])
      if b < 0 { fraction = min(fraction, a / (a - b)) }
      if b > 1 { fraction = min(fraction, (1 - a) / (b - a)) }
    }
    return (inside + fraction * (outside - inside)).clamped(lowerBound: .zero, upperBound: .one)
  }
}

extension SIMD2<Double> {
  fileprivate var norm: Double { (x * x + y * y).squareRoot() }
}

extension Double {
  /// The third root of a positive number, well enough for a step size.
  fileprivate var cubeRoot: Double {
    var root = squareRoot().squareRoot()
    for _ in 0..<4 { root = (2 * root + self / (root * root)) / 3 }
    return root
  }
}

/// The points of streamlines, sorted into cells so that neighbours are found at once.
struct StreamlineOccupancy {
  private let side: Int
  private var cells: [[SIMD2<Double>]]

  init(separation: Double) {
    side = max(1, Int(1 / separation))
    cells = [[SIMD2<Double>]](repeating: [], count: side * side)
  }

  private func index(_ coordinate: Double) -> Int { min(side - 1, max(0, Int(coordinate * Double(side)))) }

  mutating func insert(_ point: SIMD2<Double>) {
    cells[index(point.y) * side + index(point.x)].append(point)
  }

  /// Whether no point lies nearer than a distance, which must not exceed the separation.
  func isFree(_ point: SIMD2<Double>, distance: Double) -> Bool {
    let (column, row) = (index(point.x), index(point.y))
    let limit = distance * distance
    for j in max(0, row - 1)...min(side - 1, row + 1) {
      for i in max(0, column - 1)...min(side - 1, column + 1) {
        for other in cells[j * side + i] where ((other - point) * (other - point)).sum() < limit { return false }
      }
    }
    return true
  }
}
