// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import LinearSolvers
import ModelCore
import Results

/// The values of a model's variables and auxiliary quantities on the branches of a diagram, column by column.
struct DiagramQuantities {
  private let variables: [String]
  private let auxiliaries: [String]
  /// The auxiliary quantities as functions of state and parameter; nil if there are none.
  private let formulas: CompiledExpressions?
  private let parameters: [Double]
  /// The units of states.
  private let units: NaturalScales

  /// Means and extrema of cycles, by name.
  struct CycleColumns {
    var means: [String: [Double]] = [:]
    var minima: [String: [Double]] = [:]
    var maxima: [String: [Double]] = [:]
    var norms: [Double] = []
  }

  /// - Parameters:
  ///   - model: The model in natural units.
  ///   - parameter: The parameter that varies.
  ///   - units: These units; norms are told in those of the model before.
  init(_ model: Model, parameter: String, units: NaturalScales) throws(ModelError) {
    self.units = units
    variables = model.variableNames
    auxiliaries = model.auxiliaries.map(\.name)
    let extended = try model.turningIntoVariables(parameters: [parameter])
    parameters = extended.parameterValues
    formulas =
      extended.auxiliaries.isEmpty
      ? nil : try CompiledExpressions(extended.auxiliaries.map(\.expression), of: extended)
  }

  /// The root of the sum of the squares of the variables, in the model's own units.
  func norm(_ state: [Double]) -> Double { euclideanNorm(units.state(state)) }

  private func square(_ state: [Double]) -> Double {
    let state = units.state(state)
    return dotProduct(state, state)
  }

  /// The columns of states with their parameter.
  func columns(at points: [[Double]]) -> [String: [Double]] {
    var columns: [String: [Double]] = [:]
    for (i, name) in variables.enumerated() { columns[name] = points.map { $0[i] } }
    for (name, column) in zip(auxiliaries, auxiliaryColumns(at: points)) { columns[name] = column }
    return columns
  }

  /// The columns of cycles; one without nodes counts as an equilibrium.
  func columns(of cycles: [CyclePoint]) -> CycleColumns {
    var columns = CycleColumns()
    for (i, name) in variables.enumerated() {
      columns.means[name] = cycles.map { $0.means[i] }
      columns.minima[name] = cycles.map { $0.minima[i] }
      columns.maxima[name] = cycles.map { $0.maxima[i] }
    }
    for name in auxiliaries { (columns.means[name], columns.minima[name], columns.maxima[name]) = ([], [], []) }
    for cycle in cycles {
      let isPoint = cycle.states.isEmpty
      let (weights, states) = isPoint ? ([1], [cycle.means]) : (cycle.weights, cycle.states)
      columns.norms.append(mean(of: states.map(square), weights).squareRoot())
      let values = auxiliaryColumns(at: states.map { $0 + [cycle.parameter] })
      for (name, column) in zip(auxiliaries, values) {
        columns.means[name]?.append(mean(of: column, weights))
        columns.minima[name]?.append(column.min() ?? .nan)
        columns.maxima[name]?.append(column.max() ?? .nan)
      }
    }
    return columns
  }

  /// The columns of a map's cycles.
  func columns(ofMapCycles cycles: [(parameter: Double, orbit: [[Double]])]) -> CycleColumns {
    var columns = CycleColumns()
    let points = iterates(ofMapCycles: cycles)
    for name in variables + auxiliaries {
      let orbits = cycles.indices.map { k in (points[name] ?? []).map { $0[k] } }
      columns.means[name] = orbits.map { $0.reduce(0, +) / Double($0.count) }
      columns.minima[name] = orbits.map { $0.min() ?? .nan }
      columns.maxima[name] = orbits.map { $0.max() ?? .nan }
    }
    columns.norms = cycles.map { cycle in
      (cycle.orbit.reduce(0) { $0 + square($1) } / Double(cycle.orbit.count)).squareRoot()
    }
    return columns
  }

  /// The points of a map's cycles: for each name the columns of the first points, the second ones, and so on.
  func iterates(ofMapCycles cycles: [(parameter: Double, orbit: [[Double]])]) -> [String: [[Double]]] {
    var iterates: [String: [[Double]]] = [:]
    for j in (cycles.first?.orbit ?? []).indices {
      for (name, column) in columns(at: cycles.map { $0.orbit[j] + [$0.parameter] }) {
        iterates[name, default: []].append(column)
      }
    }
    return iterates
  }

  /// The mean over one period, as exact as the cycle itself.
  private func mean(of values: [Double], _ weights: [Double]) -> Double {
    zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func auxiliaryColumns(at points: [[Double]]) -> [[Double]] {
    guard let formulas, !points.isEmpty else { return auxiliaries.map { _ in points.map { _ in .nan } } }
    let (count, width) = (points.count, variables.count + 1)
    let states = (0..<width).flatMap { i in points.map { $0[i] } }
    return formulas.columns(states, times: [Double](repeating: 0, count: count), parameters: parameters)
  }
}
