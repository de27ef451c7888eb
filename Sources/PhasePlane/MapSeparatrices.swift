// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results

/// The stable and unstable manifolds of the saddles of a planar map.
///
/// An unstable branch is grown from a fundamental domain: a short piece of it next to the saddle, from a point to its image
/// (the second image, if the multiplier is negative), whose images cover the branch one after the other. Points are
/// inserted into the domain where neighbouring images lie far apart or turn by a large angle (Hobson 1993, J Comput Phys
/// 104:14-22; Krauskopf and Osinga 1998, Int J Bifurc Chaos 8:483-503). A stable branch is an unstable one of the
/// inverse map, which is computed by Newton's method from the neighbouring point's preimage.
///
/// - Failure modes: a branch ends where it leaves the neighbourhood of the window for good, or at a limit of length; a stable
///   branch also where the map is not invertible.
public struct MapSeparatrices: Sendable {
  let field: any VectorField
  let parameters: [Double]
  let time: Double
  let frame: PlaneFrame
  /// The greatest length of a branch, in windows.
  public var longest = 12.0
  /// The greatest number of points of a branch.
  public var mostPoints = 4000

  /// Prepares a search.
  /// - Parameters:
  ///   - field: The map, of two variables.
  ///   - parameters: The values of the parameters.
  ///   - time: The time at which a map that depends on time is frozen.
  ///   - horizontal: The first variable and its window.
  ///   - vertical: The second variable and its window.
  public init(
    field: any VectorField, parameters: [Double], time: Double = 0, horizontal: AxisRange, vertical: AxisRange
  ) {
    self.field = field
    self.parameters = parameters
    self.time = time
    frame = PlaneFrame(horizontal: horizontal, vertical: vertical)
  }

  /// Finds the branches.
  /// - Parameter fixedPoints: The fixed points of the map in the window.
  /// - Returns: Up to four branches for each saddle.
  public func find(fixedPoints: [FixedPoint]) -> [Separatrix] {
    fixedPoints.enumerated().flatMap { index, fixedPoint in
      fixedPoint.type == .saddle ? branches(of: fixedPoint, index) : []
    }
  }

  private func branches(of fixedPoint: FixedPoint, _ index: Int) -> [Separatrix] {
    guard let saddle = frame.scaled(fixedPoint) else { return [] }
    let j = jacobian(at: saddle)
    let (half, difference) = ((j[0] + j[3]) / 2, (j[0] - j[3]) / 2)
    let root = max(0, difference * difference + j[1] * j[2]).squareRoot()
    return [half + root, half - root].sorted { abs($0) > abs($1) }.flatMap { multiplier -> [Separatrix] in
      let kind: Separatrix.Kind = abs(multiplier) > 1 ? .unstable : .stable
      // A direction that is crushed to nothing has no preimages to grow.
      if abs(multiplier) < 1e-8 { return [] }
      let direction = Separatrices.eigenvector(j, multiplier)
      return [1.0, -1].map { side in
        let growth = ManifoldGrowth(
          map: self, kind: kind, saddle: saddle, direction: side * direction, multiplier: multiplier)
        let (points, end) = growth.branch()
        return Separatrix(saddle: index, kind: kind, points: points.map(frame.unscaled), end: end)
      }
    }
  }

  /// The image of a point, in coordinates of the window.
  func image(_ point: PlanePoint) -> PlanePoint {
    frame.scaled(field.values(at: frame.unscaled(point), parameters: parameters, time: time))
  }

  /// The Jacobian at a point, in coordinates of the window, row by row.
  func jacobian(at point: PlanePoint) -> [Double] {
    frame.scaledMatrix(field.jacobian(at: frame.unscaled(point), parameters: parameters, time: time))
  }

  /// The preimage of a point that lies nearest a guess, by Newton's method; nil if there is none to be found.
  func preimage(_ point: PlanePoint, near guess: PlanePoint) -> PlanePoint? {
    var preimage = guess
    for _ in 0..<30 {
      let residual = image(preimage) - point
      if residual.length < 1e-14 { return preimage }
      let j = jacobian(at: preimage)
      let determinant = j[0] * j[3] - j[1] * j[2]
      let step =
        (1 / determinant)
        * PlanePoint(
          j[3] * residual.x - j[1] * residual.y, j[0] * residual.y - j[2] * residual.x)
      guard step.length.isFinite, step.length < 10 else { return nil }
      preimage = preimage - step
      if step.length < 1e-15 { break }
    }
    return (image(preimage) - point).length < 1e-11 ? preimage : nil
  }
}
