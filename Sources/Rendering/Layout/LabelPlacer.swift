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
  private static let starts = 12

  /// The boxes of the texts: the best of several searches in which the texts choose in different orders.
  func place(_ requests: [Request]) -> [Rectangle] {
    let candidates = requests.map(boxes)
    let costs = requests.indices.map { i in
      candidates[i].enumerated().map { rank, box in
        staticCost(box) + 0.15 * Double(rank) + leaderCost(from: requests[i].anchor, to: box)
          + confusion(of: box, requests, i)
      }
    }
    var best: (choice: [Int], cost: Double) = (requests.map { _ in 0 }, .infinity)
    let order = Array(requests.indices)
    for start in order.prefix(Self.starts) {
      let rotated = Array(order[start...] + order[..<start])
      for order in [rotated, rotated.reversed()] {
        let found = search(requests, candidates, costs, in: order)
        if found.cost < best.cost { best = found }
      }
    }
    return requests.indices.map { candidates[$0][best.choice[$0]] }
  }

  /// Each text takes its best place given those of the others, in turn, until none changes.
  private func search(
    _ requests: [Request], _ candidates: [[Rectangle]], _ costs: [[Double]], in order: [Int]
  ) -> (choice: [Int], cost: Double) {
    var chosen: [Int?] = requests.map { _ in nil }
    var total = 0.0
    for _ in 0..<Self.rounds {
      var changed = false
      total = 0
      for i in order {
        let others = chosen.enumerated().compactMap { j, choice in
          j == i ? nil : choice.map { (anchor: requests[j].anchor, box: candidates[j][$0]) }
        }
        var best = (index: 0, cost: Double.infinity)
        for (k, box) in candidates[i].enumerated() {
          let cost = others.reduce(costs[i][k]) { cost, other in
            cost + 8 * other.box.overlap(box) + crossing(leader(from: requests[i].anchor, to: box), other.box)
              + crossing(leader(from: other.anchor, to: other.box), box)
          }
          if cost < best.cost { best = (k, cost) }
        }
        total += best.cost
        if chosen[i] != best.index {
          chosen[i] = best.index
          changed = true
        }
      }
      if !changed { break }
    }
    return (chosen.map { $0 ?? 0 }, total)
  }

  /// The cost of standing nearer to the point of another text than to one's own.
  private func confusion(of box: Rectangle, _ requests: [Request], _ own: Int) -> Double {
    func distance(_ point: Point) -> Double {
      point.distance(to: Point(min(max(point.x, box.left), box.right), min(max(point.y, box.bottom), box.top)))
    }
    let reach = distance(requests[own].anchor)
    let nearer = requests.indices.filter { $0 != own && distance(requests[$0].anchor) < reach - 1e-9 }
    return 3 * Double(nearer.count)
  }

  /// Possible places by falling preference.
  private func boxes(for request: Request) -> [Rectangle] {
    let sides: [(Double, Double)] =
      switch request.side {
      case .automatic:
        [(1, 1), (-1, 1), (1, -1), (-1, -1), (0, 1), (0, -1), (1, 0), (-1, 0)]
          + [(1, 0.4), (-1, 0.4), (1, -0.4), (-1, -0.4)]
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

  /// The cost of a leader over symbols and along curves; that it leaves its own symbol is free.
  private func leaderCost(from anchor: Point, to box: Rectangle) -> Double {
    guard let leader = leader(from: anchor, to: box) else { return 0 }
    let covered = symbols.reduce(0) { cost, symbol in
      guard !symbol.contains(leader[0]), let (start, end) = symbol.clip(leader[0], leader[1]) else { return cost }
      return cost + 0.5 + start.distance(to: end)
    }
    let strip = leader[0].distance(to: leader[1])
    return 6 * covered + 0.2 * strip
  }

  /// Whether so many lines cross a place that a text there cannot be read over them.
  func isCrowded(_ box: Rectangle) -> Bool {
    let covered = lines.reduce(0.0) { length, line in
      zip(line, line.dropFirst()).reduce(length) { length, segment in
        length + (box.clip(segment.0, segment.1).map { $0.0.distance(to: $0.1) } ?? 0)
      }
    }
    return covered > Self.crowding * (box.width + box.height)
  }

  /// The length of lines under a text, over its width and height, from which on it needs a ground of its own.
  private static let crowding = 2.0

  private func crossing(_ leader: [Point]?, _ box: Rectangle) -> Double {
    guard let leader, let (start, end) = box.clip(leader[0], leader[1]) else { return 0 }
    return 8 * (0.5 + start.distance(to: end))
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
