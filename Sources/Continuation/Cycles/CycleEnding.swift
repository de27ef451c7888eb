// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import RealModule

/// Recognises how a branch of cycles ends: at a Hopf point, or with a period that grows without bound.
struct CycleEnding {
  typealias Point = CurvePoint<CycleProblem>

  let points: [CyclePoint]
  let shortest: Double
  let settings: CycleSettings

  /// Periods have grown, where a branch may come to an infinite one, by this factor: where the saddle is strongly stable, by hardly
  /// more before the parameter stands. Where they have grown by the second, families at one value of the parameter begin to show
  /// the errors of their mesh.
  private static let (leastGrowth, longGrowth) = (1.5, 5.0)
  /// The change of the parameter, as a part of its range, over a growth of the period by itself at which it stands on branches whose
  /// periods have grown by little.
  private static let noChange = 1e-8

  /// Why the branch ends at its last point; nil if it goes on.
  func reason(_ point: Point) -> CycleEnd? {
    let problem = point.problem
    guard let last = points.last else { return nil }
    if isFamily(scales: problem.leastScales), last.size(problem.leastScales) > 1 || points.count > Self.mostOfFamily {
      return .family(parameter: last.parameter)
    }
    if let plane = planeReached(by: last, problem) { return plane }
    if growsWithoutBound(scales: problem.leastScales) { return .unboundedGrowth(parameter: last.parameter) }
    guard points.count > 8, last.period > Self.leastGrowth * shortest else { return nil }
    let isLong = last.period > Self.longGrowth * shortest
    if isLong, leavesFamilyByNoise(scales: problem.leastScales) { return .family(parameter: points[0].parameter) }
    if !isLong, isFamily(scales: problem.leastScales) { return nil }
    // Near a homoclinic orbit the parameter converges exponentially: what follows would be noise.
    let change = point.description.parameterSpeed * last.period / point.tangent[problem.periodIndex]
    let stands = abs(change) < (isLong ? 1e-6 : Self.noChange) * problem.scales[problem.n]
    guard stands || last.period > settings.longestPeriod * shortest else { return nil }
    return InfinitePeriod(points: points, point: point.inStates).end
      ?? (last.period > settings.longestPeriod * shortest ? .longPeriod(last.period) : nil)
  }

  /// What the cycles come to where the curve could be followed no further: where the multipliers are of the order of the square
  /// of the inverse round-off, Newton's method fails long before the parameter stands still.
  func reason(after end: CurveEnd?, _ point: Point) -> CycleEnd? {
    guard let last = points.last else { return nil }
    if end == .unbounded || end == .undefined, let plane = planeTouched(by: last, point.problem) { return plane }
    guard case .stepTooSmall? = end else { return nil }
    return convergence(last, point) ?? digitsLost(last, point.problem)
      ?? point.problem.singularity(beside: point.unknowns).map { .curve($0) }
  }

  /// Formulas such as 1 - exp(-x) have no digits left where a variable is this part of its greatest value.
  private static let roundOff = 1e-11

  /// The plane to which a cycle comes so near that formulas lose their digits; nil if it does not, or equations in logarithms need none.
  private func digitsLost(_ cycle: CyclePoint, _ problem: CycleProblem) -> CycleEnd? {
    guard case .invariantPlane(let variable, let distance)? = planeTouched(by: cycle, problem),
      distance < Self.roundOff * max(abs(cycle.minima[variable]), abs(cycle.maxima[variable]))
    else { return nil }
    return .invariantPlane(variable: variable, distance: distance)
  }

  private func convergence(_ last: CyclePoint, _ point: Point) -> CycleEnd? {
    // A few cycles at one value of the parameter are a family, too, where the next meet a corner of the right-hand side.
    let isFamily = isFamily(scales: point.problem.leastScales, least: Self.leastOfFamily)
    guard points.count > 8 else { return isFamily ? .family(parameter: last.parameter) : nil }
    guard last.period > Self.leastGrowth * shortest else {
      return isFamily ? .family(parameter: last.parameter) : nil
    }
    return InfinitePeriod(points: points, point: point.inStates).extrapolatedEnd
      ?? (isFamily ? .family(parameter: last.parameter) : nil)
  }

  /// The length along the branch after which the amplitude vanishes, if the cycles shrink; it vanishes linearly there.
  func distanceToEquilibrium(_ point: Point) -> Double? {
    points.count > 3 ? point.problem.distanceToEquilibrium(point.unknowns, tangent: point.tangent) : nil
  }

  /// The equilibrium ahead: the parameter's distance from its value there is a power of the amplitude, the square at a Hopf point, the
  /// amplitude itself at a corner of the right-hand side. Of two points on the way the power can be read.
  /// - Parameter previous: The point before, if there is one.
  func hopf(_ point: Point, distance: Double, after previous: Point?) -> CycleEnd {
    let speed = point.description.parameterSpeed
    var power = 2.0
    if let previous, let before = previous.problem.distanceToEquilibrium(previous.unknowns, tangent: previous.tangent) {
      let slope = Double.log(previous.description.parameterSpeed / speed) / Double.log(before / distance)
      // At a Hopf point terms of higher order change it by little.
      if slope.isFinite, abs(slope - 1) > Self.otherPower { power = max(1, 1 + slope) }
    }
    return .hopf(parameter: point.unknowns[point.problem.parameterIndex] + speed * distance / power)
  }

  /// Powers that differ from that of a Hopf point by less are that.
  private static let otherPower = 0.2

  /// Where no state of a cycle is further from a plane that no trajectory crosses, in typical sizes, all of it has come there.
  private static let planeDistance = 1e-10

