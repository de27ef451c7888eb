// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics
import TestSupport
import Testing

/// The property that proofs rest on: the value at every point of a box lies in the interval of the box.
struct IntervalInclusionTests {
  static let unaryFunctions: [UnaryFunction] =
    [
      .negate, .absolute, .sign, .heaviside, .floor, .ceiling, .not, .squareRoot, .exp, .log, .log10, .sin, .cos, .tan,
      .asin, .acos, .atan, .sinh, .cosh, .tanh, .asinh, .acosh, .atanh, .erf, .erfc, .gamma, .logGamma,
    ] + (0...4).map { .polygamma(order: $0) } + (0...6).map { .bernoulli(order: $0) } + (0...4).map { .sinc(order: $0) }

  /// A random interval: thin, narrow or wide, and often with a round end.
  static func interval(_ random: inout SeededGenerator) -> Interval {
    let start = random.number()
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return Interval(start)
    case 1: return Interval(start, start + start.magnitude * 1e-9)
    default:
      let end = random.number()
      return Interval(min(start, end), max(start, end))
    }
  }

  /// Some points of an interval, both ends among them.
  static func points(_ x: Interval, _ random: inout SeededGenerator) -> [Double] {
    [x.lower, x.upper, x.midpoint] + (0..<5).map { _ in Double.random(in: x.lower...x.upper, using: &random) }
      + [x.lower.rounded(.up), 0].filter(x.contains)
  }

  @Test(arguments: unaryFunctions)
  func unaryFunctionsAreEnclosed(function: UnaryFunction) {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<1500 {
      let x = Self.interval(&random)
      let range = Interval.unary(function, x)
      for point in Self.points(x, &random) { Self.check(function.value(point), range, "\(function)\(x) at \(point)") }
    }
  }

  @Test(arguments: BinaryFunction.allCases)
  func binaryFunctionsAreEnclosed(function: BinaryFunction) {
    var random = SeededGenerator(seed: 2)
    for _ in 0..<1500 {
      let (x, y) = (Self.interval(&random), Self.interval(&random))
      let range = Interval.binary(function, x, y)
      for (a, b) in zip(Self.points(x, &random), Self.points(y, &random).shuffled(using: &random)) {
        Self.check(function.value(a, b), range, "\(function) of \(x), \(y) at \(a), \(b)")
      }
    }
  }

  /// A number lies in the range; without one, the range must not claim that the function is defined.
  static func check(_ value: Double, _ range: Interval, _ what: @autoclosure () -> String) {
    let name = what()
    if value.isNaN {
      #expect(!range.isDefined, "\(name) is undefined, but \(range) claims it is not")
    } else if value.isInfinite {
      #expect(!range.isDefined || range.upper == .infinity || range.lower == -.infinity, "\(name) overflows: \(range)")
    } else {
      #expect(range.contains(value), "\(name): \(value) is not in \(range)")
    }
  }

  @Test func conditionalsAreEnclosed() {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<2000 {
      let (x, y) = (Self.interval(&random), Self.interval(&random))
      let range: Interval = Interval.conditional(Interval.binary(.less, x, y), x * y, x - y)
      for (a, b) in zip(Self.points(x, &random), Self.points(y, &random)) {
        let value = a < b ? a * b : a - b
        Self.check(value, range, "\(x), \(y) at \(a), \(b)")
      }
    }
  }

  @Test(arguments: unaryFunctions)
  func thinIntervalsStayThin(function: UnaryFunction) {
    for x in [0.3, 0.75, 1.25, 2.5, 7.125, 31.7] {
      let value = function.value(x)
      guard value.isFinite else { continue }
      let width = Interval.unary(function, Interval(x)).width
      #expect(width <= 2e-13 * max(value.magnitude, 0.1), "\(function) at \(x): \(value), width \(width)")
    }
  }

  /// Isotone: a smaller box never gives a larger range, up to the widening by a few ulps.
  @Test(arguments: unaryFunctions)
  func rangesShrinkWithTheirArguments(function: UnaryFunction) {
    var random = SeededGenerator(seed: 4)
    for _ in 0..<300 {
      let x = Self.interval(&random)
      let part = Interval(x.midpoint, x.upper)
      let (whole, half) = (Interval.unary(function, x), Interval.unary(function, part))
      guard whole.isBounded, !half.isEmpty else { continue }
      let slack = 1e-10 * max(whole.magnitude, 1e-300)
      let mean: Bool =
        switch function {
        case .bernoulli(let order): order > 2
        case .sinc, .polygamma, .gamma, .logGamma: true
        default: false
        }
      #expect(mean || (whole.lower - slack <= half.lower && half.upper <= whole.upper + slack), "\(function) \(x)")
    }
  }
}
