// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

@testable import Results

/// What records tell of themselves, against closed forms.
@Suite("Records") struct MeasureTests {
  @Test("clocks have no variation; intervals 1 and 3 in turn have one half")
  func populations() {
    let clock = (1...10).map(Double.init)
    // Means 2, deviations 1.
    let uneven = [0.0, 1, 4, 5, 8, 9, 12, 13, 16]
    let activity = PopulationActivity(name: "e", spikes: [clock, uneven, [], [3]], duration: 20)
    #expect(activity.neurons == 4 && activity.spikes == 20)
    #expect(abs(activity.rate - 0.25) < 1e-15 && activity.silentShare == 0.25)
    #expect(activity.intervalVariation.map { abs($0 - 0.25) < 1e-15 } == true)
    let none = PopulationActivity(name: "i", spikes: [[1, 2], []], duration: 0)
    #expect(none.intervalVariation == nil && none.rate == 0)
    #expect(PopulationActivity(name: "no", spikes: [], duration: 1).silentShare == 0)
  }

  @Test("natural units: powers of two, origins only for what is far away")
  func units() {
    typealias Unit = NaturalScales.Unit
    #expect(Unit(-1...1) == Unit(origin: 0, size: 2) && Unit(0...3) == Unit(origin: 0, size: 4))
    #expect(Unit(1000...1001) == Unit(origin: 1000.5, size: 1))
    // A range without width has the size of its value.
    #expect(Unit(8...8).size == 8)
    #expect(Unit.powerOfTwo(near: 1.4) == 1 && Unit.powerOfTwo(near: 1.42) == 2 && Unit.powerOfTwo(near: 0) == 1)
    #expect(Unit.powerOfTwo(near: -3) == 1 && Unit.powerOfTwo(near: .infinity) == 1)
    for exponent in [-300, -20, 0, 20, 300] {
      let power = Double(sign: .plus, exponent: exponent, significand: 1)
      #expect(Unit.powerOfTwo(near: 1.1 * power) == power)
    }
  }

  @Test("to natural numbers and back costs no digits")
  func unitsBothWays() {
    let scales = NaturalScales(
      names: ["V", "w"], variables: [.init(origin: -64, size: 128), .init(origin: 0, size: 0.25)], parameterName: "I",
      parameter: .init(origin: 0, size: 16), time: 4)
    for state in [[-65.2, 0.31], [0, 0], [1e3, -7.125]] {
      #expect(scales.numbers(scales.state(scales.numbers(state))) == scales.numbers(state))
    }
    #expect(scales.sizes == [128, 0.25] && scales.remoteness == 0.5)
    #expect(scales.unit(of: "w")?.size == 0.25 && scales.unit(of: "I") == nil)
    #expect(scales.parameter.numbers(-16...32) == -1...2)
  }

  @Test("ranges without anything between their ends are refused")
  func ranges() {
    func fault(_ lower: Double, _ upper: Double) -> RangeError? {
      do throws(RangeError) {
        try AxisRange(name: "x", lower: lower, upper: upper).check()
        return nil
      } catch {
        return error
      }
    }
    #expect(fault(0, 1) == nil && fault(-1e-300, 1e-300) == nil)
    for (lower, upper) in [(1.0, 1.0), (1, 0), (.nan, 1), (0, .infinity), (-1e308, 1e308)] {
      guard case .empty? = fault(lower, upper) else {
        Issue.record("\(lower) to \(upper)")
        continue
      }
    }
    guard case .narrow(let range)? = fault(1e6, 1e6 + 1e-4) else {
      Issue.record("a range as narrow as rounding")
      return
    }
    #expect(RangeError.narrow(range).description.contains("too narrow"))
    #expect(RangeError.empty(range).description.contains("the first number must be less"))
  }

  @Test("stability of a branch: no unstable direction, and none that is neutral")
  func stability() {
    var branch = SampleResults.fold().branches[0]
    #expect(branch.stable == [true, true, false, false, false])
    branch.neutralDirections = [2, 0, 0, 0, 0]
    #expect(branch.stable == [false, true, false, false, false])
  }

  @Test("a branch runs away where a variable leaves its range or all bounds, also by the words of the first version")
  func runningAway() {
    var branch = SampleResults.fold().branches[0]
    #expect(!branch.runsAway)
    branch.ends = [BranchEnd(.window), BranchEnd(.range)]
    #expect(branch.runsAway)
    branch.ends = [BranchEnd(.unbounded), BranchEnd(.closed)]
    #expect(branch.runsAway)
    branch.ends = nil
    for (words, runsAway) in [
      ("leaves the range of a variable", true), ("grows without bound", true), ("leaves the window", false),
    ] {
      branch.stop = ["leaves the window", words]
      #expect(branch.runsAway == runsAway)
    }
  }

