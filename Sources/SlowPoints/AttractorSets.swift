// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import Results

/// Tells lines, rings and surfaces of points from isolated ones, and puts points in order along lines and rings.
///
/// A point lies on a line if its Jacobian has one slow direction and the nearest other points are found along it, on one
/// side or both, and see it likewise along theirs. A chain that closes is a ring. With two slow directions or more, points
/// whose neighbours lie in their slow directions make a surface.
struct AttractorSets {
  /// A chain or patch of points.
  struct Group {
    var shape: SlowPointSet.Shape
    var members: [Int]
  }

  private let points: [PointAnalysis]
  private let directions: [[[Double]]]

  /// Fewer points are no line; fewer than these no surface.
  private static let smallestLine = 6
  private static let smallestSurface = 12
  /// Neighbours must lie within 45 degrees of the slow direction.
  private static let cosine = 0.7
  /// A link of more than so many times the median length must point along both slow directions.
  private static let longLink = 8.0
  private static let longLinkCosine = 0.98

  init(_ points: [PointAnalysis]) {
    self.points = points
    directions = points.map(\.slowDirections)
  }

  /// The groups, the largest first.
  var groups: [Group] {
    let lines = chains(points.indices.filter { directions[$0].count == 1 })
    let surfaces = patches(points.indices.filter { directions[$0].count > 1 })
    return (lines + surfaces).sorted { $0.members.count > $1.members.count }
  }

  // MARK: Lines and rings

  private func chains(_ members: [Int]) -> [Group] {
    guard members.count >= Self.smallestLine else { return [] }
    let neighbours = neighboursAlong(members)
    let lengths = neighbours.flatMap { $0.map(\.distance) }.sorted()
    guard !lengths.isEmpty else { return [] }
    let limit = Self.longLink * lengths[lengths.count / 2]
    func isClose(_ q: Neighbour) -> Bool { q.distance <= limit || q.cosine >= Self.longLinkCosine }
    var links = [[Int]](repeating: [], count: members.count)
    for (p, found) in neighbours.enumerated() {
      for q in found where isClose(q) && neighbours[q.place].contains(where: { $0.place == p && isClose($0) }) {
        links[p].append(q.place)
      }
    }
    return walk(links).filter { $0.members.count >= Self.smallestLine }.map { group in
      Group(shape: group.shape, members: group.members.map { members[$0] })
    }
  }

  private struct Neighbour {
    var place: Int
    var distance: Double
    /// The cosine of the angle between the way there and the slow direction.
    var cosine: Double
  }

  /// For each point the nearest one on either side along its slow direction.
  private func neighboursAlong(_ members: [Int]) -> [[Neighbour]] {
    let count = members.count
    let states = Matrix(centred(members))
    let tangents = Matrix(members.map { directions[$0][0] })
    let products = states.product(states.transposed)
    let along = tangents.product(states.transposed)
    return (0..<count).map { p in
      var best: [Neighbour?] = [nil, nil]
      for q in 0..<count where q != p {
        let distance = max(0, products[p, p] + products[q, q] - 2 * products[p, q]).squareRoot()
        let step = along[p, q] - along[p, p]
        guard abs(step) >= Self.cosine * distance else { continue }
        let side = step > 0 ? 1 : 0
        if distance < best[side]?.distance ?? .infinity {
          best[side] = Neighbour(place: q, distance: distance, cosine: abs(step) / distance)
        }
      }
      return best.compactMap { $0 }
    }
  }

  private func centred(_ members: [Int]) -> [[Double]] {
    let n = points[members[0]].state.count
    var mean = [Double](repeating: 0, count: n)
    for p in members { for i in 0..<n { mean[i] += points[p].state[i] / Double(members.count) } }
    return members.map { zip(points[$0].state, mean).map { $0 - $1 } }
  }

  /// Follows links from the ends of lines, then around rings.
  private func walk(_ links: [[Int]]) -> [Group] {
    var seen = [Bool](repeating: false, count: links.count)
    func follow(_ start: Int) -> [Int] {
      var (path, here) = ([start], start)
      seen[start] = true
      while let next = links[here].first(where: { !seen[$0] }) {
        path.append(next)
        seen[next] = true
        here = next
      }
      return path
    }
    let lines = links.indices.filter { links[$0].count == 1 }.compactMap { end -> Group? in
      seen[end] ? nil : Group(shape: .line, members: follow(end))
    }
    let rings = links.indices.filter { links[$0].count == 2 }.compactMap { start -> Group? in
      seen[start] ? nil : Group(shape: .ring, members: follow(start))
    }
    return lines + rings
  }

  // MARK: Surfaces

  private func patches(_ members: [Int]) -> [Group] {
    guard members.count >= Self.smallestSurface else { return [] }
    var parent = Array(members.indices)
    func root(_ p: Int) -> Int {
      var p = p
      while parent[p] != p { p = parent[p] }
      return p
    }
    for p in members.indices {
      for q in nearest(p, members, count: 6) where liesInSlowDirections(members[p], members[q]) {
        let (a, b) = (root(p), root(q))
        if a != b { parent[max(a, b)] = min(a, b) }
      }
    }
    let groups = Dictionary(grouping: members.indices, by: root).sorted { $0.key < $1.key }
    return groups.filter { $0.value.count >= Self.smallestSurface }.map { group in
      Group(shape: .surface, members: group.value.map { members[$0] })
    }
  }

  private func nearest(_ p: Int, _ members: [Int], count: Int) -> [Int] {
    let here = points[members[p]].state
    let distances = members.map { q in zip(points[q].state, here).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
    return members.indices.filter { $0 != p }.sorted { (distances[$0], $0) < (distances[$1], $1) }.prefix(count)
      .map { $0 }
  }

  private func liesInSlowDirections(_ p: Int, _ q: Int) -> Bool {
    let step = zip(points[q].state, points[p].state).map { $0 - $1 }
    let inside = directions[p].reduce(0) { $0 + dotProduct($1, step) * dotProduct($1, step) }
    return inside >= Self.cosine * Self.cosine * dotProduct(step, step)
  }
}
