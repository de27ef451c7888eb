// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

extension Jet: Scalar {
  /// The series of a function of a series.
  public static func unary(_ function: UnaryFunction, _ x: Jet) -> Jet {
    switch function {
    case .negate: return -x
    case .absolute: return x.scaled(by: UnaryFunction.sign.value(x.value))
    default: break
    }
    if function.isPiecewiseConstant || x.isConstant { return x.constant(function.value(x.value)) }
    return elementary(function, x) ?? special(function, x) ?? x.scaled(by: .nan)
  }

  /// The series of a function of two series.
  public static func binary(_ function: BinaryFunction, _ x: Jet, _ y: Jet) -> Jet {
    let value = function.value(x.value, y.value)
    switch function {
    case .add: return x + y
    case .subtract: return x - y
    case .multiply: return x * y
    case .divide: return x / y
    case .power: return power(x, y)
    case .atan2: return arcTangent(x, y)
    case .maximum: return x.value > y.value || x.value.isNaN ? x : y
    case .minimum: return x.value < y.value || x.value.isNaN ? x : y
    case .modulo:
      // Between its jumps it is x minus a whole multiple of y.
      var remainder = x - y.scaled(by: ((x.value - value) / y.value).rounded())
      remainder.coefficients[0] = value
      return remainder
    default:
      let constant = Jet.series(max(x.order, y.order)) { k, _ in k == 0 ? value : 0 }
      return bessel(function, order: x, y) ?? constant
    }
  }

  /// `x` where the condition is not zero, otherwise `y`.
  public static func conditional(_ condition: Jet, _ x: Jet, _ y: Jet) -> Jet { condition.value != 0 ? x : y }

  /// The angle of the point `(x, y)`: its derivative is `(x y' - y x') / (x^2 + y^2)`.
  private static func arcTangent(_ y: Jet, _ x: Jet) -> Jet {
    let length = max(x.order, y.order)
    let start = Double.atan2(y: y.value, x: x.value)
    guard length > 0 else { return Jet(start) }
    func slope(_ jet: Jet) -> Jet { Jet(coefficients: (0..<length).map { Double($0 + 1) * jet[$0 + 1] }) }
    let rate = (x * slope(y) - y * slope(x)) / (x * x + y * y)
    return series(length) { k, _ in k == 0 ? start : rate[k - 1] / Double(k) }
  }
}
