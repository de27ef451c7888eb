// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore
import Results

/// Which cycles there are in a region.
struct CycleCensus {
  /// For each place looked at the numbers of unstable directions of the cycles there, sorted.
  var places: [[Int]]

  /// Those found at all places together, of each kind as many as were found at one of them: lines see the cycles of the branches that
  /// begin on them, so that different lines may see different cycles; nil if no place was looked at.
  var all: [Int]? {
    if places.isEmpty { return nil }
    let counts = places.map { Dictionary(grouping: $0) { $0 }.mapValues(\.count) }
    let most = counts.reduce(into: [Int: Int]()) { $0.merge($1, uniquingKeysWith: max) }
    return most.sorted { $0.key < $1.key }.flatMap { Array(repeating: $0.key, count: $0.value) }
  }
  /// Whether the region differs from others beside it by something else than what the curve between does.
  var isContradicted = false
  /// Whether it fits several regions beside it, and all.
  var isConfirmed = false
  /// Whether it fits a region beside it, and all.
  var isSupported = false
  /// Whether all places agree, or what they tell together fits what is beside the region.
  var isUnderstood: Bool {
    (Set(places).count == 1 && (places.count > 1 || isSupported) && !isContradicted) || isConfirmed
  }
}

/// The cycles of regions, counted on lines on which their branches were followed.
extension TwoParameterAnalyzer {
  /// Lines followed for regions that no other line crosses.
  private static let extraLines = 8
  /// Places nearer to the edge of a region, in places of the grid, are not counted at.
  private static let leastDepth = 1

  /// The cycles of each region, by its part; none for maps, and where cycles are not followed.
  mutating func countCycles(
    in parts: [(part: Int, places: [PlaneArrangement.Place])], _ arrangement: PlaneArrangement, depths: [Int],
    stableEquilibria: [Int: Int]
  ) -> [Int: CycleCensus] {
    guard settings.cycles, !isMap, units.model.dimension <= Self.cycleDimensionLimit else { return [:] }
    followLines(through: parts, arrangement, depths)
    func census() -> [Int: CycleCensus] { self.census(of: parts.map(\.part), arrangement, depths) }
    func compare(_ census: [Int: CycleCensus]) -> Comparison {
      self.compare(census.compactMapValues(\.all), arrangement) { $0.allowsCycles($1) }
    }
    var found = census()
    let contradicted = compare(found).contradicted
    // Cycles of branches that begin at no Hopf point are those that attract: they are missing where a count does not fit, or nothing attracts.
    let wanting = parts.filter { part, _ in
      contradicted.contains(part) || (stableEquilibria[part] == 0 && !(found[part]?.all ?? []).contains(0))
    }
    searchAttractingCycles(in: wanting, arrangement, depths)
    found = census()
    for (part, _) in parts where Set(found[part]?.places ?? []).count > 1 {
      exchangeCycles(in: part, arrangement, depths)
    }
    found = census()
    let comparison = compare(found)
    for part in comparison.contradicted { found[part]?.isContradicted = true }
    for part in comparison.confirmed { found[part]?.isConfirmed = true }
    for part in comparison.supported { found[part]?.isSupported = true }
    let cascades = cascadePlaces.map { arrangement.place(at: inUnitSquare($0)) }
      .filter { depths[$0] >= Self.leastDepth }
    let uncertain = arrangement.parts(around: (heteroclinicPlaces + looseEndsOfCycles).map(inUnitSquare))
      .union(cascades.map { arrangement.parts[$0] })
    for part in uncertain {
      found[part]?.isContradicted = true
      found[part]?.isConfirmed = false
    }
    return found
  }

  /// Follows the cycles on lines through regions that no line crosses.
  private mutating func followLines(
    through parts: [(part: Int, places: [PlaneArrangement.Place])], _ arrangement: PlaneArrangement, _ depths: [Int]
  ) {
    var extra = 0
    for (part, places) in parts {
      let isCrossed = cycleLines.contains { place(on: $0, part, arrangement, depths) != nil }
      guard !isCrossed, extra < Self.extraLines, !isCycleWorkDone, !isCancelled(), let place = places.first else {
        continue
      }
      let value = units.window.vertical.value(at: arrangement.row(place.row))
      followCycles(onLineAt: value, isHorizontal: true)
      extra += 1
    }
  }

  /// What the lines that were followed tell of the cycles of regions.
  private func census(of parts: [Int], _ arrangement: PlaneArrangement, _ depths: [Int]) -> [Int: CycleCensus] {
    Dictionary(
      parts.map { part in
        let counts = cycleLines.compactMap { line -> [Int]? in
          place(on: line, part, arrangement, depths).flatMap { value in
            var found: [CrossedCycle] = []
            for branch in line.cycles {
              guard let crossed = branch.cycles(at: value) else { return nil }
              // A branch cut short may have been followed from its other end, too.
              found += crossed.filter { cycle in !found.contains { $0.isSame(as: cycle) } }
            }
            return found.map(\.unstableCount)
          }
        }
        let together = crossing(in: part, arrangement, depths).map { [$0] } ?? []
        return (part, CycleCensus(places: (counts + together).map { $0.sorted() }))
      }, uniquingKeysWith: { $1 })
  }