  @Test("quantities of a diagram by their names, in any case")
  func quantities() throws {
    let (fold, circles) = (SampleResults.fold(), SampleResults.circles())
    let cycles = circles.branches[0]
    #expect(try DiagramQuantity("X", in: fold).columns(of: fold.branches[0]) == [[2, 1, 0, -1, -2]])
    #expect(try DiagramQuantity("y", in: fold).columns(of: fold.branches[0]) == [[6, 3, 0, -3, -6]])
    #expect(try DiagramQuantity("x", in: circles).columns(of: cycles) == [[0, 1, 2], [0, -1, -2]])
    #expect(try DiagramQuantity("mean:x", in: circles).columns(of: cycles) == [[0, 0, 0]])
    #expect(try DiagramQuantity("max:y", in: circles).columns(of: cycles) == [[0, 1, 2]])
    #expect(try DiagramQuantity("min:y", in: circles).columns(of: cycles) == [[0, -1, -2]])
    #expect(try DiagramQuantity("norm", in: circles).columns(of: cycles) == [[0, 1, 2]])
    let period = try DiagramQuantity("Period", in: circles).columns(of: cycles)[0]
    let frequency = try DiagramQuantity("frequency", in: circles).columns(of: cycles)[0]
    #expect(zip(period, frequency).allSatisfy { abs($0 * $1 - 1) < 1e-15 })
    #expect(try DiagramQuantity("period", in: fold).columns(of: fold.branches[0]).isEmpty)
    let point = GridPoint(parameter: 0, state: ["x": 3], type: .saddle, stable: false, eigenvalues: [])
    #expect(try DiagramQuantity("x", in: fold).value(at: point, of: fold) == 3)
    #expect(try DiagramQuantity("norm", in: fold).value(at: point, of: fold) == 3)
    #expect(try DiagramQuantity("period", in: fold).value(at: point, of: fold).isNaN)
    for unknown in ["z", "mean:z", "median:x", ""] {
      #expect(throws: UnknownQuantity.self) { try DiagramQuantity(unknown, in: fold) }
    }
    let error = #expect(throws: UnknownQuantity.self) { try DiagramQuantity("yy", in: fold) }
    #expect(error?.description == "there is no quantity 'yy'; there are x, y, norm, period, frequency")
  }

  @Test("verifications: what failed, and the largest differences")
  func verification() {
    let verification = CycleVerification(entries: [
      CycleVerification.Entry(branch: 1, parameter: 1, period: 2, parameterDifference: 1e-9, periodDifference: 3e-9),
      CycleVerification.Entry(branch: 1, label: "LPC1", parameter: 1, period: 2, failure: "no step"),
      CycleVerification.Entry(branch: 2, parameter: 1, period: 2, parameterDifference: 2e-9),
    ])
    #expect(verification.failures.map(\.label) == ["LPC1"])
    #expect(verification.largest(\.parameterDifference) == 2e-9 && verification.largest(\.periodDifference) == 3e-9)
    #expect(verification.largest(\.defect) == nil && CycleVerification().largest(\.periodDifference) == nil)
  }

  @Test("patterns of mixed modes: like groups are written once")
  func patterns() {
    func pattern(_ groups: (Int, Int)...) -> String {
      MixedModePattern(
        groups: groups.map { .init(large: $0.0, small: $0.1) }, leastAmplitude: 0, greatestAmplitude: 1,
        smallMaxima: []
      ).text
    }
    #expect(pattern((1, 3), (1, 3)) == "1^3" && pattern((1, 3), (2, 5)) == "1^3 2^5" && pattern() == "")
  }

  @Test("numbers for sentences, and numbers that read back exactly")
  func numbers() throws {
    #expect(0.1.brief == "0.1" && (-0.0).brief == "0" && 1234567.0.brief == "1.23457e+06" && 3.0.brief == "3")
    for (number, text) in [(1.0, "1"), (0.1, "0.1"), (1e21, "1e+21"), (-2.5e-7, "-2.5e-07")] {
      #expect(number.shortestText == text)
      #expect(Double(text) == number)
    }
    #expect(
      TrajectoryMeasures(final: 0, mean: 0, minimum: -1, maximum: 3, spikes: 0, rate: 0).amplitude == 2)
    #expect(
      LimitCycle(period: 1, multipliers: [], stable: true, points: [], times: [], residual: 0).stabilityText == "stable"
    )
    #expect(
      LimitCycle(period: 1, multipliers: [], stable: false, isHalfStable: true, points: [], times: [], residual: 0)
        .stabilityText == "half-stable")
  }
}

@Suite("Files that cannot be read or written") struct FileFailureTests {
  private func folder() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("bpanalyze-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }

  @Test("what is no file is told as such")
  func reading() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let missing = #expect(throws: FileFailure.self) { try AtomicFile.read("\(folder)/absent") }
    #expect(missing?.action == .read && missing?.description == "cannot read \(folder)/absent: no such file or folder")
    let directory = #expect(throws: FileFailure.self) { try AtomicFile.read(folder) }
    #expect(directory?.reason == "it is a folder")
    try AtomicFile.write(Array("12345".utf8), to: "\(folder)/five")
    let large = #expect(throws: FileFailure.self) { try AtomicFile.read("\(folder)/five", limit: 4) }
    #expect(large?.reason == "it is larger than 4 bytes, the most that is read")
    #expect(try AtomicFile.read("\(folder)/five", limit: 5) == Data("12345".utf8))
  }

  @Test("obstacles are known before anything is computed")
  func obstacles() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(FileFailure.obstacle(toWriting: "\(folder)/new.json") == nil)
    #expect(FileFailure.obstacle(toWriting: folder)?.action == .write)
    #expect(FileFailure.obstacle(toWriting: "\(folder)/absent/new.json")?.reason == "no such file or folder")
  }
}
