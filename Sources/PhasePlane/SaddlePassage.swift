// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule

/// A saddle as a trajectory sees it that comes near: how far it passes beside the manifold that leads into the saddle.
///
/// In coordinates along the eigenvectors the trajectory is at (a, b), and the manifold at (a, c a²). The gap grows with the
/// eigenvalue of the direction out while a falls with that of the direction in, so that its size where the trajectory comes
/// into the neighbourhood follows from the linear flow.
struct SaddlePassage: Sendable {
  let point: PlanePoint
  /// The eigenvectors into and out of the saddle, in the sense of time in which trajectories are followed.
  let (into, out): (PlanePoint, PlanePoint)
  /// How many times faster trajectories leave than they come.
  let ratio: Double
  /// The curvature of the manifold that leads in, along the direction out.
  let bend: Double

  /// Where a neighbourhood begins, as a part of the window.
  private static let entrance = 0.1
  /// The gap at the entrance, as a part of the window, that the errors of integration explain.
  private static let error = 1e-8

  /// Whether a trajectory that has come near lies on the manifold, within the errors of the computation.
  func isConnected(_ place: PlanePoint) -> Bool {
    let offset = place - point
    let determinant = into.cross(out)
    let (a, b) = (offset.cross(out) / determinant, into.cross(offset) / determinant)
    let gap = abs(b - bend * a * a) * Double.pow(min(1, abs(a) / Self.entrance), ratio)
    return gap <= Self.error
  }
}
