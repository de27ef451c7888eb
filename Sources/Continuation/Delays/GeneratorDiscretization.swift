// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import RealModule

/// The infinitesimal generator of a linear equation with constant delays as a matrix: a solution over its longest delay is a
/// polynomial through its values at Chebyshev's points (Breda, Maset and Vermiglio 2005, SIAM J. Sci. Comput. 27, 482; 2015,
/// Stability of Linear Delay Differential Equations, chapter 5).
///
/// Eigenvalues of the matrix approximate the characteristic roots, the nearer to 0 the better, with errors that fall faster
/// than any power of the number of points. Only variables of which the past matters have a past.
struct GeneratorDiscretization {
  /// The matrix: the state first, then the past of each such variable, from the nearest time to the furthest.
  let matrix: Matrix

  /// - Parameter degree: The degree of the polynomials, at least 1.
  init(_ characteristic: CharacteristicMatrix, degree: Int) {
    let n = characteristic.order
    let length = characteristic.longestLag
    let past = Set(characteristic.delayed.filter { $0.lag > 0 }.flatMap(\.columns)).sorted()
    let basis = ChebyshevBasis(degree: degree)
    var matrix = Matrix(rows: n + past.count * degree, columns: n + past.count * degree)
    /// The place of the value of a variable at one of the points, the first of which is the present.
    func place(_ variable: Int, _ number: Int, _ node: Int) -> Int {
      node == 0 ? variable : n + number * degree + node - 1
    }
    for i in 0..<n { for j in 0..<n { matrix[i, j] = characteristic.present[i, j] } }
    for term in characteristic.delayed {
      let weights = basis.interpolation(at: length > 0 ? 1 - 2 * term.lag / length : 1)
      for j in term.columns {
        // A variable without a past occurs at the present alone.
        guard let number = past.firstIndex(of: j) else {
          for i in 0..<n { matrix[i, j] += term.matrix[i, j] }
          continue
        }
        for node in 0...degree {
          for i in 0..<n { matrix[i, place(j, number, node)] += weights[node] * term.matrix[i, j] }
        }
      }
    }
    for (number, j) in past.enumerated() {
      for node in 1...degree {
        for other in 0...degree {
          matrix[place(j, number, node), place(j, number, other)] = 2 / length * basis.differentiation[node, other]
        }
      }
    }
    self.matrix = matrix
  }
}

/// Polynomials through values at Chebyshev's extremal points cos(k pi / N), from 1 to -1.
struct ChebyshevBasis {
  private let points: [Double]
  private let weights: [Double]
  /// The values of the derivative from the values (Trefethen 2000, Spectral Methods in MATLAB, chapter 6).
  let differentiation: Matrix

  init(degree: Int) {
    let count = degree + 1
    points = (0..<count).map { Double.cos(Double($0) * .pi / Double(degree)) }
    weights = (0..<count).map { ($0 % 2 == 0 ? 1.0 : -1) * ($0 == 0 || $0 == degree ? 0.5 : 1) }
    var matrix = Matrix(rows: count, columns: count)
    for i in 0..<count {
      for j in 0..<count where j != i {
        // The difference of two cosines, without cancellation.
        let sum = Double.sin(Double(i + j) * .pi / Double(2 * degree))
        let difference = Double.sin(Double(j - i) * .pi / Double(2 * degree))
        matrix[i, j] = weights[j] / weights[i] / (2 * sum * difference)
        matrix[i, i] -= matrix[i, j]
      }
    }
    differentiation = matrix
  }

  /// What values are multiplied by to give the polynomial's value at a place (Berrut and Trefethen 2004, SIAM Review 46, 501).
  func interpolation(at place: Double) -> [Double] {
    if let node = points.firstIndex(of: place) { return points.indices.map { $0 == node ? 1 : 0 } }
    let terms = zip(weights, points).map { $0 / (place - $1) }
    let sum = terms.reduce(0, +)
    return terms.map { $0 / sum }
  }
}
