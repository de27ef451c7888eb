// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results
import Simulator
import Symbolics
import Testing

@Suite("Stiff integration of systems with few derivatives") struct SparseStiffTests {
  /// u_t = u_xx on n inner points of (0, pi): the mode sin k x decays with the rate (2 / h)² sin²(k h / 2).
  private func heat(_ n: Int) throws -> (simulation: ModelSimulation, exact: (Double, Int) -> Double) {
    let h = Double.pi / Double(n + 1)
    let u = (0...(n + 1)).map { $0 == 0 || $0 == n + 1 ? Expression(0) : .symbol("u\($0)") }
    let variables = (1...n).map { k -> (String, Expression, Double) in
      let change: Expression = (u[k - 1] - 2 * u[k] + u[k + 1]) / Expression(h * h)
      let start: Double = Double.sin(Double(k) * h) + 0.5 * Double.sin(3 * Double(k) * h)
      return ("u\(k)", change, start)
    }
    func rate(_ mode: Double) -> Double {
      let sine = Double.sin(mode * h / 2)
      return 4 * sine * sine / (h * h)
    }
    let simulation = try Sample.model(variables)
    return (
      simulation,
      { time, k in
        let first: Double = Double.exp(-rate(1) * time) * Double.sin(Double(k) * h)
        let third: Double = Double.exp(-rate(3) * time) * Double.sin(3 * Double(k) * h)
        return first + 0.5 * third
      }
    )
  }

  // Twenty variables have a dense matrix, the others a sparse one.
  @Test("the heat equation decays mode by mode", arguments: [20, 60, 400])
  func heatEquation(n: Int) throws {
    let (simulation, exact) = try heat(n)
    let trajectory = try simulation.trajectory(
      IntegrationSettings(
        method: .stiff, duration: 1, relativeTolerance: 1e-8, absoluteTolerance: 1e-10, output: .ends))
    #expect(trajectory.stop == .reachedEnd)
    for k in [1, n / 3, n / 2, n] { #expect(abs(trajectory.finalState[k - 1] - exact(1, k)) < 1e-6) }
  }

  @Test("variables without a derivative by themselves are no trouble")
  func emptyDiagonal() throws {
    // Fifty oscillators: x' = v, v' = -x.
    let variables = (0..<50).flatMap { k -> [(String, Expression, Double)] in
      [("x\(k)", .symbol("v\(k)"), 1), ("v\(k)", -.symbol("x\(k)"), 0)]
    }
    let trajectory = try Sample.model(variables).trajectory(
      IntegrationSettings(
        method: .stiff, duration: 2, relativeTolerance: 1e-9, absoluteTolerance: 1e-11, output: .ends))
    for k in [0, 17, 49] {
      #expect(abs(trajectory.finalState[2 * k] - Double.cos(2)) < 1e-6)
      #expect(abs(trajectory.finalState[2 * k + 1] + Double.sin(2)) < 1e-6)
    }
  }
}
