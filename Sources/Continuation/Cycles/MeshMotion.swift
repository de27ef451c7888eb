// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

/// How a mesh moves along a branch of cycles, so that spikes and jumps stay in their intervals.
///
/// Where a steep part of a cycle shifts in time, a cycle at fixed times changes quickly and along a curve that bends
/// within the width of the part; seen from times that move with it, it hardly changes (moving finite elements, Miller and Miller 1981).
/// With the tangent v of the branch, a change at fixed times, the velocity u of the times, continuous and linear in each
/// interval, makes the integral of |v + x' u|^2 + lambda u'^2 least, in variables divided by their scales. The second term, with
/// lambda a part of the square of the cycle's extent, keeps times between steep parts from running together.
struct MeshMotion {
  /// The velocities of the mesh points, both ends fixed.
  let velocities: [Double]
  /// The change of the cycle at the moving nodes: node by node, then of period and parameter.
  let tangent: [Double]
  /// The velocities without a fixed end, as the phase moves.
  private let free: [Double]

  /// The share of the squared extent that velocities are smoothed with: features of amplitude A and width d have
  /// slopes x' of about A / d, so that velocities vary over no less than a fraction of d.
  private static let smoothing = 0.1

  /// - Parameters:
  ///   - problem: The discretised cycles.
  ///   - unknowns: A cycle.
  ///   - tangent: The change of the cycle at fixed times, of any length.
  ///   - isPeriodic: Whether the last node is the first again; both ends of other orbits have fixed times.
  init(_ problem: CycleProblem, at unknowns: [Double], tangent: [Double], isPeriodic: Bool = true) {
    let count = problem.mesh.intervalCount
    guard let periodic = MeshMotion.leastSquares(problem, unknowns, tangent, isPeriodic) else {
      velocities = [Double](repeating: 0, count: count + 1)
      (free, self.tangent) = (velocities, tangent)
      return
    }
    velocities = periodic.map { $0 - periodic[0] } + [0]
    free = periodic + [periodic[0]]
    self.tangent = MeshMotion.comoving(problem, unknowns, tangent, free, closingSign: isPeriodic ? 1 : nil)
  }

  /// The change of a function along the cycle at the moving nodes.
  /// - Parameters:
  ///   - change: The change at fixed times.
  ///   - function: The function, of as many components as the state.
  ///   - closingSign: What becomes of the function in one turn.
  func comoving(_ problem: CycleProblem, _ change: [Double], of function: [Double], closingSign: Double) -> [Double] {
    MeshMotion.comoving(problem, function, change, free, closingSign: closingSign)
  }

  /// The velocities at the mesh points but the last, of which the first is not fixed: a shift of all times is a
  /// shift of phase and changes no cycle.
  private static func leastSquares(
    _ problem: CycleProblem, _ unknowns: [Double], _ tangent: [Double], _ isPeriodic: Bool
  ) -> [Double]? {
    let (n, m, count, basis) = (problem.n, problem.m, problem.mesh.intervalCount, problem.basis)
    var matrix = CyclicTridiagonal(order: count)
    var right = [Double](repeating: 0, count: count)
    let stiffness = smoothing * extentSquared(problem, unknowns)
    for interval in 0..<count {
      let (width, next) = (problem.mesh.width(interval), (interval + 1) % count)
      for c in 0..<m {
        let row = c * (m + 1)
        var (square, product) = (0.0, 0.0)
        for i in 0..<n {
          var (slope, change) = (0.0, 0.0)
          for k in 0...m {
            let node = (interval * m + k) * n + i
            slope += basis.derivatives[row + k] * unknowns[node]
            change += basis.values[row + k] * tangent[node]
          }
          let inverse = 1 / (width * problem.scales[i] * problem.scales[i])
          square += slope * slope * inverse / width
          product += slope * change * inverse
        }
        let (weight, place) = (width * basis.weights[c], basis.points[c])
        matrix.diagonal[interval] += weight * square * (1 - place) * (1 - place)
        matrix.diagonal[next] += weight * square * place * place
        matrix.offDiagonal[interval] += weight * square * place * (1 - place)
        right[interval] -= weight * product * (1 - place)
        right[next] -= weight * product * place
      }
      matrix.diagonal[interval] += stiffness / width
      matrix.diagonal[next] += stiffness / width
      matrix.offDiagonal[interval] -= stiffness / width
    }
    if !isPeriodic {
      matrix.diagonal[0] = 1
      (matrix.offDiagonal[0], matrix.offDiagonal[count - 1], right[0]) = (0, 0, 0)
    }
    return matrix.solve(right)
  }

  /// The sum of the squared extents of the scaled variables.
  private static func extentSquared(_ problem: CycleProblem, _ unknowns: [Double]) -> Double {
    (0..<problem.n).reduce(0) { sum, i in
      var (low, high) = (Double.infinity, -Double.infinity)
      for node in stride(from: i, to: problem.nodeCount * problem.n, by: problem.n) {
        low = min(low, unknowns[node])
        high = max(high, unknowns[node])
      }
      let extent = (high - low) / problem.scales[i]
      return sum + extent * extent
    }
  }

  /// v + x' u at the nodes.
  private static func comoving(
    _ problem: CycleProblem, _ unknowns: [Double], _ tangent: [Double], _ velocities: [Double], closingSign: Double?
  ) -> [Double] {
    let (n, m, basis) = (problem.n, problem.m, problem.basis)
    var result = tangent
    for interval in 0..<problem.mesh.intervalCount {
      let width = problem.mesh.width(interval)
      let start = interval * m * n
      // A node that two intervals share takes the slope of the later one; the first and the last are one point.
      for k in 0..<m {
        let place = Double(k) / Double(m)
        let velocity = (1 - place) * velocities[interval] + place * velocities[interval + 1]
        for i in 0..<n {
          var slope = 0.0
          for j in 0...m { slope += basis.nodeDerivatives[k * (m + 1) + j] * unknowns[start + j * n + i] }
          result[start + k * n + i] += velocity * slope / width
        }
      }
    }
    guard let closingSign else { return result }
    let last = (problem.nodeCount - 1) * n
    for i in 0..<n { result[last + i] = closingSign * result[i] }
    return result
  }
}
