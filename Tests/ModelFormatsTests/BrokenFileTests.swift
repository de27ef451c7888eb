// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import ModelFormats
import Testing

@Suite struct BrokenFileTests {
  /// The files in the folder `Broken` that end in `.ode`.
  static let files: [String] = {
    let folder = Bundle.module.resourceURL?.appendingPathComponent("Broken")
    let names = folder.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0.path) } ?? []
    return names.filter { $0.hasSuffix(".ode") }.sorted()
  }()

  static func contents(_ name: String) throws -> String {
    let url = try #require(Bundle.module.resourceURL).appendingPathComponent("Broken").appendingPathComponent(name)
    return String(decoding: try Data(contentsOf: url), as: UTF8.self)
  }

  @Test func suiteIsThere() { #expect(Self.files.count >= 100) }

  @Test(arguments: files)
  func message(file: String) throws {
    let text = try Self.contents(file)
    let expected = try Self.contents(file.dropLast(4) + ".txt")
    let error = #expect(throws: ModelFileError.self) { try ODEFile.read(text: text, fileName: file) }
    #expect(error.map { "\($0)\n" } == expected)
  }

  /// The message that reading a file at a path gives.
  static func message(path: String) -> String? {
    do {
      _ = try ODEFile.read(path: path)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func wrongKindsOfFiles() throws {
    let folder = Path.temporary()
    #expect(Self.message(path: folder) == "\(folder): this is a folder, not a model file")
    let missing = folder + "/missing.ode"
    #expect(Self.message(path: missing) == "\(missing): there is no such file")
    let large = folder + "/large.ode"
    try Path.write(Array(repeating: 10, count: 5_000_000), to: large)
    #expect(Self.message(path: large) == "\(large): the file is larger than 4 MB; that cannot be a model")
    let picture = folder + "/picture.ode"
    try Path.write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13], to: picture)
    #expect(
      Self.message(path: picture)
        == "\(picture): this is a binary file, not a model\n    an .ode file is plain text")
  }

  @Test func manyFaultsAreCutShort() {
    let text = (1...30).map { "x\($0)'=q\($0)" }.joined(separator: "\n")
    let error = #expect(throws: ModelFileError.self) { try ODEFile.read(text: text, fileName: "many.ode") }
    #expect(error?.diagnostics.count == 10 && error?.omitted == 20)
    #expect(error.map { "\($0)".hasSuffix("... and 20 more") } == true)
  }
}
