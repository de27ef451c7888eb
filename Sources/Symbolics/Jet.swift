// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A truncated Taylor series in one variable `s`: the values and exact derivatives of a computation along a direction.
///
/// If the arguments of a function are the jets `x_i + s v_i`, then coefficient `k` of the result is
/// `1/k! (d/ds)^k f(x + s v)` at `s = 0`, that is the `k`-linear form of `f` at `x` applied `k` times to `v`, over
/// `k!`. There are no difference quotients: the coefficients are exact up to rounding.
///
/// A jet with a single coefficient is a constant and combines with jets of any order. All others that meet in one
/// computation should have the same order; missing coefficients count as zero.
///
/// Functions with jumps and corners are differentiated piece by piece, as `Expression.derivative(_:)` does it.
/// Where a derivative does not exist, as that of a square root at 0, coefficients are infinite or NaN.
///
/// Source: Griewank and Walther, Evaluating Derivatives (2008), chapter 13, tables 13.1 and 13.2.
/// - Complexity: O(order squared) for most functions, O(order cubed) for special functions.
public struct Jet: Hashable, Sendable {
  /// The Taylor coefficients, from that of order 0 upwards; never empty.
  public internal(set) var coefficients: [Double]

  /// A constant.
  public init(_ value: Double) { coefficients = [value] }

  /// A series with given coefficients; without any it is the constant 0.
  public init(coefficients: [Double]) { self.coefficients = coefficients.isEmpty ? [0] : coefficients }

  /// The argument `value + s direction`, truncated after the given order (at least 0).
  public static func variable(_ value: Double, order: Int, direction: Double = 1) -> Jet {
    Jet(coefficients: [value, direction] + [Double](repeating: 0, count: max(order - 1, 0))).truncated(to: order)
  }

  /// The order of the last coefficient.
  public var order: Int { coefficients.count - 1 }

  /// The value at `s = 0`.
  public var value: Double { coefficients[0] }

  /// The coefficient of an order, 0 beyond the last one.
  public subscript(order: Int) -> Double { order < coefficients.count ? coefficients[order] : 0 }

  /// The derivative of an order at `s = 0`: the coefficient times the factorial.
  public func derivative(_ order: Int) -> Double {
    stride(from: 2, through: order, by: 1).reduce(self[order]) { $0 * Double($1) }
  }

  /// The value of the polynomial that the coefficients make.
  public func callAsFunction(_ s: Double) -> Double { coefficients.reversed().reduce(0) { $0 * s + $1 } }

  func truncated(to order: Int) -> Jet { Jet(coefficients: Array(coefficients.prefix(max(order, 0) + 1))) }

  /// Whether no coefficient but the first differs from zero.
  var isConstant: Bool { coefficients.dropFirst().allSatisfy { $0 == 0 } }

  /// A constant of the same order.
  func constant(_ value: Double) -> Jet {
    Jet(coefficients: [value] + [Double](repeating: 0, count: order))
  }
}

// The arithmetic operations.
extension Jet {
  /// The negative series.
  public static prefix func - (x: Jet) -> Jet { Jet(coefficients: x.coefficients.map { -$0 }) }

  /// The sum, coefficient by coefficient.
  public static func + (x: Jet, y: Jet) -> Jet {
    Jet(coefficients: (0...max(x.order, y.order)).map { x[$0] + y[$0] })
  }

  /// The difference, coefficient by coefficient.
  public static func - (x: Jet, y: Jet) -> Jet {
    Jet(coefficients: (0...max(x.order, y.order)).map { x[$0] - y[$0] })
  }

  /// The Cauchy product.
  public static func * (x: Jet, y: Jet) -> Jet {
    // A constant scales, so that its missing coefficients are not multiplied by an infinity.
    if x.order == 0 { return y.scaled(by: x.value) }
    if y.order == 0 { return x.scaled(by: y.value) }
    return series(max(x.order, y.order)) { k, _ in (0...k).reduce(0) { $0 + x[$1] * y[k - $1] } }
  }

  /// The quotient.
  public static func / (x: Jet, y: Jet) -> Jet {
    if y.order == 0 { return Jet(coefficients: x.coefficients.map { $0 / y.value }) }
    return series(max(x.order, y.order)) { k, quotient in
      let known = stride(from: 1, through: k, by: 1).reduce(0) { $0 + y[$1] * quotient[k - $1] }
      return (x[k] - known) / y.value
    }
  }

  func scaled(by factor: Double) -> Jet { Jet(coefficients: coefficients.map { factor * $0 }) }

  /// A series whose coefficients follow from those before them.
  static func series(_ order: Int, _ coefficient: (_ k: Int, _ known: [Double]) -> Double) -> Jet {
    var known: [Double] = []
    known.reserveCapacity(order + 1)
    for k in 0...order { known.append(coefficient(k, known)) }
    return Jet(coefficients: known)
  }
}
