// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import RealModule

/// That an equation with delays has a pair of characteristic roots with the square -k, as a real matrix of twice its order whose kernel
/// has dimension two.
///
/// With D(i w) = E + i w O, where E and O are real functions of k = w^2, D(i w) (r + i w s) = 0 is
/// ```
/// | E  -k O | |r|
/// | O     E | |s| = 0,   E = -A0 - A1 cos(w T1) - …,   O = 1 + A1 sin(w T1) / w + …
/// ```
/// The matrix is an entire function of k: at k = 0 it says that the root 0 is double (Bogdanov–Takens points), and at k < 0 that two
/// real roots are opposite, as at neutral saddles.
struct DelayPair: Sendable {
  let delays: DelayedField

  private var n: Int { delays.dimension }

  /// The matrix.
  /// - Parameters:
  ///   - unknowns: State and parameters.
  ///   - k: The square of the frequency.
  func matrix(at unknowns: [Double], _ k: Double) -> Matrix {
    let characteristic = delays.characteristicMatrix(at: unknowns)
    var (even, odd) = (-1 * characteristic.present, Matrix.identity(n))
    for term in characteristic.delayed {
      let wave = Wave(k, over: term.lag)
      even = even - wave.cosine * term.matrix
      odd = odd + wave.sine * term.matrix
    }
    var matrix = Matrix(rows: 2 * n, columns: 2 * n)
    matrix.set(even, row: 0, column: 0)
    matrix.set(even, row: n, column: n)
    matrix.set(-k * odd, row: 0, column: n)
    matrix.set(odd, row: n, column: 0)
    return matrix
  }

  /// The derivative of the matrix times a vector (r, s) by the unknowns and, in the last column, by k.
  func derivative(at unknowns: [Double], _ k: Double, of vector: [Double]) -> Matrix {
    let (r, s) = (Array(vector.prefix(n)), Array(vector[n..<(2 * n)]))
    let waves = delays.delays(at: unknowns).lags.map { Wave(k, over: $0) }
    // The rows are -k s - A a and r - A b, with the functions a and b at the present and delayed; da/dT = k b, db/dT = -a.
    let a = delays.past { waves[$1].cosine * r[$0] + k * waves[$1].sine * s[$0] }
    let b = delays.past { waves[$1].cosine * s[$0] - waves[$1].sine * r[$0] }
    let upper = delays.derivatives(ofHistory: r + a, slopes: b.map { k * $0 }, at: unknowns)
    let lower = delays.derivatives(ofHistory: s + b, slopes: a.map { -$0 }, at: unknowns)
    let zeros = [Double](repeating: 0, count: n)
    let upperByK = delays.linear(
      zeros
        + delays.past { variable, number in
          let wave = waves[number]
          return wave.cosineSlope * r[variable] + (wave.sine + k * wave.sineSlope) * s[variable]
        }, at: unknowns)
    let lowerByK = delays.linear(
      zeros + delays.past { waves[$1].cosineSlope * s[$0] - waves[$1].sineSlope * r[$0] }, at: unknowns)
    var matrix = Matrix(rows: 2 * n, columns: upper.count + 1)
    for i in 0..<n {
      for j in upper.indices { (matrix[i, j], matrix[n + i, j]) = (-upper[j][i], -lower[j][i]) }
      (matrix[i, upper.count], matrix[n + i, upper.count]) = (-s[i] - upperByK[i], -lowerByK[i])
    }
    return matrix
  }

  /// cos(w T) and sin(w T) / w, which are entire functions of k = w^2, with their derivatives by k.
  private struct Wave {
    let (cosine, sine): (Double, Double)
    let (cosineSlope, sineSlope): (Double, Double)

    /// For smaller |k| T^2 the derivative of the sine's quotient is summed as a series, of which the first term left out is below round-off.
    private static let seriesLimit = 1e-2

    init(_ k: Double, over lag: Double) {
      let square = k * lag * lag
      let angle = abs(square).squareRoot()
      if square < 0 {
        (cosine, sine) = (Double.cosh(angle), lag * Double.sinh(angle) / angle)
      } else {
        (cosine, sine) = (Double.cos(angle), angle > 0 ? lag * Double.sin(angle) / angle : lag)
      }
      cosineSlope = -lag * sine / 2
      let series = -1.0 / 6 + square * (1.0 / 60 + square * (-1.0 / 1680 + square / 90720))
      sineSlope = abs(square) < Self.seriesLimit ? lag * lag * lag * series : (lag * cosine - sine) / (2 * k)
    }
  }
}
