// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import Continuation
import ModelCore
import PhasePlane
import Results

extension CycleBranch {
  /// The position of the branch point at which the branch ends with a cycle; nil if it does not end at one.
  fileprivate func crossing(at cycle: CyclePoint) -> Int? {
    let ends = [firstEnd, end].contains(.curve(.branchPoint))
    return ends
      ? specialPoints.firstIndex { $0.type == .cycleBranchPoint && $0.cycle.arclength == cycle.arclength } : nil
  }
}

extension DiagramBuilder {
  /// Adds a branch of cycles; gives the labels of its bifurcations.
  /// - Parameters:
  ///   - branch: The branch.
  ///   - parent: The special point at which it is born.
  ///   - mustEnd: Whether the diagram is incomplete if the branch has been cut short.
  mutating func add(_ branch: CycleBranch, parent: String?, mustEnd: Bool = true) -> [String] {
    let id = result.branches.count + 1
    let known = branch.specialPoints.map { branchPoint(at: $0) }
    let labels = zip(known, branch.specialPoints).map { $0 ?? label($1.type) }
    var rows = branch.points.map { (cycle: $0, label: "", unstable: $0.unstableCount) }
    for (special, label) in zip(branch.specialPoints, labels) {
      let next = rows.firstIndex { $0.cycle.arclength > special.cycle.arclength } ?? rows.count
      let unstable = next < rows.count ? rows[next].unstable : special.cycle.unstableCount
      rows.insert((special.cycle, label, unstable), at: next)
    }
    let ends = [
      branch.points.first.map { End(branch.firstEnd, at: $0, self, parent: parent) },
      branch.points.last.map { End(branch.end, at: $0, self) },
    ].compactMap { $0 }.map { end in
      end.type.map { end.labelled(label($0)) } ?? end.crossing(at: branch.crossing(at: end.cycle).map { labels[$0] })
    }
    for (end, position) in zip(ends, [0, rows.count - 1]) where end.type != nil { rows[position].label = end.label }
    // The branch begins and ends at the Hopf points themselves, where the cycle has no size.
    if let start = hopfCycle(ends.first?.hopf), let next = rows.first { rows.insert((start, "", next.unstable), at: 0) }
    if let birth = branch.birth, let next = rows.first { rows.insert((birth, "", next.unstable), at: 0) }
    if let end = hopfCycle(ends.last?.hopf), let last = rows.last { rows.append((end, "", last.unstable)) }
    let columns = quantities.columns(of: rows.map(\.cycle))
    result.branches.append(
      BifurcationBranch(
        id: id, kind: .cycles, parent: parent,
        stop: ends.compactMap(\.text), ends: ends.compactMap(\.branchEnd), parameter: rows.map(\.cycle.parameter),
        states: columns.means,
        minima: columns.minima, maxima: columns.maxima, norm: columns.norms, period: rows.map(\.cycle.period),
        eigenvalues: rows.map { $0.cycle.multipliers.map(\.pair) }, unstableDirections: rows.map(\.unstable),
        labels: rows.map(\.label), profiles: profiles(rows.map { ($0.cycle, $0.label) })))
    let winding = branch.points.first?.winding ?? []
    for ((name, unit), number) in zip(zip(variables, units.variables), winding)
    where number != 0 && name != Model.forcingPhase {
      let turn = unit.size * number
      note("branch \(id): \(name) \(turn > 0 ? "grows" : "falls") by \(abs(turn).brief) in each period (rotations)")
    }
    for ((special, label), known) in zip(zip(branch.specialPoints, labels), known) where known == nil {
      add(special, label, branch: id)
    }
    for (end, cycle) in [(branch.firstEnd, branch.points.first), (branch.end, branch.points.last)] {
      guard let end, let cycle, hopfPoint(end, at: cycle) == nil, let label = borderCollision(end, at: cycle) else {
        continue
      }
      add(remark: "cycles are born there", to: label)
    }
    for end in ends {
      if let type = end.type { add(end.cycle, end.label, type, end.remark, branch: id, bracket: .nan) }
      if end.isFailure, mustEnd { result.complete = false }
    }
    return labels
  }

  /// The labels of the Hopf points at which a branch of cycles ends.
  func hopfPoints(atEndsOf branch: CycleBranch) -> [String] {
    [(branch.firstEnd, branch.points.first), (branch.end, branch.points.last)].compactMap { end, cycle in
      guard let end, let cycle else { return nil }
      return hopfPoint(end, at: cycle)
    }
  }

