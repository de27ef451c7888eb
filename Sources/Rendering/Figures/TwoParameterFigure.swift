// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Analyzers
import ModelCore

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
    let shown = result.branches.filter { $0.kind != .neutralSaddle }
    let elements = shown.flatMap(pieces)
    return options.figure(
      panels: [
        Panel(
          horizontal: axis(result.horizontal), vertical: axis(result.vertical), elements: elements + marks)
      ], legend: legend(shown), aspect: 0.78)
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
        case "CP", "GH", "GPD", "CH": Marker(.circle, fill: .open)
        default: Marker(.circle, fill: .filled)
        }
      return [
        .markers(MarkerSet(points: [place], marker: marker, role: .specialPoint, scale: 0.75)),
        .annotation(Annotation(point.label, at: place, role: .specialPoint)),
      ]
    }
  }

  private func legend(_ branches: [TwoParameterBranch]) -> [LegendEntry] {
    let names: [(TwoParameterBranch.Kind, stable: String, unstable: String)] = [
      (.limitPoint, "fold of a stable state", "fold of unstable states"),
      (.hopf, "Hopf, supercritical", "Hopf, subcritical"),
      (.flip, "period doubling, supercritical", "period doubling, subcritical"),
      (.neimarkSacker, "Neimark–Sacker, supercritical", "Neimark–Sacker, subcritical"),
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
  fileprivate func isStable(_ point: Int) -> Bool {
    // At a point of codimension 2 the curve that follows counts.
    let k = labels[point].isEmpty ? point : min(point + 1, labels.count - 1)
    guard let coefficient else { return unstableDirections[k] == 0 }
    return kind == .flip ? coefficient[k] > 0 : coefficient[k] < 0
  }
}
