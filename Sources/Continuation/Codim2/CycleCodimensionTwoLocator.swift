// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import RealModule
import Results

/// Finds the points of codimension 2 between two neighbouring points of a curve of bifurcations of cycles: the zeros of test functions
/// along the curve, whose points have the accuracy of collocation. Changes of sign at poles, and those of real multipliers
/// whose product is 1, are no points.
struct CycleCodimensionTwoLocator: EventFinder {
  typealias Point = CurvePoint<CycleBifurcationProblem>

  let curve: Curve<CycleBifurcationProblem>

  let halvingLimit = 6

  /// Zeros are bracketed to this part of a step.
  private static let fine = 1e-8
  /// A function that vanishes is smaller than this part of its values at the ends of the step.
  private static let vanishing = 1e-3
  /// A multiplier that passes a value is this near to it.
  private static let nearness = 1e-2

  /// The functions that change sign, but for coefficients of folds away from cusps.
  func changes(from a: Point, to b: Point) -> [CodimensionTwoTest] {
    CodimensionTwoTest.changes(from: a.description.tests, to: b.description.tests).filter {
      $0 != .cusp || turns(a, b)
    }
  }

  /// The points in order.
  func located(_ tests: [CodimensionTwoTest], from a: Point, to b: Point) -> [CodimensionTwoPoint] {
    tests.compactMap { locate($0, a, b) }.sorted { $0.arclength < $1.arclength }
  }

  /// Whether both parameters stand still and turn back between two points, as at a cusp; where parameters hardly move along branches of
  /// cycles, as in canard explosions, the sign of the coefficient is noise.
  private func turns(_ a: Point, _ b: Point) -> Bool {
    let widths = curve.problem.plane.ranges.map { $0.upperBound - $0.lowerBound }
    return (0..<2).reduce(0.0) {
      $0 + a.description.point.direction[$1] * b.description.point.direction[$1] / (widths[$1] * widths[$1])
    } < 0
  }

  private func locate(_ test: CodimensionTwoTest, _ a: Point, _ b: Point) -> CodimensionTwoPoint? {
    guard let kind = curve.problem.kind.pointKind(test) else { return nil }
    let bracket = curve.zero(
      of: { $0.tests[test] ?? .nan }, from: a, to: b, tolerance: Self.fine, isSmooth: true)
    let point = bracket.point
    let size = max(abs(a.description.tests[test] ?? 0), abs(b.description.tests[test] ?? 0))
    let value = abs(point.description.tests[test] ?? .nan)
    guard value < Self.vanishing * size, isNear(test, point) else { return nil }
    return CodimensionTwoPoint(
      kind, point, bracket: bracket.width,
      residual: max(point.residual, value / size),
      angles: [point.description.point.angle, otherAngle(test, point)].compactMap { $0 })
  }

  /// Whether a multiplier, or a pair of them, is where the test says.
  private func isNear(_ test: CodimensionTwoTest, _ point: Point) -> Bool {
    let others = point.description.others
    let real = others.filter { $0.imaginary == 0 }.map(\.real)
    switch test {
    case .otherZero: return real.contains { abs($0 - 1) < Self.nearness }
    case .otherFlip: return real.contains { abs($0 + 1) < Self.nearness }
    case .otherPair: return others.contains { $0.imaginary > 0 && abs($0.length - 1) < Self.nearness }
    default: return true
    }
  }

  /// The angle of the pair that becomes critical, too.
  private func otherAngle(_ test: CodimensionTwoTest, _ point: Point) -> Double? {
    guard test == .otherPair else { return nil }
    return point.description.others.filter { $0.imaginary > 0 }.min {
      abs($0.length - 1) < abs($1.length - 1)
    }?.phase
  }
}

extension CodimensionTwoPoint {
  /// A point on a curve of bifurcations of cycles.
  init(
    _ kind: CodimensionTwoType, _ point: CurvePoint<CycleBifurcationProblem>, bracket: Double, residual: Double,
    angles: [Double]
  ) {
    let cycle = point.description.point.cycle
    self.init(
      kind: kind, unknowns: cycle.maxima + point.description.point.parameters, eigenvalues: cycle.multipliers,
      angles: angles, normalForm: [:], residual: residual, reciprocalCondition: 0, bracket: bracket,
      arclength: point.arclength)
  }
}
