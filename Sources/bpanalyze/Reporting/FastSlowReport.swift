// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import PhasePlane
import Results

/// A fast–slow dissection as text for a person: the class of the motion, its numbers, and the fast subsystem's special points.
struct FastSlowReport {
  private let result: FastSlowResult
  private let title: String

  init(_ result: FastSlowResult, title: String) {
    self.result = result
    self.title = title
  }

  /// The whole report, which ends in a line feed.
  var text: String {
    let opening = FastSlowOpening(
      timescales: result.timescales, motion: result.motion, burst: result.burst, orbit: result.trajectory,
      fast: result.fast, slow: [result.slow])
    return [
      [title], opening.rates, opening.classification, opening.measures, visits, passages, singularCycle, canardPoints,
      points,
      rests,
    ].filter { !$0.isEmpty }.map { $0.map { "\($0)\n" }.joined() }.joined(separator: "\n")
  }

  private var visits: [String] {
    var table = TextTable([
      "Visit": .right, "Branch": .right, "Kind": .left, "From": .right, "To": .right, "\(result.slow)": .right,
      "leaves at": .right, "Ceases to attract at": .left, "Delay": .right,
    ])
    for (index, visit) in result.visits.prefix(Self.mostVisits).enumerated() {
      table.add([
        "\(index + 1)", "\(visit.branch)", visit.kind.rawValue, visit.start.text(digits: 6), visit.end.text(digits: 6),
        visit.slowAtStart.text(digits: 6), visit.slowAtEnd.text(digits: 6), visit.exit ?? "",
        visit.delay.map { $0.text(digits: 2) } ?? "",
      ])
    }
    let further = result.visits.count - Self.mostVisits
    return table.lines + (further > 0 ? ["and \(further) more"] : [])
  }

  /// More visits are left to the saved result.
  private static let (mostVisits, mostPassages) = (6, 2)

  private var passages: [String] {
    result.delayedPassages.prefix(Self.mostPassages).map { passage in
      let predicted =
        passage.predictedExit.map { "predicted \($0.text(digits: 6))" } ?? "no prediction within the diagram"
      return "Delayed passage of \(passage.point) at \(result.slow) = \(passage.slow.text(digits: 6)): in at "
        + "\(passage.entry.text(digits: 6)), out at \(passage.exit.text(digits: 6)) (\(predicted))."
    }
  }

  private var singularCycle: [String] {
    guard let cycle = result.singularCycle else { return [] }
    var table = TextTable(["Branch": .right, "Lands at": .right, "Jumps at": .right, "Fold": .left, "Time": .right])
    for stretch in cycle.stretches {
      table.add([
        "\(stretch.branch)", stretch.landing.text(digits: 8), stretch.jump.text(digits: 8), stretch.fold,
        stretch.time.text(digits: 8),
      ])
    }
    return ["Singular cycle, in the limit of infinitely fast jumps"] + table.lines + [
      "Its period is \(cycle.period.text(digits: 8)), with the passages of the folds "
        + "\(cycle.correctedPeriod.text(digits: 6))."
    ]
  }

  private var canardPoints: [String] {
    guard let parameter = result.canardPoints.first?.parameter else { return [] }
    var table = TextTable([
      "Fold": .left, "\(parameter) at eps = 0": .right, "canard": .right, "Hopf": .right, "explosion": .left,
    ])
    for point in result.canardPoints {
      let explosion = point.explosion.map { "\($0.start.text(digits: 10)) to \($0.end.text(digits: 10))" }
      table.add([
        point.fold, point.singularValue.text(digits: 8), point.canardValue.text(digits: 8),
        point.hopf.map { $0.text(digits: 8) } ?? "", explosion ?? "",
      ])
    }
    return ["Canard points in \(parameter); the canard's value to first order"] + table.lines
  }

  private var points: [String] {
    let diagram = result.diagram
    if diagram.specialPoints.isEmpty { return ["The fast subsystem has no special points."] }
    var table = TextTable([
      "Point": .left, result.slow: .right, diagram.shownVariable: .right, "Period": .right, "Branch": .right,
      "Remark": .left,
    ])
    for point in diagram.specialPoints where point.type != .neutralSaddle {
      table.add([
        point.label, (point.parameters[result.slow] ?? .nan).text(digits: 10),
        (point.state[diagram.shownVariable] ?? .nan).text(digits: 8), point.period.map { $0.text(digits: 8) } ?? "",
        "\(point.branch)", point.remark,
      ])
    }
    return ["Fast subsystem"] + table.lines
  }

  /// Where the slow variable comes to rest, to first order.
  private var rests: [String] {
    result.slowFlow.rests.map { rest in
      let place = "branch \(rest.branch) at \(result.slow) = \(rest.slow.text(digits: Self.digits(of: rest)))"
      let what = rest.kind == .cycles ? "The averaged slow rate" : "The slow rate"
      let fold = rest.foldOfCycles.map {
        "; the fold of cycles \($0) is beside it: where both meet, a torus has canards"
      }
      let saddle = rest.homoclinic.map { "; beside \($0) cycles take on the slow rate of the saddle" }
      return "\(what) vanishes on \(place)\(rest.attracts ? ", which attracts" : "")\(fold ?? saddle ?? "")."
    }
  }

  /// The digits of a place that are known, 6 at most.
  private static func digits(of rest: SlowFlow.Rest) -> Int {
    guard let uncertainty = rest.uncertainty, uncertainty > 0, rest.slow != 0 else { return 6 }
    return min(6, max(1, Int(log10(abs(rest.slow) / uncertainty).rounded(.down))))
  }
}
