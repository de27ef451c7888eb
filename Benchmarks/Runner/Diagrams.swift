// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// Whole bifurcation diagrams and dissections of bursts, from the start of the program to its end, and the same with AUTO-07p and BrainPy.
struct Diagrams: BenchmarkGroup {
  static let word = "diagrams"
  let environment: BenchmarkEnvironment

  func measurements() throws -> [Measurement] {
    try [
      hodgkinHuxley(), rosenzweigMacArthur(), morrisLecar(), wongWang(),
      row("Command bifurcation logistic, cycles up to 24", "logistic --parameter r=2.8:4"), hindmarshRose(),
      row("Command fastslow butera-rinzel-smith", "butera-rinzel-smith", command: "fastslow"),
    ].compactMap(\.self) + chain()
  }

  /// Equilibria, Hopf points and folds of cycles. AUTO has a mesh of 200 intervals and makes some 200 steps.
  private func hodgkinHuxley() throws -> Measurement? {
    try row(
      "Command bifurcation hodgkin-huxley", "hodgkin-huxley --parameter I=-10:200 --doublings 0", reference: "AUTO-07p",
      theirs: try AUTOProgram(equations: "auto_hodgkin_huxley", environment)?.seconds(
        [
          AUTOProgram.constants(dimension: 4, range: -11...200, intervals: 200, largestStep: 2),
          AUTOProgram.constants(dimension: 4, range: -11...154.5, cyclesFrom: 2, intervals: 200, largestStep: 1),
        ], rounds: 5), target: 1)
  }

  private func rosenzweigMacArthur() throws -> Measurement? {
    try row(
      "Command bifurcation rosenzweig-macarthur", "rosenzweig-macarthur", reference: "AUTO-07p",
      theirs: try AUTOProgram(equations: "auto_rosenzweig_macarthur", environment)?.seconds(
        [
          AUTOProgram.constants(dimension: 2, range: 0.3...5, intervals: 50, largestStep: 0.5),
          AUTOProgram.constants(dimension: 2, range: 0.3...5, cyclesFrom: 2, intervals: 50, largestStep: 0.5),
        ], rounds: 5), target: nil)
  }

  /// Curves of folds and of Hopf points in two parameters; AUTO is told where to start.
  private func morrisLecar() throws -> Measurement? {
    let (range, other) = (-100.0...300, -10.0...25)
    // The folds and the Hopf point of the first run, each both ways.
    let curves = [2, 4].flatMap { label in
      [true, false].map { isForward in
        AUTOProgram.constants(
          from: label, dimension: 2, isForward: isForward, range: range, other: other, largestStep: 2)
      }
    }
    return try row(
      "Command bifurcation morris-lecar, folds and Hopf points in two parameters",
      "morris-lecar --parameter-set snic --parameter I=-100:300 --parameter V3=-10:25 --no-cycles --no-regions",
      reference: "AUTO-07p",
      theirs: try AUTOProgram(equations: "auto_morris_lecar", environment)?.seconds(
        [AUTOProgram.constants(dimension: 2, range: -101...300, intervals: 50, largestStep: 5)] + curves, rounds: 5,
        allFromFirst: true), target: nil)
  }

  private func wongWang() throws -> Measurement? {
    let theirs = try environment.python.flatMap { python in
      try environment.seconds(
        [
          python, environment.script("bifurcation_brainpy.py"),
          environment.scratch.appending(path: "coherence.svg").path,
        ],
        rounds: 1)
    }
    return try row(
      "Command bifurcation wong-wang, in the coherence", "wong-wang --parameter coh=0:100", reference: "BrainPy",
      theirs: theirs, target: nil)
  }

  /// The fast subsystem's diagram in the slow variable, and the trajectory over it; BrainPy finds cycles by simulation.
  private func hindmarshRose() throws -> Measurement? {
    let theirs = try environment.python.flatMap { python in
      try environment.seconds(
        [python, environment.script("fastslow_brainpy.py"), environment.scratch.appending(path: "burst.svg").path],
        rounds: 1)
    }
    return try row(
      "Command fastslow hindmarsh-rose", "hindmarsh-rose", command: "fastslow", reference: "BrainPy", theirs: theirs)
  }

  /// Equilibria of 500 cells with two variables each: time, and memory where there is GNU's `time`.
  private func chain() throws -> [Measurement] {
    let model = environment.folder.appending(path: "Reference/brusselator-chain.ode").path
    let name = "Command bifurcation, 500 Brusselators in a row"
    let arguments = "\(model) --parameter L=0.3:2"
    guard let time = try row(name, arguments) else { return [] }
    guard Program.exists("time") else { return [time] }
    let result = try Program.run(
      ["time", "-f", "%M"] + words("bifurcation", arguments), folder: environment.scratch)
    let kilobytes = result.errors.split(separator: "\n").last.flatMap { Double($0) }
    return [time]
      + (kilobytes.map {
        [Measurement(name: name, reference: "", ours: $0 / 1000, theirs: nil, target: nil, unit: .megabytes)]
      } ?? [])
  }

  private func words(_ command: String, _ arguments: String) -> [String] {
    let output = environment.scratch.appending(path: "diagram").path
    return [environment.program, command] + arguments.split(separator: " ").map(String.init)
      + ["--output", output, "--format", "json"]
  }

  private func row(
    _ name: String, _ arguments: String, command: String = "bifurcation", reference: String = "", theirs: Double? = nil,
    target: Double? = nil
  ) throws -> Measurement? {
    guard let seconds = try environment.seconds(words(command, arguments), rounds: 5) else { return nil }
    return Measurement(
      name: name, reference: theirs == nil ? "" : reference, ours: seconds, theirs: theirs,
      target: theirs == nil ? nil : target)
  }
}
