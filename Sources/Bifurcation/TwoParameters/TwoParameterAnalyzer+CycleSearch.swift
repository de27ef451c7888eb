// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore
import Results

/// Cycles that are missing in regions: those that attract trajectories, and those that other lines know.
extension TwoParameterAnalyzer {
  /// Regions in which trajectories look for cycles.
  private static let searchLimit = 6
  /// Branches that lines follow because others know them.
  private static let exchangeLimit = 24

  /// Looks for cycles that attract trajectories deep inside regions, and follows their branches.
  mutating func searchAttractingCycles(
    in parts: [(part: Int, places: [PlaneArrangement.Place])], _ arrangement: PlaneArrangement, _ depths: [Int]
  ) {
    var looked = 0
    for (part, places) in parts where !searchedPlaces.contains(where: { arrangement.parts[$0] == part }) {
      guard looked < Self.searchLimit, !isCycleWorkDone, !isCancelled(), let place = places.first else { continue }
      let index = place.row * arrangement.count + place.column
      searchedPlaces.insert(index)
      looked += 1
      let depth = Double(depths[index]) / Double(arrangement.count)
      let middle = arrangement.column(place.column)
      let value = units.window.vertical.value(at: arrangement.row(place.row))
      let attracting = attractingCycles(onLineAt: value, within: max(0, middle - depth)...min(1, middle + depth))
      // The cycles that are born at Hopf points of the line count beside those that are found.
      if hasHopfCurve(true, value), !cycleLines.contains(where: { $0.line.isHorizontal && $0.line.value == value }) {
        followCycles(onLineAt: value, isHorizontal: true)
      }
      follow(attracting)
    }
  }

  /// Where lines cross in a region, each follows the cycles of the other that it does not know.
  mutating func exchangeCycles(in part: Int, _ arrangement: PlaneArrangement, _ depths: [Int]) {
    addCrossingLine(in: part, arrangement, depths)
    defer { cycleLines.removeAll { $0.cycles.isEmpty && $0.isAdded } }
    for (horizontal, vertical, _) in crossings(in: part, arrangement, depths) {
      let pair = [horizontal, vertical].map { cycleLines[$0].line.value }
      guard exchangedLines.count < Self.exchangeLimit, exchangedLines.insert(pair).inserted else { continue }
      follow(cyclesOf: horizontal, on: vertical)
      follow(cyclesOf: vertical, on: horizontal)
    }
  }

  /// Adds a line in the other direction where all lines through a region have one: on it the cycles of these lines go on.
  private mutating func addCrossingLine(in part: Int, _ arrangement: PlaneArrangement, _ depths: [Int]) {
    let through = cycleLines.filter { !$0.cycles.isEmpty && place(on: $0, part, arrangement, depths) != nil }
    guard let first = through.first, exchangedLines.count < Self.exchangeLimit,
      through.allSatisfy({ $0.line.isHorizontal == first.line.isHorizontal }),
      let value = place(on: first, part, arrangement, depths)
    else { return }
    let line = units.line(isHorizontal: !first.line.isHorizontal, at: value, startCount: Self.startCount)
    cycleLines.append(CycleLine(line: line, cycles: [], isAdded: true))
  }

  /// Follows the cycles of lines in the other direction on a new line that crosses them.
  mutating func followCrossingCycles(onLineAt value: Double, isHorizontal: Bool) {
    let line = units.line(isHorizontal: isHorizontal, at: value, startCount: Self.startCount)
    let sources = cycleLines.indices.filter { cycleLines[$0].line.isHorizontal != isHorizontal }
    cycleLines.append(CycleLine(line: line, cycles: [], isAdded: true))
    for source in sources { follow(cyclesOf: source, on: cycleLines.count - 1) }
    cycleLines.removeAll { $0.cycles.isEmpty && $0.isAdded }
  }

  /// Follows cycles of a line on another that crosses it, where they are not known.
  mutating func follow(cyclesOf source: Int, on target: Int) {
    let (from, to) = (cycleLines[source].line, cycleLines[target].line)
    for cycle in cycleLines[source].cycles.flatMap({ $0.exactCycles(at: to.value, on: from.problem) }) {
      guard !isCycleWorkDone, !isCancelled(),
        let seed = CycleSeed(cycle.orbit, at: from.value, on: to.problem)?.once(on: to.problem),
        !cycleLines[target].cycles.contains(where: { $0.contains(seed.cycle, on: to.problem) })
      else { continue }
      let branch = CycleBranch.follow(
        through: seed, range: to.range, settings: Self.lineSettings, isCancelled: isCancelled)
      guard branch.points.count > 1 else { continue }
      cycleLines[target].cycles.append(branch)
      follow(branch, onLine: target)
    }
  }
}
