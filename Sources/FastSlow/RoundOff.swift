// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension [Double] {
  /// What is less than this part of its size is zero but for rounding.
  private static var roundOff: Double { 1e-12 }

  /// The numbers, zero where they are zero but for rounding.
  /// - Parameter sizes: What counts as large for each.
  func withoutRoundOff(sizes: [Double]) -> [Double] {
    zip(self, sizes).map { abs($0) < Self.roundOff * $1 ? 0 : $0 }
  }
}
