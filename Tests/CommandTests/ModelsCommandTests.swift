// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Testing

@Suite("bpanalyze models")
struct ModelsCommandTests {
  @Test("the table has a row for each model, with its title")
  func table() throws {
    let run = try Program.run("models")
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(run.lines.first?.hasPrefix("NAME") == true)
    let rows = run.lines.filter { $0.first != " " }.dropFirst()
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
