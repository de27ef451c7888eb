// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import ModelCore

/// `bpanalyze models`: what is in the zoo.
struct Models: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the models that come with the program, or print one as .ode text.",
    discussion: """
      Without a name: a table of all models. With a name: the model's text, which this program and XPPAUT read.

        bpanalyze models
        bpanalyze models morris-lecar > my-model.ode
      """)

  @Argument(help: "The name of a model.")
  var name: String?

  func run() throws {
    guard let name else { return print(table, terminator: "") }
    guard let entry = Zoo.entry(named: name) else {
      throw ValidationError(
        "There is no model of the zoo called '\(name)'; \(Suggestion.text(for: name, among: Zoo.models.map(\.name)))")
    }
    print(entry.text, terminator: "")
  }

  private var table: String {
    var table = TextTable(["NAME": .left, "MODEL": .left, "PARAMETER SETS": .left])
    for entry in Zoo.models {
      for (line, names) in Self.wrapped(entry.parameterSetNames, width: 48).enumerated() {
        table.add(line == 0 ? [entry.name, entry.title, names] : ["", "", names])
      }
    }
    return table.text
  }

  /// Names parted by commas, in lines of about a width; at least one line.
  private static func wrapped(_ names: [String], width: Int) -> [String] {
    var lines = [""]
    for (index, name) in names.enumerated() {
      let item = index + 1 < names.count ? "\(name)," : name
      if lines[lines.count - 1].isEmpty {
        lines[lines.count - 1] = item
      } else if lines[lines.count - 1].count + item.count < width {
        lines[lines.count - 1] += " \(item)"
      } else {
        lines.append(item)
      }
    }
    return lines
  }
}
