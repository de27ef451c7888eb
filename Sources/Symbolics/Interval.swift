// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A closed set of real numbers `lower ... upper` that is guaranteed to hold the result of a computation.
///
/// Every operation rounds outward: if `x` lies in `X`, then `f(x)` lies in `f(X)`, whatever the rounding errors were.
/// On this rest proofs such as "this box holds no fixed point". A value also carries a ``Decoration`` that says whether
/// the formula was defined and continuous on all of the arguments, without which a proof of existence would be wrong.
///
/// Where the reference value is reached through an infinity, as that of `1/(1 + 1/x)` at 0 is, the interval holds it,
/// too. The unbounded intervals have infinite ends; the ends themselves are then not elements. The empty interval is
/// the result of a function on a set wholly outside of its domain.
///
/// **Accuracy.** `+ - * /`, square roots and squares are as tight as possible. For the other functions the value of the
/// C library is widened by `Rounding`'s bounds on its error; these bounds are an assumption about the library
/// (glibc's documented largest errors are at most half of them).
/// Source: IEEE Std 1788-2015; Tucker, Validated Numerics (2011).
public struct Interval: Hashable, Sendable {
  /// What is known of the function that was evaluated, on the arguments' intervals.
  public enum Decoration: Int, Comparable, Hashable, Sendable {
    /// Nothing: the function may be undefined somewhere (`trv` of IEEE 1788).
    case trivial
    /// Defined everywhere, but perhaps with a jump (`def`).
    case defined
    /// Defined and continuous everywhere (`dac`).
    case continuous

    /// Whether less is known by `a` than by `b`.
    public static func < (a: Decoration, b: Decoration) -> Bool { a.rawValue < b.rawValue }
  }

  /// The smallest element; +infinity if the interval is empty.
  public let lower: Double
  /// The largest element; -infinity if the interval is empty.
  public let upper: Double
  /// What is known of the function of which this is the range.
  public let decoration: Decoration

  /// The interval between two numbers, empty if they are in the wrong order or not numbers.
  public init(_ lower: Double, _ upper: Double) { self.init(lower, upper, .continuous) }

  /// The interval that holds just one number.
  ///
  /// NaN gives the empty interval. An infinity, which is no real number, stands for all numbers that are too large to
  /// be represented, and nothing counts as defined that is computed from it.
  public init(_ value: Double) {
    switch value {
    case .infinity: self.init(.greatestFiniteMagnitude, .infinity, .trivial)
    case -.infinity: self.init(-.infinity, -.greatestFiniteMagnitude, .trivial)
    default: self.init(value, value)
    }
  }

  init(_ lower: Double, _ upper: Double, _ decoration: Decoration) {
    if lower <= upper, lower < .infinity, upper > -.infinity {
      // A zero has no sign here, so that equal sets are equal values.
      (self.lower, self.upper, self.decoration) = (lower + 0, upper + 0, decoration)
    } else {
      (self.lower, self.upper, self.decoration) = (.infinity, -.infinity, .trivial)
    }
  }

  /// The set without elements.
  public static let empty = Interval(.infinity, -.infinity)
  /// All real numbers.
  public static let entire = Interval(-.infinity, .infinity)
}

// Questions about one interval.
extension Interval {
  /// Whether there are no elements.
  public var isEmpty: Bool { lower > upper }
  /// Whether there is just one element.
  public var isThin: Bool { lower == upper }
  /// Whether both ends are finite numbers.
  public var isBounded: Bool { lower.isFinite && upper.isFinite }
  /// Whether the function was defined on all of its arguments.
  public var isDefined: Bool { decoration >= .defined }
  /// Whether the function was continuous on all of its arguments, as proofs of existence need it.
  public var isContinuous: Bool { decoration == .continuous }

  /// An upper bound of the distance between the ends, 0 if empty.
  public var width: Double { isEmpty ? 0 : Rounding.difference(upper, lower).up }
  /// A finite element close to the middle; 0 for the whole line and the empty set.
  public var midpoint: Double {
    if isEmpty || (lower == -.infinity && upper == .infinity) { return 0 }
    if lower == -.infinity { return -.greatestFiniteMagnitude }
    if upper == .infinity { return .greatestFiniteMagnitude }
    let middle = lower / 2 + upper / 2
    return min(max(middle, lower), upper)
  }
  /// An upper bound of the distance of an element from `midpoint`.
  public var radius: Double {
    isEmpty ? 0 : max(Rounding.difference(midpoint, lower).up, Rounding.difference(upper, midpoint).up)
  }
  /// The largest absolute value of an element.
  public var magnitude: Double { isEmpty ? 0 : max(lower.magnitude, upper.magnitude) }
  /// The smallest absolute value of an element.
  public var mignitude: Double { isEmpty || contains(0) ? 0 : min(lower.magnitude, upper.magnitude) }

  /// Whether a number is an element.
  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }
  /// Whether all elements are elements of another interval.
  public func isSubset(of other: Interval) -> Bool { isEmpty || (other.lower <= lower && upper <= other.upper) }
  /// Whether all elements, and a neighbourhood of each, are elements of another interval.
  public func isInterior(to other: Interval) -> Bool {
    isEmpty
      || ((other.lower < lower || lower == -.infinity) && (upper < other.upper || upper == .infinity))
        && isSubset(of: other)
  }
}

// Sets made of two intervals.
extension Interval {
  /// The common elements; the weaker of the two decorations.
  public func intersection(_ other: Interval) -> Interval {
    Interval(max(lower, other.lower), min(upper, other.upper), min(decoration, other.decoration))
  }

  /// The smallest interval that holds the elements of both; the weaker of the two decorations.
  public func hull(_ other: Interval) -> Interval {
    if isEmpty { return other.decorated(.trivial) }
    if other.isEmpty { return decorated(.trivial) }
    return Interval(min(lower, other.lower), max(upper, other.upper), min(decoration, other.decoration))
  }

  /// The same set with a decoration that is at most the given one.
  func decorated(_ bound: Decoration) -> Interval { Interval(lower, upper, min(decoration, bound)) }
}

extension Interval: CustomStringConvertible {
  /// The two ends.
  public var description: String { isEmpty ? "empty" : "[\(lower), \(upper)]" }
}
