// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Testing

@testable import ModelCore

@Suite("The zoo")
struct ZooTests {
  @Test("names are unique and written in small letters with hyphens")
  func names() {
    let names = Zoo.models.map(\.name)
    #expect(Set(names).count == names.count)
    for name in names { #expect(name.wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil) }
  }

  @Test("every model says what it is and where it was published", arguments: Zoo.models)
  func credits(entry: ZooEntry) {
    #expect(!entry.title.isEmpty)
    // Authors, a year in parentheses, a source.
    #expect(entry.citation.firstMatch(of: /\w.* \((18|19|20)\d\d\) \w/) != nil)
  }

  @Test("every parameter set has a title, and every title a set", arguments: Zoo.models)
  func sets(entry: ZooEntry) {
    let titled = entry.text.split(separator: "\n").filter { $0.hasPrefix("# set-title ") }
      .map { String($0.dropFirst(12).prefix { $0 != ":" }) }
    #expect(titled.sorted() == entry.parameterSetNames.sorted())
    #expect(Set(titled).count == titled.count)
  }

  @Test("XPPAUT's limits: short lines, names of at most nine letters, no blank after a comma", arguments: Zoo.models)
  func limits(entry: ZooEntry) {
    for line in entry.text.split(separator: "\n") where !line.hasPrefix("#") {
      #expect(line.utf8.count < 250)
      #expect(line.utf8.allSatisfy { $0 < 128 })
      #expect(!line.contains(", "))
      for name in line.matches(of: /[A-Za-z][A-Za-z0-9_]*/) where !line.hasPrefix("@") && !line.hasPrefix("set ") {
        #expect(name.output.count <= 9)
      }
    }
    #expect(entry.text.hasSuffix("\ndone\n"))
  }

  @Test("a model is found by its name, whatever the case")
  func lookup() {
    #expect(Zoo.entry(named: "FitzHugh-Nagumo")?.name == "fitzhugh-nagumo")
    #expect(Zoo.entry(named: "fitzhugh") == nil)
  }
}
