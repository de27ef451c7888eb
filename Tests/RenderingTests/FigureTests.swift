// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Rendering
import Testing

@Suite("Figures as data")
struct FigureTests {
  private static let everything = Figure(
    width: Figure.doubleColumn, height: 60, title: "All marks",
    panels: [
      Panel(
        horizontal: Axis(label: "$x$", lower: -1, upper: 1, ticks: .values([-1, 0, 1])),
        vertical: Axis(label: "$y$", lower: 0, upper: 2, ticks: .hidden, isLabelled: false),
        elements: [
          .curve(Curve(points: [Point(0, 0), Point(1, 2)], role: .graph, closed: true, arrowheads: .every(12))),
          .markers(MarkerSet(points: [Point(0, 1)], marker: Marker(.diamond, fill: .half), role: .fixedPoint)),
          .arrows(ArrowSet(points: [Point(0, 0)], vectors: [Point(1, -1)])),
          .region(Region(points: [Point(0, 0), Point(1, 0), Point(0, 1)])),
          .annotation(Annotation("$H_1$", at: Point(0.5, 0.5), side: .left, role: .series(2))),
        ],
        tag: "a", title: "first", aspect: 1, weight: 2)
    ],
    columns: 2, legend: [LegendEntry("line", role: .series(0)), LegendEntry("dot", role: .graph, marker: Marker())],
    legendPlacement: .right)

  @Test("A figure with every kind of mark survives JSON")
  func roundTrip() throws {
    let data = try JSONEncoder().encode(Self.everything)
    #expect(try JSONDecoder().decode(Figure.self, from: data) == Self.everything)
  }

  @Test("Points are pairs and roles are names in JSON")
  func compactJSON() throws {
    let curve = Curve(points: [Point(1, 2.5)], role: .trajectory)
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(curve)) as? [String: Any]
    #expect(object?["points"] as? [[Double]] == [[1, 2.5]])
    #expect(object?["role"] as? String == "trajectory")
  }

  @Test("The result of a phase plane survives JSON and gives the same figure")
  func resultAlone() throws {
    let result = SamplePhasePlane.result()
    let encoded = try JSONEncoder().encode(result)
    let decoded = try JSONDecoder().decode(type(of: result), from: encoded)
    #expect(PhasePlaneFigure(decoded).figure == PhasePlaneFigure(result).figure)
  }
}
