// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import LinearSolvers
import ModelCore
import Results

/// Cycles of twice the period on lines: the folds, doublings and tori of these are curves that divide regions, too.
extension TwoParameterAnalyzer {
  /// Follows the cycles of twice the period that are born on a branch on a line. Those of four times the period, and so on down a
  /// cascade, are left: where they may be, it is not known what cycles there are.
  mutating func followDoublings(of branch: CycleBranch, onLine index: Int) {
    let line = cycleLines[index].line
    var isWhole = true
    for special in branch.specialPoints where special.type == .periodDoubling && !branch.isNarrow(special) {
      if cycleLines[index].cycles.contains(where: { $0.ends(at: special) }) { continue }
      guard branch.birth == nil, !isCycleWorkDone, !isCancelled(),
        let doubled = CycleBranch.follow(
          doubling: special, range: line.range, settings: Self.lineSettings, isCancelled: isCancelled),
        doubled.points.count > 1
      else {
        isWhole = false
        continue
      }
      cycleLines[index].cycles.append(doubled)
      follow(doubled, onLine: index)
    }
    if isWhole { return }
    cascadePlaces += branch.flippedCycles.map { line.place(at: $0.parameter) }
  }

  /// So far from a generalized flip, as a part of the window, doublings are looked at for the folds of the cycles of twice the period.
  private static let besideFlip = 0.05

  /// Follows cycles on lines beside generalized flips where no fold of cycles of twice the period is known: across the part of the curve
  /// of doublings on which these cycles are born unstable, and turn round.
  mutating func followLinesBesideFlips() {
    for curve in cycleCurves where curve.kind == .periodDoubling {
      for flip in curve.specialPoints where flip.kind == .generalizedFlip && !isCycleWorkDone && !isCancelled() {
        let place = Array(flip.unknowns.suffix(2))
        guard !passes(.limitPoint, beside: place), let other = subcriticalDoubling(beside: flip, on: curve) else {
          continue
        }
        let way = zip(inWindow(place), inWindow(other)).map { abs($0 - $1) }
        let isHorizontal = way[1] > way[0]
        followCrossingCycles(onLineAt: other[isHorizontal ? 1 : 0], isHorizontal: isHorizontal)
      }
    }
  }

  /// The place on a curve of doublings beside a generalized flip at which the cycles of twice the period are born unstable; nil if there
  /// is none.
  private func subcriticalDoubling(beside flip: CodimensionTwoPoint, on curve: CycleBifurcationCurve) -> [Double]? {
    let after = curve.points.filter { $0.arclength > flip.arclength }
    let before = curve.points.filter { $0.arclength < flip.arclength }.reversed()
    let side = [after, Array(before)].first { ($0.first?.coefficient ?? 0) > 0 } ?? []
    let place = inWindow(Array(flip.unknowns.suffix(2)))
    let distant = side.first { point in
      euclideanNorm(zip(inWindow(point.parameters), place).map { $0 - $1 }) > Self.besideFlip
    }
    return (distant ?? side.last)?.parameters
  }

  private func inWindow(_ place: [Double]) -> [Double] {
    let place = inUnitSquare(place)
    return [place.x, place.y]
  }

  /// Says of which doublings the cycles of twice the period were not followed.
  mutating func noteLostDoublings() {
    if !cascadePlaces.isEmpty {
      diagram.note(
        "cycles of four times the period, and further ones of cascades, are not followed; regions that may hold them have a question mark"
      )
    }
    let n = units.model.dimension
    let flips = diagram.known.filter {
      $0.point.kind == .generalizedFlip && !passes(.limitPoint, beside: Array($0.point.unknowns.suffix(from: n)))
    }.map(\.label)
    if !flips.isEmpty {
      diagram.note(
        "folds of cycles of twice the period, which begin at \(flips.joined(separator: ", ")), were not found on lines; they divide regions"
      )
    }
  }
}
