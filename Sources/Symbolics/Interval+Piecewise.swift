// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

// Functions with jumps. On an interval that reaches over a jump the result is defined but not continuous, so that no
// proof of existence can rest on it.
extension Interval {
  /// A non-decreasing function that is constant between jumps, where it takes `function`'s value.
  private func staircase(_ function: (Double) -> Double) -> Interval {
    if isEmpty { return self }
    let (low, high) = (function(lower), function(upper))
    return Interval(low, high, low == high ? decoration : min(decoration, .defined))
  }

  static func piecewise(_ function: UnaryFunction, _ x: Interval) -> Interval? {
    switch function {
    case .sign: x.staircase { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }
    case .heaviside: x.staircase { $0 < 0 ? 0 : 1 }
    case .floor: x.staircase { $0.rounded(.down) }
    case .ceiling: x.staircase { $0.rounded(.up) }
    case .not: truth(x).map { truthValue(!$0, x.decoration) } ?? undecided(x.decoration)
    default: nil
    }
  }

  /// The remainder of `x` after division by `y` as the reference defines it: in `0 ..< y` for positive `y`.
  static func modulo(_ x: Interval, _ y: Interval) -> Interval {
    guard !x.isEmpty, !y.isEmpty, !(y.isThin && y.lower == 0) else { return .empty }
    let decoration = min(x.decoration, y.decoration)
    if y.lower <= 0 {
      // The C remainder, and the divisor added to it if it was negative.
      let size = min(x.magnitude, y.magnitude)
      let decoration = min(decoration, y.contains(0) ? .trivial : .defined)
      return Interval(min(0, Rounding.sum(y.lower, -size).down), max(size, y.upper), decoration)
    }
    let quotient = x / y
    let turns = quotient.lower.rounded(.down)
    let jump = Interval(0, y.upper, min(decoration, .defined))
    guard turns.isFinite, turns == quotient.upper.rounded(.down) else { return jump }
    return (x - Interval(turns) * y).intersection(Interval(0, y.upper))
  }
}

// Truth values: 0 is false, every other number is true.
extension Interval {
  /// Whether all elements are true or all are false; `nil` if this is not known.
  ///
  /// Where an operand may be undefined nothing is known, because a comparison with an undefined number is false.
  private static func truth(_ x: Interval) -> Bool? {
    if x.isEmpty || !x.isDefined { return nil }
    if !x.contains(0) { return true }
    return x.isThin ? false : nil
  }

  private static func truthValue(_ value: Bool, _ decoration: Decoration) -> Interval {
    Interval(value ? 1 : 0, value ? 1 : 0, decoration)
  }

  private static func undecided(_ decoration: Decoration) -> Interval { Interval(0, 1, min(decoration, .defined)) }

  /// Comparisons, conjunction and disjunction; `nil` for other functions.
  static func logical(_ function: BinaryFunction, _ x: Interval, _ y: Interval) -> Interval? {
    let decoration = min(x.decoration, y.decoration)
    let known: Bool?
    switch function {
    case .less: known = less(x, y)
    case .greaterOrEqual: known = less(x, y).map { !$0 }
    case .greater: known = less(y, x)
    case .lessOrEqual: known = less(y, x).map { !$0 }
    case .equal: known = equal(x, y)
    case .notEqual: known = equal(x, y).map { !$0 }
    case .and:
      let (a, b) = (truth(x), truth(y))
      known = a == false || b == false ? false : a == true && b == true ? true : nil
    case .or:
      let (a, b) = (truth(x), truth(y))
      known = a == true || b == true ? true : a == false && b == false ? false : nil
    default: return nil
    }
    return known.map { truthValue($0, decoration) } ?? undecided(decoration)
  }

  private static func less(_ x: Interval, _ y: Interval) -> Bool? {
    guard x.isDefined, y.isDefined else { return nil }
    if x.upper < y.lower { return true }
    return x.lower >= y.upper ? false : nil
  }

  private static func equal(_ x: Interval, _ y: Interval) -> Bool? {
    guard x.isDefined, y.isDefined else { return nil }
    if x.upper < y.lower || y.upper < x.lower { return false }
    return x.isThin && y.isThin ? true : nil
  }

  /// `x` where the condition holds, otherwise `y`; both, joined, where that is not known.
  public static func conditional(_ condition: Interval, _ x: Interval, _ y: Interval) -> Interval {
    guard let holds = truth(condition) else {
      return x.hull(y).decorated(min(condition.decoration, .defined))
    }
    return (holds ? x : y).decorated(condition.decoration)
  }
}
