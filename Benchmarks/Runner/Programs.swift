// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import ModelCore
import NativeCode
import Simulator

/// Whole programs from their start to their end, and other people's software.
struct Programs {
  /// The folder of the benchmarks.
  let folder: URL
  /// The program `bpanalyze`.
  let program: String
  /// A Python with SciPy and BrainPy, if there is one.
  let python: String?

  func measure() throws -> [Measurement] {
    let scratch = FileManager.default.temporaryDirectory.appending(path: "bpanalyze-benchmark-\(getpid())")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    var rows: [Measurement] = []
    if let help = try Program.seconds([program, "--help"], rounds: 9) {
      rows.append(
        Measurement(name: "Start-up (--help), processor seconds", reference: "", ours: help, theirs: nil, target: 0.02))
    }
    rows += try xppaut(scratch)
    let plane = [program, "phaseplane", "fitzhugh-nagumo", "--output", scratch.appending(path: "plane").path]
    if let seconds = try Program.seconds(plane, rounds: 5, folder: scratch) {
      let theirs = try brainPy("phaseplane_brainpy.py", scratch)
      rows.append(
        Measurement(
          name: "Command phaseplane fitzhugh-nagumo, processor seconds", reference: theirs == nil ? "" : "BrainPy",
          ours: seconds, theirs: theirs, target: theirs == nil ? nil : 1 / 40.0))
    }
    return rows + (try pythonLibraries())
  }

  private func brainPy(_ script: String, _ scratch: URL) throws -> Double? {
    guard let python else { return nil }
    let path = folder.appending(path: "Reference/\(script)").path
    return try Program.seconds([python, path, scratch.appending(path: "brainpy.svg").path], rounds: 1, folder: scratch)
  }

  private func xppaut(_ scratch: URL) throws -> [Measurement] {
    guard Program.exists("xppaut") else { return [] }
    let model = folder.appending(path: "Reference/fhn.ode").path
    let ours = try Program.seconds(
      [program, "simulate", model, "--output", scratch.appending(path: "ours").path, "--format", "csv"], rounds: 3)
    let theirs = try Program.seconds(["xppaut", model, "-silent"], rounds: 3, folder: scratch)
    guard let ours, let theirs else { return [] }
    return [
      Measurement(
        name: "Command simulate, 1e6 RK4 steps, processor seconds", reference: "XPPAUT", ours: ours, theirs: theirs,
        target: nil)
    ]
  }

  private func pythonLibraries() throws -> [Measurement] {
    guard let python else { return [] }
    func numbers(_ script: String) throws -> [Double] {
      let result = try Program.run([python, folder.appending(path: "Reference/\(script)").path])
      if result.status != 0 { print("\(script) failed: \(result.errors.suffix(300))") }
      return result.output.split(separator: "\n").compactMap { Double($0) }
    }
    var rows: [Measurement] = []
    if let jax = try numbers("ensemble_jax.py").first {
      rows.append(
        Measurement(
          name: "FitzHugh-Nagumo, 1000 trajectories of 1e4 steps", reference: "JAX vmap and scan",
          ours: try ensembleSeconds(), theirs: jax, target: 1 / 3.0))
    }
    let scipy = try numbers("scipy_rows.py")
    guard scipy.count == 2 else { return rows }
    rows.append(
      Measurement(
        name: "FitzHugh-Nagumo, adaptive 5(4), 1000 time units", reference: "SciPy RK45",
        ours: try adaptiveSeconds(), theirs: scipy[0], target: nil))
    rows.append(
      Measurement(
        name: "FitzHugh-Nagumo, all fixed points", reference: "SciPy root, 100 starts",
        ours: try Planes.fixedPointSeconds(), theirs: scipy[1], target: nil))
    return rows
  }

  /// JAX is timed by the clock on all cores, and so is this: one core, the shortest of several runs.
  private func ensembleSeconds() throws -> Double {
    let sample = try Sample("fitzhugh-nagumo")
    guard let kernel = TrajectoryKernel(sample.model, .rungeKutta4) else { return .nan }
    return Measurement.shortestWallTime(rounds: 5) {
      var states = sample.columns(1000)
      Trajectories.run(kernel, sample, steps: 10_000, &states, 1000)
    }
  }

  private func adaptiveSeconds() throws -> Double {
    let sample = try Sample("fitzhugh-nagumo")
    let simulation = try ModelSimulation(sample.model)
    let settings = try IntegrationSettings(duration: 1000)
    return Measurement.median((0..<5).map { _ in Measurement.seconds { _ = simulation.trajectory(settings) } })
  }
}
