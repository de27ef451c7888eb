// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Rendering
import Results
import Testing

@Suite("Figures of results")
struct ResultFigureTests {
  private static func fixedPoint(_ x: Double, _ type: FixedPointType) -> FixedPoint {
    FixedPoint(
      state: ["x": x], type: type, stable: type == .stableNode, eigenvalues: [], trace: 0, determinant: 0, residual: 0)
  }

  /// x' = x - x^3: fixed points -1, 0, 1.
  private static let pitchfork: PhaseLineResult = {
    var result = PhaseLineResult(horizontal: AxisRange(name: "x", lower: -1.5, upper: 1.5), isMap: false)
    result.graph = [PlaneCurve(points: stride(from: -1.5, through: 1.5, by: 0.01).map { [$0, $0 - $0 * $0 * $0] })]
    result.fixedPoints = [fixedPoint(-1, .stableNode), fixedPoint(0, .unstableNode), fixedPoint(1, .stableNode)]
    result.flow = [[-1.5, -1, 1], [-1, 0, -1], [0, 1, 1], [1, 1.5, -1]]
    return result
  }()

  @Test("A phase plane has its parts in order, each kind with one key in the legend")
  func phasePlane() {
    let figure = PhasePlaneFigure(SamplePhasePlane.result()).figure
    let labels = figure.legend.map(\.label)
    #expect(labels == ["$V' = 0$", "$w' = 0$", "trajectory", "stable cycle", "unstable focus"])
    let panel = figure.panels[0]
    let roles = panel.elements.map { element in
      switch element {
      case .curve(let curve): curve.role
      case .markers(let set): set.role
      case .arrows(let set): set.role
      case .region(let region): region.role
      case .annotation(let annotation): annotation.role
      }
    }
    let expected: [Role] = [
      .field, .firstNullcline, .secondNullcline, .trajectory, .trajectory, .trajectory, .stableCycle, .fixedPoint,
    ]
    #expect(roles == expected)
    #expect([panel.horizontal.label, panel.vertical.label] == ["$V$", "$w$"])
    #expect(figure.width == 85)
  }

  @Test("Both manifolds of a saddle run with the flow: the stable one to the saddle, the unstable one from it")
  func separatrices() throws {
    var result = SamplePhasePlane.result()
    let branch = [[0.0, 0], [0.1, 0.1], [0.2, 0.3]]
    result.separatrices = [
      Separatrix(saddle: 0, kind: .stable, points: branch, end: .leavesWindow),
      Separatrix(saddle: 0, kind: .unstable, points: branch, end: .leavesWindow),
    ]
    let figure = PhasePlaneFigure(result).figure
    func curve(_ role: Role) -> [Point]? {
      for case .curve(let curve) in figure.panels[0].elements where curve.role == role { return curve.points }
      return nil
    }
    #expect(try #require(curve(.stableManifold)).last == Point(0, 0))
    #expect(try #require(curve(.unstableManifold)).first == Point(0, 0))
    #expect(figure.legend.map(\.label).contains("stable manifold"))
  }

  @Test("A reset breaks a trajectory")
  func brokenTrajectory() {
    var result = SamplePhasePlane.result()
    result.trajectories = [
      PlaneTrajectory(
        times: [0, 1, 1, 2], points: [[0, 0], [1, 0], [-1, 0], [0, 0.5]], breaks: [2], end: "time is over")
    ]
    let figure = PhasePlaneFigure(result).figure
    var pieces: [Int] = []
    for case .curve(let curve) in figure.panels[0].elements where curve.role == .trajectory {
      pieces.append(curve.points.count)
    }
    #expect(pieces == [2, 2])
  }

