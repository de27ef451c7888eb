// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import Continuation
import LinearSolvers
import ModelCore
import RealModule
import Results

/// Collects branches and special points as a result, and numbers the labels.
struct DiagramBuilder {
  var result: BifurcationResult
  /// The flips of a map found, with their labels and the lengths of the cycles that lose stability.
  var flips: [Flip] = []
  /// The border collisions found, with their labels and the lengths of the cycles of a map on which they lie.
  var borderCollisions: [Flip] = []
  /// The Hopf points found, with their labels.
  var hopfPoints: [(special: SpecialEquilibrium, label: String)] = []

  let parameter: String
  let variables: [String]
  let quantities: DiagramQuantities
  let scale: Double
  let scales: [Double]
  let angles: AngularPeriods
  let copies: SymmetricCopies
  /// The units of all numbers but those of auxiliary quantities and of norms.
  let units: NaturalScales
  private var counts: [SpecialPointType: Int] = [:]
  /// The period doublings whose new cycles were left.
  private var leftDoublings: [String] = []
  /// Those beside folds, whose cycles exist in hardly any part of the parameter's range.
  private var narrowDoublings: [String] = []

  /// The branch points through which continua of equilibria go.
  var labelsOfContinua: Set<String> = []

  /// A flip of a map.
  struct Flip {
    let special: SpecialEquilibrium
    let label: String
    let period: Int
    let orbit: [[Double]]
    let angles: AngularPeriods
  }

  init(
    model: Model, settings: BifurcationSettings, scales: [Double], angles: AngularPeriods, copies: SymmetricCopies,
    units: NaturalScales
  ) throws(ModelError) {
    (self.scales, self.angles, self.copies) = (scales, angles, copies)
    self.units = units
    parameter = settings.parameter.name
    variables = model.variableNames
    scale = settings.parameter.upper - settings.parameter.lower
    quantities = try DiagramQuantities(model, parameter: settings.parameter.name, units: units)
    result = BifurcationResult(model, settings)
  }

  mutating func note(_ text: String) { if !result.notes.contains(text) { result.notes.append(text) } }

  /// Takes note of a period doubling whose new cycles are not followed.
  mutating func leave(doubling label: String) { leftDoublings.append(label) }

  /// Takes note of a period doubling beside a fold whose new cycles are not followed.
  mutating func leave(narrowDoubling label: String) { narrowDoublings.append(label) }

  /// The diagram with what was left.
  func finished(depth: Int) -> BifurcationResult {
    var result = result.inOriginalUnits(units)
    result.nameParameters()
    result.showWidestOfMany()
    note(on: leftDoublings, "--doublings is \(depth)", in: &result)
    // From its other end a branch may have come to one of them all the same.
    let reached = Set(result.branches.flatMap { $0.ends ?? [] }.map(\.label))
    let unreached = narrowDoublings.filter { !reached.contains($0) }
    note(
      on: unreached,
      "a fold of the same branch is nearer than \(CycleBranch.narrowestDoubling.brief) of the parameter's range",
      in: &result)
    return result
  }

  private func note(on doublings: [String], _ reason: String, in result: inout BifurcationResult) {
    guard !doublings.isEmpty else { return }
    let shown = doublings.prefix(6).joined(separator: ", ") + (doublings.count > 6 ? ", …" : "")
    result.notes.append("cycles of twice the period born at \(shown) were not followed: \(reason)")
  }

  /// Takes the fixed points of a grid instead of branches.
  mutating func set(grid: (points: [GridPoint], notes: [String])) {
    result.grid = grid.points
    result.notes += grid.notes
  }

  /// Takes note of how many symmetric copies there are of the branch added last.
  mutating func set(copies: Int?) {
    if !result.branches.isEmpty { result.branches[result.branches.count - 1].copies = copies }
  }

  /// Takes note of how many symmetric copies there are of a branch.
  mutating func set(copies: Int?, ofBranchAt position: Int) { result.branches[position].copies = copies }

  /// Takes what is proved of the equilibria.
  mutating func set(proof: EquilibriumProof) { result.proof = proof }

