// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// The coordinates of a window: 0 is its centre and 1 its width and its height.
struct PlaneFrame: Hashable, Sendable {
  let horizontal: AxisRange
  let vertical: AxisRange

  /// The width and the height of the window.
  var size: (Double, Double) { (horizontal.upper - horizontal.lower, vertical.upper - vertical.lower) }
  /// The centre of the window.
  var center: (Double, Double) {
    ((horizontal.lower + horizontal.upper) / 2, (vertical.lower + vertical.upper) / 2)
  }

  /// A state in coordinates of the window.
  func scaled(_ state: [Double]) -> PlanePoint {
    PlanePoint((state[0] - center.0) / size.0, (state[1] - center.1) / size.1)
  }

  /// The state at a point in coordinates of the window.
  func unscaled(_ point: PlanePoint) -> [Double] {
    [center.0 + size.0 * point.x, center.1 + size.1 * point.y]
  }

  /// A fixed point's state in coordinates of the window.
  func scaled(_ fixedPoint: FixedPoint) -> PlanePoint? {
    guard let x = fixedPoint.state[horizontal.name], let y = fixedPoint.state[vertical.name] else { return nil }
    return scaled([x, y])
  }

  /// A matrix of derivatives in coordinates of the window, row by row.
  func scaledMatrix(_ j: [Double]) -> [Double] { [j[0], j[1] * size.1 / size.0, j[2] * size.0 / size.1, j[3]] }
}
