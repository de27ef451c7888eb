// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A function of one argument that a formula can contain.
///
/// `value(_:)` is the reference meaning; every other interpretation is tested against it.
public enum UnaryFunction: Hashable, Sendable {
  case negate
  case absolute
  /// -1, 0 or 1.
  case sign
  /// 0 for negative arguments, otherwise 1 (so 1 at 0, as in XPPAUT).
  case heaviside
  case floor
  case ceiling
  /// 1 if the argument is zero, otherwise 0.
  case not
  case squareRoot
  case exp
  /// The natural logarithm.
  case log
  case log10
  case sin
  case cos
  case tan
  case asin
  case acos
  case atan
  case sinh
  case cosh
  case tanh
  case asinh
  case acosh
  case atanh
  case erf
  case erfc
  case gamma
  case logGamma
  /// The derivative of the given order of the digamma function; order 0 is digamma itself.
  case polygamma(order: Int)
  /// The derivative of the given order of x / (exp x - 1), whose singularity at 0 is removed.
  case bernoulli(order: Int)
  /// The derivative of the given order of sin x / x, whose singularity at 0 is removed.
  case sinc(order: Int)
  /// A function given by a table.
  case lookup(LookupTable)
}

extension UnaryFunction {
  /// Functions that are constant between jumps, so that their derivative is zero wherever it exists.
  public var isPiecewiseConstant: Bool {
    switch self {
    case .sign, .heaviside, .floor, .ceiling, .not: true
    default: false
    }
  }

  /// A number that tells this function from every other; the same in every run.
  var tag: UInt64 {
    switch self {
    case .negate: 1
    case .absolute: 2
    case .sign: 3
    case .heaviside: 4
    case .floor: 5
    case .ceiling: 6
    case .not: 7
    case .squareRoot: 8
    case .exp: 9
    case .log: 10
    case .log10: 11
    case .sin: 12
    case .cos: 13
    case .tan: 14
    case .asin: 15
    case .acos: 16
    case .atan: 17
    case .sinh: 18
    case .cosh: 19
    case .tanh: 20
    case .asinh: 21
    case .acosh: 22
    case .atanh: 23
    case .erf: 24
    case .erfc: 25
    case .gamma: 26
    case .logGamma: 27
    case .polygamma(let order): 1 << 32 | UInt64(order)
    case .bernoulli(let order): 2 << 32 | UInt64(order)
    case .sinc(let order): 3 << 32 | UInt64(order)
    case .lookup(let table): table.fingerprint.low
    }
  }
}
