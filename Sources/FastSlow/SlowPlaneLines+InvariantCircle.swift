// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

extension SlowPlaneLines {
  /// A saddle-node on an invariant circle and a crossing that are closer than this part of the window are one: curve and trajectory are
  /// taken as straight between points.
  private static let identity = 0.02

  /// Whether cycles of the fast subsystem end where a curve of folds is crossed, on a line across the curve.
  /// - Returns: What was seen, nil if there is no diagram, and a note then.
  func isOnInvariantCircle(_ crossing: SlowPlaneCrossing) -> (Bool?, note: String?) {
    let line = line(
      varying: isSteep(crossing) ? plane.horizontal.name : plane.vertical.name, through: crossing.slow)
    let outcome = diagram(on: line)
    guard let diagram = outcome.diagram, let place = crossing.slow[line.varying.name] else {
      return (nil, outcome.note)
    }
    let width = line.varying.upper - line.varying.lower
    let isSeen = diagram.specialPoints.contains { point in
      point.type == .saddleNodeOnInvariantCircle
        && abs((point.parameters[line.varying.name] ?? .nan) - place) < Self.identity * width
    }
    return (isSeen, nil)
  }

  /// Whether the curve is steep in the window where it is crossed.
  private func isSteep(_ crossing: SlowPlaneCrossing) -> Bool {
    guard let branch = plane.branches.first(where: { $0.id == crossing.branch }),
      let x = branch.parameters[plane.horizontal.name], let y = branch.parameters[plane.vertical.name], x.count > 1,
      let placeX = crossing.slow[plane.horizontal.name], let placeY = crossing.slow[plane.vertical.name]
    else { return true }
    let (width, height) = (
      plane.horizontal.upper - plane.horizontal.lower, plane.vertical.upper - plane.vertical.lower
    )
    func distance(_ k: Int) -> Double { max(abs(x[k] - placeX) / width, abs(y[k] - placeY) / height) }
    guard let nearest = x.indices.dropLast().min(by: { distance($0) < distance($1) }) else { return true }
    return abs(x[nearest + 1] - x[nearest]) / width < abs(y[nearest + 1] - y[nearest]) / height
  }
}
