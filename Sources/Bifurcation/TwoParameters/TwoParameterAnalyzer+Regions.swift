// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import Continuation
import LinearSolvers
import ModelCore
import Parallelism
import PhasePlane
import RealModule
import Results

/// The regions between the curves: what equilibria there are at a point well inside, and whether it is the same elsewhere.
extension TwoParameterAnalyzer {
  /// The places of the grid on which regions are told apart, in each direction.
  private static let gridCount = 240
  /// Regions of fewer places are not looked into.
  private static let leastPlaces = 12
  /// Regions of which no place is deeper inside are too narrow to be looked into.
  private static let leastDepth = 1
  /// The number of places at which a region is looked into: the first and at least two further ones, more in large regions.
  private static let placeLimits = 3...9
  /// The number of starts of Newton's method at each place.
  private static let placeStartCount = 60
  /// How often curves are looked for again where the places of a region disagree.
  private static let roundLimit = 2

  /// Looks into the regions, and for curves that are missing where places of one region disagree.
  mutating func findRegions() {
    for round in 0...Self.roundLimit {
      let arrangement = PlaneArrangement(chains, count: Self.gridCount)
      var parts: [(part: Int, places: [PlaneArrangement.Place])] = []
      let depths = arrangement.depths()
      for part in arrangement.sizes.indices where arrangement.sizes[part] >= Self.leastPlaces {
        if isCancelled() { return }
        let share = Double(arrangement.sizes[part]) / Double(Self.gridCount * Self.gridCount)
        let limit = min(
          Self.placeLimits.upperBound, max(Self.placeLimits.lowerBound, Int(share * 40)))
        let places = arrangement.representatives(of: part, depths: depths, limit: limit)
        guard let first = places.first, depths[first.row * Self.gridCount + first.column] >= Self.leastDepth else {
          continue
        }
        parts.append((part, places))
      }
      let all = zip(parts, look(at: parts.map(\.places), arrangement)).map {
        RegionFinding(part: $0.part, places: $1)
      }
      let (findings, sides) = understood(all, arrangement)
      let (known, cycleKnown) = (curves.count, cycleCurves.count)
      let stable = Dictionary(
        findings.map { ($0.part, $0.places[0].unstable.count { $0 == 0 }) }, uniquingKeysWith: { $1 })
      let census = countCycles(in: parts, arrangement, depths: depths, stableEquilibria: stable)
      let doubtful = all.flatMap(\.disagreeing)
      if round < Self.roundLimit {
        for place in doubtful.prefix(6) {
          follow(fromLineAt: place.vertical, isHorizontal: true)
          follow(fromLineAt: place.horizontal, isHorizontal: false)
        }
      }
      if curves.count == known, cycleCurves.count == cycleKnown || round == Self.roundLimit {
        report(findings, census, arrangement)
        if let sides { diagram.note(sides) }
        return
      }
    }
  }

  /// What was found with all equilibria or, if regions are understood better then, with those on the sides of invariant planes alone on
  /// which the initial values lie, as populations that are not negative; and what a reader must know of these.
  private func understood(
    _ findings: [RegionFinding], _ arrangement: PlaneArrangement
  ) -> (findings: [RegionFinding], note: String?) {
    let all = compared(findings, arrangement) { $0.allowsEquilibria($1, isMap: isMap) }
    let signs = zip(units.model.keepsSign, units.model.initialState).map { $0 ? ($1 < 0 ? -1.0 : 1) : 0 }
    guard signs.contains(where: { $0 != 0 }), all.contains(where: { !$0.isUnderstood }) else { return (all, nil) }
    // A curve of equilibria beyond the planes changes nothing on this side.
    let onSide = compared(findings.map { $0.restricted(to: signs) }, arrangement) {
      $0.allowsEquilibria($1, isMap: isMap) || $1.isNone
    }
    guard onSide.count(where: { !$0.isUnderstood }) < all.count(where: { !$0.isUnderstood }) else { return (all, nil) }
    let sides = zip(units.model.variableNames, signs).filter { $1 != 0 }.map { "\($0) \($1 < 0 ? "<=" : ">=") 0" }
    return (
      onSide,
      "regions count equilibria with \(sides.joined(separator: ", ")) alone, where trajectories from the initial values stay"
    )
  }

