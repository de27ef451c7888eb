// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

/// The plane of two parameters as bifurcations of cycles see it: the field with one of them free.
public struct ParameterPlane: Sendable {
  /// The windows of both parameters.
  public var ranges: [ClosedRange<Double>]
  /// The field in which one parameter (0 or 1) is free and the other has a value.
  public var field: @Sendable (_ free: Int, _ value: Double) -> ParameterizedField

  /// Makes a plane.
  public init(ranges: [ClosedRange<Double>], field: @escaping @Sendable (Int, Double) -> ParameterizedField) {
    (self.ranges, self.field) = (ranges, field)
  }
}

/// A curve of bifurcations of cycles in two parameters: folds, period doublings and Neimark–Sacker points by their augmented
/// boundary-value problems (`AugmentedCycle`), homoclinic orbits as cycles of one long period.
///
/// From point to point the parameter that changes more is held and the other solved for, from a prediction along the chord of all
/// unknowns; so curves turn round in either parameter. At a cusp of cycles, where both stand still, a curve ends.
public struct CycleBifurcationCurve: Sendable {
  /// What happens along the curve.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    case limitPoint = "LPC"
    case periodDoubling = "PD"
    case neimarkSacker = "NS"
    /// Cycles of one long period, which differ from homoclinic orbits by less than can be seen.
    case homoclinic = "HOM"
  }

  /// A point of the curve.
  public struct Point: Sendable {
    /// Both parameters.
    public var parameters: [Double]
    /// The cycle; its own parameter is the one that was solved for.
    public var cycle: CyclePoint
    /// The multipliers that are not critical along the curve and lie outside the unit circle.
    public var unstableCount: Int
    /// The coefficient of the normal form of a doubling or a Neimark–Sacker point, negative where what is born is stable.
    public var coefficient: Double?
    /// The angle of a Neimark–Sacker point.
    public var angle: Double?
  }

  /// Why a curve ends.
  public enum End: Hashable, Sendable {
    case window
    case closed
    /// The cycles shrink to an equilibrium, as at a generalized Hopf point.
    case shrinks
    /// The period grows beyond a limit, as where the cycles meet a saddle.
    case longPeriod
    /// Beyond, cycles of the period are not close to a homoclinic orbit to a saddle: it meets a saddle-node, or shrinks to a
    /// Bogdanov–Takens point.
    case notHomoclinic
    case pointLimit(Int)
    /// Steps became too small, as at a cusp of cycles.
    case stepTooSmall
    case interrupted
  }

  /// What happens along the curve.
  public let kind: Kind
  /// The points in order.
  public private(set) var points: [Point] = []
  /// Why the curve ends at its first and its last point.
  public private(set) var ends: (first: End, last: End) = (.interrupted, .interrupted)

  /// Follows the curve through a bifurcation on a branch of cycles.
  /// - Parameters:
  ///   - special: A fold, a doubling, or a Neimark–Sacker point.
  ///   - free: Which of the two parameters varies along the branch of cycles.
  ///   - value: The value of the other.
  ///   - plane: Both parameters.
  ///   - isCancelled: Asked after every point.
  /// - Returns: nil if the point is no such bifurcation, or its equations could not be solved.
  public init?(
    from special: SpecialCycle, free: Int, at value: Double, in plane: ParameterPlane,
    isCancelled: () -> Bool = { false }
  ) {
    let (augmented, angle): (AugmentedCycle.Kind, Double)
    switch special.kind {
    case .limitPoint: (kind, augmented, angle) = (.limitPoint, .limitPoint, 0)
    case .periodDoubling: (kind, augmented, angle) = (.periodDoubling, .periodDoubling, 0)
    case .neimarkSacker(let phase, _): (kind, augmented, angle) = (.neimarkSacker, .neimarkSacker, phase)
    case .branchPoint: return nil
    }
    let (problem, unknowns) = (special.problem, special.point.unknowns)
    guard
      let state = AugmentedCycle.State(
        augmented, problem, at: unknowns, tangent: special.point.tangent, angle: angle)
    else { return nil }
    var parameters = [value, value]
    parameters[free] = unknowns[problem.parameterIndex]
    follow(CycleStep.Node(parameters: parameters, free: free, problem: problem, state: state), plane, isCancelled)
    if points.count < 2 { return nil }
  }

  /// Follows the homoclinic orbits near a cycle of long period.
  /// - Parameters:
  ///   - cycle: The cycle, the last of a branch that ends at a homoclinic orbit.
  ///   - free: Which of the two parameters varies along that branch.
  ///   - value: The value of the other.
  ///   - equilibria: The system on the line of that branch.
  ///   - plane: Both parameters.
  ///   - isCancelled: Asked after every point.
  /// - Returns: nil if Newton's method fails.
  public init?(
    homoclinicNear cycle: CyclePoint, free: Int, at value: Double, on equilibria: EquilibriumProblem,
    in plane: ParameterPlane, isCancelled: () -> Bool = { false }
  ) {
    kind = .homoclinic
    guard let seed = CycleSeed(cycle.orbit, near: cycle.parameter, on: equilibria) else { return nil }
    var parameters = [value, value]
    parameters[free] = seed.unknowns[seed.problem.parameterIndex]
    let state = AugmentedCycle.State(cycle: seed.unknowns, functions: [], scalars: [])
    follow(CycleStep.Node(parameters: parameters, free: free, problem: seed.problem, state: state), plane, isCancelled)
    if points.count < 2 { return nil }
  }

  /// Follows the curve both ways.
  private mutating func follow(_ start: CycleStep.Node, _ plane: ParameterPlane, _ isCancelled: () -> Bool) {
    let step = CycleStep(kind: kind, plane: plane)
    guard let first = step.solved(start), let point = step.point(first) else { return }
    if kind == .homoclinic, step.slowestShare(first) > Self.homoclinicShare { return }
    let forward = half(first, 1, step, isCancelled)
    (points, ends) = ([point] + forward.points, (forward.end, forward.end))
    if forward.end == .closed { return }
    let backward = half(first, -1, step, isCancelled)
    points = backward.points.reversed() + points
    ends.first = backward.end
  }

  /// The most points in one direction.
  private static let pointLimit = 300
  /// Steps, as parts of the window: the first, the longest, the shortest.
  private static let (firstStep, longestStep, shortestStep) = (0.004, 0.03, 2e-6)
  /// Cycles smaller than this, in typical sizes of the state, have shrunk to an equilibrium.
  private static let smallCycle = 0.01
  /// A cycle is close to a homoclinic orbit where its least speed is this part of the mean: like exp(-rate T / 2) beside a saddle,
  /// whose square is the error of the parameters, but like 1/T beside a saddle-node.
  private static let homoclinicShare = 1e-3
  /// Periods so many times as long as the first end a curve.
  private static let longPeriod = 40.0

  private func half(
    _ start: CycleStep.Node, _ sense: Double, _ step: CycleStep, _ isCancelled: () -> Bool
  ) -> (points: [Point], end: End) {
    var (current, length, points) = (start, Self.firstStep, [Point]())
    while points.count < Self.pointLimit {
      if isCancelled() { return (points, .interrupted) }
      guard let next = step.next(after: current, length: length, sense: sense), let point = step.point(next) else {
        length *= 0.4
        if length > Self.shortestStep { continue }
        let amplitude = step.amplitude(current)
        return (points, amplitude < 5 * Self.smallCycle ? .shrinks : .stepTooSmall)
      }
      if kind == .homoclinic, step.slowestShare(next) > Self.homoclinicShare { return (points, .notHomoclinic) }
      points.append(point)
      if step.isOnEdge(next) { return (points, .window) }
      if step.amplitude(next) < Self.smallCycle { return (points, .shrinks) }
      if kind != .homoclinic, point.cycle.period > Self.longPeriod * (self.points.first ?? point).cycle.period,
        point.cycle.period > Self.longPeriod * points[0].cycle.period
      {
        return (points, .longPeriod)
      }
      if points.count > 5, step.distance(next.parameters, start.parameters) < 0.7 * length,
        abs(point.cycle.period - points[0].cycle.period) < 0.02 * point.cycle.period
      {
        return (points, .closed)
      }
      current = next
      length = min(Self.longestStep, 1.4 * length)
    }
    return (points, .pointLimit(Self.pointLimit))
  }
}
