// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results

extension BifurcationResult {
  /// An empty diagram of a model; it shows the variable that the model's author plots over time.
  public init(_ model: Model, _ settings: BifurcationSettings) {
    let omitted = Set(model.quadratures)
    self.init(
      parameter: settings.parameter, variables: model.variableNames.filter { !omitted.contains($0) },
      auxiliaries: model.auxiliaries.map(\.name), isMap: model.kind == .map)
    if let hint = model.hints.verticalAxis, let index = model.variableIndex(hint), model.plotsOverTime {
      let name = model.variableNames[index]
      if !omitted.contains(name) { shownVariable = name }
    }
  }

  /// Of many variables, as of a row of cells, the one that changes most is worth showing, unless the author says otherwise.
  mutating func showWidestOfMany() {
    guard variables.count > 20, shownVariable == variables.first else { return }
    func width(_ name: String) -> Double {
      let values = branches.flatMap { ($0.minima?[name] ?? []) + ($0.maxima?[name] ?? $0.states[name] ?? []) }
      return (values.max() ?? 0) - (values.min() ?? 0)
    }
    var (widest, best) = (shownVariable, width(shownVariable))
    for name in variables {
      let width = width(name)
      // Round-off does not choose between cells that are alike.
      if width > best * (1 + 1e-9) { (widest, best) = (name, width) }
    }
    shownVariable = widest
  }
}
