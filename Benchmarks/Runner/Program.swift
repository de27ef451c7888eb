// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// Other programs.
enum Program {
  struct Result {
    let status: Int32
    let output: String
    let errors: String
    /// The time from the start to the end by the clock.
    let seconds: Double
  }

  /// Runs a program to its end.
  static func run(_ arguments: [String], environment: [String: String] = [:], folder: URL? = nil) throws -> Result {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.currentDirectoryURL = folder
    let temporary = FileManager.default.temporaryDirectory
    let files = ["output", "errors"].map { temporary.appending(path: "bpanalyze-\($0)-\(UUID())") }
    for file in files { try Data().write(to: file) }
    defer { for file in files { try? FileManager.default.removeItem(at: file) } }
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    let seconds = try Measurement.wallTime {
      try process.run()
      process.waitUntilExit()
    }
    return Result(
      status: process.terminationStatus, output: try String(contentsOf: files[0], encoding: .utf8),
      errors: try String(contentsOf: files[1], encoding: .utf8), seconds: seconds)
  }

  /// Whether there is a program of that name.
  static func exists(_ name: String) -> Bool { (try? run(["which", name]).status) == 0 }
}
