// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import NativeCode
import PhasePlane

/// Fields on grids, nullclines, fixed points.
struct Planes: BenchmarkGroup {
  static let word = "planes"
  let reference: ReferenceCode

  func comparisons() throws -> [Comparison] { try [grid(), fixedPoints()] }

  /// The fixed points of the FitzHugh–Nagumo model, each with its type and the proof that there are no others.
  static func findFixedPoints() throws -> () -> Void {
    let sample = try Sample("fitzhugh-nagumo")
    let window = PlaneWindow(x: -2.5...2.5, y: -1...2.5)
    return {
      let found = try? FixedPointFinder(PlanarSystem(sample.model), window: window).find()
      precondition(found?.points.count == 1)
    }
  }

  private func fixedPoints() throws -> Comparison {
    let theirs: ReferenceCode.FixedPoints = try reference.function("fhn_fixed_points")
    let sample = try Sample("fitzhugh-nagumo")
    return Comparison(
      name: "FitzHugh-Nagumo, all fixed points, with types and proof", reference: "C, Newton's method from 100 starts",
      ours: try Planes.findFixedPoints()
    ) {
      var found = [Double](repeating: 0, count: 200)
      precondition(theirs(sample.parameters, &found) == 1)
    }
  }

  private func grid() throws -> Comparison {
    let sample = try Sample("fitzhugh-nagumo")
    let theirs: ReferenceCode.Grid = try reference.function("fhn_grid")
    let field = try CompiledModel(sample.model, compiler: NativeCompiler())
    let side = 1000
    let times = [Double](repeating: 0, count: side)
    var rates = [Double](repeating: 0, count: 2 * side * side)
    var crossed = (ours: 0, theirs: 0)
    return Comparison(
      name: "FitzHugh-Nagumo field on 1000 x 1000 points, cells of the nullclines", reference: "C", rounds: 5
    ) {
      var states = [Double](repeating: 0, count: 2 * side)
      var row = [Double](repeating: 0, count: 2 * side)
      for c in 0..<side { states[c] = -2.5 + 5 * Double(c) / Double(side - 1) }
      for r in 0..<side {
        for c in 0..<side { states[side + c] = -1 + 3.5 * Double(r) / Double(side - 1) }
        field.values(
          PointBatch(states: states, times: times, parameters: sample.parameters, count: side, stride: side), into: &row
        )
        rates.withUnsafeMutableBufferPointer { rates in
          for c in 0..<side {
            rates[r * side + c] = row[c]
            rates[(side + r) * side + c] = row[side + c]
          }
        }
      }
      crossed.ours = Planes.crossedCells(rates, side)
    } theirs: {
      var (u, v) = ([Double](repeating: 0, count: side * side), [Double](repeating: 0, count: side * side))
      crossed.theirs = theirs(sample.parameters, side, &u, &v)
      precondition(abs(crossed.ours - crossed.theirs) <= 4, "\(crossed)")
    }
  }

  /// The number of grid cells at whose corners a component of the field has both signs.
  private static func crossedCells(_ rates: [Double], _ side: Int) -> Int {
    rates.withUnsafeBufferPointer { rates in
      var crossed = 0
      for component in 0..<2 {
        for r in 0..<side - 1 {
          let start = (component * side + r) * side
          for c in start..<start + side - 1 {
            let lower = (rates[c] > 0 ? 1 : 0) + (rates[c + 1] > 0 ? 1 : 0)
            let sum = lower + (rates[c + side] > 0 ? 1 : 0) + (rates[c + side + 1] > 0 ? 1 : 0)
            crossed += sum != 0 && sum != 4 ? 1 : 0
          }
        }
      }
      return crossed
    }
  }
}
