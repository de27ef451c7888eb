// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results

extension Separatrices {
  /// Where a branch begins.
  struct Start: Sendable {
    var trap: FixedPointTraps.Trap
    var kind: Separatrix.Kind
    /// A point on the branch close to the fixed point.
    var point: PlanePoint
  }

  /// The beginnings of all branches of a fixed point's manifolds: none unless it is a saddle or a saddle-node.
  func starts(_ trap: FixedPointTraps.Trap) -> [Start] {
    guard trap.type == .saddle || trap.type == .saddleNode else { return [] }
    let j = flow.jacobian(at: trap.point)
    let (half, difference) = ((j[0] + j[3]) / 2, (j[0] - j[3]) / 2)
    let root = max(0, difference * difference + j[1] * j[2]).squareRoot()
    let eigenvalues = [half + root, half - root]
    if trap.type == .saddle {
      return eigenvalues.flatMap { hyperbolicStarts(trap, j, eigenvalue: $0) }
    }
    let ordered = eigenvalues.sorted { abs($0) < abs($1) }
    return hyperbolicStarts(trap, j, eigenvalue: ordered[1]) + centerStart(trap, j, strong: ordered[1])
  }

  /// Both branches tangent to an eigenvector: p ± εv + ε²a, where (2λ - J) a = ½ D²f(v, v).
  ///
  /// Source: Kuznetsov 2004, Elements of Applied Bifurcation Theory, section 3.2, by comparing powers of ε.
  private func hyperbolicStarts(
    _ trap: FixedPointTraps.Trap, _ j: [Double], eigenvalue: Double
  ) -> [Start] {
    let v = Separatrices.eigenvector(j, eigenvalue)
    if eigenvalue == 0 || v.length == 0 { return [] }
    let bend = bend(trap.point, j, eigenvalue, along: v)
    // A neighbour bounds the region in which the expansion holds.
    let offset = min(1e-4, 1e-3 / max(bend.length, 1e-300), 1e-2 * trap.clearance)
    return [1.0, -1].map { side in
      Start(
        trap: trap, kind: eigenvalue > 0 ? .unstable : .stable,
        point: trap.point + (side * offset) * v + (offset * offset) * bend)
    }
  }

  /// The second-order term a of a manifold p + εv + ε²a; none where the right-hand side has no second derivative, or is in resonance.
  private func bend(_ point: PlanePoint, _ j: [Double], _ eigenvalue: Double, along v: PlanePoint) -> PlanePoint {
    let q = quadraticTerm(at: point, along: v)
    let (a, d) = (2 * eigenvalue - j[0], 2 * eigenvalue - j[3])
    let determinant = a * d - j[1] * j[2]
    let bend = PlanePoint((q.x * d + j[1] * q.y) / determinant, (a * q.y + j[2] * q.x) / determinant)
    return bend.length.isFinite ? bend : PlanePoint(0, 0)
  }

  /// How trajectories pass a saddle, followed forward or backward in time; nil if the point is none.
  func passage(_ trap: FixedPointTraps.Trap, backward: Bool) -> SaddlePassage? {
    guard trap.type == .saddle else { return nil }
    let j = flow.jacobian(at: trap.point)
    let (half, difference) = ((j[0] + j[3]) / 2, (j[0] - j[3]) / 2)
    let root = max(0, difference * difference + j[1] * j[2]).squareRoot()
    let (unstable, stable) = (half + root, half - root)
    guard unstable > 0, stable < 0 else { return nil }
    let (inward, outward) = backward ? (unstable, stable) : (stable, unstable)
    let (into, out) = (Separatrices.eigenvector(j, inward), Separatrices.eigenvector(j, outward))
    let bend = bend(trap.point, j, inward, along: into)
    return SaddlePassage(
      point: trap.point, into: into, out: out, ratio: abs(outward / inward),
      bend: into.cross(bend) / into.cross(out))
  }

  /// The branch of a saddle-node's centre manifold that is unique: the one on which trajectories leave if the other
  /// eigenvalue is negative, that on which they arrive if it is positive.
  private func centerStart(_ trap: FixedPointTraps.Trap, _ j: [Double], strong: Double) -> [Start] {
    let v = Separatrices.eigenvector(j, 0)
    // The left null vector of J: across the range, which is the strong eigenvector's direction.
    let w = Separatrices.eigenvector(j, strong).turned
    let drift = w.dot(quadraticTerm(at: trap.point, along: v)) / w.dot(v)
    guard drift.isFinite, drift != 0, strong != 0 else { return [] }
    let side: Double = (drift > 0) == (strong < 0) ? 1 : -1
    let offset = min(1e-3, 0.1 * trap.clearance)
    return [Start(trap: trap, kind: strong < 0 ? .unstable : .stable, point: trap.point + (offset * side) * v)]
  }

  /// ½ D²f(v, v), in coordinates of the window.
  private func quadraticTerm(at point: PlanePoint, along v: PlanePoint) -> PlanePoint {
    let taylor = flow.field.taylorCoefficients(
      state: flow.unscaled(point), direction: [v.x * flow.size.0, v.y * flow.size.1], parameters: flow.parameters,
      time: flow.time, order: 2)
    return PlanePoint(taylor[2][0] / flow.size.0, taylor[2][1] / flow.size.1)
  }

  /// A unit eigenvector of a matrix, row by row, from the row that determines it better.
  static func eigenvector(_ j: [Double], _ eigenvalue: Double) -> PlanePoint {
    let first = PlanePoint(j[1], eigenvalue - j[0])
    let second = PlanePoint(eigenvalue - j[3], j[2])
    return (first.length > second.length ? first : second).normalized
  }
}
