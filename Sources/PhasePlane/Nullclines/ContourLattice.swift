// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A node of a lattice over the window: column and row on its finest level.
struct LatticeNode: Hashable {
  var i: Int
  var j: Int
}

/// A square of a lattice, by its lower left node and its side.
struct LatticeCell: Hashable {
  var i: Int
  var j: Int
  var side: Int

  /// The corners, anticlockwise from the lower left.
  var corners: [LatticeNode] {
    [
      LatticeNode(i: i, j: j), LatticeNode(i: i + side, j: j), LatticeNode(i: i + side, j: j + side),
      LatticeNode(i: i, j: j + side),
    ]
  }

  var center: LatticeNode { LatticeNode(i: i + side / 2, j: j + side / 2) }

  var quarters: [LatticeCell] {
    let half = side / 2
    return [(0, 0), (half, 0), (0, half), (half, half)].map { LatticeCell(i: i + $0, j: j + $1, side: half) }
  }
}

/// A function's values on a lattice that is finer where there is more to see.
///
/// The window is cut into cells of equal size, each of which may be quartered again and again. Two cells that touch use
/// the same nodes of their common side, whatever their sizes, so that curves do not tear between them.
struct ContourLattice {
  let window: PlaneWindow
  let function: PlaneFunction
  /// The cells along each side of the window before any is quartered.
  let baseCount: Int
  /// The side of such a cell, a power of two.
  let baseSide: Int
  /// The cells that were not quartered.
  private(set) var cells: [LatticeCell] = []
  private var values: [LatticeNode: Double] = [:]

  init(function: PlaneFunction, window: PlaneWindow, baseCount: Int, levels: Int) {
    self.function = function
    self.window = window
    self.baseCount = baseCount
    baseSide = 1 << levels
    values.reserveCapacity(3 * baseCount * baseCount)
    for row in 0..<baseCount {
      for column in 0..<baseCount {
        cells.append(LatticeCell(i: column * baseSide, j: row * baseSide, side: baseSide))
      }
    }
    let all = (0...baseCount).flatMap { row in
      (0...baseCount).map { LatticeNode(i: $0 * baseSide, j: row * baseSide) }
    }
    evaluate(all)
  }

  /// Where a node is; exactly on the window's edges at both ends.
  func position(_ node: LatticeNode) -> SIMD2<Double> {
    let size = Double(baseCount * baseSide)
    return window.point(at: SIMD2(Double(node.i), Double(node.j)) / size)
  }

  func value(_ node: LatticeNode) -> Double? { values[node] }

  /// Makes the function known at some nodes.
  mutating func evaluate(_ nodes: some Sequence<LatticeNode>) {
    var seen: Set<LatticeNode> = []
    let missing = nodes.filter { values[$0] == nil && seen.insert($0).inserted }
    for (node, value) in zip(missing, function.values(at: missing.map(position))) { values[node] = value }
  }

  /// Quarters some cells.
  mutating func split(_ chosen: Set<LatticeCell>) {
    var kept: [LatticeCell] = []
    var new: [LatticeNode] = []
    for cell in cells {
      guard chosen.contains(cell), cell.side > 1 else {
        kept.append(cell)
        continue
      }
      let quarters = cell.quarters
      kept += quarters
      new += quarters.flatMap(\.corners)
    }
    cells = kept
    evaluate(new)
  }

  /// The nodes around a cell, anticlockwise from its lower left corner, those of finer neighbours among them.
  func boundary(_ cell: LatticeCell) -> [LatticeNode] {
    let corners = cell.corners
    var nodes: [LatticeNode] = []
    for (k, corner) in corners.enumerated() { appendSide(from: corner, to: corners[(k + 1) % 4], &nodes) }
    return nodes
  }

  /// Appends the nodes from `a` up to but without `b`.
  private func appendSide(from a: LatticeNode, to b: LatticeNode, _ nodes: inout [LatticeNode]) {
    let middle = LatticeNode(i: (a.i + b.i) / 2, j: (a.j + b.j) / 2)
    if abs(a.i - b.i) + abs(a.j - b.j) > 1, values[middle] != nil {
      appendSide(from: a, to: middle, &nodes)
      appendSide(from: middle, to: b, &nodes)
    } else {
      nodes.append(a)
    }
  }
}