  /// Starts a list of cycles that are computed a second time.
  mutating func startVerification() { result.verification = CycleVerification() }

  /// Adds cycles that were computed a second time.
  mutating func verify(_ entries: [CycleVerification.Entry]) { result.verification?.entries += entries }

  mutating func interrupt(_ reason: String) {
    result.complete = false
    result.notes.append("the diagram is not complete: \(reason)")
  }

  mutating func label(_ type: SpecialPointType) -> String {
    counts[type, default: 0] += 1
    return "\(type)\(counts[type, default: 0])"
  }

  func named(_ values: [Double]) -> [String: Double] {
    Dictionary(zip(variables, values), uniquingKeysWith: { first, _ in first })
  }

  /// What a reader might try where a branch was cut short.
  func suggestion(near value: Double) -> String {
    let (low, high) = (
      units.parameter.value(value - 0.02 * scale), units.parameter.value(value + 0.02 * scale)
    )
    return "try --parameter \(parameter)=\(rounded(low)):\(rounded(high))"
  }

  /// A number to about three digits of the window's width.
  private func rounded(_ value: Double) -> String {
    let power = Double.pow(10, (3 - Double.log10(scale * units.parameter.size)).rounded(.up))
    return "\((value * power).rounded() / power)"
  }

  /// The label of the period doubling at a value of the parameter at which a cycle ends, gone round twice.
  ///
  /// The end of a branch is known less well than the doubling; of those at one value, as mirror images are, the one with the cycle's
  /// extrema.
  func periodDoubling(at value: Double, of cycle: CyclePoint) -> String? {
    func distance(_ point: BifurcationPoint) -> Double { abs((point.parameters[parameter] ?? .infinity) - value) }
    let period = cycle.period / 2
    let doublings = result.specialPoints.filter { point in
      guard point.type == .periodDoubling, let known = point.period else { return false }
      return distance(point) < 1e-3 * scale && abs(known - period) < 1e-2 * period
    }
    let nearest = doublings.map(distance).min() ?? 0
    return doublings.filter { distance($0) <= nearest + Self.sameParameter * scale }.map { point in
      (point, maximumNorm(zip(difference(of: point, from: cycle.maxima), scales).map { $0 / $1 }))
    }.min { $0.1 < $1.1 }?.0.label
  }

  /// Values of the parameter nearer to each other, as a part of its range, are one.
  private static let sameParameter = 1e-6

  /// The difference of a special point from a state, of angles the shorter way round.
  func difference(of point: BifurcationPoint, from state: [Double]) -> [Double] {
    angles.withoutTurns(variables.indices.map { (point.state[variables[$0]] ?? .nan) - state[$0] })
  }

  /// The label of a limit point at a value of the parameter, of several the one nearest to a state.
  func limitPoint(at value: Double, near state: [Double]) -> String? {
    nearest(.limitPoint, at: value, within: Self.exact, to: state)?.label
  }

  /// The label of a branch point at a value of the parameter as the end of a branch of cycles tells it, and at a state.
  func branchPoint(at value: Double, near state: [Double]) -> String? {
    guard let point = nearest(.branchPoint, at: value, within: Self.extrapolated, to: state) else { return nil }
    let distance = zip(difference(of: point, from: state), scales).map { $0 / $1 }
    return maximumNorm(distance) < Self.sameState ? point.label : nil
  }

  /// Values of the parameter that were solved for, and those that were extrapolated, agree to these parts of its range; states at them to this
  /// part of their scales.
  private static let (exact, extrapolated, sameState) = (1e-8, 1e-3, 1e-2)

  private func nearest(
    _ type: SpecialPointType, at value: Double, within part: Double, to state: [Double]
  ) -> BifurcationPoint? {
    func distance(_ point: BifurcationPoint) -> Double { maximumNorm(difference(of: point, from: state)) }
    return result.specialPoints.filter {
      $0.type == type && abs(($0.parameters[parameter] ?? .nan) - value) < part * scale
    }.min { distance($0) < distance($1) }
  }
}

extension Complex<Double> {
  /// Real and imaginary part.
  var pair: [Double] { [real, imaginary] }
}
