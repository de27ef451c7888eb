// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Testing

@testable import Rendering

/// Repeatable numbers from 0 to 1.
private func numbers(_ count: Int, _ seed: Int = 1) -> [Double] {
  (0..<count).map { Double((($0 + 7 * seed) * 7919 + 104_729) % 10_007) / 10_007 }
}

@Suite("Rectangles on the page") struct RectangleTests {
  private let frame = Rectangle(left: 0, bottom: 0, right: 4, top: 2)

  @Test func measures() {
    #expect(frame.width == 4 && frame.height == 2 && frame.center == Point(2, 1))
    #expect(frame.expanded(by: 1) == Rectangle(left: -1, bottom: -1, right: 5, top: 3))
    #expect(frame.corners.allSatisfy(frame.contains) && !frame.contains(Point(4.1, 1)))
    #expect(frame.overlap(Rectangle(left: 3, bottom: 1, right: 9, top: 9)) == 1)
    #expect(frame.overlap(Rectangle(left: 4, bottom: 0, right: 9, top: 9)) == 0, "edges share no area")
  }

  @Test func segments() throws {
    let through = try #require(frame.clip(Point(-1, 1), Point(5, 1)))
    #expect(through.0 == Point(0, 1) && through.1 == Point(4, 1))
    // What lies inside keeps its ends to the last digit.
    let inside = try #require(frame.clip(Point(0.1, 0.3), Point(3.7, 1.9)))
    #expect(inside.0 == Point(0.1, 0.3) && inside.1 == Point(3.7, 1.9))
    let slanted = try #require(frame.clip(Point(-1, -1), Point(3, 3)))
    #expect(slanted.0.distance(to: Point(0, 0)) < 1e-15 && slanted.1.distance(to: Point(2, 2)) < 1e-15)
    #expect(frame.clip(Point(-1, 3), Point(5, 3)) == nil)
    #expect(frame.clip(Point(-2, 1), Point(-1, 0)) == nil)
    // Past a corner.
    #expect(frame.clip(Point(3.5, 3), Point(5.5, 1)) == nil)
  }

  /// What is left of any segment lies on it, inside; what lies inside of it is left.
  @Test func anySegment() {
    let ends = zip(numbers(300, 5), numbers(300, 6)).map { Point(12 * $0 - 4, 6 * $1 - 2) }
    for (a, b) in zip(ends, ends.dropFirst()) {
      func place(_ t: Double) -> Point { Point(a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)) }
      let inside = (0...100).map { place(Double($0) / 100) }.filter(frame.contains)
      guard let (start, end) = frame.clip(a, b) else {
        #expect(inside.isEmpty)
        continue
      }
      for point in [start, end] {
        #expect(frame.expanded(by: 1e-12).contains(point))
        let off = (point.x - a.x) * (b.y - a.y) - (point.y - a.y) * (b.x - a.x)
        #expect(abs(off) < 1e-12)
      }
      let length = start.distance(to: end)
      for point in inside {
        #expect(point.distance(to: start) + point.distance(to: end) < length + 1e-9)
      }
    }
  }

  @Test("a line that leaves and comes back is two pieces, and a point that is no number parts it") func lines() {
    let wave = [Point(0.5, 1), Point(1, 3), Point(1.5, 1), Point(2, 1)]
    let pieces = frame.clip(line: wave)
    #expect(pieces.count == 2)
    #expect(
      pieces.first == [Point(0.5, 1), Point(0.75, 2)] && pieces.last == [Point(1.25, 2), Point(1.5, 1), Point(2, 1)])
    let broken = frame.clip(line: [Point(0, 1), Point(1, 1), Point(.nan, 1), Point(2, 1), Point(3, 1)])
    #expect(broken == [[Point(0, 1), Point(1, 1)], [Point(2, 1), Point(3, 1)]])
    #expect(frame.clip(line: [Point(1, 1)]).isEmpty && frame.clip(line: []).isEmpty)
  }

  /// The area of a polygon, positive where its corners go round to the left.
  private func area(_ corners: [Point]) -> Double {
    corners.indices.reduce(0) { sum, i in
      let (a, b) = (corners[i], corners[(i + 1) % corners.count])
      return sum + (a.x * b.y - b.x * a.y) / 2
    }
  }

  @Test func areas() {
    #expect(abs(area(frame.clip(area: [Point(-9, -9), Point(9, -9), Point(9, 9), Point(-9, 9)])) - 8) < 1e-12)
    // A diamond around the corner (4, 2): a quarter of it is inside.
    let diamond = [Point(3, 2), Point(4, 1), Point(5, 2), Point(4, 3)]
    #expect(abs(area(frame.clip(area: diamond)) - 0.5) < 1e-12)
    #expect(frame.clip(area: diamond.map { Point($0.x + 10, $0.y) }).isEmpty)
    #expect(frame.clip(area: []).isEmpty)
  }
}

