// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import Continuation
import LinearSolvers
import ModelCore
import RealModule
import Results

/// A diagram in two parameters as it grows: labels, ends, and numbers in the model's own units.
struct TwoParameterBuilder {
  private(set) var result: TwoParameterResult
  let settings: TwoParameterSettings
  let units: TwoParameterUnits
  private(set) var known: [(point: CodimensionTwoPoint, label: String)] = []
  private var counts: [String: Int] = [:]

  /// Points of one kind that differ by less, in natural units, are one.
  private static let identity = 1e-5
  /// The extrema of one cycle on two meshes differ by less.
  private static let extremaIdentity = 1e-2

  init(_ settings: TwoParameterSettings, _ units: TwoParameterUnits) {
    (self.settings, self.units) = (settings, units)
    result = TwoParameterResult(
      horizontal: settings.horizontal, vertical: settings.vertical, variables: units.model.variableNames,
      isMap: units.model.kind == .map)
    result.scales = units.scales
  }

  mutating func note(_ text: String) { if !result.notes.contains(text) { result.notes.append(text) } }

  mutating func interrupt() {
    result.complete = false
    note("interrupted")
  }

  mutating func set(regions: [ParameterRegion]) { result.regions = regions }

  /// Adds a curve, cut where a pair of eigenvalues becomes real; gives the points of codimension 2 that are new.
  mutating func add(_ curve: BifurcationCurve, parent: String?) -> [(point: CodimensionTwoPoint, label: String)] {
    var new: [(point: CodimensionTwoPoint, label: String)] = []
    var rows = curve.points.map { Row($0, units) }
    var labels: [String] = []
    for special in curve.specialPoints
    where isWanted(special) && units.equilibria.hasDerivative(at: special.unknowns) {
      let label =
        label(of: special) ?? label(near: special, if: Self.atBranchPoints) ?? nextLabel(special.kind.rawValue)
      if !known.contains(where: { $0.label == label }) {
        known.append((special, label))
        new.append((special, label))
      }
      labels.append(label)
      let next = rows.firstIndex { $0.arclength > special.arclength } ?? rows.count
      rows.insert(Row(special, label, like: rows[max(0, next - 1)], units), at: next)
    }
    let first = result.branches.count + 1
    append(rows, curve, parent: parent)
    let ids = first..<(result.branches.count + 1)
    for (special, label) in new { result.specialPoints.append(point(special, label)) }
    for label in Set(labels) {
      guard let index = result.specialPoints.firstIndex(where: { $0.label == label }) else { continue }
      let passing = ids.filter { result.branches[$0 - 1].labels.contains(label) }
      result.specialPoints[index].branches += passing
    }
    if curve.ends.first.isFailure || curve.ends.last.isFailure { result.complete = false }
    return new
  }

  /// Takes note of a point of codimension 2 of cycles, if it is new; gives its label.
  mutating func record(_ special: CodimensionTwoPoint) -> String {
    if let label = label(of: special, extrema: Self.extremaIdentity) ?? label(near: special, if: Self.extrapolated) {
      return label
    }
    let label = nextLabel(special.kind.rawValue)
    known.append((special, label))
    var point = point(special, label)
    // Multipliers are no rates, nor are their angles.
    point.eigenvalues = special.eigenvalues.map { [$0.real, $0.imaginary] }
    point.frequencies = special.angles
    result.specialPoints.append(point)
    return label
  }

  /// Appends a curve.
  mutating func append(_ branch: TwoParameterBranch, isComplete: Bool) {
    result.branches.append(branch)
    if !isComplete { result.complete = false }
  }

  /// Notes that another curve passes through a point of codimension 2.
  mutating func note(passage branch: Int, through label: String) {
    guard let index = result.specialPoints.firstIndex(where: { $0.label == label }) else { return }
    result.specialPoints[index].branches.append(branch)
  }

  /// The points of a kind.
  func points(_ kind: CodimensionTwoType) -> [CodimensionTwoPoint] {
    known.map(\.point).filter { $0.kind == kind }
  }

