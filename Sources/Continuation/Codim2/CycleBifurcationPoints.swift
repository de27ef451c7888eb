// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import RealModule

extension [CycleBifurcationCurve.Point] {
  /// Whether the curve has come back to its start: the way from the last point but one to the last passes the first point.
  func comesBack(in plane: ParameterPlane) -> Bool {
    guard count > 8 else { return false }
    func place(_ point: CycleBifurcationCurve.Point) -> [Double] {
      zip(point.parameters, plane.ranges).map { $0 / ($1.upperBound - $1.lowerBound) }
        + [Double.log(point.cycle.period)] + point.cycle.maxima + point.cycle.minima
    }
    func way(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $1 - $0 } }
    let (start, a, b) = (place(self[0]), place(self[count - 2]), place(self[count - 1]))
    let (chord, gap, first) = (way(a, b), way(a, start), way(start, place(self[1])))
    let square = dotProduct(chord, chord)
    let share = dotProduct(chord, gap) / square
    let cosine = dotProduct(chord, first) / (square * dotProduct(first, first)).squareRoot()
    guard share > 0, share <= 1, cosine > CycleBifurcationCurve.sameSense else { return false }
    let miss = euclideanNorm(zip(gap, chord).map { $0 - share * $1 })
    let extents = zip(self[0].cycle.maxima, self[0].cycle.minima).map { $0 - $1 }
    return miss < CycleBifurcationCurve.returnGap * square.squareRoot()
      + CycleBifurcationCurve.meshNoise * euclideanNorm(extents)
  }
}

extension CycleBifurcationCurve {
  /// A curve that passes its first point at a smaller distance, in parts of the step, has come back to it.
  fileprivate static let returnGap = 0.1
  /// The cosine of the angle between two chords of a curve at the same place in the same sense is more than this.
  fileprivate static let sameSense = 0.5
  /// The extrema of one cycle on two meshes agree to this part.
  fileprivate static let meshNoise = 1e-3
}
