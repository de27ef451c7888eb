// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Bifurcation
import ModelCore
import Rendering
import Results

extension Bifurcation {
  /// The diagram in two parameters.
  func runTwoParameters() throws {
    try checkTwoParameterOptions()
    let found = try source.load()
    let (loaded, model) = (found.model, found.model.model)
    do {
      var settings = try twoParameterSettings(for: model)
      settings.start = found.origin?.start
      settings.start?.parameters = Dictionary(model.parameters.map { ($0.name, $0.value) }) { $1 }
      for name in [settings.horizontal.name, settings.vertical.name] where !model.uses(parameter: name) {
        Terminal.warning("no equation uses \(name); nothing can change with it")
      }
      let names = "\(settings.horizontal.name)-\(settings.vertical.name)"
      let target = try output.prepare(
        OutputRequest(
          fallback: source.fallback(model: model.name, parameter: names, named: true),
          schema: TwoParameterResult.schema, model: loaded.record, inputs: loaded.files, hasColumns: true))
      limit.begin()
      let result = try TwoParameterAnalyzer.analyze(model, settings: settings, in: Terminal.context)
      let document = ResultDocument(
        schema: TwoParameterResult.schema, version: TwoParameterResult.version, model: loaded.record,
        settings: settings, result: result)
      try target.deliver(
        document, notes: result.notes + (result.cut?.diagram.notes ?? []),
        report: TwoParameterReport(result, title: model.title).text,
        table: result.table, columns: result.autoText,
        figure: TwoParameterFigure(result, options: output.figureOptions()).figure)
      if !result.complete, !Interruption.isRequested {
        throw StoppedEarly(reason: "some curves were cut short; the reasons stand in the table of branches")
      }
    } catch let error as BifurcationError {
      throw ValidationError(error.description)
    }
    try Interruption.throwIfRequested()
  }

  /// Refuses what is for one parameter alone.
  private func checkTwoParameterOptions() throws {
    let refused = [
      (verify, "--verify"), (method == .grid, "--method grid"),
      (diagram.areGiven, "--y, --period, --frequency and --profiles"), (doublings != nil, "--doublings"),
      (cycleWork != nil, "--cycle-work"),
    ]
    for (isGiven, option) in refused where isGiven {
      throw ValidationError("\(option): for diagrams in one parameter; --parameter is given twice.")
    }
  }

  /// The line along which a diagram in one parameter is drawn.
  private func cut(_ settings: TwoParameterSettings) throws -> TwoParameterSettings.Cut? {
    guard let cut = plane.cut else { return nil }
    let axes = [settings.horizontal, settings.vertical]
    guard let axis = axes.first(where: { $0.name.lowercased() == cut.name.lowercased() }) else {
      throw ValidationError(
        "--cut: '\(cut.name)' is neither \(axes[0].name) nor \(axes[1].name), the parameters that vary.")
    }
    guard axis.lower...axis.upper ~= cut.value else {
      throw ValidationError(
        "--cut: \(axis.name) runs from \(axis.lower.text()) to \(axis.upper.text()); the line must lie in between.")
    }
    return TwoParameterSettings.Cut(name: axis.name, value: cut.value)
  }

  private func twoParameterSettings(for model: Model) throws -> TwoParameterSettings {
    let ranges = try Dictionary(
      range.map { try (variableName($0.name, model), AxisRange($0)) }, uniquingKeysWith: { $1 })
    var settings = try TwoParameterSettings(
      horizontal: try parameterRange(parameter[0], model), vertical: try parameterRange(parameter[1], model),
      ranges: ranges)
    settings.parameters = Dictionary(model.parameters.map { ($0.name, $0.value) }) { $1 }
    for name in [settings.horizontal.name, settings.vertical.name] { settings.parameters[name] = nil }
    settings.initialValues = Dictionary(zip(model.variableNames, model.initialState).filter { $0.1.isFinite }) { $1 }
    settings.time = time
    settings.curves = plane.curves
    settings.points = plane.points
    settings.cycles = cycles
    settings.regions = plane.regions ?? true
    settings.cut = try cut(settings)
    return settings
  }
}
