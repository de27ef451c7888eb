// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore
import Results

/// Curves of cycles that begin at points of codimension 2: folds of cycles at generalized Hopf points, homoclinic orbits at
/// Bogdanov–Takens points, tori at strong resonances on other curves. Homoclinic orbits start from their normal form. What else is born
/// may be gone at a small distance, so lines pass such points ever more closely.
extension TwoParameterAnalyzer {
  /// The distances at which lines pass points of codimension 2, as parts of the window.
  static let besidePoints = [0.012, 0.003, 0.0008, 0.0002]

  /// A curve of cycles that begins at a kind of points of codimension 2.
  private struct Birth {
    var point: CodimensionTwoType
    var curve: CycleBifurcationCurve.Kind
    var name: String
  }

  /// What is born at points of codimension 2 of equilibria.
  private static let births = [
    Birth(point: .generalizedHopf, curve: .limitPoint, name: "folds of cycles"),
    Birth(point: .bogdanovTakens, curve: .homoclinic, name: "homoclinic orbits"),
  ]

  /// What is born at points of codimension 2 of cycles.
  private static let birthsOfCycles = [
    Birth(point: .resonance1, curve: .neimarkSacker, name: "tori"),
    Birth(point: .resonance2, curve: .neimarkSacker, name: "tori"),
    Birth(point: .neutralSaddle, curve: .limitPoint, name: "folds of cycles"),
  ]

  /// Points at which curves of Neimark–Sacker points of the cycles of one or the other Hopf curve may begin.
  private static let torusPoints: [CodimensionTwoType] = [.hopfHopf, .zeroHopf]

  /// Lines on both sides of points of codimension 2 at which curves of bifurcations of cycles begin: horizontal ones, and in both
  /// directions where two Hopf curves may cross, each with cycles of its own.
  func linesBesidePoints(at distance: Double) -> [(isHorizontal: Bool, value: Double)] {
    Self.births.flatMap { birth in
      diagram.known.filter { $0.point.kind == birth.point && !begins(birth.curve, at: $0.label) }
    }.flatMap { lines(beside: $0.point, at: distance).filter(\.isHorizontal) }
      + Self.torusPoints.flatMap { diagram.points($0) }.flatMap { lines(beside: $0, at: distance) }
  }

  /// Lines on both sides of a point, in both directions.
  private func lines(
    beside point: CodimensionTwoPoint, at distance: Double
  ) -> [(isHorizontal: Bool, value: Double)] {
    let n = units.model.dimension
    return [true, false].flatMap { isHorizontal in
      let range = isHorizontal ? units.window.vertical : units.window.horizontal
      let value = point.unknowns[n + (isHorizontal ? 1 : 0)]
      return [1.0, -1].map { (isHorizontal, value + $0 * distance * range.width) }.filter { range.contains($0.1) }
    }
  }

  /// Follows the homoclinic orbits that are born at Bogdanov–Takens points.
  mutating func followHomoclinicOrbitsBornAtPoints() {
    for (point, label) in diagram.known where point.kind == .bogdanovTakens && !isCancelled() {
      if begins(.homoclinic, at: label) { continue }
      let curve = CycleBifurcationCurve.follow(
        homoclinicFrom: point, on: units.equilibria, in: units.plane, isCancelled: isCancelled)
      if let curve { add(curve, parent: label) }
    }
  }

  /// Looks closely beside points of codimension 2 from which no curve of those that begin there was followed.
  mutating func followCyclesBornAtPoints() {
    for birth in Self.births { follow(birth, at: Array(Self.besidePoints.dropFirst())) }
    for birth in Self.birthsOfCycles { follow(birth, at: Array(Self.besidePoints.prefix(2))) }
    followFoldsAtResonances()
  }

  /// Follows the folds of cycles that pass a resonance 1:1 at which a curve of tori ends: the cycles of its last torus point are followed
  /// along either parameter.
  private mutating func followFoldsAtResonances() {
    for curve in cycleCurves where curve.kind == .neimarkSacker {
      for (end, point) in curve.endPoints where end == .resonance(.resonance1) && !point.cycle.states.isEmpty {
        for isHorizontal in [true, false]
        where !isCancelled() && !isCycleWorkDone && !passes(.limitPoint, beside: point.parameters) {
          follow(point.cycle.orbit, at: point.parameters, isHorizontal: isHorizontal)
        }
      }
    }
  }

  /// Follows the cycles through one along a line, and the curves of their bifurcations.
  private mutating func follow(_ orbit: SampledOrbit, at place: [Double], isHorizontal: Bool) {
    let line = units.line(isHorizontal: isHorizontal, at: place[isHorizontal ? 1 : 0], startCount: Self.startCount)
    guard let seed = CycleSeed(orbit, near: place[isHorizontal ? 0 : 1], on: line.problem) else { return }
    let branch = CycleBranch.follow(
      through: seed, range: line.range, settings: Self.lineSettings, isCancelled: isCancelled)
    if branch.points.count > 1 { follow(CycleLine(line: line, cycles: [branch])) }
  }

  private mutating func follow(_ birth: Birth, at distances: [Double]) {
    for (point, label) in diagram.known
    where point.kind == birth.point && !begins(birth.curve, at: label) && !isCancelled() {
      for line in distances.flatMap({ lines(beside: point, at: $0) })
      where !isCancelled() && !isCycleWorkDone && !begins(birth.curve, at: label)
        && hasHopfCurve(line.isHorizontal, line.value)
      {
        followCycles(onLineAt: line.value, isHorizontal: line.isHorizontal)
      }
    }
  }

  /// Says at which points no curve of those that begin there was followed.
  mutating func noteMissingBirths() {
    for birth in Self.births + Self.birthsOfCycles {
      for (point, label) in diagram.known where point.kind == birth.point && !begins(birth.curve, at: label) {
        diagram.note("the \(birth.name) born at \(label) could not be followed")
      }
    }
  }

  private func begins(_ kind: CycleBifurcationCurve.Kind, at label: String) -> Bool {
    cycleCurves.contains { $0.kind == kind && diagram.origins(of: $0).contains(label) }
  }
}
