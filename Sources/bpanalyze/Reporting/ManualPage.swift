// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// The manual page of the program with all its commands, in the language of `man`.
struct ManualPage {
  private let program: CommandDescription

  init(_ program: CommandDescription) { self.program = program }

  /// The text of the page; `man -l FILE` shows it.
  var text: String {
    let version = ProgramVersion.current
    var lines = [
      ".\\\" Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later",
      ".TH BPANALYZE 1 \"\" \"\(version.name) \(version.version)\" \"User Commands\"",
      ".SH NAME", "bpanalyze \\- \(Self.escaped(program.abstract?.lowercasingFirst.withoutPoint ?? ""))",
      ".SH SYNOPSIS", ".B bpanalyze", "\\fICOMMAND\\fR [\\fIOPTIONS\\fR] ...", ".SH DESCRIPTION",
    ]
    lines += Self.paragraphs(program.discussion ?? "")
    lines.append(".SH COMMANDS")
    for command in shown(program.subcommands) { lines += entries(of: command, after: program.commandName) }
    lines += [
      ".SH FILES",
      "Results are called \\fIMODEL\\-COMMAND\\fR.json, figures the same with the ending of their format; \\fB\\-\\-output\\fR names others.",
      ".SH SEE ALSO", ".BR xppaut (1)",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private func shown(_ commands: [CommandDescription]?) -> [CommandDescription] {
    (commands ?? []).filter { $0.shouldDisplay != false && $0.commandName != "help" }
  }

  private func entries(of command: CommandDescription, after parents: String) -> [String] {
    let name = "\(parents) \(command.commandName)"
    let arguments = (command.arguments ?? []).filter {
      $0.shouldDisplay != false && !Self.common.contains($0.names?.last?.name ?? "")
    }
    let positional = arguments.filter { $0.kind == .positional }
    var synopsis = "\\fB\(Self.escaped(name))\\fR"
    if arguments.count > positional.count { synopsis += " [\\fIOPTIONS\\fR]" }
    for argument in positional {
      let value =
        "\\fI\(Self.escaped((argument.valueName ?? "").uppercased()))\\fR" + (argument.isRepeating ? " ..." : "")
      synopsis += argument.isOptional ? " [\(value)]" : " \(value)"
    }
    var lines = [".SS \(Self.escaped(name.split(separator: " ").dropFirst().joined(separator: " ")))", synopsis, ".PP"]
    lines.append(Self.escaped(command.abstract ?? ""))
    lines += Self.paragraphs(command.discussion ?? "")
    for argument in Self.pairingOpposites(arguments) { lines += entry(of: argument) }
    return lines + shown(command.subcommands).flatMap { entries(of: $0, after: name) }
  }

  /// The arguments with a flag and its opposite, which the parser tells one after the other, as one.
  private static func pairingOpposites(_ arguments: [CommandDescription.Argument]) -> [CommandDescription.Argument] {
    arguments.reduce(into: []) { pairs, argument in
      if argument.kind == .flag, let last = pairs.last, last.kind == .flag, last.abstract == argument.abstract {
        pairs[pairs.count - 1].names = (last.names ?? []) + (argument.names ?? [])
      } else {
        pairs.append(argument)
      }
    }
  }

  /// Options that every command has.
  private static let common: Set<String> = ["help", "version"]

  private func entry(of argument: CommandDescription.Argument) -> [String] {
    let value = Self.escaped((argument.valueName ?? "").uppercased())
    let heading =
      switch argument.kind {
      case .positional: "\\fI\(value)\\fR"
      case .flag, .option:
        (argument.names ?? []).map { "\\fB\(Self.escaped($0.text))\\fR" }.joined(separator: ", ")
          + (argument.kind == .option ? " \\fI\(value)\\fR" : "")
      }
    var text = argument.abstract ?? ""
    if let usual = argument.defaultValue, !text.contains("default:") { text += " (default: \(usual))" }
    return [".TP", heading, Self.escaped(text)]
  }

  /// A text of paragraphs; indented lines, which are examples, keep their form.
  private static func paragraphs(_ text: String) -> [String] {
    var lines: [String] = []
    for part in text.split(separator: "\n\n") {
      if part.hasPrefix("  ") {
        lines +=
          [".PP", ".nf", ".RS"] + part.split(separator: "\n").map { escaped($0.drop { $0 == " " }) } + [".RE", ".fi"]
      } else {
        lines += [".PP", escaped(part)]
      }
    }
    return lines
  }

  /// A text without what `man` would take for its own.
  private static func escaped(_ text: some StringProtocol) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let safe = String(line).replacing("\\", with: "\\e").replacing("-", with: "\\-")
      return safe.hasPrefix(".") || safe.hasPrefix("'") ? "\\&\(safe)" : safe
    }.joined(separator: "\n")
  }
}

extension String {
  fileprivate var lowercasingFirst: String { prefix(1).lowercased() + dropFirst() }
  fileprivate var withoutPoint: String { hasSuffix(".") ? String(dropLast()) : self }
}
