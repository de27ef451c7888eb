// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import Continuation
import LinearSolvers
import ModelCore
import RealModule

/// Collects branches and special points as a result, and numbers the labels.
struct DiagramBuilder {
  private(set) var result: BifurcationResult
  /// The flips of a map found, with their labels and the lengths of the cycles that lose stability.
  private(set) var flips: [Flip] = []
  /// The Hopf points found, with their labels.
  private(set) var hopfPoints: [(special: SpecialEquilibrium, label: String)] = []

  private let parameter: String
  private let variables: [String]
  private let quantities: DiagramQuantities
  private let scale: Double
  private let scales: [Double]
  private var counts: [String: Int] = [:]
  /// The period doublings whose new cycles were left.
  private var leftDoublings: [String] = []

  /// A flip of a map.
  struct Flip {
    let special: SpecialEquilibrium
    let label: String
    let period: Int
    let orbit: [[Double]]
  }

  init(model: Model, settings: BifurcationSettings, scales: [Double]) {
    self.scales = scales
    parameter = settings.parameter.name
    variables = model.variableNames
    scale = settings.parameter.upper - settings.parameter.lower
    quantities = DiagramQuantities(model, parameter: settings.parameter.name)
    result = BifurcationResult(model, settings)
  }

  mutating func note(_ text: String) { result.notes.append(text) }

  /// Takes note of a period doubling whose new cycles are not followed.
  mutating func leave(doubling label: String) { leftDoublings.append(label) }

  /// The diagram with what was left.
  func finished(depth: Int) -> BifurcationResult {
    guard !leftDoublings.isEmpty else { return result }
    var result = result
    let shown = leftDoublings.prefix(6).joined(separator: ", ") + (leftDoublings.count > 6 ? ", …" : "")
    result.notes.append("cycles of twice the period born at \(shown) were not followed: --doublings is \(depth)")
    return result
  }

  /// Takes the fixed points of a grid instead of branches.
  mutating func set(grid: (points: [GridPoint], notes: [String])) {
    result.grid = grid.points
    result.notes += grid.notes
  }

  /// Starts a list of cycles that are computed a second time.
  mutating func startVerification() { result.verification = CycleVerification() }

  /// Adds cycles that were computed a second time.
  mutating func verify(_ entries: [CycleVerification.Entry]) { result.verification?.entries += entries }

  mutating func interrupt(_ reason: String) {
    result.complete = false
    result.notes.append("the diagram is not complete: \(reason)")
  }

  private mutating func label(_ type: String) -> String {
    counts[type, default: 0] += 1
    return "\(type)\(counts[type, default: 0])"
  }

  private func named(_ values: [Double]) -> [String: Double] {
    Dictionary(zip(variables, values), uniquingKeysWith: { first, _ in first })
  }

  /// Adds a branch of equilibria, or of a map's cycles of some length; gives the labels of its special points.
  /// - Parameter orbit: The points of the cycle through a point of the branch.
  mutating func add(
    _ branch: EquilibriumBranch, parent: String?, period: Int = 1, orbit: ([Double]) -> [[Double]]
  ) -> [String] {
    let id = result.branches.count + 1
    let known = branch.specialPoints.map { branchPoint(at: $0) }
    let labels = zip(branch.specialPoints, known).map { $1 ?? label($0.label) }
    let ends = [branch.endPoints.first, branch.endPoints.last].map { $0.flatMap { flip(at: $0, period: period) } }
    let rows = rows(branch, labels, ends)
    let stop = zip(zip([branch.ends.first, branch.ends.last], [rows.first, rows.last]), ends).map { end, flip in
      flip.map { "meets cycles of half the period at \($0)" } ?? self.stop(end.0, at: end.1)
    }
    append(rows, id: id, parent: parent, stop: stop, period: period, orbit: orbit)
    if branch.ends.first.isFailure || branch.ends.last.isFailure { result.complete = false }
    for ((special, label), known) in zip(zip(branch.specialPoints, labels), known) where known == nil {
      if special.label == "H" { hopfPoints.append((special, label)) }
      if special.label == "PD" {
        flips.append(Flip(special: special, label: label, period: period, orbit: orbit(special.unknowns)))
      }
      let (normalForm, remark) = special.kind.normalForm(period: period)
      result.specialPoints.append(
        BifurcationPoint(
          label: label, type: special.label, parameters: [parameter: special.unknowns[variables.count]],
          state: named(special.unknowns), period: period > 1 ? Double(period) : special.kind.period,
          normalForm: normalForm, remark: remark, eigenvalues: special.eigenvalues.map(\.pair), branch: id,
          residual: special.residual, bracket: special.bracket,
          reciprocalCondition: special.reciprocalCondition))
    }
    return labels
  }

