// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Why a range of values cannot be looked at.
public enum RangeError: Error, Hashable, Sendable {
  /// It is empty, reversed or not finite.
  case empty(AxisRange)
  /// It is so narrow that rounding would be seen in it.
  case narrow(AxisRange)
}

extension RangeError: CustomStringConvertible {
  /// The message for a person: what is wrong and what would mend it.
  public var description: String {
    switch self {
    case .empty(let range):
      "the range of \(range.name) from \(range.lower) to \(range.upper) is not one: the first number must be less than the second"
    case .narrow(let range):
      "the range of \(range.name) from \(range.lower) to \(range.upper) is too narrow: rounding would be seen in it; it must "
        + "be wider than a billionth of its ends, so shift its origin if so small a range is meant"
    }
  }
}
