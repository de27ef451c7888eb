// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import ModelCore
import Symbolics
import Testing

// The example of Sources/ModelCore/README.md: from here ...
/// Morris–Lecar, reduced to two variables by Rinzel and Ermentrout (1998): x is (V, w), p is (I, phi).
func morrisLecar<S: Scalar>(_ x: [S], _ p: [S]) -> [S] {
  let (V, w) = (x[0], x[1])
  let mInf = 0.5 * (1 + S.tanh((V + 1.2) / 18))
  let wInf = 0.5 * (1 + S.tanh((V - 2) / 30))
  let rate = S.cosh((V - 2) / 60)
  let current = p[0] - 4.4 * mInf * (V - 120) - 8 * w * (V + 84) - 2 * (V + 60)
  return [current / 20, p[1] * rate * (wInf - w)]
}

func makeMorrisLecar() throws -> Model {
  try Model(
    name: "morris-lecar", variables: ["V": -60, "w": 0.015], parameters: ["I": 90, "phi": 0.04], rates: morrisLecar)
}
// ... to here.

@Suite("Models written in Swift") struct ModelInSwiftTests {
  @Test func symbolsAndNumbersAgree() throws {
    let field = try CompiledModel(makeMorrisLecar())
    for state in [[-60, 0.015], [10, 0.4], [-25.27010488, 0.1398]] {
      #expect(field.values(at: state, parameters: [90, 0.04]) == morrisLecar(state, [90.0, 0.04]))
    }
  }

  @Test func theSameFunctionGivesIntervals() {
    let box = morrisLecar([Interval(-61, -59), Interval(0.01, 0.02)], [Interval(90), Interval(0.04)])
    let point = morrisLecar([-60, 0.015], [90.0, 0.04])
    #expect(box[0].lower <= point[0] && point[0] <= box[0].upper)
  }

  @Test func everyVariableNeedsARate() {
    #expect(throws: ModelError.wrongNumberOfRates(expected: 2, found: 1)) {
      try Model(name: "m", variables: ["x": 0, "y": 0]) { x, _ in [x[1]] }
    }
  }

  @Test func theDocumentationShowsThisCode() throws {
    let source = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)
    let readme = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/ModelCore/README.md")
    let documentation = try String(contentsOf: readme, encoding: .utf8)
    let start = try #require(source.range(of: "from here ...\n"))
    let end = try #require(source.range(of: "\n// ... to here.", range: start.upperBound..<source.endIndex))
    let example = String(source[start.upperBound..<end.lowerBound])
    #expect(documentation.contains(example))
  }
}
