// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Results

/// Finds the points of codimension 2 between two neighbouring points of a curve of homoclinic orbits: the zeros of functions of the
/// eigenvalues of the saddle along the curve. Where leading eigenvalues change places functions jump, which makes no points.
struct HomoclinicLocator: EventFinder {
  typealias Point = CurvePoint<HomoclinicProblem>

  let curve: Curve<HomoclinicProblem>

  /// Steps are not halved.
  let halvingLimit = 0

  /// Zeros are bracketed to this part of a step.
  private static let fine = 1e-8
  /// Functions of eigenvalues that are smaller, as parts of these, vanish.
  private static let noise = 1e-9
  /// A function that vanishes is smaller than this part of its values at the ends of the step.
  private static let vanishing = 1e-3

  func changes(from a: Point, to b: Point) -> [CodimensionTwoTest] {
    CodimensionTwoTest.changes(from: a.description.tests, to: b.description.tests).filter { test in
      // Where leading rates cancel all along, as in conservative systems, signs are noise.
      [a, b].contains {
        abs($0.description.tests[test] ?? 0) > Self.noise * $0.description.size(of: test)
      }
    }
  }

  /// Several functions may change sign in one step: each has zeros of its own.
  func resolved(_ tests: [CodimensionTwoTest], from a: Point, to b: Point) -> [CodimensionTwoPoint]? {
    located(tests, from: a, to: b)
  }

  /// The points in order.
  func located(_ tests: [CodimensionTwoTest], from a: Point, to b: Point) -> [CodimensionTwoPoint] {
    tests.compactMap { locate($0, a, b) }.sorted { $0.arclength < $1.arclength }
  }

  private func locate(_ test: CodimensionTwoTest, _ a: Point, _ b: Point) -> CodimensionTwoPoint? {
    guard let first = a.description.tests[test], let second = b.description.tests[test] else { return nil }
    let bracket = curve.zero(
      of: { $0.tests[test] ?? .nan }, from: a, to: b, tolerance: Self.fine, isSmooth: true)
    let (point, size) = (bracket.point, max(abs(first), abs(second)))
    let value = abs(point.description.tests[test] ?? .nan)
    guard value < Self.vanishing * size, let kind = kind(test, point) else { return nil }
    return CodimensionTwoPoint(kind, point, bracket: bracket.width, residual: max(point.residual, value / size))
  }

  private func kind(_ test: CodimensionTwoTest, _ point: Point) -> CodimensionTwoType? {
    switch test {
    case .neutralSaddle: point.description.neutralKind
    case .doubleInward: .doubleInward
    case .doubleOutward: .doubleOutward
    case .divergentInward: .divergentInward
    case .divergentOutward: .divergentOutward
    default: nil
    }
  }
}
