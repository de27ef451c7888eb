// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import RealModule
import Results

/// A curve of bifurcations of cycles in one direction, up to where it ends.
struct CycleBifurcationHalf: CycleCurveHalf {
  var curve: Curve<CycleBifurcationProblem>
  var points: [CycleBifurcationCurve.Point] = []
  var specialPoints: [CodimensionTwoPoint] = []
  var end: CycleBifurcationCurve.End?
  var last: CurvePoint<CycleBifurcationProblem>?
  /// Of tori the square of the distance of the angle from 0 or pi; of folds that of the distance of both halves of a turn, once the cycle
  /// nearly is one of half the period gone round twice, in parts of its size.
  var squares: [Double] = []
  /// The angles themselves, which may go on beyond 0 and pi.
  private var angles: [Double] = []
  /// The widths of both windows.
  private let widths: [Double]

  /// Cycles smaller than this, in typical sizes of the state, have shrunk to an equilibrium.
  private static let smallCycle = 0.01
  /// Where steps fail, cycles of that many times this size are on their way there.
  private static let nearlySmall = 10.0
  /// Angles this near to 0 or pi have come there.
  private static let resonantAngle = 0.02
  /// The halves of a turn, in parts of the cycle's size, are alike if they differ by less, and the same if by less than that.
  private static let (alike, same) = (0.1, 0.02)
  /// Where branches cross all along a curve what is added to the equations, in parts of the cycle's size, is less than this.
  private static let negligibleUnfolding = 1e-4
  /// Periods so many times as long as the least on a curve end it.
  private static let longPeriod = 40.0

  init(_ problem: CycleBifurcationProblem, from start: [Double], direction: [Double]) {
    curve = Self.curve(problem, from: start, direction: direction)
    widths = problem.plane.ranges.map { $0.upperBound - $0.lowerBound }
  }

  func described(_ point: CurvePoint<CycleBifurcationProblem>) -> CycleBifurcationCurve.Point {
    point.description.point
  }

  func square(_ point: CurvePoint<CycleBifurcationProblem>) -> Double {
    guard point.problem.kind == .limitPoint else { return point.description.point.angle.map(Self.square) ?? .nan }
    let cycles = point.problem.system.problem
    let profile = cycles.profile(point.problem.state(point.unknowns).cycle)
    let distance = profile.squaredDifferenceOfHalves(cycles.leastScales) / (point.amplitude * point.amplitude)
    return distance < Self.alike * Self.alike ? distance : .nan
  }

  func events(
    from a: CurvePoint<CycleBifurcationProblem>, to b: CurvePoint<CycleBifurcationProblem>
  ) -> [CodimensionTwoPoint] {
    CycleCodimensionTwoLocator(curve: curve).events(from: a, to: b)
  }

  func distanceToEquilibrium(_ point: CurvePoint<CycleBifurcationProblem>) -> Double? {
    let problem = point.problem
    return problem.system.problem.distanceToEquilibrium(
      problem.state(point.unknowns).cycle, tangent: problem.state(point.tangent).cycle)
  }

  private static func square(_ angle: Double) -> Double {
    let distance = distance(angle)
    return distance * distance
  }

  /// The distance of an angle from the nearest multiple of pi, with its sign.
  private static func distance(_ angle: Double) -> Double { angle.remainder(dividingBy: .pi) }

  /// Whether the parameters go on at their speed where the angle comes to 0 or pi, and do not stand and turn back with the square of its
  /// distance: then nothing makes the pair real, as in systems with a symmetry, and the curve goes on.
  private var isPassing: Bool {
    let (d, places) = (angles.suffix(3).map(Self.distance), points.suffix(3))
    guard d.count == 3 else { return false }
    let ways = zip(places, places.dropFirst()).map { a, b in
      euclideanNorm(zip(zip(a.parameters, b.parameters), widths).map { ($0.1 - $0.0) / $1 })
    }
    let speeds = [ways[0] / abs(d[1] - d[0]), ways[1] / abs(d[2] - d[1])]
    let share = abs(d[2] + d[1]) / abs(d[1] + d[0])
    return abs(speeds[1] / speeds[0] - 1) < abs(speeds[1] / speeds[0] - share)
  }

  mutating func reason(_ point: CurvePoint<CycleBifurcationProblem>) -> CycleBifurcationCurve.End? {
    let kind = point.problem.kind
    if point.amplitude < Self.smallCycle { return .shrinks }
    if kind == .neimarkSacker {
      angles.append(point.problem.state(point.unknowns).scalars[0])
      if let end = resonance(point) { return end }
    }
    // In the plane no cycle doubles; near a homoclinic orbit both halves are at rest.
    if kind == .limitPoint, point.problem.system.problem.n > 2, becomesShorter {
      addEnd(.generalizedFlip, point)
      return .periodDoubling
    }
    if abs(point.description.unfolding) > Self.negligibleUnfolding { return .isolated }
    let periods = points.map(\.cycle.period)
    if let last = periods.last, let least = periods.min(), last > Self.longPeriod * least {
      return isNearlyHomoclinic(point) ? .infinitePeriod : .longPeriod(last)
    }
    return points.comesBack(in: point.problem.plane) ? .closed : nil
  }

