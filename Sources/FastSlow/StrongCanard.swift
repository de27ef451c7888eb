// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers

/// The strong singular canard of a folded node: the trajectory of the slow flow on the attracting side that enters the node along the
/// direction of its strong eigenvalue. With the fold it bounds the funnel, all of whose trajectories pass through the node.
struct StrongCanard {
  private let system: FoldSystem
  /// Where the slow variables may be.
  private let isInside: ([Double]) -> Bool

  /// The first step away from the node, the further steps, and the length at which the canard ends, in sizes of variables.
  private static let (start, step, length) = (1e-3, 5e-3, 4.0)

  init(_ system: FoldSystem, isInside: @escaping ([Double]) -> Bool) {
    (self.system, self.isInside) = (system, isInside)
  }

  /// The points of the canard from the node backwards in time, to the edge, to another fold or to its full length; empty if none begins.
  func points(from node: [Double], along direction: [Double]) -> [[Double]] {
    let start = [1.0, -1].map { sign in zip(node, direction).map { $0 + sign * Self.start * $1 } }
      .first(where: attracts)
    guard var point = start else { return [] }
    var points = [node, point]
    for _ in 0..<Int(Self.length / Self.step) {
      guard let next = step(from: point), attracts(next), isInside(next) else { break }
      point = next
      points.append(point)
    }
    return points
  }

  private func attracts(_ point: [Double]) -> Bool {
    (Eigendecomposition.eigenvalues(system.fastBlock(system.jacobian(at: point))) ?? []).allSatisfy { $0.real < 0 }
  }

  /// A step backwards in time by Runge and Kutta's method, in the length of the curve.
  private func step(from point: [Double]) -> [Double]? {
    func moved(_ direction: [Double], _ share: Double) -> [Double] {
      zip(point, direction).map { $0 - share * Self.step * $1 }
    }
    guard let a = direction(at: point), let b = direction(at: moved(a, 0.5)), let c = direction(at: moved(b, 0.5)),
      let d = direction(at: moved(c, 1))
    else { return nil }
    return moved(point.indices.map { (a[$0] + 2 * b[$0] + 2 * c[$0] + d[$0]) / 6 }, 1)
  }

  /// The direction of the slow flow f_x x' = -f_y g, y' = g, which keeps f as it is.
  private func direction(at point: [Double]) -> [Double]? {
    let jacobian = system.jacobian(at: point)
    let rates = system.rates(at: point)
    guard
      let fast = LUFactorization(system.fastBlock(jacobian)).solve(system.slowForcing(jacobian, rates).map { -$0 })
    else { return nil }
    var flow = system.extended(fast)
    for index in system.slow { flow[index] = rates[index] }
    let length = euclideanNorm(flow)
    return length > 0 && length.isFinite ? flow.map { $0 / length } : nil
  }
}
