// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers

extension CycleProblem {
  /// The same cycles in other coordinates, on the same mesh.
  /// - Parameter unknowns: A cycle in the coordinates of this problem.
  /// - Returns: The problem and the cycle in the new coordinates; nil if the field has no formulas to change.
  func changing(to new: CycleCoordinates, _ unknowns: [Double]) -> (problem: CycleProblem, unknowns: [Double])? {
    if new == coordinates { return (self, unknowns) }
    guard let field = new.areStates ? stateField : stateField.inLogarithms(signs: new.signs) else { return nil }
    var reference = profile(unknowns)
    reference.values = new.coordinates(coordinates.states(reference.values))
    let problem = CycleProblem(
      field: field, scales: leastScales, reference: reference, adaptationInterval: adaptationInterval,
      coordinates: new, stateField: stateField)
    return (problem, reference.values + unknowns.suffix(2))
  }

  /// The means over a cycle of the variables.
  func stateMeans(_ unknowns: [Double]) -> [Double] { stateProfile(unknowns).means }

  /// The variables along a cycle.
  func stateProfile(_ unknowns: [Double]) -> CycleProfile {
    var profile = profile(unknowns)
    profile.values = coordinates.states(profile.values)
    return profile
  }
}

extension CurvePoint<CycleProblem> {
  /// The point in coordinates that suit the cycle better, with a direction roughly along the branch; nil if those in use do.
  var inBetterCoordinates: (problem: CycleProblem, unknowns: [Double], direction: [Double])? {
    let n = problem.n
    let states = problem.stateProfile(unknowns).values
    let nodes = (0..<problem.nodeCount).map { Array(states[($0 * n)..<(($0 + 1) * n)]) }
    guard
      let coordinates = CycleCoordinates(
        states: nodes, keepsSign: problem.stateField.keepsSign, known: problem.coordinates),
      let (changed, unknowns) = problem.changing(to: coordinates, unknowns)
    else { return nil }
    // Where variables are small their changes have few digits; parameter and period tell the sense.
    let direction = tangent.enumerated().map { index, value in
      index < problem.periodIndex && coordinates.isLogarithm(index % n) ? 0 : value
    }
    return (changed, unknowns, direction)
  }

  /// The point with the variables themselves as unknowns.
  var inStates: CurvePoint {
    let (old, n) = (problem.coordinates, problem.n)
    guard !old.areStates, let (states, changed) = problem.changing(to: CycleCoordinates(dimension: n), unknowns) else {
      return self
    }
    var point = self
    let slopes = old.slopes(Array(unknowns.prefix(problem.nodeCount * n)))
    (point.problem, point.unknowns) = (states, changed)
    point.tangent = zip(tangent, slopes).map { $0 * $1 } + tangent.suffix(2)
    point.motion = point.tangent
    (point.description.minima, point.description.maxima) = point.stateExtrema(
      minima: description.minima, maxima: description.maxima, old)
    return point
  }

  /// The least and the greatest values of the variables, from those of their coordinates: of a negative variable the largest
  /// logarithm is the least value.
  func stateExtrema(
    minima: [Double], maxima: [Double], _ coordinates: CycleCoordinates
  ) -> (minima: [Double], maxima: [Double]) {
    let (low, high) = (coordinates.states(minima), coordinates.states(maxima))
    return (zip(low, high).map { min($0, $1) }, zip(low, high).map { max($0, $1) })
  }
}
