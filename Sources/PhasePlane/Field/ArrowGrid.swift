// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// Samples a field for arrows.
public enum ArrowGrid {
  /// The displacement (for a flow the rate, for a map the step) at the centres of a grid of cells.
  ///
  /// Points at which it is not finite are left out.
  /// - Parameters:
  ///   - system: The system.
  ///   - window: The window that the grid fills.
  ///   - count: The number of cells along each side.
  public static func sample(_ system: PlanarSystem, window: PlaneWindow, count: Int) -> VectorFieldSamples {
    let points = (0..<count * count).map { k in
      window.point(at: (SIMD2(Double(k % count), Double(k / count)) + 0.5) / Double(count))
    }
    let columns = system.displacements.columns(at: points)
    let kept = points.indices.filter { columns[0][$0].isFinite && columns[1][$0].isFinite }
    return VectorFieldSamples(
      points: kept.map { points[$0].list }, vectors: kept.map { [columns[0][$0], columns[1][$0]] })
  }
}
