// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import RealModule
import Symbolics
import Testing

@testable import Continuation

@Suite("Meshes that move along") struct MeshMotionTests {
  /// Cycles with a spike at each of some times, and how they change when spikes move.
  private struct Spikes {
    let problem: CycleProblem
    let unknowns: [Double]
    let tangent: [Double]

    static let width = 0.02

    init(at times: [Double], speeds: [Double]) throws {
      let model = try EquilibriumTests.model("plane", ["x": 1, "y": 0], ["mu": 0]) { x, _ in
        SpecialCycleTests.oscillator(x[0], x[1], push: 0, turn: 0)
      }
      let equilibria = try SpecialCycleTests.problem(model, "mu", -1...1, [1, 1])
      let empty = CycleProfile(mesh: CycleMesh(uniform: 200), degree: 4, dimension: 2, values: [])
      // A spike turns round in the plane: a bell and its slope.
      func sum(_ part: (Double) -> (Double, Double), _ factors: [Double]) -> [Double] {
        empty.nodeTimes.flatMap { time -> [Double] in
          let parts = zip(times, factors).map { center, factor -> (Double, Double) in
            let (a, b) = part((time - center) / Self.width)
            return (factor * a, factor * b)
          }
          return [parts.reduce(0) { $0 + $1.0 }, parts.reduce(0) { $0 + $1.1 }]
        }
      }
      let values = sum({ (Double.exp(-$0 * $0), $0 * Double.exp(-$0 * $0)) }, times.map { _ in 1 })
      // The derivative with respect to the center.
      let changes = sum(
        { z in
          let bell = Double.exp(-z * z) / Self.width
          return (2 * z * bell, (2 * z * z - 1) * bell)
        }, speeds)
      let reference = CycleProfile(mesh: empty.mesh, degree: 4, dimension: 2, values: values)
      problem = CycleProblem(field: equilibria.field, scales: equilibria.scales, reference: reference)
      unknowns = values + [1, 0]
      tangent = changes + [0, 0]
    }

    var motion: MeshMotion { MeshMotion(problem, at: unknowns, tangent: tangent) }

    /// How much of the change is left in coordinates that move.
    var rest: Double {
      let weights = problem.weights(at: unknowns)
      return weightedNorm(motion.tangent, weights) / weightedNorm(tangent, weights)
    }

    /// The velocity of the mesh at a time.
    func velocity(at time: Double) -> Double { problem.mesh.interpolate(motion.velocities, at: time) }
  }

  @Test("A shift of the whole cycle is no change, and the mesh stays") func shift() throws {
    let spikes = try Spikes(at: [0.3, 0.7], speeds: [2, 2])
    #expect(spikes.rest < 1e-3)
    #expect(spikes.motion.velocities.allSatisfy { abs($0) < 1e-3 })
  }

  @Test("The mesh follows the spike that moves and not the one that stays") func oneOfTwo() throws {
    let spikes = try Spikes(at: [0.3, 0.7], speeds: [0, 1])
    #expect(spikes.rest < 0.1)
    #expect(abs(spikes.velocity(at: 0.7) - spikes.velocity(at: 0.3) - 1) < 0.02)
    #expect(spikes.velocity(at: 0) == 0 && spikes.velocity(at: 1) == 0)
  }

  @Test("Mesh points do not run into each other") func crowding() {
    let mesh = CycleMesh(uniform: 4)
    #expect(mesh.displaced(by: [0, 0.1, 0.1, 0, 0])?.times == [0, 0.35, 0.6, 0.75, 1])
    #expect(mesh.displaced(by: [0, 0.2, 0, 0, 0]) == nil)
    #expect(mesh.displaced(by: [0, 0]) == nil)
  }
}
