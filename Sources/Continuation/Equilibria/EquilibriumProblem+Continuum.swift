// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

extension EquilibriumProblem {
  /// A singular value below this part of the largest may belong to a continuum.
  private static let singularTolerance = 1e-7
  /// How far along the kernel equilibria must go on, in units of the scales.
  private static let reach = 1e-2

  /// The direction, of length 1 in units of the scales, of a continuum of equilibria through an equilibrium at one value of the
  /// parameter; nil if it is isolated.
  ///
  /// There the Jacobian is singular, as at bifurcations; but from there equilibria, again with a singular Jacobian, go on along
  /// its kernel while the parameter stays. They are looked for by Newton's method within the complement of the kernel (Gauss and
  /// Newton). A surface of equilibria gives one direction in it.
  public func continuumDirection(at unknowns: [Double]) -> [Double]? {
    guard !isLarge, let kernel = kernel(at: unknowns) else { return nil }
    let isContinued = [1.0, -1].allSatisfy { sign in
      let start = step(from: unknowns, along: kernel, by: sign * Self.reach)
      guard let end = settled(start) else { return false }
      let distance = euclideanNorm(difference(Array(end.dropLast()), Array(unknowns.dropLast())))
      return distance > 0.5 * Self.reach && self.kernel(at: end) != nil
    }
    return isContinued ? kernel : nil
  }

  private func step(from unknowns: [Double], along direction: [Double], by length: Double) -> [Double] {
    var end = unknowns
    for i in direction.indices { end[i] += length * direction[i] * scales[i] }
    return end
  }

  /// The derivative of the residual by the state in units of the scales.
  private func scaledDerivative(at unknowns: [Double]) -> Matrix {
    var matrix = stateDerivative(at: unknowns)
    for i in 0..<field.dimension { for j in 0..<field.dimension { matrix[i, j] *= scales[j] / scales[i] } }
    return matrix
  }

  private func kernel(at unknowns: [Double]) -> [Double]? {
    let matrix = scaledDerivative(at: unknowns)
    guard matrix.isFinite, let svd = SingularValueDecomposition(matrix), let largest = svd.singularValues.first,
      let least = svd.singularValues.last, largest > 0, least < Self.singularTolerance * largest
    else { return nil }
    return svd.smallestRightVector
  }

  /// The equilibrium at the same value of the parameter to which the shortest corrections lead.
  private func settled(_ start: [Double]) -> [Double]? {
    var unknowns = start
    for _ in 0..<20 {
      let right = zip(residual(at: unknowns), scales).map { $0 / $1 }
      guard right.allSatisfy(\.isFinite),
        let correction = leastSquares(
          scaledDerivative(at: unknowns), right, rankTolerance: 10 * Self.singularTolerance)
      else { return nil }
      unknowns = step(from: unknowns, along: correction, by: -1)
      if euclideanNorm(correction) < 1e-10 {
        // What shortest corrections cannot take away is not zero: there is no equilibrium.
        let rest = zip(residual(at: unknowns), scales).map { $0 / $1 }
        let size = scaledDerivative(at: unknowns).elements.map(abs).max() ?? 0
        return maximumNorm(rest) <= 1e-8 * max(size, .leastNormalMagnitude) ? unknowns : nil
      }
    }
    return nil
  }
}
