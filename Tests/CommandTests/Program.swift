// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

/// The built program, run as a process of its own.
enum Program {
  /// What a run left behind.
  struct Run {
    let status: Int32
    let output: String
    let errors: String
    /// The lines on standard output.
    var lines: [Substring] { output.split(separator: "\n", omittingEmptySubsequences: false).dropLast() }
  }

  /// Runs the program in a folder and waits for its end, or asks for its end after some seconds.
  static func run(
    _ arguments: [String], in folder: Folder? = nil, environment: [String: String] = [:],
    interruptAfter seconds: Double? = nil
  ) throws -> Run {
    try run(try executable(), arguments, in: folder, environment: environment, interruptAfter: seconds)
  }

  /// Runs a line of a shell, in which the program is called `$BPANALYZE`.
  static func shell(_ script: String, in folder: Folder? = nil) throws -> Run {
    try run(
      URL(fileURLWithPath: "/bin/bash"), ["-c", script], in: folder,
      environment: ["BPANALYZE": try executable().path])
  }

  /// Runs any program in a folder and waits for its end.
  static func run(
    _ executable: URL, _ arguments: [String], in folder: Folder?, environment: [String: String] = [:],
    interruptAfter seconds: Double? = nil
  ) throws -> Run {
    let scratch = try Folder()
    let (output, errors) = (scratch.path("output"), scratch.path("errors"))
    for path in [output, errors] { _ = FileManager.default.createFile(atPath: path, contents: nil) }
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: (folder ?? scratch).root)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
    try process.run()
    if let seconds {
      Thread.sleep(forTimeInterval: seconds)
      process.interrupt()
    }
    // A program that hangs fails its test instead of holding up all others.
    let end = Date(timeIntervalSinceNow: 120)
    while process.isRunning, Date() < end { Thread.sleep(forTimeInterval: 0.01) }
    if process.isRunning { process.terminate() }
    process.waitUntilExit()
    return Run(status: process.terminationStatus, output: try read(output), errors: try read(errors))
  }

  /// Runs the program with arguments written as in a shell, parted by single blanks.
  static func run(_ line: String, in folder: Folder? = nil) throws -> Run {
    try run(line.split(separator: " ").map(String.init), in: folder)
  }

  private static func read(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
  }

  /// The program lies beside the tests' own executable.
  private static func executable() throws -> URL {
    let places = [Bundle.main.executableURL, Bundle.main.bundleURL, URL(fileURLWithPath: CommandLine.arguments[0])]
    let candidates = places.compactMap { $0?.deletingLastPathComponent().appendingPathComponent("bpanalyze") }
    return try #require(candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) })
  }
}

/// A folder of its own for a test, removed at the end.
final class Folder {
  let root: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("bpanalyze-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    root = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  func path(_ name: String) -> String { "\(root)/\(name)" }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
  }

  func data(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path(name))) }

  /// The names of the files inside, in order.
  var files: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).sorted() }
}
