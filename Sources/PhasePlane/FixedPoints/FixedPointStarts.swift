// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

/// Where searches for fixed points begin.
struct FixedPointStarts {
  let system: PlanarSystem
  let window: PlaneWindow

  /// Points on the nullclines of one variable at which the other's displacement changes sign or comes nearest to zero.
  ///
  /// A change of sign marks a crossing of nullclines, a nearest approach a pair of crossings between two vertices or a
  /// point where they touch.
  func alongCurves(_ curves: [DraftCurve], other component: Int) -> [SIMD2<Double>] {
    curves.flatMap { curve -> [SIMD2<Double>] in
      let points = curve.closed ? curve.points + [curve.points[0]] : curve.points
      let values = system.displacements.columns(at: points)[component]
      var starts: [SIMD2<Double>] = []
      for k in points.indices {
        if k + 1 < points.count, values[k] * values[k + 1] < 0 {
          let fraction = values[k] / (values[k] - values[k + 1])
          starts.append(points[k] + fraction * (points[k + 1] - points[k]))
        }
        let size = abs(values[k])
        let before = k > 0 ? abs(values[k - 1]) : .infinity
        let after = k + 1 < points.count ? abs(values[k + 1]) : .infinity
        if size <= before && size < after || size < before && size <= after { starts.append(points[k]) }
      }
      return starts
    }
  }

  /// The middles of the cells of a coarse grid in which both components change sign.
  func cells(count: Int) -> [SIMD2<Double>] {
    let side = count + 1
    let points = (0..<side * side).map { k in
      window.point(at: SIMD2(Double(k % side), Double(k / side)) / Double(count))
    }
    let columns = system.displacements.columns(at: points)
    func changes(_ values: [Double], _ k: Int) -> Bool {
      let corners = [values[k], values[k + 1], values[k + side], values[k + side + 1]]
      return corners.contains { $0 <= 0 } && corners.contains { $0 >= 0 }
    }
    return points.indices.compactMap { k in
      guard k % side < count, k / side < count, changes(columns[0], k), changes(columns[1], k) else { return nil }
      return 0.5 * (points[k] + points[k + side + 1])
    }
  }

  /// Points that fill the window evenly.
  func scattered(count: Int) -> [SIMD2<Double>] {
    QuasiRandomSequence.points(count, in: [window.x, window.y]).map { SIMD2($0) }
  }
}
