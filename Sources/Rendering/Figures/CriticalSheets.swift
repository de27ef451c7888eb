// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// The sheets of a critical manifold over the plane of two slow variables: arcs over lines across the plane, and the strips between arcs of
/// neighbouring lines.
struct CriticalSheets {
  /// A stretch of the manifold over one line, without folds and of one stability; the horizontal slow variable rises along it.
  struct Arc: Hashable {
    /// The points, evenly spaced along the arc, each as horizontal, vertical and shown variable.
    var points: [[Double]]
    /// Whether the fast subsystem comes to rest there.
    var isStable: Bool
  }

  /// The piece of a sheet between two arcs.
  struct Strip: Hashable {
    var first: Arc
    var second: Arc
  }

  /// The arcs, line by line.
  let arcs: [[Arc]]
  /// The strips.
  let strips: [Strip]

  /// Each arc has so many points.
  private static let pointCount = 25
  /// Arcs that are further apart, in parts of the axes, are not of one sheet.
  private static let apart = 0.3

  /// - Parameters:
  ///   - lines: The manifold over lines.
  ///   - shown: The fast variable on the third axis.
  ///   - axes: The ends of the three axes; what leaves those of the third is cut off.
  init(_ lines: [CriticalManifoldLine], shown: String, axes: [ClosedRange<Double>]) {
    let sizes = axes.map { $0.upperBound - $0.lowerBound }
    func distance(_ a: [Double], _ b: [Double]) -> Double {
      zip(zip(a, b), sizes).reduce(0) { sum, pair in
        let step = (pair.0.0 - pair.0.1) / pair.1
        return sum + step * step
      }.squareRoot()
    }
    let arcs = lines.map { line in
      line.curves.flatMap { curve -> [Arc] in
        guard let values = curve.states[shown] else { return [] }
        let points = zip(curve.slow, values).map { [$0, line.held, $1] }
        return Self.pieces(points, curve.stable, within: axes[2]).map { piece in
          Arc(points: Self.evenlySpaced(piece.points, distance), isStable: piece.isStable)
        }
      }
    }
    self.arcs = arcs
    strips = zip(arcs, arcs.dropFirst()).flatMap { first, second in Self.strips(first, second, distance) }
  }

  /// The pairs of arcs of two lines that are of one sheet: the nearest ones of like stability first.
  private static func strips(
    _ first: [Arc], _ second: [Arc], _ distance: ([Double], [Double]) -> Double
  ) -> [Strip] {
    var pairs: [(a: Int, b: Int, distance: Double)] = []
    for (a, one) in first.enumerated() {
      for (b, other) in second.enumerated() where one.isStable == other.isStable {
        // However far the lines are from each other.
        let mean =
          zip(one.points, other.points).reduce(0) { $0 + distance($1.0, [$1.1[0], $1.0[1], $1.1[2]]) }
          / Double(pointCount)
        if mean < apart { pairs.append((a, b, mean)) }
      }
    }
    var (used, usedOther) = (Set<Int>(), Set<Int>())
    return pairs.sorted { $0.distance < $1.distance }.compactMap { pair in
      guard !used.contains(pair.a), !usedOther.contains(pair.b) else { return nil }
      used.insert(pair.a)
      usedOther.insert(pair.b)
      return Strip(first: first[pair.a], second: second[pair.b])
    }
  }

  /// A curve in pieces along which the slow variable is monotonic, the stability the same, and the third value within its axis.
  private static func pieces(
    _ points: [[Double]], _ stable: [Bool], within range: ClosedRange<Double>
  ) -> [(points: [[Double]], isStable: Bool)] {
    var found: [(points: [[Double]], isStable: Bool)] = []
    var piece: [[Double]] = []
    var (rises, isStable) = (true, true)
    func close() {
      if piece.count > 1 { found.append((rises ? piece : piece.reversed(), isStable)) }
      piece = []
    }
    for k in points.indices.dropLast() {
      guard let (start, end) = cut(points[k], points[k + 1], to: range) else {
        close()
        continue
      }
      // Special points have the stability that begins there.
      let (nowRises, nowStable) = (points[k + 1][0] >= points[k][0], stable[k])
      if !piece.isEmpty, nowRises != rises || nowStable != isStable || piece.last != start { close() }
      if piece.isEmpty { piece = [start] }
      (rises, isStable) = (nowRises, nowStable)
      piece.append(end)
    }
    close()
    return found
  }

  /// The part of a segment whose third value is within a range.
  private static func cut(
    _ a: [Double], _ b: [Double], to range: ClosedRange<Double>
  ) -> (start: [Double], end: [Double])? {
    guard a.allSatisfy(\.isFinite), b.allSatisfy(\.isFinite) else { return nil }
    let step = b[2] - a[2]
    if step == 0 { return range.contains(a[2]) ? (a, b) : nil }
    let shares = [(range.lowerBound - a[2]) / step, (range.upperBound - a[2]) / step].sorted()
    let (from, to) = (max(0, shares[0]), min(1, shares[1]))
    guard from < to else { return nil }
    func point(_ share: Double) -> [Double] {
      share == 0 ? a : share == 1 ? b : zip(a, b).map { $0 + share * ($1 - $0) }
    }
    return (point(from), point(to))
  }

  /// Points evenly spaced along a line.
  private static func evenlySpaced(
    _ points: [[Double]], _ distance: ([Double], [Double]) -> Double
  ) -> [[Double]] {
    var lengths = [0.0]
    for (a, b) in zip(points, points.dropFirst()) { lengths.append((lengths.last ?? 0) + distance(a, b)) }
    let whole = lengths.last ?? 0
    var k = 0
    return (0..<pointCount).map { index in
      let length = whole * Double(index) / Double(pointCount - 1)
      while k < points.count - 2, lengths[k + 1] < length { k += 1 }
      let step = lengths[k + 1] - lengths[k]
      let share = step > 0 ? min(1, max(0, (length - lengths[k]) / step)) : 0
      return zip(points[k], points[k + 1]).map { $0 + share * ($1 - $0) }
    }
  }
}
