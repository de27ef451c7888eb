// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

/// Polynomials of degree m on an interval of length 1, given by their values at m + 1 equally spaced nodes, collocated at
/// the m Gauss points (de Boor and Swartz 1973; Doedel, Keller and Kernevez 1991), or at those of Radau.
struct CollocationBasis: Sendable {
  /// The degree of the polynomials and number of collocation points of an interval.
  let degree: Int
  /// The collocation points in 0 ... 1.
  let points: [Double]
  /// The weights of their quadrature, whose sum is 1.
  let weights: [Double]
  /// The Lagrange polynomials at the collocation points: `values[c * (m + 1) + k]`.
  let values: [Double]
  /// Their derivatives at the collocation points.
  let derivatives: [Double]
  /// Their derivatives at the nodes: `nodeDerivatives[l * (m + 1) + k]`.
  let nodeDerivatives: [Double]
  /// The largest error of interpolation by the polynomials, for a function whose derivative of order m + 1 is 1.
  let interpolationConstant: Double
  /// The m-th derivative of each Lagrange polynomial, a constant.
  let highestDerivatives: [Double]

  /// Collocation at the Gauss points, of order 2 m.
  init(degree: Int) {
    self.init(degree: degree, CollocationBasis.gauss(degree))
  }

  /// Collocation at the right Radau points, of order 2 m - 1: what decays at once within an interval is gone at its end (Hairer and
  /// Wanner 1996, section IV.5).
  static func radau(degree: Int) -> CollocationBasis { CollocationBasis(degree: degree, radauRule(degree)) }

  private init(degree: Int, _ rule: (points: [Double], weights: [Double])) {
    self.degree = degree
    let (points, weights) = rule
    self.points = points
    self.weights = weights
    values = points.flatMap { CollocationBasis.lagrange(degree, at: $0) }
    derivatives = points.flatMap { CollocationBasis.lagrangeDerivative(degree, at: $0) }
    nodeDerivatives = (0...degree).flatMap {
      CollocationBasis.lagrangeDerivative(degree, at: Double($0) / Double(degree))
    }
    let factorial = (1...degree).reduce(1.0) { $0 * Double($1) }
    // The product of the distances from the nodes is largest in the outermost parts.
    let products = (1..<32).map { step in
      (0...degree).reduce(1.0) { $0 * (Double(step) / 32 - Double($1)) / Double(degree) }.magnitude
    }
    interpolationConstant = (products.max() ?? 1) / (factorial * Double(degree + 1))
    highestDerivatives = (0...degree).map { k in
      let differences = (0...degree).filter { $0 != k }.map { Double(k - $0) / Double(degree) }
      return factorial / differences.reduce(1, *)
    }
  }

  /// The Lagrange polynomials on equally spaced nodes at a place in 0 ... 1.
  static func lagrange(_ degree: Int, at x: Double) -> [Double] {
    [Double](unsafeUninitializedCapacity: degree + 1) { values, count in
      lagrange(degree, at: x, into: values)
      count = degree + 1
    }
  }

  /// The same into memory for `degree + 1` numbers.
  static func lagrange(_ degree: Int, at x: Double, into values: UnsafeMutableBufferPointer<Double>) {
    for k in 0...degree {
      var product = 1.0
      for j in 0...degree where j != k { product *= (x * Double(degree) - Double(j)) / Double(k - j) }
      values[k] = product
    }
  }

  /// The integrals of the Lagrange polynomials over 0 ... 1 (the weights of Newton and Cotes).
  static func nodeWeights(_ degree: Int) -> [Double] {
    let (points, weights) = gauss(degree)
    return zip(points, weights).reduce([Double](repeating: 0, count: degree + 1)) { sums, rule in
      zip(sums, lagrange(degree, at: rule.0)).map { $0 + rule.1 * $1 }
    }
  }

  private static func lagrangeDerivative(_ degree: Int, at x: Double) -> [Double] {
    (0...degree).map { k in
      let others = (0...degree).filter { $0 != k }
      return others.reduce(0.0) { sum, left in
        sum
          + others.filter { $0 != left }.reduce(Double(degree) / Double(k - left)) { product, j in
            product * (x * Double(degree) - Double(j)) / Double(k - j)
          }
      }
    }
  }

  /// Gauss points and weights on 0 ... 1: the zeros of the Legendre polynomial by
  /// Newton's method.
  private static func gauss(_ count: Int) -> (points: [Double], weights: [Double]) {
    var points: [Double] = []
    var weights: [Double] = []
    for i in 1...count {
      var x = -Double.cos(.pi * (Double(i) - 0.25) / (Double(count) + 0.5))
      var slope = 0.0
      for _ in 0..<50 {
        let (value, derivative) = legendre(count, x)
        slope = derivative
        let correction = value / derivative
        x -= correction
        if abs(correction) < 1e-16 { break }
      }
      points.append((1 + x) / 2)
      weights.append(1 / ((1 - x * x) * slope * slope))
    }
    return (points, weights)
  }

  /// The right Radau points and weights on 0 ... 1: the last point is the end, the others are the further zeros of the difference of
  /// the Legendre polynomials of degrees m and m - 1, by Newton's method from the left with the zeros known divided out.
  private static func radauRule(_ count: Int) -> (points: [Double], weights: [Double]) {
    var zeros = [1.0]
    for _ in 1..<max(1, count) {
      var x = -0.999
      for _ in 0..<100 {
        let (a, b) = (legendre(count, x), legendre(count - 1, x))
        let correction =
          1 / ((a.derivative - b.derivative) / (a.value - b.value) - zeros.reduce(0) { $0 + 1 / (x - $1) })
        guard correction.isFinite else { break }
        x -= correction
        if abs(correction) < 1e-15 { break }
      }
      zeros.append(x)
    }
    zeros.sort()
    let weights = zeros.map { x in
      let value = count > 1 ? legendre(count - 1, x).value : 1
      return (1 + x) / (2 * Double(count * count) * value * value)
    }
    return (zeros.map { (1 + $0) / 2 }, weights)
  }

  private static func legendre(_ n: Int, _ x: Double) -> (value: Double, derivative: Double) {
    var (previous, current) = (1.0, x)
    for k in 2...max(2, n) where n >= 2 {
      (previous, current) = (current, (Double(2 * k - 1) * x * current - Double(k - 1) * previous) / Double(k))
    }
    if n == 1 { (previous, current) = (1, x) }
    return (current, Double(n) * (x * current - previous) / (x * x - 1))
  }
}
