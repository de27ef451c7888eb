// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// Other programs.
enum Program {
  struct Result {
    let status: Int32
    let output: String
    let errors: String
    /// The processor time of the program.
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
    let files = ["output", "errors"].map { temporary.appending(path: "bpanalyze-\($0)-\(getpid())") }
    for file in files { try Data().write(to: file) }
    defer { for file in files { try? FileManager.default.removeItem(at: file) } }
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    let start = childTime
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: try String(contentsOf: files[0], encoding: .utf8),
      errors: try String(contentsOf: files[1], encoding: .utf8), seconds: childTime - start)
  }

  /// The median processor time of several runs, or nil if the program fails.
  static func seconds(_ arguments: [String], rounds: Int, folder: URL? = nil) throws -> Double? {
    var times: [Double] = []
    for _ in 0..<rounds {
      let result = try run(arguments, folder: folder)
      guard result.status == 0 else {
        print("\(arguments.joined(separator: " ")) failed: \(result.errors.suffix(300))")
        return nil
      }
      times.append(result.seconds)
    }
    return Measurement.median(times)
  }

  /// Whether there is a program of that name.
  static func exists(_ name: String) -> Bool { (try? run(["which", name]).status) == 0 }

  /// The processor time of all programs that have ended.
  private static var childTime: Double {
    var usage = rusage()
    getrusage(numericCast(RUSAGE_CHILDREN.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + 1e-6 * Double(time.tv_usec) }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }
}
