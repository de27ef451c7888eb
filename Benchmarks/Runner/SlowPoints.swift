// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// The bumps of a continuous-attractor network on a ring, from 629 starts, from the start of the program to its end.
struct SlowPoints: BenchmarkGroup {
  static let word = "slowpoints"
  let environment: BenchmarkEnvironment

  func measurements() throws -> [Measurement] {
    try [128, 256, 512, 1024].compactMap(row)
  }

  private func row(_ units: Int) throws -> Measurement? {
    let output = environment.scratch.appending(path: "slowpoints").path
    let command = [
      environment.program, "slowpoints", "cann", "--set", "units=\(units)", "--starts", "629", "--output", output,
    ]
    guard let ours = try environment.seconds(command, rounds: units > 256 ? 3 : 5) else { return nil }
    // BrainPy's time grows with the square of the units: more than 256 are not asked of it.
    let theirs = units > 256 ? nil : try environment.numbers("slowpoints_brainpy.py", ["\(units)"]).first
    return Measurement(
      name: "Command slowpoints cann, \(units) units" + (theirs == nil ? "" : ", and BrainPy"),
      reference: theirs == nil ? "" : "BrainPy", ours: ours,
      theirs: theirs, target: theirs == nil ? nil : 1 / 20.0)
  }
}
