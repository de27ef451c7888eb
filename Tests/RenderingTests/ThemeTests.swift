// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Rendering
import Testing

@Suite("Styles")
struct ThemeTests {
  private func theme(_ json: String) throws -> Theme {
    try Theme(json: Data(json.utf8), source: "my.json")
  }

  @Test("An empty style is the usual one, and a style survives JSON")
  func usualStyle() throws {
    #expect(try theme("{}") == .paper)
    #expect(try Theme(json: Theme.paper.json(), source: "paper") == .paper)
  }

  @Test("What a style names is changed, all else stays")
  func partialStyle() throws {
    let changed = try theme(
      ##"{ "font": { "size": 10 }, "colors": { "sea": "#004466" }, "lines": { "graph": { "color": "sea" } } }"##)
    var expected = Theme.paper
    expected.font.size = 10
    expected.colors["sea"] = "#004466"
    expected.lines["graph"]?.color = "sea"
    #expect(changed == expected)
  }

  @Test("A new role starts from the usual line")
  func newRole() throws {
    let line = try theme(#"{ "lines": { "neutral-saddle": { "dash": "dotted" } } }"#).line(
      Role(rawValue: "neutral-saddle"))
    #expect(line == LineStyle("ink", width: 1, dash: .dotted))
  }

  @Test(
    "A bad style says what is wrong and where",
    arguments: [
      (#"{ "font": { "sice": 8 } }"#, "my.json: font.sice: unknown key; here stand family"),
      (
        #"{ "lines": { "trajectory": { "width": -1 } } }"#,
        "my.json: lines.trajectory.width: must be a number from 0.01"
      ),
      (
        #"{ "lines": { "trajectory": { "color": "blau" } } }"#, "my.json: lines.trajectory.color: unknown colour 'blau'"
      ),
      (#"{ "colors": { "ink": "black" } }"#, "my.json: colors.ink: 'black' is no colour"),
      (#"{ "font": { "size": "big" } }"#, "my.json: font.size: "),
      (#"{ "axes": { "tickDirection": "both" } }"#, "my.json: axes.tickDirection: "),
      (#"{ "series": ["blue", "nope"] }"#, "my.json: series[1]: unknown colour 'nope'"),
      (#"{ "name": "#, "my.json: not JSON: "), ("[]", "my.json: a style is a JSON object"),
    ])
  func badStyle(json: String, message: String) {
    #expect(performing: { try theme(json) }, throws: { "\($0)".hasPrefix(message) })
  }

  @Test("The style sheets of the repository are good", arguments: ["paper", "slides", "grey", "dark"])
  func sharedStyles(name: String) throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let style = try Theme(contentsOf: root.appendingPathComponent("plots/styles/\(name).json").path)
    #expect(style.name == name)
    let nullclines = [Role.firstNullcline, .secondNullcline].map { style.color($0).lightness }
    #expect(abs(nullclines[0] - nullclines[1]) > 20)
  }

  @Test("A style file that does not exist is named")
  func missingFile() {
    #expect(throws: ThemeError(source: "/no/such.json", place: "", problem: "no such file or folder")) {
      try Theme(contentsOf: "/no/such.json")
    }
  }

  @Test("The two nullclines differ in a grey print", arguments: [Theme.paper])
  func greyPrint(theme: Theme) {
    let first = theme.color(Role.firstNullcline).lightness
    let second = theme.color(Role.secondNullcline).lightness
    #expect(abs(first - second) > 20)
    #expect(max(first, second) < 75)
  }

  @Test("Lightness of the CIE: published values of white, black and middle grey")
  func lightness() {
    #expect(abs(Color.white.lightness - 100) < 1e-6)
    #expect(Color.black.lightness == 0)
    #expect(abs(Color(red: 119, green: 119, blue: 119).lightness - 50.03) < 0.02)
  }

  @Test(
    "Colours are read from hexadecimal",
    arguments: [("#0072B2", true), ("#0072B280", true), ("0072B2", false), ("#12", false)])
  func hexadecimal(text: String, valid: Bool) {
    #expect((Color(hexadecimal: text) != nil) == valid)
  }

  @Test("plots/styles shows every key, each with a style that can be read and changes something")
  func documentedKeys() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let folder = tests.appending(path: "../../plots/styles")
    let rows = try String(contentsOf: folder.appending(path: "keys.txt"), encoding: .utf8)
      .split(separator: "\n").filter { !$0.hasPrefix("#") }
      .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
    for row in rows {
      #expect(row.count == 4)
      #expect(try theme(row[2]) != .paper, "\(row[0])")
      #expect(FileManager.default.fileExists(atPath: folder.appending(path: "keys/\(row[0]).png").path), "\(row[0])")
    }
    let tree = try #require(try JSONSerialization.jsonObject(with: Theme.paper.json()) as? [String: Any])
    var keys: Set<String> = []
    for (key, child) in tree where key != "name" {
      switch key {
      case "lines":
        let lines = try #require(child as? [String: [String: Any]])
        keys.formUnion(lines.values.flatMap(\.keys).map { "lines.\($0)" })
      case "colors", "series": keys.insert(key)
      default: keys.formUnion(try #require(child as? [String: Any]).keys.map { "\(key).\($0)" })
      }
    }
    #expect(Set(rows.map { $0[0] }) == keys)
  }
}
