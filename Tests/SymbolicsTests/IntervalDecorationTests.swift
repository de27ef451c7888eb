// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics
import Testing

/// Division, poles, domains and jumps: what an interval may claim there.
struct IntervalDecorationTests {
  @Test func divisionByAnIntervalWithZero() {
    #expect(Interval(1, 2) / Interval(0, 4) == (Interval(1) / Interval(0, 4)))
    #expect((Interval(1, 2) / Interval(0, 4)).lower == 0.25)
    #expect((Interval(1, 2) / Interval(0, 4)).upper == .infinity)
    #expect((Interval(1, 2) / Interval(-4, 0)).upper == -0.25)
    #expect((Interval(-2, -1) / Interval(0, 4)).upper == -0.25)
    #expect((Interval(-2, -1) / Interval(-4, 0)).lower == 0.25)
    #expect((Interval(1, 2) / Interval(-1, 1)).isSubset(of: .entire))
    #expect(!(Interval(1, 2) / Interval(-1, 1)).isDefined)
    #expect((Interval(0) / Interval(0)).isEmpty)
    #expect((Interval(1, 2) / Interval(0)).width == .infinity && !(Interval(1, 2) / Interval(0)).isDefined)
    // 1 / (1 + 1/x) is 0 at x = 0 in the reference.
    #expect((Interval(1) / (Interval(1) + Interval(1) / Interval(0, 1))).contains(0))
    #expect(Interval.exp(Interval.log(Interval(0))).contains(0))
    #expect((Interval(-1, 2) / Interval(0, 1)).width == .infinity)
    let overInfinite = Interval(1, .infinity) / Interval(1, .infinity)
    #expect(overInfinite.lower == 0 && overInfinite.upper == .infinity && overInfinite.isContinuous)
  }

  @Test func exactResultsAreNotWidened() {
    #expect(Interval(1, 2) + Interval(3, 4) == Interval(4, 6))
    #expect(Interval(-1, 2) * Interval(3, 4) == Interval(-4, 8))
    #expect(Interval(1, 3) / Interval(2, 4) == Interval(0.25, 1.5))
    #expect(Interval.sqrt(Interval(4, 9)) == Interval(2, 3))
    #expect(Interval.pow(Interval(-3, 2), 2) == Interval(0, 9))
    #expect(Interval.exp(Interval(0)) == Interval(1))
    let third = Interval(1) / Interval(3)
    #expect(third.lower.nextUp == third.upper)
    let tenth = Interval(0.1) + Interval(0.2)
    #expect(tenth.lower.nextUp == tenth.upper)
  }

  @Test func notNumbersAndInfinities() {
    let x = Interval(.nan)
    #expect(x.isEmpty && !x.isDefined)
    #expect((x + Interval(1)).isEmpty && (x * Interval(0)).isEmpty && Interval.exp(x).isEmpty)
    #expect(Interval.conditional(x, Interval(1), Interval(2)).contains(1))
    for value in [Double.infinity, -.infinity] {
      let x = Interval(value)
      #expect(!x.contains(0) && !x.isDefined && !x.isBounded)
      #expect((Interval(1) / (Interval(1) + x)).contains(0))
    }
    #expect(Interval(2, 1).isEmpty)
    #expect(Interval.empty.hull(Interval(1)).contains(1))
    #expect(!Interval.empty.hull(Interval(1)).isDefined)
  }

  @Test func lossOfDomainIsRecorded() {
    #expect(Interval.log(Interval(-3, -2)).isEmpty)
    let log = Interval.log(Interval(-1, 1))
    #expect(log.lower == -.infinity && log.upper == 0 && !log.isDefined)
    #expect(Interval.log(Interval(0.5, 2)).isContinuous)
    let root = Interval.sqrt(Interval(-1, 4))
    #expect(root.lower == 0 && root.upper == 2 && !root.isDefined)
    #expect(Interval.sqrt(Interval(0, 4)).isContinuous)
    #expect(!Interval.asin(Interval(0.5, 1.5)).isDefined)
    #expect(Interval.asin(Interval(-1, 1)).isContinuous)
    #expect(!Interval.atanh(Interval(0, 1)).isDefined)
    #expect(!Interval.pow(Interval(-1, 1), Interval(0.5)).isDefined)
    #expect(!Interval.pow(Interval(-1, 1), Interval(-1)).isDefined)
    // Lost once, it stays lost.
    #expect(!(Interval.sqrt(Interval(-1, 4)) * Interval(0) + Interval(1)).isDefined)
  }

