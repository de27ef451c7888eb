// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore
import Results

/// Curves of bifurcations of cycles: branches of cycles are followed on some lines, from the Hopf points there, and what lies on them
/// and on no known curve starts one in two parameters.
extension TwoParameterAnalyzer {
  /// Cycles of models of more variables are left.
  static let cycleDimensionLimit = 12
  /// The lines, as parts of the window, on which branches of cycles are followed.
  private static let horizontalLines = [0.4963, 0.2204, 0.7759, 0.0393, 0.9607]
  private static let verticalLines = [0.4963, 0.2204, 0.7759]
  /// Beside a generalized Hopf point lines pass at this distance, as a part of the window.
  private static let besideHopf = 0.012
  /// Hopf points closer to the end of a branch of cycles, as a part of the window, are its end.
  private static let reached = 1e-3
  /// More curves of cycles are not followed.
  private static let cycleCurveLimit = 40

  /// A line and the branches of cycles on it.
  private struct CycleLine: Sendable {
    var line: TwoParameterUnits.Line
    var cycles: [CycleBranch]
  }

  /// Follows the curves of bifurcations of cycles of a flow.
  mutating func followCycles() {
    guard !isMap else { return }
    if units.model.dimension > Self.cycleDimensionLimit {
      diagram.note(
        "bifurcations of cycles are left out: they are followed in models of up to \(Self.cycleDimensionLimit) variables"
      )
      return
    }
    var lines = Self.horizontalLines.map { (true, units.window.vertical.value(at: $0)) }
    lines += Self.verticalLines.map { (false, units.window.horizontal.value(at: $0)) }
    let n = units.model.dimension
    for point in diagram.points(.generalizedHopf) {
      for sign in [1.0, -1] {
        let value = point.unknowns[n + 1] + sign * Self.besideHopf * units.window.vertical.width
        if units.window.vertical.contains(value) { lines.append((true, value)) }
      }
    }
    for (isHorizontal, value) in lines where hasHopfCurve(isHorizontal, value) {
      if isCancelled() || cycleCurves.count >= Self.cycleCurveLimit { return }
      let line = units.line(isHorizontal: isHorizontal, at: value, startCount: Self.startCount)
      for branch in cycles(on: line) { follow(branch, on: line) }
    }
    if !lostCycles.isEmpty {
      let kinds = Set(lostCycles).sorted().map { kind in "\(lostCycles.count { $0 == kind }) \(kind)" }
      diagram.note(
        "bifurcations of cycles on lines that could not be followed in both parameters: \(kinds.joined(separator: ", ")); "
          + "in canard explosions parameters stand still to all digits")
    }
  }

  /// Whether a line crosses a Hopf curve.
  private func hasHopfCurve(_ isHorizontal: Bool, _ value: Double) -> Bool {
    let index = units.model.dimension + (isHorizontal ? 1 : 0)
    return curves.contains { curve in
      curve.kind == .hopf
        && zip(curve.points, curve.points.dropFirst()).contains {
          ($0.unknowns[index] - value) * ($1.unknowns[index] - value) <= 0 && ($0.description.pair ?? 0) > 0
        }
    }
  }

  /// The branches of cycles that are born at Hopf points on a line.
  private func cycles(on line: TwoParameterUnits.Line) -> [CycleBranch] {
    let n = units.model.dimension
    var branches: [CycleBranch] = []
    for special in self.branches(on: line).flatMap(\.specialPoints) where special.type == .hopf {
      if isCancelled() { return branches }
      let isReached = branches.contains { branch in
        guard case .hopf(let value) = branch.end else { return false }
        return abs(value - special.unknowns[n]) < Self.reached * line.range.width
      }
      if isReached { continue }
      let branch = CycleBranch(from: special, on: line.problem, range: line.range, isCancelled: isCancelled)
      if let branch { branches.append(branch) }
    }
    return branches
  }

  private mutating func follow(_ branch: CycleBranch, on line: TwoParameterUnits.Line) {
    let free = line.isHorizontal ? 0 : 1
    for special in branch.specialPoints {
      let place = line.isHorizontal ? [special.cycle.parameter, line.value] : [line.value, special.cycle.parameter]
      if isCancelled() || isKnown(special.label, place, period: special.cycle.period) { continue }
      let curve = CycleBifurcationCurve(
        from: special, free: free, at: line.value, in: units.plane, isCancelled: isCancelled)
      if let curve { add(curve) } else { lostCycles.append(special.label) }
    }
    guard case .homoclinic(let parameter, _) = branch.end, let last = branch.points.last else { return }
    let place = line.isHorizontal ? [parameter, line.value] : [line.value, parameter]
    if isKnown("HOM", place, period: nil) { return }
    let curve = CycleBifurcationCurve(
      homoclinicNear: last, free: free, at: line.value, on: line.problem, in: units.plane, isCancelled: isCancelled)
    if let curve { add(curve) }
  }

  private mutating func add(_ curve: CycleBifurcationCurve) {
    cycleCurves.append(curve)
    diagram.add(curve)
  }

  /// Chords of curves pass a point on them at this distance at most, as a part of the window.
  private static let chordGap = 2e-3
  /// Periods at one point of a curve differ by no more than this part.
  private static let periodGap = 0.03

  /// Whether a curve of cycles passes through a place.
  private func isKnown(_ kind: String, _ place: [Double], period: Double?) -> Bool {
    let widths = [units.window.horizontal.width, units.window.vertical.width]
    return cycleCurves.contains { curve in
      guard curve.kind.rawValue == kind else { return false }
      return zip(curve.points, curve.points.dropFirst()).contains { a, b in
        let way = (0..<2).map { (b.parameters[$0] - a.parameters[$0]) / widths[$0] }
        let from = (0..<2).map { (place[$0] - a.parameters[$0]) / widths[$0] }
        let length = way[0] * way[0] + way[1] * way[1]
        let share = length > 0 ? min(1, max(0, (way[0] * from[0] + way[1] * from[1]) / length)) : 0
        let gap = (0..<2).map { from[$0] - share * way[$0] }
        guard (gap[0] * gap[0] + gap[1] * gap[1]).squareRoot() < Self.chordGap else { return false }
        guard let period else { return true }
        let own = a.cycle.period + share * (b.cycle.period - a.cycle.period)
        return abs(own - period) < Self.periodGap * period
      }
    }
  }
}
