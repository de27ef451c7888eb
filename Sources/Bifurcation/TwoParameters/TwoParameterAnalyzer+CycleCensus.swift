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
  /// Whether all places agree, and fit what is beside the region.
  var isUnderstood: Bool { Set(places).count == 1 && !isContradicted }
}

/// The cycles of regions, counted on lines on which their branches were followed.
extension TwoParameterAnalyzer {
  /// Lines followed for regions that no other line crosses.
  private static let extraLines = 8
  /// Lines on which trajectories look for cycles that are missing.
  private static let searchedLines = 6
  /// Places nearer to the edge of a region, in places of the grid, are not counted at.
  private static let leastDepth = 1

  /// The cycles of each region, by its part; none for maps, and where cycles are not followed.
  mutating func countCycles(
    in parts: [(part: Int, places: [PlaneArrangement.Place])], _ arrangement: PlaneArrangement, depths: [Int]
  ) -> [Int: CycleCensus] {
    guard settings.cycles, !isMap, units.model.dimension <= Self.cycleDimensionLimit else { return [:] }
    var extra = 0
    for (part, places) in parts {
      let isCrossed = cycleLines.contains { place(on: $0, part, arrangement, depths) != nil }
      guard !isCrossed, extra < Self.extraLines, !isCancelled(), let place = places.first else { continue }
      let value = units.window.vertical.value(at: arrangement.center(place.row))
      followCycles(onLineAt: value, isHorizontal: true)
      extra += 1
    }
    var census = census(of: parts.map(\.part), arrangement, depths)
    var doubted = contradicted(census, arrangement)
    // Cycles of branches that begin at no Hopf point are those that attract.
    var looked = 0
    for (part, places) in parts where doubted.contains(part) {
      guard looked < Self.searchedLines, !isCancelled(), let place = places.first else { continue }
      follow(attractingCycles(onLineAt: units.window.vertical.value(at: arrangement.center(place.row))))
      looked += 1
    }
    if looked > 0 {
      census = self.census(of: parts.map(\.part), arrangement, depths)
      doubted = contradicted(census, arrangement)
    }
    for part in doubted { census[part]?.isContradicted = true }
    return census
  }

  /// The regions whose cycles differ from those beside them by something else than what the curve between does.
  private func contradicted(_ census: [Int: CycleCensus], _ arrangement: PlaneArrangement) -> Set<Int> {
    parts(contradicting: census.compactMapValues(\.all), arrangement) { $0.allowsCycles($1) }
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
        return (part, CycleCensus(places: counts.map { $0.sorted() }))
      }, uniquingKeysWith: { $1 })
  }

  /// The value of the parameter on a line at which it is deepest inside a region.
  private func place(
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
    return deepest.map { line.line.range.value(at: arrangement.center($0.index)) }
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
