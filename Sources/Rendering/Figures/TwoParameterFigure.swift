// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// The figure of a diagram in two parameters, made from its result alone: curves by their kind, solid where a stable state takes
/// part and what is born is stable, dashed elsewhere; points of codimension 2 with labels; regions with different attractors shaded.
public struct TwoParameterFigure: Sendable {
  /// What was found.
  public var result: TwoParameterResult
  /// What the user chose.
  public var options: FigureOptions

  /// Prepares the figure of a result.
  public init(_ result: TwoParameterResult, options: FigureOptions = FigureOptions()) {
    (self.result, self.options) = (result, options)
  }

  /// The figure.
  public var figure: Figure {
    let plane = plane(over: shades + cutLine)
    guard let cut = result.cut else {
      return options.figure(panels: [plane], legend: curveLegend + regionLegend, aspect: 0.78)
    }
    var wide = options
    if wide.width == Figure.singleColumn { wide.width = Figure.doubleColumn }
    let diagram = BifurcationFigure(cut.diagram, options: wide).figure
    return wide.figure(
      panels: [plane] + diagram.panels, legend: curveLegend + regionLegend + diagram.legend, aspect: 0.38, columns: 2)
  }

  private var shown: [TwoParameterBranch] { result.branches.filter { $0.kind != .neutralSaddle } }

  /// The panel of the plane, with what lies behind its curves.
  func plane(over elements: [FigureElement]) -> Panel {
    Panel(
      horizontal: axis(result.horizontal), vertical: axis(result.vertical),
      elements: elements + shown.flatMap(pieces) + numbers + marks)
  }

  /// The keys of the curves.
  var curveLegend: [LegendEntry] { legend(shown) }

  /// The line of the diagram in one parameter.
  private var cutLine: [FigureElement] {
    guard let line = result.cut else { return [] }
    let (x, y) = (result.horizontal, result.vertical)
    let ends =
      line.name == x.name
      ? [Point(line.value, y.lower), Point(line.value, y.upper)]
      : [Point(x.lower, line.value), Point(x.upper, line.value)]
    return [.curve(Curve(points: ends, role: .reference))]
  }

  /// The regions, filled by what is stable in them.
  private var shades: [FigureElement] {
    let (colors, shading) = (colors, RegionShading(regions))
    return regions.flatMap { region in
      shading.areas(of: region).map {
        .region(Region(points: $0.map(inWindow), role: .region(colors[Attractors(region)] ?? 0)))
      }
    }
  }

  private var regions: [ParameterRegion] { result.regions ?? [] }

  /// The place in the plane of a point of the unit square.
  private func inWindow(_ point: Point) -> Point {
    let (x, y) = (result.horizontal, result.vertical)
    return Point(x.lower + point.x * (x.upper - x.lower), y.lower + point.y * (y.upper - y.lower))
  }

  /// The number of colours of regions.
  private static let regionColors = 6

  /// The numbers of the regions that have room for them.
  private var numbers: [FigureElement] {
    let (x, y) = (result.horizontal, result.vertical)
    let shading = RegionShading(regions)
    return regions.compactMap { region in
      guard let across = region.representative[x.name], let up = region.representative[y.name] else { return nil }
      let middle = Point((across - x.lower) / (x.upper - x.lower), (up - y.lower) / (y.upper - y.lower))
      return shading.numberPlace(of: region, near: middle).map {
        .annotation(Annotation("\(region.id)", at: inWindow($0), side: .center, role: .annotation))
      }
    }
  }

  /// What attracts in a region.
  private struct Attractors: Hashable, Comparable {
    var equilibria: Int
    var cycles: Int

    init(_ region: ParameterRegion) { (equilibria, cycles) = (region.stableCount, region.cycles?.stable ?? 0) }

    static func < (a: Self, b: Self) -> Bool { (a.cycles, a.equilibria) < (b.cycles, b.equilibria) }
  }

  /// The colours of regions: without cycles the number of equilibria, with cycles the others in turn.
  private var colors: [Attractors: Int] {
    let all = Set(regions.map(Attractors.init)).sorted()
    let resting = all.filter { $0.cycles == 0 }
    var colors = Dictionary(resting.map { ($0, min($0.equilibria, Self.regionColors - 1)) }, uniquingKeysWith: { $1 })
    var free = (0..<Self.regionColors).filter { !colors.values.contains($0) }
    for attractors in all where attractors.cycles > 0 {
      colors[attractors] = free.isEmpty ? Self.regionColors - 1 : free.removeFirst()
    }
    return colors
  }

