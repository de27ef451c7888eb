// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import CSUNDIALS
import ModelCore

/// The equations in the form in which CVODE's callbacks can reach them.
final class BDFEquations {
  fileprivate typealias Evaluation = (
    _ time: Double, _ state: UnsafePointer<Double>, _ output: UnsafeMutablePointer<Double>
  ) -> Void

  fileprivate let rates: Evaluation
  fileprivate let jacobian: Evaluation
  /// The positions of the derivatives that `jacobian` gives.
  fileprivate let positions: [SparseJacobian.Entry]
  /// How the Jacobian is stored where most derivatives are zero; nil where it is a dense matrix.
  let pattern: BDFSparsity?
  /// Room for the Jacobian.
  fileprivate let entries: LaneColumns
  fileprivate let dimension: Int
  /// The positions of variables whose rates are residuals, which must vanish.
  let algebraic: Range<Int>

  init<Field: VectorField>(field: Field, parameters: [Double], algebraic: Range<Int> = 0..<0) {
    self.algebraic = algebraic
    let parameters = parameters + [0]
    func evaluation(_ body: @escaping (PointBatch, UnsafeMutablePointer<Double>) -> Void) -> Evaluation {
      { time, state, output in
        parameters.withUnsafeBufferPointer { parameters in
          withUnsafePointer(to: time) { time in
            guard let parameters = parameters.baseAddress else { return }
            body(PointBatch(states: state, times: time, parameters: parameters, count: 1, stride: 1), output)
          }
        }
      }
    }
    rates = evaluation { field.values($0, into: $1) }
    if let sparse = (field as? CompiledModel)?.sparseJacobian {
      jacobian = evaluation { sparse.values($0, into: $1) }
      positions = sparse.entries
    } else {
      jacobian = evaluation { field.jacobian($0, into: $1) }
      let indices = 0..<field.dimension
      positions = indices.flatMap { row in indices.map { SparseJacobian.Entry(row: row, column: $0) } }
    }
    pattern = BDFSparsity(order: field.dimension, positions)
    dimension = field.dimension
    // Also the rates of change find room in it.
    entries = LaneColumns(columns: 1, stride: max(field.dimension, positions.count, 1))
  }

  /// The rates of change at a state.
  func copyRates(_ time: Double, _ state: UnsafePointer<Double>, into output: UnsafeMutablePointer<Double>) {
    rates(time, state, output)
  }

  /// Evaluates the Jacobian into `entries`. Where a derivative is not finite though the rates are, as that of a quotient of two zeros in
  /// the limit, a quotient of differences takes its place: Newton's method needs no exact one.
  fileprivate func evaluateJacobian(_ time: Double, _ state: UnsafePointer<Double>) {
    jacobian(time, state, entries.base)
    let columns = Set(
      positions.indices.lazy.filter { !self.entries.base[$0].isFinite }.map { self.positions[$0].column })
    guard !columns.isEmpty else { return }
    let room = LaneColumns(columns: 3, stride: max(1, dimension))
    let (moved, before, after) = (room[0], room[1], room[2])
    rates(time, state, before)
    for column in columns {
      moved.update(from: state, count: dimension)
      let step = Self.differenceStep * max(1, abs(state[column]))
      moved[column] += step
      rates(time, moved, after)
      for (number, position) in positions.enumerated()
      where position.column == column && !entries.base[number].isFinite {
        entries.base[number] = (after[position.row] - before[position.row]) / (moved[column] - state[column])
      }
    }
  }

  /// The step of quotients of differences, relative to the variable.
  private static let differenceStep = 0x1p-26

  /// The first variable whose rate of change is not finite.
  func firstNonFiniteRate(_ time: Double, _ state: UnsafePointer<Double>, _ dimension: Int) -> Int? {
    rates(time, state, entries.base)
    return (0..<dimension).first { !entries.base[$0].isFinite }
  }
}

/// CVODE's status for "try a shorter step".
private let tryShorterStep: Int32 = 1

/// The callback for the rates of change.
func bdfRates(_ time: Double, _ state: N_Vector?, _ rates: N_Vector?, _ data: UnsafeMutableRawPointer?) -> Int32 {
  guard let data, let values = N_VGetArrayPointer(state), let output = N_VGetArrayPointer(rates) else { return -1 }
  let equations = Unmanaged<BDFEquations>.fromOpaque(data).takeUnretainedValue()
  equations.rates(time, values, output)
  return (0..<equations.dimension).allSatisfy { output[$0].isFinite } ? 0 : tryShorterStep
}

