// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// Finds the limit cycles of a planar flow that meet a window, stable and unstable ones.
///
/// A closed orbit surrounds a fixed point that is no saddle, so it crosses every ray from there. The return map of one ray
/// from each such point is scanned forward and backward in time; where the sense changes in which trajectories drift,
/// there is a closed orbit, and it is computed by Newton's method with the exact derivative. What surrounds no fixed
/// point of the window is looked for from the ends of trajectories: from saddles and from points all over the window.
///
/// - Accuracy: orbits close to about 1e-11 of the window, periods and multipliers are as accurate. The nontrivial
///   multiplier is exp(∮ div f dt), which loses nothing when it is very small or large; the trivial one is an eigenvalue
///   of the integrated variational equation and shows the accuracy of the computation.
///   Where explicit methods cannot go around, backward differentiation formulas do, to about 8 digits.
/// - Failure modes: two cycles closer together than the scan resolves (about 1/50 of the way to the edge, refined where
///   the drift is least) may both be missed; where the right-hand side jumps the multiplier leaves out the jumps.
public struct LimitCycleSearch: Sendable {
  var flow: PlanarFlow
  let fixedPoints: [FixedPoint]
  let traps: FixedPointTraps
  /// Starts all over the window, followed in each sense of time.
  var startCount = 16
  /// Asked now and then; the search ends early when it answers true.
  public var isCancelled: @Sendable () -> Bool = { false }
  /// The most evaluations of the right-hand side.
  var evaluations = 20_000_000

  /// Prepares a search.
  /// - Parameters:
  ///   - flow: The flow and the window.
  ///   - fixedPoints: All fixed points in the window.
  public init(flow: PlanarFlow, fixedPoints: [FixedPoint]) {
    self.flow = flow
    self.fixedPoints = fixedPoints
    traps = FixedPointTraps(fixedPoints, flow: flow)
  }

  /// Runs the search.
  /// - Returns: The cycles by falling period, and what a reader should know.
  public func find() -> (cycles: [LimitCycle], notes: [String]) {
    let (cycles, remarks) = search()
    return (cycles, remarks.compactMap { $0.text(cycles: cycles) })
  }

  /// The cycles by falling period, and what there is to remark.
  func search() -> (cycles: [LimitCycle], remarks: [LimitCycleRemark]) {
    let allowance = WorkAllowance(evaluations: evaluations, isCancelled: isCancelled)
    var found = LimitCycleCollection(flow: flow)
    let centers = traps.points.filter { $0.type != .saddle }
    // What a part of the search leaves over is for those that follow.
    for (done, trap) in centers.enumerated() {
      limited(partOf: allowance, count: centers.count - done + 2).scanRay(from: trap, &found)
    }
    limited(partOf: allowance, count: 2).followTrajectories(&found)
    limited(partOf: allowance, count: 1).followResets(&found)
    if let shortage = allowance.shortage { found.remark(.cutShort(shortage)) }
    return found.result(fixedPoints: traps)
  }

  /// The same search with a part of an allowance.
  private func limited(partOf whole: WorkAllowance, count: Int) -> LimitCycleSearch {
    var search = self
    search.flow.allowance = WorkAllowance(partOf: whole, count: count)
    return search
  }
}

/// The limit cycles found so far.
struct LimitCycleCollection {
  let flow: PlanarFlow
  private(set) var orbits: [ClosedOrbit] = []
  private(set) var remarks: [LimitCycleRemark] = []
  /// Whether closed orbits were seen that are not isolated.
  var hasBands = false
  /// Cycles with resets, which the flow alone does not have.
  var resetCycles: [LimitCycle] = []

  init(flow: PlanarFlow) { self.flow = flow }

  /// Adds a remark, once.
  mutating func remark(_ remark: LimitCycleRemark) {
    if !remarks.contains(remark) { remarks.append(remark) }
  }

  /// Adds a closed orbit if it is isolated, meets the window and is not known yet.
  mutating func add(_ candidate: SectionOrbit) {
    if candidate.isPartOfBand {
      hasBands = true
      return
    }
    guard let orbit = ClosedOrbit(candidate), !orbits.contains(where: { $0.isSame(as: orbit) }) else { return }
    guard orbit.points.contains(where: { flow.isInside($0) }) else { return }
    guard orbit.isResolved else { return remark(.indistinct) }
    orbits.append(orbit)
    if candidate.map.method == .stiff { remark(.stiff(period: orbit.cycle.period)) }
    if candidate.kind != .hyperbolic { remark(.nonhyperbolic(orbit.cycle)) }
  }

  /// Whether a point lies on a known cycle, to within a small part of the window.
  func contains(_ point: PlanePoint, within distance: Double) -> Bool {
    orbits.contains { $0.distance(to: point) < distance }
  }

  /// The positions at which known cycles cross a ray.
  func crossings(origin: PlanePoint, direction: PlanePoint) -> [Double] {
    orbits.flatMap { $0.crossings(origin: origin, direction: direction) }
  }

  /// The cycles by falling period, with remarks.
  func result(fixedPoints: FixedPointTraps) -> (cycles: [LimitCycle], remarks: [LimitCycleRemark]) {
    let cycles = (orbits.map(\.cycle) + resetCycles).ordered
    var remarks = remarks
    for cycle in cycles {
      guard let orbit = orbits.first(where: { $0.cycle == cycle }) else { continue }
      let outside = orbit.points.contains { !flow.isInside($0, margin: 1e-9) }
      if outside { remarks.append(.partlyOutside(cycle)) }
      if outside || cycle.turns != nil { continue }
      let index = orbit.enclosedIndex(fixedPoints)
      if index != 1 { remarks.append(.wrongIndex(cycle, index: index)) }
    }
    let knowsRegion = remarks.contains { if case .region = $0 { true } else { false } }
    if hasBands, !knowsRegion { remarks.append(.regionSomewhere) }
    return (cycles, remarks)
  }
}
