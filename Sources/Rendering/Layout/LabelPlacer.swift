// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Places texts beside their points so that they cross no curve, cover no symbol and no other text, and stay in the frame, as
/// far as there is room.
///
/// Each text has candidate places around its point; a cost is summed over what a place covers; texts choose in turn and then
/// choose again until none changes (a greedy start and local search, after Christensen, Marks and Shieber 1995, ACM
/// Trans. Graph. 14: 203).
struct LabelPlacer {
  /// A text to place, in millimetres.
  struct Request {
    var anchor: Point
    var width: Double
    var height: Double
    var side: Annotation.Side
  }

  let bounds: Rectangle
  let lines: [[Point]]
  let symbols: [Rectangle]
  /// The distance from a point to its text.
  let distance: Double

  private static let rounds = 6

  /// The boxes of the texts.
  func place(_ requests: [Request]) -> [Rectangle] {
    let candidates = requests.map(boxes)
    let costs = candidates.map { $0.enumerated().map { rank, box in staticCost(box) + 0.15 * Double(rank) } }
    var chosen: [Int?] = requests.map { _ in nil }
    for _ in 0..<Self.rounds {
      var changed = false
      for i in requests.indices {
        let others = chosen.enumerated().compactMap { j, choice in
          j == i ? nil : choice.map { candidates[j][$0] }
        }
        var best = (index: 0, cost: Double.infinity)
        for (k, box) in candidates[i].enumerated() {
          let cost = costs[i][k] + others.reduce(0) { $0 + 8 * $1.overlap(box) }
          if cost < best.cost { best = (k, cost) }
        }
        if chosen[i] != best.index {
          chosen[i] = best.index
          changed = true
        }
      }
      if !changed { break }
    }
    return requests.indices.map { candidates[$0][chosen[$0] ?? 0] }
  }

  /// Possible places by falling preference.
  private func boxes(for request: Request) -> [Rectangle] {
    let sides: [(Double, Double)] =
      switch request.side {
      case .automatic: [(1, 1), (-1, 1), (1, -1), (-1, -1), (0, 1), (0, -1), (1, 0), (-1, 0)]
      case .above: [(0, 1)]
      case .below: [(0, -1)]
      case .left: [(-1, 0)]
      case .right: [(1, 0)]
      case .center: [(0, 0)]
      }
    let factors = request.side == .automatic ? [1.0, 1.8, 2.8, 4.5, 7] : [1.0]
    return factors.flatMap { factor in
      sides.map { x, y in
        let reach = distance * factor * (x != 0 && y != 0 ? 0.75 : 1)
        let center = Point(
          request.anchor.x + x * (reach + request.width / 2), request.anchor.y + y * (reach + request.height / 2))
        return Rectangle(
          left: center.x - request.width / 2, bottom: center.y - request.height / 2,
          right: center.x + request.width / 2, top: center.y + request.height / 2)
      }
    }
  }

  /// A thin line from a point to its text, where the text had to go so far that it could seem another's.
  func leader(from anchor: Point, to box: Rectangle) -> [Point]? {
    let end = Point(min(max(anchor.x, box.left), box.right), min(max(anchor.y, box.bottom), box.top))
    let length = anchor.distance(to: end)
    guard length > 2.2 * distance else { return nil }
    let start = distance / length
    return [Point(anchor.x + start * (end.x - anchor.x), anchor.y + start * (end.y - anchor.y)), end]
  }

  private func staticCost(_ box: Rectangle) -> Double {
    let outside = box.width * box.height - bounds.overlap(box)
    let covered = symbols.reduce(0) { $0 + $1.overlap(box) }
    let near = box.expanded(by: 0.25)
    var crossed = 0.0
    for line in lines {
      for (a, b) in zip(line, line.dropFirst()) {
        if let (start, end) = near.clip(a, b) { crossed += 0.2 + start.distance(to: end) }
      }
    }
    return 20 * outside + 6 * covered + 1.5 * crossed
  }
}
