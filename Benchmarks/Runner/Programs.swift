// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// Whole programs from their start to their end, by the clock.
struct Programs: BenchmarkGroup {
  static let word = "programs"
  let environment: BenchmarkEnvironment

  func measurements() throws -> [Measurement] {
    var rows: [Measurement] = []
    if let help = try environment.seconds([environment.program, "--help"], rounds: 21) {
      rows.append(Measurement(name: "Start-up (--help)", reference: "", ours: help, theirs: nil, target: 0.02))
    }
    if let row = try phasePlane() { rows.append(row) }
    if let row = try xppaut() { rows.append(row) }
    return rows
  }

  private func phasePlane() throws -> Measurement? {
    let scratch = environment.scratch
    let plane = [
      environment.program, "phaseplane", "fitzhugh-nagumo", "--output", scratch.appending(path: "plane").path,
    ]
    guard let ours = try environment.seconds(plane, rounds: 9) else { return nil }
    let theirs = try environment.python.flatMap { python in
      try environment.seconds(
        [python, environment.script("phaseplane_brainpy.py"), scratch.appending(path: "brainpy.svg").path], rounds: 1)
    }
    return Measurement(
      name: "Command phaseplane fitzhugh-nagumo", reference: theirs == nil ? "" : "BrainPy", ours: ours, theirs: theirs,
      target: theirs == nil ? nil : 1 / 40.0)
  }

  private func xppaut() throws -> Measurement? {
    guard Program.exists("xppaut") else { return nil }
    let model = environment.folder.appending(path: "Reference/fhn.ode").path
    let output = environment.scratch.appending(path: "ours").path
    let ours = try environment.seconds(
      [environment.program, "simulate", model, "--output", output, "--format", "csv"], rounds: 5)
    guard let ours, let theirs = try environment.seconds(["xppaut", model, "-silent"], rounds: 5) else { return nil }
    return Measurement(
      name: "Command simulate, 1e6 RK4 steps", reference: "XPPAUT", ours: ours, theirs: theirs, target: nil)
  }
}
