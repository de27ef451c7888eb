// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule
import Results

/// The plane of two parameters as bifurcations of cycles see it: the field with one of them free.
public struct ParameterPlane: Sendable {
  /// The windows of both parameters.
  public var ranges: [ClosedRange<Double>]
  /// The field in which both parameters are free.
  public var both: ParameterizedField
  /// The field in which one parameter (0 or 1) is free and the other has a value.
  public var field: @Sendable (_ free: Int, _ value: Double) -> ParameterizedField

  /// Makes a plane.
  public init(
    ranges: [ClosedRange<Double>], both: ParameterizedField,
    field: @escaping @Sendable (Int, Double) -> ParameterizedField
  ) {
    (self.ranges, self.both, self.field) = (ranges, both, field)
  }
}

/// A curve of bifurcations of cycles in two parameters: folds, period doublings, Neimark–Sacker and branch points by their augmented
/// boundary-value problems with both parameters free (`CycleBifurcationProblem`), homoclinic orbits by projection boundary conditions
/// (`HomoclinicProblem`).
///
/// Pseudo-arclength steps take the curve round in both parameters, through cusps too.
public struct CycleBifurcationCurve: Sendable {
  /// What happens along the curve.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    case limitPoint = "LPC"
    case periodDoubling = "PD"
    case neimarkSacker = "NS"
    /// Two branches of cycles cross, as symmetry or a cycle that is always there makes them.
    case branchPoint = "BPC"
    /// Orbits homoclinic to a saddle.
    case homoclinic = "HOM"

