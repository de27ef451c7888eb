// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import Continuation
import LinearSolvers
import ModelCore
import RealModule

/// The equilibria of a system at a few values of its parameter, looked for over all magnitudes and without any hint: what
/// natural sizes are made of.
struct EquilibriumSurvey: Sendable {
  /// An equilibrium, in the model's own units.
  struct Finding: Sendable {
    var state: [Double]
    var parameter: Double
    var eigenvalues: [Complex<Double>]
  }

  /// The equilibria found.
  private(set) var findings: [Finding] = []
  /// States where terms of the equations balance, with their parameter as last number.
  private(set) var places: [[Double]] = []
  /// Preliminary sizes of the variables: the magnitudes of these states.
  private(set) var magnitudes: [Double] = []

  /// Where in the parameter's range the survey is held; away from round numbers, at which models like to be symmetric.
  private static let shares = [0.0017, 0.2713, 0.5127, 0.7431, 0.9983]
  /// The number of sweeps that lead from a random state to a start.
  private static let sweepCount = 3
  /// Two equilibria that differ by less than this part of their magnitudes are one.
  private static let identity = 1e-7

  /// The median of the slowest rates of the spectra; nil without equilibria.
  var slowestRate: Double? { findings.map(\.eigenvalues).slowestRate }

  private let field: ParameterizedField
  private var rowSizes: [Double] = []

  /// Looks for equilibria.
  /// - Parameters:
  ///   - model: The model.
  ///   - field: The same, compiled with its parameter free.
  ///   - parameter: The range of the parameter.
  ///   - guesses: States to start from beside those that are made up.
  init(_ model: Model, _ field: ParameterizedField, _ parameter: ClosedRange<Double>, guesses: [[Double]]) {
    self.field = field
    let sweep = NullclineSweep(model, field)
    var generator = SeededGenerator(seed: 1)
    let values = Self.shares.map {
      parameter.lowerBound + $0 * (parameter.upperBound - parameter.lowerBound)
    }
    let count = max(4, min(24, 240 / model.dimension))
    let starts = values.map { value in
      guesses.map { $0 + [value] }
        + (0..<count).map { number in
          // Some begin at zero, where symmetric models and extinct populations rest.
          let state = (0..<model.dimension).map { _ in number == 0 ? 0 : generator.magnitude(decades: number % 2 == 0 ? 12 : 3) }
          let seen = number == 1 ? guesses.first ?? state : state
          return sweep.state(from: seen, at: value, count: Self.sweepCount, using: &generator) + [value]
        }
    }
    places = starts.flatMap { $0.dropFirst(guesses.count) }.filter { $0.allSatisfy(\.isFinite) }
    magnitudes = (0..<model.dimension).map { i in places.map { abs($0[i]) }.filter { $0 > 0 }.median ?? 1 }
    setRowSizes()
    for start in starts.joined() { add(start) }
    // What was found at one value of the parameter is a start at the others.
    for finding in findings {
      for value in values where value != finding.parameter { add(finding.state + [value]) }
    }
  }

  /// The magnitudes of the rows of the Jacobian, to which residuals are compared.
  private mutating func setRowSizes() {
    let n = magnitudes.count
    let matrices = places.prefix(40).map { field.derivatives(at: $0) }
    rowSizes = (0..<n).map { i in
      let sizes = matrices.map { matrix in (0..<n).reduce(0) { max($0, abs(matrix[i, $1] * magnitudes[$1])) } }
      return sizes.filter { $0 > 0 && $0.isFinite }.median ?? 1
    }
  }

  private mutating func add(_ start: [Double]) {
    let n = magnitudes.count
    guard let state = root(near: Array(start.prefix(n)), at: start[n]) else { return }
    let isKnown = findings.contains { finding in
      finding.parameter == start[n]
        && (0..<n).allSatisfy {
          abs(finding.state[$0] - state[$0]) <= Self.identity * (magnitudes[$0] + abs(state[$0]))
        }
    }
    guard !isKnown, let eigenvalues = Eigendecomposition.eigenvalues(field.stateJacobian(at: state + [start[n]])) else {
      return
    }
    findings.append(Finding(state: state, parameter: start[n], eigenvalues: eigenvalues))
  }

