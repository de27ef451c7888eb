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
  private let settings: TwoParameterSettings
  private let units: TwoParameterUnits
  private var known: [(point: CodimensionTwoPoint, label: String)] = []
  private var counts: [String: Int] = [:]

  /// Points of one kind that differ by less, in natural units, are one.
  private static let identity = 1e-5

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
    for special in curve.specialPoints where isWanted(special) {
      let label = label(of: special) ?? nextLabel(special.kind.rawValue)
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

  /// The points of a kind.
  func points(_ kind: CodimensionTwoPoint.Kind) -> [CodimensionTwoPoint] {
    known.map(\.point).filter { $0.kind == kind }
  }

  /// Adds a curve of bifurcations of cycles.
  mutating func add(_ curve: CycleBifurcationCurve) {
    let (points, time) = (curve.points, units.scales.time)
    func columns(_ values: (CyclePoint) -> [Double]) -> [String: [Double]] {
      let states = points.map { units.scales.state(values($0.cycle)) }
      return Dictionary(
        result.variables.enumerated().map { i, name in (name, states.map { $0[i] }) }, uniquingKeysWith: { $1 })
    }
    let coefficients = points.compactMap(\.coefficient)
    result.branches.append(
      TwoParameterBranch(
        id: result.branches.count + 1, kind: TwoParameterBranch.Kind(curve.kind), parent: nil,
        stop: [
          stop(curve.ends.first, at: points.first?.parameters), stop(curve.ends.last, at: points.last?.parameters),
        ],
        parameters: [
          settings.horizontal.name: points.map { units.scales.parameter.value($0.parameters[0]) },
          settings.vertical.name: points.map { units.vertical.value($0.parameters[1]) },
        ],
        states: columns(\.maxima), minima: columns(\.minima), period: points.map { time * $0.cycle.period },
        coefficient: coefficients.count == points.count ? coefficients.map { $0 / time } : nil,
        frequency: curve.kind == .neimarkSacker ? points.map { $0.angle ?? .nan } : nil,
        eigenvalues: points.map { $0.cycle.multipliers.map { [$0.real, $0.imaginary] } },
        unstableDirections: points.map(\.unstableCount), labels: points.map { _ in "" }))
    if [curve.ends.first, curve.ends.last].contains(where: \.isFailure) { result.complete = false }
  }

  /// Why a curve of cycles ends, with the point of codimension 2 nearby if it shrinks to one.
  private func stop(_ end: CycleBifurcationCurve.End, at place: [Double]?) -> String {
    guard let place else { return end.text }
    func label(_ kind: CodimensionTwoPoint.Kind, within part: Double) -> String? {
      let n = units.model.dimension
      let widths = [units.window.horizontal.width, units.window.vertical.width]
      return known.first { known in
        known.point.kind == kind
          && (0..<2).allSatisfy { abs(known.point.unknowns[n + $0] - place[$0]) < part * widths[$0] }
      }?.label
    }
    switch end {
    case .shrinks: return label(.generalizedHopf, within: Self.besidePoint).map { "shrinks to \($0)" } ?? end.text
    case .notHomoclinic:
      return end.text + (label(.bogdanovTakens, within: Self.besideTakens).map { ", beside \($0)" } ?? "")
    default: return end.text
    }
  }

  /// Curves of cycles that shrink this near to a generalized Hopf point, as a part of the window, end there.
  private static let besidePoint = 0.02
  /// Homoclinic orbits this near to a Bogdanov–Takens point are those born there.
  private static let besideTakens = 0.1

  private func isWanted(_ special: CodimensionTwoPoint) -> Bool {
    settings.points.map { $0.contains(special.kind) } ?? true
  }

  private func label(of special: CodimensionTwoPoint) -> String? {
    known.first { other in
      other.point.kind == special.kind
        && zip(zip(other.point.unknowns, special.unknowns), units.equilibria.scales)
          .allSatisfy { abs($0.0 - $0.1) < Self.identity * $1 }
    }?.label
  }

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
    }
  }

  /// Appends a curve in pieces along which the critical pair is imaginary, or real.
  private mutating func append(_ rows: [Row], _ curve: BifurcationCurve, parent: String?) {
    let kind = TwoParameterBranch.Kind(curve.kind)
    let last = rows.count - 1
    /// Whether the pair is real on the way from a row to the next.
    func isNeutral(after row: Int) -> Bool { rows[rows[row].label.isEmpty ? row : row + 1].isNeutral }
    func stop(at row: Int) -> String {
      if row == 0 { return curve.ends.first.text }
      if row == last { return curve.ends.last.text }
      return rows[row].label.isEmpty ? "the pair becomes real" : "goes on beyond \(rows[row].label)"
    }
    var (start, origin) = (0, parent)
    while start < last {
      var end = start + 1
      while end < last, isNeutral(after: end) == isNeutral(after: start) { end += 1 }
      append(
        Array(rows[start...end]), isNeutral(after: start) ? .neutralSaddle : kind, origin,
        [stop(at: start), stop(at: end)])
      origin = rows[end].label.isEmpty ? nil : rows[end].label
      start = end
    }
  }

  private mutating func append(
    _ rows: [Row], _ kind: TwoParameterBranch.Kind, _ parent: String?, _ stop: [String]
  ) {
    let n = units.model.dimension
    let states = rows.map { units.scales.state(Array($0.unknowns.prefix(n))) }
    let isMap = result.isMap
    let time = units.scales.time
    result.branches.append(
      TwoParameterBranch(
        id: result.branches.count + 1, kind: kind, parent: parent, stop: stop,
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
      label: label, type: special.kind.rawValue,
      parameters: parameters(special.unknowns[n], special.unknowns[n + 1]),
      state: Dictionary(
        zip(result.variables, units.scales.state(Array(special.unknowns.prefix(n)))), uniquingKeysWith: { $1 }),
      frequencies: special.angles.map { result.isMap ? $0 : $0 / time }, normalForm: form,
      remark: special.remark, eigenvalues: special.eigenvalues.map { [$0.real / time, $0.imaginary / time] },
      branches: [], residual: special.residual, bracket: special.bracket,
      reciprocalCondition: special.reciprocalCondition)
  }
}

extension CycleBifurcationCurve.End {
  /// Why a curve ends, in words.
  fileprivate var text: String {
    switch self {
    case .window: "leaves the window"
    case .closed: "closes"
    case .shrinks: "shrinks to an equilibrium"
    case .longPeriod: "the period grows without bound"
    case .pointLimit(let count): "stopped after \(count) points"
    case .notHomoclinic: "cycles of that period are no longer close to a homoclinic orbit to a saddle"
    case .stepTooSmall: "the step became too small, as at a cusp of cycles or in a canard explosion"
    case .interrupted: "interrupted"
    }
  }

  /// Whether the curve ends for a reason that lies in the computation.
  fileprivate var isFailure: Bool {
    switch self {
    case .window, .closed, .shrinks, .longPeriod, .notHomoclinic: false
    case .pointLimit, .stepTooSmall, .interrupted: true
    }
  }
}

extension TwoParameterBranch.Kind {
  init(_ kind: CycleBifurcationCurve.Kind) {
    switch kind {
    case .limitPoint: self = .cycleLimitPoint
    case .periodDoubling: self = .flip
    case .neimarkSacker: self = .neimarkSacker
    case .homoclinic: self = .homoclinic
    }
  }

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