    /// What happens where one parameter alone varies across the curve.
    package var onLines: SpecialPointType {
      switch self {
      case .limitPoint: .cycleLimitPoint
      case .periodDoubling: .periodDoubling
      case .neimarkSacker: .neimarkSacker
      case .branchPoint: .cycleBranchPoint
      case .homoclinic: .homoclinic
      }
    }
  }

  /// A point of the curve.
  public struct Point: Sendable {
    /// Both parameters.
    public var parameters: [Double]
    /// The cycle; its own parameter is the first. The period of a homoclinic orbit is the time it takes outside of a small neighbourhood
    /// of the saddle.
    public var cycle: CyclePoint
    /// The multipliers that are not critical along the curve and lie outside the unit circle; on curves of homoclinic orbits those of
    /// the cycles that are born there.
    public var unstableCount: Int
    /// The coefficient of the normal form of a doubling, a Neimark–Sacker point or a pitchfork, negative where what is born is stable.
    public var coefficient: Double?
    /// The angle of a Neimark–Sacker point.
    public var angle: Double?
    /// How both parameters and the period change with the length along the curve.
    public var direction: [Double]
    /// The eigenvalues of the saddle of a homoclinic orbit.
    public var saddle: [Complex<Double>] = []
    /// The length along the curve.
    public var arclength = 0.0
  }

  /// Why a curve ends.
  public enum End: Hashable, Sendable {
    case window
    case closed
    /// The cycles shrink to an equilibrium, as at a generalized Hopf point.
    case shrinks
    /// The period grows without bound where the cycles come to a saddle.
    case infinitePeriod
    /// The period has grown beyond a limit, to this.
    case longPeriod(Double)
    /// A homoclinic orbit comes to another equilibrium: a heteroclinic loop, as at a T-point.
    case otherEquilibrium
    /// A pair of eigenvalues of the saddle of a homoclinic orbit becomes imaginary (Shilnikov and Hopf).
    case saddleHopf
    /// The saddle of a homoclinic orbit becomes a saddle-node.
    case saddleNode
    /// The saddle of a homoclinic orbit comes to a branch point.
    case branchPoint
    /// The angle of a Neimark–Sacker point comes to 0 (the resonance 1:1) or to pi (1:2).
    case resonance(CodimensionTwoType)
    /// The cycles become ones of half the period, gone round twice: a generalized flip.
    case periodDoubling
    /// The cycles grow beyond all bounds.
    case unbounded
    /// Branches cross at one point alone, where a closed branch is born.
    case isolated
    case pointLimit(Int)
    /// Steps became too small.
    case stepTooSmall
    case interrupted
  }

  /// What happens along the curve.
  public let kind: Kind
  /// The points in order.
  public private(set) var points: [Point] = []
  /// The points of codimension 2, in order.
  public private(set) var specialPoints: [CodimensionTwoPoint] = []
  /// Why the curve ends at its first and its last point.
  public private(set) var ends: (first: End, last: End) = (.interrupted, .interrupted)

  /// Both ends with their points; none of a curve without points.
  public var endPoints: [(end: End, point: Point)] {
    zip([ends.first, ends.last], [points.first, points.last]).compactMap { end, point in point.map { (end, $0) } }
  }

  /// Follows the curve through a bifurcation on a branch of cycles.
  /// - Parameters:
  ///   - special: A fold, a doubling, a Neimark–Sacker or a branch point.
  ///   - free: Which of the two parameters varies along the branch of cycles.
  ///   - value: The value of the other.
  ///   - plane: Both parameters.
  ///   - isCancelled: Asked after every point.
  /// - Returns: nil if the point is no such bifurcation, or its equations could not be solved.
  public static func follow(
    from special: SpecialCycle, free: Int, at value: Double, in plane: ParameterPlane,
    isCancelled: () -> Bool = { false }
  ) -> CycleBifurcationCurve? {
    let kind: Kind
    var (angle, isPitchfork) = (0.0, false)
    switch special.kind {
    case .limitPoint: kind = .limitPoint
    case .periodDoubling: kind = .periodDoubling
    case .neimarkSacker(let phase, _): (kind, angle) = (.neimarkSacker, phase)
    case .branchPoint(let crossing):
      kind = .branchPoint
      if case .pitchfork = crossing { isPitchfork = true }
    }
    let point = special.point.inStates
    guard let equations = kind.augmented(dimension: point.problem.n) else { return nil }
    let start = AugmentedCycle.State(
      equations, point.problem, at: point.unknowns, tangent: point.tangent, angle: angle)
    guard let start else { return nil }
    var curve = CycleBifurcationCurve(kind: kind)
    curve.follow(point.problem, start, free: free, at: value, plane, isPitchfork: isPitchfork, isCancelled)
    return curve.points.count < 2 || curve.ends.first == .isolated || curve.ends.last == .isolated ? nil : curve
  }

  private init(kind: Kind) { self.kind = kind }

  /// Follows the homoclinic orbits near a cycle of long period.
  /// - Parameters:
  ///   - cycle: The cycle, the last of a branch that ends at a homoclinic orbit.
  ///   - free: Which of the two parameters varies along that branch.
  ///   - value: The value of the other.
  ///   - equilibria: The system on the line of that branch.
  ///   - plane: Both parameters.
  ///   - isCancelled: Asked after every point.
  /// - Returns: nil if Newton's method fails.
  public static func follow(
    homoclinicNear cycle: CyclePoint, free: Int, at value: Double, on equilibria: EquilibriumProblem,
    in plane: ParameterPlane, isCancelled: () -> Bool = { false }
  ) -> CycleBifurcationCurve? {
    var curve = CycleBifurcationCurve(kind: .homoclinic)
    guard let start = HomoclinicStart(near: cycle, free: free, at: value, on: equilibria, in: plane) else { return nil }
    let across = unit(start.problem.parameterIndices[1 - free], start.problem.count)
    curve.join(across, isCancelled) { HomoclinicHalf(start.problem, from: start.unknowns, direction: $0) }
    return curve.points.count < 2 ? nil : curve
  }

  /// Follows the homoclinic orbits that are born at a Bogdanov–Takens point.
  /// - Parameters:
  ///   - point: The point.
  ///   - equilibria: The system with both parameters free.
  ///   - plane: Both parameters.
  ///   - isCancelled: Asked after every point.
  /// - Returns: nil if the point is degenerate, or Newton's method fails at all distances from it.
  public static func follow(
    homoclinicFrom point: CodimensionTwoPoint, on equilibria: EquilibriumProblem, in plane: ParameterPlane,
    isCancelled: () -> Bool = { false }
  ) -> CycleBifurcationCurve? {
    guard let predicted = BogdanovTakensOrbit(plane.both, at: point.unknowns) else { return nil }
    let scales = Array(equilibria.scales.prefix(plane.both.dimension))
    var epsilon = predicted.largest(extent: firstExtent, scales: scales)
    for _ in 0..<distanceCount {
      if let start = HomoclinicStart(predicted, epsilon, on: equilibria, in: plane) {
        var curve = CycleBifurcationCurve(kind: .homoclinic)
        var direction = [Double](repeating: 0, count: start.problem.count)
        for (index, part) in zip(start.problem.parameterIndices, predicted.direction) { direction[index] = part }
        let least = min(HomoclinicHalf.smallOrbit, leastShare * predicted.extent(epsilon, scales: scales))
        curve.join(direction, isCancelled) {
          HomoclinicHalf(start.problem, from: start.unknowns, direction: $0, least: least)
        }
        if curve.points.count > 1, [curve.ends.first, curve.ends.last].contains(.shrinks) { return curve }
      }
      epsilon *= closer
    }
    return nil
  }

  /// The first orbit beside a Bogdanov–Takens point is no larger than this, in typical sizes of the state.
  private static let firstExtent = 0.2
  /// The curve is followed towards the point until orbits are this part of the first.
  private static let leastShare = 0.3
  /// The number of distances from a Bogdanov–Takens point that are tried, ...
  private static let distanceCount = 5
  /// ... each this part of the one before.
  private static let closer = 0.6

  /// Both parameters and the period at places along the curve, so close that the curve between them is straight: cubic interpolation
  /// with the directions at the points.
  public var refined: [[Double]] {
    zip(points, points.dropFirst()).flatMap { a, b -> [[Double]] in
      let (first, last) = (a.parameters + [a.cycle.period], b.parameters + [b.cycle.period])
      let length = b.arclength - a.arclength
      return (0..<Self.refinement).map { part in
        let t = Double(part) / Double(Self.refinement)
        let (r, s) = (1 - t, length * t * (1 - t))
        return first.indices.map { i in
          first[i] * r * r * (1 + 2 * t) + last[i] * t * t * (3 - 2 * t)
            + s * (a.direction[i] * r - b.direction[i] * t)
        }
      }
    } + (points.last.map { [$0.parameters + [$0.cycle.period]] } ?? [])
  }

  /// The number of places from a point to the next.
  private static let refinement = 8

  /// Follows the curve both ways from a point on a line, at first across the line.
  private mutating func follow(
    _ line: CycleProblem, _ start: AugmentedCycle.State, free: Int, at value: Double, _ plane: ParameterPlane,
    isPitchfork: Bool, _ isCancelled: () -> Bool
  ) {
    var (state, parameters) = (start, [value, value])
    parameters[free] = start.cycle[line.parameterIndex]
    state.cycle[line.parameterIndex] = parameters[0]
    let cycles = line.replacing(field: plane.field(0, parameters[1]))
    guard let problem = CycleBifurcationProblem(kind, plane, cycles, near: state, isPitchfork: isPitchfork) else {
      return
    }
    let normalized = state.normalized(problem.system.kind, cycles).state
    let unknowns = problem.unknowns(normalized, second: parameters[1])
    let across = unit(problem.parameterIndices[1 - free], problem.count)
    join(across, isCancelled) { CycleBifurcationHalf(problem, from: unknowns, direction: $0) }
  }

  /// Follows the curve in a direction and, unless it closes, in the opposite one.
  private mutating func join<Half: HalfBranch>(
    _ direction: [Double], _ isCancelled: () -> Bool, half: ([Double]) -> Half
  ) where Half.Point == Point, Half.Special == CodimensionTwoPoint, Half.End == End {
    var forward = half(direction)
    forward.follow(isCancelled)
    let end = forward.end ?? .interrupted
    (points, specialPoints, ends) = (forward.points, forward.specialPoints, (end, end))
    if end == .closed || points.isEmpty { return }
    var backward = half(direction.map { -$0 })
    backward.follow(isCancelled)
    (points, specialPoints, ends) = forward.joined(to: backward)
  }
}
