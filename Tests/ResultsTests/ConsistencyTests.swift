// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

@testable import Results

/// Files that were edited, so that lists no longer fit together, are refused with the place.
@Suite("What must fit together in results") struct ConsistencyTests {
  private func place<Result: CheckedResult>(_ result: Result, _ change: (inout Result) -> Void) -> String? {
    var changed = result
    change(&changed)
    return changed.inconsistency?.key
  }

  @Test("results as they are made are consistent, and stay so in files")
  func whole() throws {
    #expect(SampleResults.fold().inconsistency == nil && SampleResults.circles().inconsistency == nil)
    #expect(SampleResults.cusp().inconsistency == nil && SampleResults.decay().inconsistency == nil)
    #expect(SampleResults.saddle().inconsistency == nil)
    #expect(try SampleResults.result(SampleResults.json(SampleResults.fold())) == SampleResults.fold())
    #expect(try SampleResults.result(SampleResults.json(SampleResults.circles())) == SampleResults.circles())
    #expect(try SampleResults.result(SampleResults.json(SampleResults.cusp())) == SampleResults.cusp())
    #expect(try SampleResults.result(SampleResults.json(SampleResults.decay())) == SampleResults.decay())
    #expect(try SampleResults.result(SampleResults.json(SampleResults.saddle())) == SampleResults.saddle())
  }

  @Test("columns of a diagram are as long as that of the parameter")
  func diagram() {
    let fold = SampleResults.fold()
    #expect(place(fold) { $0.branches[0].labels.removeLast() } == "branches[0].labels")
    #expect(place(fold) { $0.branches[0].norm.append(1) } == "branches[0].norm")
    #expect(place(fold) { $0.branches[0].eigenvalues = [] } == "branches[0].eigenvalues")
    #expect(place(fold) { $0.branches[0].unstableDirections = [] } == "branches[0].unstableDirections")
    #expect(place(fold) { $0.branches[0].states["y"] = [1] } == "branches[0] column y")
    #expect(place(fold) { $0.branches[0].parameter.removeLast() } == "branches[0].parameters.p")
    #expect(place(fold) { $0.parameter.upper = -2 } == "parameter")
    #expect(place(fold) { $0.parameter.name = "q" } == "parameters")
    let circles = SampleResults.circles()
    #expect(place(circles) { $0.branches[0].period = [1] } == "branches[0].period")
    #expect(place(circles) { $0.branches[0].maxima?["x"] = [] } == "branches[0] column x")
    #expect(place(circles) { $0.branches[0].profiles[0].point = 7 } == "branches[0].profiles")
    #expect(place(circles) { $0.branches[0].profiles[0].values["x"] = [1] } == "branches[0] profile of x")
    #expect(place(circles) { $0.branches[0].iterates = ["x": [[1]]] } == "branches[0] iterates of x")
  }

  @Test("curves in the plane have both parameters and all variables")
  func plane() {
    let cusp = SampleResults.cusp()
    #expect(place(cusp) { $0.branches[0].parameters["b"] = nil } == "branches[0].parameters.b")
    #expect(place(cusp) { $0.branches[0].states["x"] = [0] } == "branches[0].states.x")
    #expect(place(cusp) { $0.branches[0].coefficient = [1] } == "branches[0].coefficient")
    #expect(place(cusp) { $0.branches[0].frequency = [1] } == "branches[0].frequency")
    #expect(place(cusp) { $0.branches[0].unstableDirections = [] } == "branches[0].unstableDirections")
    #expect(place(cusp) { $0.vertical.lower = 5 } == "vertical")
    #expect(place(cusp) { $0.horizontal.upper = 3 } == "parameters")
    let region = ParameterRegion(
      id: 1, area: 0.5, representative: ["a": 0, "b": 1], equilibria: [.stableNode: 2], stableCount: 2, cycles: nil,
      confirmations: 3, isUnderstood: true, isProved: false, areCyclesUnderstood: nil,
      summary: "two stable equilibria", strips: [[0, 1]])
    #expect(place(cusp) { $0.regions = [region] } == "regions[0].strips[0]")
  }

