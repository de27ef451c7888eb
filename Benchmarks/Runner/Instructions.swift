// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Dispatch
import Foundation
import Synchronization

/// The instructions that work takes in both ways, counted by valgrind where it is installed.
///
/// Counts hardly depend on what else the machine does. Valgrind's processor has AVX2 but not AVX-512, so both ways are
/// compiled for that. Counted is the difference between doing the work more and fewer times, in programs of their own.
struct Instructions: BenchmarkGroup {
  static let word = "instructions"
  let environment: BenchmarkEnvironment
  /// The work that may be counted.
  let candidates: [Comparison]

  /// One program under valgrind.
  private struct Run: Hashable, Sendable {
    let name: String
    let side: String
    let times: Int
  }

  func measurements() throws -> [Measurement] {
    guard Program.exists("valgrind") else { return [] }
    let library = environment.scratch.appending(path: "reference-avx2.so")
    try ReferenceCode.compile(environment.folder, machine: "x86-64-v3", to: library)
    let counted = candidates.filter(\.isCounted)
    // Ours compiles when it is first called; theirs has nothing of its own to do but to start.
    func runs(_ name: String) -> [Run] {
      [("ours", 1), ("ours", 2), ("theirs", 0), ("theirs", 1)].map { Run(name: name, side: $0, times: $1) }
    }
    let counts = count(counted.flatMap { runs($0.name) }, library.path)
    return counted.compactMap { comparison in
      let numbers = runs(comparison.name).compactMap { counts[$0] }
      guard numbers.count == 4 else { return nil }
      return Measurement(
        name: "\(comparison.name), instructions", reference: comparison.reference, ours: numbers[1] - numbers[0],
        theirs: numbers[3] - numbers[2], target: nil, unit: .instructions)
    }
  }

  /// Counts side by side on all cores, which does not change the counts. The start is the same for all and counted once.
  private func count(_ runs: [Run], _ library: String) -> [Run: Double] {
    guard let start = runs.first(where: { $0.times == 0 }) else { return [:] }
    let different = runs.filter { $0.times > 0 } + [start]
    let counts = Mutex<[Run: Double]>([:])
    let environment = environment
    DispatchQueue.concurrentPerform(iterations: different.count) { number in
      let run = different[number]
      guard let count = Instructions.count(run, library, environment) else { return }
      counts.withLock { $0[run] = count }
    }
    var result = counts.withLock { $0 }
    for run in runs where run.times == 0 { result[run] = result[start] }
    return result
  }

  private static func count(_ run: Run, _ library: String, _ environment: BenchmarkEnvironment) -> Double? {
    let result = try? Program.run(
      [
        "valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null",
        URL(filePath: CommandLine.arguments[0]).path, environment.folder.path, environment.program, "--library",
        library, "--work", run.name, run.side, "\(run.times)",
      ], environment: ["SWIFT_DETERMINISTIC_HASHING": "1"], folder: environment.scratch)
    guard let result, result.status == 0, let count = total(result.errors) else {
      print("valgrind failed: \(result?.errors.suffix(500) ?? "")")
      return nil
    }
    return count
  }

  /// The number in valgrind's line `==1== I   refs:      1,234`.
  private static func total(_ report: String) -> Double? {
    guard let line = report.split(separator: "\n").first(where: { $0.contains("refs:") }),
      let number = line.split(separator: ":").last
    else { return nil }
    return Double(number.filter(\.isNumber))
  }
}
