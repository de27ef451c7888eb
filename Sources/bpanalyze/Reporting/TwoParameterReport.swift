// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import PhasePlane
import Results

/// A diagram in two parameters as tables for a person: points of codimension 2, curves, regions.
struct TwoParameterReport {
  private let result: TwoParameterResult
  private let title: String

  init(_ result: TwoParameterResult, title: String) {
    (self.result, self.title) = (result, title)
  }

  /// The whole report, which ends in a line feed.
  var text: String {
    let ranges = [result.horizontal, result.vertical].map {
      "\($0.name) from \($0.lower.text()) to \($0.upper.text())"
    }
    let plane = [[title] + ranges, points, branches, regions].filter { !$0.isEmpty }
      .map { $0.map { "\($0)\n" }.joined() }.joined(separator: "\n")
    guard let cut = result.cut else { return plane }
    let line = "Along \(cut.name) = \(cut.value.text())"
    return plane + "\n" + BifurcationReport(cut.diagram, title: line, gridCount: 0).text
  }

  private var points: [String] {
    if result.specialPoints.isEmpty { return ["No points of codimension 2."] }
    let shown = Array(result.variables.prefix(3))
    var table = TextTable(
      titles: ["Point", result.horizontal.name, result.vertical.name] + shown
        + ["Normal form", "Branches", "Remark"],
      alignments: [.left, .right, .right] + shown.map { _ in .right } + [.left, .left, .left])
    for point in result.specialPoints {
      let form = point.normalForm.sorted { $0.key < $1.key }
        .map { "\($0.key) = \($0.value.text(digits: 6))" }
      table.add(
        [
          point.label, cleaned(point, result.horizontal).text(digits: digits(of: point)),
          cleaned(point, result.vertical).text(digits: digits(of: point)),
        ] + shown.map { (point.state[$0] ?? .nan).text(digits: min(8, max(3, digits(of: point) - 2))) }
          + [
            form.joined(separator: ", "), point.branches.map(String.init).joined(separator: ", "), point.remark,
          ])
    }
    return table.lines
  }

  /// The digits that hold of a point's parameters, as the bracket tells of those that are extrapolated.
  private func digits(of point: TwoParameterPoint) -> Int {
    guard point.type == .saddleNodeLoop, point.bracket > 0 else { return 10 }
    return Swift.min(10, Swift.max(3, Int(-log10(point.bracket))))
  }

  /// A parameter without the round-off that is left of a zero.
  private func cleaned(_ point: TwoParameterPoint, _ axis: AxisRange) -> Double {
    let value = point.parameters[axis.name] ?? .nan
    return abs(value) < 1e-13 * max(abs(axis.lower), abs(axis.upper)) ? 0 : value
  }

  private var branches: [String] {
    if result.branches.isEmpty { return ["No curves."] }
    var table = TextTable(["Branch": .right, "Kind": .left, "From": .left, "Points": .right, "Ends": .left])
    for branch in result.branches {
      table.add([
        "\(branch.id)", kind(of: branch),
        branch.parent ?? "search", "\(branch.labels.count)", branch.stop.joined(separator: "; "),
      ])
    }
    return table.lines
  }

  private func kind(of branch: TwoParameterBranch) -> String {
    switch branch.kind {
    case .neutralSaddle: "NSa (no bifurcation)"
    case .flip where branch.period != nil: "PD of cycles"
    case .neimarkSacker where branch.period != nil: "NS of cycles"
    default: branch.kind.rawValue
    }
  }

  private var regions: [String] {
    guard let regions = result.regions else { return [] }
    var table = TextTable(
      titles: ["Region", result.horizontal.name, result.vertical.name, "Part", "Holds", "Attractors", "Checked"],
      alignments: [.right, .right, .right, .right, .left, .left, .left])
    for region in regions {
      let kinds = region.equilibria.sorted { $0.key.rawValue < $1.key.rawValue }
        .map { "\($0.value) " + ($0.value == 1 ? $0.key.rawValue : Self.plural($0.key)) }
      table.add([
        "\(region.id)", (region.representative[result.horizontal.name] ?? .nan).text(digits: 5),
        (region.representative[result.vertical.name] ?? .nan).text(digits: 5),
        "\((100 * region.area).text(digits: 3))%",
        (kinds + cycles(region)).isEmpty ? "nothing" : (kinds + cycles(region)).joined(separator: ", "),
        region.summary,
        region.isUnderstood
          ? (region.isProved ? "proved, " : "") + "\(region.confirmations) further points" : "not understood",
      ])
    }
    let what = result.isMap ? "fixed points" : "equilibria"
    return table.lines + [
      areCounted
        ? "Cycles are those on branches through the regions that begin at Hopf points or at cycles that attract; ? where lines differ or what is beside does not fit."
        : "Regions are told apart by their \(what) alone; cycles are not counted."
    ]
  }

  /// A kind of equilibrium in the plural.
  private static func plural(_ kind: FixedPointType) -> String {
    switch kind {
    case .stableFocus: "stable foci"
    case .unstableFocus: "unstable foci"
    case .undetermined: kind.rawValue
    default: kind.rawValue + "s"
    }
  }

  /// Whether cycles are counted in some regions.
  private var areCounted: Bool { (result.regions ?? []).contains { $0.cycles != nil } }

  /// The cycles of a region, in words.
  private func cycles(_ region: ParameterRegion) -> [String] {
    guard let cycles = region.cycles else { return areCounted ? ["cycles not counted"] : [] }
    let doubt = region.areCyclesUnderstood == false ? "?" : ""
    if cycles.stable + cycles.unstable == 0 { return doubt.isEmpty ? [] : ["cycles?"] }
    return [(cycles.stable, "stable"), (cycles.unstable, "unstable")].compactMap { count, kind in
      count == 0 ? nil : "\(count) \(kind) cycle\(count == 1 ? "" : "s")\(doubt)"
    }
  }
}
