// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Results
import Testing

@Suite struct ResultDocumentTests {
  struct Settings: Codable, Equatable { var tolerance: Double, label: String, start: [String: Double] }
  struct Result: Codable, Equatable {
    enum Stop: Codable, Equatable { case end, diverged(bound: Double) }
    var times: [Double], columns: [[Double]], stop: Stop, count: Int, note: String?, flags: [Bool]
  }

  static let document = ResultDocument(
    schema: "example", version: 1, model: ModelRecord(name: "decay", text: "x'=-x\n"),
    settings: Settings(tolerance: 1e-9, label: "quoted \"text\"\n\u{1}é", start: ["b": 2, "a": 1, "c": 3]),
    result: Result(
      times: [0, 0.1, 1e300, -.infinity, 1 / 3.0], columns: [[1, 2], [], [.infinity]], stop: .diverged(bound: 100),
      count: -7, note: nil, flags: [true, false]))

  @Test func readsBackWhatItWrote() throws {
    let json = try Self.document.json()
    #expect(try ResultDocument<Settings, Result>(json: json) == Self.document)
    #expect(try Self.document.json() == json)
    let header = try ResultHeader(json: json)
    #expect(header.schema == "example" && header.version == 1 && header.model.name == "decay")
  }

  @Test func keysComeInOrder() throws {
    let text = String(decoding: try Self.document.json(), as: UTF8.self)
    let positions = ["\"schema\"", "\"version\"", "\"program\"", "\"model\"", "\"settings\"", "\"result\""].map {
      text.range(of: $0)?.lowerBound
    }
    for (earlier, later) in zip(positions, positions.dropFirst()) {
      let (a, b) = try (#require(earlier), #require(later))
      #expect(a < b)
    }
    #expect(text.hasPrefix("{\n  \"schema\": \"example\",\n  \"version\": 1,\n"))
    #expect(text.contains("\"times\": [0, 0.1, 1e+300, \"-Infinity\", 0.3333333333333333]"))
    #expect(text.contains("\"start\": {\n      \"a\": 1,\n      \"b\": 2,\n      \"c\": 3\n    }"))
  }

  @Test func agreesWithFoundationsReader() throws {
    let object = try JSONSerialization.jsonObject(with: Self.document.json()) as? [String: Any]
    #expect(object?.keys.sorted() == ["model", "program", "result", "schema", "settings", "version"])
    let settings = object?["settings"] as? [String: Any]
    #expect(settings?["label"] as? String == Self.document.settings.label)
  }

  @Test func everyDoubleSurvives() throws {
    var bits: UInt64 = 0x0123_4567_89AB_CDEF
    var numbers: [Double] = [0, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1, 100, 1e16, 1e17, -1e-7]
    for _ in 0..<2000 {
      bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let number = Double(bitPattern: bits)
      if number.isFinite { numbers.append(number) }
    }
    let read = try JSONText.decoder().decode([Double].self, from: Data(JSONText(encoding: numbers).bytes))
    #expect(read.map(\.bitPattern) == numbers.map(\.bitPattern))
  }

  @Test func tableQuotesWhatNeedsQuotes() {
    var table = CSVTable(columns: ["t", "V (mV)", "a,b"])
    table.append([.number(0.5), .integer(3), .text("say \"x\"")])
    table.append([.number(.nan), .number(-2), .empty])
    #expect(table.text == "t,V (mV),\"a,b\"\n0.5,3,\"say \"\"x\"\"\"\nNaN,-2,\n")
    #expect(table.rowCount == 2)
  }

  @Test func filesAppearWholeOrNotAtAll() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("bpanalyze-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("a.csv").path
    try AtomicFile.write(Array("one".utf8), to: path)
    try AtomicFile.write(Array("two".utf8), to: path)
    #expect(try AtomicFile.read(path) == Data("two".utf8))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.csv"])
    let missing = folder.appendingPathComponent("absent/a.csv").path
    let failure = #expect(throws: FileFailure.self) { try AtomicFile.write(Array("x".utf8), to: missing) }
    #expect(failure?.description == "cannot write \(missing): no such file or folder")
  }
}
