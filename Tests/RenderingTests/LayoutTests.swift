// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Rendering
import Results
import Testing

@Suite("Layout")
struct LayoutTests {
  private let metrics = HelveticaMetrics()

  /// The boxes of all texts, in millimetres.
  private func boxes(_ drawing: Drawing) -> [(text: String, left: Double, bottom: Double, right: Double, top: Double)] {
    drawing.elements.compactMap { element in
      guard case .text(let text) = element else { return nil }
      let width = metrics.width(of: text.text) * text.size
      let (low, high) = (-0.2 * text.size, 0.74 * text.size)
      let (x, y) = (text.origin.x, text.origin.y)
      return text.isUpright
        ? (text.text.plainText, x - high, y, x - low, y + width)
        : (text.text.plainText, x, y + low, x + width, y + high)
    }
  }

  private static let figures: [Figure] = {
    let plane = SamplePhasePlane.result()
    var wide = plane
    wide.horizontal.upper = 3e6
    wide.vertical.lower = -0.0004
    wide.vertical.upper = 0.0007
    let panel = PhasePlaneFigure(wide).figure.panels[0]
    return [
      PhasePlaneFigure(plane).figure,
      PhasePlaneFigure(plane, options: FigureOptions(width: 175, height: 80, legend: .right)).figure,
      PhasePlaneFigure(plane, options: FigureOptions(width: 60, title: "FitzHugh–Nagumo")).figure,
      PhasePlaneFigure(wide).figure,
      Figure(
        width: 175, height: 120, panels: [panel, panel, panel, panel], columns: 2,
        legend: [LegendEntry("f", role: .graph)]),
    ]
  }()

  @Test("No text leaves the page or touches another", arguments: LayoutTests.figures)
  func textsApart(figure: Figure) {
    let texts = boxes(FigureLayout(figure, theme: .paper).drawing())
    for (i, a) in texts.enumerated() {
      #expect(a.left >= 0 && a.bottom >= 0 && a.right <= figure.width && a.top <= figure.height, "\(a)")
      for b in texts[(i + 1)...] {
        let apart = a.right <= b.left || b.right <= a.left || a.top <= b.bottom || b.top <= a.bottom
        #expect(apart, "\(a) and \(b)")
      }
    }
  }

  @Test("A line is cut at the frame, not beyond, and data land where the scales say")
  func clipping() throws {
    let curve = Curve(points: [Point(-10, 0.5), Point(10, 0.5)], role: .graph)
    let panel = Panel(
      horizontal: Axis(label: "", lower: 0, upper: 2, ticks: .hidden, isLabelled: false),
      vertical: Axis(label: "", lower: 0, upper: 1, ticks: .hidden, isLabelled: false), elements: [.curve(curve)])
    let drawing = FigureLayout(Figure(width: 100, height: 50, panels: [panel]), theme: .paper).drawing()
    let lines = drawing.elements.compactMap { element -> [Point]? in
      if case .line(let points, _) = element { points } else { nil }
    }
    let line = try #require(lines.first)
    let frame = try #require(lines.last)
    #expect(line.count == 2)
    #expect(abs(line[0].x - frame[0].x) < 1e-9)
    #expect(abs(line[1].x - frame[1].x) < 1e-9)
    let middle = (frame[0].y + frame[2].y) / 2  // corners from the lower left, counterclockwise
    #expect(abs(line[0].y - middle) < 1e-12)
  }

  @Test("Of very many dots those are drawn that others do not cover; few are all drawn", arguments: [900, 90_000])
  func thinning(_ count: Int) {
    // A line along which dots lie ever closer.
    let points = (0..<count).map { Point(0.5, 0.1 + 0.8 * Double($0) / Double(count)) }
    let dots = MarkerSet(points: points, marker: Marker(), role: .graph, scale: 0.2)
    let axis = Axis(label: "", lower: 0, upper: 1, ticks: .hidden, isLabelled: false)
    let figure = Figure(
      width: 60, height: 60, panels: [Panel(horizontal: axis, vertical: axis, elements: [.markers(dots)])])
    let middles = FigureLayout(figure, theme: .paper).drawing().elements.compactMap { element -> Double? in
      guard case .area(let outline, _, _) = element else { return nil }
      return outline.map(\.y).reduce(0, +) / Double(outline.count)
    }.sorted()
    #expect(count > 1000 ? middles.count < 2000 : middles.count == count)
    // No gap opens: neighbours are closer than the size of the least square.
    for (a, b) in zip(middles, middles.dropFirst()) { #expect(b - a < 0.11) }
  }

  @Test("Thousands of points on a straight line need two")
  func simplification() throws {
    let curve = Curve(points: (0...5000).map { Point(Double($0) / 5000, Double($0) / 5000) }, role: .graph)
    let axis = Axis(label: "", lower: 0, upper: 1)
    let figure = Figure(height: 60, panels: [Panel(horizontal: axis, vertical: axis, elements: [.curve(curve)])])
    let first = try #require(FigureLayout(figure, theme: .paper).drawing().elements.first)
    guard case .line(let points, _) = first else {
      Issue.record("the curve is no line")
      return
    }
    #expect(points.count == 2)
  }

  @Test("A point that is not finite breaks a line")
  func brokenLine() {
    let points = [Point(0, 0), Point(0.2, 0.5), Point(.nan, 0), Point(0.5, 0.5), Point(1, 0)]
    let axis = Axis(label: "", lower: 0, upper: 1, ticks: .hidden)
    let panel = Panel(horizontal: axis, vertical: axis, elements: [.curve(Curve(points: points, role: .graph))])
    let drawing = FigureLayout(Figure(height: 60, panels: [panel]), theme: .paper).drawing()
    #expect(drawing.elements.filter { if case .line = $0 { true } else { false } }.count == 3)
  }

  @Test("Labels of crowded points touch neither each other nor the curve through them")
  func crowdedLabels() {
    let points = (0..<8).map { Point(0.3 + 0.05 * Double($0), 0.5 + 0.3 * (Double($0) / 8 - 0.5)) }
    let axis = Axis(label: "", lower: 0, upper: 1, ticks: .hidden, isLabelled: false)
    let labels = points.enumerated().map { FigureElement.annotation(Annotation("$H_\($0)$", at: $1)) }
    let line = FigureElement.curve(Curve(points: points, role: .graph))
    let marks = FigureElement.markers(MarkerSet(points: points, marker: Marker(), role: .graph))
    let panel = Panel(horizontal: axis, vertical: axis, elements: [line, marks] + labels)
    let texts = boxes(FigureLayout(Figure(height: 60, panels: [panel]), theme: .paper).drawing())
    #expect(texts.count == 8)
    for (i, a) in texts.enumerated() {
      for b in texts[(i + 1)...] {
        let width = min(a.right, b.right) - max(a.left, b.left)
        let height = min(a.top, b.top) - max(a.bottom, b.bottom)
        #expect(min(width, height) < 0.25, "\(a) and \(b)")
      }
    }
  }
}
