// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import Continuation
import LinearSolvers
import ModelCore
import RealModule
import Symbolics

/// The equilibria of a system at a few values of its parameter, looked for over all magnitudes and without any hint: what
/// natural sizes are made of.
struct EquilibriumSurvey: Sendable {
  /// An equilibrium, in the model's own units.
  struct Finding: Sendable {
    var state: [Double]
    var parameter: Double
    var eigenvalues: [Complex<Double>]
    /// The units of its variables in which it was found.
    fileprivate var units: [Double]
  }

  /// The equilibria found.
  private(set) var findings: [Finding] = []
  /// States where terms of the equations balance, with their parameter as last number.
  private(set) var places: [[Double]] = []
  /// Preliminary sizes of the variables: the magnitudes of the roots that lead there.
  private(set) var magnitudes: [Double] = []

  /// Where in the parameter's range the survey is held; away from round numbers, at which models like to be symmetric.
  private static let shares = [0.0017, 0.2713, 0.5127, 0.7431, 0.9983]
  /// The number of sweeps that lead from a random state to a start.
  private static let sweepCount = 3
  /// Two equilibria that differ by less than this part of their magnitudes are one.
  private static let identity = 1e-7

  /// The median of the slowest rates at equilibria or, where there are none, at places where terms balance; nil if nothing changes.
  var slowestRate: Double? {
    if !findings.isEmpty { return findings.map(\.eigenvalues).slowestRate }
    return places.prefix(12).compactMap { Eigendecomposition.eigenvalues(field.stateJacobian(at: $0)) }.slowestRate
  }

  private let field: ParameterizedField
  private let angles: AngularPeriods
  /// Whether the magnitudes of a variable's roots agree with each other, wherever the sweeps began.
  private var isCertain: [Bool] = []

  /// Looks for equilibria.
  /// - Parameters:
  ///   - model: The model.
  ///   - field: The same, compiled with its parameter free.
  ///   - parameter: The range of the parameter.
  ///   - guesses: States to start from beside those that are made up.
  ///   - isolated: Equilibria that are known for certain, each with its parameter as last number.
  ///   - names: The parameters that vary; of an angle one turn about zero is looked at.
  init(
    _ model: Model, _ field: ParameterizedField, _ parameter: ClosedRange<Double>, guesses: [[Double]],
    isolated: [[Double]] = [], free names: [String]
  ) {
    self.field = field
    angles = AngularPeriods(model, free: names)
    let sweep = NullclineSweep(model, field)
    var generator = SeededGenerator(seed: 1)
    let values = Self.shares.map {
      parameter.lowerBound + $0 * (parameter.upperBound - parameter.lowerBound)
    }
    let count = max(4, min(24, 240 / model.dimension))
    var seen = [[Double]](repeating: [], count: model.dimension)
    let starts = values.map { value in
      guesses.map { $0 + [value] }
        + (0..<count).map { number in
          // Some begin at zero, where symmetric models and extinct populations rest.
          let state = (0..<model.dimension).map { _ in
            number == 0 ? 0 : generator.magnitude(decades: number % 2 == 0 ? 12 : 3)
          }
          let start = number == 1 ? guesses.first ?? state : state
          let (swept, sizes) = sweep.state(from: start, at: value, count: Self.sweepCount, using: &generator)
          for index in seen.indices { seen[index] += sizes[index] }
          return swept + [value]
        }
    }
    places = starts.flatMap { $0.dropFirst(guesses.count) }.filter { $0.allSatisfy(\.isFinite) }
      .map { folded(Array($0.dropLast())) + $0.suffix(1) }
    // Where sweeps end tells more than the roots on their way.
    let clusters = seen.indices.map { index in
      places.map { abs($0[index]) }.filter { $0 > 0 }.cluster ?? seen[index].cluster
    }
    magnitudes = zip(clusters, seen).map { $0 ?? $1.median ?? 1 }
    isCertain = clusters.map { $0 != nil }
    // Far from zero, those that lie close to each other are met by no start.
    findings = isolated.map(withoutTraces).compactMap { point in
      Eigendecomposition.eigenvalues(field.stateJacobian(at: point)).map { eigenvalues in
        Finding(
          state: Array(point.dropLast()), parameter: point[model.dimension], eigenvalues: eigenvalues,
          units: point.dropLast().map(abs))
      }
    }
    for start in starts.joined() { add(start) }
    // Where sweeps lead away from each other, Newton's method may find what it needs at any magnitude.
    for value in values {
      for number in 0..<count / 2 {
        add((0..<model.dimension).map { _ in generator.magnitude(decades: number % 4 == 3 ? 9 : 2) } + [value])
      }
    }
    // What was found at one value of the parameter is a start at the others.
    for finding in findings {
      for value in values where value != finding.parameter { add(finding.state + [value]) }
    }
  }

