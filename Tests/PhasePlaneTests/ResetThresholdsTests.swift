// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import ModelCore
import Symbolics
import Testing

@testable import PhasePlane
@testable import Results

@Suite struct ResetThresholdsTests {
  private func result(_ condition: Symbolics.Expression, _ direction: Event.Direction, stops: Bool = false) throws
    -> PhasePlaneResult
  {
    // Fixed points (-1, 0), (0, 0) and (1, 0).
    let model = try Model(
      name: "test", variables: [Variable(name: "x", rate: x - x * x * x), Variable(name: "y", rate: -y)],
      events: [
        Event(
          condition: condition, direction: direction, assignments: stops ? [] : [.init(name: "x", expression: -0.5)],
          stops: stops)
      ])
    return try PhasePlaneAnalyzer.analyze(
      model,
      settings: PhasePlaneSettings(
        horizontalRange: -2...2, verticalRange: -2...2, streamlineSeparation: 0, findsSeparatrices: false,
        findsLimitCycles: false, computesTrajectories: false))
  }

  @Test func straightThresholdReachesAcrossTheWindow() throws {
    let curves = try #require(try result(x - 0.75, .rising).resetThresholds)
    #expect(curves == [PlaneCurve(points: [[0.75, -2], [0.75, 2]])])
  }

  @Test func thresholdOfAnyShapeIsFollowedAndClipped() throws {
    let circle = try #require(try result(x * x + y * y - 2.25, .rising).resetThresholds)
    #expect(circle.count == 1 && circle[0].closed)
    #expect(abs(circle[0].length - 3 * Double.pi) < 1e-3)
    let hyperbola = x * y - 1
    let arcs = try #require(try result(hyperbola, .either).resetThresholds)
    #expect(arcs.count == 2)
    for arc in arcs {
      #expect(try arc.largest(hyperbola) < 1e-12)
      #expect(arc.points.joined().allSatisfy { abs($0) <= 2 })
    }
  }

  @Test func onlyResetsOfThePlaneHaveThresholds() throws {
    #expect(try result(x - 0.75, .rising, stops: true).resetThresholds == nil)
    #expect(try result(.symbol("t") - 5, .rising).resetThresholds == nil)
    #expect(try result(x - 7, .rising).resetThresholds == [])
  }

  static let sides: [(Double, Event.Direction, [Bool])] = [
    (0.75, .rising, [false, false, true]), (0.75, .falling, [true, true, false]),
    (-0.75, .rising, [false, true, true]),
    (0.75, .either, [false, false, false]), (0, .either, [false, true, false]),
  ]

  /// Of the fixed points -1, 0 and 1 those are told of that lie where the condition has passed zero in its sense.
  @Test(arguments: sides)
  func fixedPointsBeyond(threshold: Double, direction: Event.Direction, expected: [Bool]) throws {
    let notes = try result(x - Symbolics.Expression(threshold), direction).fixedPoints.map(\.note)
    #expect(notes.map { $0 != nil } == expected)
  }

  @Test func noteNamesTheCondition() throws {
    #expect(
      try result(x - 0.75, .rising).fixedPoints.last?.note
        == "beyond the threshold of a reset: x-0.75 > 0 here, and trajectories from where it is < 0 "
        + "are reset on the way")
    #expect(try result(x - 1, .rising).fixedPoints.last?.note == "on the threshold x-1 = 0 of a reset")
  }

  @Test func resultsSavedWithoutThresholdsAreRead() throws {
    let saved = try result(x - 0.75, .rising)
    let data = try JSONEncoder().encode(saved)
    #expect(try JSONDecoder().decode(PhasePlaneResult.self, from: data) == saved)
    var fields = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(fields.removeValue(forKey: "resetThresholds") != nil)
    let old = try JSONDecoder().decode(
      PhasePlaneResult.self, from: try JSONSerialization.data(withJSONObject: fields))
    #expect(old.resetThresholds == nil && old.fixedPoints == saved.fixedPoints)
  }
}