  @Test("The thresholds of resets have one key in the legend, and results without any have none")
  func resetThresholds() {
    var result = SamplePhasePlane.result()
    result.resetThresholds = []
    #expect(PhasePlaneFigure(result).figure == PhasePlaneFigure(SamplePhasePlane.result()).figure)
    result.resetThresholds = [
      PlaneCurve(points: [[1, -1], [1, 2]]), PlaneCurve(points: [[-2, 0], [-2, 1], [-1, 1]], closed: true),
    ]
    let figure = PhasePlaneFigure(result).figure
    #expect(figure.legend.count { $0.label == "reset threshold" } == 1)
    var curves: [Curve] = []
    for case .curve(let curve) in figure.panels[0].elements where curve.role == .resetThreshold { curves.append(curve) }
    #expect(curves.map(\.points.count) == [2, 3] && curves.map(\.closed) == [false, true])
  }

  @Test("Every kind of fixed point has a symbol of its own class: filled for stable, open for unstable")
  func symbols() {
    for type in FixedPointType.allCases {
      var result = SamplePhasePlane.result()
      result.fixedPoints[0].type = type
      let marker = PhasePlaneFigure(result).figure.legend.last?.marker
      #expect((marker?.fill == .filled && marker?.shape != .cross) == type.rawValue.hasPrefix("stable"))
      #expect((marker?.fill == .open) == (type.rawValue.hasPrefix("unstable") || type == .center))
      #expect((marker?.fill == .half) == (type == .saddle || type == .saddleNode))
    }
  }

  @Test("Arrows on a phase line point to the stable fixed points")
  func phaseLine() {
    let figure = PhaseLineFigure(Self.pitchfork).figure
    var arrows: [[Double]] = []
    for case .curve(let curve) in figure.panels[0].elements where curve.role == .motion {
      arrows.append(curve.points.map(\.x))
    }
    #expect(arrows == [[-1.5, -1], [0, -1], [0, 1], [1.5, 1]])
    #expect(figure.legend.map(\.label) == ["stable node", "unstable node"])
    #expect(figure.panels[0].vertical.label == "$x'$")
  }

  @Test("The window of a phase line with a pole shows what is away from the pole")
  func pole() {
    var result = Self.pitchfork
    result.graph = [
      PlaneCurve(points: stride(from: -1.5, through: 1.5, by: 0.01).map { [$0, 1 / ($0 - 0.003)] })
    ]
    let axis = PhaseLineFigure(result).figure.panels[0].vertical
    #expect(axis.lower > -60 && axis.lower < -5)
    #expect(axis.upper > 5 && axis.upper < 60)
  }

  @Test("A pole that is sampled ever more densely does not widen the window")
  func densePole() {
    var result = Self.pitchfork
    let approach: [Double] = stride(from: 0.0, through: 12, by: 0.01).map { pow(10, -$0 / 3) }
    result.graph = [
      PlaneCurve(points: approach.map { (share: Double) -> [Double] in [-1.5 * share, -1 / (1.5 * share)] }),
      PlaneCurve(points: approach.reversed().map { (share: Double) -> [Double] in [1.5 * share, 1 / (1.5 * share)] }),
    ]
    let axis = PhaseLineFigure(result).figure.panels[0].vertical
    #expect(axis.lower > -100 && axis.lower < -5)
    #expect(axis.upper > 5 && axis.upper < 100)
  }

  @Test("A cobweb climbs to the graph, crosses to the diagonal, and is drawn in a square")
  func cobweb() throws {
    var result = PhaseLineResult(horizontal: AxisRange(name: "x", lower: 0, upper: 1), isMap: true)
    result.orbits = [[0.5, 0.25, 0.125]]
    result.cycles = [MapCycle(period: 2, points: [[0.2], [0.8]], multipliers: [[0.5, 0]], stable: true)]
    let figure = PhaseLineFigure(result).figure
    #expect(figure == CobwebFigure(result).figure)
    var webs: [[Point]] = []
    for case .curve(let curve) in figure.panels[0].elements where curve.role == .cobweb { webs.append(curve.points) }
    let expected = [
      Point(0.5, 0), Point(0.5, 0.25), Point(0.25, 0.25), Point(0.25, 0.125), Point(0.125, 0.125),
    ]
    #expect(webs == [expected])
    #expect(figure.panels[0].aspect == 1)
    #expect(figure.legend.last?.label == "stable cycle of period 2")
  }

