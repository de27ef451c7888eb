// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import Symbolics

/// The Hilbert matrix, whose inverse is known in integers.
func hilbertMatrix(_ n: Int) -> Matrix {
  var matrix = Matrix(rows: n, columns: n)
  for i in 0..<n {
    for j in 0..<n { matrix[i, j] = 1 / Double(i + j + 1) }
  }
  return matrix
}

/// Numbers in [-1, 1) that are the same on every run .
struct RepeatableNumbers {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func next() -> Double { Double(Int64(bitPattern: generator.next())) * 0x1p-63 }

  mutating func matrix(_ rows: Int, _ columns: Int) -> Matrix {
    Matrix(rows: rows, columns: columns, elements: (0..<rows * columns).map { _ in next() })
  }
}
