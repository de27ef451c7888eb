// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

extension BifurcationCurveProblem {
  /// What is known of a point of a curve.
  public struct Description: Sendable {
    /// All eigenvalues, or multipliers.
    public var eigenvalues: [Complex<Double>]
    /// Those that are not critical along the curve.
    public var others: [Complex<Double>]
    /// How many of the others are unstable.
    public var unstableCount: Int
    /// k, where a pair is critical.
    public var pair: Double?
    /// The coefficient of the normal form that tells what is born on which side: a of a fold, l1 of a Hopf point, b of a flip, d of
    /// a Neimark–Sacker point; not a number at neutral saddles.
    public var coefficient: Double
    /// Of a curve of folds: how fast the parameters move the critical part of the right-hand side; it vanishes at branch points.
    var transversality = Double.infinity
    /// The functions that change sign at points of codimension 2.
    var tests: [CodimensionTwoTest: Double]
  }

  /// The vectors that the Jacobian and its transpose take to zero.
  struct Kernels: Sendable {
    var right: [Double]
    var left: [Double]
  }

  /// Those at a point, in the sense of those known; zeros where they cannot be had.
  func kernels(at unknowns: [Double]) -> Kernels {
    let n = equilibria.field.dimension
    let derivative = equilibria.stateDerivative(at: Array(unknowns.prefix(n + 2)))
    guard let svd = SingularValueDecomposition(derivative) else {
      return Kernels(right: [Double](repeating: 0, count: n), left: [Double](repeating: 0, count: n))
    }
    func oriented(_ vector: [Double], _ known: [Double]) -> [Double] {
      !known.isEmpty && dotProduct(vector, known) < 0 ? vector.map { -$0 } : vector
    }
    return Kernels(
      right: oriented(svd.smallestRightVector, kernels.right), left: oriented(svd.smallestLeftVector, kernels.left))
  }

  /// Eigenvalues and the functions that change sign at points of codimension 2.
  public func describe(
    _ unknowns: [Double], tangent: [Double], factorization: any BorderedFactorization
  ) -> Description {
    let point = Array(unknowns.prefix(equilibria.field.dimension + 2))
    let eigenvalues = equilibria.eigenvalues(at: point)
    let others = Self.withoutCritical(eigenvalues, kind, pair: unknowns.last ?? .nan, isMap: equilibria.field.isMap)
    var description = Description(
      eigenvalues: eigenvalues, others: others, unstableCount: others.count(where: equilibria.isUnstable),
      pair: kind.hasPair ? unknowns.last : nil, coefficient: .nan, tests: [:])
    if kind == .branchPoint { return describedBranchPoint(at: point, description) }
    guard let system = bordered(at: unknowns) else { return description }
    let n = equilibria.field.dimension
    let (v, w) = (Array(system.right[0].prefix(n)), Array(system.left[0].prefix(n)))
    // Coefficients keep their digits where they vanish, so that their zeros can be located.
    let forms = NormalForms(problem: equilibria, at: point, isNatural: false)
    /// Takes a coefficient that is not but the round-off of its terms, as in conservative systems, where it is zero all along.
    func describe(_ coefficient: Double, _ share: Double) {
      description.coefficient = share < Self.leastShare ? 0 : coefficient
    }
    switch kind {
    case .limitPoint:
      // In the borders' lengths, so that it stays finite where <p, q> vanishes.
      let quadratic = equilibria.field.secondDerivative(at: point, v + [0, 0], v + [0, 0])
      description.coefficient = dotProduct(w, quadratic) / 2
      description.tests[.cusp] = description.coefficient
      description.tests[.doubleEigenvalue] = slope(of: w, v, at: point)
      description.transversality = equilibria.transversality(w, at: point)
    case .branchPoint: break
    case .flip:
      description.coefficient = forms.flipCoefficient()
      let product = dotProduct(w, v)
      description.tests[.doubleEigenvalue] = product
      if abs(product) > Self.leastDigits * euclideanNorm(w) * euclideanNorm(v) {
        description.tests[.degenerate] = description.coefficient * product * distanceOfOthers(description, at: unknowns)
      }
    case .hopf:
      let k = unknowns[n + 2]
      description.tests[.doubleEigenvalue] = k
      if k > 0 {
        if let found = forms.hopfCoefficient(near: k.squareRoot()) { describe(found.coefficient, found.share) }
        let size = system.jacobian.frobeniusNorm
        if k > Self.leastDigits * size * size, description.coefficient != 0 {
          description.tests[.degenerate] = description.coefficient * distanceOfOthers(description, at: unknowns)
        }
      }
    case .neimarkSacker:
      let k = unknowns[n + 2]
      if abs(k) < 1 {
        if let found = forms.circleCoefficient(near: Double.acos(k)) { describe(found.coefficient, found.share) }
        if 1 - abs(k) > Self.leastDigits, description.coefficient != 0 {
          description.tests[.degenerate] = description.coefficient * distanceOfOthers(description, at: unknowns)
        }
      }
      for resonance in [CodimensionTwoTest.resonance1, .resonance2, .resonance3, .resonance4] {
        description.tests[resonance] = k - (resonance.cosine ?? 0)
      }
    }
    for test in otherTests { description.tests[test] = sign(of: test, others, at: unknowns) }
    return description
  }

