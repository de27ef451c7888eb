// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import Continuation
import LinearSolvers
import Results

extension DiagramBuilder {
  /// Takes note of a continuum of equilibria at one value of the parameter, through a branch point or without one.
  mutating func addContinuum(at value: Double, through label: String?) {
    let text = "a continuum of equilibria"
    if let label, let index = result.specialPoints.firstIndex(where: { $0.label == label }) {
      guard labelsOfContinua.insert(label).inserted else { return }
      result.specialPoints[index].remark = text
      result.specialPoints[index].normalForm = [:]
    }
    // Values that differ by round-off are one.
    let place = abs(value) < 1e-9 * scale ? 0 : value
    note(
      "at \(parameter) = \(self.text(ofParameter: place)) there is \(text), none of them isolated: no branch of the diagram"
    )
  }

  /// Adds a branch of equilibria, or of a map's cycles of some length; gives the labels of its special points.
  /// - Parameter orbit: The points of the cycle through a point of the branch.
  mutating func add(
    _ branch: EquilibriumBranch, parent: String?, period: Int = 1, orbit: ([Double]) -> [[Double]]
  ) -> [String] {
    let id = result.branches.count + 1
    let known = branch.specialPoints.map { branchPoint(at: $0, phases: orbit($0.unknowns)) }
    let labels = zip(branch.specialPoints, known).map { $1 ?? label($0.type) }
    let births = [branch.endPoints.first, branch.endPoints.last].map { $0.flatMap { birth(at: $0, period: period) } }
    let ends = births.map { $0?.label }
    let rows = rows(branch, labels, ends)
    let reasons = zip(zip([branch.ends.first, branch.ends.last], [rows.first, rows.last]), births).map { end, birth in
      birth.map { birth in
        let turns = period / birth.period
        let part = turns == 2 ? "half" : "1/\(turns) of"
        return (BranchEnd(.periodDoubling, at: birth.label), "meets cycles of \(part) the period at \(birth.label)")
      } ?? self.end(end.0, at: end.1)
    }
    for birth in births.compactMap({ $0 }) where birth.special.type == .borderCollision {
      add(remark: "a \(period)-cycle is born there", to: birth.label)
    }
    append(rows, id: id, parent: parent, ends: reasons, period: period, orbit: orbit)
    let neutral = branch.neutralPoints
    if neutral.contains(true) {
      // Special points have the stability that begins there, as their numbers of unstable directions say.
      result.branches[id - 1].neutralDirections = rows.map { row in
        let next = branch.points.firstIndex { $0.arclength >= row.arclength } ?? branch.points.count - 1
        return neutral[next] ? 2 : 0
      }
    }
    let longest = rows.reduce(0) { max($0, $1.eigenvalues.count) }
    if longest > Self.eigenvalueLimit {
      note("branch \(id): of \(longest) eigenvalues the first \(Self.eigenvalueLimit) are listed at each point")
    }
    if let doubt = branch.doubt { note("branch \(id): \(doubt)") }
    if branch.ends.first.isFailure || branch.ends.last.isFailure { result.complete = false }
    for ((special, label), known) in zip(zip(branch.specialPoints, labels), known) where known == nil {
      if special.type == .hopf { hopfPoints.append((special, label)) }
      if special.type == .periodDoubling {
        flips.append(
          Flip(special: special, label: label, period: period, orbit: orbit(special.unknowns), angles: angles))
      }
      if special.type == .borderCollision {
        borderCollisions.append(
          Flip(special: special, label: label, period: period, orbit: orbit(special.unknowns), angles: angles))
      }
      let (normalForm, usual) = special.kind.normalForm(period: period)
      let remark = special.remarkOnMultiplicity ?? special.remarkOnOtherDirections(period: period) ?? usual
      result.specialPoints.append(
        BifurcationPoint(
          label: label, type: special.type, parameters: [parameter: special.unknowns[variables.count]],
          state: named(special.unknowns), period: period > 1 ? Double(period) : special.kind.period,
          normalForm: normalForm, remark: remark, eigenvalues: listed(special.eigenvalues), branch: id,
          residual: special.residual, bracket: special.bracket,
          reciprocalCondition: special.reciprocalCondition,
          multiplicity: special.multiplicity > 1 ? special.multiplicity : nil))
    }
    return labels
  }

  /// The most eigenvalues that are listed for a point, from the largest real part on.
  private static let eigenvalueLimit = 100

