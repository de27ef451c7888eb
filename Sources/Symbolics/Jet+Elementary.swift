// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

extension Jet {
  /// The jet `f` with a given value and `f' = slope u'`, where the prime is d/ds and `u` is this jet.
  ///
  /// Coefficient `k` of the slope is asked for after coefficient `k` of `f` is known.
  func integrating(from value: Double, slope: (_ k: Int, _ known: [Double]) -> Double) -> Jet {
    var slopes: [Double] = []
    return Jet.series(order) { k, known in
      if k == 0 { return value }
      slopes.append(slope(k - 1, known))
      let sum = (1...k).reduce(0.0) { sum, j in sum + Double(j) * self[j] * slopes[k - j] }
      return sum / Double(k)
    }
  }

  func integrating(from value: Double, slope: Jet) -> Jet {
    integrating(from: value) { k, _ in slope[k] }
  }

  /// Functions whose derivative is an algebraic or elementary function; `nil` for others.
  static func elementary(_ function: UnaryFunction, _ x: Jet) -> Jet? {
    let value = function.value(x.value)
    let one = x.constant(1)
    switch function {
    case .squareRoot: return squareRoot(x)
    case .exp: return x.integrating(from: value) { k, known in known[k] }
    case .log: return x.integrating(from: value, slope: one / x)
    case .log10: return x.integrating(from: value, slope: one / x.scaled(by: .log(10)))
    case .sin: return sineAndCosine(x).sine
    case .cos: return sineAndCosine(x).cosine
    case .tan: return x.integrating(from: value) { k, known in (k == 0 ? 1 : 0) + squareCoefficient(known, k) }
    case .sinh: return hyperbolic(x, value, .cosh(x.value))
    case .cosh: return hyperbolic(x, value, .sinh(x.value))
    case .tanh:
      let secant = 1 / Double.cosh(x.value)
      return x.integrating(from: value) { k, known in k == 0 ? secant * secant : -squareCoefficient(known, k) }
    case .asin: return x.integrating(from: value, slope: one / squareRoot((one - x) * (one + x)))
    case .acos: return x.integrating(from: value, slope: -(one / squareRoot((one - x) * (one + x))))
    case .atan: return x.integrating(from: value, slope: one / (one + x * x))
    case .asinh: return x.integrating(from: value, slope: one / squareRoot(one + x * x))
    case .acosh: return x.integrating(from: value, slope: one / (squareRoot(x - one) * squareRoot(x + one)))
    case .atanh: return x.integrating(from: value, slope: one / ((one - x) * (one + x)))
    case .erf: return x.integrating(from: value, slope: bell(x))
    case .erfc: return x.integrating(from: value, slope: -bell(x))
    default: return nil
    }
  }

  /// The derivative of the error function.
  private static func bell(_ x: Jet) -> Jet {
    let exponent = -(x * x)
    let exponential = exponent.integrating(from: .exp(exponent.value)) { k, known in known[k] }
    return exponential.scaled(by: 2 / Double.pi.squareRoot())
  }

  static func squareRoot(_ x: Jet) -> Jet {
    series(x.order) { k, root in
      if k == 0 { return x.value.squareRoot() }
      let known = stride(from: 1, to: k, by: 1).reduce(0) { $0 + root[$1] * root[k - $1] }
      return (x[k] - known) / (2 * root[0])
    }
  }

  private static func squareCoefficient(_ known: [Double], _ k: Int) -> Double {
    (0...k).reduce(0) { $0 + known[$1] * known[k - $1] }
  }

  /// Two functions, each of which is the other's derivative up to the sign.
  private static func pair(_ x: Jet, _ first: Double, _ second: Double, sign: Double) -> (first: Jet, second: Jet) {
    var (f, g) = ([first], [second])
    for k in stride(from: 1, through: x.order, by: 1) {
      var (sumF, sumG) = (0.0, 0.0)
      for j in 1...k {
        sumF += Double(j) * x[j] * g[k - j]
        sumG += Double(j) * x[j] * f[k - j]
      }
      f.append(sumF / Double(k))
      g.append(sign * sumG / Double(k))
    }
    return (Jet(coefficients: f), Jet(coefficients: g))
  }

  private static func sineAndCosine(_ x: Jet) -> (sine: Jet, cosine: Jet) {
    let both = pair(x, .sin(x.value), .cos(x.value), sign: -1)
    return (both.first, both.second)
  }

  private static func hyperbolic(_ x: Jet, _ value: Double, _ slope: Double) -> Jet {
    pair(x, value, slope, sign: 1).first
  }
}
