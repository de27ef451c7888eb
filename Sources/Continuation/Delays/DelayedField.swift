// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import ModelCore
import RealModule
import Symbolics

/// A flow with constant delays, x' = f(x(t), x(t - T1), …, p), in one parameter or several, on which the delays may depend.
///
/// The delayed values are coordinates of their own: f and its derivatives are taken at (x, delayed values, p), and a function
/// v exp(s t) stands there as v followed by its delayed entries.
public struct DelayedField: Sendable {
  /// f with the delayed values and then the parameters free.
  let field: ParameterizedField
  /// For each delayed value the variable.
  private let variables: [Int]
  /// For each delayed value its delay, and then for each parameter the derivatives of these: formulas of the parameters alone.
  private let lags: ExpressionGraph
  private let parameters: [String]

  /// Compiles a model with constant delays.
  /// - Parameters:
  ///   - model: The model.
  ///   - parameters: The parameters that are free.
  ///   - unitLengths: As for `ParameterizedField`.
  ///   - compile: Makes a vector field of a model.
  /// - Throws: `ModelError.unknownParameter`, `.varyingDelay`.
  public init(
    _ model: Model, free parameters: [String], unitLengths: [Double]? = nil,
    compile: @escaping @Sendable (Model) throws(ModelError) -> any AnalyticField
  ) throws(ModelError) {
    try model.requireConstantDelays()
    let delays = model.memory.delays
    field = try ParameterizedField(
      try model.takingInputsAsParameters(), free: delays.map(\.name) + parameters, unitLengths: unitLengths,
      compile: compile)
    self.parameters = parameters
    variables = delays.compactMap { model.variableIndex($0.variable) }
    let others = model.parameters.filter { !parameters.contains($0.name) }
    let values = Dictionary(others.map { ($0.name, Expression($0.value)) }) { first, _ in first }
    let formulas = delays.map { $0.lag.substituting(values) }
    lags = ExpressionGraph(formulas + parameters.flatMap { name in formulas.map { $0.derivative(name) } })
  }

  /// The number of variables.
  public var dimension: Int { field.dimension }

  /// The parameters' part of (x, p, …).
  private func values(in unknowns: [Double]) -> ArraySlice<Double> {
    unknowns[dimension..<(dimension + parameters.count)]
  }

  /// The delays at an equilibrium, (x, p), and for each parameter their derivatives by it.
  func delays(at unknowns: [Double]) -> (lags: [Double], slopes: [[Double]]) {
    let symbols = Dictionary(zip(parameters, values(in: unknowns))) { first, _ in first }
    var interpretation = ScalarInterpretation(symbols: symbols)
    let all = lags.interpret(&interpretation)
    let count = variables.count
    let slopes = parameters.indices.map { Array(all[(($0 + 1) * count)..<(($0 + 2) * count)]) }
    return (Array(all.prefix(count)), slopes)
  }

  /// The place of an equilibrium, (x, p), among (x, delayed values, p).
  func place(of unknowns: [Double]) -> [Double] {
    Array(unknowns.prefix(dimension)) + variables.map { unknowns[$0] } + values(in: unknowns)
  }

  /// The linearization at an equilibrium.
  public func characteristicMatrix(at unknowns: [Double]) -> CharacteristicMatrix {
    let n = dimension
    let derivatives = field.derivatives(at: place(of: unknowns))
    var present = Matrix(rows: n, columns: n)
    for i in 0..<n { for j in 0..<n { present[i, j] = derivatives[i, j] } }
    let lags = delays(at: unknowns).lags
    let delayed = variables.indices.map { number in
      var matrix = Matrix(rows: n, columns: n)
      for i in 0..<n { matrix[i, variables[number]] = derivatives[i, n + number] }
      return CharacteristicMatrix.Term(lag: lags[number], matrix: matrix)
    }
    return CharacteristicMatrix(present: present, delayed: delayed)
  }

  /// The function v exp(s t), at the present and delayed.
  func history(of vector: ComplexVector, _ root: Complex<Double>, at unknowns: [Double]) -> ComplexVector {
    let lags = delays(at: unknowns).lags
    let past = zip(variables, lags).map { variable, lag in
      Complex<Double>.exp(-root * Complex(lag)) * Complex(vector.real[variable], vector.imaginary[variable])
    }
    return ComplexVector(real: vector.real + past.map(\.real), imaginary: vector.imaginary + past.map(\.imaginary))
  }

  /// A constant function, at the present and delayed.
  func history(of vector: [Double]) -> [Double] { vector + variables.map { vector[$0] } }

  /// The derivative of D(s) v by the unknowns (x, p), column by column, the delays changing with the parameters.
  func derivatives(of root: Complex<Double>, _ vector: ComplexVector, at unknowns: [Double]) -> [ComplexVector] {
    let history = history(of: vector, root, at: unknowns)
    func negated(_ vectors: [[Double]]) -> [[Double]] { vectors.map { vector in vector.map { -$0 } } }
    let n = dimension
    let slopes = ComplexVector(
      real: Array(history.real[n...]), imaginary: Array(history.imaginary[n...]))
    let pastSlopes = -root * slopes
    let real = negated(derivatives(ofHistory: history.real, slopes: pastSlopes.real, at: unknowns))
    let imaginary = negated(derivatives(ofHistory: history.imaginary, slopes: pastSlopes.imaginary, at: unknowns))
    return zip(real, imaginary).map { ComplexVector(real: $0, imaginary: $1) }
  }

  /// The derivative of the linearized right-hand side, applied to a function, by the unknowns (x, p), column by column.
  /// - Parameters:
  ///   - history: The function, at the present and delayed.
  ///   - slopes: The derivatives of its delayed values by their delays.
  func derivatives(ofHistory history: [Double], slopes: [Double], at unknowns: [Double]) -> [[Double]] {
    let place = place(of: unknowns)
    let forms = MultilinearForms(field: field, point: place)
    let linear = field.derivatives(at: place)
    let n = dimension
    let lagSlopes = delays(at: unknowns).slopes
    let byState = (0..<n).map { forms.second(history, self.history(of: unit($0, n))) }
    let byParameters = parameters.indices.map { number in
      var column = forms.second(history, unit(n + variables.count + number, place.count))
      for (index, slope) in lagSlopes[number].enumerated() where slope != 0 {
        for i in 0..<n { column[i] += linear[i, n + index] * slope * slopes[index] }
      }
      return column
    }
    return byState + byParameters
  }

  /// The delayed values of a function of which the variables' coefficients are given, each for its delay.
  func past(_ coefficient: (_ variable: Int, _ number: Int) -> Double) -> [Double] {
    variables.enumerated().map { coefficient($1, $0) }
  }

  /// The linearized right-hand side applied to a function, at the present and delayed.
  func linear(_ history: [Double], at unknowns: [Double]) -> [Double] {
    let derivatives = field.derivatives(at: place(of: unknowns))
    return (0..<dimension).map { i in history.indices.reduce(0) { $0 + derivatives[i, $1] * history[$1] } }
  }
}
