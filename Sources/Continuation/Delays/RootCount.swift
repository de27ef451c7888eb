// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

/// How many characteristic roots lie to the right of a vertical line, by the argument principle.
///
/// With n variables the number is n / 2 - (1 / pi) times the change of arg det D(c + i w) from w = 0 to infinity (Stépán 1989,
/// Retarded Dynamical Systems; Hassard 1997, J. Differential Equations 136, 222). The change is made of steps that are short
/// enough for certain: over a step h the matrix D is multiplied by I + E, where the spectral radius of E is at most h times that
/// of |D⁻¹| (I + T1 |A1| exp(-c T1) + …), so that no eigenvalue of I + E turns by more than the arcsine of it. From where s
/// outweighs the rest of D the rest of the change is known. Units of the variables do not matter.
enum RootCount {
  /// The largest spectral radius of the change over a step.
  private static let largestChange = 0.9
  /// The turn of a determinant over a step that can be told from a full turn more, in units of pi.
  private static let largestTurn = 0.9
  /// More steps mean that a root lies on the line, or that the delays are too long for the rates.
  private static let stepLimit = 200_000
  /// A step of this part of the whole way means that a root lies on the line.
  private static let leastStep = 1e-12
  /// The number of roots is a whole one up to rounding.
  private static let rounding = 1e-3

  /// The number of roots with real parts larger than `part`, each as often as it is multiple; nil if one lies on the line, or if
  /// too many steps would be needed.
  static func toTheRight(of part: Double, _ matrix: CharacteristicMatrix) -> Int? {
    let n = matrix.order
    let bound = matrix.bound(fromRealPart: part)
    guard bound.isFinite, matrix.isSound else { return nil }
    if bound == 0 { return part < 0 ? n : 0 }
    let change = min(largestChange, n > 1 ? Double.sin(largestTurn * .pi / Double(max(2, n))) : largestChange)
    let end = bound / change
    let slope = matrix.slopeBound(atRealPart: part)
    var (height, turn) = (0.0, 0.0)
    var phase: Double?
    for _ in 0..<stepLimit {
      let factors = ComplexLUFactorization(order: n, elements: matrix.value(at: Complex(part, height)))
      guard let inverse = factors.inverse else { return nil }
      let new = factors.determinantPhase
      if let phase { turn += (new - phase).remainder(dividingBy: 2 * .pi) }
      phase = new
      if height >= end { return number(turn + rest(at: Complex(part, height), new, n), n) }
      let moduli = Matrix(rows: n, columns: n, elements: inverse.map(\.length))
      let step = change / CharacteristicMatrix.spectralRadius(moduli * slope)
      guard step > leastStep * end else { return nil }
      height = min(height + step, end)
    }
    return nil
  }

  /// How the argument changes beyond a point: D is s (I - B / s) there, and the eigenvalues of the second factor stay near 1.
  private static func rest(at root: Complex<Double>, _ phase: Double, _ n: Int) -> Double {
    let turned = (phase - Double(n) * root.phase).remainder(dividingBy: 2 * .pi)
    return Double(n) * (.pi / 2 - root.phase) - turned
  }

  private static func number(_ turn: Double, _ n: Int) -> Int? {
    let count = Double(n) / 2 - turn / .pi
    return abs(count - count.rounded()) < rounding && count > -0.5 ? Int(count.rounded()) : nil
  }
}
