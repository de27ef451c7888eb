// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Numbers expressions in the order in which they come.
///
/// Fingerprints are hashes already, so that a table with open addressing finds them without hashing again: of models with hundreds of
/// thousands of terms most of the time went into that.
struct ExpressionNumbers {
  private var fingerprints: [Fingerprint] = []
  /// For each place one more than the number that stands there, 0 where it is free; as many as a power of two.
  private var places = [Int32](repeating: 0, count: 64)

  /// The number of an expression; nil if it has none.
  subscript(expression: Expression) -> Int? {
    let fingerprint = expression.node.fingerprint
    let number = Int(places[place(of: fingerprint)]) - 1
    return number < 0 ? nil : number
  }

  /// Gives an expression that has none the next number.
  mutating func append(_ expression: Expression) {
    let fingerprint = expression.node.fingerprint
    // At least every other place stays free.
    if 2 * (fingerprints.count + 1) > places.count { grow() }
    fingerprints.append(fingerprint)
    places[place(of: fingerprint)] = Int32(fingerprints.count)
  }

  /// The place where a fingerprint stands, or would stand.
  private func place(of fingerprint: Fingerprint) -> Int {
    let mask = places.count - 1
    var place = Int(truncatingIfNeeded: fingerprint.low) & mask
    while places[place] != 0, fingerprints[Int(places[place]) - 1] != fingerprint { place = (place + 1) & mask }
    return place
  }

  private mutating func grow() {
    places = [Int32](repeating: 0, count: 2 * places.count)
    for (number, fingerprint) in fingerprints.enumerated() { places[place(of: fingerprint)] = Int32(number + 1) }
  }
}
