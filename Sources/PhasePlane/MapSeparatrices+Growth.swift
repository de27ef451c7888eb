// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// The growth of one branch of a saddle's manifold under a map or its inverse.
///
/// The fundamental domain is a straight piece next to the saddle. A strand is the orbit of one of its points; the strands'
/// n-th points in a row are the n-th piece of the branch. Strands are inserted where a piece is not smooth, from the
/// domain on, so that errors of interpolation do not add up.
struct ManifoldGrowth {
  let map: MapSeparatrices
  let kind: Separatrix.Kind
  let saddle: PlanePoint
  /// The direction of the branch at the saddle, of unit length.
  let direction: PlanePoint
  let multiplier: Double

  /// The orbit of a point of the fundamental domain, every single step of it.
  private struct Strand {
    /// The position in the domain, 0 at the beginning.
    var position: Double
    var orbit: [PlanePoint]
  }

  /// The distance of the fundamental domain from the saddle, as a part of the window: its curvature does not show there.
  static let offset = 1e-5
  /// The greatest distance between neighbouring points, and the greatest angle between neighbouring chords.
  static let (spacing, turn) = (0.01, 0.2)
  /// Points closer together than this are not parted any more, however sharply the branch turns.
  static let closest = 2e-4

  /// The steps from one piece to the next: two if the multiplier's sign makes orbits change sides.
  private var stride: Int { multiplier < 0 ? 2 : 1 }
  /// The factor by which distances from the saddle grow in a step.
  private var growth: Double { kind == .unstable ? multiplier : 1 / multiplier }

  /// The branch from the saddle on, and where it ends.
  func branch() -> (points: [PlanePoint], end: SeparatrixEnd) {
    let factor = stride == 2 ? growth * growth : growth
    var strands = (0...16).map { k -> Strand in
      let position = Double(k) / 16
      return Strand(position: position, orbit: [start(position, factor)])
    }
    var points = [saddle] + strands.map { $0.orbit[0] }
    var (length, away) = (0.0, 0)
    for _ in 0..<400 {
      if !extend(&strands) { return (trimmed(points), .noInverse) }
      refine(&strands, factor)
      let piece = strands.map { $0.orbit[$0.orbit.count - 1] }
      for (a, b) in zip(piece, piece.dropFirst()) where isNear(a, 3) && isNear(b, 3) { length += (b - a).length }
      points += piece.dropFirst()
      away = piece.contains { isNear($0, 0.55) } ? 0 : away + 1
      if away >= 6 || !piece.contains(where: { isNear($0, 3) }) { return (trimmed(points), .leavesWindow) }
      if length > 1e-3, (piece[0] - piece[piece.count - 1]).length < 1e-7 { return (trimmed(points), .rest) }
      if length > map.longest || points.count > map.mostPoints { break }
    }
    return (trimmed(points), length < 1e-3 ? .slowGrowth : .limitedLength)
  }

  private func isNear(_ point: PlanePoint, _ bound: Double) -> Bool { max(abs(point.x), abs(point.y)) <= bound }

  /// A point of the fundamental domain.
  private func start(_ position: Double, _ factor: Double) -> PlanePoint {
    saddle + (ManifoldGrowth.offset * (1 + position * (factor - 1))) * direction
  }

  /// One step of an orbit.
  private func next(_ point: PlanePoint, near guess: PlanePoint) -> PlanePoint? {
    let next = kind == .unstable ? map.image(point) : map.preimage(point, near: guess)
    return next.flatMap { $0.x.isNaN || $0.y.isNaN ? nil : $0 }
  }

  /// Adds the next piece; false if it has hardly any points.
  private func extend(_ strands: inout [Strand]) -> Bool {
    for _ in 0..<stride {
      let index = strands[0].orbit.count
      var guess =
        index >= stride
        ? strands[strands.count - 1].orbit[index - stride]
        : saddle + growth * (strands[0].orbit[index - 1] - saddle)
      for k in strands.indices {
        guard let point = next(strands[k].orbit[index - 1], near: guess) else {
          strands.removeSubrange(k...)
          break
        }
        strands[k].orbit.append(point)
        guess = point
      }
      if strands.count < 2 { return false }
    }
    return true
  }

  /// Inserts strands until the last piece is smooth.
  private func refine(_ strands: inout [Strand], _ factor: Double) {
    for _ in 0..<24 {
      var finer = [strands[0]]
      for index in 1..<strands.count {
        if strands.count < map.mostPoints, needsStrand(strands, index),
          let strand = between(strands[index - 1], strands[index], factor)
        {
          finer.append(strand)
        }
        finer.append(strands[index])
      }
      if finer.count == strands.count { return }
      strands = finer
    }
  }

  /// The orbit of the point halfway between those of two strands.
  private func between(_ a: Strand, _ b: Strand, _ factor: Double) -> Strand? {
    let position = 0.5 * (a.position + b.position)
    if position <= a.position || position >= b.position { return nil }
    var strand = Strand(position: position, orbit: [start(position, factor)])
    for index in 1..<a.orbit.count {
      let guess = 0.5 * (a.orbit[index] + b.orbit[index])
      guard let point = next(strand.orbit[index - 1], near: guess) else { return nil }
      strand.orbit.append(point)
    }
    return strand
  }

  /// Whether the last piece between two neighbours has to be known better.
  private func needsStrand(_ strands: [Strand], _ index: Int) -> Bool {
    func last(_ k: Int) -> PlanePoint { strands[k].orbit[strands[k].orbit.count - 1] }
    let (a, b) = (last(index - 1), last(index))
    if !isNear(a, 3), !isNear(b, 3) { return false }
    let chord = b - a
    let length = chord.length
    if length > ManifoldGrowth.spacing { return true }
    if length < ManifoldGrowth.closest { return false }
    return [index - 2, index + 1].contains { other in
      guard strands.indices.contains(other) else { return false }
      let near = other < index ? a - last(other) : last(other) - b
      let sine = abs(near.cross(chord)) / max(near.length * length, 1e-300)
      return near.dot(chord) < 0 || sine > ManifoldGrowth.turn
    }
  }

  /// A branch without the part that is far outside of the window at its end, and without points too close to matter.
  private func trimmed(_ points: [PlanePoint]) -> [PlanePoint] {
    guard let last = points.lastIndex(where: { isNear($0, 0.5) }) else { return Array(points.prefix(2)) }
    let end = points[last...].firstIndex { !isNear($0, 0.52) } ?? points.count - 1
    var kept = [points[0]]
    for (index, point) in points[...end].enumerated() where index > 0 {
      if (point - kept[kept.count - 1]).length > 2e-5 || index == end { kept.append(point) }
    }
    return kept
  }
}