@Suite("Lines and points on the page") struct LineGeometryTests {
  @Test func arcLength() {
    let length = ArcLength([Point(0, 0), Point(3, 4), Point(3, 4), Point(3, 10)])
    #expect(length.total == 11)
    for (distance, point) in [
      (0.0, Point(0, 0)), (2.5, Point(1.5, 2)), (5, Point(3, 4)), (8, Point(3, 7)), (11, Point(3, 10)),
      (-1, Point(0, 0)), (99, Point(3, 10)),
    ] { #expect(length.point(at: distance).distance(to: point) < 1e-14) }
    #expect(ArcLength([Point(2, 2)]).total == 0 && ArcLength([Point(2, 2)]).point(at: 1) == Point(2, 2))
  }

  /// The distance of a point from the nearest segment of a line.
  private func distance(_ p: Point, _ line: [Point]) -> Double {
    zip(line, line.dropFirst()).map { a, b in
      let (dx, dy) = (b.x - a.x, b.y - a.y)
      let square = dx * dx + dy * dy
      let t = square > 0 ? min(1, max(0, ((p.x - a.x) * dx + (p.y - a.y) * dy) / square)) : 0
      return p.distance(to: Point(a.x + t * dx, a.y + t * dy))
    }.min() ?? .infinity
  }

  @Test("every point that is left out lies within the tolerance of what is left", arguments: [0.01, 0.1, 0.5])
  func simplification(_ tolerance: Double) {
    let line = zip(numbers(200, 1), numbers(200, 2)).enumerated().map { i, p in
      Point(0.1 * Double(i) + 0.2 * p.0, 2 * p.1)
    }
    let simple = PolylineSimplifier.simplify(line, tolerance: tolerance)
    #expect(simple.first == line.first && simple.last == line.last && simple.count < line.count)
    for point in line { #expect(distance(point, simple) <= tolerance) }
    // Each that is left is one of the line's own, in their order.
    var rest = line[...]
    for point in simple {
      guard let index = rest.firstIndex(of: point) else {
        Issue.record("\(point) is no point of the line")
        return
      }
      rest = rest[(index + 1)...]
    }
  }

  @Test func simplificationOfClosedLines() {
    let square = [Point(0, 0), Point(1, 0), Point(1, 1), Point(0, 1), Point(0, 0)]
    #expect(PolylineSimplifier.simplify(square, tolerance: 0.1) == square)
    #expect(PolylineSimplifier.simplify([Point(0, 0), Point(1, 0)], tolerance: 9).count == 2)
  }

  @Test("of very many symbols about the limit is left, the last of a heap, and order is kept") func thinning() {
    let few = [[Point(0, 0), Point(0, 0)], [Point(0, 0)]]
    #expect(MarkerThinning.kept(few, size: 2) == few)
    let points = zip(numbers(6000, 3), numbers(6000, 4)).map { Point(10 * $0, 10 * $1) }
    let kept = MarkerThinning.kept([points, [Point(5, 5)]], size: 2)
    #expect(kept[0].count <= 6000 && kept[0].count + kept[1].count <= MarkerThinning.limit * 2)
    #expect(kept[1] == [Point(5, 5)], "what is drawn last stays")
    #expect(Set(kept[0]).isSubset(of: Set(points)))
  }
}

@Suite("Ends of axes") struct DataRangeTests {
  @Test func ends() {
    #expect(DataRange.ends(1, 3) == (1, 3) && DataRange.ends(3, 1) == (1, 3))
    #expect(DataRange.ends(2, 2) == (1, 3) && DataRange.ends(.nan, 2) == (1, 3))
    let unknown = DataRange.ends(.nan, .nan)
    #expect(unknown.lower == 0 && unknown.upper == 1)
    let (lower, upper) = DataRange.ends(-.infinity, .infinity)
    #expect(lower.isFinite && upper.isFinite && lower < upper && (upper - lower).isFinite)
    let large = DataRange.ends(1e12, 1e12)
    #expect(large.lower < 1e12 && large.upper > 1e12)
  }

  @Test func windows() {
    let plain = DataRange.window([1, 5, 3], room: 0.25)
    #expect(plain.lower == 0 && plain.upper == 6)
    let zero = DataRange.window([1, 5], including: [0], room: 0)
    #expect(zero.lower == 0 && zero.upper == 5)
    let single = DataRange.window([.nan, 2, .infinity], room: 0)
    #expect(single.lower == 1.8 && single.upper == 2.2)
    let zeros = DataRange.window([0, 0])
    #expect(zeros.lower == -1 && zeros.upper == 1)
    let empty = DataRange.window([])
    #expect(empty.lower < 0 && empty.upper > 1)
  }

  /// A few values that dwarf all others, as at a pole, stay outside; many do not.
  @Test func poles() {
    let plain = numbers(200).map { $0 }
    let window = DataRange.window(plain + [1e6, -1e7], room: 0)
    #expect(window.lower >= 0 && window.upper <= 1)
    let wide = DataRange.window(plain + numbers(50).map { 100 + $0 }, room: 0)
    #expect(wide.upper > 99)
  }
}

@Suite("Names and colours") struct NameTests {
  @Test(
    "names of models as letters with indices",
    arguments: [
      ("g_Na", "g", ["Na"]), ("gNa", "g", ["Na"]), ("gna", "g", ["Na"]), ("tau", "τ", []), ("tau_w", "τ", ["w"]),
      ("tauw", "τ", ["w"]), ("x1", "x", ["1"]), ("Iapp", "I", ["app"]), ("v", "v", []), ("rate", "rate", []),
      ("m_inf", "m", ["∞"]), ("soma.g_Na", "soma", ["g", "Na"]), ("Omega", "Ω", []), ("beta2", "β", ["2"]),
      ("V_alpha", "V", ["α"]), ("", "", []), ("eta", "η", []), ("zeta", "ζ", []),
    ] as [(String, String, [String])])
  func names(_ name: String, _ base: String, _ indices: [String]) {
    #expect(MathName(name).base == base && MathName(name).indices == indices)
  }

  @Test(arguments: ["#123", "123456", "#12345g", "#1234567", "#123456789", "", "#", "red", "#+12345"])
  func noColours(_ text: String) { #expect(Color(hexadecimal: text) == nil) }

  @Test func colours() {
    #expect(Color(hexadecimal: "#0180fF") == Color(red: 1, green: 128, blue: 255))
    #expect(Color(hexadecimal: "#01020304") == Color(red: 1, green: 2, blue: 3, opacity: 4))
  }

  @Test func wholeNumbers() {
    #expect(Int(2.9, within: 0...10) == 2 && Int(-2.9, within: -5...5) == -2)
    #expect(Int(1e300, within: 0...10) == 10 && Int(-.infinity, within: 3...10) == 3 && Int(.nan, within: 3...10) == 3)
  }
}

@Suite("Entries of a legend") struct LegendPlaceTests {
  /// Entries of a row follow each other without touching, and all of them fit where one column does.
  @Test(arguments: [1, 2, 5, 9, 16], [30.0, 60, 200]) func places(_ count: Int, _ limit: Double) {
    let widths = numbers(count, count).map { 5 + 20 * $0 }
    let grid = LegendGrid(widths, gap: 3, limit: limit)
    #expect(grid.width <= limit && grid.rows * grid.columns.count >= count)
    let places = widths.indices.map(grid.place)
    for i in widths.indices {
      #expect(places[i].left >= 0 && places[i].left + widths[i] <= grid.width + 1e-12)
      for j in widths.indices where j != i && places[j].row == places[i].row {
        #expect(places[j].left != places[i].left)
        if places[j].left > places[i].left { #expect(places[i].left + widths[i] + 3 <= places[j].left + 1e-12) }
      }
    }
  }
}
