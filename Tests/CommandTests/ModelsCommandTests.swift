// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Networks
import Testing

@Suite("bpanalyze models")
struct ModelsCommandTests {
  @Test("the table has a row for each model, with its title")
  func table() throws {
    let run = try Program.run("models")
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(run.lines.first?.hasPrefix("NAME") == true)
    // After an empty line follow the networks.
    let models = run.lines.prefix { !$0.isEmpty }
    let rows = models.filter { $0.first != " " }.dropFirst()
    #expect(rows.map { String($0.prefix { $0 != " " }) } == Zoo.models.map(\.name))
    for (row, entry) in zip(rows, Zoo.models) { #expect(row.contains(entry.title)) }
    #expect(run.lines.allSatisfy { $0.count <= 140 && $0.last != " " })
  }

  @Test("a name prints the text of the model", arguments: Zoo.models.map(\.name))
  func text(name: String) throws {
    let run = try Program.run("models \(name)")
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(run.output == Zoo.entry(named: name)?.text)
  }

  @Test("networks have a table of their own; the name of one prints what can be set")
  func networks() throws {
    let table = try Program.run("models").lines.drop { !$0.hasPrefix("NETWORK") }
    let names = table.dropFirst().filter { $0.first != " " }.map { String($0.prefix { $0 != " " }) }
    #expect(names == BuiltInNetwork.all.map(\.name))
    let run = try Program.run("models cann")
    #expect(run.status == 0)
    for option in BuiltInNetwork.named("cann")?.options ?? [] {
      #expect(run.lines.contains { $0.hasPrefix("\(option.name) ") && $0.hasSuffix(option.meaning) })
    }
  }

  @Test("a name may be written in capitals")
  func capitals() throws {
    #expect(try Program.run("models LORENZ").output == Zoo.entry(named: "lorenz")?.text)
  }

  @Test("a misspelt name suggests the nearest one")
  func misspelt() throws {
    let run = try Program.run("models lorents")
    #expect(run.status == 64)
    #expect(run.output == "")
    #expect(
      run.errors == """
        Error: There is no model of the zoo called 'lorents'; did you mean 'lorenz'?
          See 'bpanalyze models --help' for more information.

        """)
  }
}
