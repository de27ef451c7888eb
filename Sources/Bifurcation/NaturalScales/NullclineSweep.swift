// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import LinearSolvers
import ModelCore
import Symbolics

/// Finds the magnitudes at which a system's equilibria can lie: nonlinear Gauss–Seidel sweeps that know no unit.
///
/// One variable after the other is set to a root of an equation in which it occurs, the others held. The roots are looked for
/// at all magnitudes, from 10^-30 to 10^30 on both sides of zero and of the present value. A few sweeps lead from anywhere
/// to where the terms of the equations balance, whatever the units; Newton's method does the rest.
struct NullclineSweep: Sendable {
  private let field: ParameterizedField
  /// For each variable the equations in which it occurs.
  private let equations: [[Int]]
  /// Half decades on both sides of zero.
  private static let offsets: [Double] = {
    let sizes = (-60...60).map { Double.magnitude(halfDecades: $0) }
    return sizes.reversed().map { -$0 } + [0] + sizes
  }()
  /// Bisections that tell a root to a small part of its magnitude.
  private static let bisectionCount = 12

  init(_ model: Model, _ field: ParameterizedField) {
    self.field = field
    let symbols = model.rates.map { ExpressionGraph([$0]).symbols }
    let all = Array(model.variables.indices)
    equations = model.variableNames.enumerated().map { index, name in
      let users = all.filter { symbols[$0].contains(name) || (model.kind == .map && $0 == index) }
      // Algebraic variables hide dependencies.
      return model.algebraicVariables.isEmpty ? users : all
    }
  }

  /// A state that several sweeps lead to, and for each variable the magnitudes of the roots on the way, zeros aside.
  func state(
    from start: [Double], at parameter: Double, count: Int, using generator: inout SeededGenerator
  ) -> (state: [Double], magnitudes: [[Double]]) {
    var state = start
    var magnitudes = start.map { _ in [Double]() }
    for _ in 0..<count {
      for variable in state.indices.shuffled(using: &generator) {
        // An equation of its own is what most variables have; others are tried, too, as x' = y asks for.
        let own = equations[variable].contains(variable) && generator.uniform() < 0.6
        guard let equation = own ? variable : equations[variable].randomElement(using: &generator) else { continue }
        let roots = roots(of: equation, in: variable, state, parameter)
        magnitudes[variable] += roots.map(abs).filter { $0 > 0 }
        if let root = roots.randomElement(using: &generator) { state[variable] = root }
      }
    }
    return (state, magnitudes)
  }

  /// Where an equation changes its sign as one variable runs over all magnitudes.
  private func roots(of equation: Int, in variable: Int, _ state: [Double], _ parameter: Double) -> [Double] {
    let center = state[variable]
    var places = Self.offsets
    if center != 0 { places = (places + Self.offsets.map { center + $0 }).sorted() }
    let values = values(of: equation, in: variable, at: places, state, parameter)
    var roots: [Double] = []
    for index in places.indices.dropFirst() {
      let (a, b) = (values[index - 1], values[index])
      if b == 0, places[index] != 0 || a.isNaN {
        roots.append(places[index])
      } else if (a < 0 && b > 0) || (a > 0 && b < 0) {
        roots.append(
          root(between: places[index - 1], places[index], rising: a < 0, equation, variable, state, parameter))
      } else if b == 0 {
        roots.append(0)
      }
    }
    return roots
  }

  private func root(
    between a: Double, _ b: Double, rising: Bool, _ equation: Int, _ variable: Int, _ state: [Double],
    _ parameter: Double
  ) -> Double {
    var (low, high) = (a, b)
    for _ in 0..<Self.bisectionCount {
      // Halving magnitudes finds roots far below the upper end.
      let isOneSided = low > 0 || high < 0
      let middle = isOneSided ? (low < 0 ? -1 : 1) * (low * high).squareRoot() : (low + high) / 2
      guard middle > low, middle < high, middle.isFinite else { break }
      let value = values(of: equation, in: variable, at: [middle], state, parameter)[0]
      if value == 0 { return middle }
      if (value < 0) == rising { low = middle } else { high = middle }
    }
    return low + (high - low) / 2
  }

  private func values(
    of equation: Int, in variable: Int, at places: [Double], _ state: [Double], _ parameter: Double
  ) -> [Double] {
    let (n, count) = (state.count, places.count)
    var points: [Double] = []
    points.reserveCapacity((n + 1) * count)
    for index in 0..<n {
      if index == variable { points += places } else { points += [Double](repeating: state[index], count: count) }
    }
    points += [Double](repeating: parameter, count: count)
    var values = [Double](repeating: 0, count: (n + 1) * count)
    var none: [Double]?
    field.evaluate(points, count: count, values: &values, derivatives: &none)
    let column = Array(values[(equation * count)..<((equation + 1) * count)])
    guard field.isMap else { return column }
    return equation == variable
      ? zip(column, places).map { $0 - $1 } : column.map { $0 - state[equation] }
  }
}

extension Double {
  /// The power of ten of so many half decades.
  fileprivate static func magnitude(halfDecades: Int) -> Double {
    var value = 1.0
    for _ in 0..<abs(halfDecades / 2) { value *= 10 }
    if halfDecades % 2 != 0 { value *= 10.0.squareRoot() }
    return halfDecades < 0 ? 1 / value : value
  }
}
