// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Foundation
import ModelCore
import ModelFormats
import Rendering
import Results
import SlowPoints

/// A computation ended before it was complete; what was found by then has been saved.
struct StoppedEarly: Error {
  /// Why, as the end of a sentence that begins "stopped early:".
  let reason: String
}

extension ValidationError {
  /// What a library says of a question, as a sentence.
  init(saying message: String) {
    let isSentence = message.hasSuffix("?") || message.hasSuffix(".")
    self.init(message.prefix(1).uppercased() + message.dropFirst() + (isSentence ? "" : "."))
  }
}

/// The person at the terminal asked for an end; what was found by then has been saved.
struct Interrupted: Error {}

/// The exit statuses of the program beside 0.
enum ExitStatus {
  static let usage: Int32 = 64
  static let data: Int32 = 65
  static let numerics: Int32 = 70
  static let output: Int32 = 74
  static let interrupted: Int32 = 130
}

/// What the program says, and the status with which it ends, for an error that a command threw.
struct Failure {
  /// The message, or nothing for the argument parser's own requests, such as a call for help.
  let message: String?
  /// The exit status.
  let status: Int32
  private let error: any Error

  /// Translates an error.
  /// - Parameters:
  ///   - error: What was thrown.
  ///   - command: The command that threw it, whose help may tell more.
  init(_ error: any Error, of command: any ParsableCommand.Type) {
    self.error = error
    switch error {
    case let usage as ValidationError:
      let name = command.configuration.commandName ?? "\(command)".lowercased()
      (message, status) = ("\(usage.message)\n  See 'bpanalyze \(name) --help' for more information.", ExitStatus.usage)
    case let stopped as StoppedEarly: (message, status) = ("stopped early: \(stopped.reason)", ExitStatus.numerics)
    case is Interrupted: (message, status) = ("interrupted; what was found by then is saved", ExitStatus.interrupted)
    case let file as FileFailure:
      (message, status) = (file.description, file.action == .read ? ExitStatus.data : ExitStatus.output)
    case let model as ModelError: (message, status) = (model.description, ExitStatus.data)
    case let file as ModelFileError: (message, status) = (file.description, ExitStatus.data)
    case let data as DataError: (message, status) = (data.message, ExitStatus.data)
    case let search as SlowPointError: (message, status) = (search.description, ExitStatus.data)
    case let style as ThemeError: (message, status) = (style.description, ExitStatus.data)
    case let drawing as RenderingError: (message, status) = (drawing.description, ExitStatus.output)
    case let decoding as DecodingError: (message, status) = (Failure.text(of: decoding), ExitStatus.data)
    default: (message, status) = (nil, BPAnalyze.exitCode(for: error).rawValue)
    }
  }

  /// Prints the message on standard error and ends the process.
  func exit() -> Never {
    guard let message else {
      Failure.exit(parserMessage: BPAnalyze.fullMessage(for: error), status: status)
    }
    Terminal.error(message)
    Foundation.exit(status)
  }

  /// Prints what the argument parser says, help on standard output and faults on standard error, and ends the process.
  static func exit(parserMessage message: String, status: Int32) -> Never {
    guard status == 0 else {
      if !message.isEmpty { Terminal.say("\(message)\n") }
      Foundation.exit(status)
    }
    do {
      if !message.isEmpty { try Terminal.print("\(message)\n") }
      Foundation.exit(status)
    } catch {
      Failure(error, of: BPAnalyze.self).exit()
    }
  }

  private static func text(of error: DecodingError) -> String {
    let context: DecodingError.Context
    switch error {
    case .typeMismatch(_, let found), .valueNotFound(_, let found), .keyNotFound(_, let found),
      .dataCorrupted(let found):
      context = found
    @unknown default: return "the file is not a result of this program"
    }
    if case .keyNotFound(let key, _) = error {
      return "the file is not a result of this program: it holds no '\(key.stringValue)'; "
        + "if an earlier version wrote it, run the command that made it again"
    }
    let place = context.codingPath.map(\.stringValue).joined(separator: ".")
    return
      "the file is not a result of this program: \(place.isEmpty ? "" : "at \(place): ")\(context.debugDescription)"
  }
}