  func isWanted(_ special: CodimensionTwoPoint) -> Bool {
    settings.points.map { $0.contains(special.kind) } ?? true
  }

  /// The label of a known point at the same place, whose states differ by less than a given number of natural units.
  private func label(of special: CodimensionTwoPoint, extrema: Double = identity) -> String? {
    let tolerances = units.model.variableNames.map { _ in extrema } + [Self.identity, Self.identity]
    return known.first { other in
      other.point.kind == special.kind
        && zip(zip(other.point.unknowns, special.unknowns), zip(units.equilibria.scales, tolerances))
          .allSatisfy { abs($0.0 - $0.1) < $1.0 * $1.1 }
    }?.label
  }

  /// The label of a point that another curve has located, of kinds that some curves locate but roughly.
  private func label(near special: CodimensionTwoPoint, if kinds: Set<CodimensionTwoType>) -> String? {
    guard kinds.contains(special.kind) else { return nil }
    return known.first { other in
      other.point.kind == special.kind
        && zip(zip(other.point.unknowns, special.unknowns), units.equilibria.scales).suffix(2)
          .allSatisfy { abs($0.0 - $0.1) < Self.rough * $1 }
    }?.label
  }

  /// Points that some curves locate but roughly, to this part of the window.
  private static let rough = 1e-3
  /// The ends of curves of tori, and of folds of cycles at generalized flips, are extrapolated.
  private static let extrapolated: Set<CodimensionTwoType> = [.resonance1, .resonance2, .generalizedFlip]
  /// Where curves of another kind meet branch points, their equations are singular.
  private static let atBranchPoints: Set<CodimensionTwoType> = [
    .degenerateBranchPoint, .branchPointHopf, .branchPointFlip, .branchPointNeimarkSacker, .branchPointBogdanovTakens,
  ]

  private mutating func nextLabel(_ type: String) -> String {
    counts[type, default: 0] += 1
    // Of types that end in a digit the number is set apart: R4.1.
    return type + (type.last?.isNumber == true ? "." : "") + "\(counts[type] ?? 1)"
  }

  /// One point of a curve.
  private struct Row {
    var arclength: Double
    var label = ""
    var unknowns: [Double]
    var eigenvalues: [Complex<Double>]
    var unstable: Int
    var coefficient: Double
    var pair: Double?
    /// Whether a critical pair is real.
    var isNeutral: Bool

    init(_ point: CurvePoint<BifurcationCurveProblem>, _ units: TwoParameterUnits) {
      arclength = point.arclength
      unknowns = Array(point.unknowns.prefix(units.model.dimension + 2))
      eigenvalues = point.description.eigenvalues
      unstable = point.description.unstableCount
      coefficient = point.description.coefficient
      pair = point.description.pair
      isNeutral = pair.map { units.model.kind == .map ? abs($0) > 1 : $0 < 0 } ?? false
    }

    init(_ special: CodimensionTwoPoint, _ label: String, like row: Row, _ units: TwoParameterUnits) {
      self = row
      self.label = label
      arclength = special.arclength
      unknowns = special.unknowns
      eigenvalues = special.eigenvalues
      if [.generalizedHopf, .generalizedFlip, .chenciner].contains(special.kind) { coefficient = 0 }
      guard let known = row.pair else { return }
      let isMap = units.model.kind == .map
      func value(_ angle: Double) -> Double { isMap ? Double.cos(angle) : angle * angle }
      if let own = special.angles.map(value).min(by: { abs($0 - known) < abs($1 - known) }) {
        pair = own
      } else if [.bogdanovTakens, .branchPointBogdanovTakens].contains(special.kind) {
        pair = 0
      }
    }
  }

