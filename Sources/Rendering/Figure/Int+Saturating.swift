// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension Int {
  /// The whole number nearest to zero from a number, within a range; its lower end for what is not a number.
  init(_ value: Double, within range: ClosedRange<Int>) {
    let bounded = Swift.min(Swift.max(value, Double(range.lowerBound)), Double(range.upperBound))
    self = bounded.isNaN ? range.lowerBound : Int(bounded)
  }
}
