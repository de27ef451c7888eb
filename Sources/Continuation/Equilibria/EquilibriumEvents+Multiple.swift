// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

/// Special points at which several eigenvalues pass the imaginary axis at once or nearly so.
extension EquilibriumEvents {
  /// The events between two points where test functions do not tell them apart; nil where these serve.
  func multiple(_ a: Point, _ b: Point, _ candidates: [TestFunction]) -> [SpecialEquilibrium]? {
    let crossings = AxisCrossings(curve: curve)
    guard crossings.applies(a, b, candidates), let found = crossings.between(a, b) else { return nil }
    // A single real eigenvalue is a fold or a simple branch point, and other functions' business.
    guard found.allSatisfy({ $0.realCount != 1 }) else { return nil }
    return found.flatMap { crossing in special(crossing) }
  }

  /// The points that a crossing makes: one for each frequency, and one for real eigenvalues.
  private func special(_ crossing: AxisCrossings.Crossing) -> [SpecialEquilibrium] {
    var points: [SpecialEquilibrium] = []
    var rest = crossing.frequencies
    while let frequency = rest.first {
      let same = rest.filter { abs($0 - frequency) <= 1e-6 * frequency }
      rest.removeAll { abs($0 - frequency) <= 1e-6 * frequency }
      points.append(hopf(crossing, frequency: frequency, multiplicity: same.count))
    }
    if crossing.realCount > 1 {
      let bare = point(.branchPoint(.degenerate), crossing, multiplicity: crossing.realCount)
      points.append(locator.branchPoint(ofSeveral: crossing.point, bare.bracket) ?? bare)
    }
    return points
  }

  /// A point that Newton's method has found is the one looked for if frequencies differ by less than this part of themselves, and places by
  /// less than this in natural units.
  private static let (sameFrequency, samePlace) = (1e-3, 1e-7)

  private func hopf(
    _ crossing: AxisCrossings.Crossing, frequency: Double, multiplicity: Int
  ) -> SpecialEquilibrium {
    let near = crossing.point
    let bare = point(
      .hopf(frequency: frequency, firstLyapunovCoefficient: .nan), crossing, multiplicity: multiplicity)
    guard multiplicity == 1 else { return bare }
    // Beside another Hopf point Newton's method may lead there, and where several pairs are critical at once, to another pair.
    guard var polished = locator.polish(.hopf, near, bracket: bare.bracket),
      case .hopf(let own, _) = polished.kind, abs(own - frequency) < Self.sameFrequency * frequency,
      case let shift = zip(polished.unknowns, near.unknowns).map({ $0 - $1 }),
      weightedNorm(shift, curve.problem.weights(at: near.unknowns)) < Self.samePlace
    else {
      let form = NormalForms(problem: curve.problem, at: near.unknowns)
      guard let (angle, coefficient) = form.firstLyapunovCoefficient(near: frequency) else { return bare }
      return point(.hopf(frequency: angle, firstLyapunovCoefficient: coefficient), crossing, multiplicity: 1)
    }
    polished.arclength = near.arclength
    return polished
  }

  /// Points that Newton's method has found, and others, so near to one at which several eigenvalues vanish, in natural units, are that
  /// one: beside it steps go from one branch to the next, and signs change.
  private static let (besideMultiple, besideMultipleUnpolished) = (3e-3, 2e-2)

  /// The branch point at which several eigenvalues vanish beside an event between two points; nil if there is none on the curve.
  func multiple(beside event: SpecialEquilibrium, _ a: Point, _ b: Point) -> SpecialEquilibrium? {
    let reach = event.reciprocalCondition > 0 ? Self.besideMultiple : Self.besideMultipleUnpolished
    return multiple(near: event.unknowns, reach: reach, a, b)
  }

  /// The branch point between three neighbouring points at which several eigenvalues vanish and none changes its sign but for the
  /// order of both, so that determinants and numbers of unstable eigenvalues are the same on both sides: the second smallest
  /// eigenvalue is least at the second point.
  func hiddenMultiple(_ a: Point, _ b: Point, _ c: Point) -> SpecialEquilibrium? {
    let sizes = [a, b, c].map { secondSmallest($0) }
    guard sizes.allSatisfy(\.isFinite), sizes[1] <= sizes[0], sizes[1] <= sizes[2],
      sizes[1] <= Self.clearlyLess * max(sizes[0], sizes[2])
    else { return nil }
    return multiple(near: b.unknowns, reach: c.arclength - a.arclength, a, c)
  }

  /// Where an eigenvalue passes zero at an even rate, one of the neighbours has one larger than this by a factor of at least two.
  private static let clearlyLess = 0.7

  private func secondSmallest(_ point: Point) -> Double {
    guard point.description.isWholeSpectrum else { return .nan }
    let isMap = curve.problem.field.isMap
    let sizes = point.description.eigenvalues.map { (isMap ? $0 - 1 : $0).length }.sorted()
    return sizes.count > 1 ? sizes[1] : .nan
  }

  /// The curve is looked at so far beside a point at which several eigenvalues vanish, in parts of a step, and must pass it by no more than
  /// a part of that.
  private static let (besideCrossing, miss) = (2e-2, 5e-2)

  /// The branch point of the curve near a place at which several eigenvalues vanish; nil if there is none.
  private func multiple(near start: [Double], reach: Double, _ a: Point, _ b: Point) -> SpecialEquilibrium? {
    let problem = curve.problem
    guard !problem.isLarge, problem.delays == nil,
      let (unknowns, kernel) = MultipleKernelSystem(problem: problem).solve(from: start)
    else { return nil }
    let weights = problem.weights(at: unknowns)
    func distance(_ other: [Double]) -> Double { weightedNorm(zip(other, unknowns).map { $0 - $1 }, weights) }
    let length = b.arclength - a.arclength
    let along = weightedProduct(a.tangent, zip(unknowns, a.unknowns).map { $0 - $1 }, weights)
    let width = Self.besideCrossing * length
    guard distance(start) <= reach, along > -width, along < length + width,
      let before = curve.point(at: along - width, from: a), let after = curve.point(at: along + width, from: a),
      distance(zip(before.unknowns, after.unknowns).map { ($0 + $1) / 2 }) <= Self.miss * width
    else { return nil }
    var near = a
    near.unknowns = unknowns
    near.arclength = a.arclength + along
    near.tangent = unit(zip(after.unknowns, before.unknowns).map { $0 - $1 }, weights)
    near.residual = maximumNorm(problem.residual(at: unknowns))
    return locator.branchPoint(ofKernel: kernel, near)
  }

  private func unit(_ vector: [Double], _ weights: [Double]) -> [Double] {
    let norm = weightedNorm(vector, weights)
    return vector.map { $0 / norm }
  }

  private func point(
    _ kind: SpecialEquilibrium.Kind, _ crossing: AxisCrossings.Crossing, multiplicity: Int
  ) -> SpecialEquilibrium {
    let near = crossing.point
    let speed = abs(near.tangent[near.tangent.count - 1])
    return SpecialEquilibrium(
      kind: kind, unknowns: near.unknowns, eigenvalues: near.description.eigenvalues, residual: near.residual,
      reciprocalCondition: 0, bracket: speed * crossing.width, tangents: [near.tangent], arclength: near.arclength,
      multiplicity: multiplicity)
  }
}