  /// The plane that all of a cycle has come to, where logarithms of its distance are taken.
  private func planeReached(by cycle: CyclePoint, _ problem: CycleProblem) -> CycleEnd? {
    let distances = zip(cycle.minima, cycle.maxima).map { max(abs($0), abs($1)) }
    return distances.indices.first {
      problem.coordinates.isLogarithm($0) && distances[$0] < Self.planeDistance * problem.leastScales[$0]
    }.map { .invariantPlane(variable: $0, distance: distances[$0]) }
  }

  /// The plane to which a cycle comes nearest, where logarithms of its distance are taken.
  private func planeTouched(by cycle: CyclePoint, _ problem: CycleProblem) -> CycleEnd? {
    let distances = zip(cycle.minima, cycle.maxima).map { min(abs($0), abs($1)) }
    return distances.indices.filter(problem.coordinates.isLogarithm).min { distances[$0] < distances[$1] }
      .map { .invariantPlane(variable: $0, distance: distances[$0]) }
  }

  /// Fewer points do not tell a family from a branch that begins upright.
  private static let leastOfFamily = 4

  /// More points of a family at one value of the parameter show nothing new.
  private static let mostOfFamily = 100

  /// Whether all cycles lie at one value of the parameter, where signs of the parameter's speed mean nothing.
  func isFamily(scales: [Double], least: Int = 9) -> Bool {
    guard points.count >= least, let first = points.first, let scale = scales.last else { return false }
    return points.allSatisfy { abs($0.parameter - first.parameter) < 1e-9 * scale }
  }

  /// A family of long cycles that has moved by less than this part of the parameter's window has moved by the errors of their mesh.
  private static let noiseOfFamily = 1e-5

  /// Whether the last cycle is the first that lies beside the value of the parameter at which all others lie, by very little.
  private func leavesFamilyByNoise(scales: [Double]) -> Bool {
    guard let first = points.first, let last = points.last, let scale = scales.last, !isFamily(scales: scales) else {
      return false
    }
    let others = CycleEnding(points: Array(points.dropLast()), shortest: shortest, settings: settings)
    return abs(last.parameter - first.parameter) < Self.noiseOfFamily * scale && others.isFamily(scales: scales)
  }

  /// Cycles so many units large, and growing, are on their way to infinity: those that explode by a canard come to an end before.
  private static let largestSize = 500.0

  /// Whether cycles far larger than the window have grown by half while the parameter stood, as where they approach a
  /// heteroclinic orbit between points at infinity.
  private func growsWithoutBound(scales: [Double]) -> Bool {
    guard let last = points.last, last.size(scales) > Self.largestSize else { return false }
    return standing(scales: scales).contains { 1.5 * $0.size(scales) < last.size(scales) }
  }

  /// The last cycles, between which the parameter does not change by more than its noise.
  func standing(scales: [Double]) -> ArraySlice<CyclePoint> {
    guard let last = points.last, let scale = scales.last else { return [] }
    let moved = points.lastIndex { abs($0.parameter - last.parameter) > 1e-7 * scale }
    return points[(moved.map { $0 + 1 } ?? 0)...]
  }

  /// Whether the last step passes the first cycle again, in the same sense: the branch is closed.
  ///
  /// Cycles are compared by what does not depend on where they begin; on the straight line between two points of the branch
  /// the error is of second order in the step.
  func returns(scales: [Double]) -> Bool {
    guard points.count > 12, let last = points.last else { return false }
    let (a, b, start) = (points[points.count - 2].features(scales), last.features(scales), points[0].features(scales))
    let (step, offset) = (zip(b, a).map { $0 - $1 }, zip(start, a).map { $0 - $1 })
    let square = dotProduct(step, step)
    guard square > 0 else { return false }
    let share = dotProduct(step, offset) / square
    guard share > 0, share <= 1 else { return false }
    let miss = zip(offset, step).map { $0 - share * $1 }
    let sense = zip(points[1].features(scales), start).map { $0 - $1 }
    return euclideanNorm(miss) < 0.1 * square.squareRoot() && dotProduct(sense, step) > 0
  }
}

extension CyclePoint {
  /// Parameter, period and extrema in scaled units.
  fileprivate func features(_ scales: [Double]) -> [Double] {
    [parameter / (scales.last ?? 1), Double.log(period)] + comparable.map { minima[$0] / scales[$0] }
      + comparable.map { maxima[$0] / scales[$0] }
  }

  /// The largest extent of the cycle in units of the window.
  fileprivate func size(_ scales: [Double]) -> Double {
    comparable.map { (maxima[$0] - minima[$0]) / scales[$0] }.max() ?? 0
  }
}

extension CycleProblem {
  /// The length along a curve after which cycles that shrink come to a point, from their amplitude and its speed; nil if they do not.
  func distanceToEquilibrium(_ unknowns: [Double], tangent: [Double]) -> Double? {
    // A cycle that goes round a circle cannot shrink to a point.
    guard winding.allSatisfy({ $0 == 0 }) else { return nil }
    let weights = weights(at: unknowns)
    let count = nodeCount
    var mean = [Double](repeating: 0, count: n)
    var total = 0.0
    for node in 0..<count { total += weights[node * n] }
    for node in 0..<count {
      for i in 0..<n { mean[i] += unknowns[node * n + i] * weights[node * n] / total }
    }
    var (square, product) = (0.0, 0.0)
    for node in 0..<count {
      for i in 0..<n {
        let deviation = unknowns[node * n + i] - mean[i]
        square += weights[node * n + i] * deviation * deviation
        product += weights[node * n + i] * deviation * tangent[node * n + i]
      }
    }
    return product < 0 ? -square / product : nil
  }
}
