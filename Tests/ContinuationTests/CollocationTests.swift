// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import LinearSolvers
import RealModule
import Testing

@testable import Continuation

/// Polynomials on an interval: what is exact is exact.
@Suite("Collocation polynomials") struct CollocationBasisTests {
  @Test("Gauss's rule integrates polynomials up to the degree 2 m - 1, and not beyond", arguments: 1...7)
  func gauss(_ m: Int) {
    let basis = CollocationBasis(degree: m)
    func integral(_ power: Int) -> Double {
      zip(basis.points, basis.weights).reduce(0) { $0 + $1.1 * Double.pow($1.0, power) }
    }
    for power in 0..<2 * m { #expect(abs(integral(power) - 1 / Double(power + 1)) < 1e-15, "power \(power)") }
    // The error there is positive: the square of Legendre's polynomial has zeros at the points alone.
    #expect(integral(2 * m) < 1 / Double(2 * m + 1) - 1e-9)
    #expect(basis.points.allSatisfy { $0 > 0 && $0 < 1 } && basis.points == basis.points.sorted())
    // The rule is symmetric.
    for (left, right) in zip(basis.points, basis.points.reversed()) { #expect(abs(left + right - 1) < 1e-15) }
  }

  @Test("Radau's rule integrates polynomials up to the degree 2 m - 2, and not beyond", arguments: 1...7)
  func radau(_ m: Int) {
    let basis = CollocationBasis.radau(degree: m)
    func integral(_ power: Int) -> Double {
      zip(basis.points, basis.weights).reduce(0) { $0 + $1.1 * Double.pow($1.0, power) }
    }
    for power in 0...(2 * m - 2) { #expect(abs(integral(power) - 1 / Double(power + 1)) < 1e-14, "power \(power)") }
    #expect(abs(integral(2 * m - 1) - 1 / Double(2 * m)) > 1e-9)
    #expect(basis.points.last == 1 && basis.points == basis.points.sorted() && basis.points.allSatisfy { $0 > 0 })
  }

  @Test("a polynomial of degree m is what its values at the nodes say, with its derivative", arguments: 1...7)
  func interpolation(_ m: Int) {
    let basis = CollocationBasis(degree: m)
    // (x - 0.3)^m and its derivatives.
    func p(_ x: Double) -> Double { Double.pow(x - 0.3, m) }
    func slope(_ x: Double) -> Double { Double(m) * Double.pow(x - 0.3, m - 1) }
    let nodes = (0...m).map { Double($0) / Double(m) }
    let values = nodes.map(p)
    func combined(_ factors: [Double], _ row: Int) -> Double {
      (0...m).reduce(0) { $0 + factors[row * (m + 1) + $1] * values[$1] }
    }
    for (c, place) in basis.points.enumerated() {
      #expect(abs(combined(basis.values, c) - p(place)) < 1e-13)
      #expect(abs(combined(basis.derivatives, c) - slope(place)) < 1e-12)
    }
    for (l, node) in nodes.enumerated() { #expect(abs(combined(basis.nodeDerivatives, l) - slope(node)) < 1e-11) }
    let factorial = (1...m).reduce(1.0) { $0 * Double($1) }
    #expect(abs(combined(basis.highestDerivatives, 0) - factorial) < 1e-9 * factorial)
  }

  @Test("Newton and Cotes' weights: the trapezium, Simpson and Boole")
  func nodeWeights() {
    for (m, exact) in [(1, [0.5, 0.5]), (2, [1.0 / 6, 4.0 / 6, 1.0 / 6]), (4, [7, 32, 12, 32, 7].map { $0 / 90.0 })] {
      for (weight, expected) in zip(CollocationBasis.nodeWeights(m), exact) { #expect(abs(weight - expected) < 1e-15) }
    }
  }

  @Test("the constant of interpolation bounds the error of x^(m+1)", arguments: 2...6)
  func error(_ m: Int) {
    let factorial = (1...m + 1).reduce(1.0) { $0 * Double($1) }
    let nodes = (0...m).map { Double.pow(Double($0) / Double(m), m + 1) }
    let errors = (0...400).map { step -> Double in
      let x = Double(step) / 400
      let value = zip(CollocationBasis.lagrange(m, at: x), nodes).reduce(0) { $0 + $1.0 * $1.1 }
      return abs(value - Double.pow(x, m + 1))
    }
    let bound = CollocationBasis(degree: m).interpolationConstant * factorial
    let largest = errors.max() ?? .infinity
    #expect(largest <= 1.02 * bound && largest > 0.9 * bound)
  }
}

/// The condensed solution is that of the whole matrix.
@Suite("Condensation of collocation matrices") struct CondensationTests {
  /// A matrix of random numbers in the shape of a collocation matrix.
  struct Sample {
    let (n, m, intervals, scalars): (Int, Int, Int, Int)
    let blocks: [Double]
    let extra: [[Double]]
    let signs: [Double]?

    init(_ n: Int, _ m: Int, _ intervals: Int, _ scalars: Int, signs: [Double]? = nil) {
      (self.n, self.m, self.intervals, self.scalars, self.signs) = (n, m, intervals, scalars, signs)
      let order = (intervals * m + 1) * n + scalars
      blocks = Sample.numbers(intervals * m * n * ((m + 1) * n + scalars), seed: 1)
      extra = (0..<scalars).map { Sample.numbers(order, seed: Double($0) + 2) }
    }

    var order: Int { (intervals * m + 1) * n + scalars }

    /// Numbers in -1 ... 1 without a pattern: rows of a sine would be linear combinations of two.
    static func numbers(_ count: Int, seed: Double) -> [Double] {
      var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
      return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) / Double(1 << 52) - 1
      }
    }

    var condensed: CollocationFactorization? {
      CollocationFactorization(
        n: n, m: m, intervalCount: intervals, scalarCount: scalars, blocks: blocks, extraRows: extra,
        closingSigns: signs)
    }

    /// The same matrix as a whole: unknowns are the nodes in order, then scalars.
    var whole: Matrix {
      var matrix = Matrix(rows: order, columns: order)
      let (inner, width, nodes) = ((m - 1) * n, (m + 1) * n + scalars, (intervals * m + 1) * n)
      for interval in 0..<intervals {
        for row in 0..<m * n {
          let (target, source) = (interval * m * n + row, (interval * m * n + row) * width)
          let left = interval * m * n
          for j in 0..<inner { matrix[target, left + n + j] = blocks[source + j] }
          for j in 0..<n {
            matrix[target, left + j] = blocks[source + inner + j]
            matrix[target, left + m * n + j] = blocks[source + inner + n + j]
          }
          for j in 0..<scalars { matrix[target, nodes + j] = blocks[source + inner + 2 * n + j] }
        }
      }
      for i in 0..<n {
        matrix[intervals * m * n + i, i] = 1
        matrix[intervals * m * n + i, intervals * m * n + i] = -(signs?[i] ?? 1)
      }
      for e in 0..<scalars { for j in 0..<order { matrix[nodes + e, j] = extra[e][j] } }
      return matrix
    }
  }

  static let samples = [
    Sample(1, 2, 1, 1), Sample(1, 4, 3, 2), Sample(2, 3, 4, 2), Sample(3, 4, 5, 2), Sample(2, 2, 6, 3),
    Sample(4, 1, 3, 2), Sample(2, 4, 3, 2, signs: [-1, -1]), Sample(3, 2, 4, 2, signs: [1, -1, 1]),
  ]

  @Test("solutions agree with those of the whole matrix", arguments: samples.indices)
  func solutions(_ index: Int) throws {
    let sample = Self.samples[index]
    let condensed = try #require(sample.condensed)
    let whole = sample.whole
    for seed in [20.0, 21] {
      let right = Sample.numbers(sample.order, seed: seed)
      let (found, exact) = try (#require(condensed.solve(right)), #require(LUFactorization(whole).solve(right)))
      let size = maximumNorm(exact)
      for (value, expected) in zip(found, exact) { #expect(abs(value - expected) < 1e-9 * size) }
      let rest = maximumNorm(zip(whole * found, right).map { $0 - $1 })
      #expect(rest < 1e-10 * max(1, size))
    }
  }

  @Test("the sign of the determinant is that of the whole matrix up to the order of rows, which is the same for all")
  func determinants() throws {
    // Unknowns and rows are taken in another order, so that samples of one shape agree up to one sign.
    let shape = (n: 2, m: 3, intervals: 2, scalars: 2)
    var products: Set<Int> = []
    for seed in 1...12 {
      let sample = Sample(shape.n, shape.m, shape.intervals, shape.scalars)
      let width = (shape.m + 1) * shape.n + shape.scalars
      let blocks = Sample.numbers(shape.intervals * shape.m * shape.n * width, seed: Double(30 + seed))
      let condensed = try #require(
        CollocationFactorization(
          n: shape.n, m: shape.m, intervalCount: shape.intervals, scalarCount: shape.scalars, blocks: blocks,
          extraRows: sample.extra))
      var changed = sample.whole
      let (inner, nodes) = ((shape.m - 1) * shape.n, (shape.intervals * shape.m + 1) * shape.n)
      for row in 0..<shape.intervals * shape.m * shape.n {
        let (left, source) = (row / (shape.m * shape.n) * shape.m * shape.n, row * width)
        for j in 0..<inner { changed[row, left + shape.n + j] = blocks[source + j] }
        for j in 0..<shape.n {
          changed[row, left + j] = blocks[source + inner + j]
          changed[row, left + shape.m * shape.n + j] = blocks[source + inner + shape.n + j]
        }
        for j in 0..<shape.scalars { changed[row, nodes + j] = blocks[source + inner + 2 * shape.n + j] }
      }
      products.insert(condensed.determinantSign * LUFactorization(changed).determinantSign)
    }
    #expect(products.count == 1)
  }

  @Test("the transfer of a linear flow is its matrix of one turn")
  func transfer() throws {
    // x' = T a x in each of N intervals of width h: over the whole turn exp(T a).
    let (m, count, rate) = (4, 20, 0.8)
    let basis = CollocationBasis(degree: m)
    let width = 1 / Double(count)
    var blocks: [Double] = []
    for _ in 0..<count {
      for c in 0..<m {
        let row = (0...m).map {
          basis.derivatives[c * (m + 1) + $0] - rate * width * basis.values[c * (m + 1) + $0]
        }
        blocks += Array(row[1..<m]) + [row[0], row[m]] + [0]
      }
    }
    let extra = [[Double](repeating: 0, count: count * m + 1) + [1]]
    let factorization = try #require(
      CollocationFactorization(
        n: 1, m: m, intervalCount: count, scalarCount: 1, blocks: blocks, extraRows: extra))
    let growth = -factorization.transferStart[0, 0] / factorization.transferEnd[0, 0]
    #expect(abs(growth - Double.exp(rate)) < 1e-13)
    #expect(abs(factorization.largestGrowth - 2 * rate) < 1e-12)
    #expect(factorization.reciprocalCondition > 0 && factorization.reciprocalCondition <= 1)
  }

  @Test("a matrix without an inverse is none to factorise")
  func singular() {
    let sample = Sample(2, 3, 2, 1)
    #expect(
      CollocationFactorization(
        n: 2, m: 3, intervalCount: 2, scalarCount: 1, blocks: sample.blocks.map { _ in 0 }, extraRows: sample.extra)
        == nil)
    var broken = sample.blocks
    broken[3] = .nan
    #expect(
      CollocationFactorization(
        n: 2, m: 3, intervalCount: 2, scalarCount: 1, blocks: broken, extraRows: sample.extra) == nil)
  }
}

@Suite("Cycles as functions of time") struct CycleProfileTests {
  /// (cos, sin) of a whole turn at the nodes of a mesh.
  private func circle(_ mesh: CycleMesh, degree: Int, turns: Int = 1) -> CycleProfile {
    var profile = CycleProfile(mesh: mesh, degree: degree, dimension: 2, values: [])
    profile.values = profile.nodeTimes.flatMap { time -> [Double] in
      let angle = 2 * Double.pi * Double(turns) * time
      return [1 + Double.cos(angle), Double.sin(angle)]
    }
    return profile
  }

