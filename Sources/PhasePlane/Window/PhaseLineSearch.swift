// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Proofs
import RealModule
import Symbolics

/// Looks for the fixed points of one variable on the whole line, at every scale, and chooses a window that shows them.
///
/// Changes of sign are looked for at distances of all magnitudes from the origin, the places that are given, and every fixed
/// point found; then intervals that reach over many decades are halved in the logarithm, and left out where interval
/// arithmetic finds no zero.
struct PhaseLineSearch {
  /// The fixed points, each once, from left to right.
  private(set) var roots: [Double] = []
  /// The period, if the variable is an angle.
  let period: Double?
  private let line: PhaseLine
  private let certifier: PhaseLineCertifier
  private let places: [Double]
  /// The most fixed points that are looked for.
  private static let most = 60
  /// The most intervals that are looked at.
  private static let budget = 4000
  private static let (largest, smallest) = (1e30, 1e-30)

  /// Searches.
  /// - Parameters:
  ///   - line: The right-hand side.
  ///   - places: Values that something is known of.
  init(_ line: PhaseLine, places: [Double]) {
    self.line = line
    self.places = places.filter(\.isFinite)
    certifier = PhaseLineCertifier(line)
    period =
      AngleVariables.periods(of: line.field.model, displacement: [certifier.expression])[
        line.field.model.variableNames[0]]
    for place in [0] + self.places { searchDecades(around: place) }
    var next = 0
    while next < roots.count, next < 16 {
      searchDecades(around: roots[next])
      next += 1
    }
    searchIntervals()
    roots.sort()
  }

  private var bound: Double { period.map { 0.5 * $0 } ?? .infinity }

  private mutating func searchDecades(around place: Double) {
    let center = wrapped(place)
    var sizes = (-120...120).map { Double.exp10(Double($0) / 4) }.filter { $0 > 8 * center.ulp && $0 < bound }
    if bound.isFinite { sizes = (sizes + (1...32).map { bound * Double($0) / 32 }).sorted() }
    let points = (sizes.reversed().map { center - $0 } + [center] + sizes.map { center + $0 })
    let values = points.map(line.displacement)
    for k in points.indices {
      if roots.count >= PhaseLineSearch.most { return }
      if values[k] == 0 { insert(points[k]) }
      guard k > 0, values[k - 1] * values[k] < 0 else { continue }
      if let root = BrentRootFinder().solve(from: points[k - 1], to: points[k], line.displacement).root { insert(root) }
    }
  }

  private mutating func searchIntervals() {
    let end = min(1.001 * bound, PhaseLineSearch.largest)
    var pending = [Interval(-end, end)]
    var (first, examined) = (0, 0)
    while first < pending.count, examined < PhaseLineSearch.budget, roots.count < PhaseLineSearch.most {
      let box = pending[first]
      first += 1
      examined += 1
      switch certifier.verdict(box) {
      case .empty: continue
      case .single:
        if roots.contains(where: box.contains) { continue }
        if let root = BrentRootFinder().solve(from: box.lower, to: box.upper, line.displacement).root { insert(root) }
      case .inside(let rest):
        guard let parts = PhaseLineSearch.parts(of: rest.sides[0]) else {
          insertDegenerate(near: box.midpoint, width: box.width)
          continue
        }
        pending += parts
      }
    }
  }

  /// An interval cut at the geometric middle, around zero so that zero stays inside the smaller part; nil if it is small.
  private static func parts(of x: Interval) -> [Interval]? {
    if x.contains(0) {
      if x.magnitude <= smallest { return nil }
      let inner = (x.magnitude.squareRoot() * smallest.squareRoot()).nextUp
      let parts = [
        Interval(x.lower, -inner), Interval(max(x.lower, -inner), min(x.upper, inner)), Interval(inner, x.upper),
      ]
      return parts.filter { !$0.isEmpty }
    }
    if x.upper - x.lower < 1e-8 * x.mignitude { return nil }
    let middle =
      x.magnitude > 4 * x.mignitude
      ? DecadeLattice.middle(x.lower, x.upper) : x.lower + 0.4871 * (x.upper - x.lower)
    return [Interval(x.lower, middle), Interval(middle, x.upper)]
  }

