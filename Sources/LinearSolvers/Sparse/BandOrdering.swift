// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// An order of the unknowns of a sparse square matrix in which its entries lie near the diagonal.
///
/// Chains of cells, whose variables models list one array after the other, get bands of a few diagonals.
///
/// Source: Cuthill and McKee 1969, reversed as by George and Liu 1981 (Computer Solution of Large Sparse Positive Definite
/// Systems, section 4.3), on the pattern of the matrix and its transpose together.
/// - Complexity: O(entries log entries).
public struct BandOrdering: Hashable, Sendable {
  /// The place of each unknown.
  public let places: [Int]
  /// The number of diagonals below and above the main one that hold entries.
  public let width: Int

  /// Orders the unknowns of a matrix; entries outside the leading square of the given order do not count.
  public init(order: Int, rows: [Int], columns: [Int]) {
    var neighbours = [Set<Int>](repeating: [], count: order)
    for (row, column) in zip(rows, columns) where row != column && row < order && column < order {
      neighbours[row].insert(column)
      neighbours[column].insert(row)
    }
    // The order of a set differs from run to run, a sorted list does not.
    let graph = neighbours.map { list in list.sorted { (neighbours[$0].count, $0) < (neighbours[$1].count, $1) } }
    let sequence = BandOrdering.sequence(graph)
    var places = [Int](repeating: 0, count: order)
    for (place, unknown) in sequence.reversed().enumerated() { places[unknown] = place }
    self.places = places
    width = graph.indices.reduce(0) { width, i in
      graph[i].reduce(width) { max($0, abs(places[i] - places[$1])) }
    }
  }

  /// The unknowns in the order in which they are met from the ends of the graph's parts.
  private static func sequence(_ graph: [[Int]]) -> [Int] {
    var visited = [Bool](repeating: false, count: graph.count)
    var sequence: [Int] = []
    sequence.reserveCapacity(graph.count)
    for start in graph.indices where !visited[start] {
      for unknown in levels(graph, from: end(of: graph, from: start)).order {
        visited[unknown] = true
        sequence.append(unknown)
      }
    }
    return sequence
  }

  /// An unknown at the far end of a connected part (George and Liu 1979).
  private static func end(of graph: [[Int]], from start: Int) -> Int {
    var (root, depth) = (start, -1)
    for _ in 0..<8 {
      let levels = levels(graph, from: root)
      guard levels.depth > depth, let last = levels.order.last else { break }
      depth = levels.depth
      // Of the farthest unknowns the one with the fewest neighbours.
      let farthest = levels.order.suffix(levels.lastCount)
      root = farthest.min { (graph[$0].count, $0) < (graph[$1].count, $1) } ?? last
    }
    return root
  }

  /// The unknowns of a connected part by their distance from a root, and how far the farthest are.
  private static func levels(_ graph: [[Int]], from root: Int) -> (order: [Int], depth: Int, lastCount: Int) {
    var seen: Set<Int> = [root]
    var (order, level, depth) = ([root], [root], 0)
    while true {
      var next: [Int] = []
      for unknown in level { for other in graph[unknown] where seen.insert(other).inserted { next.append(other) } }
      if next.isEmpty { return (order, depth, level.count) }
      order += next
      level = next
      depth += 1
    }
  }
}
