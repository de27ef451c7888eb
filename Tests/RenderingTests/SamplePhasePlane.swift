// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Results

/// The phase plane of FitzHugh and Nagumo (a 0.7, b 0.8, tau 12.5), with what can be had without an analyser: closed forms
/// and a fixed-step Runge–Kutta integration.
enum SamplePhasePlane {
  static func result(current: Double = 0.5) -> PhasePlaneResult {
    var result = PhasePlaneResult(
      horizontal: AxisRange(name: "V", lower: -2.5, upper: 2.5),
      vertical: AxisRange(name: "w", lower: -1, upper: 2))
    let grid = (0...200).map { -2.5 + 0.025 * Double($0) }
    result.nullclines = [
      "V": [PlaneCurve(points: grid.map { [$0, $0 - $0 * $0 * $0 / 3 + current] })],
      "w": [PlaneCurve(points: grid.map { [$0, ($0 + 0.7) / 0.8] })],
    ]
    var points: [[Double]] = []
    for row in 0..<16 {
      for column in 0..<20 {
        points.append([-2.5 + 0.25 * (Double(column) + 0.5), -1 + 0.1875 * (Double(row) + 0.5)])
      }
    }
    result.field = VectorFieldSamples(points: points, vectors: points.map { rate($0, current) })
    let cycle = orbit(from: orbit(from: [0, 0], current, steps: 20_000).last ?? [0, 0], current, steps: 4200)
    result.limitCycles = [
      LimitCycle(
        period: 42, multipliers: [[1, 0]], stable: true, points: cycle, times: cycle.indices.map { 0.01 * Double($0) },
        residual: 0)
    ]
    result.trajectories = [[-0.5, 1.6], [2, -0.8], [-1.5, -0.7]].map { start in
      let points = orbit(from: start, current, steps: 2500)
      return PlaneTrajectory(times: points.indices.map { 0.01 * Double($0) }, points: points, end: "time is over")
    }
    result.fixedPoints = [
      FixedPoint(
        state: ["V": -0.804847763, "w": -0.131059704], type: .unstableFocus, stable: false,
        eigenvalues: [[0.15, 0.2], [0.15, -0.2]], trace: 0.3, determinant: 0.1, residual: 0)
    ]
    return result
  }

  private static func rate(_ state: [Double], _ current: Double) -> [Double] {
    let (v, w) = (state[0], state[1])
    return [v - v * v * v / 3 - w + current, (v + 0.7 - 0.8 * w) / 12.5]
  }

  private static func orbit(from start: [Double], _ current: Double, steps: Int, step h: Double = 0.01) -> [[Double]] {
    var orbit = [start]
    var state = start
    func moved(_ slope: [Double], _ h: Double) -> [Double] { [state[0] + h * slope[0], state[1] + h * slope[1]] }
    for _ in 0..<steps {
      let k1 = rate(state, current)
      let k2 = rate(moved(k1, h / 2), current)
      let k3 = rate(moved(k2, h / 2), current)
      let k4 = rate(moved(k3, h), current)
      state = (0..<2).map { state[$0] + h / 6 * (k1[$0] + 2 * k2[$0] + 2 * k3[$0] + k4[$0]) }
      orbit.append(state)
    }
    return orbit
  }
}
