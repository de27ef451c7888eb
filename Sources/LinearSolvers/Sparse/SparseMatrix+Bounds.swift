// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension SparseMatrix {
  /// Bounds of the real and of the imaginary part of eigenvalues of the leading square with a real part that is not negative, by
  /// Gershgorin's discs of the symmetric and the skew part, in units of the variables' sizes (Bendixson 1902).
  /// - Parameter scales: The sizes of the variables, all positive.
  /// - Complexity: O(entries).
  public func unstableBounds(scales: [Double]) -> (real: Double, imaginary: Double) {
    let dimension = rowCount
    var places: [Int: Int] = [:]
    places.reserveCapacity(values.count)
    for (place, row) in rows.enumerated() { places[row * columnCount + columns[place]] = place }
    var (symmetric, skew) = ([Double](repeating: 0, count: dimension), [Double](repeating: 0, count: dimension))
    for (place, value) in values.enumerated() where columns[place] < dimension {
      let (row, column) = (rows[place], columns[place])
      if row == column {
        symmetric[row] += value
        continue
      }
      let scaled = value * scales[column] / scales[row]
      guard let partner = places[column * columnCount + row] else {
        for index in [row, column] {
          symmetric[index] += abs(scaled) / 2
          skew[index] += abs(scaled) / 2
        }
        continue
      }
      let transposed = values[partner] * scales[row] / scales[column]
      symmetric[row] += abs(scaled + transposed) / 2
      skew[row] += abs(scaled - transposed) / 2
    }
    return (Swift.max(0, symmetric.max() ?? 0), skew.max() ?? 0)
  }
}
