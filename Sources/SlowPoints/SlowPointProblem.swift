// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Networks

/// The speed `q = |G|^2 / 2` of a system, G being f for a flow and `f(x) - x` for a map, so that fixed points are its zeros.
package struct SlowPointProblem: Sendable {
  let field: any LinearizableField
  package let isMap: Bool
  let parameters: [Double]
  /// The ranges of the variables, relative to the widest: steps are measured in them where variables differ in kind.
  let scales: [Double]
  /// The permutations of variables that leave the equations unchanged; looked for in large systems of formulas alone.
  let symmetry: OnFirstUse<PermutationSymmetry>

  package init(_ system: HighDimensionalSystem) {
    field = system.field
    isMap = system.kind == .map
    parameters = system.parameters
    let widths = system.ranges.map { $0.upperBound - $0.lowerBound }
    let widest = widths.reduce(0) { $1.isFinite ? max($0, $1) : $0 }
    scales = widths.map { $0 > Self.narrowest * widest && $0 <= widest ? $0 / widest : 1 }
    let model = (system.field as? FormulaField)?.field.model
    let dimension = system.dimension
    symmetry = OnFirstUse {
      model.map { PermutationSymmetry($0, varying: Set($0.parameterNames)) }
        ?? PermutationSymmetry(dimension: dimension, generators: [])
    }
  }

  /// Ranges narrower than this part of the widest are those of trajectories of which one has diverged: they tell no size.
  private static let narrowest = 1e-6

  var dimension: Int { field.dimension }

  /// G at many states.
  func residuals(_ states: StateBatch) -> StateBatch {
    var output = StateBatch(dimension: dimension, count: states.count)
    withBatch(states) { batch in
      output.values.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { field.values(batch, into: base) } }
    }
    if isMap { output.add([Double](repeating: -1, count: states.count), states) }
    return output
  }

  /// G at one state.
  package func residual(at state: [Double]) -> [Double] {
    residuals(StateBatch([state], dimension: dimension)).values
  }

  /// The point of rest, or of least speed, to which a start leads.
  package func restingState(from start: [Double], isCancelled: @escaping @Sendable () -> Bool) -> [Double] {
    LevenbergMarquardt(problem: self, tolerance: 1e-13, maximumIterations: 300, isCancelled: isCancelled)
      .points(from: [start])[0].state
  }

  /// The derivatives of G at many states.
  func linearization(_ states: StateBatch) -> ResidualProducts? {
    var products: (any JacobianProducts)?
    withBatch(states) { products = field.linearization($0) }
    return products.map { ResidualProducts(jacobians: $0, isMap: isMap) }
  }

  /// The Jacobian of f at one state.
  package func jacobian(at state: [Double]) -> Matrix {
    Matrix(rows: dimension, columns: dimension, elements: field.jacobian(at: state, parameters: parameters))
  }

  private func withBatch(_ states: StateBatch, _ body: (PointBatch) -> Void) {
    PointBatch.lend(states.values, [Double](repeating: 0, count: states.count), parameters, to: body)
  }
}

/// Products with the derivatives of G: those of f, for a map less the identity.
struct ResidualProducts {
  let jacobians: any JacobianProducts
  let isMap: Bool

  func multiply(_ vectors: StateBatch, into output: inout StateBatch) {
    jacobians.multiply(vectors.values, into: &output.values)
    if isMap { output.add([Double](repeating: -1, count: vectors.count), vectors) }
  }

  func multiplyTransposed(_ vectors: StateBatch, into output: inout StateBatch) {
    jacobians.multiplyTransposed(vectors.values, into: &output.values)
    if isMap { output.add([Double](repeating: -1, count: vectors.count), vectors) }
  }
}
