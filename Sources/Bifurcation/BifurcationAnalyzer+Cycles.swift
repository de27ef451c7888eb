// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore
import Parallelism
import Results

/// Branches of cycles of a flow, and those that are born on them.
extension BifurcationAnalyzer {
  /// Collocation makes dense matrices of the size of the system at every interval of the mesh.
  private static let cycleDimensionLimit = 100

  /// The range of the parameter.
  var range: ClosedRange<Double> { settings.parameter.lower...settings.parameter.upper }

  /// Whether cycles of a flow are followed.
  var hasCycles: Bool {
    !problem.field.isMap && problem.delays == nil && model.dimension <= Self.cycleDimensionLimit
  }

  /// Whether a flow is not too large for cycles, with a note if it is.
  mutating func mayFollowCycles() -> Bool {
    guard !hasCycles, !problem.field.isMap else { return true }
    // That is said of delay equations at the beginning.
    if problem.delays != nil { return false }
    diagram.note("cycles are not followed in systems of more than \(Self.cycleDimensionLimit) variables")
    return false
  }

  /// The cycles born at Hopf points, and the equilibria that they meet at their ends, which may have Hopf points in turn.
  mutating func followHopfPoints() {
    var jobs: [CycleJob] = []
    var known = diagram.hopfPoints.count
    context.begin("cycles from Hopf points", count: known - reachedHopfPoints.count)
    while let (special, label) = nextHopfPoint(), !isCancelled() {
      defer {
        context.finishPart()
        context.expect(diagram.hopfPoints.count - known)
        known = diagram.hopfPoints.count
      }
      reachedHopfPoints.insert(label)
      if special.multiplicity > 1 {
        jobs += followWaves(special, label)
        continue
      }
      let limited = cycleWork.limited(settings.cycleCurve)
      guard
        let branch = CycleBranch.follow(
          from: special, on: problem, range: range, settings: limited.settings, isCancelled: isCancelled)
      else {
        diagram.note("no cycles could be started at \(label)")
        continue
      }
      jobs += add(branch, parent: label, depth: 0, isCut: limited.isCut)
    }
    follow(&jobs)
  }

  /// Adds a branch of cycles, and follows those of twice the period and those that cross it.
  mutating func follow(_ branch: CycleBranch, parent: String?, isCut: Bool = false) {
    var jobs = add(branch, parent: parent, depth: 0, isCut: isCut)
    follow(&jobs)
  }

  /// Takes in a branch of cycles and all that its ends tell, some of its cycles computed a second time; gives the jobs that it
  /// leaves.
  mutating func add(
    _ branch: CycleBranch, parent: String?, depth: Int, isCut: Bool = false, copies: Int? = nil
  ) -> [CycleJob] {
    cycleWork.count(branch)
    for end in [branch.firstEnd, branch.end].compactMap({ $0 }) { followEquilibria(near: end, of: branch) }
    cycles.append(branch)
    if !cycleWork.isExhausted { followHalves(of: branch) }
    // A cascade has no end; deep in it a budget that is used up does not make the diagram less complete. Nor does it where a note
    // says that the work allowed was done.
    let isShort = depth > 0 && branch.isCut
    if branch.isCut { leftBranches.append("\(diagram.result.branches.count + 1)") }
    let labels = diagram.add(branch, parent: parent, mustEnd: depth < 2 && !isCut && !isShort)
    diagram.set(copies: copies ?? self.copies.count(branch))
    reach(diagram.hopfPoints(atEndsOf: branch))
    if settings.verifiesCycles {
      let verifier = CycleVerifier(problem)
      let id = diagram.result.branches.count
      diagram.verify(verifier.entries(branch, id: id, labels: labels, isCancelled: isCancelled))
    }
    return CycleJob.all(branch, labels, depth: depth + 1)
  }

  /// Cycles end at equilibria; these may lie on branches that were not found by searching.
  private mutating func followEquilibria(near end: CycleEnd, of branch: CycleBranch) {
    let place: (parameter: Double, states: [[Double]])
    switch end {
    case .homoclinic(let parameter, let saddle): place = (parameter, [saddle])
    case .heteroclinic(let parameter, let saddles): place = (parameter, saddles)
    case .saddleNodeOnInvariantCircle(let parameter, let saddleNode): place = (parameter, [saddleNode])
    case .hopf(let parameter):
      guard
        let last = [branch.points.first, branch.points.last].compactMap({ $0 })
          .min(by: { abs($0.parameter - parameter) < abs($1.parameter - parameter) })
      else { return }
      place = (parameter, [last.means])
    case .periodDoubling, .family, .unboundedGrowth, .invariantPlane, .longPeriod, .curve: return
    }
    // A fold has equilibria on one side alone, and the window may end close to it.
    let distances = Self.distancesFromEnds.map { $0 * (range.upperBound - range.lowerBound) }
    for parameter in distances.map({ place.parameter + $0 }) where range.contains(parameter) {
      followEquilibria(at: parameter, also: place.states)
    }
  }

