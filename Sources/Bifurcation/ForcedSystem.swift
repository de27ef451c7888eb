// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import PhasePlane
import RealModule
import Results
import Symbolics

/// A flow with a periodic right-hand side as an autonomous one with the phase of the forcing as one more variable, whose
/// cycles go round that phase; and the way back to the variables of the model.
struct ForcedSystem {
  /// The autonomous flow; the model itself if time does not occur, or not periodically.
  let model: Model
  /// The settings, with the phase at a start from which to go on.
  let settings: BifurcationSettings
  private let original: Model
  /// The angular frequency of the forcing; nil if there is none.
  private let frequency: Expression?

  init(_ original: Model, _ settings: BifurcationSettings) {
    self.original = original
    let range = settings.parameter
    guard original.memory.isEmpty,
      let frequency = original.forcingFrequency(free: range.name, in: range.lower...range.upper),
      let model = try? original.followingForcing(frequency: frequency).addingSquares(original.variableNames)
    else {
      (model, frequency) = (original, nil)
      self.settings = settings
      return
    }
    self.model = model
    self.frequency = frequency
    var started = settings
    started.start = started.start.map { ForcedSystem.phased($0, frequency, range.name) }
    self.settings = started
  }

  /// The angular frequency at a value of the parameter.
  private static func value(_ frequency: Expression, _ parameter: String, _ value: Double) -> Double {
    frequency.substituting([parameter: Expression(value)]).constantValue ?? .nan
  }

  /// A saved point with the phase along its cycle, which begins with the phase 0.
  private static func phased(
    _ start: BifurcationStart, _ frequency: Expression, _ parameter: String
  ) -> BifurcationStart {
    var start = start
    let phase = Model.forcingPhase
    start.state[phase] = 0
    guard let cycle = start.cycle, let period = start.period else { return start }
    let turns = (value(frequency, parameter, start.parameters[parameter] ?? .nan) * period / (2 * .pi)).rounded()
    start.cycle?.values[phase] = cycle.times.map { 2 * .pi * turns * $0 }
    return start
  }

  /// The diagram without the phase; cycles begin where it is 0.
  func restored(_ autonomous: BifurcationResult) -> BifurcationResult {
    guard let frequency else { return autonomous }
    var result = autonomous
    let phase = Model.forcingPhase
    let whole = BifurcationResult(original, settings)
    (result.variables, result.auxiliaries) = (whole.variables, whole.auxiliaries)
    result.shownVariable = whole.shownVariable
    for index in result.branches.indices {
      var branch = result.branches[index]
      let squares = result.variables.map { branch.states[Model.squareName($0)] ?? [] }
      branch.norm = branch.norm.indices.map { k in
        squares.reduce(0) { $0 + (k < $1.count ? $1[k] : .nan) }.squareRoot()
      }
      for name in [phase] + result.variables.map(Model.squareName) {
        branch.states[name] = nil
        branch.minima?[name] = nil
        branch.maxima?[name] = nil
      }
      branch.profiles = branch.profiles.map { $0.beginning(atTurnOf: phase) }
      result.branches[index] = branch
    }
    for index in result.specialPoints.indices { result.specialPoints[index].state[phase] = nil }
    let period = 2 * .pi / (frequency.constantValue ?? .nan)
    result.notes.insert(
      "the equations are periodic in time\(period.isFinite ? " with period \(period.brief)" : ""): what is followed are the "
        + "cycles of the forced system, whose periods are multiples of that; there are no branches of equilibria", at: 0
    )
    return result
  }
}

extension Model {
  /// The name of a quantity that is added for the norm and taken out again; no formula can contain it.
  static func squareName(_ name: String) -> String { "square of \(name)" }

  /// The model with the squares of some variables or auxiliary quantities.
  func addingSquares(_ names: [String]) throws(ModelError) -> Model {
    let formulas = Dictionary(
      auxiliaries.map { ($0.name, $0.expression) } + variableNames.map { ($0, .symbol($0)) }, uniquingKeysWith: { $1 })
    let squares = names.compactMap { name in
      formulas[name].map { Auxiliary(name: Model.squareName(name), expression: $0 * $0) }
    }
    return try with(auxiliaries: auxiliaries + squares)
  }
}

extension SavedCycle {
  /// The cycle from the first whole turn of an angle on, without the angle.
  fileprivate func beginning(atTurnOf angle: String) -> SavedCycle {
    var cycle = self
    guard let phases = values[angle], let first = phases.first, let last = phases.last, last > first else {
      return self
    }
    cycle.values[angle] = nil
    let turn = 2 * Double.pi
    let target = turn * (first / turn - 1e-9).rounded(.up)
    // The phase grows evenly.
    let start = (target - first) / (last - first)
    guard start > 1e-9, start < 1 else { return cycle }
    let split = times.firstIndex { $0 > start } ?? times.count
    let after = times.indices.filter { $0 >= split }
    let before = times.indices.filter { $0 > 0 && $0 < split && times[$0] < start - 1e-12 }
    cycle.times = [0] + after.map { times[$0] - start } + before.map { times[$0] + 1 - start } + [1]
    cycle.values = cycle.values.mapValues { column in
      let value = interpolated(column, at: start)
      return [value] + after.map { column[$0] } + before.map { column[$0] } + [value]
    }
    return cycle
  }

  /// The value of a column at a time, by interpolation of degree 4 or less.
  private func interpolated(_ column: [Double], at time: Double) -> Double {
    let next = times.firstIndex { $0 > time } ?? times.count - 1
    let begin = Swift.max(0, Swift.min(next - 3, times.count - 5))
    let nodes = begin..<Swift.min(begin + 5, times.count)
    return nodes.reduce(0) { sum, k in
      sum + column[k] * nodes.reduce(1) { $1 == k ? $0 : $0 * (time - times[$1]) / (times[k] - times[$1]) }
    }
  }
}
