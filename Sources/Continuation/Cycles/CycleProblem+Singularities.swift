// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

extension CycleProblem {
  /// How far beside a cycle a pole is looked for, as a part of the cycle's extent, in so many steps.
  private static let (poleReach, poleSteps) = (0.1, 40)
  /// Beside a pole rates are so many times as large as the largest on the cycle.
  private static let poleGrowth = 100.0
  /// The rate of the state that is nearest to a pole, as a part of the largest.
  private static let nearest = 0.5
  /// Poles are looked for beside so many states of a cycle.
  private static let probedStates = 240
  /// The change of the parameter, as a part of its range, over which a jump is told from a slope, and the part of the largest rates by
  /// which rates then change.
  private static let (jumpWidth, jumpShare) = (1e-6, 0.01)

  /// Why the equations cannot be solved beyond a cycle, where that lies in the right-hand side: a pole beside the cycle, or a jump in
  /// the parameter; nil if there is neither.
  func singularity(beside unknowns: [Double]) -> CurveEnd? {
    let rates = rates(atNodesOf: unknowns)
    let largest = (0..<n).map { i in stride(from: i, to: rates.count, by: n).reduce(0) { max($0, abs(rates[$1])) } }
    if hasJump(unknowns, rates, largest) { return .discontinuity }
    return hasPole(unknowns, rates, largest) ? .undefined : nil
  }

  private func hasJump(_ unknowns: [Double], _ rates: [Double], _ largest: [Double]) -> Bool {
    [1.0, -1].contains { sign in
      var beside = unknowns
      beside[parameterIndex] += sign * Self.jumpWidth * scales[n]
      return zip(self.rates(atNodesOf: beside), rates).enumerated().contains { index, pair in
        abs(pair.0 - pair.1) > Self.jumpShare * largest[index % n]
      }
    }
  }

  private func hasPole(_ unknowns: [Double], _ rates: [Double], _ largest: [Double]) -> Bool {
    let extents = (0..<n).map { i -> Double in
      let column = stride(from: i, to: nodeCount * n, by: n).map { unknowns[$0] }
      return (column.max() ?? 0) - (column.min() ?? 0)
    }
    let nodes = stride(from: 0, to: nodeCount, by: max(1, nodeCount / Self.probedStates))
    return nodes.contains { node in
      let state = Array(unknowns[(node * n)..<((node + 1) * n)])
      return (0..<n).contains { i in
        [1.0, -1].contains { sign in
          (1...Self.poleSteps).contains { step in
            var beside = state + [unknowns[parameterIndex]]
            beside[i] += sign * extents[i] * Self.poleReach * Double(step) / Double(Self.poleSteps)
            // Of the cycle itself the state nearest to a pole has the largest rates.
            return field.equilibriumResidual(at: beside).enumerated().contains { j, rate in
              !(abs(rate) <= Self.poleGrowth * largest[j]) && abs(rates[node * n + j]) >= Self.nearest * largest[j]
            }
          }
        }
      }
    }
  }
}