  /// Beside the ends of cycles equilibria are looked for at these distances, as parts of the parameter's range.
  private static let distancesFromEnds = [-1e-3, 1e-3, -1e-5, 1e-5]

  /// Where a branch that was not born at a period doubling comes to one, the cycles of half the period have a branch, too.
  private mutating func followHalves(of branch: CycleBranch) {
    let points = branch.points
    guard let first = points.first, let last = points.last else { return }
    for (end, cycle, next) in [
      (branch.firstEnd, first, points.dropFirst().first), (branch.end, last, points.dropLast().last),
    ] {
      guard case .periodDoubling = end, !isCancelled(),
        // Beside the doubling, which would lie at the very start of the branch.
        let seed = CycleSeed(
          halfOf: cycle, at: next?.parameter ?? cycle.parameter, on: problem, settings: settings.cycleCurve),
        !cycles.contains(where: { $0.contains(seed.cycle, on: problem, settings: settings.cycleCurve) })
      else { continue }
      let limited = cycleWork.limited(settings.cycleCurve)
      let half = CycleBranch.follow(through: seed, range: range, settings: limited.settings, isCancelled: isCancelled)
      if half.points.count > 1, !isKnownByItsEnds(half), !isKnownByItsBifurcations(half) {
        follow(half, parent: nil, isCut: limited.isCut)
      }
    }
  }

  private mutating func follow(_ jobs: inout [CycleJob]) {
    context.begin("branches from cycles", count: jobs.count)
    while !jobs.isEmpty, !isCancelled() {
      let job = jobs.removeFirst()
      defer { context.finishPart() }
      let known = jobs.count
      defer { context.expect(jobs.count - known) }
      if isLeft(job) { continue }
      jobs += job.special.type == .cycleBranchPoint ? followCrossing(job) : followDoubling(job)
    }
  }

  /// The branch of cycles of twice the period; gives the jobs that it leaves.
  private mutating func followDoubling(_ job: CycleJob) -> [CycleJob] {
    let depth = settings.doublingDepth(isMap: false)
    guard job.depth <= (job.isStable ? depth : min(1, depth)) else {
      diagram.leave(doubling: job.label)
      return []
    }
    if job.isNarrow {
      diagram.leave(narrowDoubling: job.label)
      return []
    }
    let limited = cycleWork.limited(settings.cycleCurve, isDoubled: true)
    guard !cycles.contains(where: { $0.ends(at: job.special) }),
      let branch = CycleBranch.follow(
        doubling: job.special, range: range, settings: limited.settings, isCancelled: isCancelled),
      branch.points.count > 1
    else { return [] }
    return add(branch, parent: job.label, depth: job.depth, isCut: limited.isCut)
  }

  /// The branches of cycles that leave a branch point to both sides; gives the jobs that they leave.
  private mutating func followCrossing(_ job: CycleJob) -> [CycleJob] {
    if crossesKnownFamily(job.special) { return [] }
    var left: [CycleJob] = []
    for isForward in [true, false] where !isCancelled() {
      // A few points first, far enough out to tell whether they lie on a branch that is known.
      let limited = cycleWork.limited(settings.cycleCurve)
      var probe = settings.cycleCurve
      probe.curve.pointLimit = 8
      guard
        let first = CycleBranch.follow(
          crossing: job.special, isForward: isForward, range: range, settings: probe, isCancelled: isCancelled),
        let last = first.points.last, first.points.count > 1, !diagram.hasCycle(last),
        let branch = CycleBranch.follow(
          crossing: job.special, isForward: isForward, range: range, settings: limited.settings,
          isCancelled: isCancelled)
      else { continue }
      left += add(branch, parent: job.label, depth: job.depth - 1, isCut: limited.isCut)
    }
    return left
  }

  /// Values of the parameter that differ by less than this part of its range are one.
  private static let sameValue = 1e-7

  /// Whether what crosses a branch are cycles of all sizes at one value of the parameter that are a branch already.
  private func crossesKnownFamily(_ special: SpecialCycle) -> Bool {
    guard case .branchPoint(.pitchfork(coefficient: 0)) = special.kind else { return false }
    let tolerance = Self.sameValue * (range.upperBound - range.lowerBound)
    return cycles.contains { branch in
      [branch.firstEnd, branch.end].contains { end in
        if case .family(let value) = end { abs(value - special.cycle.parameter) < tolerance } else { false }
      }
    }
  }
}