  /// The findings, compared with what is beside each region.
  private func compared(
    _ findings: [RegionFinding], _ arrangement: PlaneArrangement, allows: (RegionBorder, RegionChange) -> Bool
  ) -> [RegionFinding] {
    let counts = Dictionary(findings.map { ($0.part, $0.places[0].unstable) }, uniquingKeysWith: { $1 })
    let doubted = compare(counts, arrangement, allows: allows).contradicted
      .union(arrangement.parts(around: looseEndsOfEquilibria.map(inUnitSquare)))
    return findings.map { finding in
      var finding = finding
      finding.isContradicted = doubted.contains(finding.part)
      return finding
    }
  }

  /// The curves of bifurcations in the unit square, by their numbers as `RegionBorder` has them.
  private var chains: [PlaneArrangement.Chain] {
    let n = units.model.dimension
    func place(_ first: Double, _ second: Double) -> (x: Double, y: Double) { inUnitSquare([first, second]) }
    let ofCycles = cycleCurves.enumerated().map { index, curve in
      let ends = diagram.places(atEndsOf: curve)
      let places = [ends.first].compactMap(\.self) + curve.refined + [ends.last].compactMap(\.self)
      return PlaneArrangement.Chain(curve: index, points: places.map { place($0[0], $0[1]) })
    }
    let ofEquilibria = curves.enumerated().flatMap { index, curve -> [PlaneArrangement.Chain] in
      let number = cycleCurves.count + index
      // Where a pair becomes real, a curve ends, and another part of it may begin.
      let ends = curve.specialPoints.filter {
        [.bogdanovTakens, .branchPointBogdanovTakens, .resonance1, .resonance2].contains($0.kind)
      }
      let marks =
        curve.points.map { point in
          let isNeutral = point.description.pair.map { isMap ? abs($0) > 1 : $0 < 0 } ?? false
          return (arclength: point.arclength, unknowns: point.unknowns, isNeutral: isNeutral, isEnd: false)
        } + ends.map { (arclength: $0.arclength, unknowns: $0.unknowns, isNeutral: false, isEnd: true) }
      var chains = [PlaneArrangement.Chain(curve: number, points: [])]
      for mark in marks.sorted(by: { $0.arclength < $1.arclength }) {
        // Where the pair is real there is no curve, and no chord from one of its ends to the other.
        if mark.isNeutral {
          if chains.last?.points.isEmpty == false { chains.append(PlaneArrangement.Chain(curve: number, points: [])) }
          continue
        }
        let here = place(mark.unknowns[n], mark.unknowns[n + 1])
        chains[chains.count - 1].points.append(here)
        if mark.isEnd { chains.append(PlaneArrangement.Chain(curve: number, points: [here])) }
      }
      return chains
    }
    let circles = diagram.circles(at: circleMarks).map { points in
      PlaneArrangement.Chain(
        curve: cycleCurves.count + curves.count, points: points.map { place($0[0], $0[1]) })
    }
    return ofCycles + ofEquilibria + circles
  }

  /// What is found at some places, with what was found at the others as starts.
  fileprivate func look(at places: [[PlaneArrangement.Place]], _ arrangement: PlaneArrangement) -> [[RegionFinding
    .Place]]
  {
    context.begin("places in regions", count: places.reduce(0) { $0 + $1.count })
    let first = places.map { region in
      region.map { place -> RegionFinding.Place in
        defer { context.finishPart() }
        let horizontal = units.window.horizontal.value(at: arrangement.column(place.column))
        let vertical = units.window.vertical.value(at: arrangement.row(place.row))
        let line = units.line(isHorizontal: true, at: vertical, startCount: Self.placeStartCount)
        let states = line.search.equilibria(at: horizontal, also: states(near: horizontal, vertical))
          .filter(isWithinReach)
        return RegionFinding.Place(line: line, horizontal: horizontal, states: states)
      }
    }
    let pool = first.flatMap { $0 }
    return first.map { $0.map { completed($0, from: pool) } }
  }

  private func isWithinReach(_ state: [Double]) -> Bool { state.allSatisfy { abs($0) < Self.largestNumber } }

