// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

extension Interval {
  /// A Bessel function of integer order; a fractional part of the order is dropped, as in the reference.
  static func bessel(_ function: BinaryFunction, order: Interval, _ x: Interval) -> Interval? {
    guard [.besselJ, .besselY, .besselI].contains(function) else { return nil }
    guard !x.isEmpty, !order.isEmpty else { return .empty }
    let n = order.lower.rounded(.towardZero)
    guard order.magnitude <= Double(SpecialFunctions.largestBesselOrder) else {
      return Interval(-.infinity, .infinity, .trivial)
    }
    guard n == order.upper.rounded(.towardZero) else {
      return function == .besselJ
        ? Interval(-1, 1, min(x.decoration, order.decoration, .defined)) : Interval(-.infinity, .infinity, .trivial)
    }
    let result =
      switch function {
      case .besselJ: besselJ(n, x)
      case .besselY: besselY(n, x)
      default: besselI(n, x)
      }
    return result.decorated(order.decoration)
  }

  /// `|J_n| <= 1` and `|J_n'| = |J_(n-1) - J_(n+1)| / 2 <= 1`.
  private static func besselJ(_ n: Double, _ x: Interval) -> Interval {
    meanValue(x, bound: 1, slope: 1) { SpecialFunctions.besselJ(n, $0) }
  }

  /// `J_n^2 + Y_n^2` falls on positive numbers (Watson, Theory of Bessel Functions, 13.74), which bounds `Y_n` and
  /// `Y_n' = Y_(n-1) - n/x Y_n` on all of an interval by values at its lower end.
  private static func besselY(_ order: Double, _ x: Interval) -> Interval {
    let n = order.magnitude
    guard x.lower > 0, n < 1000 else {
      return x.upper < 0 ? .empty : Interval(-.infinity, .infinity, .trivial)
    }
    func modulus(_ order: Double) -> Double {
      let (j, y) = (SpecialFunctions.besselJ(order, x.lower), SpecialFunctions.besselY(order, x.lower))
      return Double.hypot(j, y) * (1 + 0x1p-40)
    }
    let bound = modulus(n)
    let slope = modulus((n - 1).magnitude) + n / x.lower * bound
    guard bound.isFinite, slope.isFinite else { return Interval(-.infinity, .infinity, x.decoration) }
    return meanValue(x, bound: bound, slope: slope * (1 + 0x1p-40)) { SpecialFunctions.besselY(order, $0) }
  }

  /// Increasing on positive numbers; even or odd as its order is.
  private static func besselI(_ n: Double, _ x: Interval) -> Interval {
    let ulps = Rounding.Ulps.special + n.magnitude
    let even = n.remainder(dividingBy: 2) == 0
    return (even ? absolute(x) : x).monotone(ulps: ulps, fixed: [0]) { SpecialFunctions.besselI(n, $0) }
  }
}
