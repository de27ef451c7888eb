// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

/// Tells whether a right-hand side has a derivative at a point to which Newton's method has led.
///
/// Iterations also run towards places where the right-hand side has no value, as x/|x| at zero, or no derivative, as
/// x log|x|: these are no equilibria. At a place where f is smooth the Jacobian hardly changes over small distances; at such
/// places it does, however small they are.
struct Differentiability {
  /// Typical sizes of the unknowns; 1 each if absent.
  var scales: [Double]?

  /// The two distances, in units of the sizes, over which Jacobians are compared.
  private static let distances = [1e-8, 1e-11]
  /// The part of a row of the Jacobian by which it may change.
  private static let tolerance = 0.02

  /// Whether the Jacobian is continuous at a point.
  func holds(at point: [Double], of jacobian: ([Double]) -> Matrix) -> Bool {
    let own = jacobian(point)
    guard own.isFinite else { return false }
    var isConfirmed = false
    for sign in [1.0, -1] {
      let matrices = Self.distances.map { distance in
        jacobian(
          point.indices.map { index in
            // No direction of symmetry.
            let share = 1 - 0.37 * Double(index % 3) - 0.013 * Double(index)
            return point[index] + sign * distance * share * (scales?[index] ?? 1)
          })
      }
      // On one side the right-hand side may end.
      guard matrices.allSatisfy(\.isFinite) else { continue }
      isConfirmed = true
      for matrix in matrices where !isNear(matrix, own) { return false }
    }
    return isConfirmed
  }

  private func isNear(_ a: Matrix, _ b: Matrix) -> Bool {
    let largest = zip(a.elements, b.elements).reduce(0) { max($0, abs($1.0), abs($1.1)) }
    for i in 0..<a.rowCount {
      var (change, size) = (0.0, 0.0)
      for j in 0..<a.columnCount {
        change = max(change, abs(a[i, j] - b[i, j]))
        size = max(size, abs(a[i, j]), abs(b[i, j]))
      }
      // Rows that vanish but for a small part of the matrix say nothing.
      if change > Self.tolerance * size, change > 1e-6 * largest { return false }
    }
    return true
  }
}
