// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule
import Results

/// Finds the points of codimension 2 between two neighbouring points of a curve, locates them, and computes their normal forms.
///
/// What equations define (`CodimensionTwoSystem`) is solved by Newton's method; where a coefficient vanishes (GH, GPD, CH) its zero along the
/// curve is found to round-off, since derivatives of the coefficient would need tensors of the next order.
struct CodimensionTwoLocator: EventFinder {
  typealias Point = CurvePoint<BifurcationCurveProblem>

  let curve: Curve<BifurcationCurveProblem>
  let halvingLimit = 20

  /// Newton's method starts from a bracket of this part of a step.
  private static let coarse = 1e-4
  /// Zeros along the curve are bracketed to this part of a step.
  private static let fine = 1e-14
  /// The same where but signs are known.
  private static let fineOfSigns = 1e-10

  private var isMap: Bool { curve.problem.equilibria.field.isMap }

  /// The functions that change sign.
  func changes(from a: Point, to b: Point) -> [CodimensionTwoTest] {
    CodimensionTwoTest.changes(from: a.description.tests, to: b.description.tests).filter { test in
      // Where two conditions hold together all along, signs are noise.
      [a, b].contains { point in
        test.isSmooth
          ? abs(point.description.tests[test] ?? 0) > Self.roundOff
          : abs(test.nearest(of: point.description.others, isMap: isMap)) > Self.noise
      }
    }
  }

  /// Eigenvalues, and functions of vectors of length 1, that are smaller, in natural units, vanish.
  private static let (noise, roundOff) = (1e-7, 1e-13)

  /// The points in order.
  func located(_ tests: [CodimensionTwoTest], from a: Point, to b: Point) -> [CodimensionTwoPoint] {
    (tests.compactMap { locate($0, a, b) } + besideDoubleEigenvalue(tests, a, b)).sorted { $0.arclength < $1.arclength }
  }

  /// This part of a step beside a double eigenvalue zero, the sign of a Hopf point's coefficient is that at its pole there.
  private static let besidePole = 1e-3

  /// The zero of the first Lyapunov coefficient between a double eigenvalue zero and the end of its step, where the coefficient has no value at
  /// the other end.
  private func besideDoubleEigenvalue(_ tests: [CodimensionTwoTest], _ a: Point, _ b: Point) -> [CodimensionTwoPoint] {
    guard curve.problem.kind == .hopf, tests.contains(.doubleEigenvalue) else { return [] }
    let (isAfter, length) = ((b.description.pair ?? 0) > 0, b.arclength - a.arclength)
    let double = zero(of: .doubleEigenvalue, a, b, tolerance: Self.coarse).point.arclength - a.arclength
    let place = double + (isAfter ? 1 : -1) * Self.besidePole * length
    guard place > 0, place < length, let beside = curve.point(at: place, from: a) else { return [] }
    let (start, end) = isAfter ? (beside, b) : (a, beside)
    return changes(from: start, to: end) == [.degenerate] ? events(from: start, to: end) : []
  }

  private func locate(_ test: CodimensionTwoTest, _ a: Point, _ b: Point) -> CodimensionTwoPoint? {
    guard let kind = CodimensionTwoType(test, on: curve.problem.kind, isMap: isMap) else { return nil }
    let near = zero(of: test, a, b, tolerance: Self.coarse)
    guard isComplex(test, near.point), !isPole(test, near.point, between: a, b) else { return nil }
    let width = b.arclength - a.arclength
    func fineZero() -> Curve<BifurcationCurveProblem>.Bracket {
      zero(of: test, a, b, tolerance: test.isSmooth ? Self.fine : Self.fineOfSigns)
    }
    if kind.atBranchPoint != nil || test == .degenerate {
      let exact = fineZero()
      // Where another eigenvalue vanishes, as at a degenerate zero-Hopf point, the coefficient may change its sign without a zero.
      if test == .degenerate,
        abs(CodimensionTwoTest.otherZero.nearest(of: exact.point.description.others, isMap: isMap)) < Self.noise
      {
        return nil
      }
      // Where the eigenvalue that vanishes is that of a branch point, a fold's equations are singular, and coefficients have poles.
      if hasBranchPoint(exact.point) || isTangentToBranchPoints(test, near.point, between: a, b) {
        return kind.atBranchPoint.map { located(at: exact, as: $0, test, between: a, b) }
      }
    }
    if test == .cusp, isOfHigherOrder(test, near.point, after: a, within: width) { return nil }
    let found: CodimensionTwoPoint
    if let blocks = blocks(kind, test, near.point),
      let outcome = CodimensionTwoSystem(curve.problem.equilibria, blocks).solve(from: state(near.point)),
      distance(outcome.point.unknowns, near.point) < 0.5 * width
    {
      found = point(kind, outcome.point, angles: outcome.angles, near: near)
    } else {
      let exact = fineZero()
      guard holdsCriticalPair(test, exact.point) else { return nil }
      found = located(at: exact, as: kind, test, between: a, b)
      if !(found.residual < Self.largestResidual) { return nil }
    }
    // Where the cubic coefficient vanishes, too, as where all states are equilibria, no two folds meet.
    return kind == .cusp && found.normalForm["c"] == 0 ? nil : found
  }

