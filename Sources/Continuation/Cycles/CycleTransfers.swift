// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import RealModule

/// The linear flow around a cycle as a product of matrices, each over a time so short that none of its directions is lost.
///
/// The mesh of collocation resolves the cycle, not how fast its neighbours decay: over a long interval near a saddle, Gauss
/// collocation gives a rapidly decaying direction a factor near 1 in modulus, where exp(-76) belongs. Here each interval is cut
/// until the linear flow is resolved too, with the Jacobian along the collocation polynomial and again m Gauss points. Where solutions
/// decay so fast that this would take too many steps, growth and turning are resolved, decay as far as it goes, and Radau points damp the rest.
struct CycleTransfers {
  /// The matrices in the order of time, in variables divided by their scales.
  let factors: [Matrix]
  /// The rates f where they meet, in the same variables, one more than matrices.
  let flow: [[Double]]
  /// Whether all directions are resolved, so that also those that decay fastest have their digits.
  let resolvesDecay: Bool

  /// The largest product of step and Jacobian: the relative error of a step, for m = 4, is then below 1e-7.
  private static let largestStep = 1.2
  /// Steps are multiplied together as long as directions cannot grow apart by more than exp of twice this.
  private static let largestProduct = 7.0
  /// The most steps of a turn.
  private static let stepLimit = 8000

  /// - Parameter needsDecay: Whether the digits of what decays fastest are wanted.
  /// - Returns: nil if that takes too many steps, or the equations of a step are singular.
  init?(_ problem: CycleProblem, at unknowns: [Double], needsDecay: Bool = false) {
    let linear = LinearCycleSystem(problem, at: unknowns)
    let sizes = CycleTransfers.largest(in: problem, linear.period) { linear.scaledJacobian($0).frobeniusNorm }
    var counts = CycleTransfers.stepCounts(sizes)
    var basis = problem.basis
    resolvesDecay = counts.reduce(0, +) <= CycleTransfers.stepLimit
    if !resolvesDecay {
      guard !needsDecay, let damped = CycleTransfers.dampedCounts(linear, sizes) else { return nil }
      counts = damped
      basis = CollocationBasis.radau(degree: CycleTransfers.dampingDegree)
    }
    let total = counts.reduce(0, +)
    let (n, m) = (problem.n, basis.degree)
    let slopes = CycleTransfers.slopes(problem, basis, unknowns, counts, total)
    var step = TransferStep(problem, basis)
    var product = Matrix.identity(n)
    var size = 0.0
    var index = 0
    var (factors, ends): ([Matrix], [Place]) = ([], [Place(interval: 0, share: 0)])
    for (interval, count) in counts.enumerated() {
      let h = unknowns[problem.periodIndex] * problem.mesh.width(interval) / Double(count)
      for part in 0..<count {
        guard step.advance(&product, slopes, point: index * m, pointCount: total * m, h: h) else { return nil }
        index += 1
        size += sizes[interval] / Double(count)
        if size > CycleTransfers.largestProduct || index == total {
          factors.append(product)
          ends.append(Place(interval: interval, share: Double(part + 1) / Double(count)))
          (product, size) = (Matrix.identity(n), 0)
        }
      }
    }
    self.factors = factors
    flow = CycleTransfers.rates(problem, unknowns, ends)
  }

  /// A time, as a fraction of an interval.
  private struct Place {
    var interval: Int
    var share: Double
  }

  /// The largest value in each interval of a rate, asked for at the collocation points, times its length.
  private static func largest(
    in problem: CycleProblem, _ period: Double, _ rate: (_ point: Int) -> Double
  ) -> [Double] {
    (0..<problem.mesh.intervalCount).map { interval in
      let points = (interval * problem.m)..<((interval + 1) * problem.m)
      return problem.mesh.width(interval) * period * points.reduce(0) { max($0, rate($1)) }
    }
  }

  /// The number of steps of each interval.
  private static func stepCounts(_ sizes: [Double]) -> [Int] {
    sizes.map { size in
      size.isFinite ? max(1, Int(min((size / largestStep).rounded(.up), 1e6))) : 1_000_000
    }
  }

  /// An odd number of Radau points: whatever decays by a positive factor does so in the approximation, too.
  private static let dampingDegree = 5

  /// The number of steps of each interval with which growth is resolved, and decay as far as half of the steps allowed go.
  /// - Returns: nil if growth takes too many.
  private static func dampedCounts(_ linear: LinearCycleSystem, _ sizes: [Double]) -> [Int]? {
    let growth = largest(in: linear.problem, linear.period) { linear.scaledJacobian($0).greatestGrowth }
    let (whole, most) = (sizes.reduce(0, +), Double(stepLimit - 2 * sizes.count) / 2)
    guard whole.isFinite, growth.reduce(0, +) < most * largestStep else { return nil }
    let share = most * largestStep / whole
    return stepCounts(zip(growth, sizes).map { max($0, share * $1) })
  }

