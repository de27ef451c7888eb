// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import ModelCore
import Results
import Symbolics
import Testing

/// z' = (p + i) z - z |z|^2: cycles of radius sqrt(p) and period 2 pi for p > 0.
func circleDiagram() throws -> BifurcationResult {
  let model = try Model(name: "circle", variables: ["x": 0.1, "y": 0], parameters: ["p": 0.1]) { x, p in
    let square = x[0] * x[0] + x[1] * x[1]
    return [p[0] * x[0] - x[1] - x[0] * square, x[0] + p[0] * x[1] - x[1] * square]
  }
  let square = Expression.symbol("x") * .symbol("x") + .symbol("y") * .symbol("y")
  return try BifurcationAnalyzer.analyze(
    model.with(auxiliaries: [Auxiliary(name: "square", expression: square + .symbol("p"))]),
    settings: BifurcationSettings(
      parameter: AxisRange(name: "p", lower: -1, upper: 1),
      ranges: ["x": AxisRange(name: "x", lower: -2, upper: 2), "y": AxisRange(name: "y", lower: -2, upper: 2)]))
}

@Suite("Quantities on branches") struct DiagramQuantityTests {
  @Test("norms, auxiliary quantities, extrema, periods and frequencies of circles, whose radius is known")
  func circles() throws {
    let result = try circleDiagram()
    let branch = try #require(result.branches.first { $0.kind == .cycles })
    func column(_ text: String) throws -> [Double] {
      try #require(DiagramQuantity(text, in: result).columns(of: branch).first)
    }
    for (text, value) in [
      ("norm", { $0.squareRoot() }), ("max:X", { $0.squareRoot() }), ("min:y", { -$0.squareRoot() }),
      ("mean:x", { _ in 0 }), ("mean:square", { 2 * $0 }), ("square", { 2 * $0 }), ("min:square", { 2 * $0 }),
      ("period", { _ in 2 * .pi }), ("frequency", { _ in 0.5 / .pi }),
    ] as [(String, (Double) -> Double)] {
      for (p, found) in zip(branch.parameter, try column(text)) {
        #expect(abs(found - value(max(p, 0))) < 2e-3, "\(text) at \(p): \(found)")
      }
    }
    let rest = try #require(result.branches.first { $0.kind == .equilibria })
    #expect(try DiagramQuantity("square", in: result).columns(of: rest) == [rest.parameter])
    #expect(try DiagramQuantity("period", in: result).columns(of: rest).isEmpty)
    #expect(try DiagramQuantity("x", in: result).columns(of: branch).count == 2)
  }

  @Test("names that are none are refused", arguments: ["z", "median:x", "max:z", "", "max:"])
  func unknown(name: String) throws {
    let result = BifurcationResult(
      parameter: AxisRange(name: "p", lower: 0, upper: 1), variables: ["x"], isMap: false)
    #expect(throws: UnknownQuantity.self) { try DiagramQuantity(name, in: result) }
  }

  @Test("saved cycles are circles that end where they begin")
  func profiles() throws {
    let branch = try #require(try circleDiagram().branches.first { $0.kind == .cycles })
    #expect(branch.profiles.count >= 4)
    for profile in branch.profiles {
      let (x, y) = (try #require(profile.values["x"]), try #require(profile.values["y"]))
      let radius = branch.parameter[profile.point].squareRoot()
      #expect(profile.times.first == 0 && profile.times.last == 1)
      for (x, y) in zip(x, y) { #expect(abs((x * x + y * y).squareRoot() - radius) < 1e-6) }
    }
  }
}

@Suite("Diagrams in AUTO's columns") struct AUTOColumnsTests {
  @Test("branches, points, types and columns as AUTO writes them")
  func columns() throws {
    let result = try circleDiagram()
    let lines = result.autoText.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    let headings = lines.filter { $0.first == "0" && $0.count > 1 }
    #expect(headings.first == ["0", "PT", "TY", "LAB", "p", "L2-NORM", "x", "y"])
    #expect(headings.last == ["0", "PT", "TY", "LAB", "p", "L2-NORM", "MAX", "x", "MAX", "y", "PERIOD"])
    let points = lines.filter { $0.first != "0" }
    #expect(points.count == result.branches.reduce(0) { $0 + $1.parameter.count })
    for point in points {
      let isCycle = point[0].hasPrefix("-")
      #expect(point.count == (isCycle ? 9 : 8))
      let (number, p) = (try #require(Int(point[1])), try #require(Double(point[4])))
      // Equilibria are stable before the Hopf point, cycles beyond it.
      if abs(p) > 1e-9 { #expect((number < 0) == (isCycle || p < 0)) }
    }
    let hopf = try #require(points.first { $0[2] == "3" })
    #expect(abs(try #require(Double(hopf[4]))) < 1e-9)
    #expect(Set(points.map { $0[2] }) == ["0", "3", "9"])
  }
}
