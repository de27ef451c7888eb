// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

/// The Hilbert matrix, whose inverse is known in integers.
func hilbertMatrix(_ n: Int) -> Matrix {
  var matrix = Matrix(rows: n, columns: n)
  for i in 0..<n {
    for j in 0..<n { matrix[i, j] = 1 / Double(i + j + 1) }
  }
  return matrix
}

/// Numbers in [-1, 1) that are the same on every run (SplitMix64).
struct RepeatableNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double(Int64(bitPattern: z ^ (z >> 31))) * 0x1p-63
  }

  mutating func matrix(_ rows: Int, _ columns: Int) -> Matrix {
    Matrix(rows: rows, columns: columns, elements: (0..<rows * columns).map { _ in next() })
  }
}
