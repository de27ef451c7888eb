// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A function of two arguments that a formula can contain.
///
/// Comparisons and logical functions give 1 for true and 0 for false, and take every number but 0 as true.
public enum BinaryFunction: UInt64, Hashable, Sendable, CaseIterable {
  case add = 1
  case subtract
  case multiply
  case divide
  case power
  case atan2
  case maximum
  case minimum
  /// The remainder with the sign of the divisor where the divisor is positive: `modulo(-1, 3)` is 2.
  case modulo
  case less
  case lessOrEqual
  case greater
  case greaterOrEqual
  case equal
  case notEqual
  case and
  case or
  /// Bessel functions; the order is the first argument, cut to an integer.
  case besselJ
  case besselY
  case besselI
}

extension BinaryFunction {
  /// Whether exchanging the arguments gives the same number, to the last bit.
  public var isCommutative: Bool {
    switch self {
    case .add, .multiply, .equal, .notEqual, .and, .or: true
    default: false
    }
  }

  /// Functions that are constant between jumps, so that their derivative is zero wherever it exists.
  public var isPiecewiseConstant: Bool {
    switch self {
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual, .and, .or: true
    default: false
    }
  }
}
