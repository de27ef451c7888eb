// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers

/// Polishes special points by Newton's method on the extended systems that define them, and computes normal forms.
struct EquilibriumLocator {
  typealias Point = EquilibriumEvents.Point

  let problem: EquilibriumProblem

  func polish(_ test: TestFunction, _ near: Point, bracket: Double) -> SpecialEquilibrium? {
    switch test {
    case .limitPoint: limitPoint(near, bracket)
    case .branchPoint: branchPoint(near, bracket)
    case .hopf: isNeutral(near) ? neutralSaddle(near, bracket) : hopf(near, bracket)
    case .flip: flip(near, bracket)
    case .neimarkSacker: isNeutral(near) ? neutralSaddle(near, bracket) : neimarkSacker(near, bracket)
    }
  }

  /// Whether the pair that vanishes is real.
  private func isNeutral(_ point: Point) -> Bool {
    if !point.description.isWholeSpectrum { return false }
    let eigenvalues = point.description.eigenvalues
    func measure(_ a: Complex<Double>, _ b: Complex<Double>) -> Double {
      (problem.field.isMap ? a * b - 1 : a + b).length
    }
    let real = eigenvalues.filter { $0.imaginary == 0 }
    let complex = eigenvalues.filter { $0.imaginary > 0 }.map { measure($0, $0.conjugate) }.min() ?? .infinity
    var nearest = Double.infinity
    for (i, a) in real.enumerated() { for b in real[(i + 1)...] { nearest = min(nearest, measure(a, b)) } }
    // Where a pair becomes real just as another real eigenvalue is its opposite, the point may lie on the side of the pair.
    for a in real { for b in eigenvalues where b.imaginary > 0 { nearest = min(nearest, measure(a, b)) } }
    return nearest < complex
  }

  private func limitPoint(_ near: Point, _ bracket: Double) -> SpecialEquilibrium? {
    let located =
      problem.structure == nil
      ? KernelSystem(problem: problem, shift: problem.field.isMap ? 1 : 0).solve(from: near.unknowns)
      : CriticalEigenvalue(problem: problem).solve(from: near, eigenvalue: nil).point
    let form = NormalForms(problem: problem, at: located.unknowns)
    return special(
      .limitPoint(quadraticCoefficient: form.limitPointCoefficient()), near, located, bracket)
  }

  private func flip(_ near: Point, _ bracket: Double) -> SpecialEquilibrium? {
    let located = KernelSystem(problem: problem, shift: -1).solve(from: near.unknowns)
    let form = NormalForms(problem: problem, at: located.unknowns)
    return special(.flip(coefficient: form.flipCoefficient()), near, located, bracket)
  }

  private func hopf(_ near: Point, _ bracket: Double) -> SpecialEquilibrium? {
    guard let (located, angle) = imaginaryPair(near) else { return nil }
    let form = NormalForms(problem: problem, at: located.unknowns)
    guard isImaginary(angle, at: located),
      let (frequency, coefficient) = form.firstLyapunovCoefficient(near: angle)
    else { return nil }
    let isSimple = !hasZeroEigenvalue(beside: frequency, at: located)
    return special(
      .hopf(frequency: frequency, firstLyapunovCoefficient: isSimple ? coefficient : .nan), near, located, bracket)
  }

  /// Whether an eigenvalue vanishes beside an imaginary pair, as at a fold–Hopf point: then no normal form of a Hopf point applies.
  private func hasZeroEigenvalue(beside frequency: Double, at point: LocatedPoint) -> Bool {
    problem.structure == nil
      && problem.eigenvalues(at: point.unknowns).contains {
        $0.imaginary == 0 && $0.length <= Self.vanishingEigenvalue * frequency
      }
  }

  /// Eigenvalues of this part of a frequency vanish.
  private static let vanishingEigenvalue = 1e-6

  /// Where the least singular value of the derivative, in natural units, is larger, one curve runs alone.
  private static let certainlyRegular = 1e-4

  private func isNearlySingular(at unknowns: [Double]) -> Bool {
    let least = SingularValueDecomposition(problem.residualDerivative(at: unknowns))?.singularValues.last
    return (least ?? .infinity) < Self.certainlyRegular
  }

  /// The real part of a pair that counts as imaginary where Newton's method did not converge, in units of its modulus.
  private static let certainty = 1e-3

  /// Whether a pair with some angular frequency is imaginary at a point, which is certain where Newton's method has converged.
  private func isImaginary(_ angle: Double, at point: LocatedPoint) -> Bool {
    if point.reciprocalCondition > 0 { return true }
    return problem.eigenvalues(at: point.unknowns).contains {
      $0.imaginary > 0 && abs($0.real) <= Self.certainty * $0.length
    }
  }

  /// Where a pair of eigenvalues is imaginary, and its angular frequency; nil if no complex pair is there.
  private func imaginaryPair(_ near: Point) -> (point: LocatedPoint, angle: Double)? {
    if let delays = problem.delays {
      let pairs = near.description.eigenvalues.filter { $0.imaginary > 0 }
      guard let pair = pairs.min(by: { abs($0.real) < abs($1.real) }) else { return nil }
      return DelayHopfSystem(problem: problem, delays: delays).solve(from: near.unknowns, frequency: pair.imaginary)
    }
    if problem.structure == nil {
      return OscillationSystem(problem: problem).solve(from: near.unknowns).map { ($0.point, $0.angle) }
    }
    let pairs = near.description.eigenvalues.filter { $0.imaginary > 0 }
    guard let pair = pairs.min(by: { abs($0.real) < abs($1.real) }) else { return nil }
    let outcome = CriticalEigenvalue(problem: problem).solve(from: near, eigenvalue: pair)
    return (outcome.point, outcome.angle)
  }

