// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results
import Symbolics

/// Proves by interval arithmetic that a list of fixed points on a line is complete.
///
/// The window is divided until each part is decided: the right-hand side has no zero there; or its derivative has none,
/// so that the signs at the ends tell whether there is one zero or none (Tucker 2011, Validated Numerics, section 5.1).
struct PhaseLineCertifier {
  /// What vanishes at fixed points.
  let expression: Expression
  private let displacement: ExpressionGraph
  private let derivative: ExpressionGraph
  private let line: PhaseLine
  private let name: String

  init(_ line: PhaseLine) {
    self.line = line
    name = line.field.model.variableNames[0]
    let rate = line.field.model.rates[0]
    expression = line.isMap ? rate - .symbol(name) : rate
    displacement = ExpressionGraph([expression])
    derivative = ExpressionGraph([expression.derivative(name)])
  }

  private func range(_ graph: ExpressionGraph, _ x: Interval) -> Interval {
    var interpretation = ScalarInterpretation(symbols: [name: x, "t": Interval(line.time)])
    return graph.interpret(&interpretation)[0]
  }

  /// How many zeros there are in an interval.
  enum Verdict { case none, one, undecided }

  /// What interval arithmetic says of the zeros in an interval.
  func verdict(_ box: Interval) -> Verdict {
    let values = range(displacement, box)
    if values.isDefined, !values.contains(0) { return .none }
    let slopes = range(derivative, box)
    guard values.isContinuous, slopes.isDefined, !slopes.isEmpty, !slopes.contains(0) else { return .undecided }
    let (left, right) = (range(displacement, Interval(box.lower)), range(displacement, Interval(box.upper)))
    if left.contains(0) || right.contains(0) { return .undecided }
    return (left.lower > 0) == (right.lower > 0) ? .none : .one
  }

  /// Whether the right-hand side is defined and continuous all around a point.
  func isContinuous(around point: Double, reach: Double) -> Bool {
    let values = range(displacement, Interval(point - reach, point + reach))
    return values.isContinuous && values.isBounded
  }

  /// A bound of the rounding error of the right-hand side at a point.
  func roundingError(at point: Double) -> Double { range(displacement, Interval(point)).width }

  /// The certificate for a list of fixed points, with a note where it does not agree with the list.
  func certificate(_ fixedPoints: [FixedPoint], _ notes: inout [String]) -> Certificate {
    // A margin makes room for fixed points on the edge; zeros proved to lie outside are left out again.
    let margin = 1e-3 * line.width
    var work = [Interval(line.window.lowerBound - margin, line.window.upperBound + 0.77 * margin)]
    var proved: [Interval] = []
    var undecided: [Interval] = []
    var examined = 0
    while let box = work.popLast() {
      examined += 1
      switch verdict(box) {
      case .none: continue
      case .one: proved.append(box)
      case .undecided:
        if box.width < 1e-9 * line.width || examined > 50_000 {
          undecided.append(box)
        } else {
          // Off the middle, so that round numbers are seldom ends.
          let cut = box.lower + 0.4871 * (box.upper - box.lower)
          work += [Interval(cut, box.upper), Interval(box.lower, cut)]
        }
      }
    }
    let positions = fixedPoints.compactMap { $0.state[name] }
    let missing = proved.filter { box in !positions.contains(where: box.contains) && isInside(box) }
    if !missing.isEmpty { notes.append("\(missing.count) fixed points are proved to exist that were not found.") }
    let doubtful = merged(undecided.sorted { $0.lower < $1.lower }).filter { meetsWindow($0) }
    return Certificate(
      complete: doubtful.isEmpty && missing.isEmpty,
      provedCount: proved.filter { box in positions.contains(where: box.contains) || isInside(box) }.count,
      undecidedBoxes: doubtful.map { [$0.lower, $0.upper] }, examinedCount: examined)
  }

  private func meetsWindow(_ box: Interval) -> Bool {
    box.upper >= line.window.lowerBound && box.lower <= line.window.upperBound
  }

  /// Whether the zero in a box that holds one lies inside the window.
  private func isInside(_ box: Interval) -> Bool {
    var box = box
    while box.lower < line.window.lowerBound || box.upper > line.window.upperBound {
      let edge = box.lower < line.window.lowerBound ? line.window.lowerBound : line.window.upperBound
      if edge <= box.lower || edge >= box.upper { return meetsWindow(box) && edge > box.lower && edge < box.upper }
      let atEdge = range(displacement, Interval(edge))
      let atLower = range(displacement, Interval(box.lower))
      if atEdge.contains(0) { return true }
      let zeroIsBelow = (atEdge.lower > 0) != (atLower.lower > 0)
      if zeroIsBelow == (edge == line.window.lowerBound) { return false }
      box = zeroIsBelow ? Interval(box.lower, edge) : Interval(edge, box.upper)
    }
    return true
  }

  private func merged(_ boxes: [Interval]) -> [Interval] {
    boxes.reduce(into: []) { result, box in
      if let last = result.last, last.upper >= box.lower {
        result[result.count - 1] = last.hull(box)
      } else {
        result.append(box)
      }
    }
  }
}
