// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// What measurements of other programs need to know.
struct BenchmarkEnvironment: Sendable {
  /// The folder of the benchmarks.
  let folder: URL
  /// The program `bpanalyze`.
  let program: String
  /// A Python with SciPy, JAX and BrainPy, if there is one.
  let python: String?
  /// A folder for what the programs write.
  let scratch: URL

  init(folder: URL, program: String) throws {
    self.folder = folder
    self.program = program
    python = ProcessInfo.processInfo.environment["BPANALYZE_PYTHON"]
    scratch = FileManager.default.temporaryDirectory.appending(path: "bpanalyze-benchmark-\(getpid())")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
  }

  /// The path of a file of the folder `Reference`.
  func script(_ name: String) -> String { folder.appending(path: "Reference/\(name)").path }

  /// The median time of several runs of a program by the clock; nil, with its message printed, if it fails.
  func seconds(_ arguments: [String], rounds: Int) throws -> Double? {
    var times: [Double] = []
    for _ in 0..<rounds {
      // Ours is told where to write; the others write where they are.
      let result = try Program.run(arguments, folder: arguments.first == program ? nil : scratch)
      guard result.status == 0 else {
        print("\(arguments.joined(separator: " ")) failed: \(result.errors.suffix(300))")
        return nil
      }
      times.append(result.seconds)
    }
    return Measurement.median(times)
  }

  /// The numbers that a Python script prints, a line each.
  func numbers(_ name: String, _ arguments: [String] = []) throws -> [Double] {
    guard let python else { return [] }
    let result = try Program.run([python, script(name)] + arguments, folder: scratch)
    if result.status != 0 { print("\(name) failed: \(result.errors.suffix(300))") }
    return result.output.split(separator: "\n").compactMap { Double($0) }
  }
}