  /// One of the two ends of a branch of cycles.
  private struct End {
    var cycle: CyclePoint
    var label = ""
    var type: SpecialPointType?
    var remark = ""
    var hopf: String?
    var text: String?
    var isFailure = false
    private var reason: BranchEnd.Reason?
    /// The special point of another branch at which it ends.
    private var place: String?

    /// Why the branch ends there; nil where it begins.
    var branchEnd: BranchEnd? { reason.map { BranchEnd($0, at: label.isEmpty ? place : label) } }

    init(_ end: CycleEnd?, at cycle: CyclePoint, _ diagram: DiagramBuilder, parent: String? = nil) {
      self.cycle = cycle
      guard let end else {
        hopf = parent
        return
      }
      reason = BranchEnd.Reason(end)
      hopf = diagram.hopfPoint(end, at: cycle)
      place = hopf ?? diagram.borderCollision(end, at: cycle)
      text = place.map { "ends at \($0)" } ?? end.text(in: diagram.units)
      switch end {
      case .homoclinic(let parameter, _):
        self.cycle.parameter = parameter
        (type, remark) = (.homoclinic, "the cycle meets a saddle")
      case .heteroclinic(let parameter, let saddles):
        self.cycle.parameter = parameter
        let met =
          saddles.count > 1
          ? "\(saddles.count) saddles: heteroclinic orbits between them"
          : "a saddle, and comes to rest at a place that is none: heteroclinic orbits between them"
        (type, remark) = (.heteroclinic, "the cycle meets \(met)")
      case .saddleNodeOnInvariantCircle(let parameter, let saddleNode):
        self.cycle.parameter = parameter
        let label = diagram.limitPoint(at: parameter, near: saddleNode)
        if label == nil, let crossing = diagram.branchPoint(at: parameter, near: saddleNode) {
          (reason, type, remark) = (.homoclinic, .homoclinic, "the cycle meets the branch point \(crossing)")
        } else {
          let met = label.map { "the saddle-node \($0)" } ?? "a saddle-node"
          (type, remark) = (.saddleNodeOnInvariantCircle, "the cycle meets \(met)")
        }
      case .curve(let end):
        isFailure = end.isFailure
        if isFailure { text = "\(end.text); \(diagram.suggestion(near: cycle.parameter))" }
      case .periodDoubling(let value):
        let label = diagram.periodDoubling(at: value, of: cycle)
        place = label
        text = label.map { "meets cycles of half the period at \($0)" } ?? end.text(in: diagram.units)
      case .hopf, .family, .unboundedGrowth, .invariantPlane, .longPeriod: break
      }
    }

    /// The end at a branch point that is listed.
    func crossing(at label: String?) -> End {
      guard let label else { return self }
      var end = self
      end.place = label
      end.text = "ends at \(label)"
      return end
    }

    func labelled(_ label: String) -> End {
      var end = self
      end.label = label
      end.text = "ends at \(label)"
      return end
    }
  }

  /// The cycles of a branch that are saved as functions of time.
  private func profiles(_ rows: [(cycle: CyclePoint, label: String)]) -> [SavedCycle] {
    let spread = Set((1...4).map { $0 * (rows.count - 1) / 4 })
    return rows.enumerated().compactMap { index, row in
      guard !row.cycle.states.isEmpty, !row.label.isEmpty || spread.contains(index) || index == rows.count - 1 else {
        return nil
      }
      let values = variables.enumerated().map { i, name in (name, row.cycle.states.map { $0[i] }) }
      return SavedCycle(
        point: index, times: row.cycle.times, values: Dictionary(values, uniquingKeysWith: { first, _ in first }))
    }
  }

  /// The cycle of no size at a Hopf point.
  private func hopfCycle(_ label: String?) -> CyclePoint? {
    guard let special = hopfPoints.first(where: { $0.label == label })?.special, let period = special.kind.period
    else { return nil }
    let state = Array(special.unknowns.prefix(variables.count))
    return CyclePoint(
      parameter: special.unknowns[variables.count], period: period, minima: state, maxima: state, means: state,
      multipliers: [], trivialMultiplier: 1, unstableCount: 0, arclength: 0, residual: special.residual, times: [],
      states: [])
  }

  private mutating func add(_ special: SpecialCycle, _ label: String, branch: Int) {
    let (normalForm, usual) = special.kind.normalForm
    let remark = special.remarkOnOtherDirections ?? usual
    result.specialPoints.append(
      BifurcationPoint(
        label: label, type: special.type, parameters: [parameter: special.cycle.parameter],
        state: named(special.cycle.maxima), period: special.cycle.period, normalForm: normalForm, remark: remark,
        eigenvalues: special.cycle.multipliers.map(\.pair), branch: branch, residual: special.residual,
        bracket: special.bracket, reciprocalCondition: special.reciprocalCondition,
        meshError: special.meshError.isFinite ? special.meshError : nil))
  }

