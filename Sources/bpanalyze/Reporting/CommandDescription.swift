// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Foundation

/// A command as the argument parser describes it: what its help is made from.
struct CommandDescription: Decodable {
  var commandName: String
  var abstract: String?
  var discussion: String?
  var shouldDisplay: Bool?
  var arguments: [Argument]?
  var subcommands: [CommandDescription]?

  /// An argument, an option or a flag.
  struct Argument: Decodable {
    enum Kind: String, Decodable { case positional, option, flag }

    struct Name: Decodable {
      var kind: String
      var name: String
      /// The name as it is typed.
      var text: String { kind == "long" ? "--\(name)" : "-\(name)" }
    }

    var kind: Kind
    var names: [Name]?
    var valueName: String?
    var abstract: String?
    var defaultValue: String?
    var isOptional: Bool
    var isRepeating: Bool
    var shouldDisplay: Bool?
  }

  /// The program with all its commands.
  /// - Throws: `DecodingError` if the parser's description has another form.
  static func program() throws -> CommandDescription {
    struct Document: Decodable { var command: CommandDescription }
    return try JSONDecoder().decode(Document.self, from: Data(BPAnalyze._dumpHelp().utf8)).command
  }
}
