// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule
import Results

/// Finds the special points between two neighbouring points of an equilibrium curve.
///
/// Three signs and a count are watched: the parameter's share of the tangent (folds), the determinant of the bordered
/// Jacobian (branch points), the product of the sums of eigenvalue pairs (Hopf points and neutral saddles) or its
/// counterparts for maps, and the number of unstable eigenvalues. An event that has an interval of its own is bracketed by
/// bisection and polished by Newton's method.
struct EquilibriumEvents: EventFinder {
  typealias Point = CurvePoint<EquilibriumProblem>

  let halvingLimit = 24
  let curve: Curve<EquilibriumProblem>
  let locator: EquilibriumLocator

  init(curve: Curve<EquilibriumProblem>) {
    self.curve = curve
    locator = EquilibriumLocator(problem: curve.problem)
  }

  /// The events from one point to the next, in order, each once.
  ///
  /// At a pitchfork the tangent of the outer branch is upright, so a fold seems to lie there, too; the branch point stands
  /// for all that is found at its place.
  func between(_ a: Point, _ b: Point) -> [SpecialEquilibrium] {
    let events = events(from: a, to: b).map { multiple(beside: $0, a, b) ?? $0 }
    let length = b.arclength - a.arclength
    let crossings = events.filter { $0.type == .branchPoint }
    return events.enumerated().filter { index, event in
      if event.type == .branchPoint {
        return !events[..<index].contains {
          $0.type == .branchPoint && (abs($0.arclength - event.arclength) < 1e-4 * length || isSame($0, event))
        }
      }
      // Where Newton's method finds no fold, it stands at a branch point a little further away, too.
      let reach = event.type == .limitPoint && event.reciprocalCondition == 0 ? max(length, 1) : length
      return !crossings.contains { abs($0.arclength - event.arclength) < 1e-4 * reach }
    }.map(\.element)
  }

  /// Points that Newton's method has led to from different brackets, nearer to each other in natural units, are one.
  private static let samePlace = 1e-9

  private func isSame(_ a: SpecialEquilibrium, _ b: SpecialEquilibrium) -> Bool {
    let shift = zip(a.unknowns, b.unknowns).map { $0 - $1 }
    return weightedNorm(shift, curve.problem.weights(at: a.unknowns)) < Self.samePlace
  }

  /// Points of the curve half-way between events of one step, which tell the stability there.
  func points(between events: [SpecialEquilibrium], from start: Point) -> [Point] {
    zip(events, events.dropFirst()).compactMap { a, b in
      let middle = (a.arclength + b.arclength) / 2
      guard middle > a.arclength, middle < b.arclength else { return nil }
      return curve.point(at: middle - start.arclength, from: start)
    }
  }

  /// The functions that change sign, or the one that stands for a change of the number of unstable eigenvalues.
  func changes(from a: Point, to b: Point) -> [TestFunction] {
    TestFunction.changes(from: a.description, to: b.description, isMap: curve.problem.field.isMap)
  }

  /// A single event must explain the change of the number of unstable eigenvalues, too.
  func resolved(_ tests: [TestFunction], from a: Point, to b: Point) -> [SpecialEquilibrium]? {
    if let several = multiple(a, b, tests) { return several }
    guard let test = tests.first, tests.count == 1,
      TestFunction.explains(test, a.description, b.description, isMap: curve.problem.field.isMap)
    else { return nil }
    return located(tests, from: a, to: b)
  }

  /// The events bracketed and polished.
  func located(_ tests: [TestFunction], from a: Point, to b: Point) -> [SpecialEquilibrium] {
    tests.compactMap { locate($0, a, b) }
  }

  private func locate(_ test: TestFunction, _ a: Point, _ b: Point) -> SpecialEquilibrium? {
    // The bracket shrinks to where Newton's method is certain; a neutral saddle, whose two eigenvalues need not be near
    // the axis, is located by bisection alone.
    let (near, coarse) = bisect(test, a, b, tolerance: curve.problem.structure == nil ? 1e-6 : 1e-3)
    let found = locator.polish(test, near, bracket: coarse)
    // Along a part of the curve that stands at one value of the parameter, the sign of its speed is noise.
    if case .limitPoint(quadraticCoefficient: 0) = found?.kind, a.description.stands || b.description.stands {
      return nil
    }
    guard let found, found.isKnownByItsSignAlone || found.isUnresolved else { return found }
    let (exact, bracket) = bisect(test, a, b, tolerance: 1e-15)
    return locator.polish(test, exact, bracket: bracket)
  }

  /// A point within a bracket of the given length, relative to the step, and the bracket's width in the parameter.
  private func bisect(_ test: TestFunction, _ a: Point, _ b: Point, tolerance: Double) -> (Point, Double) {
    let bracket = curve.zero(of: test.value, from: a, to: b, tolerance: tolerance, isSmooth: false)
    return (bracket.point, abs(bracket.point.tangent[bracket.point.tangent.count - 1]) * bracket.width)
  }
}

/// A function on an equilibrium curve that changes sign at one kind of special point.
enum TestFunction: Hashable, Sendable {
  case limitPoint
  case branchPoint
  case hopf
  case flip
  case neimarkSacker

