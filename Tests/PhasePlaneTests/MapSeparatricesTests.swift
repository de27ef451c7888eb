// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics
import Testing

@testable import PhasePlane
@testable import Results

@Suite struct MapSeparatricesTests {
  private func map(
    _ horizontal: ClosedRange<Double>, _ vertical: ClosedRange<Double>,
    rates: (Expression, Expression) -> (Expression, Expression)
  ) throws -> MapSeparatrices {
    let (f, g) = rates(.symbol("x"), .symbol("y"))
    let model = try Model(
      name: "map", kind: .map, variables: [Variable(name: "x", rate: f), Variable(name: "y", rate: g)])
    return MapSeparatrices(
      field: try CompiledModel(model), parameters: [],
      horizontal: AxisRange(name: "x", lower: horizontal.lowerBound, upper: horizontal.upperBound),
      vertical: AxisRange(name: "y", lower: vertical.lowerBound, upper: vertical.upperBound))
  }

  private func saddle(_ x: Double, _ y: Double) -> FixedPoint {
    FixedPoint(
      state: ["x": x, "y": y], type: .saddle, stable: false, eigenvalues: [], trace: 0, determinant: 0, residual: 0)
  }

  /// x → ±2x, y → y/2 + x²: the unstable manifold is y = 2x²/7, the stable one x = 0.
  @Test(arguments: [2.0, -2])
  func growsManifoldsInClosedForm(multiplier: Double) throws {
    let search = try map(-1...2, -1...1.5) { x, y in (Expression(multiplier) * x, y / 2 + x * x) }
    let branches = search.find(fixedPoints: [saddle(0, 0)])
    try #require(branches.map(\.kind) == [.unstable, .unstable, .stable, .stable])
    for branch in branches {
      #expect(branch.end == .leavesWindow)
      #expect(branch.points.count > 40)
      for point in branch.points {
        let error = branch.kind == .unstable ? point[1] - 2 * point[0] * point[0] / 7 : point[0]
        #expect(abs(error) < 1e-8)
      }
    }
    let reach = branches[0...1].compactMap { $0.points.last?[0] }.sorted()
    #expect(reach.count == 2 && reach[0] < -1 && reach[1] > 1.9)
  }

  /// The manifolds of the saddle on Hénon's attractor are invariant: images of their points lie on them.
  @Test func growsInvariantManifoldsOfHenonsMap() throws {
    var search = try map(-1.6...1.6, -0.5...0.5) { x, y in (1 - Expression(1.4) * x * x + y, 0.3 * x) }
    search.longest = 6
    let x = (-0.7 + (0.49 + 5.6).squareRoot()) / 2.8
    let branches = search.find(fixedPoints: [saddle(x, 0.3 * x)])
    try #require(branches.count == 4)
    for kind in [Separatrix.Kind.unstable, .stable] {
      let curves = branches.filter { $0.kind == kind }.map { $0.points.map(search.frame.scaled) }
      #expect(curves.allSatisfy { $0.count > 50 })
      for curve in curves {
        for point in curve.prefix(curve.count / 4) {
          let image = search.image(point)
          if max(abs(image.x), abs(image.y)) > 0.5 { continue }
          let distance = curves.map { image.distance(toPolyline: $0) }.min() ?? 1
          #expect(distance < 1e-3)
        }
      }
    }
  }
}