  private func neimarkSacker(_ near: Point, _ bracket: Double) -> SpecialEquilibrium? {
    guard let located = OscillationSystem(problem: problem).solve(from: near.unknowns) else { return nil }
    let form = NormalForms(problem: problem, at: located.unknowns)
    guard let (angle, coefficient) = form.neimarkSackerCoefficient(near: located.angle) else { return nil }
    return special(.neimarkSacker(angle: angle, coefficient: coefficient), near, located.point, bracket)
  }

  private func neutralSaddle(_ near: Point, _ bracket: Double) -> SpecialEquilibrium {
    let located = LocatedPoint(unknowns: near.unknowns, residual: near.residual, reciprocalCondition: 0)
    return special(.neutralSaddle, near, located, bracket)
  }

  private func branchPoint(_ near: Point, _ bracket: Double) -> SpecialEquilibrium? {
    if problem.structure != nil { return largeBranchPoint(near, bracket) }
    let located = BranchPointSystem(problem: problem).solve(from: near.unknowns)
    guard located.reciprocalCondition > 0 || isNearlySingular(at: located.unknowns) else { return nil }
    if nullity(at: located.unknowns) > 1 {
      return branchPoint(ofSeveral: near, bracket) ?? special(.branchPoint(.degenerate), near, located, bracket)
    }
    guard let branching = Branching(problem: problem, at: located.unknowns, along: near.tangent) else { return nil }
    var point = special(.branchPoint(branching.kind), near, located, bracket)
    point.tangents = branching.tangents
    return point
  }

  /// A branch point at which several real eigenvalues are known to vanish; nil if the curves that leave it are not determined by second
  /// derivatives.
  func branchPoint(ofSeveral near: Point, _ bracket: Double) -> SpecialEquilibrium? {
    MultipleBranching(problem: problem, at: near.unknowns, along: near.tangent).map {
      multiple($0, near, bracket)
    }
  }

  /// The branch point at a point at which as many eigenvalues vanish as are given.
  func branchPoint(ofKernel kernel: Int, _ point: Point) -> SpecialEquilibrium {
    if let branching = MultipleBranching(problem: problem, at: point.unknowns, along: point.tangent, kernel: kernel) {
      return multiple(branching, point, 0)
    }
    let located = LocatedPoint(unknowns: point.unknowns, residual: point.residual, reciprocalCondition: .ulpOfOne)
    var degenerate = special(.branchPoint(.degenerate), point, located, 0)
    degenerate.multiplicity = kernel
    return degenerate
  }

  private func multiple(_ branching: MultipleBranching, _ near: Point, _ bracket: Double) -> SpecialEquilibrium {
    let located = LocatedPoint(
      unknowns: near.unknowns, residual: near.residual, reciprocalCondition: branching.reciprocalCondition)
    var point = special(.branchPoint(.multiple(kernel: branching.kernel)), near, located, bracket)
    point.tangents = branching.tangents
    return point
  }

  /// Singular values below this part of the largest vanish at a point that Newton's method has found.
  private static let vanishingSingularValue = 1e-7

  /// By how much the rank of the derivative by state and parameter is too small: 1 at a simple branch point.
  private func nullity(at unknowns: [Double]) -> Int {
    let matrix = EquilibriumProblem.weighted(
      problem.residualDerivative(at: unknowns), rows: problem.rowWeights(around: unknowns))
    guard let svd = SingularValueDecomposition(matrix.transposed), let largest = svd.singularValues.first
    else { return 1 }
    return svd.singularValues.count { $0 <= Self.vanishingSingularValue * largest }
  }

  private func largeBranchPoint(_ near: Point, _ bracket: Double) -> SpecialEquilibrium? {
    guard let found = LargeBranchPoint(problem: problem, from: near.unknowns),
      let branching = Branching(
        problem: problem, at: found.point.unknowns, along: near.tangent, left: found.left, basis: found.basis)
    else { return nil }
    var point = special(.branchPoint(branching.kind), near, found.point, bracket)
    point.tangents = branching.tangents
    return point
  }

  private func special(
    _ kind: SpecialEquilibrium.Kind, _ near: Point, _ located: LocatedPoint, _ bracket: Double
  ) -> SpecialEquilibrium {
    SpecialEquilibrium(
      kind: kind, unknowns: located.unknowns,
      eigenvalues: problem.eigenvalues(at: located.unknowns),
      residual: located.residual, reciprocalCondition: located.reciprocalCondition, bracket: bracket,
      tangents: [near.tangent], arclength: near.arclength)
  }
}

/// The outcome of Newton's method on an extended system.
public struct LocatedPoint: Sendable {
  /// State and parameters.
  public var unknowns: [Double]
  /// The largest residual of the extended system.
  public var residual: Double
  /// An estimate of the reciprocal condition number of its Jacobian; 0 where Newton's method failed.
  public var reciprocalCondition: Double
}

extension EquilibriumProblem {
  /// The limit point to which Newton's method on its equations (Moore and Spence 1980) leads.
  /// - Parameter start: State and parameter, which need not lie on a curve of equilibria.
  /// - Returns: nil if it leads nowhere. Branch points solve the same equations, with a singular Jacobian.
  public func limitPoint(near start: [Double]) -> LocatedPoint? {
    let located = KernelSystem(problem: self, shift: field.isMap ? 1 : 0).solve(from: start)
    return located.reciprocalCondition > 0 ? located : nil
  }
}
