// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore

/// A vector field as a function of state and free parameters together: f(x, p) with all derivatives by (x, p).
///
/// The free parameters are made variables that stay constant, so that derivatives by the state of the larger field are
/// those wanted.
public struct ParameterizedField: Sendable {
  /// The number of state variables.
  public let dimension: Int
  /// The number of free parameters.
  public let freeCount: Int
  /// Whether the field gives next values rather than rates.
  public let isMap: Bool
  /// The lengths of the state's coordinates in the units in which critical vectors of normal forms have length 1.
  public let unitLengths: [Double]

  private let field: any AnalyticField
  private var parameters: [Double]
  /// Of a map whose formulas have their own variables as terms, f(x) - x without them; nil of other maps, and of flows.
  private let steps: OnFirstUse<(any VectorField)?>
  /// The field with the variational equation of one direction in state and free parameters.
  private let variation: OnFirstUse<(any VectorField)?>
  /// The field with as many directions as there are states and free parameters.
  private let fundamental: OnFirstUse<(any VectorField)?>
  /// The Taylor coefficients along a direction up to orders 2 and 3, for many points at once.
  private let series: [OnFirstUse<DirectionalDerivatives?>]
  private let permutations: OnFirstUse<PermutationSymmetry>
  private let signed: OnFirstUse<[Bool]>
  private let logarithmic: @Sendable ([Double]) -> ParameterizedField?

  /// Compiles a model with some parameters free.
  /// - Parameters:
  ///   - model: The model.
  ///   - names: The free parameters.
  ///   - unitLengths: How long a step of 1 in each variable is where lengths mean something to a reader; 1 each if absent.
  ///   - compile: Makes a vector field of a model.
  /// - Throws: `ModelError.unknownParameter`.
  public init(
    _ model: Model, free names: [String], unitLengths: [Double]? = nil,
    compile: @escaping @Sendable (Model) throws(ModelError) -> any AnalyticField
  ) throws(ModelError) {
    let extended = try model.turningIntoVariables(parameters: names)
    field = try compile(extended)
    parameters = extended.parameterValues
    dimension = model.dimension
    self.unitLengths = unitLengths ?? [Double](repeating: 1, count: model.dimension)
    freeCount = names.count
    isMap = model.kind == .map
    // Nothing can be unknown in parts of formulas that were compiled, or in their derivatives.
    steps = OnFirstUse {
      model.stepsWithoutOwnTerms.flatMap { try? compile($0.turningIntoVariables(parameters: names)) }
    }
    variation = OnFirstUse { try? compile(extended.addingVariations(1)) }
    fundamental = OnFirstUse { try? compile(extended.addingVariations(extended.dimension)) }
    series = [2, 3].map { order in OnFirstUse { try? DirectionalDerivatives(extended, order: order) } }
    permutations = OnFirstUse { PermutationSymmetry(model, varying: Set(names)) }
    signed = OnFirstUse { extended.keepsSign }
    logarithmic = { signs in
      (try? model.inLogarithms(signs: signs)).flatMap {
        try? ParameterizedField($0, free: names, unitLengths: unitLengths, compile: compile)
      }
    }
  }

  /// Takes a field whose last variables are free parameters, which stay constant.
  /// - Parameters:
  ///   - extended: The field; its derivatives by the state hold those by the free parameters.
  ///   - parameters: The values of its other parameters.
  ///   - freeCount: The number of free parameters.
  ///   - isMap: Whether it gives next values rather than rates.
  public init(extended: any AnalyticField, parameters: [Double], freeCount: Int, isMap: Bool) {
    field = extended
    self.parameters = parameters
    dimension = extended.dimension - freeCount
    unitLengths = [Double](repeating: 1, count: extended.dimension - freeCount)
    self.freeCount = freeCount
    self.isMap = isMap
    // Variational equations are made of formulas; equilibria do without them.
    steps = OnFirstUse { nil }
    variation = OnFirstUse { nil }
    fundamental = OnFirstUse { nil }
    series = []
    permutations = OnFirstUse { PermutationSymmetry(dimension: extended.dimension - freeCount, generators: []) }
    let dimension = extended.dimension - freeCount
    signed = OnFirstUse { [Bool](repeating: false, count: dimension) }
    logarithmic = { _ in nil }
  }

  /// For each state variable whether zero is a value that no trajectory passes through, whatever the others are.
  var keepsSign: [Bool] { Array(signed.value.prefix(dimension)) }

  /// The field in logarithms of some variables, compiled anew at every call.
  /// - Parameter signs: For each variable the sign of the values whose logarithm is taken, 0 for variables that stay as they are.
  /// - Returns: nil of fields that are not made of formulas.
  func inLogarithms(signs: [Double]) -> ParameterizedField? {
    guard var field = logarithmic(signs), field.parameters.count == parameters.count else { return nil }
    field.parameters = parameters
    return field
  }

