// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule
import Results

extension CycleBifurcationProblem {
  /// What is known of a point of a curve.
  struct Description: Sendable {
    var point: CycleBifurcationCurve.Point
    /// What the cycle problem says of the cycle.
    var cycle: CycleProblem.Description
    /// The multipliers that are not critical along the curve.
    var others: [Complex<Double>]
    /// How far the critical multiplier is from where it ought to be.
    var criticalError: Double
    /// What is added to the equations of a branch point, which vanishes at one.
    var unfolding = 0.0
    /// The functions that change sign at points of codimension 2.
    var tests: [CodimensionTwoTest: Double]
  }

  func describe(_ unknowns: [Double], tangent: [Double], factorization: any BorderedFactorization) -> Description {
    let state = state(unknowns)
    let problem = system.problem.replacing(field: plane.field(0, unknowns[count - 1]))
    let (cycle, kernel) = described(problem, state)
    let means = problem.profile(state.cycle).means
    let (others, error) = kind.withoutCritical(cycle.multipliers, angle: state.scalars.first)
    let point = CyclePoint(
      parameter: state.cycle[problem.parameterIndex], period: cycle.period, minima: cycle.minima, maxima: cycle.maxima,
      means: means, multipliers: cycle.multipliers, trivialMultiplier: cycle.trivialMultiplier,
      unstableCount: others.count { $0.length > 1 }, arclength: 0,
      residual: maximumNorm(problem.residual(at: state.cycle)), times: [], states: [], winding: problem.winding)
    var description = Description(
      point: CycleBifurcationCurve.Point(
        parameters: parameters(unknowns), cycle: point, unstableCount: point.unstableCount, coefficient: nil,
        angle: kind == .neimarkSacker ? abs(state.scalars[0].remainder(dividingBy: 2 * .pi)) : nil,
        direction: (parameterIndices + [system.nodeTotal]).map { tangent[$0] }),
      cycle: cycle, others: others, criticalError: error, tests: [:])
    if kind == .branchPoint { description.unfolding = state.scalars[0] }
    test(&description, CycleNormalForms(problem, at: state.cycle), state, kernel)
    return description
  }

  /// Multipliers and extrema, and at a fold what is in the kernel of the equations of the cycle alone: the change of the cycle along
  /// its branch.
  private func described(
    _ problem: CycleProblem, _ state: AugmentedCycle.State
  ) -> (cycle: CycleProblem.Description, kernel: [Double]?) {
    let last = unit(problem.parameterIndex, problem.parameterIndex + 1)
    let border: [Double]
    switch system.kind {
    case .limitPoint:
      border = zip(problem.weights(at: state.cycle), state.functions[0] + [state.scalars[0], 0]).map { $0 * $1 }
    case .planarLimitPoint, .branchPoint:
      border = LinearCycleSystem(problem, at: state.cycle).arbitraryRow(dimension: problem.n, scalarCount: 2)
    default: border = last
    }
    guard let factorization = problem.factorize(at: state.cycle, border: border) else {
      return (CycleProblem.Description(problem.profile(state.cycle), period: state.cycle[problem.periodIndex]), nil)
    }
    return (
      problem.describe(state.cycle, tangent: border, factorization: factorization),
      kind == .limitPoint ? factorization.solve(last) : nil
    )
  }

