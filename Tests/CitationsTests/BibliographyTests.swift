// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import ModelCore
import Testing

@testable import Citations

@Suite("Bibliographies of results") struct BibliographyTests {
  private func traits(_ schema: String, settings: String = "{}", result: String = "{}", text: String = "") throws
    -> ResultTraits
  {
    let model = try String(decoding: JSONEncoder().encode(["name": "m", "text": text]), as: UTF8.self)
    let json = """
      {"schema": "\(schema)", "version": 1, "program": {"name": "bpanalyze", "version": "1.2.3"}, "model": \(model),
       "settings": \(settings), "result": \(result)}
      """
    return try ResultTraits(json: Data(json.utf8))
  }

  private func keys(_ traits: ResultTraits...) -> [String] { Bibliography(of: traits).entries.map(\.reference.key) }

  @Test("delays, integral equations, algebraic equations and networks of spiking neurons")
  func furtherKinds() throws {
    let delays = try traits("simulation", settings: #"{"method": "rk4"}"#, text: "x'=-delay(x,1)\n")
    #expect(keys(delays).contains("bellen2003"))
    let none = try traits("simulation", settings: #"{"method": "rk4"}"#, text: "x'=-x # no delay(x,1)\n")
    #expect(!keys(none).contains("bellen2003"))
    let integrals = try traits(
      "simulation", settings: #"{"method": "heun", "scheme": "Product trapezoidal rule"}"#, text: "u(t)=int{u}\n")
    #expect(keys(integrals).contains("linz1985"))
    let implicit = try traits("simulation", settings: #"{"method": "stiff", "scheme": "BDF (IDA)"}"#, text: "0=x\n")
    #expect(keys(implicit).contains("hindmarsh2005"))
    let network = try traits(
      "simulation", settings: #"{"method": "exponential-euler"}"#, text: "network coba-eif\nwe=6\n")
    #expect(keys(network) == ["bpanalyze", "fourcaud2003", "brette2007", "rush1978"])
  }

  @Test("a paper's line becomes an article, field by field")
  func article() {
    let reference = Reference(citation: "Wong K-F, Wang X-J (2006) J Neurosci 26:1314-1328")
    #expect(
      reference.bibTeX == """
        @article{wong2006,
          author  = {Wong, K.-F. and Wang, X.-J.},
          title   = {{A recurrent network mechanism of time integration in perceptual decisions}},
          journal = {J Neurosci},
          volume  = {26},
          pages   = {1314--1328},
          year    = {2006}
        }

        """)
  }

  @Test(
    "other lines",
    arguments: [
      ("van der Pol B (1926) Phil Mag 2:978-992", Reference.Kind.article, "vanderpol1926"),
      ("Hénon M (1976) Commun Math Phys 50:69-77", .article, "henon1976"),
      ("Rinzel J, Ermentrout B (1998) in Methods in Neuronal Modeling, 2nd ed", .incollection, "rinzel1998"),
      ("Izhikevich EM (2007) Dynamical Systems in Neuroscience, MIT Press, chapter 4", .book, "izhikevich2007"),
      ("my own notes", .misc, "model"),
    ])
  func others(line: String, kind: Reference.Kind, key: String) {
    let reference = Reference(citation: line)
    #expect(reference.kind == kind && reference.key == key)
  }

  @Test("every reference of the zoo is understood, and its papers have titles", arguments: Zoo.models)
  func zoo(entry: ZooEntry) {
    for citation in entry.citation.split(separator: "; ").map(String.init) {
      let reference = Reference(citation: citation)
      #expect(reference.kind != .misc, "\(citation)")
      #expect(reference.fields.contains { $0.name == "title" }, "\(citation)")
      #expect(reference.fields.contains { $0.name == "author" && $0.value.contains(", ") }, "\(citation)")
    }
  }

  @Test("the program, the model and the methods, each once")
  func methods() throws {
    let text = "# citation: Morris C, Lecar H (1981) Biophys J 35:193-213\nx'=1\n"
    let diagram = try traits(
      "bifurcation",
      result:
        #"{"isMap": false, "branches": [{"kind": "equilibria"}, {"kind": "cycles"}], "specialPoints": [{"type": "LPC"}]}"#,
      text: text)
    #expect(
      keys(diagram, diagram) == [
        "bpanalyze", "morris1981", "keller1977", "kuznetsov2004", "deboorswartz1973", "doedel1991", "fairgrieve1991",
        "kuznetsov2005",
      ])
    // Without cycles nothing of theirs was used.
    let equilibria = try traits("bifurcation", result: #"{"branches": [{"kind": "equilibria"}], "specialPoints": []}"#)
    #expect(keys(equilibria) == ["bpanalyze", "keller1977"])
    let proved = try traits("bifurcation", result: #"{"grid": [], "proof": {"proved": [1]}}"#)
    #expect(keys(proved) == ["bpanalyze", "krawczyk1969", "neumaier1990"])
  }

  @Test(
    "curves of cycles are cited where there are some, in one parameter and in two",
    arguments: [
      ("bifurcation", "equilibria", false), ("bifurcation", "cycles", true),
      ("bifurcation-two-parameters", "LP", false),
      ("bifurcation-two-parameters", "H", false), ("bifurcation-two-parameters", "LPC", true),
      ("bifurcation-two-parameters", "PD", true), ("bifurcation-two-parameters", "HOM", true),
      ("bifurcation", "something new", false),
    ])
  func curvesOfCycles(schema: String, kind: String, hasCycles: Bool) throws {
    let flow = try traits(schema, result: #"{"branches": [{"kind": "\#(kind)"}]}"#)
    #expect(keys(flow).contains("doedel1991") == hasCycles)
    let map = try traits(schema, result: #"{"isMap": true, "branches": [{"kind": "\#(kind)"}]}"#)
    #expect(!keys(map).contains("doedel1991"))
  }

  @Test("normal forms of cycles are cited where cycles change their stability")
  func normalFormsOfCycles() throws {
    func cites(_ type: String) throws -> Bool {
      let result = #"{"branches": [{"kind": "cycles"}], "specialPoints": [{"type": "\#(type)"}]}"#
      return keys(try traits("bifurcation", result: result)).contains("kuznetsov2005")
    }
    for type in ["LPC", "PD", "NS"] { #expect(try cites(type)) }
    for type in ["H", "LP", "HOM", "something new"] { #expect(try !cites(type)) }
  }

  @Test(
    "integration methods",
    arguments: [("dopri5", "dormand1980"), ("bs3", "bogacki1989"), ("rk4", "kutta1901"), ("stiff", "hindmarsh2005")])
  func integration(method: String, key: String) throws {
    #expect(keys(try traits("simulation", settings: "{\"method\": \"\(method)\"}")) == ["bpanalyze", key])
    let sweep = try traits("sweep", settings: "{\"simulation\": {\"method\": \"\(method)\"}}")
    #expect(keys(sweep) == ["bpanalyze", key])
    let burst = try traits("fastslow", result: "{\"trajectory\": {\"method\": \"\(method)\"}}")
    #expect(keys(burst).last == key)
  }

  @Test("methods of noise are those of stochastic equations")
  func noise() throws {
    let paths = try traits("ensemble", settings: #"{"simulation": {"method": "heun"}}"#, text: "x'=-x+w\nwiener w\n")
    #expect(keys(paths) == ["bpanalyze", "kloeden1992"])
  }

  @Test("two works of one author in one year are told apart, the same work is not repeated")
  func sameKey() throws {
    let line = "# citation: Rinzel J (1985) in Ordinary and Partial Differential Equations, Springer, 304-316\n"
    let text = line + line + "# citation: Rinzel J (1985) Another 1:2-3\n"
    let found = keys(try traits("fastslow", text: text))
    #expect(found.filter { $0.hasPrefix("rinzel") } == ["rinzel1985", "rinzel1985b"])
  }

  @Test("signs of TeX are escaped")
  func escapes() {
    #expect(Reference(citation: "A & B_C {x}").bibTeX.contains("note = {A \\& B\\_C x}"))
  }

  @Test("an entry of BibTeX: fields side by side, titles with their capitals, ranges with two dashes")
  func entry() {
    let book = Reference.book("key1999", "Doe, J.", 1999, "Cusps & Folds 1-2", "A Press")
    #expect(book.bibTeX.hasPrefix("@book{key1999,\n"))
    #expect(book.bibTeX.contains("= {{Cusps \\& Folds 1--2}}"))
    #expect(
      Set(book.bibTeX.split(separator: "\n").dropFirst().dropLast().map { $0.prefix { $0 != "=" }.count }).count == 1)
    let chapter = Reference.book("key1999b", "Doe, J.", 1999, "Cusps & Folds 1-2, chapter 3", "A Press")
    let later = Reference.book("key2001", "Doe, J.", 2001, "Cusps & Folds 1-2", "A Press")
    #expect(book.isSameWork(as: chapter) && chapter.isSameWork(as: book) && !book.isSameWork(as: later))
  }
}
