// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Rendering
import Results
import Testing

/// Every drawing is safe for any number: files may have been edited, and systems run away.
@Suite("Extreme numbers")
struct ExtremeNumberTests {
  private static let numbers = ["1e308", "-1.7e308", "5e-324", "-0.0", "\"Infinity\"", "\"-Infinity\"", "\"NaN\""]

  /// The places of a result at which any number may stand.
  private static let places = [
    "typical", "speed", "segment", "share", "real", "imaginary", "state", "coordinate", "axis",
  ]

  /// Two points of a network of two units on a ring, with one number replaced.
  private static func slowPoints(_ place: String, _ number: String) throws -> SlowPointResult {
    func value(_ name: String, _ usual: String) -> String { name == place ? number : usual }
    func point(_ x: String) -> String {
      """
      {"kind": "fixed", "state": [\(value("state", x)), 0.5], "speed": 0, "residual": 0, "stability": "stable",
       "unstableDirections": 0, "neutralDirections": 0, "slowDirections": 0,
       "eigenvalues": [[\(value("real", "-1")), \(value("imaginary", "0"))], [-2, 1]], "modes": [], "startCount": 1,
       "projection": [\(value("coordinate", x)), 0, 1], "slowSegments": [[\(value("segment", "1")), 0, 0.5]]}
      """
    }
    let json = """
      {"isMap": false, "variables": ["a", "b"], "axis": [\(value("axis", "0")), 1], "axes": 1,
       "points": [\(point("0")), \(point("1"))], "sets": [],
       "counts": {"starts": 2, "fixed": 2, "slow": 0, "fast": 0, "outliers": 0, "notFinite": 0},
       "typicalSpeed": \(value("typical", "1")), "speeds": [\(value("speed", "1e-9")), 1e-12],
       "projection": {"mean": [0, 0], "components": [[1, 0], [0, 1], [1, 0]], "shares": [\(value("share", "0.9")), 0.1, 0]},
       "trajectories": [{"points": [[\(value("coordinate", "0")), 0, 1], [1, 1, 0]], "speeds": [\(value("speed", "1")), 0.1]}],
       "complete": true, "notes": []}
      """
    return try JSONText.decoder().decode(SlowPointResult.self, from: Data(json.utf8))
  }

  private static func isSound(_ drawing: Drawing) -> Bool {
    drawing.elements.contains { if case .text = $0 { true } else { false } }
  }

  @Test("points, projections, spectra and histograms of slow points", arguments: numbers, places)
  func slowPoints(number: String, place: String) throws {
    let result = try Self.slowPoints(place, number)
    for components in [2, 3] {
      let figure = SlowPointFigure(result, options: FigureOptions(width: 175, components: components)).figure
      #expect(Self.isSound(FigureLayout(figure, theme: .paper).drawing()))
      #expect(try PLplotCanvas().data(of: figure, format: .svg).count > 1000)
    }
  }

  @Test(
    "trajectories over time",
    arguments: [Double.greatestFiniteMagnitude, -1e308, .leastNonzeroMagnitude, .infinity, -.infinity, .nan])
  func timeSeries(number: Double) throws {
    for (times, values) in [
      ([0, 1, 2], [0, number, 1]), ([0, number, 2], [0, 1, 2]), ([-number, 0, number], [number, -number, 0]),
      ([number], [number]),
    ] {
      let run = TimeSeriesFigure.Run(times: times, values: ["x": values], name: "one")
      let figure = TimeSeriesFigure(runs: [run], quantities: ["x"]).figure
      #expect(try PLplotCanvas().data(of: figure, format: .svg).count > 1000)
    }
  }

  @Test("ticks of axes from end to end of the numbers and of no width")
  func ticks() {
    let ends: [Double] = [
      -1e308, -1e300, -1, -.leastNonzeroMagnitude, 0, .leastNonzeroMagnitude, 1e-300, 1, 1.0.nextUp, 1e15, 1e15 + 1,
      1e300, 1.7e308,
    ]
    for lower in ends {
      for upper in ends {
        let scale = TickScale(lower: lower, upper: upper, count: 5)
        #expect(scale.values.count <= 1000 && scale.values.allSatisfy { $0.isFinite })
      }
    }
    #expect(TickScale(values: [.infinity, .nan, 1]).values == [1])
  }

  @Test("a figure of an open height stays within the sizes that can be drawn", arguments: [10.0, 85, 2000])
  func heights(width: Double) throws {
    let run = TimeSeriesFigure.Run(times: [0, 1], values: ["x": [0, 1]], name: "one")
    let quantities = [String](repeating: "x", count: 8)
    let figure = TimeSeriesFigure(runs: [run], quantities: quantities, options: FigureOptions(width: width)).figure
    #expect(Figure.sizes.contains(figure.height))
    #expect(try PLplotCanvas().data(of: figure, format: .pdf).count > 500)
  }

  @Test("sizes of a style that no page has", arguments: ["1e-300", "0", "-1", "1e300", "1001"])
  func styles(size: String) {
    for key in ["horizontalTickSpacing", "verticalTickSpacing", "tickLength", "lineWidth"] {
      let error = #expect(throws: ThemeError.self) {
        try Theme(json: Data("{\"axes\": {\"\(key)\": \(size)}}".utf8), source: "s.json")
      }
      #expect("\(String(describing: error))".contains("from 0.01 to 1000"))
    }
  }
}
