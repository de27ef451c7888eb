// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import ModelCore
import Symbolics

/// Whether formulas of two variables agree everywhere, as told by their values at many points.
///
/// Analytic functions that differ agree only on curves, which points spread evenly do not all lie on; formulas that
/// differ by less than one part in 1e10 everywhere are not told apart.
struct IdentityTest {
  private let system: PlanarSystem
  private let points: [SIMD2<Double>]
  private static let tolerance = 1e-10
  /// The fewest points with values for a verdict.
  private static let fewest = 32

  /// A test in a neighbourhood of a point.
  init(_ system: PlanarSystem, around point: SIMD2<Double>, size: SIMD2<Double>) {
    self.system = system
    let (low, high) = (point - 0.5 * size, point + 0.5 * size)
    points = QuasiRandomSequence.points(64, in: [low.x...high.x, low.y...high.y]).map { SIMD2($0) }
  }

  /// Whether both formulas of each pair agree; not if they are undefined at half of the points.
  func holds(_ pairs: [(Expression, Expression)]) -> Bool {
    guard let function = try? PlaneFunction(pairs.flatMap { [$0.0, $0.1] }, of: system.model) else { return false }
    let columns = function.columns(at: points)
    return pairs.indices.allSatisfy { pair in
      let (first, second) = (columns[2 * pair], columns[2 * pair + 1])
      let size = zip(first, second).map { max(abs($0), abs($1)) }.filter(\.isFinite).max() ?? 0
      let known = points.indices.filter { first[$0].isFinite && second[$0].isFinite }
      // Where both are much smaller than elsewhere, what is left of them is rounding.
      return known.count >= IdentityTest.fewest
        && known.allSatisfy { abs(first[$0] - second[$0]) <= IdentityTest.tolerance * max(abs(first[$0]), 1e-3 * size) }
    }
  }
}
