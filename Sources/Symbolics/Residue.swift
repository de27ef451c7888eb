// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A whole number modulo the prime 2^61 - 1.
///
/// Doubles are multiples of powers of two, so that sums and products of residues are those of the exact numbers.
struct Residue: Hashable, Sendable {
  static let modulus: UInt64 = 1 << 61 - 1

  /// From 0 to the modulus less 1.
  let value: UInt64

  /// The residue of any whole number.
  init(whole number: UInt64) {
    let folded = (number & Residue.modulus) + number >> 61
    value = folded >= Residue.modulus ? folded - Residue.modulus : folded
  }

  /// The residue of a number; one without meaning if it is not finite.
  init(_ number: Double) {
    guard number.isFinite, number != 0 else {
      self.init(whole: number == 0 ? 0 : number.isNaN ? 0x5eed_0001 : number < 0 ? 0x5eed_0002 : 0x5eed_0003)
      return
    }
    // The significand as a whole number of 53 bits; powers of two repeat after 61.
    let whole = UInt64((number.magnitude.significand * 0x1p52).rounded())
    let exponent = ((Int(number.exponent) - 52) % 61 + 61) % 61
    let residue = Residue(whole: whole) * Residue(whole: 1 << UInt64(exponent))
    self = number < 0 ? Residue(whole: 0) - residue : residue
  }

  static func + (a: Residue, b: Residue) -> Residue { Residue(whole: a.value + b.value) }
  static func - (a: Residue, b: Residue) -> Residue { Residue(whole: a.value + (modulus - b.value)) }

  static func * (a: Residue, b: Residue) -> Residue {
    let (high, low) = a.value.multipliedFullWidth(by: b.value)
    return Residue(whole: ((high << 3) | (low >> 61)) + (low & modulus))
  }

  /// A power with a whole exponent.
  func power(_ exponent: UInt64) -> Residue {
    var (result, square, rest) = (Residue(whole: 1), self, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result = result * square }
      square = square * square
      rest >>= 1
    }
    return result
  }

  /// The inverse (Fermat); 0 for 0.
  var inverse: Residue { power(Residue.modulus - 2) }

  /// A number without pattern that follows from some others.
  static func hash(_ tag: UInt64, _ parts: Residue...) -> Residue {
    var fingerprint = Fingerprint(tag: tag)
    for part in parts { fingerprint.combine(part.value) }
    return Residue(whole: fingerprint.high)
  }
}

/// Reads an expression as a residue; functions beyond arithmetic are numbers without pattern that follow from their
/// arguments.
///
/// Formulas that are equal by the rules of arithmetic have equal residues whatever those of their symbols. Different ones have
/// equal residues at random symbols with a chance of their degree divided by 2^61 (Schwartz 1980, J. ACM 27, 701).
struct ResidueInterpretation: Interpretation {
  let symbols: [String: Residue]

  func constant(_ value: Double) -> Residue { Residue(value) }
  func symbol(_ name: String) -> Residue { symbols[name] ?? Residue(whole: 0) }

  func unary(_ function: UnaryFunction, _ x: Residue) -> Residue {
    function == .negate ? Residue(whole: 0) - x : .hash(function.tag, x)
  }

  func binary(_ function: BinaryFunction, _ x: Residue, _ y: Residue) -> Residue {
    switch function {
    case .add: return x + y
    case .subtract: return x - y
    case .multiply: return x * y
    case .divide: return x * y.inverse
    case .power: return ResidueInterpretation.power(x, y)
    default:
      let isSymmetric = function.isCommutative || function == .maximum || function == .minimum
      let exchange = isSymmetric && y.value < x.value
      return .hash(function.rawValue << 40, exchange ? y : x, exchange ? x : y)
    }
  }

  func conditional(_ condition: Residue, _ x: Residue, _ y: Residue) -> Residue { .hash(1 << 50, condition, x, y) }

  /// Small whole exponents are multiplied out, so that a square is a product.
  private static func power(_ x: Residue, _ y: Residue) -> Residue {
    if y.value <= 64 { return x.power(y.value) }
    if y.value >= Residue.modulus - 64 { return x.inverse.power(Residue.modulus - y.value) }
    return .hash(2 << 50, x, y)
  }
}
