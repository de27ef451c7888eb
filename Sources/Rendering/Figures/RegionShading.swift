// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// The regions of a diagram in two parameters on paper, made of the strips that fill them: areas, and places for their numbers.
///
/// The window is the unit square here, as strips tell their places.
struct RegionShading {
  /// The distance of the rows of strips.
  private let rowHeight: Double

  /// Room that a number takes: each of its digits, and its height.
  private static let digitWidth = 0.035
  private static let numberHeight = 0.055
  /// An edge that moves by more rows than these from one row to the next is nearly level.
  private static let levelEdge = 3.0
  /// Areas reach so many rows into what lies above and below, so that no seam shows between parts of a region.
  private static let reach = 0.3

  /// Prepares the drawing of regions.
  init(_ regions: [ParameterRegion]) {
    let rows = Set(regions.flatMap { $0.strips.map { $0[0] } }).sorted()
    rowHeight = zip(rows, rows.dropFirst()).map { $1 - $0 }.min() ?? 0
  }

  /// The outlines of the areas of a region: strips that lie above each other, with a left and a right edge.
  func areas(of region: ParameterRegion) -> [[Point]] {
    var open: [[[Double]]] = []
    var done: [[[Double]]] = []
    for (_, row) in Dictionary(grouping: region.strips, by: { $0[0] }).sorted(by: { $0.key < $1.key }) {
      var next: [[[Double]]] = []
      for strip in row.sorted(by: { $0[1] < $1[1] }) {
        let below = open.firstIndex { chain in
          guard let last = chain.last, strip[0] - last[0] < 1.5 * rowHeight else { return false }
          return last[1] < strip[2] && strip[1] < last[2]
        }
        next.append((below.map { open.remove(at: $0) } ?? []) + [strip])
      }
      done += open
      open = next
    }
    return (done + open).map { edge($0, 1) + edge($0, 2).reversed() }
  }

  /// The left or the right edge of a chain of strips: sloping where it goes up, with steps between the rows where it is
  /// nearly level, so that the areas on its two sides meet.
  private func edge(_ chain: [[Double]], _ side: Int) -> [Point] {
    guard let first = chain.first, let last = chain.last else { return [] }
    let beyond = (0.5 + Self.reach) * rowHeight
    var points = [Point(first[side], max(0, first[0] - beyond)), Point(first[side], first[0])]
    for (lower, upper) in zip(chain, chain.dropFirst()) {
      if abs(upper[side] - lower[side]) > Self.levelEdge * rowHeight {
        let middle = (lower[0] + upper[0]) / 2
        points += [Point(lower[side], middle), Point(upper[side], middle)]
      }
      points.append(Point(upper[side], upper[0]))
    }
    return points + [Point(last[side], min(1, last[0] + beyond))]
  }

  /// The place for the number of a region, as near to a point as may be; nil if there is no room for it.
  func numberPlace(of region: ParameterRegion, near point: Point) -> Point? {
    let rows = Dictionary(grouping: region.strips, by: { $0[0] })
    let (width, height) = (Self.digitWidth * Double("\(region.id)".count), Self.numberHeight)
    func fits(_ place: Point) -> Bool {
      guard place.y > height / 2, place.y < 1 - height / 2 else { return false }
      let covered = rows.filter { abs($0.key - place.y) <= height / 2 }
      return Double(covered.count + 1) * rowHeight >= height
        && covered.values.allSatisfy { strips in
          strips.contains { $0[1] <= place.x - width / 2 && place.x + width / 2 <= $0[2] }
        }
    }
    let places = region.strips.map { Point(($0[1] + $0[2]) / 2, $0[0]) }
      .sorted { $0.distance(to: point) < $1.distance(to: point) }
    return ([point] + places).first(where: fits)
  }
}
