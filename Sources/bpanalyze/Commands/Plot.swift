// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Bifurcation
import FastSlow
import Foundation
import Linearization
import PhasePlane
import Rendering
import Results
import Simulator
import SlowPoints

/// `bpanalyze plot`: a saved result drawn again.
struct Plot: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw a saved result again: other sizes, another style, without computing anything.",
    discussion: """
      RESULT is a .json file that another command wrote. Styles are JSON files; plots/styles has examples.

        bpanalyze plot fitzhugh-nagumo-phaseplane.json --width 175 --format pdf
        bpanalyze plot fitzhugh-nagumo-phaseplane.json --style plots/styles/slides.json --streamlines
        bpanalyze plot lorenz-simulate.json --format csv
      """)

  @Argument(help: "The file with the result.", completion: .file(extensions: ["json"]))
  var result: String

  @Flag(inversion: .prefixedNo, help: "Show the field of a phase plane as arrows.")
  var arrows: Bool?

  @Flag(inversion: .prefixedNo, help: "Show the field of a phase plane as evenly spaced streamlines.")
  var streamlines: Bool?

  @OptionGroup var diagram: DiagramOptions

  @OptionGroup var view: ComponentsOption

  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    if output.json || output.format?.contains(.json) == true {
      throw ValidationError("plot draws; the result as JSON is '\(result)' itself.")
    }
  }

  func run() throws {
    Interruption.watch(limit: LimitOption.usual)
    let data = try AtomicFile.read(result)
    let header = try ResultHeader(json: data)
    // As wide as the command that made the result draws it.
    let isWide = [SlowPointResult.schema, LinearizationResult.schema].contains(header.schema)
    let options = output.figureOptions(
      unlessTold: isWide ? Figure.doubleColumn : Figure.singleColumn,
      flow: FigureOptions.Flow(arrows: arrows, streamlines: streamlines), components: view.components ?? 2)
    if view.components != nil, header.schema != SlowPointResult.schema {
      throw ValidationError("--components is for slow points; '\(result)' is of the kind '\(header.schema)'.")
    }
    if diagram.areGiven, header.schema != BifurcationResult.schema {
      throw ValidationError(
        "--y, --period and --frequency are for bifurcation diagrams; '\(result)' is of the kind '\(header.schema)'.")
    }
    let target = try prepare(header, width: options.width)
    let drawing = try SavedDrawing.read(data, header: header, file: result, options: options, diagram: diagram)
    try target.write { format in
      switch format {
      case .json: nil
      case .csv: Data(drawing.table.utf8)
      case .auto: drawing.autoText.map { Data($0.utf8) }
      case .svg, .pdf, .png: try target.draw(drawing.figure, as: format)
      }
    }
  }

  private func prepare(_ header: ResultHeader, width: Double) throws -> OutputTarget {
    let fallback = result.hasSuffix(".json") ? String(result.dropLast(5)) : result
    var output = output
    // The result itself stays where it is.
    if output.format == nil, output.formats.contains(.json) { output.format = [.svg] }
    return try output.prepare(
      OutputRequest(
        fallback: fallback, schema: header.schema, model: header.model, inputs: [result],
        hasColumns: [BifurcationResult.schema, TwoParameterResult.schema].contains(header.schema), width: width,
        isPath: true))
  }
}

/// The figure and the tables of a saved result of any kind.
private struct SavedDrawing {
  let figure: Figure
  let table: CSVTable
  /// AUTO's columns, which only diagrams have.
  var autoText: String?

  static func read(
    _ data: Data, header: ResultHeader, file: String, options: FigureOptions, diagram: DiagramOptions
  ) throws -> SavedDrawing {
    func check(_ version: Int) throws { try header.checkVersion(version, file: file) }
    switch header.schema {
    case PhasePlaneResult.schema:
      try check(PhasePlaneResult.version)
      let result = try ResultDocument<PhasePlaneSettings, PhasePlaneResult>(json: data).result
      return SavedDrawing(figure: PhasePlaneFigure(result, options: options).figure, table: result.table)
    case PhaseLineResult.schema:
      try check(PhaseLineResult.version)
      let result = try ResultDocument<PhaseLineRecord, PhaseLineResult>(json: data).result
      return SavedDrawing(figure: PhaseLineFigure(result, options: options).figure, table: result.table)
    case SimulationResult.schema:
      try check(SimulationResult.version)
      let document = try ResultDocument<SimulationSettings, SimulationResult>(json: data)
      return SavedDrawing(
        figure: document.result.figure(document.settings, options: options), table: document.result.table)
    case SweepResult.schema:
      try check(SweepResult.version)
      let result = try ResultDocument<SweepSettings, SweepResult>(json: data).result
      return SavedDrawing(figure: SweepFigure(result, options: options).figure, table: result.table)
    case EnsembleResult.schema:
      try check(EnsembleResult.version)
      let result = try ResultDocument<EnsembleSettings, EnsembleResult>(json: data).result
      return SavedDrawing(figure: EnsembleFigure(result, options: options).figure, table: result.table)
    case BifurcationResult.schema:
      try check(BifurcationResult.version)
      let result = try ResultDocument<BifurcationSettings, BifurcationResult>(json: data).result
      let figure = try diagram.figure(of: result, options: options)
      return SavedDrawing(figure: figure, table: result.table, autoText: result.autoText)
    case FastSlowResult.schema:
      try check(FastSlowResult.version)
      let result = try ResultDocument<FastSlowSettings, FastSlowResult>(json: data).result
      return SavedDrawing(figure: FastSlowFigure(result, options: options).figure, table: result.table)
    case SlowPlaneResult.schema:
      try check(SlowPlaneResult.version)
      let result = try ResultDocument<FastSlowSettings, SlowPlaneResult>(json: data).result
      return SavedDrawing(figure: SlowPlaneFigure(result, options: options).figure, table: result.table)
    case TwoParameterResult.schema:
      try check(TwoParameterResult.version)
      let result = try ResultDocument<TwoParameterSettings, TwoParameterResult>(json: data).result
      let figure = TwoParameterFigure(result, options: options).figure
      return SavedDrawing(figure: figure, table: result.table, autoText: result.autoText)
    case SlowPointResult.schema:
      try check(SlowPointResult.version)
      let result = try ResultDocument<SlowPointSettings, SlowPointResult>(json: data).result
      return SavedDrawing(figure: SlowPointFigure(result, options: options).figure, table: result.table)
    case LinearizationResult.schema:
      try check(LinearizationResult.version)
      let result = try ResultDocument<LinearizationSettings, LinearizationResult>(json: data).result
      return SavedDrawing(figure: LinearizationFigure(result, options: options).figure, table: result.table)
    default:
      throw ValidationError("A result of the kind '\(header.schema)' cannot be drawn by this version of the program.")
    }
  }
}

extension ResultHeader {
  /// Refuses a form of results that came after those that this program reads.
  /// - Throws: `ValidationError`.
  func checkVersion(_ known: Int, file: String) throws {
    guard version > known else { return }
    throw ValidationError(
      "'\(file)' has version \(version) of the form of a \(schema) result, written by \(program.name) "
        + "\(program.version); this program reads up to version \(known) of it.")
  }
}

extension FigureOptions.Flow {
  /// How the flow is drawn, by what was said of arrows and of streamlines.
  init(arrows: Bool?, streamlines: Bool?) {
    switch (arrows, streamlines) {
    case (nil, nil): self = .automatic
    case (true, true): self = .both
    case (true, _), (nil, false): self = .arrows
    case (_, true), (false, nil): self = .streamlines
    case (false, false): self = .none
    }
  }
}
