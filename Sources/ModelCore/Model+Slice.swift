// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

extension Model {
  /// A system of two of the variables, the others held fixed.
  /// - Parameters:
  ///   - x: The first variable of the slice.
  ///   - y: The second variable of the slice.
  ///   - values: Values of other variables; those not named stay at their initial values.
  /// - Throws: `ModelError.unknownVariable`, `.duplicateName` if `x` and `y` are the same, `.valueNotFinite`.
  public func slice(x: String, y: String, fixing values: [String: Double] = [:]) throws(ModelError) -> Model {
    let (first, second) = try slicePair(x, y)
    var frozen: [String: Double] = [:]
    for (variable, value) in zip(variables, initialState) { frozen[variable.name] = value }
    for (name, value) in values { frozen[variables[try requireVariable(name)].name] = value }
    for index in [first, second] { frozen[variables[index].name] = nil }
    return try reordering([first, second]).freezing(frozen)
  }

  /// A system of two of the variables, the others at their own equilibrium given the two.
  ///
  /// The equilibrium is found in symbols: one after the other, each remaining variable whose equation is affine in it (as
  /// all gating variables' are) is solved for and put into the other equations.
  /// - Parameters:
  ///   - x: The first variable of the slice.
  ///   - y: The second variable of the slice.
  ///   - values: Values of variables to be fixed rather than put at equilibrium.
  /// - Throws: `ModelError.noClosedFormEquilibrium` if no remaining equation is affine in its own variable; and as
  ///   `slice(x:y:fixing:)`.
  public func slice(
    x: String, y: String, equilibratingOthersExcept values: [String: Double]
  ) throws(ModelError) -> Model {
    let (first, second) = try slicePair(x, y)
    let names = [variables[first].name, variables[second].name]
    var model = try reordering([first, second])
    if !values.isEmpty { model = try model.freezing(values) }
    while model.dimension > 2 {
      let others = model.variables.filter { !names.contains($0.name) }
      guard let (name, solution) = others.lazy.compactMap(model.equilibrium).first else {
        throw .noClosedFormEquilibrium(variable: others.first?.name ?? "")
      }
      model = try model.substituting([name: solution], variables: model.variables.filter { $0.name != name })
    }
    return model
  }

  private func slicePair(_ x: String, _ y: String) throws(ModelError) -> (Int, Int) {
    let (first, second) = (try requireVariable(x), try requireVariable(y))
    if first == second { throw .duplicateName(variables[first].name) }
    return (first, second)
  }

  /// The same model with some variables in front.
  private func reordering(_ front: [Int]) throws(ModelError) -> Model {
    let rest = variables.indices.filter { !front.contains($0) }
    return try with(variables: (front + rest).map { variables[$0] })
  }

  /// The value of a variable at which its own equation is at rest, if the equation is affine in it.
  private func equilibrium(of variable: Variable) -> (name: String, solution: Expression)? {
    let residual = kind == .map ? variable.rate - .symbol(variable.name) : variable.rate
    let slope = residual.derivative(variable.name)
    if slope == 0 || slope.symbols.contains(variable.name) { return nil }
    let offset = residual.substituting([variable.name: 0])
    return (variable.name, -offset / slope)
  }
}
