// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore
import NativeCode
import Networks
import Results
import Symbolics

/// Follows fixed points that were found in a parameter, with the engine for equilibria of models.
struct PointContinuation {
  private let problem: EquilibriumProblem
  private let name: String
  private let range: ClosedRange<Double>
  private let scales: [Double]
  private let value: Double
  private let dimension: Int

  /// Dense linear algebra at every step bounds the size.
  static let dimensionLimit = 400

  /// Prepares a system.
  /// - Throws: `SlowPointError` if there is no such parameter, its range does not hold its value, or the system is too large.
  init(_ system: HighDimensionalSystem, _ parameter: AxisRange) throws(SlowPointError) {
    let names = system.parameterNames
    guard let index = Model.index(of: parameter.name, in: names) else {
      throw .model(.unknownParameter(parameter.name, suggestion: NearestName.to(parameter.name, among: names)))
    }
    name = names[index]
    dimension = system.dimension
    value = system.parameters[index]
    guard system.dimension <= Self.dimensionLimit else {
      throw .tooLargeToContinue(dimension: system.dimension, limit: Self.dimensionLimit)
    }
    guard parameter.lower < parameter.upper, parameter.lower <= value, value <= parameter.upper else {
      throw .valueOutsideRange(parameter, value: value)
    }
    range = parameter.lower...parameter.upper
    scales = system.ranges.map { max($0.upperBound - $0.lowerBound, 1e-6) } + [parameter.upper - parameter.lower]
    problem = EquilibriumProblem(try Self.field(system, index), scales: scales)
  }

  private static func field(
    _ system: HighDimensionalSystem, _ index: Int
  ) throws(SlowPointError) -> ParameterizedField {
    let isMap = system.kind == .map
    if let formulas = system.field as? FormulaField {
      do throws(ModelError) {
        var model = formulas.field.model
        for (name, value) in zip(system.parameterNames, system.parameters) {
          model = try model.setting(parameter: name, to: value)
        }
        return try ParameterizedField(model, free: [system.parameterNames[index]]) { model throws(ModelError) in
          try CompiledModel(model, compiler: GradualCompiler())
        }
      } catch {
        throw .model(error)
      }
    }
    func free<Network: NetworkField>(_ network: Network) -> ParameterizedField {
      let extended = FreeParameterField(network, parameters: system.parameters, free: index)
      return ParameterizedField(extended: extended, parameters: [], freeCount: 1, isMap: isMap)
    }
    guard let network = system.field as? any NetworkField else {
      throw .tooLargeToContinue(dimension: system.dimension, limit: 0)
    }
    return free(network)
  }

  /// The branches through fixed points, each once.
  func branches(through points: [(index: Int, state: [Double])], isCancelled: () -> Bool) -> [PointBranch] {
    var branches: [PointBranch] = []
    for (index, state) in points where !isCancelled() {
      if let known = branches.firstIndex(where: { passes($0, through: state) }) {
        branches[known].points.append(index)
        continue
      }
      branches.append(branch(through: state, index, isCancelled))
    }
    return branches
  }

  private func branch(through state: [Double], _ index: Int, _ isCancelled: () -> Bool) -> PointBranch {
    let window = CurveWindow(
      ranges: [dimension: range], bounds: scales.map { 1e3 * $0 }.dropLast() + [.infinity])
    var settings = CurveSettings()
    settings.pointLimit = 1000
    let branch = EquilibriumBranch.follow(
      problem, from: state + [value], window: window, settings: settings, isCancelled: isCancelled)
    return PointBranch(
      parameter: name, points: [index], parameters: branch.points.map { $0.unknowns[dimension] },
      states: branch.points.map { Array($0.unknowns.prefix(dimension)) },
      unstableDirections: branch.points.map(\.description.unstableCount),
      specialPoints: branch.specialPoints.map { special in
        let form = special.kind.normalForm()
        return PointBranch.Special(
          type: special.type, parameter: special.unknowns[dimension],
          state: Array(special.unknowns.prefix(dimension)), normalForm: form.coefficients, remark: form.remark,
          residual: special.residual)
      }, stop: [branch.ends.first.text, branch.ends.last.text],
      ends: [branch.ends.first, branch.ends.last].map { BranchEnd(BranchEnd.Reason($0)) })
  }

  /// Whether a branch comes by a state at the system's own value of the parameter: between two of its points, closer to the
  /// straight line than a tenth of their distance.
  private func passes(_ branch: PointBranch, through state: [Double]) -> Bool {
    zip(branch.parameters.indices, branch.parameters.indices.dropFirst()).contains { a, b in
      let (low, high) = (branch.parameters[a], branch.parameters[b])
      guard low != high, (low - value) * (high - value) <= 0 else { return false }
      let share = (value - low) / (high - low)
      let guess = zip(branch.states[a], branch.states[b]).map { $0 + share * ($1 - $0) }
      let length = distance(branch.states[a], branch.states[b])
      return distance(guess, state) <= max(0.1 * length, 1e-6)
    }
  }

  /// The largest difference of two states, in units of the ranges.
  private func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(zip(a, b), scales).reduce(0) { max($0, abs($1.0.0 - $1.0.1) / $1.1) }
  }
}