  /// A root that is known for certain, with its parameter as last number, in units of the variables' magnitudes.
  private func withoutTraces(_ point: [Double]) -> [Double] {
    let root = zip(point, magnitudes).map { $0 / $1 }
    let exact = withoutTraces(root) {
      field.equilibriumResidual(at: zip($0, magnitudes).map { $0 * $1 } + point.suffix(1))
    }
    return zip(zip(root, exact), point).map { $0.0 == $0.1 ? $1 : 0 } + point.suffix(1)
  }

  /// The units in which a start may lead to a root: its own, and the magnitudes of the variables.
  private func units(of start: [Double]) -> [[Double]] {
    let own = zip(magnitudes, start).map { $1 == 0 ? $0 : abs($1) }
    return own == magnitudes ? [own] : [own, magnitudes]
  }

  private mutating func add(_ start: [Double]) {
    let n = magnitudes.count
    let begin = folded(Array(start.prefix(n)))
    let all = units(of: begin).lazy.compactMap { [self] units in
      root(near: begin, at: start[n], units).map { (folded($0), units) }
    }
    guard let (state, units) = all.first else { return }
    let isKnown = findings.contains { finding in
      finding.parameter == start[n]
        && (0..<n).allSatisfy {
          abs(finding.state[$0] - state[$0]) <= Self.identity * (min(finding.units[$0], units[$0]) + abs(state[$0]))
        }
    }
    guard !isKnown, let eigenvalues = Eigendecomposition.eigenvalues(field.stateJacobian(at: state + [start[n]])) else {
      return
    }
    findings.append(Finding(state: state, parameter: start[n], eigenvalues: eigenvalues, units: units))
  }

  /// The equilibrium to which Newton's method leads, in given units; where it wanders, Powell's hybrid method.
  private func root(near start: [Double], at parameter: Double, _ units: [Double]) -> [Double]? {
    let field = field
    let n = start.count
    // The rows of the Jacobian are measured at the start.
    let first = field.derivatives(at: start + [parameter])
    let rowSizes = (0..<n).map { i in
      let size = (0..<n).reduce(0.0) { max($0, abs(first[i, $1] * units[$1])) }
      return size > 0 && size.isFinite ? size : 1
    }
    @Sendable func point(_ numbers: [Double]) -> [Double] { zip(numbers, units).map { $0 * $1 } + [parameter] }
    @Sendable func residual(_ numbers: [Double]) -> [Double] {
      zip(field.equilibriumResidual(at: point(numbers)), rowSizes).map { $0 / $1 }
    }
    @Sendable func jacobian(_ numbers: [Double]) -> Matrix {
      let full = field.derivatives(at: point(numbers))
      var matrix = Matrix(rows: n, columns: n)
      for i in 0..<n {
        for j in 0..<n { matrix[i, j] = (full[i, j] - (field.isMap && i == j ? 1 : 0)) * units[j] / rowSizes[i] }
      }
      return matrix
    }
    let numbers = zip(start, units).map { $0 / $1 }
    let newton = NewtonSolver(tolerance: 1e-11, maximumIterations: 60)
    var outcome = newton.solve(from: numbers, residual: residual, jacobian: jacobian)
    if case .stopped(let reason, _) = outcome, reason != .nonFinite {
      let hybrid = HybridRootFinder(maximumIterations: 60).solve(from: numbers, residual: residual, jacobian: jacobian)
      if let root = hybrid.root { outcome = newton.solve(from: root.point, residual: residual, jacobian: jacobian) }
    }
    guard
      let root = outcome.root.flatMap({ polished($0.point, residual, jacobian) })
        .map({ withoutTraces($0, residual) })
    else { return nil }
    let sizes = zip(isCertain, root).map { $0 || $1 == 0 ? 1 : abs($1) }
    return Differentiability(scales: sizes).holds(at: root, of: jacobian) ? Array(point(root).prefix(n)) : nil
  }
}

extension EquilibriumSurvey {
  /// A state with its angles within half a turn of zero.
  private func folded(_ state: [Double]) -> [Double] {
    angles.withoutTurns(state)
  }

  /// Terms of an equation cancel at a root to this part of themselves.
  private static let cancellation = 1e-6
  /// Newton's steps at a root are no longer than this part of a magnitude.
  private static let stepLength = 1e-8