  private static let uneven = CycleMesh(times: [0, 0.05, 0.2, 0.3, 0.55, 0.6, 0.85, 1])

  @Test("intervals hold their times")
  func intervals() {
    let mesh = Self.uneven
    #expect(mesh.intervalCount == 7 && abs(mesh.width(3) - 0.25) < 1e-15)
    for (time, interval) in [(0.0, 0), (0.049, 0), (0.05, 1), (0.59, 4), (0.6, 5), (1, 6), (1.5, 6), (-1, 0)] {
      #expect(mesh.interval(containing: time) == interval, "\(time)")
    }
    let squares = mesh.times.map { 3 * $0 - 1 }
    for time in [0.0, 0.01, 0.4, 0.99] { #expect(abs(mesh.interpolate(squares, at: time) - (3 * time - 1)) < 1e-14) }
  }

  @Test("points move along, but not past each other")
  func displaced() throws {
    let mesh = CycleMesh(uniform: 4)
    let moved = try #require(mesh.displaced(by: [0, 0.05, -0.05, 0, 0]))
    #expect(zip(moved.times, [0, 0.3, 0.45, 0.75, 1]).allSatisfy { abs($0 - $1) < 1e-15 })
    #expect(mesh.displaced(by: [0, 0.2, 0, 0, 0]) == nil && mesh.displaced(by: [0, 0.01]) == nil)
  }

  @Test("values between nodes and means are those of the function", arguments: [3, 4, 5])
  func values(_ degree: Int) {
    let profile = circle(Self.uneven, degree: degree)
    // The error of interpolation in the widest interval.
    let constant = CollocationBasis(degree: degree).interpolationConstant
    let tolerance = 1.05 * constant * Double.pow(2 * .pi * 0.25, degree + 1)
    for step in 0...50 {
      let time = Double(step) / 50
      let value = profile.value(at: time)
      #expect(abs(value[0] - 1 - Double.cos(2 * .pi * time)) < tolerance)
      #expect(abs(value[1] - Double.sin(2 * .pi * time)) < tolerance)
    }
    #expect(abs(profile.means[0] - 1) < tolerance && abs(profile.means[1]) < tolerance)
    #expect(abs(profile.nodeWeights.reduce(0, +) - 1) < 1e-14)
    #expect(profile.nodeTimes.count == 7 * degree + 1)
  }

  @Test("ways that are gone twice are told from those gone once")
  func repetition() {
    let mesh = CycleMesh(uniform: 20)
    #expect(!circle(mesh, degree: 4).repeatsItself([1, 1]))
    #expect(circle(mesh, degree: 4, turns: 2).repeatsItself([1, 1]))
    #expect(circle(mesh, degree: 4, turns: 3).repeatsItself(times: 3, tolerance: 0.01, scales: [1, 1]))
    #expect(!circle(mesh, degree: 4, turns: 3).repeatsItself(times: 2, tolerance: 0.01, scales: [1, 1]))
    var angle = circle(mesh, degree: 4, turns: 2)
    angle.turns = [1, 0]
    #expect(!angle.repeatsItself([1, 1]))
  }

  @Test("logarithms are taken of what keeps its sign and comes close to zero, and undone")
  func coordinates() throws {
    let plain = CycleCoordinates(dimension: 3)
    #expect(plain.areStates && plain.coordinates([1, 2, 3]) == [1, 2, 3] && plain.slopes([1, 2]) == [1, 1])
    let states = [[1.0, -2, 5], [1e-6, -1.5, 6], [0.5, -2, 5.5]]
    let found = try #require(
      CycleCoordinates(states: states, keepsSign: [true, true, false], known: plain))
    // The second has half of its largest size throughout, and is left as it is.
    #expect(found.signs == [1, 0, 0] && found.isLogarithm(0) && !found.isLogarithm(1))
    let numbers = found.coordinates(states[1])
    #expect(abs(numbers[0] - Double.log(1e-6)) < 1e-14 && numbers[1] == -1.5)
    for (value, expected) in zip(found.states(numbers), states[1]) { #expect(abs(value - expected) < 1e-15) }
    #expect(zip(found.slopes(numbers), [1e-6, 1, 1]).allSatisfy { abs($0 - $1) < 1e-15 })
    // Nothing comes near to zero, or nothing keeps its sign.
    #expect(
      CycleCoordinates(states: [[1, 1], [0.9, 0.8]], keepsSign: [true, true], known: .init(dimension: 2)) == nil)
    #expect(CycleCoordinates(states: states, keepsSign: [false, false, false], known: plain) == nil)
    let negative = try #require(
      CycleCoordinates(states: [[-1], [-1e-7]], keepsSign: [true], known: .init(dimension: 1)))
    #expect(negative.signs == [-1] && abs(negative.states(negative.coordinates([-1e-7]))[0] + 1e-7) < 1e-20)
  }

