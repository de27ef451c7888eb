// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

extension Jet {
  static func power(_ x: Jet, _ y: Jet) -> Jet {
    let value = BinaryFunction.power.value(x.value, y.value)
    let length = max(x.order, y.order)
    if x.isConstant && y.isConstant { return series(length) { k, _ in k == 0 ? value : 0 } }
    guard y.isConstant else {
      // d(x^y) = x^y d(y log x), which needs a positive base.
      guard x.value > 0 else { return series(length) { k, _ in k == 0 ? value : .nan } }
      let logarithm = x.integrating(from: .log(x.value), slope: x.constant(1) / x)
      return (y * logarithm).integrating(from: value) { k, known in known[k] }
    }
    return constantPower(x, y.value, value)
  }

  private static func constantPower(_ x: Jet, _ exponent: Double, _ value: Double) -> Jet {
    if exponent >= 0, exponent <= 1024, exponent == exponent.rounded() {
      // Repeated squaring is exact where the base vanishes.
      var result = naturalPower(x, Int(exponent))
      result.coefficients[0] = value
      return result
    }
    if x.value == 0 {
      // With x = s^m (...), x^r = s^(m r) (...): no derivative beyond the order m r exists.
      let leading = exponent * Double(x.coefficients.firstIndex { $0 != 0 } ?? 0)
      return series(x.order) { k, _ in k == 0 ? value : Double(k) < leading ? 0 : .nan }
    }
    return series(x.order) { k, power in
      if k == 0 { return value }
      let sum = (1...k).reduce(0.0) { sum, j in
        sum + (Double(j) * exponent - Double(k - j)) * x[j] * power[k - j]
      }
      return sum / (Double(k) * x.value)
    }
  }

  private static func naturalPower(_ x: Jet, _ exponent: Int) -> Jet {
    var (result, square, rest) = (x.constant(1), x, exponent)
    while rest > 0 {
      if !rest.isMultiple(of: 2) { result = result * square }
      rest /= 2
      if rest > 0 { square = square * square }
    }
    return result
  }
}
