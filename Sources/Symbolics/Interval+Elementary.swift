// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

extension Interval {
  private static let ulps = Rounding.Ulps.elementary

  /// The monotone and the even functions; `nil` for those that other files treat.
  static func elementary(_ function: UnaryFunction, _ x: Interval) -> Interval? {
    switch function {
    case .exp: x.monotone(ulps: ulps, fixed: [0], range: 0 ... .infinity, Double.exp)
    case .log: positivePart(x).monotone(ulps: ulps, fixed: [1]) { Double.log($0) }
    case .log10: positivePart(x).monotone(ulps: ulps, fixed: [1], Double.log10)
    case .asin:
      x.clipped(toAtLeast: -1, atMost: 1).monotone(ulps: ulps, fixed: [0], Double.asin)
    case .acos: x.clipped(toAtLeast: -1, atMost: 1).antitone(ulps: ulps, fixed: [1], range: 0...4, Double.acos)
    case .atan: x.monotone(ulps: ulps, fixed: [0], Double.atan)
    case .sinh: x.monotone(ulps: ulps, fixed: [0], Double.sinh)
    case .cosh: absolute(x).monotone(ulps: ulps, fixed: [0], range: 1 ... .infinity, Double.cosh)
    case .tanh: x.monotone(ulps: ulps, fixed: [0], range: -1...1, Double.tanh)
    case .asinh: x.monotone(ulps: ulps, fixed: [0], Double.asinh)
    case .acosh: x.clipped(toAtLeast: 1).monotone(ulps: ulps, fixed: [1], range: 0 ... .infinity, Double.acosh)
    case .atanh: insideUnit(x).monotone(ulps: ulps, fixed: [0], Double.atanh)
    case .erf: x.monotone(ulps: ulps, fixed: [0], range: -1...1, Double.erf)
    case .erfc: x.antitone(ulps: Rounding.Ulps.gamma, fixed: [0], range: 0...2, Double.erfc)
    default: nil
    }
  }

  /// The part of positive numbers; the end 0 stands for the limit there, at which a logarithm is not defined.
  private static func positivePart(_ x: Interval) -> Interval {
    if x.upper <= 0 { return .empty }
    return x.lower > 0 ? x : x.clipped(toAtLeast: 0).decorated(.trivial)
  }

  /// The part inside of -1 ... 1; an end stands for the limit there, at which `atanh` is not defined.
  private static func insideUnit(_ x: Interval) -> Interval {
    if x.upper <= -1 || x.lower >= 1 { return .empty }
    return x.lower > -1 && x.upper < 1 ? x : x.clipped(toAtLeast: -1, atMost: 1).decorated(.trivial)
  }
}
