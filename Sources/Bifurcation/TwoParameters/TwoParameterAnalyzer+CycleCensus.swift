// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore
import Results

/// Which cycles there are in a region.
struct CycleCensus {
  /// For each place looked at the numbers of unstable directions of the cycles there, sorted.
  var places: [[Int]]

  /// The most that were found at one place; nil if none was looked at.
  var most: [Int]? { places.max { $0.count < $1.count } }
  /// Whether all places agree.
  var isUnderstood: Bool { Set(places).count == 1 }
}

/// The cycles of regions, counted on lines on which their branches were followed.
extension TwoParameterAnalyzer {
  /// Lines followed for regions that no other line crosses.
  private static let extraLines = 8
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
    return Dictionary(
      parts.map { part, _ in
        let counts = cycleLines.compactMap { line in
          place(on: line, part, arrangement, depths).flatMap { value in
            line.cycles.reduce([Int]?([])) { sum, branch in
              sum.flatMap { counts in branch.unstableCounts(at: value).map { counts + $0 } }
            }
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
    let deepest = (0..<count).map { (index: $0, place: line.line.isHorizontal ? fixed * count + $0 : $0 * count + fixed) }
      .filter { arrangement.parts[$0.place] == part && depths[$0.place] >= Self.leastDepth }
      .max { (depths[$0.place], $1.index) < (depths[$1.place], $0.index) }
    return deepest.map { line.line.range.value(at: arrangement.center($0.index)) }
  }
}

extension CycleBranch {
  /// The numbers of unstable directions of the cycles at a value of the parameter, one for each time that the branch passes it; nil if
  /// bifurcations are so near that they are not known.
  fileprivate func unstableCounts(at value: Double) -> [Int]? {
    let all = points.map { (cycle: $0, isSpecial: false) } + specialPoints.map { (cycle: $0.cycle, isSpecial: true) }
    let path = all.sorted { $0.cycle.arclength < $1.cycle.arclength }
    var counts: [Int] = []
    for (a, b) in zip(path, path.dropFirst())
    where (a.cycle.parameter < value) != (b.cycle.parameter < value) {
      // At a bifurcation itself a multiplier is on the circle: its neighbour tells.
      guard let known = a.isSpecial ? (b.isSpecial ? nil : b.cycle) : a.cycle else { return nil }
      counts.append(known.unstableCount)
    }
    return counts
  }
}
