// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import PhasePlane
import Results

/// A fast–slow dissection with two slow variables as text for a person: the class of the motion, its numbers, and folded singularities.
struct SlowPlaneReport {
  private let result: SlowPlaneResult
  private let title: String

  /// More rows are left to the saved result.
  private static let (mostVisits, mostCrossings) = (6, 12)
  /// Curves of equilibria further from the trajectory, over the ranges of the fast variables, are left out.
  private static let noticed = 0.25

  init(_ result: SlowPlaneResult, title: String) {
    self.result = result
    self.title = title
  }

  /// The whole report, which ends in a line feed.
  var text: String {
    let opening = FastSlowOpening(
      timescales: result.timescales, motion: result.motion, burst: result.burst, orbit: result.trajectory,
      fast: result.fast, slow: result.slow)
    return [
      [title], opening.rates, opening.classification, pattern, opening.measures, visits, crossings, folded, directions,
      equilibria,
      curves,
    ].filter { !$0.isEmpty }.map { $0.map { "\($0)\n" }.joined() }.joined(separator: "\n")
  }

  private var pattern: [String] {
    // Between spikes of a burst they are no part of the picture.
    guard let pattern = result.pattern, result.motion.motion == .mixedMode else { return [] }
    let (least, greatest) = (pattern.leastAmplitude.text(digits: 2), pattern.greatestAmplitude.text(digits: 2))
    return [
      "Large and small oscillations: \(pattern.text); the small ones rise by \(least) to \(greatest) of the range of "
        + "\(result.trajectory.spiking)."
    ]
  }

  private var visits: [String] {
    let titles =
      ["Sheet", "From", "To"] + result.slow.flatMap { [$0, "leaves at"] } + [result.trajectory.spiking]
    var table = TextTable(titles: titles, alignments: titles.map { _ in .right })
    for (index, visit) in result.visits.prefix(Self.mostVisits).enumerated() {
      table.add(
        ["\(index + 1)", visit.start.text(digits: 6), visit.end.text(digits: 6)]
          + result.slow.flatMap { name in
            [visit.slowAtStart, visit.slowAtEnd].map { ($0[name] ?? .nan).text(digits: 6) }
          } + [visit.shown.text(digits: 5)])
    }
    let further = result.visits.count - Self.mostVisits
    return result.visits.isEmpty ? [] : table.lines + (further > 0 ? ["and \(further) more"] : [])
  }

  private var crossings: [String] {
    // A curve of equilibria that is far in the fast variables is crossed without notice.
    let noticed = result.crossings.filter { ($0.distance ?? 0) < Self.noticed }
    let numbers = ["Curve", "Time"] + result.slow + ["Distance"]
    var table = TextTable(titles: ["Crosses"] + numbers, alignments: [.left] + numbers.map { _ in .right })
    for crossing in noticed.prefix(Self.mostCrossings) {
      table.add(
        [
          crossing.kind.rawValue + (crossing.isOnInvariantCircle == true ? ", on a circle" : ""), "\(crossing.branch)",
          crossing.time.text(digits: 6),
        ]
          + result.slow.map { (crossing.slow[$0] ?? .nan).text(digits: 6) }
          + [crossing.distance.map { $0.text(digits: 2) } ?? ""])
    }
    let further = noticed.count - Self.mostCrossings
    return table.lines + (further > 0 ? ["and \(further) more"] : [])
  }

  private var folded: [String] {
    if result.foldedSingularities.isEmpty { return ["There are no folded singularities in the window."] }
    let numbers = result.slow + result.fast + ["mu"]
    var table = TextTable(
      titles: ["Point", "Kind"] + numbers + ["Attracts", "Small", "Distance"],
      alignments: [.left, .left] + numbers.map { _ in .right } + [.left, .right, .right])
    for singularity in result.foldedSingularities {
      table.add(
        [singularity.label, singularity.kind.rawValue]
          + (result.slow + result.fast).map { (singularity.state[$0] ?? .nan).text(digits: 8) }
          + [
            singularity.ratio.map { $0.text(digits: 6) } ?? "", singularity.attracts ? "yes" : "no",
            singularity.smallOscillations.map { "\($0)" } ?? "",
            singularity.distance.map { $0.text(digits: 2) } ?? "",
          ])
    }
    return table.lines
  }

  /// The canards of folded nodes that attract.
  private var directions: [String] {
    result.foldedSingularities.filter { $0.smallOscillations != nil }.flatMap { singularity in
      [("Weak", singularity.weakDirection), ("Strong", singularity.strongDirection)].compactMap { name, direction in
        direction.map { direction in
          let components = (result.slow + result.fast).map { "\($0) \((direction[$0] ?? .nan).text(digits: 5))" }
          return "\(name) canard of \(singularity.label) along \(components.joined(separator: ", "))."
        }
      }
    }
  }

  private var equilibria: [String] {
    result.equilibria.map { equilibrium in
      let state = (result.slow + result.fast).map { "\($0) = \((equilibrium.state[$0] ?? .nan).text(digits: 8))" }
      let kind = equilibrium.attracts ? "stable" : equilibrium.repelsInTurns ? "an unstable focus" : "unstable"
      return "Equilibrium of the full system at \(state.joined(separator: ", ")), \(kind)."
    }
  }

  /// What curves the diagram has.
  private var curves: [String] {
    let counts = Dictionary(grouping: result.diagram.branches.filter { $0.kind != .neutralSaddle }, by: \.kind)
    if counts.isEmpty { return ["The fast subsystem has no bifurcations in the window."] }
    let texts = counts.sorted { $0.key.rawValue < $1.key.rawValue }.map { kind, branches in
      "\(kind.rawValue) \(branches.map { "\($0.id)" }.joined(separator: ", "))"
    }
    let points = result.diagram.specialPoints.map(\.label)
    return [
      "Curves of the fast subsystem: \(texts.joined(separator: "; "))"
        + (points.isEmpty ? "." : "; points \(points.joined(separator: ", ")).")
    ]
  }
}
