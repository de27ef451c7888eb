// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A 128-bit structural hash, the same in every run.
///
/// Two expressions are taken as equal when their fingerprints are; with 2^32 different expressions in memory the
/// chance of one false equality is below 2^-64.
struct Fingerprint: Hashable, Comparable, Sendable {
  var high: UInt64
  var low: UInt64

  static func < (a: Fingerprint, b: Fingerprint) -> Bool {
    a.high != b.high ? a.high < b.high : a.low < b.low
  }

  init(tag: UInt64) {
    high = Fingerprint.mix(tag ^ 0x9e37_79b9_7f4a_7c15)
    low = Fingerprint.mix(tag ^ 0xc2b2_ae3d_27d4_eb4f)
  }

  mutating func combine(_ value: UInt64) {
    high = Fingerprint.mix(high ^ value) &* 0x9fb2_1c65_1e98_df25 &+ 0x2545_f491_4f6c_dd1d
    low = Fingerprint.mix(low &+ value &* 0xd6e8_feb8_6659_fd93) &+ 0x6a09_e667_f3bc_c909
  }

  mutating func combine(_ other: Fingerprint) {
    combine(other.high)
    combine(other.low)
  }

  func hash(into hasher: inout Hasher) { hasher.combine(low) }

  private static func mix(_ value: UInt64) -> UInt64 { SeededGenerator.scrambled(value &+ 0x9e37_79b9_7f4a_7c15) }
}