  /// Appends a curve in pieces along which the critical pair is imaginary, or real.
  private mutating func append(_ rows: [Row], _ curve: BifurcationCurve, parent: String?) {
    let kind = TwoParameterBranch.Kind(curve.kind)
    let last = rows.count - 1
    /// Whether the pair is real on the way from a row to the next.
    func isNeutral(after row: Int) -> Bool { rows[rows[row].label.isEmpty ? row : row + 1].isNeutral }
    func reason(at row: Int) -> (end: BranchEnd, text: String) {
      if row == 0 || row == last {
        let end = row == 0 ? curve.ends.first : curve.ends.last
        return (BranchEnd(BranchEnd.Reason(end)), end.text)
      }
      let label = rows[row].label
      return label.isEmpty
        ? (BranchEnd(.continued), "the pair becomes real")
        : (BranchEnd(.continued, at: label), "goes on beyond \(label)")
    }
    var (start, origin) = (0, parent)
    while start < last {
      var end = start + 1
      while end < last, isNeutral(after: end) == isNeutral(after: start) { end += 1 }
      append(
        Array(rows[start...end]), isNeutral(after: start) ? .neutralSaddle : kind, origin,
        [reason(at: start), reason(at: end)])
      origin = rows[end].label.isEmpty ? nil : rows[end].label
      start = end
    }
  }

  private mutating func append(
    _ rows: [Row], _ kind: TwoParameterBranch.Kind, _ parent: String?, _ ends: [(end: BranchEnd, text: String)]
  ) {
    let n = units.model.dimension
    let states = rows.map { units.scales.state(Array($0.unknowns.prefix(n))) }
    let isMap = result.isMap
    let time = units.scales.time
    result.branches.append(
      TwoParameterBranch(
        id: result.branches.count + 1, kind: kind, parent: parent, stop: ends.map(\.text),
        ends: ends.map(\.end),
        parameters: [
          settings.horizontal.name: rows.map { units.scales.parameter.value($0.unknowns[n]) },
          settings.vertical.name: rows.map { units.vertical.value($0.unknowns[n + 1]) },
        ],
        states: Dictionary(
          result.variables.enumerated().map { i, name in (name, states.map { $0[i] }) }, uniquingKeysWith: { $1 }),
        coefficient: [.limitPoint, .branchPoint, .neutralSaddle].contains(kind) ? nil : rows.map(\.coefficient),
        frequency: kind == .hopf || kind == .neimarkSacker
          ? rows.map { row in
            let k = row.pair ?? .nan
            return isMap ? acos(clamped: k) : max(0, k).squareRoot() / time
          } : nil,
        eigenvalues: rows.map { $0.eigenvalues.map { [$0.real / time, $0.imaginary / time] } },
        unstableDirections: rows.map(\.unstable), labels: rows.map(\.label)))
  }

  /// The values of both parameters in the model's own units, by name.
  func parameters(_ horizontal: Double, _ vertical: Double) -> [String: Double] {
    [
      settings.horizontal.name: units.scales.parameter.value(horizontal),
      settings.vertical.name: units.vertical.value(vertical),
    ]
  }

  private func acos(clamped value: Double) -> Double { Double.acos(min(1, max(-1, value))) }

  private func point(_ special: CodimensionTwoPoint, _ label: String) -> TwoParameterPoint {
    let n = units.model.dimension
    let time = units.scales.time
    var form = special.normalForm
    for (name, power) in special.kind.rates {
      form[name] = form[name].map { coefficient in (0..<power).reduce(coefficient) { value, _ in value / time } }
    }
    return TwoParameterPoint(
      label: label, type: special.kind,
      parameters: parameters(special.unknowns[n], special.unknowns[n + 1]),
      state: Dictionary(
        zip(result.variables, units.scales.state(Array(special.unknowns.prefix(n)))), uniquingKeysWith: { $1 }),
      frequencies: special.angles.map { result.isMap ? $0 : $0 / time }, normalForm: form,
      remark: special.remark, eigenvalues: special.eigenvalues.map { [$0.real / time, $0.imaginary / time] },
      branches: [], residual: special.residual, bracket: special.bracket,
      reciprocalCondition: special.reciprocalCondition)
  }
}

extension TwoParameterBranch.Kind {
  init(_ kind: BifurcationCurveKind) {
    switch kind {
    case .limitPoint: self = .limitPoint
    case .branchPoint: self = .branchPoint
    case .hopf: self = .hopf
    case .flip: self = .flip
    case .neimarkSacker: self = .neimarkSacker
    }
  }
}
