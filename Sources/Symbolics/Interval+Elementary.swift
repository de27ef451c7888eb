// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

extension Interval {
  private static let ulps = Rounding.Ulps.elementary

  /// The monotone and the even functions; `nil` for those that other files treat.
  static func elementary(_ function: UnaryFunction, _ x: Interval) -> Interval? {
    switch function {
    case .exp: x.monotone(ulps: ulps, fixed: [0], range: 0 ... .infinity, Double.exp)
    case .log: logarithm(x) { Double.log($0) }
    case .log10: logarithm(x, Double.log10)
    case .asin:
      x.clipped(toAtLeast: -1, atMost: 1).monotone(ulps: ulps, fixed: [0], Double.asin)
    case .acos: x.clipped(toAtLeast: -1, atMost: 1).antitone(ulps: ulps, fixed: [1], range: 0...4, Double.acos)
    case .atan: x.monotone(ulps: ulps, fixed: [0], Double.atan)
    case .sinh: x.monotone(ulps: ulps, fixed: [0], Double.sinh)
    case .cosh: absolute(x).monotone(ulps: ulps, fixed: [0], range: 1 ... .infinity, Double.cosh)
    case .tanh: x.monotone(ulps: ulps, fixed: [0], range: -1...1, Double.tanh)
    case .asinh: x.monotone(ulps: ulps, fixed: [0], Double.asinh)
    case .acosh: x.clipped(toAtLeast: 1).monotone(ulps: ulps, fixed: [1], range: 0 ... .infinity, Double.acosh)
    case .atanh: arcTangent(x)
    case .erf: x.monotone(ulps: ulps, fixed: [0], range: -1...1, Double.erf)
    case .erfc: x.antitone(ulps: Rounding.Ulps.gamma, fixed: [0], range: 0...2, Double.erfc)
    default: nil
    }
  }

  /// A logarithm of the positive part; at 0, where none is defined, stands the limit.
  private static func logarithm(_ x: Interval, _ function: (Double) -> Double) -> Interval {
    if x.upper < 0 { return .empty }
    if x.upper == 0 { return Interval(-.infinity) }
    let positive = x.lower > 0 ? x : x.clipped(toAtLeast: 0).decorated(.trivial)
    return positive.monotone(ulps: ulps, fixed: [1], function)
  }

  /// The inverse hyperbolic tangent of the part inside of -1 ... 1; at the ends, where none is defined, stand the
  /// limits.
  private static func arcTangent(_ x: Interval) -> Interval {
    if x.isEmpty || x.upper < -1 || x.lower > 1 { return .empty }
    if x.upper == -1 || x.lower == 1 { return Interval(x.lower == 1 ? .infinity : -.infinity) }
    let inside = x.lower > -1 && x.upper < 1 ? x : x.clipped(toAtLeast: -1, atMost: 1).decorated(.trivial)
    return inside.monotone(ulps: ulps, fixed: [0], Double.atanh)
  }
}
