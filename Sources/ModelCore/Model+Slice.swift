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
  /// Where it can be, the equilibrium is found in symbols: one after the other, each remaining variable whose equation is
  /// affine in it (as all gating variables' are), and each pair of variables in which their two equations are affine, is
  /// solved for and put into the other equations. What then remains become algebraic variables, solved for in numbers;
  /// which of several roots these are is said by `ImplicitFunction`.
  /// - Parameters:
  ///   - x: The first variable of the slice.
  ///   - y: The second variable of the slice.
  ///   - values: Values of variables to be fixed rather than put at equilibrium.
  /// - Throws: `ModelError.noEquilibrium` if nothing determines a remaining variable; and as `slice(x:y:fixing:)`.
  public func slice(
    x: String, y: String, equilibratingOthersExcept values: [String: Double]
  ) throws(ModelError) -> Model {
    let (first, second) = try slicePair(x, y)
    let names = [variables[first].name, variables[second].name]
    var model = try reordering([first, second])
    if !values.isEmpty { model = try model.freezing(values) }
    while true {
      let others = model.variables.filter { !names.contains($0.name) }
      guard let solution = model.affineEquilibrium(of: others) else { break }
      model = try model.substituting(solution, variables: model.variables.filter { solution[$0.name] == nil })
    }
    return try model.turningIntoAlgebraicVariables(model.variables.filter { !names.contains($0.name) })
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

  /// The values of one or of two variables at which their own equations are at rest, if these are affine in them.
  private func affineEquilibrium(of variables: [Variable]) -> [String: Expression]? {
    for variable in variables {
      if let solution = affineSolution(for: [variable]) { return solution }
    }
    for (index, first) in variables.enumerated() {
      for second in variables.dropFirst(index + 1) {
        if let solution = affineSolution(for: [first, second]) { return solution }
      }
    }
    return nil
  }

  /// The values of some variables at which their own equations are at rest, if these are affine in all of them together.
  private func affineSolution(for group: [Variable]) -> [String: Expression]? {
    let names = group.map(\.name)
    let residuals = group.map(restingResidual)
    let matrix = Expression.jacobian(residuals, names)
    guard ExpressionGraph(matrix.flatMap { $0 }).symbols.isDisjoint(with: names) else { return nil }
    let atZero = Dictionary(names.map { ($0, Expression(0)) }) { $1 }
    let values = Expression.solution(of: matrix, residuals.map { [-$0.substituting(atZero)] }).map { $0[0] }
    if values.contains(where: { $0.constantValue?.isNaN ?? false }) { return nil }
    return Dictionary(zip(names, values)) { $1 }
  }

  /// What is zero where a variable is at rest.
  private func restingResidual(_ variable: Variable) -> Expression {
    kind == .map ? variable.rate - .symbol(variable.name) : variable.rate
  }

  /// The model with some variables always at rest.
  private func turningIntoAlgebraicVariables(_ resting: [Variable]) throws(ModelError) -> Model {
    if resting.isEmpty { return self }
    let names = resting.map(\.name)
    let residuals = resting.map(restingResidual)
    let columns = Expression.jacobian(residuals, names)
    // A matrix that is singular for all values of the symbols: nothing determines the variables.
    let inverse = Expression.solution(of: columns, names.map { _ in [1] })
    if inverse.contains(where: { $0[0].constantValue?.isNaN ?? false }) {
      let idle = names.indices.first { column in columns.allSatisfy { $0[column] == 0 } }
      throw .noEquilibrium(variable: names[idle ?? 0])
    }
    return try with(
      variables: variables.filter { !names.contains($0.name) },
      algebraicVariables: zip(resting, residuals).map {
        AlgebraicVariable(name: $0.name, residual: $1, initialValue: $0.initialValue)
      })
  }
}
