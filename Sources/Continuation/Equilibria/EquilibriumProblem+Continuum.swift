// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

extension EquilibriumProblem {
  /// A singular value below this part of the largest may belong to a continuum.
  private static let singularTolerance = 1e-7
  /// How far along the kernel equilibria must go on, in units of the scales, or of the state where that is larger: far out curves that
  /// go to infinity are nearly upright.
  private static let reach = 1e-2

  /// The direction, of length 1 in units of the scales, of a continuum of equilibria through an equilibrium at one value of the
  /// parameter; nil if it is isolated.
  ///
  /// There the Jacobian is singular, as at bifurcations; but from there equilibria, again with a singular Jacobian, go on along
  /// its kernel while the parameter stays. They are looked for by Newton's method within the complement of the kernel (Gauss and
  /// Newton). A surface of equilibria gives one direction in it.
  public func continuumDirection(at unknowns: [Double]) -> [Double]? {
    guard !isLarge, let kernel = kernel(at: unknowns) else { return nil }
    let size = zip(unknowns, scales).enumerated().map { index, pair in
      index < periods.count && periods[index] > 0 ? 1 : abs(pair.0) / pair.1
    }
    let reach = Self.reach * max(1, size.prefix(field.dimension).max() ?? 1)
    let isContinued = [1.0, -1].allSatisfy { sign in
      let start = step(from: unknowns, along: kernel, by: sign * reach)
      guard let end = settled(start) else { return false }
      let distance = euclideanNorm(difference(Array(end.dropLast()), Array(unknowns.dropLast())))
      return distance > 0.5 * reach && self.kernel(at: end) != nil
    }
    return isContinued ? kernel : nil
  }

  private func step(from unknowns: [Double], along direction: [Double], by length: Double) -> [Double] {
    var end = unknowns
    for i in direction.indices { end[i] += length * direction[i] * scales[i] }
    return end
  }

  /// The equations for a correction of the state in units of the scales; the largest entry of each row is 1, so that neither the
  /// units of variables nor different rates of change matter.
  private func equations(at unknowns: [Double]) -> (matrix: Matrix, right: [Double]) {
    var matrix = stateDerivative(at: unknowns)
    var right = residual(at: unknowns)
    for i in 0..<field.dimension {
      for j in 0..<field.dimension { matrix[i, j] *= scales[j] }
    }
    let weights = rowWeights(around: unknowns)
    for i in 0..<field.dimension {
      let size = (0..<field.dimension).reduce(0) { max($0, abs(matrix[i, $1])) }
      guard size * weights[i] > Self.emptyRow else { continue }
      for j in 0..<field.dimension { matrix[i, j] /= size }
      right[i] /= size
    }
    return (matrix, right)
  }

  /// Rows smaller than this part of what they are beside the point are zero but for the errors of Newton's method.
  private static let emptyRow = 1e-10

  private func kernel(at unknowns: [Double]) -> [Double]? {
    let matrix = equations(at: unknowns).matrix
    guard matrix.isFinite, let svd = SingularValueDecomposition(matrix), let largest = svd.singularValues.first,
      let least = svd.singularValues.last, largest > 0, least < Self.singularTolerance * largest
    else { return nil }
    return svd.smallestRightVector
  }

  /// The least singular value of the derivative of the equations by state and parameter, in units of the scales, as a part of the
  /// largest: it vanishes where curves of equilibria cross. Not a number for large systems.
  public func leastSingularShare(at unknowns: [Double]) -> Double {
    if isLarge { return .nan }
    var matrix = residualDerivative(at: unknowns)
    for i in 0..<matrix.rowCount {
      for j in 0..<matrix.columnCount { matrix[i, j] *= scales[j] }
    }
    guard matrix.isFinite, let values = SingularValueDecomposition(matrix)?.singularValues, let largest = values.first,
      largest > 0, let least = values.prefix(field.dimension).last
    else { return .nan }
    return least / largest
  }

  /// The equilibrium at the same value of the parameter to which the shortest corrections lead.
  private func settled(_ start: [Double]) -> [Double]? {
    var (unknowns, last) = (start, Double.infinity)
    for _ in 0..<20 {
      let (matrix, right) = equations(at: unknowns)
      guard right.allSatisfy(\.isFinite),
        let correction = leastSquares(matrix, right, rankTolerance: 10 * Self.singularTolerance)
      else { return nil }
      unknowns = step(from: unknowns, along: correction, by: -1)
      let length = euclideanNorm(correction)
      if length < Self.convergence, length == 0 || length > Self.stagnation * last {
        // What shortest corrections cannot take away is not zero: there is no equilibrium.
        let isSolved = maximumNorm(equations(at: unknowns).right) <= Self.convergence
        return isSolved && rests(at: unknowns) ? unknowns : nil
      }
      last = length
    }
    return nil
  }

  /// Whether nothing moves, but for rounding.
  private func rests(at unknowns: [Double]) -> Bool {
    let derivative = stateDerivative(at: unknowns)
    return residual(at: unknowns).enumerated().allSatisfy { i, value in
      let terms = (0..<field.dimension).reduce(0) { $0 + abs(derivative[i, $1] * unknowns[$1]) }
      return abs(value) <= Self.rest * scales[i] && abs(value) <= Self.rounding * terms + Self.leastRate * scales[i]
    }
  }

  /// Rates of change, in natural units, above this are not zero, however large the slopes: where a function has overflown, as an
  /// exponential beside a pole of its argument, ...
  private static let rest = 1e-6
  /// ... and those above this part of the linear terms of their equation, or this in natural units: along a curve that goes to infinity
  /// slopes are large, too, and the equations hold nearly, but not to the last digits.
  private static let (rounding, leastRate) = (1e-14, 1e-13)

  /// Corrections, and left-hand sides in units of them, must become smaller than this, ...
  private static let convergence = 1e-10
  /// ... and corrections no shorter than this part of the last one: then all digits are right.
  private static let stagnation = 0.5
}