  /// The points of a branch and the special ones among them, each with the stability that begins there.
  private func rows(_ branch: EquilibriumBranch, _ labels: [String], _ ends: [String?]) -> [Row] {
    var rows = branch.points.map { point in
      Row(
        arclength: point.arclength, label: "", unknowns: point.unknowns, eigenvalues: point.description.eigenvalues,
        unstable: point.description.unstableCount)
    }
    func row(_ special: SpecialEquilibrium, _ label: String, _ unstable: Int) -> Row {
      Row(
        arclength: special.arclength, label: label, unknowns: special.unknowns, eigenvalues: special.eigenvalues,
        unstable: unstable)
    }
    for (special, label) in zip(branch.specialPoints, labels) {
      let next = rows.firstIndex { $0.arclength > special.arclength } ?? rows.count
      rows.insert(row(special, label, next < rows.count ? rows[next].unstable : rows.last?.unstable ?? 0), at: next)
    }
    if let first = branch.endPoints.first { rows.insert(row(first, ends[0] ?? "", rows.first?.unstable ?? 0), at: 0) }
    if let last = branch.endPoints.last { rows.append(row(last, ends[1] ?? "", rows.last?.unstable ?? 0)) }
    return rows
  }

  private mutating func append(
    _ rows: [Row], id: Int, parent: String?, stop: [String], period: Int, orbit: ([Double]) -> [[Double]]
  ) {
    let n = variables.count
    var branch = BifurcationBranch(
      id: id, kind: result.isMap ? .fixedPoints : .equilibria, parent: parent, stop: stop,
      parameter: rows.map { $0.unknowns[n] }, states: [:], norm: [],
      eigenvalues: rows.map { $0.eigenvalues.map(\.pair) },
      unstableDirections: rows.map(\.unstable), labels: rows.map(\.label), profiles: [])
    if period == 1 {
      branch.states = quantities.columns(at: rows.map(\.unknowns))
      branch.norm = rows.map { euclideanNorm(Array($0.unknowns.prefix(n))) }
    } else {
      branch.kind = .cycles
      let cycles = rows.map { (parameter: $0.unknowns[n], orbit: orbit($0.unknowns)) }
      let columns = quantities.columns(ofMapCycles: cycles)
      (branch.states, branch.norm) = (columns.means, columns.norms)
      (branch.minima, branch.maxima) = (columns.minima, columns.maxima)
      branch.period = rows.map { _ in Double(period) }
      branch.iterates = quantities.iterates(ofMapCycles: cycles)
    }
    result.branches.append(branch)
  }

  /// Whether a branch of doubled cycles already ends at a flip.
  func isEnd(_ flip: Flip) -> Bool {
    result.branches.contains { branch in
      branch.period?.first == Double(2 * flip.period)
        && (branch.labels.first == flip.label || branch.labels.last == flip.label)
    }
  }

  /// The flip of cycles of half the length at which a branch of a map's cycles ends.
  private func flip(at end: SpecialEquilibrium, period: Int) -> String? {
    let n = variables.count
    return flips.first { flip in
      2 * flip.period == period && abs(flip.special.unknowns[n] - end.unknowns[n]) < 1e-5 * scale
        && flip.orbit.contains { state in
          (0..<n).allSatisfy { abs(state[$0] - end.unknowns[$0]) < 1e-3 * scales[$0] }
        }
    }?.label
  }

