// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Analyzers
import ArgumentParser
import Foundation
import ModelCore
import ModelFormats

/// The model to work on and the values to give it.
struct ModelArgument: ParsableArguments {
  @Argument(help: "A model file (.ode), or the name of a model that 'bpanalyze models' lists.")
  var model: String

  @Option(
    name: .customLong("parameter-set"),
    help: ArgumentHelp("A named set of the model's parameters and initial values.", valueName: "name"))
  var parameterSet: String?

  @Option(
    name: [.customShort("s"), .customLong("set")],
    help: ArgumentHelp(
      "A parameter's value, such as I=0.5, or several parted by commas. May be repeated.", valueName: "name=value"),
    transform: NamedValue.list)
  var values: [[NamedValue]] = []

  /// Reads the model and gives it the values; remarks of the reader go to standard error.
  /// - Throws: `ValidationError` for a name that is not known, `FileFailure`, `ModelFileError`.
  func load() throws -> LoadedModel {
    let source = try source()
    let file = try ODEFile(text: source.text, fileName: source.label)
    for warning in file.warnings { Terminal.warning("\(warning)") }
    var model = file.model
    do {
      if let parameterSet { model = try model.applying(parameterSet: parameterSet) }
      var names: Set<String> = []
      for item in values.joined() {
        model = try set(item, in: model)
        let name = model.parameterIndex(item.name).map { model.parameterNames[$0] } ?? item.name
        if !names.insert(name).inserted {
          throw ValidationError("--set gives two values to '\(item.name)'; leave one of them out.")
        }
      }
    } catch let error as ModelError {
      let message = "\(error)"
      throw ValidationError(message.prefix(1).uppercased() + message.dropFirst())
    }
    return LoadedModel(model: model, record: ModelRecord(name: model.name, title: model.title, text: source.text))
  }

  private func set(_ item: NamedValue, in model: Model) throws -> Model {
    if model.parameterIndex(item.name) == nil, model.variableIndex(item.name) != nil {
      throw ValidationError(
        "--set is for parameters, and '\(item.name)' is a variable; its value at the start is given by --start.")
    }
    return try model.setting(parameter: item.name, to: item.value)
  }

  /// The text of the model and the name by which messages call it.
  private func source() throws -> (text: String, label: String) {
    if let entry = Zoo.entry(named: model) { return (entry.text, "\(entry.name).ode") }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: model, isDirectory: &isFolder) {
      if isFolder.boolValue { throw ValidationError("'\(model)' is a folder; a model file is needed.") }
      return (Self.text(of: try AtomicFile.read(model)), model)
    }
    if model.contains("/") || model.contains(".") { throw ValidationError("There is no file '\(model)'.") }
    throw ValidationError(
      "There is no file and no model of the zoo called '\(model)'; "
        + Suggestion.text(for: model, among: Zoo.models.map(\.name)))
  }

  /// The text of a file in UTF-8 or, if it is none, in Latin-1.
  private static func text(of data: Data) -> String {
    String(data: data, encoding: .utf8) ?? String(data: data, encoding: .isoLatin1) ?? ""
  }
}

/// A model, and the record of it that goes into results.
struct LoadedModel {
  /// The model with the values that were asked for.
  let model: Model
  /// The text that was read.
  let record: ModelRecord
}
