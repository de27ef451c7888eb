// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Testing

@testable import Rendering
@testable import Results

@Suite("Regions on paper") struct RegionShadingTests {
  /// A region below a cusp and beside its wedge, and the wedge, on a grid of 20 rows and columns.
  private static let regions: [ParameterRegion] = {
    let rows = (0..<20).map { (Double($0) + 0.5) / 20 }
    func half(_ row: Double) -> Double { row < 0.5 ? 0 : (20 * 0.9 * (row - 0.5)).rounded() / 20 }
    let wedge = rows.filter { half($0) > 0 }.map { [$0, 0.5 - half($0), 0.5 + half($0)] }
    let around = rows.flatMap { row in
      half(row) > 0 ? [[row, 0, 0.5 - half(row)], [row, 0.5 + half(row), 1]] : [[row, 0, 1]]
    }
    return [region(1, around), region(2, wedge)]
  }()

  private static func region(_ id: Int, _ strips: [[Double]]) -> ParameterRegion {
    ParameterRegion(
      id: id, area: 0.5, representative: [:], equilibria: [:], stableCount: id, cycles: nil, confirmations: 0,
      isUnderstood: true, isProved: false, areCyclesUnderstood: nil, summary: "", strips: strips)
  }

  /// Whether a point lies in a polygon, by the parity of crossings.
  private func contains(_ polygon: [Point], _ p: Point) -> Bool {
    zip(polygon, polygon.dropFirst() + polygon.prefix(1)).count { a, b in
      (a.y > p.y) != (b.y > p.y) && p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x)
    } % 2 == 1
  }

  @Test("Areas leave no seams: where a region parts round another one, every place is covered")
  func noSeams() {
    let shading = RegionShading(Self.regions)
    let areas = Self.regions.flatMap(shading.areas)
    for row in 1..<200 {
      for column in 1..<200 {
        // Not on an edge of a strip.
        let point = Point((Double(column) + 0.31) / 201, (Double(row) + 0.17) / 201)
        #expect(areas.contains { contains($0, point) }, "\(point)")
      }
    }
  }

  @Test("A number stands where it fits, and nowhere if it does not")
  func numbers() throws {
    let rows = (0..<100).map { (Double($0) + 0.5) / 100 }
    let narrow = Self.region(1, rows.map { [$0, 0, 0.02] })
    let wide = Self.region(2, rows.map { [$0, 0.02, 1] })
    let shading = RegionShading([narrow, wide])
    #expect(shading.numberPlace(of: narrow, near: Point(0.01, 0.5)) == nil)
    #expect(shading.numberPlace(of: wide, near: Point(0.5, 0.5)) == Point(0.5, 0.5))
    let moved = try #require(shading.numberPlace(of: wide, near: Point(0.5, 0.001)))
    #expect(moved.x == 0.51 && moved.y > 0.02 && moved.y < 0.04)
  }
}