  /// Why a branch of equilibria ends, in words: the parameter's window, or the range of a variable.
  private func stop(_ end: CurveEnd, at row: Row?) -> String {
    guard let row else { return end.text }
    let value = row.unknowns[variables.count]
    if end.isFailure { return "\(end.text); \(suggestion(near: value))" }
    let isAtEdge = [result.parameter.lower, result.parameter.upper].contains { abs($0 - value) < 1e-9 * scale }
    return end == .window && !isAtEdge ? "leaves the range of a variable" : end.text
  }

  /// The label of a branch point that was met before, on the branch that it crosses.
  func branchPoint(at special: SpecialEquilibrium) -> String? {
    // The outer branch of a pitchfork has its fold there.
    guard special.label == "BP" || special.label == "LP" else { return nil }
    return result.specialPoints.first { point in
      guard point.type == "BP", let value = point.parameters[parameter] else { return false }
      let shifts = variables.enumerated().map { abs((point.state[$1] ?? .nan) - special.unknowns[$0]) / scales[$0] }
      return abs(value - special.unknowns[variables.count]) < 1e-6 * scale && shifts.allSatisfy { $0 < 1e-4 }
    }?.label
  }

  /// Adds a branch of cycles; gives the labels of its bifurcations.
  /// - Parameters:
  ///   - branch: The branch.
  ///   - parent: The special point at which it is born.
  ///   - mustEnd: Whether the diagram is incomplete if the branch has been cut short.
  mutating func add(_ branch: CycleBranch, parent: String?, mustEnd: Bool = true) -> [String] {
    let id = result.branches.count + 1
    let labels = branch.specialPoints.map { label($0.label) }
    var rows = branch.points.map { (cycle: $0, label: "", unstable: $0.unstableCount) }
    for (special, label) in zip(branch.specialPoints, labels) {
      let next = rows.firstIndex { $0.cycle.arclength > special.cycle.arclength } ?? rows.count
      let unstable = next < rows.count ? rows[next].unstable : special.cycle.unstableCount
      rows.insert((special.cycle, label, unstable), at: next)
    }
    let ends = [
      branch.points.first.map { End(branch.firstEnd, at: $0, self, parent: parent) },
      branch.points.last.map { End(branch.end, at: $0, self) },
    ].compactMap { $0 }.map { end in end.type.map { end.labelled(label($0)) } ?? end }
    for (end, position) in zip(ends, [0, rows.count - 1]) where end.type != nil { rows[position].label = end.label }
    // The branch begins and ends at the Hopf points themselves, where the cycle has no size.
    if let start = hopfCycle(ends.first?.hopf), let next = rows.first { rows.insert((start, "", next.unstable), at: 0) }
    if let end = hopfCycle(ends.last?.hopf), let last = rows.last { rows.append((end, "", last.unstable)) }
    let columns = quantities.columns(of: rows.map(\.cycle))
    result.branches.append(
      BifurcationBranch(
        id: id, kind: .cycles, parent: parent,
        stop: ends.compactMap(\.text), parameter: rows.map(\.cycle.parameter), states: columns.means,
        minima: columns.minima, maxima: columns.maxima, norm: columns.norms, period: rows.map(\.cycle.period),
        eigenvalues: rows.map { $0.cycle.multipliers.map(\.pair) }, unstableDirections: rows.map(\.unstable),
        labels: rows.map(\.label), profiles: profiles(rows.map { ($0.cycle, $0.label) })))
    for (special, label) in zip(branch.specialPoints, labels) {
      add(special, label, branch: id)
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
    var type: String?
    var remark = ""
    var hopf: String?
    var text: String?
    var isFailure = false

    init(_ end: CycleEnd?, at cycle: CyclePoint, _ diagram: DiagramBuilder, parent: String? = nil) {
      self.cycle = cycle
      guard let end else {
        hopf = parent
        return
      }
      hopf = diagram.hopfPoint(end, at: cycle)
      text = hopf.map { "ends at \($0)" } ?? end.text
      switch end {
      case .homoclinic(let parameter, _):
        self.cycle.parameter = parameter
        (type, remark) = ("HOM", "the cycle meets a saddle")
      case .saddleNodeOnInvariantCircle(let parameter, _):
        self.cycle.parameter = parameter
        (type, remark) = ("SNIC", "the cycle meets the saddle-node \(diagram.limitPoint(at: parameter) ?? "")")
      case .curve(let end):
        isFailure = end.isFailure
        if isFailure { text = "\(end.text); \(diagram.suggestion(near: cycle.parameter))" }
      case .hopf, .periodDoubling, .family, .longPeriod: break
      }
    }

    func labelled(_ label: String) -> End {
      var end = self
      end.label = label
      return end
    }
  }

  /// What a reader might try where a branch was cut short.
  private func suggestion(near value: Double) -> String {
    let (low, high) = (value - 0.02 * scale, value + 0.02 * scale)
    return "try --parameter \(parameter)=\(rounded(low)):\(rounded(high))"
  }

  /// A number to about three digits of the window's width.
  private func rounded(_ value: Double) -> String {
    let power = Double.pow(10, (3 - Double.log10(scale)).rounded(.up))
    return "\((value * power).rounded() / power)"
  }

  /// The label of a limit point at a value of the parameter.
  private func limitPoint(at value: Double) -> String? {
    result.specialPoints.first {
      $0.type == "LP" && abs(($0.parameters[parameter] ?? .nan) - value) < 1e-8 * scale
    }?.label
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
    let (normalForm, remark) = special.kind.normalForm
    result.specialPoints.append(
      BifurcationPoint(
        label: label, type: special.label, parameters: [parameter: special.cycle.parameter],
        state: named(special.cycle.maxima), period: special.cycle.period, normalForm: normalForm, remark: remark,
        eigenvalues: special.cycle.multipliers.map(\.pair), branch: branch, residual: special.residual,
        bracket: special.bracket, reciprocalCondition: special.reciprocalCondition,
        meshError: special.meshError.isFinite ? special.meshError : nil))
  }

  private mutating func add(
    _ cycle: CyclePoint, _ label: String, _ type: String, _ remark: String, branch: Int, bracket: Double
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
            isNear(maxima[name] ?? [], cycle.maxima[i], 0.01 * scales[i])
              && isNear(minima[name] ?? [], cycle.minima[i], 0.01 * scales[i])
          }
      }
    }
  }

  /// Whether an earlier doubling branch already ends at a period doubling (twice the period, same parameter).
  func isDoubling(_ special: SpecialCycle, near label: String) -> Bool {
    result.branches.contains { branch in
      guard branch.kind == .cycles, branch.parent != label, branch.parent?.hasPrefix("PD") == true,
        let end = branch.parameter.last, let period = branch.period?.last
      else { return false }
      let isAlike = variables.indices.allSatisfy { i in
        let (low, high) = (branch.minima?[variables[i]]?.last ?? .nan, branch.maxima?[variables[i]]?.last ?? .nan)
        return abs(low - special.cycle.minima[i]) < 0.01 * scales[i]
          && abs(high - special.cycle.maxima[i]) < 0.01 * scales[i]
      }
      return isAlike && abs(end - special.cycle.parameter) < 1e-4 * scale
        && abs(period - 2 * special.cycle.period) < 1e-2 * period
    }
  }
}

/// A point of an equilibrium branch on its way into the result.
private struct Row {
  var arclength: Double
  var label: String
  var unknowns: [Double]
  var eigenvalues: [Complex<Double>]
  var unstable: Int
}

extension Complex<Double> {
  /// Real and imaginary part.
  fileprivate var pair: [Double] { [real, imaginary] }
}
