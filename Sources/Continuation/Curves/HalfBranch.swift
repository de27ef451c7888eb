// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

/// Something on a curve, as it looks to one who travels the other way.
protocol Reversible {
  /// The same with lengths and directions of the opposite sign.
  var reversed: Self { get }
}

/// What a branch makes of a point of its curve.
enum BranchStep<End> {
  /// The point belongs to the branch, which goes on.
  case goesOn
  /// The step was too long: the next is to have this length at most, and to start where this one did.
  case shorten(to: Double)
  /// The branch ends.
  case ends(End)
}

/// A curve followed from its start in one direction, step by step, with the special points on it.
///
/// What differs from one kind of branch to the next is `take`: which events it looks for, and where it ends.
protocol HalfBranch {
  associatedtype Problem: CurveProblem
  associatedtype Point: Reversible
  associatedtype Special: Reversible
  associatedtype End

  /// The curve, where it has come to.
  var curve: Curve<Problem> { get set }
  /// The points so far, in order of length along the curve.
  var points: [Point] { get }
  /// The special points so far, in order.
  var specialPoints: [Special] { get }
  /// Why the branch has ended, once it has.
  var end: End? { get set }
  /// The end of a branch that was left before it came to one.
  static var interrupted: End { get }

  /// Takes in the next point of the curve, with the events since the last one.
  mutating func take(_ point: CurvePoint<Problem>) -> BranchStep<End>
  /// Takes note that the next step starts from a point, in the discretisation of that step.
  mutating func accepted(_ point: CurvePoint<Problem>)
  /// The branch's end where the curve has come to one.
  mutating func end(after reason: CurveEnd) -> End
}

extension HalfBranch {
  /// Most branches have nothing to note.
  mutating func accepted(_ point: CurvePoint<Problem>) {}

  /// Takes one step; false once the branch has ended.
  mutating func step() -> Bool {
    guard end == nil else { return false }
    guard let point = curve.next() else {
      end = end(after: curve.end ?? .interrupted)
      return false
    }
    switch take(point) {
    case .goesOn: accepted(curve.accept(point))
    case .shorten(let length): curve.limitStep(to: length)
    case .ends(let reason): end = reason
    }
    return end == nil
  }

  /// Steps to the end of the branch, or until an end is asked for.
  mutating func follow(_ isCancelled: () -> Bool) {
    while !isCancelled(), step() {}
  }

  /// The branch followed both ways from its start, which both halves have in common.
  func joined(
    to backward: Self
  ) -> (points: [Point], specialPoints: [Special], ends: (first: End, last: End)) {
    (
      backward.points.dropFirst().reversed().map(\.reversed) + points,
      backward.specialPoints.reversed().map(\.reversed) + specialPoints,
      (backward.end ?? Self.interrupted, end ?? Self.interrupted)
    )
  }
}

extension CurvePoint: Reversible {
  var reversed: CurvePoint {
    var point = self
    point.arclength.negate()
    point.tangent = tangent.map { -$0 }
    point.motion = motion.map { -$0 }
    return point
  }
}
