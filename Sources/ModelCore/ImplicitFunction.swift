// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import Symbolics

/// The algebraic variables of a model as functions of its state, parameters and time: the z(w) with g(w, z) = 0.
///
/// **Which root.** At the model's initial state it is the one that Newton's method, Powell's hybrid method where that fails,
/// reaches from the initial values of the algebraic variables. Everywhere else it is the root to which this one continues
/// along the straight line in w. Where that line ends at a fold, lines along the axes are tried, first component first and
/// last component first. The value at a point so depends on nothing but the point; where no way leads there, it is NaN.
///
/// How a root is followed, `ImplicitRootFollower` tells. Two sheets that are apart by two folds could be mistaken for each
/// other only if its corrections shrink all the same.
struct ImplicitFunction: Sendable {
  /// The number of algebraic variables.
  let count: Int
  /// g, and g_z row by row, as functions of variables, time, parameters and algebraic variables.
  private let equations: any CompiledFunction
  private let residuals: ExpressionGraph
  private let names: [String]
  private let dimension: Int
  private let start: [Double]
  private let origin: OnFirstUse<ImplicitRoot?>

  /// Prepares the algebraic variables of a model; nil if it has none.
  init?(_ model: Model, compiler: any ExpressionCompiler) throws(ModelError) {
    if model.algebraicVariables.isEmpty { return nil }
    count = model.algebraicVariables.count
    dimension = model.dimension
    names = model.algebraicVariables.map(\.name)
    let formulas = model.algebraicVariables.map(\.residual)
    residuals = ExpressionGraph(formulas)
    do {
      equations = try compiler.compile(
        formulas + Expression.jacobian(formulas, names).flatMap { $0 },
        lanes: model.variableNames + ["t"] + model.parameterNames + names, uniforms: [])
    } catch {
      throw .unknownSymbol(error.name, place: "an algebraic equation", suggestion: nil)
    }
    start = model.initialState + [model.hints.startTime ?? 0] + model.parameterValues
    let (equations, start, guess) = (equations, start, model.algebraicInitialValues)
    origin = OnFirstUse { ImplicitRoot.first(of: equations, at: start, near: guess) }
  }

  /// The values at the initial state, or nil if none were found.
  var initialValues: [Double]? { origin.value?.values }

  /// The values at some points: a column for each variable, one after the other.
  func columns(at batch: PointBatch) -> [Double] {
    var columns = [Double](repeating: .nan, count: count * batch.count)
    guard let follower else { return columns }
    var inputs = start
    for k in 0..<batch.count {
      for i in 0..<dimension { inputs[i] = batch.states[i * batch.stride + k] }
      inputs[dimension] = batch.times[k]
      for p in 0..<start.count - dimension - 1 { inputs[dimension + 1 + p] = batch.parameters[p] }
      guard let root = follower.root(at: inputs) else { continue }
      for i in 0..<count { columns[i * batch.count + k] = root[i] }
    }
    return columns
  }

  private var follower: ImplicitRootFollower? {
    origin.value.map { ImplicitRootFollower(equations, origin: $0, start: start) }
  }

  /// The Taylor series of the algebraic variables, given those of all other symbols.
  ///
  /// Order by order: the coefficient of order k enters g at that order only through g_z (Griewank and Walther 2008,
  /// chapter 13).
  func series(
    state: [Double], parameters: [Double], time: Double, given symbols: [String: Jet], order: Int
  ) -> [String: Jet] {
    let inputs = state + [time] + parameters
    var coefficients = [[Double]](repeating: [Double](repeating: .nan, count: order + 1), count: count)
    if let follower, let root = follower.root(at: inputs) {
      let values = (0..<count).map { root[$0] }
      let jacobian = LUFactorization(ImplicitRoot.evaluate(equations, inputs, values).jacobian)
      for i in 0..<count {
        coefficients[i] = [Double](repeating: 0, count: order + 1)
        coefficients[i][0] = values[i]
      }
      for k in stride(from: 1, through: order, by: 1) {
        var symbols = symbols
        for i in 0..<count { symbols[names[i]] = Jet(coefficients: coefficients[i]) }
        var interpretation = ScalarInterpretation(symbols: symbols)
        let rest = residuals.interpret(&interpretation).map { -$0[k] }
        let next = jacobian.solve(rest) ?? rest.map { _ in .nan }
        for i in 0..<count { coefficients[i][k] = next[i] }
      }
    }
    return Dictionary(zip(names, coefficients.map { Jet(coefficients: $0) })) { $1 }
  }
}

extension Model {
  /// The initial values of the algebraic variables.
  var algebraicInitialValues: [Double] {
    var symbols = Dictionary(parameters.map { ($0.name, $0.value) }) { $1 }
    symbols["t"] = hints.startTime ?? 0
    var interpretation = ScalarInterpretation(symbols: symbols)
    return ExpressionGraph(algebraicVariables.map(\.initialValue)).interpret(&interpretation)
  }

  /// The values of the algebraic variables at the initial state, from which their values elsewhere are continued; nil if
  /// none were found there, and then they have no values anywhere.
  public func algebraicValuesAtInitialState() throws(ModelError) -> [Double]? {
    try ImplicitFunction(self, compiler: TapeCompiler())?.initialValues
  }
}