/// The callback for the Jacobian, which CVODE stores column by column.
func bdfJacobian(
  _ time: Double, _ state: N_Vector?, _ rates: N_Vector?, _ matrix: SUNMatrix?, _ data: UnsafeMutableRawPointer?,
  _ room1: N_Vector?, _ room2: N_Vector?, _ room3: N_Vector?
) -> Int32 {
  guard let data, let values = N_VGetArrayPointer(state), let output = SUNDenseMatrix_Data(matrix) else { return -1 }
  let equations = Unmanaged<BDFEquations>.fromOpaque(data).takeUnretainedValue()
  equations.evaluateJacobian(time, values)
  // The matrix arrives filled with zeros.
  let n = equations.dimension
  for (number, position) in equations.positions.enumerated() {
    let value = equations.entries.base[number]
    guard value.isFinite else { return tryShorterStep }
    output[position.column * n + position.row] = value
  }
  return 0
}

/// The callback for the Jacobian where it is stored column by column without its zeros.
func bdfSparseJacobian(
  _ time: Double, _ state: N_Vector?, _ rates: N_Vector?, _ matrix: SUNMatrix?, _ data: UnsafeMutableRawPointer?,
  _ room1: N_Vector?, _ room2: N_Vector?, _ room3: N_Vector?
) -> Int32 {
  guard let data, let values = N_VGetArrayPointer(state), let output = SUNSparseMatrix_Data(matrix),
    let rows = SUNSparseMatrix_IndexValues(matrix), let starts = SUNSparseMatrix_IndexPointers(matrix)
  else { return -1 }
  let equations = Unmanaged<BDFEquations>.fromOpaque(data).takeUnretainedValue()
  guard let pattern = equations.pattern else { return -1 }
  equations.evaluateJacobian(time, values)
  // CVODE empties the matrix, its pattern included.
  pattern.starts.withUnsafeBufferPointer { if let base = $0.baseAddress { starts.update(from: base, count: $0.count) } }
  pattern.rows.withUnsafeBufferPointer { if let base = $0.baseAddress { rows.update(from: base, count: $0.count) } }
  output.update(repeating: 0, count: pattern.rows.count)
  for (number, place) in pattern.places.enumerated() {
    let value = equations.entries.base[number]
    guard value.isFinite else { return tryShorterStep }
    output[place] = value
  }
  return 0
}

/// The callback for IDA's residual: x' - f, and -g.
func daeResidual(
  _ time: Double, _ state: N_Vector?, _ rates: N_Vector?, _ residual: N_Vector?, _ data: UnsafeMutableRawPointer?
) -> Int32 {
  guard let data, let values = N_VGetArrayPointer(state), let slopes = N_VGetArrayPointer(rates),
    let output = N_VGetArrayPointer(residual)
  else { return -1 }
  let equations = Unmanaged<BDFEquations>.fromOpaque(data).takeUnretainedValue()
  equations.rates(time, values, output)
  for i in 0..<equations.dimension {
    guard output[i].isFinite else { return tryShorterStep }
    output[i] = (equations.algebraic.contains(i) ? 0 : slopes[i]) - output[i]
  }
  return 0
}

/// The callback for the derivative of IDA's residual by the state, and c times that by the rates.
func daeJacobian(
  _ time: Double, _ c: Double, _ state: N_Vector?, _ rates: N_Vector?, _ residual: N_Vector?, _ matrix: SUNMatrix?,
  _ data: UnsafeMutableRawPointer?, _ room1: N_Vector?, _ room2: N_Vector?, _ room3: N_Vector?
) -> Int32 {
  guard let data, let values = N_VGetArrayPointer(state), let output = SUNDenseMatrix_Data(matrix) else { return -1 }
  let equations = Unmanaged<BDFEquations>.fromOpaque(data).takeUnretainedValue()
  equations.evaluateJacobian(time, values)
  // The matrix arrives filled with zeros.
  let n = equations.dimension
  for i in 0..<n where !equations.algebraic.contains(i) { output[i * n + i] = c }
  for (number, position) in equations.positions.enumerated() {
    let value = equations.entries.base[number]
    guard value.isFinite else { return tryShorterStep }
    output[position.column * n + position.row] -= value
  }
  return 0
}
