// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Results
import Synchronization

/// What is said to the person: results go to standard output, everything else to standard error.
///
/// Names and titles come from files, so control characters are made visible before they reach a terminal.
enum Terminal {
  /// Whether something could not be said on standard error.
  static var hasFailed: Bool { failed.load(ordering: .relaxed) }
  private static let failed = Atomic<Bool>(false)
  /// Longer lines of messages are cut in the middle.
  private static let longestLine = 1000

  /// Something worth knowing.
  static func note(_ text: String) { say("Note: \(text)\n") }
  /// Something that may spoil the result.
  static func warning(_ text: String) { say("Warning: \(text)\n") }
  /// Why the program ends.
  static func error(_ text: String) { say("Error: \(text)\n") }
  /// Files that were written.
  static func wrote(_ paths: [String]) { if !paths.isEmpty { say("Wrote \(paths.joined(separator: ", "))\n") } }

  /// Says something on standard error; nothing can be said about a failure to do so but by the exit status.
  static func say(_ text: String) {
    clearProgress()
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(shortened)
    do {
      try AtomicFile.write(
        Data(lines.joined(separator: "\n").visible.utf8), to: STDERR_FILENO, name: "to standard error")
    } catch {
      failed.store(true, ordering: .relaxed)
    }
  }

  /// Prints a result.
  /// - Throws: `FileFailure` if standard output takes no more.
  static func print(_ text: String) throws(FileFailure) { try print(Data(text.visible.utf8)) }

  /// Prints a result that is safe as it is, such as JSON text.
  /// - Throws: `FileFailure` if standard output takes no more.
  static func print(_ data: Data) throws(FileFailure) {
    try AtomicFile.write(data, to: STDOUT_FILENO, name: "to standard output")
  }

  /// Takes the places of streams that the caller has closed, so that no file comes to stand there.
  static func holdStandardStreams() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      // Opened the wrong way round, so that using it fails as it would have done.
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  private static func shortened(_ line: Substring) -> String {
    guard line.utf8.count > longestLine, line.count > longestLine else { return String(line) }
    return "\(line.prefix(longestLine / 2)) … \(line.suffix(longestLine / 4))"
  }
}

extension String {
  /// The text with a picture in place of every character that a terminal would obey: control characters but line feeds and
  /// tabs, and those that turn the direction of writing.
  var visible: String {
    guard unicodeScalars.contains(where: \.isObeyed) else { return self }
    var scalars = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      guard scalar.isObeyed else {
        scalars.append(scalar)
        continue
      }
      let picture = scalar.value < 32 ? 0x2400 + scalar.value : scalar.value == 127 ? 0x2421 : 0xFFFD
      scalars.append(Unicode.Scalar(picture) ?? "\u{FFFD}")
    }
    return String(scalars)
  }
}

extension Unicode.Scalar {
  /// Whether a terminal would do something else than show it.
  fileprivate var isObeyed: Bool {
    switch value {
    case 0x09, 0x0A: false
    case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