  private mutating func add(
    _ cycle: CyclePoint, _ label: String, _ type: SpecialPointType, _ remark: String, branch: Int, bracket: Double
  ) {
    result.specialPoints.append(
      BifurcationPoint(
        label: label, type: type, parameters: [parameter: cycle.parameter], state: named(cycle.maxima),
        period: cycle.period, normalForm: [:], remark: remark, eigenvalues: cycle.multipliers.map(\.pair),
        branch: branch, residual: cycle.residual, bracket: bracket))
  }

  /// The Hopf point at which a branch of cycles has come to its end.
  private func hopfPoint(_ end: CycleEnd, at cycle: CyclePoint) -> String? {
    guard case .hopf(let value) = end else { return nil }
    let n = variables.count
    // Where the cycles are small they are far from all Hopf points but their own.
    func distance(_ special: SpecialEquilibrium) -> Double {
      let shift = zip(zip(special.unknowns, cycle.means), scales).reduce(0) { max($0, abs($1.0.0 - $1.0.1) / $1.1) }
      return max(abs(special.unknowns[n] - value) / scale, shift)
    }
    let nearest = hopfPoints.min { distance($0.special) < distance($1.special) }
    guard let nearest, distance(nearest.special) < 0.02, let period = nearest.special.kind.period,
      abs(period - cycle.period) < 0.1 * period
    else { return nil }
    return nearest.label
  }

  /// How near to a border collision, in natural units and parts of the parameter's range, cycles are said to shrink to it: in the state, from
  /// which they still differ, and in the parameter.
  private static let (collisionState, collisionParameter) = (0.02, 1e-4)

  /// The border collision at which a branch of cycles has shrunk to an equilibrium.
  private func borderCollision(_ end: CycleEnd, at cycle: CyclePoint) -> String? {
    guard case .hopf(let value) = end else { return nil }
    let n = variables.count
    return borderCollisions.first { collision in
      abs(collision.special.unknowns[n] - value) < Self.collisionParameter * scale
        && zip(zip(collision.special.unknowns, cycle.means), scales).allSatisfy {
          abs($0.0 - $0.1) < Self.collisionState * $1
        }
    }?.label
  }

  /// Branch points that differ by less are one: in the parameter by parts of its range, in period and extrema by parts of them.
  private static let (sameBranchPoint, sameCrossing) = (1e-6, 1e-3)

  /// The label of a branch point of cycles on another branch that goes through it, too.
  private func branchPoint(at special: SpecialCycle) -> String? {
    guard special.type == .cycleBranchPoint else { return nil }
    let (cycle, maxima) = (special.cycle, named(special.cycle.maxima))
    return result.specialPoints.first { point in
      guard point.type == .cycleBranchPoint, let value = point.parameters[parameter], let period = point.period else {
        return false
      }
      return abs(value - cycle.parameter) < Self.sameBranchPoint * scale
        && abs(period - cycle.period) < Self.sameCrossing * period
        && cycle.comparable.allSatisfy { i in
          abs((point.state[variables[i]] ?? .infinity) - (maxima[variables[i]] ?? 0)) < Self.sameCrossing * scales[i]
        }
    }?.label
  }

  /// Whether a branch of cycles passes through a cycle, or comes so near that it is hardly another.
  func hasCycle(_ cycle: CyclePoint) -> Bool {
    result.branches.contains { branch in
      guard let period = branch.period, let maxima = branch.maxima, let minima = branch.minima else { return false }
      return branch.parameter.indices.dropFirst().contains { k in
        let (a, b) = (branch.parameter[k - 1], branch.parameter[k])
        guard (a - cycle.parameter) * (b - cycle.parameter) <= 0 else { return false }
        let share = a == b ? 0 : (cycle.parameter - a) / (b - a)
        func isNear(_ column: [Double], _ value: Double, _ tolerance: Double) -> Bool {
          abs(column[k - 1] + share * (column[k] - column[k - 1]) - value) < tolerance
        }
        return isNear(period, cycle.period, 0.01 * cycle.period)
          && variables.enumerated().allSatisfy { i, name in
            cycle.winding[i] != 0
              || isNear(maxima[name] ?? [], cycle.maxima[i], 0.01 * scales[i])
                && isNear(minima[name] ?? [], cycle.minima[i], 0.01 * scales[i])
          }
      }
    }
  }
}
