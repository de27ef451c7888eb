// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import LinearSolvers
import ModelCore
import Results

extension SingularCycle {
  /// The least zero of the function by which Riccati's equation X' = X² + T goes to infinity: -Omega is the largest zero of Ai.
  private static let riccatiDelay = 2.338107410459767

  /// The singular cycle along the visits of a relaxation oscillation; nil if one of them does not end at a fold.
  ///
  /// The slow motion dz / g is integrated by Gauss's rule of five points between neighbouring points of the branch, on points of
  /// the curve itself: its error is that of round-off and of the folds' places.
  init?(
    _ full: Model, _ diagram: BifurcationResult, _ visits: [BranchVisit], _ orbit: AttractorOrbit
  ) throws(ModelError) {
    let slow = diagram.parameter.name
    guard let index = full.variableIndex(slow), visits.count > 1 else { return nil }
    let names = full.variableNames
    let scales = names.map { name -> Double in
      let columns = name == slow ? diagram.branches.map(\.parameter) : diagram.branches.compactMap { $0.states[name] }
      // A variable may be the same at all states of rest, as a velocity is, and not in between.
      let values = columns.flatMap(\.self) + (orbit.values[name] ?? [])
      let range = (values.max() ?? 1) - (values.min() ?? 0)
      return range > 0 ? range : max(abs(values.first ?? 0), 1)
    }
    let manifold = try CriticalManifold(full, slow: index, scales: scales)
    let path = SlowPath(manifold: manifold, diagram: diagram, names: names, slow: slow)
    // A period may be kept as one visit more than it has.
    var cycle = visits
    if let first = cycle.first, let last = cycle.last, cycle.count > 2, first.branch == last.branch {
      cycle.removeLast()
    }
    let folds = cycle.map { visit in diagram.specialPoints.first { $0.label == visit.exit && $0.type == .limitPoint } }
    guard folds.allSatisfy({ $0 != nil }) else { return nil }
    var found: [Stretch] = []
    for (k, visit) in cycle.enumerated() {
      let previous = folds[(k + cycle.count - 1) % cycle.count]
      guard let start = previous, let end = folds[k],
        let stretch = path.stretch(visit, from: start, to: end, delay: Self.riccatiDelay)
      else { return nil }
      found.append(stretch)
    }
    let period = found.reduce(0) { $0 + $1.time }
    let corrected = found.reduce(period) { $0 + $1.correction }
    guard corrected.isFinite else { return nil }
    self.init(stretches: found, period: period, correctedPeriod: corrected)
  }
}

/// Slow motion along branches of equilibria of the fast subsystem.
private struct SlowPath {
  let manifold: CriticalManifold
  let diagram: BifurcationResult
  let names: [String]
  let slow: String

  /// The slow motion of a visit from where the jump at one fold lands to the next fold.
  func stretch(
    _ visit: BranchVisit, from start: BifurcationPoint, to end: BifurcationPoint, delay: Double
  ) -> SingularCycle.Stretch? {
    guard let landing = start.parameters[slow], let jump = end.parameters[slow],
      let index = diagram.branches.firstIndex(where: { $0.id == visit.branch }),
      let last = diagram.branches[index].labels.firstIndex(of: end.label),
      let place = place(of: landing, on: index, towards: last, rising: visit.slowAtEnd > visit.slowAtStart),
      let first = manifold.point(near: state(place), across: slowDirection)
    else { return nil }
    let branch = diagram.branches[index]
    let step = last > place.point ? 1 : -1
    let nodes = step > 0 ? Array((place.point + 1)...last) : Array((last...place.point).reversed())
    let states = [first.state] + nodes.map { state(branch, $0) }
    guard let time = time(along: states), let departure = passage(at: state(branch, last), delay),
      let arrival = passage(landingAt: first.state, after: start, delay)
    else { return nil }
    return SingularCycle.Stretch(
      branch: visit.branch, landing: landing, fold: end.label, jump: jump, time: time, correction: departure + arrival)
  }

  /// The place at a slow value on a branch from which a fold is reached without another turn.
  private func place(of value: Double, on branch: Int, towards last: Int, rising: Bool) -> BranchCrossings.Place? {
    let column = diagram.branches[branch].parameter
    let places = BranchCrossings(diagram: diagram).places(at: value, of: [.equilibria]).filter { place in
      guard place.branch == branch else { return false }
      let between = last > place.point ? column[(place.point + 1)...last] : column[last...place.point]
      let ordered = last > place.point ? Array(between) : between.reversed()
      return zip(ordered, ordered.dropFirst()).allSatisfy { rising ? $0 <= $1 : $0 >= $1 }
    }
    return places.min { abs($0.point - last) < abs($1.point - last) }
  }

  private var slowDirection: [Double] { names.map { $0 == slow ? 1 : 0 } }

  private func state(_ branch: BifurcationBranch, _ k: Int) -> [Double] {
    names.map { $0 == slow ? branch.parameter[k] : branch.states[$0]?[k] ?? .nan }
  }

  private func state(_ place: BranchCrossings.Place) -> [Double] {
    let branch = diagram.branches[place.branch]
    return names.map { place.value($0 == slow ? branch.parameter : branch.states[$0] ?? []) }
  }

  /// Points and weights of Gauss's rule on 0...1.
  private static let gauss: [(point: Double, weight: Double)] = [
    (0.046910077030668, 0.118463442528095), (0.230765344947158, 0.239314335249683), (0.5, 0.284444444444444),
    (0.769234655052842, 0.239314335249683), (0.953089922969332, 0.118463442528095),
  ]

  /// The integral of dz / g along the curve through states on it.
  private func time(along states: [[Double]]) -> Double? {
    let scales = manifold.scales
    var time = 0.0
    for (a, b) in zip(states, states.dropFirst()) {
      let chord = zip(zip(a, b), scales).map { ($0.1 - $0.0) / $1 }
      let length = euclideanNorm(chord)
      if length == 0 { continue }
      let direction = chord.map { $0 / length }
      for (fraction, weight) in Self.gauss {
        let guess = zip(a, b).map { $0 + fraction * ($1 - $0) }
        guard let point = manifold.point(near: guess, across: direction) else { return nil }
        let rate = manifold.slowRate(at: point.state)
        guard rate != 0 else { return nil }
        time += weight * length * point.derivative[manifold.slow] / rate
      }
    }
    return time
  }

  /// The slow distance beyond a fold at which the jump takes place.
  private func overshoot(at fold: [Double], _ delay: Double) -> Double? {
    guard let product = manifold.foldProduct(at: fold), product != 0 else { return nil }
    let rate = abs(manifold.slowRate(at: fold))
    return delay * pow(rate, 2.0 / 3) / pow(abs(product), 1.0 / 3)
  }

  private func passage(at fold: [Double], _ delay: Double) -> Double? {
    overshoot(at: fold, delay).map { $0 / abs(manifold.slowRate(at: fold)) }
  }

  /// The time that the motion after a landing takes to make up for the distance that the passage of the fold before went too far.
  private func passage(landingAt state: [Double], after fold: BifurcationPoint, _ delay: Double) -> Double? {
    let origin = names.map { $0 == slow ? fold.parameters[slow] ?? .nan : fold.state[$0] ?? .nan }
    return overshoot(at: origin, delay).map { $0 / abs(manifold.slowRate(at: state)) }
  }
}
