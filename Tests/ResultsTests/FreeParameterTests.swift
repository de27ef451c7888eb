// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

@testable import Results

/// Diagrams in one parameter and in two hold the free parameters in the same places (schema 2).
@Suite("Free parameters in saved diagrams") struct FreeParameterTests {
  private func object(_ json: Data) throws -> [String: Any] {
    let document = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    return try #require(document["result"] as? [String: Any])
  }

  /// The names of the parameters and, for each branch, their columns, wherever the kind of diagram.
  private func parameters(_ json: Data) throws -> (names: [String], columns: [[String: [Double]]]) {
    let result = try object(json)
    let axes = try #require(result["parameters"] as? [[String: Any]])
    let branches = try #require(result["branches"] as? [[String: Any]])
    return (
      try axes.map { try #require($0["name"] as? String) },
      try branches.map { try #require($0["parameters"] as? [String: [Double]]) }
    )
  }

  @Test("one place and one shape for one parameter and for two")
  func sameShape() throws {
    let one = try parameters(SampleResults.json(SampleResults.fold()))
    #expect(one.names == ["p"] && one.columns == [["p": [4, 1, 0, 1, 4]]])
    let two = try parameters(SampleResults.json(SampleResults.cusp()))
    #expect(two.names == ["a", "b"] && two.columns[0].keys.sorted() == ["a", "b"])
    let cycles = try parameters(SampleResults.json(SampleResults.circles()))
    #expect(cycles.names == ["p"] && cycles.columns == [["p": [0, 1, 4]]])
  }

  @Test("what scripts rely on stays")
  func earlierNames() throws {
    let result = try object(SampleResults.json(SampleResults.fold()))
    #expect((result["parameter"] as? [String: Any])?["name"] as? String == "p")
    let branch = try #require((result["branches"] as? [[String: Any]])?.first)
    #expect(branch["parameter"] as? [Double] == [4, 1, 0, 1, 4])
    let plane = try object(SampleResults.json(SampleResults.cusp()))
    #expect((plane["horizontal"] as? [String: Any])?["name"] as? String == "a")
    #expect((plane["vertical"] as? [String: Any])?["name"] as? String == "b")
  }

  @Test("files without them are read, and are what they were")
  func firstVersion() throws {
    func withoutParameters(_ json: Data) throws -> Data {
      var document = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
      var result = try #require(document["result"] as? [String: Any])
      result["parameters"] = nil
      if result["parameter"] != nil, let branches = result["branches"] as? [[String: Any]] {
        result["branches"] = branches.map { $0.filter { $0.key != "parameters" } }
      }
      document["result"] = result
      return try JSONSerialization.data(withJSONObject: document)
    }
    let fold = SampleResults.fold()
    let old: BifurcationResult = try SampleResults.result(withoutParameters(SampleResults.json(fold)))
    #expect(old.parameters == nil && old.branches[0].parameters == nil)
    #expect(old.parameter == fold.parameter && old.branches[0].parameter == fold.branches[0].parameter)
    var named = old
    named.nameParameters()
    #expect(named == fold)
    let plane = SampleResults.cusp()
    let oldPlane: TwoParameterResult = try SampleResults.result(withoutParameters(SampleResults.json(plane)))
    #expect(oldPlane.parameters == nil && oldPlane.branches == plane.branches)
  }

  @Test("parameters that are not those of the diagram are refused")
  func contradictions() throws {
    for (place, other) in [("\"parameters\": [\n", "\"name\": \"q\"")] {
      let text = String(decoding: try SampleResults.json(SampleResults.fold()), as: UTF8.self)
      let range = try #require(text.range(of: place))
      let name = try #require(text.range(of: "\"name\": \"p\"", range: range.upperBound..<text.endIndex))
      let changed = text.replacingCharacters(in: name, with: other)
      #expect(throws: DecodingError.self) {
        let _: BifurcationResult = try SampleResults.result(Data(changed.utf8))
      }
    }
  }

  @Test("files grow by less than a quarter, however small the model")
  func growth() throws {
    let places = (0...200).map { 2 - 0.02 * Double($0) }
    var before = SampleResults.fold(places)
    let named = try SampleResults.json(before).count
    before = BifurcationResult(parameter: before.parameter, variables: ["x"], auxiliaries: ["y"], isMap: false)
      .taking(before.branches, before.specialPoints)
    let plain = try SampleResults.json(before).count
    #expect(named > plain && Double(named) < 1.25 * Double(plain))
  }
}

extension BifurcationResult {
  /// The same diagram as files of the first version had it.
  fileprivate func taking(_ branches: [BifurcationBranch], _ points: [BifurcationPoint]) -> BifurcationResult {
    var result = self
    result.specialPoints = points
    result.branches = branches.map { branch in
      BifurcationBranch(
        id: branch.id, kind: branch.kind, stop: branch.stop, ends: branch.ends ?? [], parameter: branch.parameter,
        states: branch.states, norm: branch.norm, eigenvalues: branch.eigenvalues,
        unstableDirections: branch.unstableDirections, labels: branch.labels, profiles: [])
    }
    return result
  }
}