  @Test("Orbits of a map are dots")
  func orbitOfMap() {
    var result = SamplePhasePlane.result()
    result.isMap = true
    let figure = PhasePlaneFigure(result).figure
    var dots = 0
    for case .markers(let set) in figure.panels[0].elements where set.role == .trajectory { dots += set.points.count }
    #expect(dots == result.trajectories.reduce(0) { $0 + $1.points.count })
    #expect(figure.legend.map(\.label).prefix(3) == ["$Delta V = 0$", "$Delta w = 0$", "orbit"])
  }

  @Test("Time series: one panel for each quantity, time under the last, runs in the legend")
  func timeSeries() {
    let runs = ["a", "b"].map {
      TimeSeriesFigure.Run(times: [0, 1, 2], values: ["V": [0, 1, 4], "w": [1, 1, 1]], name: $0)
    }
    let figure = TimeSeriesFigure(runs: runs, quantities: ["V", "w"]).figure
    #expect(figure.panels.map(\.horizontal.isLabelled) == [false, true])
    #expect(figure.panels.map(\.vertical.label) == ["$V$", "$w$"])
    #expect(figure.legend.map(\.label) == ["a", "b"])
    #expect(figure.panels.allSatisfy { $0.horizontal.lower == 0 && $0.horizontal.upper == 2 })
    let flat = figure.panels[1].vertical
    #expect(flat.lower < 1 && flat.upper > 1)
  }

  private static func trajectory(_ times: [Double], _ values: [String: [Double]], spikes: [SpikeTimes]? = nil)
    -> SimulatedTrajectory
  {
    SimulatedTrajectory(
      stop: .reachedEnd, explanation: "reached the end", isComplete: true, finalTime: times.last ?? 0, final: [:],
      steps: 1, rejectedSteps: 0, events: [], times: times, values: values, spikes: spikes)
  }

  @Test("A phase projection starts at a dot and is broken at resets")
  func phaseProjection() throws {
    let run = Self.trajectory([0, 1, 1, 2], ["V": [0, 1, -1, 0], "w": [0, 2, 3, 4]])
    let result = SimulationResult(kind: .flow, variables: ["V", "w"], auxiliaries: [], trajectories: [run])
    let figure = PhaseProjectionFigure(result, starts: [[:]], plane: ("V", "w")).figure
    #expect([figure.panels[0].horizontal.label, figure.panels[0].vertical.label] == ["$V$", "$w$"])
    guard case .curve(let curve) = figure.panels[0].elements[0], case .markers(let dots) = figure.panels[0].elements[1]
    else { throw CancellationError() }
    #expect(curve.points.map(\.isFinite) == [true, true, false, true, true])
    #expect(dots.points == [Point(0, 0)])
  }

  @Test("A raster has a stroke for each spike in the row of its cell, and the mean rate below")
  func raster() throws {
    let cells = (0..<6).map { SpikeTimes(name: "v\($0)", times: (1...4).map { 2 * Double($0) }) }
    let figure = RasterFigure(Self.trajectory([0, 10], ["v0": [0, 0]], spikes: cells)).figure
    #expect(figure.panels.map(\.vertical.label) == ["cell", "mean rate"])
    #expect(figure.panels[0].vertical.lower < 0 && figure.panels[0].vertical.upper > 5)
    guard case .curve(let strokes) = figure.panels[0].elements[0], case .curve(let rate) = figure.panels[1].elements[0]
    else { throw CancellationError() }
    #expect(strokes.points.filter(\.isFinite).count == 2 * 24)
    // All six cells spike in four of a hundred parts of the time, each 0.1 long.
    #expect(rate.points.filter { abs($0.y - 10) < 1e-9 }.count == 2 * 4)
    #expect(RasterFigure(Self.trajectory([0, 10], [:], spikes: Array(cells.prefix(2)))).figure.panels.count == 1)
  }
}