  /// What is known of a branch point.
  private func describedBranchPoint(at point: [Double], _ known: Description) -> Description {
    var description = known
    for test in otherTests { description.tests[test] = sign(of: test, known.others, at: point) }
    let kernels = kernels(at: point)
    description.tests[.doubleEigenvalue] = slope(of: kernels.left, kernels.right, at: point)
    if arePitchforks {
      let forms = NormalForms(problem: equilibria, at: point, isNatural: false)
      description.tests[.pitchfork] = forms.pitchforkCoefficient() * distanceOfOthers(known, at: point)
    } else {
      description.tests[.transcritical] = quadraticForm(kernels, at: point)
    }
    return description
  }

  /// w B(v, v) with the vectors of the kernels.
  private func quadraticForm(_ kernels: Kernels, at point: [Double]) -> Double {
    let v = kernels.right + [0, 0]
    return dotProduct(kernels.left, equilibria.field.secondDerivative(at: point, v, v))
  }

  /// Whether the quadratic term of a branch point is zero but for rounding, as that of a pitchfork is.
  func isPitchfork(at point: [Double]) -> Bool {
    let size = equilibria.stateDerivative(at: point).frobeniusNorm
    return abs(quadraticForm(kernels(at: point), at: point)) < Self.leastQuadraticForm * (1 + size)
  }

  /// Quadratic terms that are smaller, in natural units, vanish.
  private static let leastQuadraticForm = 1e-8
  /// Where a double eigenvalue is closer than this, nothing is left of the digits of coefficients.
  private static let leastDigits = 1e-7
  /// Coefficients that are a smaller part of their terms are zero.
  private static let leastShare = 1e-11

  /// The product of the vectors that vanishes where their eigenvalue is double: with delays <w, D'(0) v>, D the characteristic matrix.
  private func slope(of w: [Double], _ v: [Double], at point: [Double]) -> Double {
    guard let delays = equilibria.delays else { return dotProduct(w, v) }
    return dotProduct(w, delays.characteristicMatrix(at: point).derivative(at: 0.0) * v)
  }

  /// The sign of a function of the eigenvalues that are not critical along the curve. Of a flow with delays not all of them are
  /// known, and not as many everywhere, but all that are unstable.
  private func sign(of test: CodimensionTwoTest, _ others: [Complex<Double>], at unknowns: [Double]) -> Double {
    guard let delays = equilibria.delays else { return test.sign(of: others, isMap: equilibria.field.isMap) }
    if test == .otherZero {
      let point = Array(unknowns.prefix(equilibria.field.dimension + 2))
      // Where the pair is real, its own product is negative; where it is double, nothing is left of the sign.
      let k = kind == .hopf ? unknowns.last ?? .nan : .infinity
      let rate = delays.characteristicMatrix(at: point).bound(fromRealPart: 0)
      if abs(k) < Self.leastDigits * rate * rate { return .nan }
      let isNeutral = k < 0
      let determinant = LUFactorization(equilibria.stateDerivative(at: point)).determinantSign
      return Double(isNeutral ? -determinant : determinant)
    }
    return others.count { $0.imaginary > 0 && $0.real > 0 } % 2 == 0 ? 1 : -1
  }

  /// A factor that vanishes where another eigenvalue is 0, or multiplier 1: coefficients have poles there, at which they would
  /// change sign.
  private func distanceOfOthers(_ description: Description, at unknowns: [Double]) -> Double {
    if equilibria.delays != nil {
      let least = description.others.filter { $0.imaginary == 0 }.map { abs($0.real) }.min() ?? .infinity
      return sign(of: .otherZero, description.others, at: unknowns) * (least < 1 ? least : 1)
    }
    return description.others.filter { $0.imaginary == 0 }.map { equilibria.field.isMap ? $0.real - 1 : $0.real }
      .reduce(1) { $0 * $1 / (1 + abs($1)) }
  }

