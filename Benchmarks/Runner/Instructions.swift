// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// The instructions that work takes in both ways, counted by valgrind where it is installed.
///
/// Counts hardly depend on what else the machine does. Valgrind's processor has AVX2 but not AVX-512, so both ways are
/// compiled for that: the difference between the work done three times and once, in programs of their own.
struct Instructions: BenchmarkGroup {
  static let word = "instructions"
  let environment: BenchmarkEnvironment
  /// The work that may be counted.
  let candidates: [Comparison]

  func measurements() throws -> [Measurement] {
    guard Program.exists("valgrind") else { return [] }
    let library = environment.scratch.appending(path: "reference-avx2.so")
    try ReferenceCode.compile(environment.folder, machine: "x86-64-v3", to: library)
    return try candidates.filter(\.isCounted).compactMap { comparison in
      guard let ours = try count(comparison, "ours", library), let theirs = try count(comparison, "theirs", library)
      else { return nil }
      return Measurement(
        name: "\(comparison.name), instructions", reference: comparison.reference, ours: ours, theirs: theirs,
        target: nil, unit: .instructions)
    }
  }

  private func count(_ comparison: Comparison, _ side: String, _ library: URL) throws -> Double? {
    var counts: [Double] = []
    for times in [1, 3] {
      let file = environment.scratch.appending(path: "cachegrind.out")
      let result = try Program.run(
        [
          "valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=\(file.path)",
          URL(filePath: CommandLine.arguments[0]).path, environment.folder.path, environment.program, "--library",
          library.path, "--work",
          comparison.name, side, "\(times)",
        ], environment: ["SWIFT_DETERMINISTIC_HASHING": "1"], folder: environment.scratch)
      guard result.status == 0, let count = Instructions.total(result.errors) else {
        print("valgrind failed: \(result.errors.suffix(500))")
        return nil
      }
      counts.append(count)
    }
    return (counts[1] - counts[0]) / 2
  }

  /// The number in valgrind's line `==1== I   refs:      1,234`.
  private static func total(_ report: String) -> Double? {
    guard let line = report.split(separator: "\n").first(where: { $0.contains("refs:") }),
      let number = line.split(separator: ":").last
    else { return nil }
    return Double(number.filter(\.isNumber))
  }
}