  private func listed(_ eigenvalues: [Complex<Double>]) -> [[Double]] {
    eigenvalues.prefix(Self.eigenvalueLimit).map(\.pair)
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
    _ rows: [Row], id: Int, parent: String?, ends: [(end: BranchEnd, text: String)], period: Int,
    orbit: ([Double]) -> [[Double]]
  ) {
    let n = variables.count
    var branch = BifurcationBranch(
      id: id, kind: result.isMap ? .fixedPoints : .equilibria, parent: parent,
      stop: ends.map(\.text), ends: ends.map(\.end), parameter: rows.map { $0.unknowns[n] }, states: [:], norm: [],
      eigenvalues: rows.map { listed($0.eigenvalues) },
      unstableDirections: rows.map(\.unstable), labels: rows.map(\.label), profiles: [])
    if period == 1 {
      branch.states = quantities.columns(at: rows.map(\.unknowns))
      branch.norm = rows.map { quantities.norm($0.unknowns) }
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

  /// The flip of cycles of half the length, or the border collision of shorter ones, at which a branch of a map's cycles ends.
  private func birth(at end: SpecialEquilibrium, period: Int) -> Flip? {
    births(ofPeriod: period).first { $0.place(of: end.unknowns, scales: scales + [scale]) != nil }
  }

  /// Where cycles of a map of some length may be born of shorter ones.
  func births(ofPeriod period: Int) -> [Flip] {
    flips.filter { 2 * $0.period == period }
      + borderCollisions.filter { $0.period < period && period % $0.period == 0 }
  }

  /// Adds to what is said of a special point, once.
  mutating func add(remark: String, to label: String) {
    guard let index = result.specialPoints.firstIndex(where: { $0.label == label }),
      !result.specialPoints[index].remark.contains(remark)
    else { return }
    result.specialPoints[index].remark += "; " + remark
  }

  /// Why a branch of equilibria ends, also in words: the parameter's window, or the range of a variable.
  private func end(_ end: CurveEnd, at row: Row?) -> (BranchEnd, String) {
    let reason = BranchEnd(BranchEnd.Reason(end))
    guard let row else { return (reason, end.text) }
    let value = row.unknowns[variables.count]
    if end.isFailure { return (reason, "\(end.text); \(suggestion(near: value))") }
    let margin = Self.besideEdge * scale
    let isAtEdge = value < result.parameter.lower + margin || value > result.parameter.upper - margin
    return end == .window && !isAtEdge ? (BranchEnd(.range), "leaves the range of a variable") : (reason, end.text)
  }

  /// A branch that ends this near to the edge of the parameter's range, as a part of it, ends there: equations may be singular on the edge.
  private static let besideEdge = 1e-5

  /// The label of a branch point that was met before, or of which a symmetric copy was, on the branch that it crosses.
  /// - Parameter phases: The points of a map's cycle through it; of an equilibrium itself.
  func branchPoint(at special: SpecialEquilibrium, phases: [[Double]]) -> String? {
    // The outer branch of a pitchfork has its fold there.
    guard special.type == .branchPoint || special.type == .limitPoint else { return nil }
    let value = special.unknowns[variables.count]
    let known = result.specialPoints.filter { point in
      point.type == .branchPoint && abs((point.parameters[parameter] ?? .infinity) - value) < 1e-6 * scale
    }
    if known.isEmpty { return nil }
    let state = Array(special.unknowns.prefix(variables.count))
    return (phases + copies.others(of: state)).lazy.compactMap { image in
      known.first { point in
        zip(difference(of: point, from: image), scales).allSatisfy { abs($0) < 1e-4 * $1 }
      }?.label
    }.first
  }
}

extension DiagramBuilder.Flip {
  /// How near to a flip, in units of the scales, cycles of twice the length are said to end there: in the parameter, in which they
  /// leave it as a parabola does, and in the state.
  private static let (parameterTolerance, stateTolerance) = (1e-5, 1e-3)

  /// The flip as a point of the curve of cycles of twice the length, in the phase in which some of their points come near; nil if they
  /// do not.
  /// - Parameter scales: Typical sizes of the variables and the parameter.
  func place(of unknowns: [Double], scales: [Double]) -> SpecialEquilibrium? {
    let n = unknowns.count - 1
    guard abs(special.unknowns[n] - unknowns[n]) < Self.parameterTolerance * scales[n],
      let state = orbit.first(where: { state in
        zip(angles.withoutTurns(zip(state, unknowns).map { $0 - $1 }), scales).allSatisfy {
          abs($0) < Self.stateTolerance * $1
        }
      })
    else { return nil }
    var place = special
    place.unknowns = state + [special.unknowns[n]]
    return place
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
