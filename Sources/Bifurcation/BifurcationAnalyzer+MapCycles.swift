// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import LinearSolvers
import ModelCore
import Results

extension BifurcationAnalyzer {
  /// Cycles of a map: those born at flips, then those that a search for fixed points of its iterates finds at some values of
  /// the parameter, as in a window that opens at a fold; each with its own flips.
  mutating func followMapCycles() {
    var followed = 0
    followFlips(&followed, depth: 1)
    let (low, high) = (settings.parameter.lower, settings.parameter.upper)
    let shares = (0..<settings.sliceCount).map { (Double($0) + 0.4814) / Double(settings.sliceCount) }
    for period in 2...max(2, settings.searchedPeriod) where period <= settings.searchedPeriod {
      guard let problem = iterates.problem(period) else { continue }
      let search = EquilibriumSearch(
        problem: problem, box: search.box, startCount: settings.startCount * period)
      for share in [0.003] + shares + [0.997] where !isCancelled() {
        let parameter = low + share * (high - low)
        for state in search.equilibria(at: parameter, also: [])
        where iterates.leastPeriod(of: state + [parameter], dividing: period) == period
          && !isKnown(state, parameter, period: period)
        {
          follow(from: state + [parameter], period: period)
          followFlips(&followed, depth: 1)
        }
      }
    }
    followAttractingMapCycles(&followed)
    diagram.note(
      "cycles of up to \(settings.searchedPeriod) points were looked for"
        + advice("--longest-period and --doublings say how far"))
  }

  /// Iterates start at so many values of the parameter, as a window of a cycle may be narrow, and are followed so far before they are looked
  /// at.
  private static let (attractorValues, settlingLength) = (89, 1500)
  /// States that come back to within this distance, in natural units, are those of a cycle.
  private static let recurrence = 1e-9

  /// Follows the cycles to which iterates from a few states come.
  private mutating func followAttractingMapCycles(_ followed: inout Int) {
    let starts = [model.initialState] + QuasiRandomSequence.points(2, in: search.box.ranges)
    for number in 0..<Self.attractorValues where !isCancelled() {
      let share = (Double(number) + 0.4814) / Double(Self.attractorValues)
      let parameter = settings.parameter.lower + share * (settings.parameter.upper - settings.parameter.lower)
      for start in starts {
        guard let (state, period) = attractingCycle(from: start, at: parameter), period > 1,
          let problem = iterates.problem(period),
          let exact = search.with(problem).equilibrium(near: state, at: parameter),
          iterates.leastPeriod(of: exact + [parameter], dividing: period) == period,
          !isKnown(exact, parameter, period: period)
        else { continue }
        follow(from: exact + [parameter], period: period)
        followFlips(&followed, depth: 1)
      }
    }
  }

  /// A state of the cycle to which a state comes, and its length; nil if it comes to none of the lengths that are looked for.
  private func attractingCycle(from start: [Double], at parameter: Double) -> (state: [Double], period: Int)? {
    let orbit = iterates.orbit(of: start + [parameter], period: Self.settlingLength + settings.searchedPeriod + 1)
    let last = orbit[Self.settlingLength]
    guard last.allSatisfy({ abs($0) < EquilibriumSearch.reach }) else { return nil }
    return (1...settings.searchedPeriod).first {
      search.distance(orbit[Self.settlingLength + $0], last) < Self.recurrence
    }
    .map { (search.folded(last), $0) }
  }

  /// Follows the cycles of twice the length that are born at all flips found.
  mutating func followAllFlips() {
    var followed = 0
    followFlips(&followed, depth: 1)
  }