  private var regionLegend: [LegendEntry] {
    let what = result.isMap ? "fixed point" : "equilibrium"
    let many = result.isMap ? "fixed points" : "equilibria"
    func text(_ count: Int, _ one: String, _ many: String) -> String? {
      count == 0 ? nil : "\(count) stable \(count == 1 ? one : many)"
    }
    return colors.sorted { $0.key < $1.key }.map { attractors, color in
      let parts = [text(attractors.equilibria, what, many), text(attractors.cycles, "cycle", "cycles")]
      let words = parts.compactMap { $0 }.joined(separator: ", ")
      return LegendEntry(
        words.isEmpty ? "no stable \(what)" : words, role: .region(color), marker: Marker(.square, fill: .filled))
    }
  }

  private func axis(_ range: AxisRange) -> Axis {
    Axis(label: MathText.label(formula: range.name), lower: range.lower, upper: range.upper)
  }

  /// A curve in pieces of one style; each begins where the one before ends.
  private func pieces(_ branch: TwoParameterBranch) -> [FigureElement] {
    let points = self.points(branch)
    guard points.count > 1 else { return [] }
    let refinement = CurveRefinement(
      width: result.horizontal.upper - result.horizontal.lower, height: result.vertical.upper - result.vertical.lower)
    let steps = refinement.steps(points)
    var elements: [FigureElement] = []
    var start = 0
    while start < points.count - 1 {
      let isStable = branch.isStable(start)
      var end = start + 1
      while end < points.count - 1, branch.isStable(end) == isStable { end += 1 }
      elements.append(
        .curve(
          Curve(
            points: steps[start..<end].flatMap { $0 } + [points[end]],
            role: .bifurcations(branch.kind.rawValue, isStable: isStable))))
      start = end
    }
    return elements
  }

  private func points(_ branch: TwoParameterBranch) -> [Point] {
    zip(branch.parameters[result.horizontal.name] ?? [], branch.parameters[result.vertical.name] ?? [])
      .map { Point($0, $1) }
  }

  /// The symbols and labels of points of codimension 2.
  private var marks: [FigureElement] {
    result.specialPoints.flatMap { point -> [FigureElement] in
      let place = Point(
        point.parameters[result.horizontal.name] ?? .nan, point.parameters[result.vertical.name] ?? .nan)
      guard place.isFinite else { return [] }
      let marker: Marker =
        switch point.type {
        case .cusp, .generalizedHopf, .generalizedFlip, .chenciner: Marker(.circle, fill: .open)
        default: Marker(.circle, fill: .filled)
        }
      return [
        .markers(MarkerSet(points: [place], marker: marker, role: .specialPoint, scale: 0.75)),
        .annotation(Annotation(point.label, at: place, role: .specialPoint)),
      ]
    }
  }

  /// Whether tori are neither stable nor unstable all along, as in maps that keep areas.
  private func isDegenerate(_ branches: [TwoParameterBranch]) -> Bool {
    branches.filter { $0.kind == .neimarkSacker }.allSatisfy { $0.coefficient?.allSatisfy { $0 == 0 } ?? false }
  }

  private func legend(_ branches: [TwoParameterBranch]) -> [LegendEntry] {
    let names: [(TwoParameterBranch.Kind, stable: String, unstable: String)] = [
      (.limitPoint, "fold of a stable state", "fold, unstable"),
      (.branchPoint, "branch, stable state", "branch, unstable"),
      (.hopf, "Hopf, supercritical", "Hopf, subcritical"),
      (.flip, "doubling, supercritical", "doubling, subcritical"),
      (.neimarkSacker, "torus, supercritical", "torus, \(isDegenerate(branches) ? "degenerate" : "subcritical")"),
      (.cycleLimitPoint, "fold of cycles", "fold of unstable cycles"),
      (.cycleBranchPoint, "branch of cycles", "branch of unstable cycles"),
      (.homoclinic, "homoclinic, stable", "homoclinic, unstable"),
      (.saddleNodeCircle, "fold on a circle", "fold on an unstable circle"),
    ]
    return names.flatMap { kind, stable, unstable in
      [(true, stable), (false, unstable)].compactMap { isStable, text in
        let occurs = branches.contains { branch in
          branch.kind == kind && branch.labels.indices.dropLast().contains { branch.isStable($0) == isStable }
        }
        return occurs ? LegendEntry(text, role: .bifurcations(kind.rawValue, isStable: isStable)) : nil
      }
    }
  }
}

extension TwoParameterBranch {
  /// Whether a stable state takes part in a fold, or what is born at another bifurcation is stable within its plane.
  func isStable(_ point: Int) -> Bool {
    // At a point of codimension 2 the curve that follows counts.
    let k = labels[point].isEmpty ? point : min(point + 1, labels.count - 1)
    guard let coefficient else { return unstableDirections[k] == 0 }
    // The signs of coefficients of maps and of cycles of a flow differ.
    return kind == .flip && period == nil ? coefficient[k] > 0 : coefficient[k] < 0
  }
}