  /// The value; only its sign and its zeros matter.
  func value(_ point: EquilibriumProblem.Description) -> Double {
    switch self {
    case .limitPoint: point.parameterSpeed
    case .branchPoint: Double(point.borderedSign)
    case .hopf:
      // Of a part of the spectrum only the number of unstable eigenvalues tells anything.
      point.isWholeSpectrum
        ? TestFunction.pairProduct(point.eigenvalues) { $0 + $1 } : (point.unstableCount / 2 % 2 == 0 ? 1 : -1)
    case .flip: point.eigenvalues.reduce(1) { $0 * ($1.imaginary == 0 ? ($1.real + 1).sign01 : 1) }
    case .neimarkSacker: TestFunction.pairProduct(point.eigenvalues) { $0 * $1 - 1 }
    }
  }

  /// The sign of the product of a symmetric function over all pairs of eigenvalues; pairs that are not real come with
  /// their conjugates and give positive factors, but for the conjugates themselves.
  private static func pairProduct(
    _ eigenvalues: [Complex<Double>], _ function: (Complex<Double>, Complex<Double>) -> Complex<Double>
  ) -> Double {
    var sign = 1.0
    let real = eigenvalues.filter { $0.imaginary == 0 }
    for (i, a) in real.enumerated() { for b in real[(i + 1)...] { sign *= function(a, b).real.sign01 } }
    for a in eigenvalues where a.imaginary > 0 { sign *= function(a, a.conjugate).real.sign01 }
    return sign
  }

  /// The test functions that change sign between two points.
  static func changes(
    from a: EquilibriumProblem.Description, to b: EquilibriumProblem.Description, isMap: Bool
  ) -> [TestFunction] {
    let isWhole = a.isWholeSpectrum && b.isWholeSpectrum
    let kinds: [TestFunction] =
      isMap
      ? [.branchPoint, .limitPoint, .flip, .neimarkSacker]
      : [.branchPoint, .limitPoint] + (isWhole ? [.hopf] : [])
    var changed = kinds.filter { ($0.value(a) < 0) != ($0.value(b) < 0) && $0.isCertain(a, b) }
    // Two that pass 1, or -1, leave the signs as they were.
    if isMap, a.unstablePairs(isMap: true) == b.unstablePairs(isMap: true) {
      for (test, side) in [(TestFunction.flip, -1.0), (.branchPoint, 1)] {
        let change = abs(a.realMultipliers(beyond: side) - b.realMultipliers(beyond: side))
        if change > 0, change % 2 == 0, !changed.contains(test) { changed.append(test) }
      }
    }
    // An odd change alone is a real eigenvalue that is zero but for rounding, as where a curve starts on a fold; the fold's own
    // function tells on which side it lies.
    let change = abs(a.unstableCount - b.unstableCount)
    if changed.isEmpty, change > 0, change % 2 == 0 { return [isMap ? .neimarkSacker : .hopf] }
    return changed
  }

  /// The parameter's share of a tangent of length 1 that rounding may turn: far out, where a branch approaches a value of the
  /// parameter for ever, its sign means nothing.
  static let leastParameterSpeed = 1e-12

  /// Whether a change of sign is more than rounding.
  private func isCertain(_ a: EquilibriumProblem.Description, _ b: EquilibriumProblem.Description) -> Bool {
    self != .limitPoint || !(a.stands && b.stands)
  }

  /// Whether the change of the number of unstable eigenvalues is what one event of this kind makes: of two real ones that pass one after
  /// the other the signs of determinants are the same, and their sum, or their product, passes its zero, too, as that of a pair does.
  static func explains(
    _ test: TestFunction, _ a: EquilibriumProblem.Description, _ b: EquilibriumProblem.Description, isMap: Bool
  ) -> Bool {
    let change = abs(b.unstableCount - a.unstableCount)
    let isWhole = a.isWholeSpectrum && b.isWholeSpectrum
    // A pair may pass the axis, or become real before one of them does.
    let changesPairs = a.unstablePairs(isMap: isMap) != b.unstablePairs(isMap: isMap)
    return switch test {
    case .limitPoint, .branchPoint, .flip: change == 1 && !changesPairs
    case .hopf, .neimarkSacker: change == 2 && changesPairs || change == 0 && isWhole
    }
  }
}

extension SpecialEquilibrium {
  /// Whether Newton's method has not led to it, as where there are no second derivatives.
  fileprivate var isUnresolved: Bool { reciprocalCondition == 0 && type == .hopf }

  /// Whether no equations define the point that Newton's method could solve.
  fileprivate var isKnownByItsSignAlone: Bool {
    if case .neutralSaddle = kind { true } else { false }
  }
}

extension EquilibriumProblem.Description {
  /// Whether the curve stands at one value of the parameter but for rounding.
  var stands: Bool { abs(parameterSpeed) <= TestFunction.leastParameterSpeed }
  /// The number of real multipliers beyond 1, or beyond -1.
  func realMultipliers(beyond side: Double) -> Int {
    eigenvalues.count { $0.imaginary == 0 && side * $0.real > 1 }
  }
  /// The number of unstable pairs of complex eigenvalues, or multipliers.
  func unstablePairs(isMap: Bool) -> Int {
    eigenvalues.count { $0.imaginary > 0 && (isMap ? $0.length > 1 : $0.real > 0) }
  }
}

extension Double {
  /// -1 for negative numbers, otherwise 1.
  fileprivate var sign01: Double { self < 0 ? -1 : 1 }
}