  /// Whether the cycles become ones of half the period gone round twice: from there on the curve is the same with both halves exchanged.
  private var becomesShorter: Bool {
    let last = squares.suffix(2)
    return last.count == 2 && last[last.endIndex - 1] < Self.same * Self.same
      && last[last.startIndex] > last[last.endIndex - 1]
  }

  /// The strong resonance to which a curve of tori has come; nil if it goes on.
  private mutating func resonance(_ point: CurvePoint<CycleBifurcationProblem>) -> CycleBifurcationCurve.End? {
    let d = angles.suffix(2).map { abs(Self.distance($0)) }
    guard d.count == 2, d[1] < Self.resonantAngle, d[1] < d[0] else { return nil }
    if isPassing {
      squares[squares.count - 1] = .nan
      return nil
    }
    return endAtResonance(point)
  }

  /// The strong resonance ahead of a point, which is added.
  private mutating func endAtResonance(_ point: CurvePoint<CycleBifurcationProblem>) -> CycleBifurcationCurve.End {
    let kind: CodimensionTwoType = (points.last?.angle ?? 0) < .pi / 2 ? .resonance1 : .resonance2
    keepOrbit(point)
    addEnd(kind, point)
    return .resonance(kind)
  }

  /// Keeps the whole cycle of the last point, beside which other curves may start.
  private mutating func keepOrbit(_ point: CurvePoint<CycleBifurcationProblem>) {
    let cycles = point.problem.system.problem
    let profile = cycles.profile(point.problem.state(point.unknowns).cycle)
    points[points.count - 1].cycle.times = profile.nodeTimes
    points[points.count - 1].cycle.states = (0..<cycles.nodeCount).map { node in
      Array(profile.values[(node * cycles.n)..<((node + 1) * cycles.n)])
    }
  }

  /// Whether the cycle stays near a saddle for so many of its time constants that the curve lies on one of homoclinic orbits, but for less
  /// than steps can tell.
  private func isNearlyHomoclinic(_ point: CurvePoint<CycleBifurcationProblem>) -> Bool {
    let problem = point.problem
    let field = problem.plane.field(0, problem.parameters(point.unknowns)[1])
    let cycles = problem.system.problem.replacing(field: field)
    guard let saddle = HomoclinicSaddle(cycles, at: problem.state(point.unknowns).cycle) else { return false }
    return saddle.rate * point.description.cycle.period > Self.leastStay
  }

  /// Cycles of a period of so many time constants of the saddle are nearly homoclinic.
  private static let leastStay = 10.0

  /// Adds the point to which the last points lead, where `squares` vanish.
  private mutating func addEnd(_ kind: CodimensionTwoType, _ point: CurvePoint<CycleBifurcationProblem>) {
    guard let ahead = lengthAhead else { return }
    let (a, b) = (points[points.count - 2], points[points.count - 1])
    var special = CodimensionTwoPoint(kind, point, bracket: ahead, residual: point.residual, angles: [])
    special.arclength += ahead
    let share = ahead / (b.arclength - a.arclength)
    for index in 0..<2 {
      let place = special.unknowns.count - 2 + index
      special.unknowns[place] = b.parameters[index] + share * (b.parameters[index] - a.parameters[index])
    }
    specialPoints.append(special)
  }

  /// Why the curve ends after its last point, where the next step failed or left the window.
  mutating func end(after reason: CurveEnd) -> CycleBifurcationCurve.End {
    if let end = CycleBifurcationCurve.End(reason) { return end }
    if (last?.amplitude ?? .infinity) < Self.nearlySmall * Self.smallCycle { return .shrinks }
    return last.map(isNearlyHomoclinic) ?? false ? .infinitePeriod : .stepTooSmall
  }

  static func window(_ problem: CycleBifurcationProblem) -> CurveWindow {
    let (system, cycles) = (problem.system, problem.system.problem)
    let bounds = (0..<system.d).map { $0 < cycles.n ? 1000 * cycles.leastScales[$0] : .infinity }
    return CurveWindow(
      ranges: Dictionary(zip(problem.parameterIndices, problem.plane.ranges), uniquingKeysWith: { $1 }),
      bounds: (0..<cycles.nodeCount).flatMap { _ in bounds }
        + [Double](repeating: .infinity, count: problem.count - system.nodeTotal))
  }
}

extension CycleBifurcationCurve.Point: Reversible {
  var reversed: Self {
    var point = self
    point.arclength.negate()
    point.direction = direction.map { -$0 }
    return point
  }
}

extension CurvePoint<CycleBifurcationProblem> {
  /// The greatest extent of the cycle, in typical sizes of the state.
  fileprivate var amplitude: Double {
    let cycle = description.cycle
    return zip(zip(cycle.maxima, cycle.minima), problem.system.problem.leastScales)
      .map { ($0.0 - $0.1) / $1 }.max() ?? 0
  }
}