  /// Whether another pair is critical indeed where a flow with delays has as many more of them in the right half plane: a pair that becomes
  /// real there changes the number, too.
  private func holdsCriticalPair(_ test: CodimensionTwoTest, _ point: Point) -> Bool {
    guard test == .otherPair, curve.problem.equilibria.delays != nil else { return true }
    return point.description.others.contains { $0.imaginary > 0 && abs($0.real) < Self.criticalRate }
  }

  /// The growth rate, in natural units, of a pair that is critical but for the errors of a zero along a curve.
  private static let criticalRate = 1e-6

  /// The distances, as parts of a step, at which values of a function beside its zero are compared; a simple zero halves them.
  private static let (beside, simpleZero) = (0.1, 0.3)

  /// Whether a function vanishes of higher order, as on the folds that touch a degenerate branch point, or where all states are equilibria.
  private func isOfHigherOrder(_ test: CodimensionTwoTest, _ zero: Point, after a: Point, within width: Double) -> Bool
  {
    [1.0, -1].allSatisfy { side in
      let values = [1, 0.5].map { part -> Double in
        let place = zero.arclength - a.arclength + side * part * Self.beside * width
        return place > 0 ? curve.point(at: place, from: a)?.description.tests[test] ?? .nan : .nan
      }
      return abs(values[1]) < Self.simpleZero * abs(values[0])
    }
  }

  /// Where the defining function is larger at what seems to be its zero, as a part of its size beside, there is no point.
  private static let largestResidual = 1e-6

  /// A point that is known from its zero along the curve alone.
  private func located(
    at exact: Curve<BifurcationCurveProblem>.Bracket, as kind: CodimensionTwoType, _ test: CodimensionTwoTest,
    between a: Point, _ b: Point
  ) -> CodimensionTwoPoint {
    let value = test.isSmooth ? abs(exact.point.description.tests[test] ?? .nan) / size(test, a, b) : 0
    let located = LocatedPoint(
      unknowns: state(exact.point), residual: max(exact.point.residual, value), reciprocalCondition: 0)
    let angles = [ownAngle(exact.point), otherAngle(test, exact.point)].compactMap { $0 }
    return point(kind, located, angles: angles, near: exact)
  }

  private func size(_ test: CodimensionTwoTest, _ a: Point, _ b: Point) -> Double {
    abs(a.description.tests[test] ?? 1) + abs(b.description.tests[test] ?? 1)
  }

  /// Whether a function changes sign at a pole.
  private func isPole(_ test: CodimensionTwoTest, _ near: Point, between a: Point, _ b: Point) -> Bool {
    test.isSmooth && abs(near.description.tests[test] ?? .infinity) > size(test, a, b)
  }

  /// Whether an eigenvalue vanishes at a point, or is multiplier 1, without that the parameters move equilibria away.
  private func hasBranchPoint(_ point: Point) -> Bool {
    let (state, equilibria) = (state(point), curve.problem.equilibria)
    let derivative = equilibria.stateDerivative(at: state)
    guard let svd = SingularValueDecomposition(derivative), let least = svd.singularValues.last else { return false }
    // With delays present and delayed terms may cancel.
    let rates = equilibria.delays?.characteristicMatrix(at: state).bound(fromRealPart: 0) ?? 0
    return least < Self.singular * max(derivative.frobeniusNorm, rates)
      && equilibria.transversality(svd.smallestLeftVector, at: state) < Self.transversal
  }

  /// Whether a curve of folds touches one of branch points: there its equations are singular, and the slope by the parameters vanishes.
  private func isTangentToBranchPoints(_ test: CodimensionTwoTest, _ near: Point, between a: Point, _ b: Point) -> Bool
  {
    test == .cusp
      && near.description.transversality
        < Self.falling * max(a.description.transversality, b.description.transversality)
  }

  /// The slope by the parameters at the zero of a coefficient, as a part of what it is beside.
  private static let falling = 0.01

  /// The least singular value of a derivative that is singular but for the errors of a zero along a curve, as a part of its norm, and what
  /// is left there of the slope by the parameters.
  private static let (singular, transversal) = (1e-6, 1e-6)

  private func zero(of test: CodimensionTwoTest, _ a: Point, _ b: Point, tolerance: Double)
    -> Curve<BifurcationCurveProblem>.Bracket
  {
    curve.zero(of: { $0.tests[test] ?? .nan }, from: a, to: b, tolerance: tolerance, isSmooth: test.isSmooth)
  }

