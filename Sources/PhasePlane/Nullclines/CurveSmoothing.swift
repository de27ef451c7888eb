// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Adds points to curves where their chords stray from the zero set, and cuts them where there is no zero set.
struct CurveSmoothing {
  let polisher: CurvePolisher
  /// The largest distance between chord and curve, in units of the window.
  var tolerance = 1e-4
  /// The number of times a chord may be halved.
  var levels = 8

  /// A curve with enough points for its chords to show it.
  ///
  /// A jump of the function may join two pieces of curve that do not belong together. Their chord cannot be shortened by
  /// halving, by which it is recognised and cut out.
  func smoothed(_ curve: DraftCurve) -> [DraftCurve] {
    var points = curve.points
    var pending = Array(points.indices.dropLast(curve.closed ? 0 : 1))
    for level in 0..<levels where !pending.isEmpty {
      let chords = pending.map { (points[$0], points[($0 + 1) % points.count]) }
      let middles = chords.map { 0.5 * ($0 + $1) }
      let lengths = chords.map { polisher.window.distance($0, $1) }
      let moved = polisher.polished(middles, reach: lengths)
      var inserted: [(after: Int, point: SIMD2<Double>)] = []
      for (k, position) in pending.enumerated() {
        guard let point = moved[k], polisher.window.distance(point, middles[k]) > tolerance else { continue }
        inserted.append((position, point))
      }
      pending = insert(inserted, into: &points, furtherHalving: level + 1 < levels)
    }
    let refined = DraftCurve(points: points, closed: curve.closed)
    return refined.cut(after: tears(points, closed: curve.closed))
  }

  /// Inserts points; returns the positions of the chords that now begin or end at one of them.
  private func insert(
    _ inserted: [(after: Int, point: SIMD2<Double>)], into points: inout [SIMD2<Double>], furtherHalving: Bool
  ) -> [Int] {
    var result: [SIMD2<Double>] = []
    var pending: [Int] = []
    var next = inserted.makeIterator()
    var upcoming = next.next()
    for (k, point) in points.enumerated() {
      result.append(point)
      if let insertion = upcoming, insertion.after == k {
        pending += [result.count - 1, result.count]
        result.append(insertion.point)
        upcoming = next.next()
      }
    }
    points = result
    return furtherHalving ? pending : []
  }

  /// The positions after which the curve is not connected: the middle of the chord cannot be moved onto the zero set, and
  /// the chord is not tangent to it.
  private func tears(_ points: [SIMD2<Double>], closed: Bool) -> [Int] {
    let starts = Array(points.indices.dropLast(closed ? 0 : 1))
    let chords = starts.map { (points[$0], points[($0 + 1) % points.count]) }
    let middles = chords.map { 0.5 * ($0 + $1) }
    let lengths = chords.map { polisher.window.distance($0, $1) }
    let moved = polisher.polished(middles, reach: lengths)
    return starts.filter { k in
      guard lengths[k] > 4 * tolerance else { return false }
      guard let point = moved[k] else { return !crossesContinuously(chords[k], length: lengths[k]) }
      return polisher.window.distance(point, middles[k]) > 0.25 * lengths[k]
    }
  }

  /// Whether the zero set passes the middle of a chord, by looking for a root across it.
  private func crossesContinuously(_ chord: (SIMD2<Double>, SIMD2<Double>), length: Double) -> Bool {
    let window = polisher.window
    let middle = 0.5 * (chord.0 + chord.1)
    let along = (chord.1 - chord.0) / window.size
    let across = SIMD2(-along.y, along.x) * window.size
    for reach in [0.05, 0.25, 1] {
      let (a, b) = (middle - reach * across, middle + reach * across)
      let values = polisher.function.values(at: [a, b])
      if values[0] == 0 || values[1] == 0 { return true }
      guard values[0] * values[1] < 0 else { continue }
      let change = SignChange(start: a, end: b, startValue: values[0], endValue: values[1])
      return BracketedRoots.solve([change], of: polisher.function)[0] != nil
    }
    return false
  }
}
