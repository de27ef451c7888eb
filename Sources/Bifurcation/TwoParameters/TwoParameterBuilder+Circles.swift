// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore
import Results

/// Saddle-nodes on invariant circles: parts of curves of folds.
extension TwoParameterBuilder {
  /// Curves of folds pass a fold found on a line at this distance at most, as a part of the window.
  private static let gap = 2e-3

  /// Adds the parts of curves of folds that lie on invariant circles.
  mutating func addCircles(at places: [CircleMark]) {
    for part in circleParts(at: places) {
      append(part.branch.part(part.start, part.end, id: result.branches.count + 1), isComplete: true)
    }
  }

  /// The places of all circles in both parameters.
  func circles(at places: [CircleMark]) -> [[[Double]]] {
    circleParts(at: places).map { part in
      let circle = part.branch.part(part.start, part.end, id: 0)
      return zip(circle.parameters[settings.horizontal.name] ?? [], circle.parameters[settings.vertical.name] ?? [])
        .map { [units.scales.parameter.number($0), units.vertical.number($1)] }
    }
  }

  /// The parts of curves of folds between places that lie on circles, and up to where a curve of homoclinic orbits meets the fold. No
  /// circle passes a cusp or a double eigenvalue zero.
  private func circleParts(at places: [CircleMark]) -> [(branch: TwoParameterBranch, start: Double, end: Double)] {
    let loops = points(.saddleNodeLoop).map { Array($0.unknowns.suffix(2)) }
    let ends = (points(.cusp) + points(.bogdanovTakens)).map {
      CircleMark(place: Array($0.unknowns.suffix(2)), isOnCircle: false)
    }
    return result.branches.filter { $0.kind == .limitPoint }.flatMap { branch in
      let marks =
        (places + ends).compactMap { mark in
          position(on: branch, mark.place).map { (place: $0, isLoop: false, isOnCircle: mark.isOnCircle) }
        } + loops.compactMap { position(on: branch, $0) }.map { (place: $0, isLoop: true, isOnCircle: true) }
      let sorted = marks.sorted { $0.place < $1.place }
      var parts: [(start: Double, end: Double)] = []
      for (a, b) in zip(sorted, sorted.dropFirst())
      where a.isOnCircle && b.isOnCircle && !(a.isLoop && b.isLoop) {
        if let last = parts.last, last.end == a.place, !a.isLoop {
          parts[parts.count - 1].end = b.place
        } else {
          parts.append((a.place, b.place))
        }
      }
      return parts.filter { $0.end > $0.start }.map { (branch, $0.start, $0.end) }
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