  private func test(
    _ description: inout Description, _ forms: CycleNormalForms, _ state: AugmentedCycle.State, _ kernel: [Double]?
  ) {
    let others = description.others
    /// Factors that vanish at the poles of coefficients, where another multiplier passes one of these values.
    func distance(_ values: [Double]) -> Double {
      others.filter { $0.imaginary == 0 }.map(\.real).reduce(1) { product, other in
        values.reduce(product) { $0 * (other - $1) / (1 + abs(other - $1)) }
      }
    }
    switch kind {
    case .homoclinic: return
    case .limitPoint:
      let size = system.problem.nodeCount * system.problem.n
      if let kernel, let products = forms.limitPointProducts(Array(kernel.prefix(size)), speed: kernel[size]) {
        description.tests[.cusp] = products.quadratic
        // In the plane there is no second multiplier.
        if system.problem.n > 2 { description.tests[.doubleEigenvalue] = products.own }
      }
    case .periodDoubling:
      description.point.coefficient = forms.periodDoublingCoefficient(state.functions[0])
      description.tests[.degenerate] = description.point.coefficient.map { $0 * distance([1, -1]) }
    case .neimarkSacker:
      let angle = state.scalars[0]
      description.point.coefficient = forms.neimarkSackerCoefficient(state.functions, angle: angle)?.real
      description.tests[.degenerate] = description.point.coefficient.map { $0 * distance([1]) }
      for resonance in [CodimensionTwoTest.resonance3, .resonance4] {
        description.tests[resonance] = Double.cos(angle) - (resonance.cosine ?? 0)
      }
    case .branchPoint:
      guard isPitchfork else { break }
      description.point.coefficient = forms.pitchforkCoefficient(state.acrossParameter)
      description.tests[.pitchfork] = description.point.coefficient.map { $0 * distance([1]) }
    }
    // Digits of the others are worth no more than those of the trivial multiplier.
    guard abs(description.cycle.trivialMultiplier - 1) < Self.multiplierError else { return }
    for test in otherTests { description.tests[test] = test.nearest(of: others, isMap: true) }
  }

  /// Where the trivial multiplier is off by more, signs of the others mean nothing.
  private static let multiplierError = 1e-3

  /// The functions of the multipliers that are not critical along the curve.
  private var otherTests: [CodimensionTwoTest] {
    switch kind {
    case .homoclinic: []
    case .limitPoint: [.otherFlip, .otherPair]
    case .periodDoubling: [.otherZero, .otherFlip, .otherPair]
    case .neimarkSacker: [.otherZero, .otherFlip, .otherPair]
    case .branchPoint: [.otherFlip, .otherPair]
    }
  }
}

extension CycleBifurcationCurve.Kind {
  /// The multipliers without those that are critical along the curve, and how far these are from where they ought to be.
  fileprivate func withoutCritical(
    _ multipliers: [Complex<Double>], angle: Double?
  ) -> (others: [Complex<Double>], error: Double) {
    let critical: [Complex<Double>]
    switch self {
    case .limitPoint, .branchPoint: critical = [1]
    case .periodDoubling: critical = [-1]
    case .neimarkSacker:
      let angle = angle ?? 0
      critical = [1.0, -1].map { Complex(Double.cos(angle), $0 * Double.sin(angle)) }
    case .homoclinic: critical = []
    }
    var (rest, error) = (multipliers, 0.0)
    for value in critical {
      guard let index = rest.indices.min(by: { (rest[$0] - value).length < (rest[$1] - value).length }) else { break }
      error = max(error, (rest[index] - value).length)
      rest.remove(at: index)
    }
    return (rest, error)
  }

  /// What a change of sign on a curve stands for; nil if it is no point of the theory.
  func pointKind(_ test: CodimensionTwoTest) -> CodimensionTwoType? {
    switch (self, test) {
    case (.homoclinic, _): nil
    case (.limitPoint, .cusp): .cycleCusp
    case (.periodDoubling, .otherFlip): .resonance2
    case (.limitPoint, _): CodimensionTwoType(test, on: .limitPoint, isMap: true)
    case (.periodDoubling, _): CodimensionTwoType(test, on: .flip, isMap: true)
    case (.neimarkSacker, _): CodimensionTwoType(test, on: .neimarkSacker, isMap: true)
    case (.branchPoint, _): CodimensionTwoType(test, on: .branchPoint, isMap: true)
    }
  }
}

extension AugmentedCycle.State {
  /// At a branch point the null function along which the parameter stands.
  fileprivate var acrossParameter: [Double] {
    zip(functions[0], functions[1]).map { scalars[4] * $0 - scalars[2] * $1 }
  }
}

extension CycleProblem.Description {
  /// What is known of a cycle, or of another orbit, without its multipliers.
  init(_ profile: CycleProfile, period: Double) {
    let columns = (0..<profile.dimension).map { i in
      stride(from: i, to: profile.values.count, by: profile.dimension).map { profile.values[$0] }
    }
    self.init(
      multipliers: [], trivialMultiplier: .nan, multipliersHaveAllDigits: false, unstableCount: 0, borderedSign: 0,
      parameterSpeed: 0, period: period, minima: columns.map { $0.min() ?? .nan },
      maxima: columns.map { $0.max() ?? .nan })
  }
}