  /// A zero at which the sign does not change, from an interval that cannot be decided.
  private mutating func insertDegenerate(near place: Double, width: Double) {
    if roots.contains(where: { abs($0 - place) <= 10 * width }) { return }
    let solver = NewtonSolver(tolerance: 1e-12, maximumIterations: 80)
    let outcome = solver.solve(
      from: [place], scales: [max(width, abs(place) * 1e-8)], residual: { [line.displacement($0[0])] },
      jacobian: { Matrix(rows: 1, columns: 1, elements: [line.displacementSlope($0[0])]) })
    if let root = outcome.root, abs(root.point[0] - place) <= 1e3 * width { insert(root.point[0]) }
  }

  /// Adds a zero, unless it is known, or none: a pole, a jump, or a place where nothing but rounding errors is left.
  private mutating func insert(_ place: Double) {
    let root = wrapped(place)
    let reach = scale(at: root)
    if roots.contains(where: { abs($0 - root) <= 1e-10 * max(reach, scale(at: $0)) }) { return }
    guard certifier.isContinuous(around: root, reach: 1e-9 * reach) else { return }
    let error = certifier.roundingError(at: root)
    let rises = [-1e-2, 1e-2].contains { abs(line.displacement(root + $0 * reach)) > 1e3 * error }
    if rises { roots.append(root) }
  }

  private func wrapped(_ place: Double) -> Double {
    guard let period else { return place }
    return place - period * (place / period).rounded()
  }

  /// The length over which the slope changes by as much as itself; where it never does, the distance to what is known.
  func scale(at place: Double) -> Double {
    let slope = line.displacementSlope(place)
    let steps = (-160...160).map { Double.exp10(Double($0) / 4) }.filter { $0 > 1e-10 * abs(place) }
    let found = steps.first { step in
      [-step, step].contains { !(abs(line.displacementSlope(place + $0) - slope) < 0.5 * abs(slope)) }
    }
    let other = (places + roots).map { abs($0 - place) }.filter { $0 > 1e-9 * abs(place) }.min()
    // Without a slope nothing is to be compared with.
    let natural = slope == 0 ? nil : found
    return min(natural ?? other ?? (place == 0 ? 1 : abs(place)), 0.25 * (period ?? .infinity))
  }

  /// The window: the fixed points with their neighbourhoods, of an angle one turn.
  var window: ClosedRange<Double> {
    if let period { return turn(period) }
    guard let first = roots.first, let last = roots.last else {
      let start = places.first ?? 0
      let reach = start == 0 ? 1 : abs(start)
      return PlaneBox.plainRange(start - reach...start + reach, margin: 0)
    }
    let extent = last - first
    // The cycles of a map go around the fixed points.
    let most = line.isMap && extent > 0 ? 0.75 * extent : scale(at: first)
    let reach = extent > 0 ? min(most, extent) : most
    let upper = line.isMap || extent == 0 ? reach : min(scale(at: last), extent)
    return PlaneBox.plainRange(first - reach...last + upper, margin: 0.1)
  }

  /// The fixed points in the window, an angle's in the window's turn.
  var shownRoots: [Double] {
    let window = window
    guard let period else { return roots }
    return roots.map { $0 < window.lowerBound ? $0 + period : $0 > window.upperBound ? $0 - period : $0 }.sorted()
  }

  private func turn(_ period: Double) -> ClosedRange<Double> {
    let isAtEnd = roots.contains { abs(abs($0) - 0.5 * period) < 0.02 * period }
    guard isAtEnd, let first = roots.first else { return -0.5 * period...0.5 * period }
    let gaps = zip(roots, roots.dropFirst() + [first + period]).map { (width: $1 - $0, middle: 0.5 * ($0 + $1)) }
    let low = (gaps.max { $0.width < $1.width - 1e-9 * period }?.middle ?? first + 0.5 * period) - period
    return low...low + period
  }
}
