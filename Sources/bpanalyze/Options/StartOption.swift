// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import ModelCore

/// Points to start from.
struct StartOption: ParsableArguments {
  @Option(
    name: .customLong("start"),
    help: ArgumentHelp(
      "A point to start from, such as V=-1,w=0; variables not named keep their initial value. May be repeated.",
      valueName: "name=value,…"),
    transform: NamedValue.list)
  var starts: [[NamedValue]] = []

  /// The states to start from, in the order of the model's variables.
  /// - Throws: `ValidationError` for a name that is no variable or is given twice.
  func states(of model: Model) throws -> [[Double]] {
    try starts.map { values in
      var state = model.initialState
      var seen: Set<Int> = []
      for item in values {
        guard let index = model.variableIndex(item.name) else {
          throw ValidationError(
            "--start: there is no variable '\(item.name)'; \(Suggestion.text(for: item.name, among: model.variableNames))"
          )
        }
        if !seen.insert(index).inserted { throw ValidationError("--start: '\(item.name)' is given twice.") }
        state[index] = item.value
      }
      return state
    }
  }
}
