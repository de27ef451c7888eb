// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore
import Results

/// Saddle-nodes on invariant circles: parts of curves of folds.
extension TwoParameterBuilder {
  /// Curves of folds pass a fold found on a line at this distance at most, as a part of the window.
  private static let gap = 2e-3

  /// Adds the parts of curves of folds between places at which branches of cycles were seen to end at a saddle-node on an invariant
  /// circle, and up to where a curve of homoclinic orbits meets the fold.
  mutating func addCircles(at places: [[Double]]) {
    let loops = points(.saddleNodeLoop).map { Array($0.unknowns.suffix(2)) }
    for branch in result.branches where branch.kind == .limitPoint {
      let marks =
        places.compactMap { position(on: branch, $0) }.map { (place: $0, isLoop: false) }
        + loops.compactMap { position(on: branch, $0) }.map { (place: $0, isLoop: true) }
      let sorted = marks.sorted { $0.place < $1.place }
      var (start, end): (Double?, Double) = (nil, 0)
      for (a, b) in zip(sorted, sorted.dropFirst()) {
        if start != nil, !(a.isLoop && end == a.place) {
          end = b.place
        } else if !(a.isLoop && b.isLoop) {
          if let start, end > start { append(branch.part(start, end, id: result.branches.count + 1), isComplete: true) }
          (start, end) = (a.place, b.place)
        }
      }
      if let start, end > start { append(branch.part(start, end, id: result.branches.count + 1), isComplete: true) }
    }
  }

  /// Where a curve passes a place, as the number of the point before and the part of the way to the next; nil if it does not.
  private func position(on branch: TwoParameterBranch, _ place: [Double]) -> Double? {
    let first = (branch.parameters[settings.horizontal.name] ?? []).map(units.scales.parameter.number)
    let second = (branch.parameters[settings.vertical.name] ?? []).map(units.vertical.number)
    let widths = [units.window.horizontal.width, units.window.vertical.width]
    func scaled(_ x: Double, _ y: Double) -> [Double] { [x / widths[0], y / widths[1]] }
    let target = scaled(place[0], place[1])
    let points = zip(first, second).map { scaled($0, $1) }
    var best: (position: Double, gap: Double)?
    for (index, (a, b)) in zip(points, points.dropFirst()).enumerated() {
      let (way, from) = ([b[0] - a[0], b[1] - a[1]], [target[0] - a[0], target[1] - a[1]])
      let length = way[0] * way[0] + way[1] * way[1]
      let share = length > 0 ? min(1, max(0, (way[0] * from[0] + way[1] * from[1]) / length)) : 0
      let (x, y) = (from[0] - share * way[0], from[1] - share * way[1])
      let gap = (x * x + y * y).squareRoot()
      if gap < best?.gap ?? Self.gap { best = (Double(index) + share, gap) }
    }
    return best?.position
  }
}

extension TwoParameterBranch {
  /// The part of a curve of folds that lies on a circle, between two positions: point numbers and parts of the way to the next.
  fileprivate func part(_ start: Double, _ end: Double, id: Int) -> TwoParameterBranch {
    let inner = Array(Int(start.rounded(.down)) + 1...max(Int(start.rounded(.down)) + 1, Int(end.rounded(.up)) - 1))
      .filter { Double($0) > start && Double($0) < end }.map(Double.init)
    let positions = [start] + inner + [end]
    func column(_ values: [Double]) -> [Double] {
      positions.map { position in
        let k = min(Int(position), values.count - 2)
        return values[k] + (position - Double(k)) * (values[k + 1] - values[k])
      }
    }
    func nearest<Value>(_ values: [Value]) -> [Value] {
      positions.map { values[min(Int($0.rounded()), values.count - 1)] }
    }
    return TwoParameterBranch(
      id: id, kind: .saddleNodeCircle, parent: parent, stop: ["goes on as a fold", "goes on as a fold"],
      ends: [BranchEnd(.continued), BranchEnd(.continued)],
      parameters: parameters.mapValues(column), states: states.mapValues(column),
      eigenvalues: nearest(eigenvalues), unstableDirections: nearest(unstableDirections),
      labels: positions.map { _ in "" })
  }
}
