// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Numbers stored column by column: one column per variable, one row per lane.
///
/// Owns its memory; the integrators keep all their state in these, so that a step allocates nothing.
package final class LaneColumns {
  /// The number of columns.
  package let columns: Int
  /// The number of rows there is room for, which is the distance between columns.
  let stride: Int
  /// The first number of the first column.
  let base: UnsafeMutablePointer<Double>

  package init(columns: Int, stride: Int) {
    self.columns = columns
    self.stride = stride
    // Room for one number more, so that empty columns have an address too.
    base = .allocate(capacity: columns * stride + 1)
    base.initialize(repeating: 0, count: columns * stride + 1)
  }

  deinit { base.deallocate() }

  /// The first number of a column.
  @inline(__always)
  package subscript(column: Int) -> UnsafeMutablePointer<Double> { base + column * stride }

  /// Copies one lane to another, here or elsewhere.
  func copyLane(_ lane: Int, to other: LaneColumns, lane otherLane: Int) {
    for i in 0..<columns { other[i][otherLane] = self[i][lane] }
  }

  /// Fills one lane from contiguous numbers.
  package func setLane(_ lane: Int, from numbers: UnsafePointer<Double>) {
    for i in 0..<columns { self[i][lane] = numbers[i] }
  }

  /// Writes one lane to contiguous numbers.
  package func getLane(_ lane: Int, into numbers: UnsafeMutablePointer<Double>) {
    for i in 0..<columns { numbers[i] = self[i][lane] }
  }
}