  private func state(_ point: Point) -> [Double] {
    Array(point.unknowns.prefix(curve.problem.equilibria.field.dimension + 2))
  }

  private func distance(_ unknowns: [Double], _ point: Point) -> Double {
    let weights = curve.problem.equilibria.weights(at: unknowns)
    return weightedNorm(zip(unknowns, point.unknowns).map { $0 - $1 }, weights)
  }

  private func point(
    _ kind: CodimensionTwoType, _ located: LocatedPoint, angles: [Double],
    near bracket: Curve<BifurcationCurveProblem>.Bracket
  ) -> CodimensionTwoPoint {
    let equilibria = curve.problem.equilibria
    return CodimensionTwoPoint(
      kind: kind, unknowns: located.unknowns, eigenvalues: equilibria.eigenvalues(at: located.unknowns),
      angles: angles,
      normalForm: CodimensionTwoForms(equilibria, at: located.unknowns).coefficients(kind, angles: angles)
        .filter { $0.value.isFinite },
      residual: located.residual, reciprocalCondition: located.reciprocalCondition, bracket: bracket.width,
      arclength: bracket.point.arclength)
  }

  /// Whether a change of sign is that of complex eigenvalues: two real ones that are opposite, and a neutral saddle with something
  /// else besides, are no points of codimension 2.
  private func isComplex(_ test: CodimensionTwoTest, _ point: Point) -> Bool {
    if let k = point.description.pair, !test.isDouble, !(isMap ? abs(k) < 1 : k > 0) { return false }
    guard test == .otherPair, curve.problem.equilibria.delays == nil else { return true }
    let others = point.description.others
    let real = others.filter { $0.imaginary == 0 }.map(\.real)
    let neutral = real.indices.flatMap { i in real[(i + 1)...].map { abs(isMap ? real[i] * $0 - 1 : real[i] + $0) } }
    let complex = others.filter { $0.imaginary > 0 }.map { isMap ? abs($0.lengthSquared - 1) : 2 * abs($0.real) }
    return (complex.min() ?? .infinity) < (neutral.min() ?? .infinity)
  }

  /// The angle of the pair that is critical along the curve.
  private func ownAngle(_ point: Point) -> Double? {
    guard let k = point.description.pair else { return nil }
    if isMap { return abs(k) <= 1 ? Double.acos(k) : nil }
    return k >= 0 ? k.squareRoot() : nil
  }

  /// The angle of the pair that becomes critical, too.
  private func otherAngle(_ test: CodimensionTwoTest, _ point: Point) -> Double? {
    guard test == .otherPair else { return nil }
    let pair = point.description.others.filter { $0.imaginary > 0 }.min {
      isMap ? abs($0.length - 1) < abs($1.length - 1) : abs($0.real) < abs($1.real)
    }
    return pair.map { isMap ? $0.phase : $0.imaginary }
  }

  /// The equations of a kind of point; nil where a coefficient vanishes, and of pairs and chains of a flow with delays.
  private func blocks(
    _ kind: CodimensionTwoType, _ test: CodimensionTwoTest, _ point: Point
  ) -> [CodimensionTwoSystem.Block]? {
    let one = isMap ? 1.0 : 0
    if kind != .cusp, curve.problem.equilibria.delays != nil { return nil }
    let pair = ownAngle(point) ?? otherAngle(test, point)
    switch kind {
    case .cusp: return [.real(one), .curvature(one)]
    case .bogdanovTakens, .resonance1: return [.real(one), .chain(one)]
    case .resonance2: return [.real(-1), .chain(-1)]
    case .resonance3: return [.fixedPair(angle: 2 * .pi / 3)]
    case .resonance4: return [.fixedPair(angle: .pi / 2)]
    case .foldFlip: return [.real(1), .real(-1)]
    case .zeroHopf, .foldNeimarkSacker: return pair.map { [.real(one), .pair(near: $0)] }
    case .flipNeimarkSacker: return pair.map { [.real(-1), .pair(near: $0)] }
    case .hopfHopf, .doubleNeimarkSacker:
      guard let own = ownAngle(point), let other = otherAngle(test, point) else { return nil }
      return [.pair(near: own), .pair(near: other)]
    default: return nil
    }
  }
}

extension CodimensionTwoTest {
  /// The functions that have values of different sign at two points.
  static func changes(from a: [Self: Double], to b: [Self: Double]) -> [Self] {
    allCases.filter { test in
      guard let first = a[test], let second = b[test], first.isFinite, second.isFinite else { return false }
      return (first < 0) != (second < 0)
    }
  }

  /// Whether the pair of a curve becomes a double real eigenvalue, beyond which it is real.
  fileprivate var isDouble: Bool { [.doubleEigenvalue, .resonance1, .resonance2].contains(self) }
}
