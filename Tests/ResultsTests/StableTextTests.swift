// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Results
import Testing

/// Values that files hold as texts: scripts rely on these, and files of earlier versions are read.
@Suite("Texts of saved values") struct StableTextTests {
  private func text<Value: Encodable>(_ value: Value) throws -> String {
    String(decoding: try JSONEncoder().encode([value]), as: UTF8.self)
  }

  private func value<Value: Decodable>(_ json: String) throws -> Value {
    try #require(try JSONDecoder().decode([Value].self, from: Data("[\(json)]".utf8)).first)
  }

  @Test("ends of manifolds are words, with positions counted from 1")
  func separatrixEnds() throws {
    let known: [(SeparatrixEnd, String)] = [
      (.fixedPoint(0), "fixed point 1"), (.fixedPoint(11), "fixed point 12"), (.limitCycle(2), "limit cycle 3"),
      (.homoclinic(1), "returns to fixed point 2 (homoclinic within the error of the computation)"),
      (.leavesWindow, "leaves the window"), (.reset, "meets a reset"), (.breakdown, "the integration breaks down"),
      (.limitedTime, "followed for a limited time"), (.cutShort, "the search was cut short"),
      (.noInverse, "ends where the map has no inverse"), (.rest, "comes to rest"), (.slowGrowth, "grows too slowly"),
      (.limitedLength, "followed for a limited length"),
    ]
    for (end, words) in known {
      #expect(try text(end) == "[\"\(words)\"]")
      #expect(try value("\"\(words)\"") == end)
    }
  }

  @Test(
    "words of earlier versions stay what they are",
    arguments: [
      "returns to fixed point 2 (homoclinic to within 1e-4 of the window)", "fixed point", "limit cycle 1.5", "",
      "fixed point 99999999999999999999",
    ])
  func otherEnds(_ words: String) throws {
    let end: SeparatrixEnd = try value("\"\(words)\"")
    #expect(end == .other(words))
    #expect(try text(end) == "[\"\(words)\"]")
  }

  @Test("ends of trajectories, and which of them were meant")
  func trajectoryEnds() throws {
    let names = [
      "reachedEnd", "diverged", "nonFinite", "event", "chattering", "sliding", "stepTooSmall", "noConsistentState",
      "tooManySteps", "tooManyEvents", "cancelled",
    ]
    #expect(TrajectoryEnd.allCases.map(\.rawValue) == names)
    #expect(TrajectoryEnd.allCases.filter(\.isRegular) == [.reachedEnd, .event])
    for end in TrajectoryEnd.allCases { #expect(try value(text(end).dropFirst().dropLast().description) == end) }
  }

  @Test("ends of branches, with the label of the point at which they end")
  func branchEnds() throws {
    for reason in BranchEnd.Reason.allCases {
      let end = BranchEnd(reason, at: "BP3")
      #expect(try value(text(end).dropFirst().dropLast().description) == end)
    }
    let plain: BranchEnd = try value(#"{"reason": "window"}"#)
    #expect(plain.reason == .window && plain.label == nil)
    #expect(throws: DecodingError.self) { let _: BranchEnd = try value(#"{"reason": "nowhere"}"#) }
  }

  @Test("customary labels of special points are not told twice")
  func labels() throws {
    let types = SpecialPointType.allCases.map(\.description)
    #expect(Set(types).count == types.count)
    #expect(types.allSatisfy { $0.first?.isUppercase == true })
    let second = CodimensionTwoType.allCases.map(\.description)
    #expect(Set(second).count == second.count)
    // A point of codimension 2 and one of codimension 1 are told apart by their labels.
    #expect(Set(types).isDisjoint(with: second))
    #expect(try text(CodimensionTwoType.bogdanovTakens) == #"["BT"]"#)
    #expect(try text(CodimensionTwoType.foldNeimarkSacker) == #"["LPNS"]"#)
  }

  @Test("methods and schemes of integration")
  func methods() throws {
    #expect(
      IntegrationMethod.allCases.map(\.rawValue) == [
        "euler", "heun", "midpoint", "rk4", "bs3", "dopri5", "dop853", "exponential-euler", "stiff", "milstein",
        "sriw1",
      ])
    #expect(try text(IntegrationScheme.productTrapezoidal) == #"["Product trapezoidal rule"]"#)
    #expect(try text(IntegrationScheme.implicit) == #"["BDF (IDA)"]"#)
    #expect(MinimizationMethod.allCases.map(\.rawValue) == ["levenberg-marquardt", "adam", "bfgs"])
    #expect(try value(#""network""#) == SimulationResult.Kind.network)
  }

  @Test("names of methods as XPPAUT has them, cut short or not")
  func xppMethods() {
    for name in ["qualrk", "QualRK", "v", "y", "5dp"] { #expect(IntegrationMethod(xppName: name) == .dormandPrince) }
    for name in ["cvode", "gear", "stiff", "2rb"] { #expect(IntegrationMethod(xppName: name) == .stiff) }
    #expect(IntegrationMethod(xppName: "discrete") == nil)
    #expect(IntegrationMethod(name: "rung") == .rungeKutta4)
    #expect(IntegrationMethod(name: "dopri5") == .dormandPrince)
    // One letter is no name.
    #expect(IntegrationMethod(name: "r") == nil)
    #expect(IntegrationMethod(name: "none") == nil)
  }
}
