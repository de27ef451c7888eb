// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A curve on its way to the result.
struct DraftCurve {
  var points: [SIMD2<Double>]
  var closed = false
}

extension CurveSegments {
  /// Joins the pieces to curves, as long as they go: first those with ends, then loops.
  ///
  /// Points that coincide become one; what is then a single point is no curve.
  func assembled() -> [DraftCurve] {
    var neighbours = [[Int]](repeating: [], count: points.count)
    for (a, b) in pairs {
      neighbours[a].append(b)
      neighbours[b].append(a)
    }
    var used = [Bool](repeating: false, count: points.count)
    var curves: [DraftCurve] = []
    for start in points.indices where neighbours[start].count == 1 && !used[start] {
      curves.append(DraftCurve(points: chain(from: start, neighbours, &used)))
    }
    for start in points.indices where neighbours[start].count >= 2 && !used[start] {
      curves.append(DraftCurve(points: chain(from: start, neighbours, &used), closed: true))
    }
    return curves.compactMap { $0.withoutRepetitions() }
  }

  private func chain(from start: Int, _ neighbours: [[Int]], _ used: inout [Bool]) -> [SIMD2<Double>] {
    var chain = [points[start]]
    var current = start
    used[start] = true
    while let next = neighbours[current].first(where: { !used[$0] }) {
      used[next] = true
      chain.append(points[next])
      current = next
    }
    return chain
  }
}

extension DraftCurve {
  /// The curve without points that stand twice in a row; nil if only one is left.
  func withoutRepetitions() -> DraftCurve? {
    var kept: [SIMD2<Double>] = []
    for point in points where kept.last != point { kept.append(point) }
    if closed, kept.count > 1, kept.first == kept.last { kept.removeLast() }
    if kept.count < 2 { return nil }
    return DraftCurve(points: kept, closed: closed && kept.count > 2)
  }

  /// The pieces that are left when the stretches after some points are cut out; a loop is opened at a cut.
  func cut(after positions: [Int]) -> [DraftCurve] {
    guard let first = positions.first else { return [self] }
    var points = points
    var cuts = Set(positions)
    if closed {
      let shift = first + 1
      points = Array(points[shift...] + points[..<shift])
      cuts = Set(positions.dropFirst().map { $0 - shift })
    }
    var pieces: [DraftCurve] = []
    var piece: [SIMD2<Double>] = []
    for (k, point) in points.enumerated() {
      piece.append(point)
      if cuts.contains(k) || k == points.count - 1 {
        if piece.count > 1 { pieces.append(DraftCurve(points: piece)) }
        piece = []
      }
    }
    return pieces
  }
}
