// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// The long sums of inputs with weights in a graph, a + w1 x1 + w2 x2 + …, added up from the left: what networks are made of.
struct WeightedSums {
  struct Sum {
    /// What the sum begins with, the first operand.
    var start: Int
    /// The terms in their order; a term without a weight is the input itself.
    var terms: [(weight: Int?, lane: Int)]
  }

  /// Shorter sums are not worth an instruction of their own.
  private static let fewestTerms = 8

  /// The sums by the position of their last addition.
  private(set) var byPosition: [Int: Sum] = [:]
  /// Whether a node is a part of a sum and of nothing else.
  private(set) var isAbsorbed: [Bool]

  private let graph: ExpressionGraph
  private var useCounts: [Int]
  private var isUniform: [Bool]
  private var isLane: [Bool]

  /// - Complexity: O(nodes).
  init(_ graph: ExpressionGraph, lanes: Set<String>) {
    self.graph = graph
    let count = graph.nodes.count
    isAbsorbed = Array(repeating: false, count: count)
    useCounts = Array(repeating: 0, count: count)
    isUniform = Array(repeating: false, count: count)
    isLane = isUniform
    for root in graph.roots { useCounts[root] += 1 }
    for (position, node) in graph.nodes.enumerated() {
      for operand in node.operands { useCounts[operand] += 1 }
      if case .symbol(let name) = node {
        isLane[position] = lanes.contains(name)
        isUniform[position] = !isLane[position]
      } else {
        isUniform[position] = node.operands.allSatisfy { isUniform[$0] }
      }
    }
    for position in graph.nodes.indices.reversed() where !isAbsorbed[position] { findSum(at: position) }
  }

  /// Follows the left operands of additions as long as their right ones are terms.
  private mutating func findSum(at last: Int) {
    var sum = Sum(start: last, terms: [])
    var parts: [Int] = []
    while case .binary(.add, let left, let right) = graph.nodes[sum.start], let term = term(right),
      sum.start == last || useCounts[sum.start] == 1
    {
      if sum.start != last { parts.append(sum.start) }
      if useCounts[right] == 1, term.weight != nil { parts.append(right) }
      sum.terms.append(term)
      sum.start = left
    }
    guard sum.terms.count >= Self.fewestTerms else { return }
    sum.terms.reverse()
    byPosition[last] = sum
    for part in parts { isAbsorbed[part] = true }
  }

  private func term(_ position: Int) -> (weight: Int?, lane: Int)? {
    if isLane[position] { return (nil, position) }
    guard case .binary(.multiply, let x, let y) = graph.nodes[position] else { return nil }
    if isUniform[x], isLane[y] { return (x, y) }
    if isUniform[y], isLane[x] { return (y, x) }
    return nil
  }
}