  /// The same field with other values of its last parameters that are not free.
  func replacingLastParameters(by values: [Double]) -> ParameterizedField {
    var field = self
    field.parameters = parameters.dropLast(values.count) + values
    return field
  }

  /// The same field with another value of a parameter that is not free, by its position among them.
  public func setting(fixedParameter index: Int, to value: Double) -> ParameterizedField {
    var field = self
    field.parameters[index] = value
    return field
  }

  /// The permutations of variables that leave the equations unchanged whatever the values of the free parameters; found when
  /// first asked for, and none of fields without formulas.
  public var symmetry: PermutationSymmetry { permutations.value }

  /// f at state and free parameters; for a map f(x) - x, so that fixed points are zeros.
  public func equilibriumResidual(at point: [Double]) -> [Double] {
    if isMap, let steps = steps.value {
      return Array(steps.values(at: point, parameters: parameters).prefix(dimension))
    }
    var values = Array(field.values(at: point, parameters: parameters).prefix(dimension))
    if isMap { for i in 0..<dimension { values[i] -= point[i] } }
    return values
  }

  /// The derivatives of f by state and free parameters: `dimension` rows, `dimension + freeCount` columns.
  public func derivatives(at point: [Double]) -> Matrix {
    let width = dimension + freeCount
    return Matrix(
      rows: dimension, columns: width,
      elements: Array(field.jacobian(at: point, parameters: parameters).prefix(dimension * width)))
  }

  /// The derivatives of f by the state alone.
  func jacobian(at point: [Double]) -> Matrix {
    derivatives(at: point).block(rows: 0..<dimension, columns: 0..<dimension)
  }

  /// The Taylor coefficients of f along a direction in state and free parameters, without the order 0.
  func taylorCoefficients(at point: [Double], along direction: [Double], order: Int) -> [[Double]] {
    field.taylorCoefficients(state: point, direction: direction, parameters: parameters, time: 0, order: order)
      .map { Array($0.prefix(dimension)) }
  }

  /// The second derivative applied to two directions, B(u, v), by polarisation of Taylor coefficients; exact to round-off.
  public func secondDerivative(at point: [Double], _ u: [Double], _ v: [Double]) -> [Double] {
    // Directions of different lengths would leave few digits.
    let (u, v) = (u.ofUnitSize, v.ofUnitSize)
    let sum = taylorCoefficients(at: point, along: added(u.vector, v.vector), order: 2)[2]
    let difference = taylorCoefficients(at: point, along: added(u.vector, v.vector, factor: -1), order: 2)[2]
    let size = u.size * v.size / 2
    return zip(sum, difference).map { size * ($0 - $1) }
  }

  /// The third derivative applied to three directions, C(u, v, w), by polarisation of Taylor coefficients.
  public func thirdDerivative(at point: [Double], _ u: [Double], _ v: [Double], _ w: [Double]) -> [Double] {
    let (u, v, w) = (u.ofUnitSize, v.ofUnitSize, w.ofUnitSize)
    let size = u.size * v.size * w.size / 4
    var total = [Double](repeating: 0, count: dimension)
    for (a, b) in [(1.0, 1.0), (1, -1), (-1, 1), (-1, -1)] {
      let direction = added(added(u.vector, v.vector, factor: a), w.vector, factor: b)
      let coefficient = taylorCoefficients(at: point, along: direction, order: 3)[3]
      for i in 0..<dimension { total[i] += a * b * coefficient[i] }
    }
    return total.map { size * $0 }
  }

  /// The derivatives by state and free parameters that are not zero everywhere; nil for fields without formulas, or with
  /// algebraic variables.
  var sparseJacobian: SparseJacobian? {
    guard let compiled = field as? CompiledModel, compiled.model.algebraicVariables.isEmpty else { return nil }
    return compiled.sparseJacobian
  }

  func evaluateValues(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) {
    field.values(batch, into: output)
  }

  func evaluateValuesAndDerivatives(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) {
    field.valuesAndJacobian(batch, into: output)
  }

  /// The field of state, free parameters and one direction in them, (x, p, v, a): rates (f, 0, Df (v, a), 0).
  var variationField: (any VectorField)? { variation.value }

  /// The field of state and free parameters with a direction for each of them, for the derivative of the flow by its start
  /// and the parameters.
  var fundamentalField: (any VectorField)? { fundamental.value }

  /// The compiled Taylor coefficients up to order 2 or 3; nil if the field is not made of formulas.
  func directionalDerivatives(order: Int) -> DirectionalDerivatives? {
    series.indices.contains(order - 2) ? series[order - 2].value : nil
  }

  /// The values of the parameters that are not free.
  var fixedParameters: [Double] { parameters }

  private func added(_ u: [Double], _ v: [Double], factor: Double = 1) -> [Double] {
    zip(u, v).map { $0 + factor * $1 }
  }
}