  /// The derivatives of f at the collocation points of all steps, with the parameter as last variable: `(i * (n + 1) + j) * count + k`.
  private static func slopes(
    _ problem: CycleProblem, _ basis: CollocationBasis, _ unknowns: [Double], _ counts: [Int], _ total: Int
  ) -> [Double] {
    let (n, count) = (problem.n, total * basis.degree)
    var values = [Double](repeating: 0, count: (n + 1) * count)
    var derivatives: [Double]? = [Double](repeating: 0, count: (n + 1) * (n + 1) * count)
    let places = counts.enumerated().lazy.flatMap { interval, parts in
      (0..<parts).lazy.flatMap { part in
        basis.points.lazy.map { Place(interval: interval, share: (Double(part) + $0) / Double(parts)) }
      }
    }
    problem.field.evaluate(
      states(problem, unknowns, places, count), count: count, values: &values, derivatives: &derivatives)
    return derivatives ?? []
  }

  private static func rates(_ problem: CycleProblem, _ unknowns: [Double], _ places: [Place]) -> [[Double]] {
    let (n, count) = (problem.n, places.count)
    var values = [Double](repeating: 0, count: (n + 1) * count)
    var none: [Double]?
    problem.field.evaluate(
      states(problem, unknowns, places, count), count: count, values: &values, derivatives: &none)
    return (0..<count).map { point in (0..<n).map { values[$0 * count + point] / problem.scales[$0] } }
  }

  /// The states at places in intervals, with the parameter as last variable, variable by variable.
  private static func states(
    _ problem: CycleProblem, _ unknowns: [Double], _ places: some Sequence<Place>, _ count: Int
  ) -> [Double] {
    let (n, m) = (problem.n, problem.m)
    var states = [Double](repeating: unknowns[problem.parameterIndex], count: (n + 1) * count)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: m + 1) { lagrange in
      for (point, place) in places.enumerated() {
        CollocationBasis.lagrange(m, at: place.share, into: lagrange)
        let node = place.interval * m * n
        for i in 0..<n {
          var value = 0.0
          for k in 0...m { value += lagrange[k] * unknowns[node + k * n + i] }
          states[i * count + point] = value
        }
      }
    }
    return states
  }
}

extension LinearCycleSystem {
  /// The Jacobian at a collocation point in variables divided by their scales.
  fileprivate func scaledJacobian(_ point: Int) -> Matrix {
    let (n, scales) = (problem.n, problem.scales)
    var jacobian = Matrix(rows: n, columns: n)
    for i in 0..<n { for j in 0..<n { jacobian[i, j] = slope(i, j, point) * scales[j] / scales[i] } }
    return jacobian
  }
}

extension Matrix {
  /// The greatest rate at which solutions grow or turn.
  fileprivate var greatestGrowth: Double {
    guard let eigenvalues = Eigendecomposition.eigenvalues(self) else { return .infinity }
    return eigenvalues.reduce(0) { max($0, max($1.real, 0) + abs($1.imaginary)) }
  }
}

/// One step of the linear flow: m collocation points, of whose values only those at the end are wanted.
private struct TransferStep {
  private let n: Int
  private let m: Int
  private let basis: CollocationBasis
  private let scales: [Double]
  /// Rows `[values at nodes 1 ... m | right-hand sides]`.
  private var block: [Double]
  private var pivots: [Int]

  init(_ problem: CycleProblem, _ basis: CollocationBasis) {
    (n, m) = (problem.n, basis.degree)
    self.basis = basis
    scales = Array(problem.scales.prefix(problem.n))
    block = [Double](repeating: 0, count: m * n * (m + 1) * n)
    pivots = [Int](repeating: 0, count: m * n)
  }

  /// Takes the columns of a matrix one step on.
  /// - Returns: false if the equations are singular.
  mutating func advance(_ columns: inout Matrix, _ slopes: [Double], point: Int, pointCount: Int, h: Double) -> Bool {
    let (n, m, width) = (n, m, (m + 1) * n)
    for c in 0..<m {
      for i in 0..<n {
        let row = (c * n + i) * width
        for r in 0..<n { block[row + m * n + r] = 0 }
        for j in 0..<n {
          let slope = slopes[(i * (n + 1) + j) * pointCount + point + c]
          let jacobian = h * slope * scales[j] / scales[i]
          for k in 1...m {
            block[row + (k - 1) * n + j] =
              (i == j ? basis.derivatives[c * (m + 1) + k] : 0) - jacobian * basis.values[c * (m + 1) + k]
          }
          let known = (i == j ? basis.derivatives[c * (m + 1)] : 0) - jacobian * basis.values[c * (m + 1)]
          for r in 0..<n { block[row + m * n + r] -= known * columns[j, r] }
        }
      }
    }
    return solve(&columns)
  }

  private mutating func solve(_ columns: inout Matrix) -> Bool {
    let (n, unknowns, width) = (n, m * n, (m + 1) * n)
    let isRegular = block.withUnsafeMutableBufferPointer { block in
      pivots.withUnsafeMutableBufferPointer { pivots in
        guard let base = block.baseAddress, let pivotBase = pivots.baseAddress else { return false }
        return Elimination.eliminate(base, rows: unknowns, width: width, columns: unknowns, pivots: pivotBase) != nil
      }
    }
    guard isRegular else { return false }
    // The values at the end are the last unknowns, the first of back substitution.
    for i in stride(from: unknowns - 1, through: unknowns - n, by: -1) {
      let (row, place) = (i * width, i - (unknowns - n))
      for r in 0..<n {
        var value = block[row + unknowns + r]
        for j in (i + 1)..<max(unknowns, i + 1) { value -= block[row + j] * columns[j - (unknowns - n), r] }
        columns[place, r] = value / block[row + i]
      }
    }
    return true
  }
}