  @Test("trajectories have every quantity at every time")
  func simulation() {
    let decay = SampleResults.decay()
    #expect(place(decay) { $0.trajectories[0].values["x"]?.removeLast() } == "trajectories[0].values.x")
    #expect(place(decay) { $0.trajectories[0].values["square"] = nil } == "trajectories[0].values.square")
    #expect(place(decay) { $0.trajectories[0].times.append(3) } == "trajectories[0].values.square")
  }

  @Test("points of a plane have two coordinates, and manifolds a saddle")
  func phasePlane() {
    let saddle = SampleResults.saddle()
    #expect(place(saddle) { $0.nullclines["x"]?[0].points[1] = [0] } == "nullclines.x[0].points[1]")
    #expect(place(saddle) { $0.separatrices[2].saddle = 1 } == "separatrices[2].saddle")
    #expect(place(saddle) { $0.separatrices[3].points = [[1, 2, 3]] } == "separatrices[3].points[0]")
    #expect(place(saddle) { $0.field?.vectors = [] } == "field.vectors")
    #expect(place(saddle) { $0.angles = ["x": -1] } == "angles.x")
    #expect(place(saddle) { $0.fixedPoints[0].eigenvalues = [[1]] } == "fixedPoints[0].eigenvalues[0]")
    #expect(place(saddle) { $0.horizontal.lower = .nan } == "horizontal")
    let cycle = LimitCycle(
      period: 1, multipliers: SampleResults.real(1, 0.5), stable: true, points: [[0, 0], [1, 0]], times: [0],
      residual: 0)
    #expect(place(saddle) { $0.limitCycles = [cycle] } == "limitCycles[0].times")
    let path = PlaneTrajectory(times: [0, 1], points: [[0, 0], [1, 1]], breaks: [2], end: "reached the end")
    #expect(place(saddle) { $0.trajectories = [path] } == "trajectories[0].breaks")
    let proof = Certificate(complete: false, provedCount: 0, undecidedBoxes: [[0, 1]], examinedCount: 1)
    #expect(place(saddle) { $0.certificate = proof } == "certificate.undecidedBoxes[0]")
  }

  @Test("points of a line have two coordinates, intervals three numbers")
  func phaseLine() {
    var line = PhaseLineResult(horizontal: AxisRange(name: "x", lower: 0, upper: 1), isMap: true)
    line.graph = [PlaneCurve(points: [[0, 0], [1, 1]])]
    #expect(line.inconsistency == nil)
    #expect(place(line) { $0.flow = [[0, 1]] } == "flow[0]")
    #expect(place(line) { $0.graph[0].points.append([1]) } == "graph[0].points[2]")
    let cycle = MapCycle(period: 1, points: [[]], multipliers: [], stable: true)
    #expect(place(line) { $0.cycles = [cycle] } == "cycles[0].points")
  }

  @Test("a file with such a fault is refused, and the place is told")
  func refused() throws {
    var result = SampleResults.fold()
    result.branches[0].norm = []
    let json = try SampleResults.json(result)
    do {
      let _: BifurcationResult = try SampleResults.result(json)
      Issue.record("a diagram without norms was read")
    } catch let DecodingError.dataCorrupted(context) {
      #expect(context.debugDescription == "at result.branches[0].norm: 0 members where 5 belong")
    }
  }

  @Test("a changed text of the model is noticed")
  func digest() throws {
    let text = String(decoding: try SampleResults.json(SampleResults.decay()), as: UTF8.self)
    let changed = text.replacingOccurrences(of: "x'=-x", with: "x'=-2*x")
    #expect(text != changed)
    #expect(throws: DecodingError.self) { try ResultHeader(json: Data(changed.utf8)) }
    #expect(try ResultHeader(json: Data(text.utf8)).schema == "sample")
  }
}
