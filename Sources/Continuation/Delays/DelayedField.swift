// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import ModelCore
import RealModule
import Symbolics

/// A flow with constant delays, x' = f(x(t), x(t - T1), …, p), in one parameter, on which the delays may depend.
///
/// The delayed values are coordinates of their own: f and its derivatives are taken at (x, delayed values, p), and a function
/// v exp(s t) stands there as v followed by its delayed entries.
public struct DelayedField: Sendable {
  /// f with the delayed values and then the parameter free.
  let field: ParameterizedField
  /// For each delayed value the variable.
  private let variables: [Int]
  /// For each delayed value its delay and the derivative of that by the parameter, formulas of the parameter alone.
  private let lags: ExpressionGraph
  private let parameter: String

  /// Compiles a model with constant delays.
  /// - Parameters:
  ///   - model: The model.
  ///   - parameter: The parameter that is free.
  ///   - unitLengths: As for `ParameterizedField`.
  ///   - compile: Makes a vector field of a model.
  /// - Throws: `ModelError.unknownParameter`, `.varyingDelay`.
  public init(
    _ model: Model, free parameter: String, unitLengths: [Double]? = nil,
    compile: @escaping @Sendable (Model) throws(ModelError) -> any AnalyticField
  ) throws(ModelError) {
    try model.requireConstantDelays()
    let delays = model.memory.delays
    field = try ParameterizedField(
      try model.takingInputsAsParameters(), free: delays.map(\.name) + [parameter], unitLengths: unitLengths,
      compile: compile)
    self.parameter = parameter
    variables = delays.compactMap { model.variableIndex($0.variable) }
    let others = model.parameters.filter { $0.name != parameter }
    let values = Dictionary(others.map { ($0.name, Expression($0.value)) }) { first, _ in first }
    let formulas = delays.map { $0.lag.substituting(values) }
    lags = ExpressionGraph(formulas + formulas.map { $0.derivative(parameter) })
  }

  /// The number of variables.
  public var dimension: Int { field.dimension }

  /// The delays at a value of the parameter, and their derivatives by it.
  func delays(at value: Double) -> (lags: [Double], slopes: [Double]) {
    var interpretation = ScalarInterpretation(symbols: [parameter: value])
    let all = lags.interpret(&interpretation)
    return (Array(all.prefix(variables.count)), Array(all.suffix(variables.count)))
  }

  /// The place of an equilibrium, (x, p), among (x, delayed values, p).
  func place(of unknowns: [Double]) -> [Double] {
    Array(unknowns.prefix(dimension)) + variables.map { unknowns[$0] } + [unknowns[dimension]]
  }

  /// The linearization at an equilibrium.
  public func characteristicMatrix(at unknowns: [Double]) -> CharacteristicMatrix {
    let n = dimension
    let derivatives = field.derivatives(at: place(of: unknowns))
    var present = Matrix(rows: n, columns: n)
    for i in 0..<n { for j in 0..<n { present[i, j] = derivatives[i, j] } }
    let lags = delays(at: unknowns[n]).lags
    let delayed = variables.indices.map { number in
      var matrix = Matrix(rows: n, columns: n)
      for i in 0..<n { matrix[i, variables[number]] = derivatives[i, n + number] }
      return CharacteristicMatrix.Term(lag: lags[number], matrix: matrix)
    }
    return CharacteristicMatrix(present: present, delayed: delayed)
  }

  /// The function v exp(s t), at the present and delayed.
  func history(of vector: ComplexVector, _ root: Complex<Double>, at unknowns: [Double]) -> ComplexVector {
    let lags = delays(at: unknowns[dimension]).lags
    let past = zip(variables, lags).map { variable, lag in
      Complex<Double>.exp(-root * Complex(lag)) * Complex(vector.real[variable], vector.imaginary[variable])
    }
    return ComplexVector(real: vector.real + past.map(\.real), imaginary: vector.imaginary + past.map(\.imaginary))
  }

  /// A constant function, at the present and delayed.
  func history(of vector: [Double]) -> [Double] { vector + variables.map { vector[$0] } }

  /// The derivative of D(s) v by the unknowns (x, p), column by column, the delays changing with the parameter.
  func derivatives(of root: Complex<Double>, _ vector: ComplexVector, at unknowns: [Double]) -> [ComplexVector] {
    let place = place(of: unknowns)
    let forms = MultilinearForms(field: field, point: place)
    let history = history(of: vector, root, at: unknowns)
    func curvature(_ direction: [Double]) -> ComplexVector {
      ComplexVector(
        real: forms.second(history.real, direction).map { -$0 },
        imaginary: forms.second(history.imaginary, direction).map { -$0 })
    }
    let n = dimension
    let byState = (0..<n).map { curvature(self.history(of: unit($0, n))) }
    return byState + [curvature(unit(place.count - 1, place.count)) + lagEffect(root, history, at: unknowns)]
  }

  /// What the change of the delays with the parameter adds to the derivative of D(s) v.
  private func lagEffect(
    _ root: Complex<Double>, _ history: ComplexVector, at unknowns: [Double]
  ) -> ComplexVector {
    let slopes = delays(at: unknowns[dimension]).slopes
    let derivatives = field.derivatives(at: place(of: unknowns))
    var effect = [Complex<Double>](repeating: 0, count: dimension)
    for (number, slope) in slopes.enumerated() where slope != 0 {
      let index = dimension + number
      let value = root * Complex(slope) * Complex(history.real[index], history.imaginary[index])
      for i in 0..<dimension { effect[i] += Complex(derivatives[i, index]) * value }
    }
    return ComplexVector(effect)
  }
}
