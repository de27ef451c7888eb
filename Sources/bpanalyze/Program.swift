// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Foundation
import NativeCode

/// The entry point: parses the arguments, runs the command, turns what went wrong into a message and an exit status.
@main
enum Program {
  static func main() {
    Terminal.holdStandardStreams()
    Interruption.install()
    if Set(CommandLine.arguments.dropFirst()) == ["--version", "--verbose"] { tellVersions() }
    checkCommand()
    var command: any ParsableCommand
    do {
      command = try BPAnalyze.parseAsRoot()
    } catch {
      exit(parsing: error)
    }
    do {
      try command.run()
      remark()
    } catch {
      remark()
      Failure(error, of: type(of: command)).exit()
    }
    // A message that could not be given may have been a warning.
    if Terminal.hasFailed { Foundation.exit(ExitStatus.output) }
  }

  /// Ends the process with the nearest command where the first argument is meant to be one and is none.
  private static func checkCommand() {
    guard let name = CommandLine.arguments.dropFirst().first, !name.hasPrefix("-") else { return }
    let shown = BPAnalyze.configuration.subcommands.filter { $0.configuration.shouldDisplay }.map(commandName)
    if shown.contains(name) || name == "help" || name == commandName(Manual.self) { return }
    Failure.exit(
      parserMessage: """
        Error: there is no command '\(name)'; \(Suggestion.text(for: name, among: shown))
          See 'bpanalyze --help' for more information.
        """, status: ExitStatus.usage)
  }

  private static func commandName(_ command: any ParsableCommand.Type) -> String {
    command.configuration.commandName ?? "\(command)".lowercased()
  }

  /// Prints the versions of the program and of its libraries, and ends the process.
  private static func tellVersions() -> Never {
    do {
      try Terminal.print(VersionReport().text)
    } catch {
      Failure(error, of: BPAnalyze.self).exit()
    }
    Foundation.exit(0)
  }

  /// Says when there was no machine code where it would have been of use.
  private static func remark() {
    if let failure = NativeCompiler.failure { Terminal.note("\(failure).") }
  }

  /// Prints the message of the parser, with the option that was forgotten before a value, and ends the process.
  private static func exit(parsing error: any Error) -> Never {
    let message = BPAnalyze.fullMessage(for: error)
    guard let argument = message.firstMatch(of: /Unexpected argument '([^']+=[^']+)'/)?.output.1 else {
      Failure.exit(parserMessage: message, status: BPAnalyze.exitCode(for: error).rawValue)
    }
    let options =
      if argument.contains(":") {
        CommandLine.arguments.contains("phaseplane") ? "--x \(argument) or --y \(argument)" : "--parameter \(argument)"
      } else {
        "--set \(argument)"
      }
    var lines = message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    lines[0] += "; did you mean \(options)?"
    Failure.exit(parserMessage: lines.joined(separator: "\n"), status: BPAnalyze.exitCode(for: error).rawValue)
  }
}
