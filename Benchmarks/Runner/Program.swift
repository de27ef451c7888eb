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
  ///
  /// By the system's own calls: Foundation's `Process` adds tens of milliseconds, more than some programs take.
  static func run(_ arguments: [String], environment: [String: String] = [:], folder: URL? = nil) throws -> Result {
    let temporary = FileManager.default.temporaryDirectory
    let files = ["output", "errors"].map { temporary.appending(path: "bpanalyze-\($0)-\(UUID())") }
    defer { for file in files { try? FileManager.default.removeItem(at: file) } }
    let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0)=\($1)" }
    var status: Int32 = 0
    let command = (folder.map { ["env", "-C", $0.path] } ?? []) + arguments
    let seconds = try withTexts(command) { arguments in
      try withTexts(variables) { variables in
        try withActions(files.map(\.path)) { actions in
          try Measurement.wallTime {
            var process: pid_t = 0
            guard posix_spawnp(&process, command[0], &actions, nil, arguments, variables) == 0 else {
              throw ReferenceCode.Failure(description: "cannot start \(command[0])")
            }
            while waitpid(process, &status, 0) < 0, errno == EINTR {}
          }
        }
      }
    }
    // Ended by itself, with the status in the second byte; otherwise by a signal, in the first.
    let code = status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + status & 0x7f
    return Result(
      status: code, output: try String(contentsOf: files[0], encoding: .utf8),
      errors: try String(contentsOf: files[1], encoding: .utf8), seconds: seconds)
  }

  /// Whether there is a program of that name.
  static func exists(_ name: String) -> Bool { (try? run(["which", name]).status) == 0 }

  /// Texts as C has them: a list that ends with nil.
  private static func withTexts<T>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) throws -> T
  ) rethrows -> T {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return try body(copies + [nil])
  }

  /// Sends output and errors to two files.
  private static func withActions<T>(
    _ files: [String], _ body: (inout posix_spawn_file_actions_t) throws -> T
  ) rethrows -> T {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (descriptor, file) in zip([STDOUT_FILENO, STDERR_FILENO], files) {
      posix_spawn_file_actions_addopen(&actions, descriptor, file, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    }
    return try body(&actions)
  }
}
