// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Linearization
import ModelCore
import ModelFormats
import Networks
import Rendering
import Results
import Simulator
import SlowPoints

/// Saved results, and what reading and drawing them takes.
enum ResultSamples {
  /// A small result of several kinds, as JSON.
  static func sound() throws -> [[UInt8]] {
    var documents: [Data] = []
    let oscillator = try model("van-der-pol")
    let record = ModelRecord(name: "van-der-pol", text: "x'=1\n")
    let settings = SimulationSettings(model: oscillator)
    documents.append(
      try ResultDocument(
        schema: SimulationResult.schema, version: 1, model: record, settings: settings,
        result: try SimulationAnalyzer(oscillator).run(settings)
      ).json())
    let system = try HighDimensionalSystem(try model("wong-wang"))
    var search = SlowPointSettings()
    search.startCount = 8
    documents.append(
      try ResultDocument(
        schema: SlowPointResult.schema, version: 1, model: record, settings: search,
        result: try SlowPointAnalyzer.analyze(system, search)
      ).json())
    documents.append(
      try ResultDocument(
        schema: LinearizationResult.schema, version: 1, model: record, settings: LinearizationSettings(),
        result: try LinearizationAnalyzer.analyze(system, at: nil)
      ).json())
    return documents.map { Array($0) }
  }

  private static func model(_ name: String) throws -> Model {
    try ODEFile.read(text: Zoo.entry(named: name)?.text ?? "", fileName: "\(name).ode")
  }

  /// Reads a result and lays its figure out, in two and in three dimensions where it has them.
  static func read(_ bytes: [UInt8]) throws {
    let data = Data(bytes)
    switch try ResultHeader(json: data).schema {
    case SimulationResult.schema:
      let document = try ResultDocument<SimulationSettings, SimulationResult>(json: data)
      lay(
        TimeSeriesFigure(
          document.result, starts: document.settings.starts, quantities: document.settings.plotted
        ).figure)
      _ = document.result.table
    case SlowPointResult.schema:
      let result = try ResultDocument<SlowPointSettings, SlowPointResult>(json: data).result
      for components in [2, 3] {
        lay(SlowPointFigure(result, options: FigureOptions(width: 175, components: components)).figure)
      }
      _ = result.table
    case LinearizationResult.schema:
      let result = try ResultDocument<LinearizationSettings, LinearizationResult>(json: data).result
      lay(LinearizationFigure(result, options: FigureOptions(width: 175)).figure)
      _ = result.table
    default: break
    }
  }

  private static func lay(_ figure: Figure) { _ = FigureLayout(figure, theme: .paper).drawing() }
}
