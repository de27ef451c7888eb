// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import ModelCore

/// The values to give a model.
struct ModelValues: ParsableArguments {
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

  /// A model with the values.
  /// - Throws: `ValidationError` for a name that is not known.
  func applied(to model: Model) throws -> Model {
    var model = model
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
    return model
  }

  private func set(_ item: NamedValue, in model: Model) throws -> Model {
    if model.parameterIndex(item.name) == nil, model.variableIndex(item.name) != nil {
      throw ValidationError(
        "--set is for parameters, and '\(item.name)' is a variable; its value at the start is given by --start.")
    }
    if model.parameterIndex(item.name) == nil {
      throw ValidationError(
        "There is no parameter '\(item.name)'; \(Suggestion.text(for: item.name, among: model.parameterNames))")
    }
    return try model.setting(parameter: item.name, to: item.value)
  }
}
