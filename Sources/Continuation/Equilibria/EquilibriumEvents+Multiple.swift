// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import RealModule

/// Special points at which several eigenvalues pass the imaginary axis at once or nearly so.
extension EquilibriumEvents {
  /// The events between two points where test functions do not tell them apart; nil where these serve.
  func multiple(_ a: Point, _ b: Point, _ candidates: [TestFunction]) -> [SpecialEquilibrium]? {
    let crossings = AxisCrossings(curve: curve)
    guard crossings.applies(a, b, candidates), let found = crossings.between(a, b) else { return nil }
    // A single real eigenvalue is a fold or a simple branch point, and other functions' business.
    guard found.allSatisfy({ $0.realCount != 1 }) else { return nil }
    return found.flatMap { crossing in special(crossing) }
  }

  /// The points that a crossing makes: one for each frequency, and one for real eigenvalues.
  private func special(_ crossing: AxisCrossings.Crossing) -> [SpecialEquilibrium] {
    var points: [SpecialEquilibrium] = []
    var rest = crossing.frequencies
    while let frequency = rest.first {
      let same = rest.filter { abs($0 - frequency) <= 1e-6 * frequency }
      rest.removeAll { abs($0 - frequency) <= 1e-6 * frequency }
      points.append(hopf(crossing, frequency: frequency, multiplicity: same.count))
    }
    if crossing.realCount > 1 {
      let bare = point(.branchPoint(.degenerate), crossing, multiplicity: crossing.realCount)
      points.append(locator.branchPoint(ofSeveral: crossing.point, bare.bracket) ?? bare)
    }
    return points
  }

  /// A point that Newton's method has found is the one looked for if frequencies differ by less than this part of themselves, and places by
  /// less than this in natural units.
  private static let (sameFrequency, samePlace) = (1e-3, 1e-7)

  private func hopf(
    _ crossing: AxisCrossings.Crossing, frequency: Double, multiplicity: Int
  ) -> SpecialEquilibrium {
    let near = crossing.point
    let bare = point(
      .hopf(frequency: frequency, firstLyapunovCoefficient: .nan), crossing, multiplicity: multiplicity)
    guard multiplicity == 1 else { return bare }
    // Beside another Hopf point Newton's method may lead there, and where several pairs are critical at once, to another pair.
    guard var polished = locator.polish(.hopf, near, bracket: bare.bracket),
      case .hopf(let own, _) = polished.kind, abs(own - frequency) < Self.sameFrequency * frequency,
      case let shift = zip(polished.unknowns, near.unknowns).map({ $0 - $1 }),
      weightedNorm(shift, curve.problem.weights(at: near.unknowns)) < Self.samePlace
    else {
      let form = NormalForms(problem: curve.problem, at: near.unknowns)
      guard let (angle, coefficient) = form.firstLyapunovCoefficient(near: frequency) else { return bare }
      return point(.hopf(frequency: angle, firstLyapunovCoefficient: coefficient), crossing, multiplicity: 1)
    }
    polished.arclength = near.arclength
    return polished
  }

  private func point(
    _ kind: SpecialEquilibrium.Kind, _ crossing: AxisCrossings.Crossing, multiplicity: Int
  ) -> SpecialEquilibrium {
    let near = crossing.point
    let speed = abs(near.tangent[near.tangent.count - 1])
    return SpecialEquilibrium(
      kind: kind, unknowns: near.unknowns, eigenvalues: near.description.eigenvalues, residual: near.residual,
      reciprocalCondition: 0, bracket: speed * crossing.width, tangents: [near.tangent], arclength: near.arclength,
      multiplicity: multiplicity)
  }
}
