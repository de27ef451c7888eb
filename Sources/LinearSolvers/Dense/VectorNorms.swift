// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The Euclidean length of a vector, without overflow or harmful underflow in between.
public func euclideanNorm(_ vector: [Double]) -> Double {
  let largest = maximumNorm(vector)
  guard largest > 0, largest.isFinite else { return largest }
  if largest > 1e-140 && largest < 1e140 {
    return vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
  return largest * vector.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot()
}

/// The largest absolute entry of a vector; NaN if any entry is NaN, zero for an empty vector.
public func maximumNorm(_ vector: [Double]) -> Double {
  var largest = 0.0
  for entry in vector {
    if entry.isNaN { return .nan }
    largest = max(largest, abs(entry))
  }
  return largest
}

/// The sum of the products of corresponding entries.
public func dotProduct(_ left: [Double], _ right: [Double]) -> Double {
  precondition(left.count == right.count, "vectors of \(left.count) and \(right.count) entries have no product")
  return zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
}
