// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// The branches of fixed points of a large system in a parameter, along the first principal component: stable parts solid,
/// unstable ones dashed, bifurcations marked.
enum PointBranchPanel {
  /// The panel; nil if no branches were followed.
  static func panel(_ result: SlowPointResult) -> Panel? {
    guard let branches = result.branches, let first = branches.first, let projection = result.projection,
      let component = projection.components.first
    else { return nil }
    func height(_ state: [Double]) -> Double {
      zip(zip(state, projection.mean), component).reduce(0) { $0 + ($1.0.0 - $1.0.1) * $1.1 }
    }
    let curves = branches.map { branch in
      zip(branch.parameters, branch.states).map { Point($0, height($1)) }
    }
    let all = curves.flatMap { $0 }
    let (x, y) = (DataRange.window(all.map(\.x), room: 0), DataRange.window(all.map(\.y)))
    let special = branches.flatMap(\.specialPoints).filter { $0.type != .neutralSaddle }
    let places = special.map { Point($0.parameter, height($0.state)) }
    let lines = zip(curves, branches).flatMap { pieces($0, $1.unstableDirections.map { $0 == 0 }) }
    return Panel(
      horizontal: Axis(label: "$\(first.parameter)$", lower: x.lower, upper: x.upper),
      vertical: Axis(label: "PC 1", lower: y.lower, upper: y.upper),
      elements: lines + [
        .markers(MarkerSet(points: places, marker: Marker(.circle, fill: .filled), role: .specialPoint, scale: 0.6))
      ] + zip(special, places).map { .annotation(Annotation($0.type.rawValue, at: $1)) })
  }

  /// A branch cut where its stability changes.
  private static func pieces(_ points: [Point], _ isStable: [Bool]) -> [FigureElement] {
    var elements: [FigureElement] = []
    var start = 0
    while start < points.count {
      var end = start
      while end + 1 < points.count, isStable[end + 1] == isStable[start] { end += 1 }
      let piece = Array(points[start...min(end + 1, points.count - 1)])
      elements.append(
        .curve(Curve(points: piece, role: isStable[start] ? .stableEquilibria : .unstableEquilibria)))
      start = end + 1
    }
    return elements
  }
}
