// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import TestSupport

/// Runs the program on a great many damaged files, each run a process of its own with a limit of time and memory, and
/// watches for crashes, runs without end and exit statuses that are not among those that the README lists.
///
///     swift run -c release CommandFuzz PROGRAM [COUNT] [SEED] [ONLY]
///
/// COUNT runs (500 if none is given) of the commands take models, weights, saved results and styles that are damaged. A run
/// is a function of SEED and its number alone; ONLY repeats one and shows what the program says. The files of runs that went
/// wrong stay in the folder that is named at the end. The exit status is 1 if there were any.
@main
struct CommandFuzz {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard let program = arguments.first else {
      print("usage: CommandFuzz PROGRAM [COUNT] [SEED] [ONLY]")
      exit(64)
    }
    let numbers = arguments.dropFirst().compactMap { UInt64($0) }
    let seed = numbers.count > 1 ? numbers[1] : 1
    let runner = try CommandRunner(program: URL(fileURLWithPath: program).path)
    let material = try FuzzMaterial(runner)
    if numbers.count > 2 {
      let (outcome, text) = try runner.run(material.job(numbers[2], seed: seed), number: numbers[2])
      print("\(text)\n\(outcome)")
      return
    }
    var tally = FuzzTally()
    let count = numbers.first ?? 500
    for number in 0..<count {
      let job = material.job(number, seed: seed)
      let (outcome, text) = try runner.run(job, number: number)
      tally.add(outcome, job, number, text)
      if number % 100 == 99 { say("\(number + 1) runs: \(tally.summary)") }
    }
    say("\(count) runs: \(tally.summary)")
    if tally.failures > 0 {
      say("the files of these runs are in \(runner.folder)")
      exit(1)
    }
    runner.removeFolder()
  }
}

/// Prints a line at once, also where it goes to a file.
private func say(_ line: String) { FileHandle.standardOutput.write(Data("\(line)\n".utf8)) }

/// What became of the runs.
struct FuzzTally {
  private var statuses: [Int32: Int] = [:]
  private var slowest = 0.0
  private(set) var failures = 0

  /// Counts a run, and shows it if it went wrong.
  mutating func add(_ outcome: CommandOutcome, _ job: FuzzJob, _ number: UInt64, _ text: String) {
    statuses[outcome.status, default: 0] += 1
    slowest = max(slowest, outcome.seconds)
    guard let fault = outcome.fault else { return }
    failures += 1
    say("run \(number): \(fault): \(job.arguments.joined(separator: " "))\n  \(text.suffix(300))")
  }

  /// How often there was which status, and the longest time.
  var summary: String {
    let counts = statuses.sorted { $0.key < $1.key }.map { "\($0.value) times \($0.key)" }.joined(separator: ", ")
    return "\(counts); \(failures) went wrong; the longest took \(Int(slowest.rounded(.up))) s"
  }
}
