// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension Interval: Scalar {
  /// The range of a function of one argument.
  public static func unary(_ function: UnaryFunction, _ x: Interval) -> Interval {
    switch function {
    case .negate: return -x
    case .absolute: return absolute(x)
    case .squareRoot: return squareRoot(x)
    case .sin: return sine(x)
    case .cos: return cosine(x)
    case .tan: return tangent(x)
    default: break
    }
    // One of the three knows every other function; nothing is claimed of one that none of them knows.
    return elementary(function, x) ?? piecewise(function, x) ?? special(function, x) ?? .nothingKnown
  }

  /// The range of a function of two arguments that vary independently.
  public static func binary(_ function: BinaryFunction, _ x: Interval, _ y: Interval) -> Interval {
    switch function {
    case .add: x + y
    case .subtract: x - y
    case .multiply: x * y
    case .divide: x / y
    case .power: power(x, y)
    case .atan2: arcTangent(x, y)
    case .maximum: maximum(x, y)
    case .minimum: minimum(x, y)
    case .modulo: modulo(x, y)
    default: logical(function, x, y) ?? bessel(function, order: x, y) ?? .nothingKnown
    }
  }

  private static let nothingKnown = Interval(-.infinity, .infinity, .trivial)
}
