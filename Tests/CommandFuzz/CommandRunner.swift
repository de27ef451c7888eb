// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// A call of the program with the files that it reads.
struct FuzzJob {
  var arguments: [String]
  var files: [(name: String, bytes: [UInt8])]
}

/// How a run ended.
struct CommandOutcome {
  var status: Int32
  var seconds: Double
  /// Whether it was a signal that ended it.
  var isSignal = false
  /// Whether it had to be ended because it took too long.
  var isOverrun = false

  /// The statuses that the README lists.
  private static let known: Set<Int32> = [0, 64, 65, 70, 74, 130]

  /// What went wrong, if anything.
  var fault: String? {
    if isOverrun { return "no end after \(Int(seconds)) s" }
    if isSignal { return "ended by signal \(status)" }
    return Self.known.contains(status) ? nil : "status \(status)"
  }
}

/// Runs the program in folders of their own, with limits of time and memory.
final class CommandRunner {
  /// Where the folders of the runs are.
  let folder: String
  private let program: String
  /// What a command is allowed, in seconds, and what it may take beyond that to come to an end, to draw and to save.
  static let timeLimit = 5
  private static let budget = 30.0
  private static let memory = 4_000_000

  init(program: String) throws {
    self.program = program
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("command-fuzz-\(getpid())")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    folder = url.path
  }

  func removeFolder() { try? FileManager.default.removeItem(atPath: folder) }

  /// Runs the program and waits for its end; the folder stays if it went wrong.
  func run(_ job: FuzzJob, number: UInt64) throws -> (CommandOutcome, text: String) {
    let place = "\(folder)/\(number)"
    try? FileManager.default.removeItem(atPath: place)
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    for file in job.files { try Data(file.bytes).write(to: URL(fileURLWithPath: "\(place)/\(file.name)")) }
    let log = "\(place)/log"
    _ = FileManager.default.createFile(atPath: log, contents: nil)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "ulimit -c 0; ulimit -v \(Self.memory); exec \"$0\" \"$@\"", program] + job.arguments
    process.currentDirectoryURL = URL(fileURLWithPath: place)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
    let start = Date()
    try process.run()
    while process.isRunning, Date().timeIntervalSince(start) < Self.budget { usleep(3000) }
    let isOverrun = process.isRunning
    if isOverrun { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    let outcome = CommandOutcome(
      status: process.terminationStatus, seconds: Date().timeIntervalSince(start),
      isSignal: process.terminationReason == .uncaughtSignal, isOverrun: isOverrun)
    let text = String(decoding: (try? Data(contentsOf: URL(fileURLWithPath: log))) ?? Data(), as: UTF8.self)
    if outcome.fault == nil { try? FileManager.default.removeItem(atPath: place) }
    return (outcome, text)
  }

  /// What a command writes to a file of a name.
  func result(_ arguments: [String], file: String) throws -> [UInt8] {
    let place = "\(folder)/material"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: place)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return Array(try Data(contentsOf: URL(fileURLWithPath: "\(place)/\(file)")))
  }
}
