// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import ModelCore
import Networks

/// `bpanalyze models`: what is in the zoo.
struct Models: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the models that come with the program, or print one as .ode text.",
    discussion: """
      Without a name: a table of all models, and of the networks for 'slowpoints' and 'linearize'. With the name of a model: \
      its text, which this program and XPPAUT read; with that of a network: what can be set.

        bpanalyze models
        bpanalyze models morris-lecar > my-model.ode
        bpanalyze models cann
      """)

  @Argument(help: "The name of a model.", completion: .model)
  var name: String?

  func run() throws {
    guard let name else { return try Terminal.print(table + "\n" + networks) }
    if let entry = Zoo.entry(named: name) { return try Terminal.print(entry.text) }
    if let network = BuiltInNetwork.named(name) { return try Terminal.print(Self.description(of: network)) }
    let known = Zoo.models.map(\.name) + BuiltInNetwork.all.map(\.name)
    throw ValidationError("There is no model of the zoo called '\(name)'; \(Suggestion.text(for: name, among: known))")
  }

  private var networks: String {
    var table = TextTable(["NETWORK": .left, "TITLE": .left, "MAY BE SET": .left])
    for network in BuiltInNetwork.all {
      let names = network.options.map(\.name)
      for (line, names) in Self.wrapped(names, width: 48).enumerated() {
        table.add(line == 0 ? [network.name, network.title, names] : ["", "", names])
      }
    }
    return table.text
  }

  private static func description(of network: BuiltInNetwork) -> String {
    var table = TextTable(["NAME": .left, "VALUE": .right, "MEANING": .left])
    for option in network.options { table.add([option.name, option.value.text(), option.meaning]) }
    return "\(network.title)\n\(network.citation)\n\n\(table.text)"
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