  /// The cycles where two lines cross, at the place of these that is deepest inside a region: those of both lines together, which may see
  /// different branches, made exact there so that none counts twice; nil if no lines cross in the region.
  private func crossing(in part: Int, _ arrangement: PlaneArrangement, _ depths: [Int]) -> [Int]? {
    let best = crossings(in: part, arrangement, depths).max { $0.depth < $1.depth }
    guard let lines = best.map({ (cycleLines[$0.horizontal], cycleLines[$0.vertical]) }) else { return nil }
    var found: [CyclePoint] = []
    for (line, value) in [(lines.0, lines.1.line.value), (lines.1, lines.0.line.value)] {
      for cycle in line.cycles.flatMap({ $0.exactCycles(at: value, on: line.line.problem) })
      where !found.contains(where: { $0.isSame(as: cycle, scales: line.line.problem.scales, tolerance: Self.identity) })
      {
        found.append(cycle)
      }
    }
    return found.map(\.unstableCount)
  }

  /// The pairs of lines, by their numbers, that cross in a region, and how deep inside.
  func crossings(
    in part: Int, _ arrangement: PlaneArrangement, _ depths: [Int]
  ) -> [(horizontal: Int, vertical: Int, depth: Int)] {
    let (horizontal, vertical) = (
      cycleLines.indices.filter { cycleLines[$0].line.isHorizontal },
      cycleLines.indices.filter { !cycleLines[$0].line.isHorizontal }
    )
    return horizontal.flatMap { h in
      vertical.compactMap { v in
        let place = arrangement.place(at: inUnitSquare([cycleLines[v].line.value, cycleLines[h].line.value]))
        let isInside = arrangement.parts[place] == part && depths[place] >= Self.leastDepth
        return isInside ? (h, v, depths[place]) : nil
      }
    }
  }

  /// Periods and extrema of one cycle on two meshes differ by less, as parts of themselves.
  private static let identity = 1e-3

  /// The value of the parameter on a line at which it is deepest inside a region.
  func place(
    on line: CycleLine, _ part: Int, _ arrangement: PlaneArrangement, _ depths: [Int]
  ) -> Double? {
    let count = arrangement.count
    let other = line.line.isHorizontal ? units.window.vertical : units.window.horizontal
    let fixed = Int((line.line.value - other.lowerBound) / other.width * Double(count))
    guard (0..<count).contains(fixed) else { return nil }
    let deepest = (0..<count).map {
      (index: $0, place: line.line.isHorizontal ? fixed * count + $0 : $0 * count + fixed)
    }
    .filter { arrangement.parts[$0.place] == part && depths[$0.place] >= Self.leastDepth }
    .max { (depths[$0.place], $1.index) < (depths[$1.place], $0.index) }
    return deepest.map {
      line.line.range.value(at: line.line.isHorizontal ? arrangement.column($0.index) : arrangement.row($0.index))
    }
  }
}

/// A cycle at a value of the parameter, between two points of its branch.
private struct CrossedCycle {
  var unstableCount: Int
  /// Period, greatest and least values.
  var signature: [Double]

  /// Cycles that differ by less, in natural units and in parts of the period, are one.
  private static let identity = 0.02

  func isSame(as other: CrossedCycle) -> Bool {
    unstableCount == other.unstableCount
      && zip(signature, other.signature).enumerated().allSatisfy { index, pair in
        abs(pair.0 - pair.1) < Self.identity * (index == 0 ? pair.0 : NaturalUnits.typicalNumber)
      }
  }
}

extension CycleBranch {
  /// The cycles at a value of the parameter, one for each time that the branch passes it, by Newton's method from the nearest points.
  func exactCycles(at value: Double, on problem: EquilibriumProblem) -> [CyclePoint] {
    zip(points, points.dropFirst()).compactMap { a, b in
      guard (a.parameter < value) != (b.parameter < value) else { return nil }
      let near = abs(a.parameter - value) < abs(b.parameter - value) ? a : b
      return near.states.isEmpty ? nil : CycleSeed(near.orbit, at: value, on: problem)?.once(on: problem).cycle
    }
  }

  /// The cycles at a value of the parameter, one for each time that the branch passes it; nil if bifurcations are so near that their
  /// stability is not known.
  fileprivate func cycles(at value: Double) -> [CrossedCycle]? {
    let all = points.map { (cycle: $0, isSpecial: false) } + specialPoints.map { (cycle: $0.cycle, isSpecial: true) }
    let path = all.sorted { $0.cycle.arclength < $1.cycle.arclength }
    var found: [CrossedCycle] = []
    for (a, b) in zip(path, path.dropFirst())
    where (a.cycle.parameter < value) != (b.cycle.parameter < value) {
      // At a bifurcation itself a multiplier is on the circle: its neighbour tells.
      guard let known = a.isSpecial ? (b.isSpecial ? nil : b.cycle) : a.cycle else { return nil }
      let share = (value - a.cycle.parameter) / (b.cycle.parameter - a.cycle.parameter)
      func signature(_ cycle: CyclePoint) -> [Double] { [cycle.period] + cycle.maxima + cycle.minima }
      found.append(
        CrossedCycle(
          unstableCount: known.unstableCount,
          signature: zip(signature(a.cycle), signature(b.cycle)).map { $0 + share * ($1 - $0) }))
    }
    return found
  }
}