  /// Follows the cycles of twice the length that are born at flips, and those born at their own, to a depth.
  /// - Parameter followed: The number of flips that were treated already.
  private mutating func followFlips(_ followed: inout Int, depth: Int) {
    let last = diagram.flips.count
    guard depth <= settings.doublingDepth(isMap: true) else {
      for flip in diagram.flips[followed..<last] { diagram.leave(doubling: flip.label) }
      followed = last
      return
    }
    for index in followed..<last where !isCancelled() {
      followed = index + 1
      let flip = diagram.flips[index]
      if diagram.isEnd(flip) { continue }
      guard 2 * flip.period <= MapIterates.longest else {
        diagram.leave(doubling: flip.label)
        continue
      }
      guard let start = doubledCycle(at: flip) else {
        diagram.note("the cycles of twice the period born at \(flip.label) could not be told from others beside them")
        continue
      }
      if isKnown(Array(start.unknowns.prefix(model.dimension)), start.parameter, period: 2 * flip.period) { continue }
      follow(from: start.unknowns, direction: start.direction, parent: flip.label, period: 2 * flip.period)
    }
    if last < diagram.flips.count { followFlips(&followed, depth: depth + 1) }
  }

  /// How curves of cycles of some length are followed: the longer the cycles, the closer to each other lie different ones.
  func curveSettings(period: Int) -> CurveSettings {
    var curve = settings.equilibriumCurve
    if period > 1 {
      curve.largestStep /= Double(period)
      curve.initialStep = 0.1 * curve.largestStep
      curve.largestAngle = min(curve.largestAngle, 0.12)
    }
    return curve
  }

  /// Cycles of a map end where they become shorter ones, and where they are too unstable to be told from others.
  func limits(period: Int) -> EquilibriumBranch.Limits {
    var limits = EquilibriumBranch.Limits()
    if period > 1 {
      limits.isEnd = { [iterates] in iterates.leastPeriod(of: $0.unknowns, dividing: period) < period }
      limits.isOther = { [iterates] in iterates.leastPeriod(of: $0, dividing: period, within: 1e-9) < period }
      limits.junction = { [births = diagram.births(ofPeriod: period), scales = problem.scales] unknowns in
        births.lazy.compactMap { $0.place(of: unknowns, scales: scales) }.first
      }
      limits.otherPhases = { [iterates] unknowns in
        iterates.orbit(of: unknowns, period: period).dropFirst().map { $0 + unknowns.suffix(1) }
      }
      limits.largestEigenvalue = 1000
    }
    return limits
  }

  /// A cycle of twice the length near a flip, on the line of the eigenvector of -1, and the sense in which to set out.
  private mutating func doubledCycle(
    at flip: DiagramBuilder.Flip
  ) -> (unknowns: [Double], parameter: Double, direction: [Double])? {
    guard let single = iterates.problem(flip.period), let double = iterates.problem(2 * flip.period),
      let vector = single.eigenvector(of: -1, at: flip.special.unknowns)
    else { return nil }
    let direction = vector + [0]
    func cycle(at size: Double) -> (unknowns: [Double], change: Double)? {
      let guess = zip(flip.special.unknowns, direction).map { $0 + size * $1 }
      var curve = Curve(
        double, from: guess, direction: direction, window: CurveWindow(ranges: [:], bounds: []),
        settings: curveSettings(period: 2 * flip.period))
      guard let unknowns = curve.next()?.unknowns,
        iterates.leastPeriod(of: unknowns, dividing: 2 * flip.period) == 2 * flip.period
      else { return nil }
      return (unknowns, abs(unknowns[model.dimension] - flip.special.unknowns[model.dimension]))
    }
    // Further away lie other cycles of the same length; nearer than rounding lets two points be told apart lies none.
    for size in Self.doubledSizes where size > iterates.resolution {
      guard let found = cycle(at: size) else { continue }
      // What is born at the flip leaves it as a parabola does.
      let nearer = [size / 2, size / 4].filter { 4 * $0 > iterates.resolution }
        .map { cycle(at: $0)?.change ?? .infinity }
      let rounding = Self.roundOff * double.scales[model.dimension]
      guard zip([found.change] + nearer, nearer).allSatisfy({ $1 < max(Self.approach * $0, rounding) }) else {
        continue
      }
      return (found.unknowns, found.unknowns[model.dimension], direction)
    }
    return nil
  }

  /// Where cycles of twice the length are looked for beside a flip, in natural units.
  private static let doubledSizes = [1e-4, 5e-4, 2e-3, 1e-2]
  /// Half as far from the flip the parameter differs from that of the flip by less than this part; changes below the second are rounding,
  /// as parts of its range.
  private static let (approach, roundOff) = (0.4, 1e-13)
}
