// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

@Suite("bpanalyze plot")
struct PlotCommandTests {
  @Test(
    "a saved result gives the figure and the table that its command gave",
    arguments: [
      ("phaseplane van-der-pol", "van-der-pol-phaseplane"), ("phaseplane cusp", "cusp-phaseplane"),
      ("phaseplane logistic", "logistic-phaseplane"), ("simulate brusselator --total 20", "brusselator-simulate"),
    ])
  func drawnAgain(command: String, base: String) throws {
    let folder = try Folder()
    #expect(try Program.run("\(command) --format svg,csv,json", in: folder).status == 0)
    let run = try Program.run("plot \(base).json --output again --format svg,csv", in: folder)
    #expect(run.status == 0)
    #expect(run.errors == "Wrote again.svg, again.csv\n")
    for kind in ["svg", "csv"] { #expect(try folder.data("again.\(kind)") == folder.data("\(base).\(kind)")) }
  }

  @Test("results that earlier programs saved are drawn and gone on from", arguments: ["fold", "cusp"])
  func saved(name: String) throws {
    let folder = try Folder()
    let file = try #require(Bundle.module.resourceURL).appendingPathComponent("Saved/\(name).json")
    try folder.write(String(contentsOf: file, encoding: .utf8), to: "saved.json")
    let drawn = try Program.run("plot saved.json --format svg", in: folder)
    #expect(drawn.status == 0, "\(drawn.errors)")
    if name == "fold" {
      let run = try Program.run("bifurcation --from saved.json --at LP1 --format json", in: folder)
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains("LP1"))
    }
  }

  @Test("another size and another style")
  func restyled() throws {
    let folder = try Folder()
    #expect(try Program.run("phaseplane cusp --format json", in: folder).status == 0)
    try folder.write("{ \"name\": \"bold\", \"lines\": { \"graph\": { \"width\": 3 } } }", to: "bold.json")
    let run = try Program.run("plot cusp-phaseplane.json --width 175 --style bold.json", in: folder)
    #expect(run.status == 0)
    #expect(folder.files.contains("cusp-phaseplane.svg"))
    #expect(try String(decoding: folder.data("cusp-phaseplane.svg"), as: UTF8.self).contains("width=\"175mm\""))
  }

  @Test("a png has as many dots as its size and resolution say", arguments: [(nil, 1004), ("100", 335), ("600", 2008)])
  func resolution(dotsPerInch: String?, width: Int) throws {
    let folder = try Folder()
    #expect(try Program.run("phaseplane cusp --format json", in: folder).status == 0)
    let options = dotsPerInch.map { " --resolution \($0)" } ?? ""
    #expect(try Program.run("plot cusp-phaseplane.json --format png\(options)", in: folder).status == 0)
    // The width is in the four bytes behind the signature and the head of the first chunk.
    let png = try folder.data("cusp-phaseplane.png")
    #expect(png[16..<20].reduce(0) { 256 * $0 + Int($1) } == width)
    #expect(try Program.run("plot cusp-phaseplane.json --format png --resolution 5", in: folder).status == 64)
  }

  @Test("what is no result is refused")
  func notAResult() throws {
    let folder = try Folder()
    let missing = try Program.run("plot nothing.json", in: folder)
    #expect(missing.status == 65)
    #expect(missing.errors == "Error: cannot read nothing.json: no such file or folder\n")
    for text in ["{}", "not JSON", "{\"schema\": \"phaseplane\", \"version\": 1}"] {
      try folder.write(text, to: "bad.json")
      let run = try Program.run("plot bad.json", in: folder)
      #expect(run.status == 65)
      #expect(run.errors.hasPrefix("Error: the file is not a result of this program"))
    }
    #expect(folder.files == ["bad.json"])
  }

  @Test(
    "an edited result whose lists do not fit together is refused by its key",
    arguments: [
      ("\\[-1\\.9, -1\\.425\\]", "[-1.9]", "result.field.points[0]"),
      ("\"saddle\": [0-9]+", "\"saddle\": 7", "result.separatrices[0].saddle"),
      ("\"lower\": -2", "\"lower\": 5", "result.horizontal"),
    ])
  func edited(pattern: String, replacement: String, key: String) throws {
    let folder = try Folder()
    #expect(try Program.run("phaseplane duffing --format json", in: folder).status == 0)
    let json = try String(decoding: folder.data("duffing-phaseplane.json"), as: UTF8.self)
    let edited = json.replacingOccurrences(of: pattern, with: replacement, options: .regularExpression)
    #expect(edited != json)
    try folder.write(edited, to: "edited.json")
    let run = try Program.run("plot edited.json", in: folder)
    #expect(run.status == 65)
    #expect(run.errors.contains(key), "\(run.errors)")
  }
}
