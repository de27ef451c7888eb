// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// A system of n equations in n + 1 unknowns, whose solutions form curves.
///
/// Equilibria in one parameter, folds and Hopf points in two, and discretised cycles are all curves. The engine knows
/// nothing of what the unknowns mean; a problem with structure brings its own linear algebra.
public protocol CurveProblem: Sendable {
  /// What the analysis wants to know at each point of the curve.
  associatedtype Description: Sendable

  /// The weights of the inner product in which steps and angles are measured: the inverse squares of typical sizes.
  func weights(at unknowns: [Double]) -> [Double]

  /// The n left-hand sides; not finite where they are undefined.
  func residual(at unknowns: [Double]) -> [Double]

  /// Factorises the derivative of the left-hand sides with one more row below it; nil if it is singular or not finite.
  /// ```
  /// | DF(u)  |  n rows
  /// | border |  1 row
  /// ```
  func factorize(at unknowns: [Double], border: [Double]) -> (any BorderedFactorization)?

  /// Computes what the analysis wants to know at a point of the curve.
  func describe(_ unknowns: [Double], tangent: [Double], factorization: any BorderedFactorization) -> Description

  /// The sign of the determinant of the derivative bordered by the tangent, which is the same along a curve but for its branch
  /// points; 0 if it is not known.
  func orientation(of description: Description) -> Int

  /// Whether a point of the curve costs so little that one in the middle of a step is asked where the step may have left the curve.
  var hasCheapPoints: Bool { get }

  /// A tangent as it looks from coordinates that move along the curve, such as the times of a mesh, followed by the velocities
  /// of these coordinates.
  ///
  /// Its first n + 1 numbers say how quickly the unknowns change; steps and angles are measured by them.
  func motion(at unknowns: [Double], tangent: [Double]) -> [Double]

  /// The problem in coordinates that have moved, and a guess of the unknowns there.
  /// - Parameters:
  ///   - unknowns: A point.
  ///   - displacement: The changes of the unknowns and of the coordinates, as many numbers as `motion` has.
  /// - Returns: nil if coordinates would run into each other.
  func moved(_ unknowns: [Double], by displacement: [Double]) -> (problem: Self, guess: [Double])?

  /// Takes note of an accepted point: discretisations move their reference and, now and then, their mesh.
  /// - Parameters:
  ///   - unknowns: The point.
  ///   - directions: Vectors in the space of the unknowns, such as the tangent, or motions.
  ///   - description: What the problem said of the point.
  /// - Returns: the same point and vectors in the new discretisation, or nil if it has not changed.
  mutating func accept(
    _ unknowns: [Double], directions: [[Double]], description: Description
  ) -> (unknowns: [Double], directions: [[Double]])?
}

extension CurveProblem {
  /// The sign of the determinant is of use where it is cheap.
  public func orientation(of description: Description) -> Int { 0 }

  /// Equilibria cost little.
  public var hasCheapPoints: Bool { true }

  /// Most problems have fixed coordinates.
  public func motion(at unknowns: [Double], tangent: [Double]) -> [Double] { tangent }

  /// Most problems have fixed coordinates.
  public func moved(_ unknowns: [Double], by displacement: [Double]) -> (problem: Self, guess: [Double])? {
    (self, zip(unknowns, displacement).map { $0 + $1 })
  }

  /// Most problems have nothing to note.
  public mutating func accept(
    _ unknowns: [Double], directions: [[Double]], description: Description
  ) -> (unknowns: [Double], directions: [[Double]])? { nil }
}

/// A factorised square matrix.
public protocol BorderedFactorization: Sendable {
  /// Solves for a right-hand side of n + 1 numbers.
  func solve(_ rightHandSide: [Double]) -> [Double]?
  /// The sign of the determinant: -1, 0 or 1.
  var determinantSign: Int { get }
}

/// A point of a solution curve.
public struct CurvePoint<Problem: CurveProblem>: Sendable {
  /// The problem in the coordinates of the point.
  public var problem: Problem
  /// The unknowns.
  public var unknowns: [Double]
  /// The tangent in the sense of travel; its length is such that the motion's is 1.
  public var tangent: [Double]
  /// The tangent as it looks from coordinates that move along the curve, of length 1 in the problem's inner product, and their
  /// velocities.
  public var motion: [Double]
  /// The change of the motion with the length along the curve, estimated from the point before; none at the first.
  public var bend: [Double] = []
  /// The length along the curve from its start.
  public var arclength: Double
  /// What the problem says of the point.
  public var description: Problem.Description
  /// The number of Newton steps that the corrector took.
  public var iterations: Int
  /// The largest of the left-hand sides.
  public var residual: Double
}