  /// The functions of the eigenvalues that are not critical along the curve.
  private var otherTests: [CodimensionTwoTest] {
    switch (kind, equilibria.field.isMap) {
    case (.branchPoint, true): [.otherFlip, .otherPair]
    case (.branchPoint, false): [.otherPair]
    case (.limitPoint, true): [.otherFlip, .otherPair]
    case (.limitPoint, false): [.otherPair]
    case (.flip, _): [.otherZero, .otherPair]
    case (.hopf, _): [.otherZero, .otherPair]
    case (.neimarkSacker, _): [.otherZero, .otherFlip, .otherPair]
    }
  }

  /// The eigenvalues without those that are critical along a curve.
  private static func withoutCritical(
    _ eigenvalues: [Complex<Double>], _ kind: BifurcationCurveKind, pair k: Double, isMap: Bool
  ) -> [Complex<Double>] {
    let critical: [Complex<Double>]
    switch kind {
    case .limitPoint, .branchPoint: critical = [Complex(isMap ? 1 : 0)]
    case .flip: critical = [Complex(-1)]
    case .hopf: critical = [1.0, -1].map { k > 0 ? Complex(0, $0 * k.squareRoot()) : Complex($0 * (-k).squareRoot()) }
    case .neimarkSacker:
      let root = Swift.abs(k * k - 1).squareRoot()
      critical = [1.0, -1].map { Swift.abs(k) < 1 ? Complex(k, $0 * root) : Complex(k + $0 * root) }
    }
    var rest = eigenvalues
    for value in critical {
      guard let index = rest.indices.min(by: { (rest[$0] - value).length < (rest[$1] - value).length }) else { break }
      rest.remove(at: index)
    }
    // What is left of a pair that is real but for round-off, as two nearly equal eigenvalues are.
    return rest.map { value in rest.contains { $0 == value.conjugate } ? value : Complex(value.real) }
  }
}

/// A function along a curve that changes sign at points of codimension 2.
enum CodimensionTwoTest: Hashable, Sendable, CaseIterable {
  /// The quadratic coefficient of a fold.
  case cusp
  /// The quadratic coefficient of a transcritical point, and the cubic one of a pitchfork.
  case transcritical
  case pitchfork
  /// The product of left and right critical vector, or k of a Hopf curve: the critical eigenvalue becomes double.
  case doubleEigenvalue
  /// The coefficient that decides on stability of what is born.
  case degenerate
  /// Another eigenvalue 0, or multiplier 1.
  case otherZero
  /// Another multiplier -1.
  case otherFlip
  /// Another imaginary pair, or pair on the unit circle.
  case otherPair
  case resonance1
  case resonance2
  case resonance3
  case resonance4
  /// The leading rates of the saddle of a homoclinic orbit cancel.
  case neutralSaddle
  /// The discriminant of the two leading eigenvalues on one side of that saddle.
  case doubleInward
  case doubleOutward
  /// The sum of the real parts of a leading pair on one side and of the leading eigenvalue on the other.
  case divergentInward
  case divergentOutward

  /// The cosine of the angle of a resonance.
  var cosine: Double? {
    switch self {
    case .resonance1: 1
    case .resonance2: -1
    case .resonance3: -0.5
    case .resonance4: 0
    default: nil
    }
  }

  /// Whether more than the sign of the function means something.
  var isSmooth: Bool {
    switch self {
    case .otherZero, .otherFlip, .otherPair: false
    default: true
    }
  }

  /// The sign of the product over the eigenvalues, or pairs of them, of what vanishes.
  func sign(of others: [Complex<Double>], isMap: Bool) -> Double {
    factors(others, isMap: isMap)?.reduce(1) { $0 * ($1 < 0 ? -1 : 1) } ?? .nan
  }

  /// The factor that is nearest to zero, with the sign of the product of all.
  func nearest(of others: [Complex<Double>], isMap: Bool) -> Double {
    sign(of: others, isMap: isMap) * (factors(others, isMap: isMap)?.map { abs($0) }.min() ?? 1)
  }

  /// What vanishes, for each eigenvalue or pair.
  private func factors(_ others: [Complex<Double>], isMap: Bool) -> [Double]? {
    let real = others.filter { $0.imaginary == 0 }.map(\.real)
    switch self {
    case .otherZero: return real.map { isMap ? $0 - 1 : $0 }
    case .otherFlip: return real.map { $0 + 1 }
    case .otherPair:
      let pairs = real.indices.flatMap { i in real[(i + 1)...].map { isMap ? real[i] * $0 - 1 : real[i] + $0 } }
      let complex = others.filter { $0.imaginary > 0 }
      return pairs + complex.map { isMap ? $0.lengthSquared - 1 : $0.real }
    default: return nil
    }
  }
}