  @Test("orbits: periods, whole turns of angles, and the other way round")
  func orbits() {
    let orbit = SampledOrbit(times: [2, 3, 5], states: [[0, 0], [3, 1], [4 * .pi, 0]])
    #expect(orbit.period == 3)
    #expect(orbit.winding([2 * .pi, 0]) == [4 * .pi, 0] && orbit.winding([0, 0]) == [0, 0])
    let back = orbit.reversed
    #expect(back.times == [2, 4, 5] && back.states == [[4 * .pi, 0], [3, 1], [0, 0]])
    #expect(back.reversed.times == orbit.times && back.winding([2 * .pi, 0]) == [-4 * .pi, 0])
  }
}

@Suite("Windows of curves") struct CurveWindowTests {
  private let window = CurveWindow(ranges: [0: -1...1, 2: 0...10], bounds: [100, 100, .infinity])

  @Test("inside, outside, and beyond all bounds")
  func positions() {
    #expect(window.position(of: [0, 50, 5]) == .inside && window.contains([1, -100, 10]))
    #expect(window.position(of: [1.01, 0, 5]) == .outside && window.position(of: [0, 0, -1e-9]) == .outside)
    // What is no number is beyond bounds, also where none is set.
    #expect(window.position(of: [0, 101, 5]) == .unbounded && window.position(of: [0, .nan, 5]) == .unbounded)
    #expect(window.position(of: [0, 0, .infinity]) == .unbounded)
  }

  @Test("the first edge on a straight way out")
  func crossings() throws {
    let first = try #require(window.crossing(from: [0, 0, 5], to: [2, 0, 25]))
    #expect(first.index == 2 && first.value == 10 && first.share == 0.25)
    let lower = try #require(window.crossing(from: [0, 0, 5], to: [-4, 0, 6]))
    #expect(lower.index == 0 && lower.value == -1 && lower.share == 0.25)
    // Inside, and where the way began outside already, there is none.
    #expect(window.crossing(from: [0, 0, 5], to: [0.5, 0, 6]) == nil)
    #expect(window.crossing(from: [2, 0, 5], to: [3, 0, 6]) == nil)
  }
}
