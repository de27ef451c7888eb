// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import Continuation
import LinearSolvers
import ModelCore
import PhasePlane
import Results

/// Equilibria and cycles that are not isolated: they have no branches, and are called what they are.
extension BifurcationAnalyzer {
  /// An equilibrium on a continuum at one value of the parameter, and the variables that change along it there.
  struct Continuum {
    var parameter: Double
    var state: [Double]
    var changing: [String]
  }

  /// Takes note of an equilibrium if others at the same value of the parameter lie as near to it as you like.
  mutating func takesAsContinuum(_ state: [Double], at parameter: Double) -> Bool {
    guard let direction = problem.continuumDirection(at: state + [parameter]) else { return false }
    // One for each value and direction will do.
    let changing = zip(model.variableNames, direction).filter { abs($0.1) > 1e-6 }.map(\.0)
    if !continua.contains(where: { $0.parameter == parameter && $0.changing == changing }) {
      continua.append(Continuum(parameter: parameter, state: state, changing: changing))
    }
    return true
  }

  /// Takes note of the equilibria of a curve if all along it others lie as near as you like at the same value of the parameter.
  mutating func takesAsContinuum(_ branch: EquilibriumBranch) -> Bool {
    func size(_ unknowns: [Double]) -> Double { unknowns.dropLast().reduce(0) { max($0, abs($1)) } }
    let points = branch.points.map(\.unknowns)
    // Far out curves that go to infinity are nearly upright: the innermost point counts, too.
    guard points.count > 2, let innermost = points.min(by: { size($0) < size($1) }) else { return false }
    let places = [innermost, points[points.count / 3], points[2 * points.count / 3]]
    guard places.allSatisfy({ problem.continuumDirection(at: $0) != nil }), let place = places.first else {
      return false
    }
    return takesAsContinuum(Array(place.dropLast()), at: place[model.dimension])
  }

  /// Says where equilibria are not isolated.
  mutating func noteOnContinua(searched count: Int) {
    let name = settings.parameter.name
    let kind = model.kind == .map ? "fixed points" : "equilibria"
    for changing in continua.map(\.changing).reduce(into: [[String]](), { if !$0.contains($1) { $0.append($1) } }) {
      let alike = continua.filter { $0.changing == changing }
      let values = Set(alike.map(\.parameter)).sorted()
      let place =
        values.count >= count
        ? "at every value of \(name) that was searched"
        : "at \(name) = " + values.prefix(6).map { diagram.text(ofParameter: $0) }.joined(separator: ", ")
          + (values.count > 6 ? ", …" : "")
      let fixed = text(of: alike[0].state, without: changing)
      diagram.note(
        "\(place) there is a continuum of \(kind), none of them isolated: along it \(changing.joined(separator: ", ")) "
          + "\(changing.count == 1 ? "changes" : "change")"
          + (fixed.isEmpty || values.count == 1 && alike.count > 1 ? "" : " and, for example, \(fixed)")
          + "; it is no branch of the diagram")
    }
  }

  /// A state for a sentence, without some of its variables.
  func text(of state: [Double], without names: [String] = []) -> String {
    model.variableNames.enumerated().filter { !names.contains($0.element) }.prefix(6)
      .map { "\($1) = \(diagram.units.variables[$0].value(rounded(state[$0], $0)).brief)" }.joined(separator: ", ")
  }

  /// A number without the round-off of Newton's method.
  private func rounded(_ value: Double, _ index: Int) -> Double {
    abs(value) < 1e-9 * problem.scales[index] ? 0 : value
  }

  /// Says of a branch on which equilibria are neutral what they are, as far as that is known.
  mutating func note(neutral branch: EquilibriumBranch, id: Int) {
    let neutral = branch.neutralPoints
    guard neutral.contains(true) else { return }
    let places = zip(branch.points, neutral).filter(\.1).map(\.0)
    let middle = places[places.count / 2]
    let part = neutral.allSatisfy { $0 } ? "branch \(id)" : "a part of branch \(id)"
    if let reason = centerReason(at: middle.unknowns) {
      hasCenters = true
      diagram.note(
        "\(part) consists of centres, neither stable nor unstable (\(reason)): around each there is a continuum of cycles, "
          + "none of them isolated")
    } else {
      let what =
        problem.field.isMap
        ? "multipliers other than 1 lie on the unit circle" : "a pair of eigenvalues is imaginary"
      diagram.note("\(part) is neutral: \(what) all along, so that linear stability does not decide")
    }
  }

  /// Why an equilibrium of a planar flow is a centre, if that can be seen from the formulas.
  private func centerReason(at unknowns: [Double]) -> String? {
    guard model.dimension == 2, model.kind == .flow,
      let fixed = try? model.setting(parameter: settings.parameter.name, to: unknowns[2]),
      let system = try? PlanarSystem(fixed)
    else { return nil }
    let window = PlaneWindow(x: search.box.ranges[0], y: search.box.ranges[1])
    return CenterTest(system, window: window).proof(at: SIMD2(unknowns[0], unknowns[1]))
  }

  /// Whether a cycle of a flow has another multiplier at 1: cycles at one value of the parameter come in a continuum, as where a
  /// first integral exists.
  func isOfContinuum(_ cycle: CyclePoint) -> Bool {
    let error = max(1e-5, 10 * abs(cycle.trivialMultiplier - 1))
    guard error < Self.largestError else { return false }
    return cycle.multipliers.contains { abs($0.real - 1) < error && abs($0.imaginary) < error }
  }

  /// Multipliers of larger error tell nothing.
  private static let largestError = 1e-2

  /// Says where trajectories have come to cycles that are not isolated.
  mutating func noteOnContinua(ofCyclesAt values: [Double]) {
    guard !values.isEmpty, !isCancelled() else { return }
    let places = Set(values).sorted().map { diagram.text(ofParameter: $0) }.joined(separator: ", ")
    diagram.note(
      "at \(settings.parameter.name) = \(places) trajectories are cycles of a continuum, none of them isolated, as where there is "
        + "a first integral: they have no branches")
  }
}
