// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import ModelCore
import Parallelism
import Symbolics
import Testing

@testable import PhasePlane
@testable import Results

@Suite struct PhasePlaneAnalyzerTests {
  @Test func settingsAreChecked() {
    #expect(throws: PhasePlaneError.badSetting(name: "the number of arrows", value: -1, allowed: "0 to 500")) {
      try PhasePlaneSettings(arrowCount: -1)
    }
    #expect(throws: PhasePlaneError.range(.empty(AxisRange(name: "the horizontal axis", lower: 1, upper: 1)))) {
      try PhasePlaneSettings(horizontalRange: 1...1)
    }
    #expect(throws: PhasePlaneError.badSetting(name: "the time", value: .infinity, allowed: "a finite number")) {
      try PhasePlaneSettings(time: .infinity)
    }
  }

  @Test func settingsSurviveCoding() throws {
    let settings = try PhasePlaneSettings(
      parameters: ["a": 1], horizontalVariable: "x", horizontalRange: -1...2, fixedValues: ["z": 3],
      others: .equilibrium, time: 4, starts: [["x": 5]], certifies: true)
    let data = try JSONEncoder().encode(settings)
    #expect(try JSONDecoder().decode(PhasePlaneSettings.self, from: data) == settings)
  }

  /// The window is found where nobody says it: fixed points (±2, 0) and the trajectory from (0, 1) are in it.
  @Test func windowIsFound() throws {
    let model = try Model(
      name: "wells",
      variables: [
        Variable(name: "x", rate: y), Variable(name: "y", rate: 4 * x - .pow(x, 3) - y, initialValue: 1),
      ])
    let result = try PhasePlaneAnalyzer.analyze(
      model, settings: PhasePlaneSettings(streamlineSeparation: 0, findsSeparatrices: false, findsLimitCycles: false))
    #expect(result.fixedPoints.map { $0.type } == [.stableFocus, .saddle, .stableFocus])
    #expect(result.horizontal.lower < -2 && result.horizontal.lower > -10)
    #expect(result.horizontal.upper > 2 && result.horizontal.upper < 10)
    #expect(result.notes.count == 1)
  }

  @Test func sliceOfThreeVariables() throws {
    let z = Expression.symbol("z")
    let model = try Model(
      name: "three",
      variables: [
        Variable(name: "x", rate: y - z, range: -1...1), Variable(name: "y", rate: x + y, range: -1...1),
        Variable(name: "z", rate: 2 * x - 4 * z, initialValue: 0.25),
      ])
    let fixed = try PhasePlaneAnalyzer(model, settings: PhasePlaneSettings())
    #expect(fixed.system.displacement[0] == y - 0.25)
    let given = try PhasePlaneAnalyzer(model, settings: PhasePlaneSettings(fixedValues: ["z": 0.5]))
    #expect(given.system.displacement[0] == y - 0.5)
    let settled = try PhasePlaneAnalyzer(model, settings: PhasePlaneSettings(others: .equilibrium))
    #expect(try settled.system.displacement[0].evaluate(["x": 1, "y": 0]) == -0.5)
    let swapped = try PhasePlaneAnalyzer(model, settings: PhasePlaneSettings(horizontalVariable: "y"))
    #expect([swapped.system.x, swapped.system.y] == ["y", "x"])
  }

  /// v' = 1 with a reset from 1 to 0: the orbit from 0.5 passes the threshold at 0.5, 1.5, 2.5.
  @Test func resetsBreakTrajectories() throws {
    let v = Expression.symbol("v")
    let model = try Model(
      name: "clock",
      variables: [
        Variable(name: "v", rate: 1, initialValue: 0.5, range: 0...1),
        Variable(name: "u", rate: -.symbol("u"), range: -1...1),
      ],
      events: [Event(condition: v - 1, direction: .rising, assignments: [.init(name: "v", expression: 0)])])
    let result = try PhasePlaneAnalyzer.analyze(
      model,
      settings: PhasePlaneSettings(
        duration: 3, streamlineSeparation: 0, findsSeparatrices: false, findsLimitCycles: false)
    )
    let path = try #require(result.trajectories.first)
    #expect(path.breaks.count == 3)
    for (number, position) in path.breaks.enumerated() {
      #expect(abs(path.times[position] - Double(number) - 0.5) < 1e-12)
      #expect(path.points[position][0] == 0)
    }
  }

  @Test func constantRateHasNoNullclineAndNothingElse() throws {
    let model = try planarModel(1, 0 * x)
    let settings = try PhasePlaneSettings(horizontalRange: -1...1, verticalRange: -1...1)
    let result = try PhasePlaneAnalyzer.analyze(model, settings: settings)
    #expect(result.fixedPoints.isEmpty)
    #expect(result.nullclines["x"] == [])
  }

  /// Where every state is a fixed point, a proof can come to nothing and must not take long about it.
  @Test func proofsOfFixedPointsThatAreNotIsolatedStopEarly() throws {
    let settings = try PhasePlaneSettings(
      horizontalRange: -1...1, verticalRange: -1...1, certifies: true, findsSeparatrices: false,
      findsLimitCycles: false, computesTrajectories: false)
    let result = try PhasePlaneAnalyzer.analyze(planarModel(0, 0), settings: settings)
    #expect(result.notes.contains { $0.hasPrefix("The variables x and y never change:") })
    #expect(result.notes.contains { $0.hasPrefix("The proof stopped early") })
    #expect((result.certificate?.examinedCount ?? .max) <= 500)
  }

  /// An analysis that is cancelled from the start ends with an empty result that says what was not done.
  @Test func cancelledAnalysisSaysWhatIsMissing() throws {
    let settings = try PhasePlaneSettings(horizontalRange: -2...2, verticalRange: -2...2)
    var analyzer = try PhasePlaneAnalyzer(planarModel(x - x * x * x - y, x + 2 * y * y), settings: settings)
    #expect(try analyzer.analyze().fixedPoints.isEmpty == false)
    analyzer.context = RunContext(isCancelled: { true })
    let result = try analyzer.analyze()
    #expect(result.fixedPoints.isEmpty && result.nullclines.values.allSatisfy(\.isEmpty))
    for what in ["nullclines", "fixed points"] {
      #expect(result.notes.contains("The search for \(what) was cut short: it was interrupted."))
    }
  }
}
