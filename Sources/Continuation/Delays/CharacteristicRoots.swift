// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

/// The rightmost characteristic roots of a linear equation with constant delays.
///
/// Eigenvalues of the discretised generator are starts for Newton's method on the characteristic matrix itself, so that every root
/// is exact to round-off. Whether none is missing is not left to the discretisation: to the right of a line in a gap between
/// them the roots are counted by the argument principle (`RootCount`), and the number of points is doubled until the counts agree.
public struct CharacteristicRoots: Sendable {
  /// The roots by falling real part, of pairs the positive imaginary part first, each as often as it is multiple.
  public let values: [Complex<Double>]
  /// Whether no root is missing to the right of those listed, as counting shows.
  public let isComplete: Bool
  /// The number of roots in the right half plane: where not all were found, as counted.
  public let unstableCount: Int
  /// The largest last correction of Newton's method, in units of the root or of the rates of the equation.
  public let residual: Double

  /// The degree of the polynomials at first, and how much it grows with the product of longest delay and rates.
  private static let (leastDegree, degreeGrowth) = (12.0, 0.75)
  /// Matrices of more rows take too long.
  private static let largestMatrix = 600
  /// How often the number of points is doubled.
  private static let doublings = 3
  /// How many stable roots, beside the unstable ones, are looked at.
  private static let stableCount = 8
  /// Newton's method may move a root so far from where it starts, in units of its modulus or of the inverse of the delay.
  private static let largestMove = 1e-2
  /// Decay by more than exp(-this) over the longest delay is of no interest.
  private static let fastestDecay = 8.0
  /// Real parts that differ by less, in units of the inverse of the delay, have no gap between them.
  private static let leastGap = 1e-6

  /// Finds the rightmost roots; none, and no certainty, if entries are not finite.
  public init(_ matrix: CharacteristicMatrix) {
    guard matrix.isSound else {
      (values, isComplete, unstableCount, residual) = ([], false, 0, .nan)
      return
    }
    let rate = matrix.bound(fromRealPart: 0)
    let lag = matrix.longestLag
    guard lag > 0, rate > 0 else {
      let sum = matrix.delayed.reduce(matrix.present) { $0 + $1.matrix }
      let eigenvalues = Eigendecomposition.eigenvalues(sum)
      (values, isComplete, residual) = (eigenvalues ?? [], eigenvalues != nil, 0)
      unstableCount = values.count { $0.real > 0 }
      return
    }
    let polish = RootPolish(matrix, rate: rate)
    var degree = Int((Self.leastDegree + Self.degreeGrowth * min(rate * lag, 1e4)).rounded())
    var best = Found(roots: [], isCounted: false)
    for _ in 0...Self.doublings {
      let generator = GeneratorDiscretization(matrix, degree: degree).matrix
      guard generator.rowCount <= Self.largestMatrix, let starts = Eigendecomposition.eigenvalues(generator) else {
        break
      }
      best = Self.found(starts, polish, matrix, lag)
      if best.isCounted { break }
      degree *= 2
    }
    values = best.roots.flatMap(\.members)
    isComplete = best.isCounted
    let found = values.count { $0.real > 0 }
    unstableCount = best.isCounted ? found : max(found, RootCount.toTheRight(of: 0, matrix) ?? found)
    residual = best.roots.reduce(0) { max($0, $1.correction) }
  }

  /// Roots with imaginary parts that are not negative, and whether counting agrees.
  private struct Found {
    var roots: [RootPolish.Root]
    var isCounted: Bool
  }

  private static func found(
    _ starts: [Complex<Double>], _ polish: RootPolish, _ matrix: CharacteristicMatrix, _ lag: Double
  ) -> Found {
    var roots: [RootPolish.Root] = []
    var stable = 0
    var isCut = false
    for start in starts where start.imaginary >= 0 && start.real * lag > -2 * fastestDecay {
      guard let root = polish.root(from: start),
        (root.value - start).length <= largestMove * max(root.value.length, 1 / lag)
      else { continue }
      roots.append(root)
      if root.value.real <= 0 { stable += 1 }
      isCut = stable == stableCount
      if isCut { break }
    }
    roots.sort { ($0.value.real, $0.value.imaginary) > ($1.value.real, $1.value.imaginary) }
    let (line, count) = gap(roots, lag, isCut: isCut)
    let number = roots.prefix(count).reduce(0) { $0 + $1.members.count }
    let isCounted = RootCount.toTheRight(of: line, matrix) == number
    // Where all unstable roots are counted, a few stable ones more do no harm.
    return Found(roots: Array(isCounted ? roots.prefix(max(count, 2)) : roots[...]), isCounted: isCounted)
  }

