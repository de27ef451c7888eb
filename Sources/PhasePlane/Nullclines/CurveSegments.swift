// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Pieces of curves, not yet joined: points and pairs of them that are connected.
struct CurveSegments {
  var points: [SIMD2<Double>] = []
  var pairs: [(Int, Int)] = []
}

/// Finds where the zero set of a function crosses the sides of a lattice's cells, and how the crossings are connected.
struct CrossingFinder {
  private struct Side: Hashable {
    var from: LatticeNode
    var to: LatticeNode
  }

  private let lattice: ContourLattice
  private let singular: SingularPoints
  private var segments = CurveSegments()
  private var crossings: [Side: Int?] = [:]
  /// Asked now and then; what is connected by then is returned when it answers true.
  var isCancelled: () -> Bool = { false }

  /// - Parameters:
  ///   - lattice: The function on a lattice.
  ///   - singular: Finds points at which branches of the zero set cross.
  init(_ lattice: ContourLattice, singular: SingularPoints) {
    self.lattice = lattice
    self.singular = singular
  }

  /// All pieces, one or two for each cell that the zero set passes through.
  mutating func find() -> CurveSegments {
    var sides: [[Side]] = []
    var order: [Side] = []
    for cell in lattice.cells {
      let found = crossedSides(cell)
      sides.append(found)
      for side in found where crossings.updateValue(nil, forKey: side) == nil { order.append(side) }
    }
    solve(order)
    for (cell, crossed) in zip(lattice.cells, sides) where !crossed.isEmpty {
      if isCancelled() { break }
      connect(crossed, in: cell)
    }
    return segments
  }

  private func crossedSides(_ cell: LatticeCell) -> [Side] {
    let corners = cell.corners.compactMap(lattice.value)
    let boundary = lattice.boundary(cell)
    if boundary.count == 4, corners.allSatisfy({ $0 < 0 }) || corners.allSatisfy({ $0 >= 0 }) { return [] }
    var sides: [Side] = []
    for (k, a) in boundary.enumerated() {
      let b = boundary[(k + 1) % boundary.count]
      guard let valueA = lattice.value(a), let valueB = lattice.value(b), lattice.changesSign(valueA, valueB) else {
        continue
      }
      sides.append((a.j, a.i) < (b.j, b.i) ? Side(from: a, to: b) : Side(from: b, to: a))
    }
    return sides
  }

  private mutating func solve(_ sides: [Side]) {
    let changes = sides.map { side in
      SignChange(
        start: lattice.position(side.from), end: lattice.position(side.to),
        startValue: lattice.value(side.from) ?? .nan, endValue: lattice.value(side.to) ?? .nan)
    }
    for (side, root) in zip(sides, BracketedRoots.solve(changes, of: lattice.function)) {
      guard let root else { continue }
      crossings[side] = segments.points.count
      segments.points.append(root)
    }
  }

  /// Connects the crossings around a cell; a crossing that is a jump connects to nothing.
  private mutating func connect(_ sides: [Side], in cell: LatticeCell) {
    let found = sides.map { crossings[$0] ?? nil }
    func join(_ a: Int, _ b: Int) {
      if let a = found[a], let b = found[b] { segments.pairs.append((a, b)) }
    }
    switch found.count {
    case 0, 1: return
    case 2: join(0, 1)
    case 4:
      let box = cell.corners.map(lattice.position)
      if let center = singular.crossing(in: PlaneWindow(x: box[0].x...box[2].x, y: box[0].y...box[2].y)) {
        cross(found, at: center)
      } else if centerIsWithFirstCorner(cell) {
        join(0, 1)
        join(2, 3)
      } else {
        join(1, 2)
        join(3, 0)
      }
    default:
      for k in stride(from: 0, to: found.count - 1, by: 2) { join(k, k + 1) }
    }
  }

  /// Two branches that cross: each goes through the point where they meet.
  private mutating func cross(_ found: [Int?], at center: SIMD2<Double>) {
    for (a, b) in [(found[0], found[2]), (found[1], found[3])] {
      guard let a, let b else { continue }
      segments.pairs += [(a, segments.points.count), (segments.points.count, b)]
      segments.points.append(center)
    }
  }

  private func centerIsWithFirstCorner(_ cell: LatticeCell) -> Bool {
    let corner = lattice.value(LatticeNode(i: cell.i, j: cell.j)) ?? 0
    let box = cell.corners.map(lattice.position)
    let center = lattice.function.values(at: [0.5 * (box[0] + box[2])]).first ?? 0
    return (center < 0) == (corner < 0)
  }
}