  @Test func jumpsAreNotContinuous() {
    for function in [UnaryFunction.sign, .heaviside, .floor, .ceiling, .not] {
      let over = Interval.unary(function, Interval(-0.5, 0.5))
      #expect(over.isDefined && !over.isContinuous, "\(function)")
      let beside = Interval.unary(function, Interval(0.25, 0.5))
      #expect(beside.isContinuous && beside.isThin, "\(function)")
    }
    let undecided = Interval.binary(.less, Interval(0, 2), Interval(1))
    #expect(undecided == Interval.binary(.greater, Interval(0, 2), Interval(1)))
    #expect(undecided.lower == 0 && undecided.upper == 1 && !undecided.isContinuous)
    #expect(Interval.binary(.less, Interval(0, 0.5), Interval(1)).isContinuous)
    let joined = Interval.conditional(undecided, Interval(3), Interval(5, 6))
    #expect(joined.lower == 3 && joined.upper == 6 && joined.isDefined && !joined.isContinuous)
    #expect(!Interval.binary(.modulo, Interval(2.5, 3.5), Interval(3)).isContinuous)
    let within = Interval.binary(.modulo, Interval(3.5, 4.5), Interval(3))
    #expect(within == Interval(0.5, 1.5))
    #expect(!Interval.binary(.atan2, Interval(-1, 1), Interval(-2, -1)).isContinuous)
    #expect(Interval.binary(.atan2, Interval(-1, 1), Interval(1, 2)).isContinuous)
    #expect(Interval.binary(.maximum, Interval(-1, 1), Interval(0)).isContinuous)
    #expect(Interval.unary(.absolute, Interval(-1, 1)).isContinuous)
  }

  /// A comparison with an undefined number is false, so it is not decided by the part that is defined.
  @Test func comparisonsOfUndefinedNumbersAreUndecided() {
    let root = Interval.sqrt(Interval(-1, 4))
    #expect(Interval.binary(.greater, root, Interval(-1)).contains(0))
    #expect(Interval.binary(.notEqual, Interval.log(Interval(-1)), Interval(1)).contains(1))
    #expect(Interval.conditional(root + Interval(1), Interval(7), Interval(8)).contains(8))
  }

  @Test func trigonometricExtremaAndPoles() {
    #expect(Interval.sin(Interval(1, 2)).upper == 1)
    #expect(Interval.sin(Interval(1, 2)).lower < 0.8415 && Interval.sin(Interval(1, 2)).lower > 0.8414)
    #expect(Interval.cos(Interval(3, 4)).lower == -1)
    #expect(Interval.cos(Interval(-1, 1)).upper == 1)
    #expect(Interval.sin(Interval(0, 10)) == Interval(-1, 1))
    #expect(Interval.sin(Interval(1e17)) == Interval(-1, 1))
    #expect(Interval.tan(Interval(1, 2)).width == .infinity && !Interval.tan(Interval(1, 2)).isDefined)
    #expect(Interval.tan(Interval(2, 4)).isContinuous && Interval.tan(Interval(2, 4)).isBounded)
    #expect(Interval.sin(Interval(-1e308, 1e308)) == Interval(-1, 1))
  }

  @Test func queries() {
    let x = Interval(-1, 3)
    #expect(x.midpoint == 1 && x.radius == 2 && x.width == 4 && x.magnitude == 3 && x.mignitude == 0)
    #expect(Interval(2, 3).mignitude == 2)
    #expect(Interval(0, 1).isInterior(to: x) && !Interval(-1, 1).isInterior(to: x) && Interval(-1, 1).isSubset(of: x))
    #expect(Interval.entire.isInterior(to: .entire))
    #expect(x.intersection(Interval(4, 5)).isEmpty)
    #expect(x.hull(Interval(4, 5)) == Interval(-1, 5))
    #expect(Interval(-.greatestFiniteMagnitude, .greatestFiniteMagnitude).midpoint == 0)
  }
}
