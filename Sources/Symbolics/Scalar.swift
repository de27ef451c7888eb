// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

/// A kind of number that a right-hand side can be computed with: `Double`, `Expression`, `Jet` or `Interval`.
///
/// A right-hand side written once as a generic function of a `Scalar` can be evaluated, differentiated, enclosed and
/// compiled. A conforming type gives the four requirements; operators, literals and elementary functions follow.
public protocol Scalar: ElementaryFunctions, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, Sendable {
  /// The constant with the given value.
  init(_ value: Double)
  /// A function of one argument.
  static func unary(_ function: UnaryFunction, _ x: Self) -> Self
  /// A function of two arguments.
  static func binary(_ function: BinaryFunction, _ x: Self, _ y: Self) -> Self
  /// `x` where the condition is not zero, otherwise `y`.
  static func conditional(_ condition: Self, _ x: Self, _ y: Self) -> Self

  static func * (x: Self, y: Self) -> Self
  static func / (x: Self, y: Self) -> Self
  prefix static func - (x: Self) -> Self
}

// Operators and functions under their usual names.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension Scalar {
  public init(floatLiteral value: Double) { self.init(value) }
  public init(integerLiteral value: Int) { self.init(Double(value)) }

  public static var zero: Self { Self(0) }
  public static func + (x: Self, y: Self) -> Self { binary(.add, x, y) }
  public static func - (x: Self, y: Self) -> Self { binary(.subtract, x, y) }
  public static func * (x: Self, y: Self) -> Self { binary(.multiply, x, y) }
  public static func / (x: Self, y: Self) -> Self { binary(.divide, x, y) }
  public prefix static func - (x: Self) -> Self { unary(.negate, x) }
  public static func += (x: inout Self, y: Self) { x = x + y }
  public static func -= (x: inout Self, y: Self) { x = x - y }
  public static func *= (x: inout Self, y: Self) { x = x * y }
  public static func /= (x: inout Self, y: Self) { x = x / y }

  public static func exp(_ x: Self) -> Self { unary(.exp, x) }
  public static func expMinusOne(_ x: Self) -> Self { unary(.exp, x) - Self(1) }
  public static func cosh(_ x: Self) -> Self { unary(.cosh, x) }
  public static func sinh(_ x: Self) -> Self { unary(.sinh, x) }
  public static func tanh(_ x: Self) -> Self { unary(.tanh, x) }
  public static func cos(_ x: Self) -> Self { unary(.cos, x) }
  public static func sin(_ x: Self) -> Self { unary(.sin, x) }
  public static func tan(_ x: Self) -> Self { unary(.tan, x) }
  public static func log(_ x: Self) -> Self { unary(.log, x) }
  public static func log(onePlus x: Self) -> Self { unary(.log, Self(1) + x) }
  public static func acosh(_ x: Self) -> Self { unary(.acosh, x) }
  public static func asinh(_ x: Self) -> Self { unary(.asinh, x) }
  public static func atanh(_ x: Self) -> Self { unary(.atanh, x) }
  public static func acos(_ x: Self) -> Self { unary(.acos, x) }
  public static func asin(_ x: Self) -> Self { unary(.asin, x) }
  public static func atan(_ x: Self) -> Self { unary(.atan, x) }
  public static func sqrt(_ x: Self) -> Self { unary(.squareRoot, x) }
  public static func pow(_ x: Self, _ y: Self) -> Self { binary(.power, x, y) }
  public static func pow(_ x: Self, _ n: Int) -> Self { binary(.power, x, Self(Double(n))) }

  /// The real root of integer order, of either sign for odd orders.
  public static func root(_ x: Self, _ n: Int) -> Self {
    let magnitude = binary(.power, unary(.absolute, x), Self(1 / Double(n)))
    return n % 2 == 0 ? binary(.power, x, Self(1 / Double(n))) : unary(.sign, x) * magnitude
  }
}

// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
extension Double: Scalar {
  public static func unary(_ function: UnaryFunction, _ x: Double) -> Double { function.value(x) }
  public static func binary(_ function: BinaryFunction, _ x: Double, _ y: Double) -> Double { function.value(x, y) }
  public static func conditional(_ condition: Double, _ x: Double, _ y: Double) -> Double { condition != 0 ? x : y }
}

extension Expression: Scalar {}
