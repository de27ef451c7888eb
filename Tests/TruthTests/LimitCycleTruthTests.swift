// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import PhasePlane
import Results
import Testing

@Suite struct LimitCycleTruthTests {
  /// The limit cycles of a model of the zoo in the window of its own plot.
  private func limitCycles(_ name: String, set: String? = nil, _ values: [String: Double] = [:]) throws -> [LimitCycle]
  {
    let entry = try #require(Zoo.entry(named: name))
    var model = try ODEFile(text: entry.text, fileName: name + ".ode").model
    if let set { model = try model.applying(parameterSet: set) }
    for (parameter, value) in values { model = try model.setting(parameter: parameter, to: value) }
    let system = try PlanarSystem(model)
    let x = try #require(model.hints.horizontalRange)
    let y = try #require(model.hints.verticalRange)
    let (points, _) = try FixedPointFinder(system, window: PlaneWindow(x: x, y: y)).find()
    let flow = try PlanarFlow(
      model: system.model, horizontal: AxisRange(name: system.x, lower: x.lowerBound, upper: x.upperBound),
      vertical: AxisRange(name: system.y, lower: y.lowerBound, upper: y.upperBound))
    return LimitCycleSearch(flow: try #require(flow), fixedPoints: points).find().cycles
  }

  /// Period 6.6632868593 and amplitude 2.0086198609 at mu = 1.
  @Test func vanDerPolPeriodAndAmplitude() throws {
    let cycles = try limitCycles("van-der-pol", ["mu": 1])
    try #require(cycles.count == 1)
    #expect(abs(cycles[0].period - 6.6632868593) < 1e-9)
    let points = cycles[0].points
    let top = try #require(points.indices.dropFirst().dropLast().max { points[$0][0] < points[$1][0] })
    // At the turning point y = 0: the parabola x(y) through three points gives the amplitude.
    let (a, b, c) = (points[top - 1], points[top], points[top + 1])
    let (ab, bc) = ((b[0] - a[0]) / (b[1] - a[1]), (c[0] - b[0]) / (c[1] - b[1]))
    let curvature = (bc - ab) / (c[1] - a[1])
    let amplitude = a[0] + ab * (0 - a[1]) + curvature * (0 - a[1]) * (0 - b[1])
    #expect(abs(amplitude - 2.0086198609) < 1e-5)
  }

  /// Rinzel and Ermentrout 1998, first set: rest and firing coexist, parted by an unstable cycle, for I between about 88.3
  /// and the Hopf point at 93.86.
  @Test(arguments: [(85.0, [Bool]()), (90.0, [false, true]), (96.0, [true])])
  func morrisLecarFoldOfCycles(current: Double, stable: [Bool]) throws {
    let cycles = try limitCycles("morris-lecar", set: "hopf", ["I": current])
    #expect(Set(cycles.map(\.stable)) == Set(stable) && cycles.count == stable.count)
  }

  /// The Bogdanov–Takens form has a cycle between the Hopf line b1 = 0 and the homoclinic curve b1 = -(6/25) b2² + ….
  @Test(arguments: [(-0.1, 1), (-0.2, 1), (-0.3, 0), (0.05, 0)])
  func bogdanovTakensCycles(b1: Double, count: Int) throws {
    #expect(try limitCycles("bogdanov-takens", ["b1": b1, "b2": -1]).count == count)
  }
}
