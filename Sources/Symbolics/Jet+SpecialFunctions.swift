// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

extension Jet {
  /// The series of `f(u)` from the Taylor coefficients of `f` at this jet's value, by Horner's rule.
  func composing(_ outer: [Double]) -> Jet {
    guard !isConstant else { return constant(outer[0]) }
    var inner = self
    inner.coefficients[0] = 0
    var result = constant(0)
    for coefficient in outer.prefix(order + 1).reversed() {
      result = result * inner
      result.coefficients[0] = coefficient
    }
    return result
  }

  /// The same from the derivatives of `f`.
  private func composing(derivatives: (_ order: Int) -> Double) -> Jet {
    var factorial = 1.0
    return composing(
      (0...order).map { k in
        factorial *= Double(max(k, 1))
        return derivatives(k) / factorial
      })
  }

  /// Functions whose derivatives are members of their own family; `nil` for others.
  static func special(_ function: UnaryFunction, _ x: Jet) -> Jet? {
    switch function {
    case .gamma:
      // gamma' = gamma psi
      let psi = x.composing { SpecialFunctions.polygamma(order: $0, x.value) }
      return x.integrating(from: function.value(x.value)) { k, known in
        (0...k).reduce(0) { $0 + known[$1] * psi[k - $1] }
      }
    case .logGamma:
      return x.composing {
        $0 == 0 ? function.value(x.value) : SpecialFunctions.polygamma(order: $0 - 1, x.value)
      }
    case .polygamma(let order):
      return x.composing { SpecialFunctions.polygamma(order: order + $0, x.value) }
    case .bernoulli(let order):
      return x.composing { SpecialFunctions.bernoulliFunction(order: order + $0, x.value) }
    case .sinc(let order):
      return x.composing { SpecialFunctions.sincFunction(order: order + $0, x.value) }
    case .lookup(let table):
      var derivative = table
      return x.composing {
        if $0 > 0 { derivative = derivative.derivative }
        return derivative.value(x.value)
      }
    default: return nil
    }
  }

  /// The derivative of order `k` of a Bessel function: `2^-k sum_i (-1)^i C(k, i) J_(n - k + 2 i)`, without the signs
  /// for the modified ones (DLMF 10.6.7 and 10.29.5).
  static func bessel(_ function: BinaryFunction, order: Jet, _ x: Jet) -> Jet? {
    guard [.besselJ, .besselY, .besselI].contains(function) else { return nil }
    let n = order.value.rounded(.towardZero)
    let alternating: Double = function == .besselI ? 1 : -1
    return x.composing { k in
      var (sum, weight) = (0.0, 1.0)
      for i in 0...k {
        sum += weight * function.value(n - Double(k - 2 * i), x.value)
        weight *= alternating * Double(k - i) / Double(i + 1)
      }
      return Double(sign: .plus, exponent: -k, significand: sum)
    }
  }
}