  /// The equilibria at a place that those at other places lead to, too.
  private func completed(_ place: RegionFinding.Place, from pool: [RegionFinding.Place]) -> RegionFinding.Place {
    var place = place
    for start in pool.flatMap(\.states) {
      if isCancelled() { break }
      guard let state = place.line.search.equilibrium(near: start, at: place.horizontal), isWithinReach(state),
        !place.states.contains(where: { place.line.search.distance($0, state) < Self.identity })
      else { continue }
      place.states.append(state)
    }
    place.kinds = place.states.map { state in
      let eigenvalues = place.line.problem.eigenvalues(of: state + [place.horizontal])
      let type = FixedPointType(eigenvalues, isMap: isMap)
      let unstable = eigenvalues.count { isMap ? $0.length > 1 : $0.real > 0 }
      return (type, type == .undetermined ? RegionFinding.neutral : unstable)
    }
    return place
  }

  /// Equilibria that differ by less, in typical sizes, are one.
  private static let identity = 1e-6

  /// States on the lines beside a place, and on the curves nearest to it: beside folds equilibria are found from there.
  private func states(near horizontal: Double, _ vertical: Double) -> [[Double]] {
    states(onLinesBeside: horizontal, vertical) + states(onCurvesNear: horizontal, vertical)
  }

  /// States on the nearest lines in either direction, on both sides.
  private func states(onLinesBeside horizontal: Double, _ vertical: Double) -> [[Double]] {
    [true, false].flatMap { isHorizontal -> [[Double]] in
      let (across, along) = isHorizontal ? (vertical, horizontal) : (horizontal, vertical)
      let lines = equilibriumLines.filter { $0.isHorizontal == isHorizontal }
      let below = lines.filter { $0.value <= across }.max { $0.value < $1.value }
      let above = lines.filter { $0.value > across }.min { $0.value < $1.value }
      return [below, above].compactMap(\.self).flatMap { $0.states(at: along) }
    }
  }

  private func states(onCurvesNear horizontal: Double, _ vertical: Double) -> [[Double]] {
    let n = units.model.dimension
    return curves.compactMap { curve in
      curve.points.map(\.unknowns).min { a, b in
        func distance(_ u: [Double]) -> Double {
          max(
            abs(u[n] - horizontal) / units.window.horizontal.width,
            abs(u[n + 1] - vertical) / units.window.vertical.width)
        }
        return distance(a) < distance(b)
      }.map { Array($0.prefix(n)) }
    }
  }

  private mutating func report(
    _ findings: [RegionFinding], _ census: [Int: CycleCensus], _ arrangement: PlaneArrangement
  ) {
    let total = Double(Self.gridCount * Self.gridCount)
    let sorted = findings.sorted { arrangement.sizes[$0.part] > arrangement.sizes[$1.part] }
    let looked = Set(findings.map(\.part))
    let left = arrangement.sizes.indices.filter { !looked.contains($0) }.reduce(0) { $0 + arrangement.sizes[$1] }
    let regions = sorted.enumerated().map { index, finding -> ParameterRegion in
      let first = finding.places[0]
      let agreeing = finding.places.dropFirst().count { $0.unstable == first.unstable }
      let stable = first.unstable.count { $0 == 0 }
      let found = census[finding.part]
      let cycles = found?.all.map { counts in
        let stable = counts.count { $0 == 0 }
        return ParameterRegion.CycleCount(stable: stable, unstable: counts.count - stable)
      }
      return ParameterRegion(
        id: index + 1, area: Double(arrangement.sizes[finding.part]) / total,
        representative: diagram.parameters(first.horizontal, first.vertical), equilibria: first.counts,
        stableCount: stable, cycles: cycles, confirmations: agreeing, isUnderstood: finding.isUnderstood,
        isProved: isProved(first), areCyclesUnderstood: cycles.map { _ in found?.isUnderstood ?? false },
        summary: Self.summary(
          stable: stable, cycles: cycles?.stable ?? 0, isCertain: found?.isUnderstood ?? true, isMap: isMap),
        strips: arrangement.runs(of: finding.part).map { run in
          [
            (Double(run.row) + 0.5) / Double(Self.gridCount), Double(run.columns.lowerBound) / Double(Self.gridCount),
            Double(run.columns.upperBound + 1) / Double(Self.gridCount),
          ]
        })
    }
    diagram.set(regions: regions)
    let narrow = Double(left) / total
    if narrow > 0 {
      diagram.note(
        "regions too narrow to be looked into make up \((100 * narrow).brief)% of the window; magnify to see them")
    }
    if regions.contains(where: { !$0.isUnderstood }) {
      diagram.note(
        "in regions that are not understood the places looked at differ, or what the region has beside it does not fit the curve between: an "
          + "equilibrium passes through infinity, or a curve is missing"
      )
    }
  }

