// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import ModelCore

/// The rates of variables by the spectrum of the Jacobian along a trajectory: eigenvalues' magnitudes, weighed by how far each variable takes
/// part in them.
///
/// The part of variable i in eigenvalue k is w_i v_i / (w·v) of its left and right vectors (Pérez-Arriaga, Verghese and Schweppe 1982,
/// IEEE Trans. PAS 101, 3117); no units of variables change it. Of a slow variable it is of the order of the ratio of rates
/// in every fast eigenvalue, so that its rate comes out as small as it is.
enum SpectralRates {
  /// The points of a trajectory that are looked at.
  private static let mostPoints = 200

  /// What is fast in spikes is fast, though it be slow at rest: a rate is what is exceeded at this share of the points.
  private static let fastShare = 0.1

  /// The rate of each variable over a trajectory; infinite if no spectrum was found.
  /// - Complexity: O(n³) for each of at most 200 points.
  static func rates(_ field: CompiledModel, columns: [[Double]], parameters: [Double]) -> [Double] {
    let (count, n) = (columns.first?.count ?? 0, columns.count)
    let step = max(1, count / mostPoints)
    var found = [[Double]](repeating: [], count: n)
    for k in stride(from: 0, to: count, by: step) {
      let jacobian = field.jacobian(at: columns.map { $0[k] }, parameters: parameters)
      var matrix = Matrix(rows: n, columns: n)
      for i in 0..<n { for j in 0..<n { matrix[i, j] = jacobian[i * n + j] } }
      guard let spectrum = Eigendecomposition(matrix) else { continue }
      for (i, rate) in rates(spectrum, n).enumerated() where rate.isFinite { found[i].append(rate) }
    }
    return found.map { rates in
      let sorted = rates.sorted()
      return sorted.isEmpty ? .infinity : sorted[Int(Double(sorted.count - 1) * (1 - fastShare))]
    }
  }

  private static func rates(_ spectrum: Eigendecomposition, _ n: Int) -> [Double] {
    var rates = [Double](repeating: 0, count: n)
    for (k, value) in spectrum.values.enumerated() {
      let parts = zip(spectrum.leftVectors[k], spectrum.rightVectors[k]).map { $0.conjugate * $1 }
      let whole = parts.reduce(Complex<Double>.zero) { $0 + $1 }.length
      for i in 0..<n { rates[i] += parts[i].length / whole * value.length }
    }
    return rates
  }
}
