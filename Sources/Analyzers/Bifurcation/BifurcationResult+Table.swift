// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore

extension BifurcationResult {
  /// The name of the kind of result in saved files.
  public static let schema = "bifurcation"
  /// The version of the saved form.
  public static let version = 1

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

  /// The diagram as a tidy table: a row for each point of each branch, special points by their labels.
  public var table: CSVTable {
    let names = variables + auxiliaries
    var table = CSVTable(
      columns: ["branch", "kind", "label", parameter.name, "period", "unstable_directions", "stable", "norm"]
        + names.flatMap { [$0, "min_\($0)", "max_\($0)"] })
    for branch in branches {
      for k in branch.parameter.indices {
        let unstable = branch.unstableDirections[k]
        table.append(
          [
            .integer(branch.id), .text(branch.kind.rawValue), .text(branch.labels[k]), .number(branch.parameter[k]),
            branch.period.map { .number($0[k]) } ?? .empty, .integer(unstable),
            .text(branch.stable[k] ? "true" : "false"), .number(branch.norm[k]),
          ]
            + names.flatMap { name -> [CSVTable.Cell] in
              let value = branch.states[name]?[k] ?? .nan
              return [
                .number(value), .number(branch.minima?[name]?[k] ?? value), .number(branch.maxima?[name]?[k] ?? value),
              ]
            })
      }
    }
    for point in grid ?? [] {
      let values = variables.map { point.state[$0] ?? .nan }
      let unstable = point.eigenvalues.count { isMap ? ($0[0] * $0[0] + $0[1] * $0[1]) > 1 : $0[0] > 0 }
      table.append(
        [
          .empty, .text(point.type.rawValue), .empty, .number(point.parameter), .empty, .integer(unstable),
          .text(point.stable ? "true" : "false"), .number(euclideanNorm(values)),
        ]
          + names.flatMap { name -> [CSVTable.Cell] in
            Array(repeating: point.state[name].map { .number($0) } ?? .empty, count: 3)
          })
    }
    return table
  }
}

extension Model {
  /// The parameter that the model's author varies, if the model tells; never a constant.
  public var suggestedParameter: String? {
    if let name = hints.bifurcationParameter { return name }
    let parameters = parameters.filter { !$0.isConstant }
    // XPPAUT's first parameter is the one that AUTO varies.
    let hasWindow = hints.parameterRange != nil || hints.continuationHorizontalRange != nil
    return (hasWindow ? parameters.first : parameters.first { $0.range != nil } ?? parameters.first)?.name
  }

  /// The range of a parameter that the model's author suggests.
  public func suggestedRange(of parameter: Parameter) -> ClosedRange<Double>? {
    if suggestedParameter == parameter.name, let range = hints.parameterRange ?? hints.continuationHorizontalRange {
      return range
    }
    return parameter.range
  }
}