  /// The equilibrium to which Newton's method leads, in units of the magnitudes; where it wanders, Powell's hybrid method.
  private func root(near start: [Double], at parameter: Double) -> [Double]? {
    let (field, magnitudes, rowSizes) = (field, magnitudes, rowSizes)
    let n = start.count
    @Sendable func point(_ numbers: [Double]) -> [Double] { zip(numbers, magnitudes).map { $0 * $1 } + [parameter] }
    @Sendable func residual(_ numbers: [Double]) -> [Double] {
      zip(field.equilibriumResidual(at: point(numbers)), rowSizes).map { $0 / $1 }
    }
    @Sendable func jacobian(_ numbers: [Double]) -> Matrix {
      let full = field.derivatives(at: point(numbers))
      var matrix = Matrix(rows: n, columns: n)
      for i in 0..<n {
        for j in 0..<n { matrix[i, j] = (full[i, j] - (field.isMap && i == j ? 1 : 0)) * magnitudes[j] / rowSizes[i] }
      }
      return matrix
    }
    let numbers = zip(start, magnitudes).map { $0 / $1 }
    let newton = NewtonSolver(tolerance: 1e-11, maximumIterations: 60)
    var outcome = newton.solve(from: numbers, residual: residual, jacobian: jacobian)
    if case .stopped(let reason, _) = outcome, reason != .nonFinite {
      let hybrid = HybridRootFinder(maximumIterations: 60).solve(from: numbers, residual: residual, jacobian: jacobian)
      if let root = hybrid.root { outcome = newton.solve(from: root.point, residual: residual, jacobian: jacobian) }
    }
    guard let root = outcome.root.map({ polished($0.point, residual, jacobian) }), Differentiability(scales: nil).holds(at: root, of: jacobian) else { return nil }
    return Array(point(root).prefix(n))
  }
}

extension EquilibriumSurvey {
  /// Full Newton steps as long as they become much shorter: the digits of a root that is far smaller than its magnitudes are told
  /// to be.
  private func polished(
    _ root: [Double], _ residual: ([Double]) -> [Double], _ jacobian: ([Double]) -> Matrix
  ) -> [Double] {
    var (point, last) = (root, Double.infinity)
    for _ in 0..<6 {
      guard let step = LUFactorization(jacobian(point)).solve(residual(point)), step.allSatisfy(\.isFinite) else { break }
      let length = maximumNorm(step)
      guard length < 0.1 * last, length > 0 else { break }
      point = zip(point, step).map { $0 - $1 }
      last = length
    }
    return point
  }
}

extension [[Complex<Double>]] {
  /// The median over several spectra of the least modulus that is not zero but for round-off; nil if there is none.
  var slowestRate: Double? {
    let largest = joined().map(\.length).max() ?? 0
    return compactMap { $0.map(\.length).filter { $0 > 1e-9 * largest }.min() }.median
  }
}

extension ParameterizedField {
  /// The derivatives of f by the state alone.
  func stateJacobian(at point: [Double]) -> Matrix {
    let full = derivatives(at: point)
    var square = Matrix(rows: dimension, columns: dimension)
    for i in 0..<dimension { for j in 0..<dimension { square[i, j] = full[i, j] } }
    return square
  }
}

extension SeededGenerator {
  /// A number of either sign and of a magnitude within so many decades of 1, all of them equally likely.
  mutating func magnitude(decades: Double) -> Double {
    let sign = uniform() < 0.5 ? -1.0 : 1
    return sign * Double.pow(10, decades * (2 * uniform() - 1))
  }
}

extension [Double] {
  /// The middle one by size; of an even number the lower.
  var median: Double? { isEmpty ? nil : sorted()[(count - 1) / 2] }
}