  /// A line in the widest gap between roots that leaves all unstable ones, and some stable ones, to its right, and the number
  /// of these.
  /// - Parameter isCut: Whether there may be more roots to the left of those found.
  private static func gap(_ roots: [RootPolish.Root], _ lag: Double, isCut: Bool) -> (line: Double, count: Int) {
    let furthest = -fastestDecay / lag
    var parts = roots.map(\.value.real).filter { $0 > furthest }
    if !isCut || parts.count < roots.count { parts.append(furthest) }
    let unstable = parts.count { $0 > 0 }
    let choices = (min(unstable + 1, parts.count - 1)..<parts.count).filter { $0 > 0 }
    func width(_ index: Int) -> Double { parts[index - 1] - parts[index] }
    let wide = choices.max { width($0) < width($1) }
    guard let index = wide, width(index) > leastGap / lag else { return (furthest, parts.count - 1) }
    return ((parts[index - 1] + parts[index]) / 2, index)
  }
}

/// Newton's method on D(s) v = 0 (Ruhe 1973, SIAM J. Numer. Anal. 10, 674: nonlinear inverse iteration).
struct RootPolish {
  private let matrix: CharacteristicMatrix
  /// The size of the rates, in units of which roots near 0 are exact.
  private let rate: Double

  private static let iterationLimit = 20
  /// Corrections below this part of the root or the rates are round-off.
  private static let tolerance = 1e-13
  /// The largest last correction of a root that is defective, as where a pair becomes real.
  private static let largestCorrection = 1e-6

  /// A root, its vector, and the last correction in units of the root or of the rates.
  struct Root {
    var value: Complex<Double>
    var vector: [Complex<Double>]
    var correction: Double
    /// Whether it was one of a pair.
    var isPaired: Bool
    /// The root and, of a pair, its conjugate; a pair that has become real is two roots.
    var members: [Complex<Double>] { isPaired ? [value, value.conjugate] : [value] }
  }

  init(_ matrix: CharacteristicMatrix, rate: Double) {
    self.matrix = matrix
    self.rate = rate
  }

  /// The root to which Newton's method leads; nil if it does not converge.
  func root(from start: Complex<Double>) -> Root? {
    var root = Root(
      value: start, vector: firstVector(at: start), correction: .infinity, isPaired: start.imaginary > 0)
    for _ in 0..<Self.iterationLimit {
      let slope = complexProduct(matrix.derivative(at: root.value), root.vector)
      guard let next = factors(near: root.value).solve(slope),
        let largest = next.indices.max(by: { next[$0].length < next[$1].length }), next[largest].length > 0
      else { return nil }
      let correction = root.vector[largest] / next[largest]
      root.value -= correction
      root.vector = next.map { $0 / next[largest] }
      root.correction = correction.length / max(root.value.length, rate)
      guard root.value.isFinite else { return nil }
      if root.correction <= Self.tolerance { return root }
    }
    return root.correction <= Self.largestCorrection ? root : nil
  }

  /// The matrix, factorised; beside a root at which it is singular to the last digit.
  private func factors(near place: Complex<Double>) -> ComplexLUFactorization {
    let factors = ComplexLUFactorization(order: matrix.order, elements: matrix.value(at: place))
    guard factors.isSingular, place.isFinite else { return factors }
    let beside = place + Complex(Self.tolerance * max(place.length, rate))
    return ComplexLUFactorization(order: matrix.order, elements: matrix.value(at: beside))
  }

  /// Nearly the vector of the root nearest to a place, the largest entry 1.
  private func firstVector(at place: Complex<Double>) -> [Complex<Double>] {
    // No vector that equations like to be orthogonal to.
    let arbitrary = (0..<matrix.order).map { Complex(1 + 0.37 * Double.sin(Double(3 * $0 + 1))) }
    guard let vector = factors(near: place).solve(arbitrary),
      let largest = vector.max(by: { $0.length < $1.length }), largest.length > 0, largest.isFinite
    else { return arbitrary }
    return vector.map { $0 / largest }
  }
}