  /// Whether interval arithmetic proves that the equilibria found at a place are all, in the box that was searched.
  private func isProved(_ place: RegionFinding.Place) -> Bool {
    let names = (settings.horizontal.name, settings.vertical.name)
    let fixed = try? units.model.setting(parameter: names.0, to: place.horizontal)
      .setting(parameter: names.1, to: place.vertical).substitutingParameters()
    guard let prover = fixed.flatMap(EquilibriumProver.init) else { return false }
    let outcome = prover.search(units.natural.box.ranges, isCancelled: isCancelled)
    return outcome.isComplete && outcome.places.count <= place.states.count
  }

  private static func summary(stable: Int, cycles: Int, isCertain: Bool, isMap: Bool) -> String {
    func text(_ count: Int, _ one: String, _ many: String) -> String? {
      count == 0 ? nil : count == 1 ? "one stable \(one)" : "\(count) stable \(many)"
    }
    let parts = [
      isMap ? text(stable, "fixed point", "fixed points") : text(stable, "equilibrium", "equilibria"),
      text(cycles, "cycle", "cycles").map { isCertain ? $0 : $0 + "?" },
    ].compactMap { $0 }
    return parts.isEmpty ? "no stable \(isMap ? "fixed point" : "equilibrium")" : parts.joined(separator: " and ")
  }
}

/// What was found in a region.
private struct RegionFinding {
  var part: Int
  var places: [Place]
  /// Whether the region differs from others beside it by something else than what the curve between does.
  var isContradicted = false

  /// In the place of the number of unstable directions of an equilibrium that is neutral.
  static let neutral = -1

  struct Place {
    var line: TwoParameterUnits.Line
    var horizontal: Double
    var vertical: Double { line.value }
    var states: [[Double]]
    /// The types of those equilibria that count, and their numbers of unstable directions.
    var kinds: [(type: FixedPointType, unstable: Int)] = []

    /// How many there are of each type.
    var counts: [FixedPointType: Int] { kinds.reduce(into: [:]) { $0[$1.type, default: 0] += 1 } }
    /// The numbers of unstable directions, sorted.
    var unstable: [Int] { kinds.map(\.unstable).sorted() }
  }

  /// States further than this beyond an invariant plane, in natural units, lie beyond it.
  private static let beyond = 1e-6

  /// The same with those equilibria alone that lie on one side of each invariant plane.
  func restricted(to signs: [Double]) -> RegionFinding {
    var finding = self
    for index in places.indices {
      let (states, kinds) = (places[index].states, places[index].kinds)
      finding.places[index].kinds = zip(states, kinds).filter { state, _ in
        zip(state, signs).allSatisfy { $0 * $1 >= -Self.beyond }
      }.map(\.1)
    }
    return finding
  }

  /// Whether all places agree, and fit what is beside the region.
  var isUnderstood: Bool { disagreeing.isEmpty && !isContradicted }

  /// The places that differ from the first.
  var disagreeing: [Place] { places.dropFirst().filter { $0.unstable != places[0].unstable } }
}

extension EquilibriumProblem {
  /// The eigenvalues, or multipliers, at a point; none if they cannot be computed.
  fileprivate func eigenvalues(of unknowns: [Double]) -> [Complex<Double>] {
    Eigendecomposition.eigenvalues(jacobian(at: unknowns)) ?? []
  }
}

extension FixedPointType {
  /// The real part of an eigenvalue, as a part of its modulus, or the distance of a multiplier from the unit circle, that is rounding.
  private static let neutrality = 1e-9

  /// The type by the eigenvalues, of any number.
  fileprivate init(_ eigenvalues: [Complex<Double>], isMap: Bool) {
    // Rounding decides on the sign of the rest.
    let isNeutral = eigenvalues.contains { value in
      isMap ? abs(value.length - 1) < Self.neutrality : abs(value.real) < Self.neutrality * value.length
    }
    if isNeutral {
      self = .undetermined
      return
    }
    let unstable = eigenvalues.count { isMap ? $0.length > 1 : $0.real > 0 }
    let isFocus = eigenvalues.contains { $0.imaginary != 0 }
    switch (unstable, eigenvalues.count - unstable) {
    case (0, _): self = isFocus ? .stableFocus : .stableNode
    case (_, 0): self = isFocus ? .unstableFocus : .unstableNode
    default: self = .saddle
    }
  }
}
