// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension RandomNumberGenerator {
  /// A number of either sign and of a size that varies over many orders of magnitude, sometimes a small integer.
  mutating func number() -> Double {
    switch Int.random(in: 0..<8, using: &self) {
    case 0: return Double(Int.random(in: -4...4, using: &self))
    case 1: return Double.random(in: -1e-6...1e-6, using: &self)
    case 2: return Double.random(in: -300...300, using: &self)
    default: return Double.random(in: -4...4, using: &self)
    }
  }
}
