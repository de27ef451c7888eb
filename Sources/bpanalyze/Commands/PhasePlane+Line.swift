// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Foundation
import ModelCore
import PhasePlane
import Rendering
import Results

/// What was asked of a phase line, as it is recorded: the values of the model and the settings of the analysis.
struct PhaseLineRecord: Codable {
  var parameters: [String: Double]
  var initialValues: [String: Double]
  var analysis: PhaseLineSettings
}

// The phase line of one variable, for a map its cobweb.
extension PhasePlane {
  /// Analyses a model of one variable.
  func runLine(_ loaded: LoadedModel) throws {
    let settings = try lineSettings(for: loaded.model)
    let target = try prepare(loaded, schema: PhaseLineResult.schema)
    limit.begin()
    let result: PhaseLineResult
    do {
      result = try PhaseLineAnalyzer.analyze(loaded.model, settings)
    } catch {
      if case .model(let error) = error { throw error }
      throw ValidationError(saying: error.description)
    }
    let record = PhaseLineRecord(
      parameters: Dictionary(loaded.model.parameters.map { ($0.name, $0.value) }) { $1 },
      initialValues: Dictionary(zip(loaded.model.variableNames, loaded.model.initialState).filter { $0.1.isFinite }) {
        $1
      },
      analysis: settings)
    let document = ResultDocument(
      schema: PhaseLineResult.schema, version: PhaseLineResult.version, model: loaded.record, settings: record,
      result: result)
    let options = output.figureOptions()
    try target.deliver(
      document, notes: result.notes,
      report: PhaseLineReport(result, title: loaded.model.title).text, table: result.table,
      figure: result.isMap
        ? CobwebFigure(result, options: options).figure : PhaseLineFigure(result, options: options).figure)
    try stopIfUndecided(result.certificate)
  }

  private func lineSettings(for model: Model) throws -> PhaseLineSettings {
    let name = model.variableNames[0]
    if let vertical = plane.vertical {
      throw ValidationError("--y: the model has one variable, \(name), so there is no '\(vertical.name)' to put there.")
    }
    if let horizontal = plane.horizontal, model.variableIndex(horizontal.name) == nil {
      throw ValidationError("--x: the model has one variable, \(name); there is no '\(horizontal.name)'.")
    }
    if !plane.fixed.isEmpty { throw ValidationError("--fix: the model has one variable, which is on the axis.") }
    if plane.others != .fixed { throw ValidationError("--others: the model has one variable; there are no others.") }
    if samples != 0 { throw ValidationError("--samples: a phase line has no trajectories.") }
    if let time = plane.time, !time.isFinite {
      throw ValidationError("--at-time: the time must be a finite number, not \(time).")
    }
    if plane.time == nil, try model.substitutingParameters().dependsOnTime {
      throw ValidationError(
        "The equation of \(name) depends on time, and a phase line is a picture of one moment; say which moment with "
          + "--at-time T.")
    }
    var settings = PhaseLineSettings()
    settings.window = plane.horizontal?.range
    settings.time = plane.time
    settings.certify = certify
    let starts = try start.states(of: model).map { $0[0] }
    if !starts.isEmpty { settings.starts = starts }
    return settings
  }

  /// An attempt at a proof that did not succeed is told by the exit status.
  func stopIfUndecided(_ certificate: Certificate?) throws {
    guard let certificate, !certificate.complete else { return }
    let count = certificate.undecidedBoxes.count
    throw StoppedEarly(
      reason: "the list of fixed points is not proved complete: \(count) box\(count == 1 ? " is" : "es are") undecided")
  }
}
