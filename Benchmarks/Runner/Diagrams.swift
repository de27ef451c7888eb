// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// Whole bifurcation diagrams, from the start of the program to its end.
struct Diagrams: BenchmarkGroup {
  static let word = "diagrams"
  let environment: BenchmarkEnvironment

  func measurements() throws -> [Measurement] {
    try [
      row("Command bifurcation hodgkin-huxley", "hodgkin-huxley --parameter I=0:200 --doublings 0"),
      row("Command bifurcation rosenzweig-macarthur", "rosenzweig-macarthur"),
      row("Command bifurcation wong-wang, in the coherence", "wong-wang --parameter coh=0:100"),
      row("Command bifurcation logistic, cycles up to 24", "logistic --parameter r=2.8:4"),
    ].compactMap(\.self)
  }

  private func row(_ name: String, _ arguments: String) throws -> Measurement? {
    let output = environment.scratch.appending(path: "diagram").path
    let command =
      [environment.program, "bifurcation"] + arguments.split(separator: " ").map(String.init)
      + ["--output", output, "--format", "json"]
    guard let seconds = try environment.seconds(command, rounds: 5) else { return nil }
    return Measurement(name: name, reference: "", ours: seconds, theirs: nil, target: nil)
  }
}
