// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import NativeCode
import Results
import Simulator

/// The same work with SciPy and JAX, without the start of Python and without their compilation.
struct PythonLibraries: BenchmarkGroup {
  static let word = "python"
  let environment: BenchmarkEnvironment

  func measurements() throws -> [Measurement] {
    guard environment.python != nil else { return [] }
    var rows: [Measurement] = []
    if let jax = try environment.numbers("ensemble_jax.py").first {
      rows.append(
        Measurement(
          name: "FitzHugh-Nagumo, 1000 trajectories of 1e4 steps, all cores", reference: "JAX vmap and scan, all cores",
          ours: try ensembleSeconds(), theirs: jax, target: 1 / 3.0))
    }
    let scipy = try environment.numbers("scipy_rows.py")
    guard scipy.count == 2 else { return rows }
    rows.append(
      Measurement(
        name: "FitzHugh-Nagumo, adaptive 5(4), 1000 time units", reference: "SciPy RK45",
        ours: try adaptiveSeconds(), theirs: scipy[0], target: nil))
    rows.append(
      Measurement(
        name: "FitzHugh-Nagumo, all fixed points, with types and proof", reference: "SciPy root, 100 starts",
        ours: try medianSeconds(Planes.findFixedPoints()), theirs: scipy[1], target: nil))
    return rows
  }

  /// JAX is timed by the clock on all cores, and so is the simulator.
  private func ensembleSeconds() throws -> Double {
    let sample = try Sample("fitzhugh-nagumo")
    let simulation = try ModelSimulation(sample.model)
    let settings = try IntegrationSettings(method: .rungeKutta4, duration: 100, step: 0.01, output: .ends)
    let points = sample.points(1000)
    let starts = (0..<1000).map { Array(points[2 * $0..<2 * $0 + 2]) }
    return medianSeconds { _ = simulation.trajectories(from: starts, settings) }
  }

  private func adaptiveSeconds() throws -> Double {
    let simulation = try ModelSimulation(Sample("fitzhugh-nagumo").model)
    let settings = try IntegrationSettings(duration: 1000)
    return medianSeconds { _ = simulation.trajectory(settings) }
  }

  private func medianSeconds(_ work: () -> Void) -> Double {
    work()
    return Measurement.median((0..<5).map { _ in Measurement.wallTime(work) })
  }
}