  /// A root with all its digits, by full Newton steps as long as they become shorter.
  /// - Returns: nil if the point is no root: where nothing is known of a variable's magnitude, Newton's method may have stopped
  ///   because all steps are short compared with one that is far too large. Then the terms of the equations must cancel.
  private func polished(
    _ root: [Double], _ residual: ([Double]) -> [Double], _ jacobian: ([Double]) -> Matrix
  ) -> [Double]? {
    var (point, last) = (root, Double.infinity)
    var step = [Double](repeating: .infinity, count: root.count)
    for _ in 0..<12 {
      guard let next = LUFactorization(jacobian(point)).solve(residual(point)), next.allSatisfy(\.isFinite) else {
        return nil
      }
      let length = maximumNorm(next)
      guard length < 0.5 * last else { break }
      (point, step, last) = (zip(point, next).map { $0 - $1 }, next, length)
      if length == 0 { break }
    }
    let isStill = zip(zip(step, isCertain), point).allSatisfy { pair, number in
      abs(pair.0) <= Self.stepLength * (pair.1 ? max(1, abs(number)) : abs(number))
    }
    if cancels(at: point, residual, jacobian), isLinear(around: point, jacobian, least: 0) { return point }
    return isStill && isLinear(around: point, jacobian, least: 1) ? point : nil
  }

  /// Numbers below this, in units of the start, are what Newton's method has left of zero.
  private static let trace = 1e-60

  /// A root with those numbers zero that are next to nothing, if it is a root then, too.
  private func withoutTraces(_ root: [Double], _ residual: ([Double]) -> [Double]) -> [Double] {
    let exact = root.map { abs($0) < Self.trace ? 0 : $0 }
    if exact == root { return root }
    return zip(residual(exact), residual(root)).allSatisfy { abs($0) <= abs($1) } ? exact : root
  }

  /// The distance over which the Jacobian is compared, in units of the point's own numbers.
  private static let neighborhood = 100 * stepLength
  /// By so much it may change there, in units of itself.
  private static let linearity = 0.1

  /// Whether the Jacobian hardly changes in the neighbourhood of a point, so that a short step of Newton's method proves that a root
  /// is there (Kantorovich's theorem). It does where a magnitude is far too large, and far out where a function oscillates.
  /// - Parameter least: Numbers below this count as this large.
  private func isLinear(around point: [Double], _ jacobian: ([Double]) -> Matrix, least: Double) -> Bool {
    let own = jacobian(point)
    let factorization = LUFactorization(own)
    return [1.0, -1].allSatisfy { sign in
      let change = jacobian(point.map { $0 + sign * Self.neighborhood * max(least, abs($0)) }) - own
      return change.isFinite
        && point.indices.allSatisfy { j in
          factorization.solve(point.indices.map { change[$0, j] }).map { maximumNorm($0) < Self.linearity } ?? false
        }
    }
  }

  /// Whether every residual is small compared with the linear terms of its equation.
  private func cancels(
    at point: [Double], _ residual: ([Double]) -> [Double], _ jacobian: ([Double]) -> Matrix
  ) -> Bool {
    let matrix = jacobian(point)
    return residual(point).enumerated().allSatisfy { i, value in
      let terms = point.indices.reduce(0) { $0 + abs(matrix[i, $1] * point[$1]) }
      return abs(value) <= Self.cancellation * terms
    }
  }
}

extension [[Complex<Double>]] {
  /// Moduli below this part of what is typical are zero but for round-off, as in a spectrum of one at a fold.
  private static var vanishing: Double { 1e-9 }
  /// Moduli below this part of the largest of their own spectrum are round-off.
  private static var roundOff: Double { 1e-13 }

  /// The median over several spectra of the least modulus that is not zero but for round-off; nil if there is none. Spectra of places
  /// where everything is faster by orders of magnitude do not tell what is slow elsewhere.
  var slowestRate: Double? {
    let largest = map { $0.map(\.length).max() ?? 0 }
    let typical = largest.filter { $0 > 0 }.median ?? 0
    return zip(self, largest).compactMap { spectrum, own in
      spectrum.map(\.length).filter { $0 > Self.vanishing * typical && $0 > Self.roundOff * own }.min()
    }.median
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
  /// The magnitude about which at least a third of positive numbers lie, within a decade; nil if they are spread more widely.
  fileprivate var cluster: Double? {
    let logs = map { Double.log10($0) }.sorted()
    var (best, first) = (0..<0, 0)
    for last in logs.indices {
      while logs[last] - logs[first] > 1 { first += 1 }
      if last - first + 1 > best.count { best = first..<(last + 1) }
    }
    guard best.count > 2, 3 * best.count >= count else { return nil }
    return Double.pow(10, logs[(best.lowerBound + best.upperBound) / 2])
  }

  /// The middle one by size; of an even number the lower.
  var median: Double? { isEmpty ? nil : sorted()[(count - 1) / 2] }
}
