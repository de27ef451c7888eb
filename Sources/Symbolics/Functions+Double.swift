// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

extension UnaryFunction {
  /// The value at a number: the reference meaning of the function.
  ///
  /// Outside a function's domain the value is NaN, at a pole an infinity, as in C's mathematical library.
  /// - Complexity: O(1).
  public func value(_ x: Double) -> Double {
    switch self {
    case .negate: -x
    case .absolute: Swift.abs(x)
    case .sign: x.isNaN ? x : (x > 0 ? 1 : (x < 0 ? -1 : 0))
    case .heaviside: x.isNaN ? x : (x < 0 ? 0 : 1)
    case .floor: x.rounded(.down)
    case .ceiling: x.rounded(.up)
    case .not: x == 0 ? 1 : 0
    case .squareRoot: x.squareRoot()
    case .exp: Foundation.exp(x)
    case .log: Foundation.log(x)
    case .log10: Foundation.log10(x)
    case .sin: Foundation.sin(x)
    case .cos: Foundation.cos(x)
    case .tan: Foundation.tan(x)
    case .asin: Foundation.asin(x)
    case .acos: Foundation.acos(x)
    case .atan: Foundation.atan(x)
    case .sinh: Foundation.sinh(x)
    case .cosh: Foundation.cosh(x)
    case .tanh: Foundation.tanh(x)
    case .asinh: Foundation.asinh(x)
    case .acosh: Foundation.acosh(x)
    case .atanh: Foundation.atanh(x)
    case .erf: Foundation.erf(x)
    case .erfc: Foundation.erfc(x)
    case .gamma: Foundation.tgamma(x)
    case .logGamma: SpecialFunctions.logGamma(x)
    case .polygamma(let order): SpecialFunctions.polygamma(order: order, x)
    case .bernoulli(let order): SpecialFunctions.bernoulliFunction(order: order, x)
    case .sinc(let order): SpecialFunctions.sincFunction(order: order, x)
    case .lookup(let table): table.value(x)
    }
  }
}

extension BinaryFunction {
  /// The value at a pair of numbers: the reference meaning of the function.
  ///
  /// Comparisons with NaN are false, except `notEqual`; maximum and minimum pass a NaN on.
  /// - Complexity: O(1), for the Bessel functions O(order).
  public func value(_ x: Double, _ y: Double) -> Double {
    switch self {
    case .add: x + y
    case .subtract: x - y
    case .multiply: x * y
    case .divide: x / y
    case .power: Foundation.pow(x, y)
    case .atan2: Foundation.atan2(x, y)
    case .maximum: x.isNaN ? x : (x > y ? x : y)
    case .minimum: x.isNaN ? x : (x < y ? x : y)
    case .modulo: BinaryFunction.modulo(x, y)
    case .less: x < y ? 1 : 0
    case .lessOrEqual: x <= y ? 1 : 0
    case .greater: x > y ? 1 : 0
    case .greaterOrEqual: x >= y ? 1 : 0
    case .equal: x == y ? 1 : 0
    case .notEqual: x != y ? 1 : 0
    case .and: x != 0 && y != 0 ? 1 : 0
    case .or: x != 0 || y != 0 ? 1 : 0
    case .besselJ: SpecialFunctions.besselJ(x, y)
    case .besselY: SpecialFunctions.besselY(x, y)
    case .besselI: SpecialFunctions.besselI(x, y)
    }
  }
}

extension BinaryFunction {
  /// The remainder of `x` after division by `y`, moved into `0 ..< y`.
  static func modulo(_ x: Double, _ y: Double) -> Double {
    let remainder = Foundation.fmod(x, y)
    return remainder < 0 ? remainder + y : remainder
  }
}
