// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import PhasePlane
import Results
import Symbolics

/// A model with linear first integrals, taken on the level set of its initial state, where equilibria are isolated; and the
/// way back to all its variables.
struct LevelSetReduction {
  /// The model on the level set; the model itself if it conserves nothing.
  let model: Model
  private let original: Model
  private let integrals: LinearFirstIntegrals
  private let settings: BifurcationSettings
  /// The variables that follow from the others.
  private let formulas: [String: Expression]
  private let state: [String: Expression]

  /// - Parameters:
  ///   - original: A model with the settings' values.
  ///   - settings: What is asked for; the level set of its start, if it has one, is taken.
  init(_ original: Model, _ settings: BifurcationSettings) {
    self.original = original
    self.settings = settings
    let found = LinearFirstIntegrals(of: original, free: [settings.parameter.name])
    var state: [String: Expression] = [:]
    for variable in original.variables {
      let start = settings.start.map { Expression($0.state[variable.name] ?? .nan) }
      state[variable.name] = start ?? variable.initialValue
    }
    self.state = state
    let isKnown = zip(original.variableNames, original.initialState).allSatisfy { name, value in
      settings.start.map { ($0.state[name] ?? .nan).isFinite } ?? value.isFinite
    }
    // With delays the level set depends on the past.
    guard isKnown, !found.integrals.isEmpty, original.memory.isEmpty,
      let reduced = try? original.restricted(
        toLevelSetOf: found, through: state
      ).addingSquares(found.integrals.map(\.dependent))
    else {
      (model, formulas) = (original, [:])
      integrals = found
      return
    }
    model = reduced
    integrals = found
    formulas = original.levelSetFormulas(found, through: state)
  }

  /// The diagram in all variables of the model.
  func restored(_ reduced: BifurcationResult) -> BifurcationResult {
    guard !formulas.isEmpty else { return reduced }
    var result = reduced
    let whole = BifurcationResult(original, settings)
    (result.variables, result.auxiliaries) = (whole.variables, whole.auxiliaries)
    if result.variables.count <= 20 { result.shownVariable = whole.shownVariable }
    for index in result.branches.indices { restore(&result.branches[index]) }
    for index in result.specialPoints.indices { restore(&result.specialPoints[index], result.branches) }
    for index in (result.grid ?? []).indices {
      guard let point = result.grid?[index] else { continue }
      for (name, value) in values(of: point.state, at: point.parameter) { result.grid?[index].state[name] = value }
    }
    result.notes = notes + result.notes
    return result
  }

  private func restore(_ branch: inout BifurcationBranch) {
    for name in formulas.keys.sorted() {
      // The squares, or for cycles their means, add up.
      let squares = branch.states[Model.squareName(name)] ?? []
      branch.norm = zip(branch.norm, squares).map { ($0 * $0 + $1).squareRoot() }
      let square = Model.squareName(name)
      for path in [\BifurcationBranch.minima, \.maxima] { branch[keyPath: path]?[square] = nil }
      branch.states[square] = nil
      branch.iterates?[square] = nil
    }
    for index in branch.profiles.indices {
      let profile = branch.profiles[index]
      for name in formulas.keys { branch.profiles[index].values[name] = [] }
      for k in profile.times.indices {
        let state = profile.values.mapValues { k < $0.count ? $0[k] : .nan }
        for (name, value) in values(of: state, at: branch.parameter[profile.point]) {
          branch.profiles[index].values[name]?.append(value)
        }
      }
    }
  }

  private func restore(_ point: inout BifurcationPoint, _ branches: [BifurcationBranch]) {
    let branch = branches.first { $0.id == point.branch }
    let row = branch?.labels.firstIndex(of: point.label)
    // Of cycles the greatest values stand, which do not follow from those of other variables.
    let known = branch.map { $0.maxima ?? $0.states } ?? [:]
    for (name, value) in values(of: point.state, at: point.parameters[settings.parameter.name] ?? .nan) {
      point.state[name] = row.flatMap { row in known[name].flatMap { row < $0.count ? $0[row] : nil } } ?? value
    }
  }

  /// The variables that follow from the others.
  private func values(of state: [String: Double], at parameter: Double) -> [String: Double] {
    var symbols = Dictionary(original.parameters.map { ($0.name, $0.value) }) { first, _ in first }
    symbols[settings.parameter.name] = parameter
    var interpretation = ScalarInterpretation(symbols: symbols.merging(state) { _, value in value })
    let names = formulas.keys.sorted()
    let values = ExpressionGraph(names.map { formulas[$0] ?? 0 }).interpret(&interpretation)
    return Dictionary(zip(names, values)) { first, _ in first }
  }

  private var notes: [String] {
    integrals.integrals.map { integral in
      let sum = integral.text(original.variableNames)
      let names = Dictionary(original.parameters.map { ($0.name, Expression($0.value)) }) { first, _ in first }
        .filter { $0.key != settings.parameter.name }
      let value = integral.value(at: state).substituting(names).constantValue
      return "\(sum) is conserved (a linear first integral): equilibria are those with "
        + (value.map { "\(sum) = \($0.brief), as at the start" } ?? "its value at the start")
        + "; without it none would be isolated"
    }
  }
}
