// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Foundation
import ModelCore
import ModelFormats
import Results

/// The model to work on and the values to give it.
struct ModelArgument: ParsableArguments {
  @Argument(help: "A model file (.ode), or the name of a model that 'bpanalyze models' lists.", completion: .model)
  var model: String

  @OptionGroup var given: ModelValues

  /// The name of the parameter set that was asked for.
  var parameterSet: String? { given.parameterSet }
  /// The values that were asked for.
  var values: [[NamedValue]] { given.values }

  /// Reads the model and gives it the values; remarks of the reader go to standard error.
  /// - Throws: `ValidationError` for a name that is not known, `FileFailure`, `ModelFileError`.
  /// - Parameter others: names of other kinds of models that the command knows, to suggest them.
  func load(others: [String] = []) throws -> LoadedModel { try ModelArgument.load(model, given, others: others) }

  /// Reads the model of a name or path and gives it values.
  static func load(_ model: String, _ values: ModelValues, others: [String] = []) throws -> LoadedModel {
    let source = try source(of: model, others)
    let file = try ODEFile(
      text: source.text, fileName: source.label, folder: source.files.first.map { ODEFile.folder(of: $0) })
    for warning in file.warnings { Terminal.warning("\(warning)") }
    let own = source.files.isEmpty ? file.model : try file.model.withMethodOfXPPAUT()
    return LoadedModel(
      model: try values.applied(to: own),
      record: ModelRecord(name: file.model.name, title: file.model.title, text: file.text), files: source.files)
  }

  /// The text of the model, the name by which messages call it, and the file that it stands in.
  private static func source(
    of model: String, _ others: [String]
  ) throws -> (text: String, label: String, files: [String]) {
    if let entry = Zoo.entry(named: model) { return (entry.text, "\(entry.name).ode", []) }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: model, isDirectory: &isFolder) {
      if isFolder.boolValue { throw ValidationError("'\(model)' is a folder; a model file is needed.") }
      return (text(of: try AtomicFile.read(model, limit: ODEFile.sizeLimit)), model, [model])
    }
    if model.contains("/") || model.contains(".") { throw ValidationError("There is no file '\(model)'.") }
    throw ValidationError(
      "There is no file\(others.isEmpty ? "" : ", no network") and no model of the zoo called '\(model)'; "
        + Suggestion.text(for: model, among: others + Zoo.models.map(\.name)))
  }

  /// The text of a file in UTF-8 or, if it is none, in Latin-1.
  private static func text(of data: Data) -> String {
    String(data: data, encoding: .utf8) ?? String(data: data, encoding: .isoLatin1) ?? ""
  }
}

extension Model {
  /// The model of a file that names no method, which then means the classical Runge-Kutta method with the step of the file.
  fileprivate func withMethodOfXPPAUT() throws -> Model {
    guard hints.method == nil, kind == .flow else { return self }
    var hints = hints
    hints.method = "rungekutta"
    return try with(hints: hints)
  }
}

/// A model, and the record of it that goes into results.
struct LoadedModel {
  /// The model with the values that were asked for.
  var model: Model
  /// The text that was read.
  let record: ModelRecord
  /// The files that were read.
  var files: [String] = []

  /// The same for an analysis of ordinary flows and maps that leaves noise aside, which is said if there is any.
  /// - Parameter allowsDelays: Whether the analysis treats constant delays.
  /// - Throws: `ModelError.notOrdinary` for models with delays, random numbers and the like, `.varyingDelay`.
  func leavingNoiseAside(allowsDelays: Bool = false) throws -> LoadedModel {
    if allowsDelays { try model.requireOrdinaryOrDelayed() } else { try model.requireOrdinary() }
    if !model.noises.isEmpty { Terminal.note("the noise of the model is left aside.") }
    return self
  }
}
