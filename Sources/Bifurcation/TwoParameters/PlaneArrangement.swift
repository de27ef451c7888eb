// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The parts into which curves cut a unit square, on a grid of places: two neighbouring places lie in one part if no curve passes
/// between them.
struct PlaneArrangement {
  /// A place by column and row.
  struct Place: Hashable {
    var column: Int
    var row: Int
  }

  /// A chain of points in the unit square, part of a curve that is known by its number.
  struct Chain {
    var curve: Int
    var points: [(x: Double, y: Double)]
  }

  /// Two parts that lie beside each other, and the one curve between them.
  struct Border: Hashable {
    /// The parts, the smaller number first.
    var parts: [Int]
    var curve: Int
  }

  /// The number of places in each direction.
  let count: Int
  /// The part of every place, row by row.
  private(set) var parts: [Int]
  /// The number of places of each part.
  private(set) var sizes: [Int] = []
  /// The curves that pass between a place and the one on its right, or above.
  private var cutRight: [Int: [Int]] = [:]
  private var cutAbove: [Int: [Int]] = [:]

  /// - Parameters:
  ///   - chains: The curves.
  ///   - count: The number of places in each direction.
  init(_ chains: [Chain], count: Int) {
    self.count = count
    parts = [Int](repeating: -1, count: count * count)
    for chain in chains {
      for (a, b) in zip(chain.points, chain.points.dropFirst()) {
        // Where the chord crosses a row of places it cuts the way from left to right, where a column that from below upwards.
        for row in crossed(a.y, b.y, Self.places.row) {
          let x = a.x + (self.row(row) - a.y) / (b.y - a.y) * (b.x - a.x)
          if let column = interval(x, Self.places.column) {
            cutRight[row * count + column, default: []].append(chain.curve)
          }
        }
        for column in crossed(a.x, b.x, Self.places.column) {
          let y = a.y + (self.column(column) - a.x) / (b.x - a.x) * (b.y - a.y)
          if let row = interval(y, Self.places.row) { cutAbove[row * count + column, default: []].append(chain.curve) }
        }
      }
    }
    for start in parts.indices where parts[start] < 0 { flood(from: start) }
  }

  /// Where in a column, and in a row, its places lie: a little beside the middle, for curves of simple models like to run through the very
  /// middles, as along the diagonal of the square.
  private static let places = (column: 0.5031, row: 0.4957)

  /// The coordinate of the places of a column.
  func column(_ index: Int) -> Double { (Double(index) + Self.places.column) / Double(count) }

  /// The coordinate of the places of a row.
  func row(_ index: Int) -> Double { (Double(index) + Self.places.row) / Double(count) }

  /// The columns, or rows, between two coordinates.
  private func crossed(_ a: Double, _ b: Double, _ place: Double) -> Range<Int> {
    let (low, high) = (min(a, b) * Double(count) - place, max(a, b) * Double(count) - place)
    guard low.isFinite, high.isFinite, high >= 0, low < Double(count) else { return 0..<0 }
    let first = max(0, Int(low.rounded(.up)))
    return first..<max(first, min(count, Int(high.rounded(.up))))
  }

  /// The place after which a coordinate lies, with another after it.
  private func interval(_ value: Double, _ place: Double) -> Int? {
    let position = value * Double(count) - place
    guard position.isFinite, position >= 0, position < Double(count - 1) else { return nil }
    return Int(position)
  }

  private mutating func flood(from start: Int) {
    let part = sizes.count
    var (size, work) = (0, [start])
    parts[start] = part
    while let place = work.popLast() {
      size += 1
      for next in neighbours(place) where parts[next] < 0 {
        parts[next] = part
        work.append(next)
      }
    }
    sizes.append(size)
  }

  /// The places beside one with no curve between.
  private func neighbours(_ place: Int) -> [Int] {
    let (row, column) = (place / count, place % count)
    var result: [Int] = []
    if column + 1 < count, cutRight[place] == nil { result.append(place + 1) }
    if column > 0, cutRight[place - 1] == nil { result.append(place - 1) }
    if row + 1 < count, cutAbove[place] == nil { result.append(place + count) }
    if row > 0, cutAbove[place - count] == nil { result.append(place - count) }
    return result
  }

  /// The distance, in places, of every place from the edge of its part.
  func depths() -> [Int] {
    var depths = [Int](repeating: -1, count: parts.count)
    var front = parts.indices.filter { neighbours($0).count < 4 }
    for place in front { depths[place] = 0 }
    while !front.isEmpty {
      var next: [Int] = []
      for place in front {
        for other in neighbours(place) where depths[other] < 0 {
          depths[other] = depths[place] + 1
          next.append(other)
        }
      }
      front = next
    }
    return depths
  }

  /// Places of a part, the one deepest inside first, then those that are deep and far from the ones before.
  func representatives(of part: Int, depths: [Int], limit: Int) -> [Place] {
    let members = parts.indices.filter { parts[$0] == part }
    guard let deepest = members.max(by: { (depths[$0], $1) < (depths[$1], $0) }) else { return [] }
    var chosen = [deepest]
    func distance(_ a: Int, _ b: Int) -> Int {
      max(abs(a / count - b / count), abs(a % count - b % count))
    }
    while chosen.count < limit {
      func score(_ place: Int) -> Int {
        (chosen.map { distance($0, place) }.min() ?? 0) * (1 + min(depths[place], count / 20))
      }
      guard let next = members.max(by: { (score($0), $1) < (score($1), $0) }), score(next) > 0 else { break }
      chosen.append(next)
    }
    return chosen.map { Place(column: $0 % count, row: $0 / count) }
  }

  /// The number of the place nearest to a point of the square.
  func place(at point: (x: Double, y: Double)) -> Int { nearest(point.y) * count + nearest(point.x) }

  /// The parts to which the places at and about some points of the square belong.
  func parts(around points: [(x: Double, y: Double)]) -> Set<Int> {
    Set(
      points.flatMap { point -> [Int] in
        let (column, row) = (nearest(point.x), nearest(point.y))
        return [-1, 0, 1].flatMap { i in
          [-1, 0, 1].compactMap { j in
            let (column, row) = (column + i, row + j)
            return (0..<count).contains(column) && (0..<count).contains(row) ? parts[row * count + column] : nil
          }
        }
      })
  }

  private func nearest(_ value: Double) -> Int {
    value.isFinite ? Int(min(Double(count - 1), max(0, value * Double(count)))) : 0
  }

  /// Where one curve alone lies between two places of different parts: how many such pairs of places each border has.
  func borders() -> [Border: Int] {
    var counts: [Border: Int] = [:]
    for (cuts, step) in [(cutRight, 1), (cutAbove, count)] {
      for (place, curves) in cuts where curves.count == 1 && parts[place] != parts[place + step] {
        counts[Border(parts: [parts[place], parts[place + step]].sorted(), curve: curves[0]), default: 0] += 1
      }
    }
    return counts
  }

  /// The runs of places of a part: row, first and last column.
  func runs(of part: Int) -> [(row: Int, columns: ClosedRange<Int>)] {
    (0..<count).flatMap { row -> [(row: Int, columns: ClosedRange<Int>)] in
      var runs: [(row: Int, columns: ClosedRange<Int>)] = []
      for column in 0..<count where parts[row * count + column] == part {
        if let last = runs.last, last.columns.upperBound == column - 1 {
          runs[runs.count - 1].columns = last.columns.lowerBound...column
        } else {
          runs.append((row, column...column))
        }
      }
      return runs
    }
  }
}
