// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import Continuation
import ModelCore
import RealModule
import Results

/// Symmetric copies, Hopf points of several pairs, and the work that cycles of large systems may take.
extension BifurcationAnalyzer {
  /// Whether an equilibrium is a copy of one on a branch that was followed.
  mutating func isCopy(_ state: [Double], _ parameter: Double) -> Bool {
    copies.others(of: state).contains { isKnown($0, parameter) }
  }

  /// The Hopf point whose cycles are followed next: in small systems the first found, in large ones, where the work is limited,
  /// first those beside stable equilibria.
  mutating func nextHopfPoint() -> (special: SpecialEquilibrium, label: String)? {
    let left = diagram.hopfPoints.filter { !reachedHopfPoints.contains($0.label) }
    if cycleWork.isExhausted {
      leftLabels += left.map(\.label)
      reachedHopfPoints.formUnion(left.map(\.label))
      return nil
    }
    guard model.dimension > CycleWork.largeDimension else { return left.first }
    let ranks = left.map { $0.special.unstableBeside }
    return left.indices.min { (ranks[$0], $0) < (ranks[$1], $1) }.map { left[$0] }
  }

  /// The branches that leave a Hopf point of several pairs; gives the jobs that they leave.
  mutating func followWaves(_ special: SpecialEquilibrium, _ label: String) -> [CycleJob] {
    let directions = HopfDirections(at: special, on: problem)
    if directions.vectors.isEmpty {
      diagram.note(
        "cycles born at \(label) were not followed: \(special.multiplicity) pairs coincide without known symmetry")
      return []
    }
    var jobs: [CycleJob] = []
    for (vector, count) in zip(directions.vectors, directions.copies) where !isCancelled() {
      guard !cycleWork.isExhausted else {
        leftLabels.append(label)
        break
      }
      let limited = cycleWork.limited(settings.cycleCurve)
      if multipleHopfPoints[label] != nil, isKnownWave(special, along: vector, limited.settings) { continue }
      guard
        let branch = CycleBranch.follow(
          from: special, along: vector, on: problem, range: range, settings: limited.settings,
          isCancelled: isCancelled)
      else {
        diagram.note("no cycles could be started at \(label) in one of \(directions.vectors.count) directions")
        continue
      }
      jobs += add(branch, parent: label, depth: 0, isCut: limited.isCut, copies: count > 1 ? count : nil)
    }
    return jobs
  }

  /// Whether a branch that leaves a Hopf point has been followed from its other end.
  private func isKnownWave(
    _ special: SpecialEquilibrium, along vector: [Complex<Double>], _ settings: CycleSettings
  ) -> Bool {
    // A few points, far enough out to tell branches from each other.
    var probe = settings
    probe.curve.pointLimit = min(8, probe.curve.pointLimit)
    guard
      let first = CycleBranch.follow(
        from: special, along: vector, on: problem, range: range, settings: probe, isCancelled: isCancelled),
      let last = first.points.last
    else { return false }
    return copies.images(of: last).contains { diagram.hasCycle($0) }
  }

  /// Whether a branch of cycles has been followed before, from a simple Hopf point at which it ends: there is but one.
  func isKnownByItsEnds(_ branch: CycleBranch) -> Bool {
    diagram.hopfPoints(atEndsOf: branch).contains { label in
      reachedHopfPoints.contains(label) && multipleHopfPoints[label] == nil
        && diagram.hopfPoints.contains { $0.label == label && $0.special.multiplicity == 1 }
    }
  }

  /// Takes note of the Hopf points at which a branch of cycles ends; those of several pairs have more branches.
  mutating func reach(_ labels: [String]) {
    for label in labels {
      let isSimple = diagram.hopfPoints.first { $0.label == label }.map { $0.special.multiplicity == 1 } ?? true
      if isSimple { reachedHopfPoints.insert(label) } else { multipleHopfPoints[label, default: 0] += 1 }
    }
  }

  /// Whether the branches that start at a bifurcation of cycles are left.
  mutating func isLeft(_ job: CycleJob) -> Bool {
    if model.dimension > CycleWork.largeDimension, job.special.reciprocalCondition == 0 {
      leftBrackets.append(job.label)
      return true
    }
    if cycleWork.isExhausted { leftLabels.append(job.label) }
    return cycleWork.isExhausted
  }

  /// Counts of the copies of cycles only those that no branch shows: both sides of a pitchfork are followed.
  private mutating func leaveOutListedCopies() {
    let positions = diagram.result.branches.indices.filter { diagram.result.branches[$0].kind == .cycles }
    guard positions.count == cycles.count else { return }
    for (branch, position) in zip(cycles, positions) where !branch.points.isEmpty {
      let images = copies.images(of: branch.points[branch.points.count / 2])
      guard images.count > 1, diagram.result.branches[position].copies == images.count else { continue }
      let count = images.dropFirst().count { !diagram.hasCycle($0) }
      diagram.set(copies: count > 0 ? count + 1 : nil, ofBranchAt: position)
    }
  }

  /// Says what was left, and of what only one of several copies was followed.
  mutating func noteOnWork() {
    leaveOutListedCopies()
    let reason = "the work for cycles is limited" + advice("--cycle-work allows more")
    func shown(_ names: [String]) -> String { names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "") }
    if !leftBranches.isEmpty {
      let isOne = leftBranches.count == 1
      diagram.note(
        "branch\(isOne ? "" : "es") \(shown(leftBranches)) \(isOne ? "was" : "were") left before the end: \(reason)")
    }
    if !leftLabels.isEmpty {
      let count = leftLabels.count == 1 ? "" : "\(leftLabels.count) points, "
      diagram.note("cycles born at \(count)\(shown(leftLabels)) were not followed: \(reason)")
    }
    if leftSearch { diagram.note("cycles that trajectories come to were not looked for: \(reason)") }
    if leftFindings > 0 {
      diagram.note("\(leftFindings) cycles that trajectories came to were not followed: \(reason)")
    }
    if !leftBrackets.isEmpty {
      let shown = leftBrackets.prefix(8).joined(separator: ", ") + (leftBrackets.count > 8 ? ", …" : "")
      diagram.note(
        "what is born at \(shown) was not followed: in systems of more than \(CycleWork.largeDimension) variables bifurcations of "
          + "cycles are known to the bracket alone")
    }
    let copied = diagram.result.branches.compactMap { branch in branch.copies.map { "branch \(branch.id) has \($0)" } }
    if !copied.isEmpty {
      let shown = copied.prefix(8).joined(separator: ", ") + (copied.count > 8 ? ", …" : "")
      diagram.note("of symmetric copies one was followed: \(shown)")
    }
  }
}

extension SpecialEquilibrium {
  /// The number of unstable directions that remain on the stabler side of a Hopf point.
  fileprivate var unstableBeside: Int {
    let size = eigenvalues.reduce(0) { max($0, $1.length) }
    return eigenvalues.count { $0.real > 1e-6 * size }
  }
}
