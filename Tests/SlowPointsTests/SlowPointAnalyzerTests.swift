// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import ModelCore
import ModelFormats
import Networks
import RealModule
import Results
import SlowPoints
import Symbolics
import Testing

@Suite("Slow points of networks with known answers") struct SlowPointAnalyzerTests {
  private func system(
    _ network: RecurrentNetwork, range: ClosedRange<Double> = -1...1
  ) -> HighDimensionalSystem {
    let n = network.dimension
    return HighDimensionalSystem(
      name: "test", title: "test", field: network, kind: network.dynamics == .steps ? .map : .flow,
      variableNames: (1...n).map { "x\($0)" }, parameterNames: network.parameterNames,
      parameters: [1, 1] + [Double](repeating: 0, count: network.parameterCount - 2),
      ranges: [ClosedRange<Double>](repeating: range, count: n))
  }

  @Test("a ring attractor: every bump at rest, one multiplier on the border each, ordered around a closed ring")
  func ring() throws {
    let network = try #require(BuiltInNetwork.named("cann")).system([("units", 48), ("bumps", 30)])
    let result = try SlowPointAnalyzer.analyze(network)
    #expect(result.points.count == 30)
    #expect(result.sets.map(\.shape) == [.ring])
    #expect(result.sets[0].points == Array(0..<30))
    for point in result.points {
      #expect(point.residual < 1e-12)
      #expect(point.stability == .marginal && point.neutralDirections == 1)
      // By symmetry the spectra of all bumps are the same; the others decay.
      #expect(abs(point.eigenvalues[1][0] - result.points[0].eigenvalues[1][0]) < 1e-9)
      #expect(point.eigenvalues[1][0] < -0.1)
    }
    // Neighbours on the list are neighbours on the ring: their peaks differ by one stimulus' distance.
    let peaks = result.points.map { point -> Double in
      let axis = result.axis ?? []
      let x = zip(axis, point.state).reduce(0) { $0 + $1.1 * Double.cos($1.0) }
      let y = zip(axis, point.state).reduce(0) { $0 + $1.1 * Double.sin($1.0) }
      return Double.atan2(y: y, x: x)
    }
    for (a, b) in zip(peaks, peaks.dropFirst()) {
      #expect(abs(abs((a - b).remainder(dividingBy: 2 * .pi)) - 2 * .pi / 30) < 1e-3)
    }
  }

  @Test("the spectrum from factors of low rank is that of the whole Jacobian")
  func reducedSpectrum() throws {
    let network = try #require(BuiltInNetwork.named("cann")).system([("units", 200), ("bumps", 16)])
    var settings = SlowPointSettings()
    settings.starts = .given
    let result = try SlowPointAnalyzer.analyze(network, settings, from: [network.starts[3]])
    let point = try #require(result.points.first)
    let jacobian = Matrix(
      rows: 200, columns: 200, elements: network.field.jacobian(at: point.state, parameters: network.parameters))
    let whole = try #require(Eigendecomposition.eigenvalues(jacobian))
    for (j, (value, exact)) in zip(point.eigenvalues, whole).enumerated() {
      #expect(abs(value[0] - exact.real) < (j < 8 ? 1e-13 : 1e-8), "mode \(j + 1)")
    }
  }

  @Test("three independent bistable units: 8 stable points, 12 saddles of index 1, 6 of index 2, 1 source")
  func cube() throws {
    // x' = -x + 2 tanh(x) has the three rest states 0 and ±x*, x* = 2 tanh(x*) = 1.9150080481545877.
    let network = RecurrentNetwork(Weights(2 * Matrix.identity(3)), nonlinearity: .tanh, dynamics: .currents)
    let result = try SlowPointAnalyzer.analyze(system(network, range: -3...3))
    let indices = Dictionary(grouping: result.points, by: \.unstableDirections).mapValues(\.count)
    #expect(indices == [0: 8, 1: 12, 2: 6, 3: 1])
    for point in result.points {
      for value in point.state {
        #expect(abs(value) < 1e-12 || abs(abs(value) - 1.9150080481545877) < 1e-12)
      }
      // At 0 a direction grows at the rate 1.
      let growing = point.eigenvalues.prefix(point.unstableDirections)
      #expect(growing.allSatisfy { abs($0[0] - 1) < 1e-12 })
    }
  }

  @Test(
    "a line attractor is one line in order, its other mode as constructed",
    arguments: [RecurrentNetwork.Dynamics.rates, .steps])
  func line(_ dynamics: RecurrentNetwork.Dynamics) throws {
    // W = a aᵀ + b bᵀ / 2 with orthogonal unit vectors: linear units keep what lies along a and forget the rest.
    let n = 30
    let a = (0..<n).map { _ in 1 / Double(n).squareRoot() }
    let b = (0..<n).map { ($0 % 2 == 0 ? 1 : -1) / Double(n).squareRoot() }
    var weights = Matrix(rows: n, columns: n)
    for i in 0..<n { for j in 0..<n { weights[i, j] = a[i] * a[j] + 0.5 * b[i] * b[j] } }
    var settings = SlowPointSettings()
    settings.starts = .box
    settings.startCount = 40
    let network = RecurrentNetwork(Weights(weights), nonlinearity: .linear, dynamics: dynamics)
    let result = try SlowPointAnalyzer.analyze(system(network), settings)
    #expect(result.sets.map(\.shape) == [.line])
    #expect(result.points.allSatisfy { $0.stability == .marginal && $0.residual < 1e-12 })
    let rest = dynamics == .steps ? 1.0 : 0
    for point in result.points {
      #expect(abs(point.eigenvalues[0][0] - rest) < 1e-12)
      #expect(abs(point.eigenvalues[1][0] - (rest - 0.5)) < 1e-12)
    }
    let heights = result.sets[0].points.map { dotProduct(result.points[$0].state, a) }
    #expect(heights == heights.sorted() || heights == heights.sorted(by: >))
  }

  @Test(
    "Hopfield patterns: orthogonal patterns and their negatives are fixed points with the spectrum of mean-field theory"
  )
  func hopfield() throws {
    // Two orthogonal patterns; h = m s with m = tanh(4 m): 0.9993257.
    let n = 64
    let s = (0..<n).map { $0 < n / 2 ? 1.0 : -1 }
    let t = (0..<n).map { $0 % 2 == 0 ? 1.0 : -1 }
    var weights = Matrix(rows: n, columns: n)
    for i in 0..<n { for j in 0..<n { weights[i, j] = 4 * (s[i] * s[j] + t[i] * t[j]) / Double(n) } }
    let network = RecurrentNetwork(Weights(weights), nonlinearity: .tanh, dynamics: .rates)
    let result = try SlowPointAnalyzer.analyze(system(network))
    var m = 1.0
    for _ in 0..<100 { m = Double.tanh(4 * m) }
    for pattern in [s, t, s.map { -$0 }, t.map { -$0 }] {
      let found = result.points.filter { point in
        zip(point.state, pattern).allSatisfy { abs($0 - m * $1) < 1e-10 }
      }
      #expect(found.count == 1 && found[0].stability == .stable)
      // All units have the slope 1 - m^2, so that the modes of both patterns decay at -1 + 4 (1 - m^2).
      #expect(abs(found[0].eigenvalues[0][0] - (-1 + 4 * (1 - m * m))) < 1e-10)
    }
    // The origin is unstable in both directions of the patterns: -1 + 4.
    let origin = result.points.first { point in point.state.allSatisfy { abs($0) < 1e-10 } }
    #expect(origin?.unstableDirections == 2)
    #expect(abs((origin?.eigenvalues[0][0] ?? 0) - 3) < 1e-10)
  }

  @Test(
    "planted fixed points of a network with weights of full rank, where every Jacobian has as many singular values as units",
    arguments: [RecurrentNetwork.Dynamics.steps, .rates, .currents])
  func planted(_ dynamics: RecurrentNetwork.Dynamics) throws {
    // With orthonormal columns U and planted rates P = a U: W = artanh(P) Pᵀ / a² + R (1 - U Uᵀ) has W P = artanh(P).
    let (n, a) = (120, 3.0)
    var random = (0..<n * n).map { (43758.5453 * Double.sin(12.9898 * Double($0 + 1))).remainder(dividingBy: 1) }
    let basis = try #require(QRFactorization(Matrix(rows: n, columns: 4, elements: Array(random.prefix(4 * n))))).q
    random = random.map { $0 * 3 / Double(n).squareRoot() }
    let noise = Matrix(rows: n, columns: n, elements: random)
    let inputs = Matrix(rows: n, columns: 4, elements: basis.elements.map { Double.atanh(a * $0) })
    let rest = Matrix.identity(n) - basis.product(basis.transposed)
    let weights = (1 / a) * inputs.product(basis.transposed) + noise.product(rest)
    let network = RecurrentNetwork(Weights(weights), nonlinearity: .tanh, dynamics: dynamics)
    var settings = SlowPointSettings()
    settings.starts = .given
    // The currents of a network are the arguments of its rates.
    let places = (0..<4).map { j in (dynamics == .currents ? inputs.column(j) : basis.column(j).map { a * $0 }) }
    let starts = places.map { place in place.enumerated().map { $1 + 0.01 * random[$0] } }
    let result = try SlowPointAnalyzer.analyze(system(network), settings, from: starts)
    for place in places {
      let found = result.points.filter { point in zip(point.state, place).allSatisfy { abs($0 - $1) < 1e-9 } }
      #expect(found.count == 1 && found[0].kind == .fixed && found[0].eigenvalues.count == min(n, 100))
    }
  }

  @Test("where not all eigenvalues of a point are computed it says how many, and they are those nearest to rest")
  func partialSpectra() throws {
    // The bumps of a torus of 21 x 21 units: two directions neither grow nor decay.
    let network = try #require(BuiltInNetwork.named("cann-2d")).system([("units", 21), ("bumps", 3)])
    var settings = SlowPointSettings()
    settings.spectrumWork = 0
    settings.starts = .given
    let result = try SlowPointAnalyzer.analyze(network, settings, from: network.starts)
    let partial = result.points.filter { $0.computedEigenvalues != nil }
    #expect(result.points.count - partial.count == 4 && !partial.isEmpty)
    let note = "at \(partial.count) of \(result.points.count) points only"
    #expect(result.notes.contains { $0.hasPrefix(note) })
    for point in partial {
      #expect(point.eigenvalues.count == point.computedEigenvalues && point.neutralDirections == 2)
      let jacobian = Matrix(
        rows: 441, columns: 441, elements: network.field.jacobian(at: point.state, parameters: network.parameters))
      let whole = try #require(Eigendecomposition.eigenvalues(jacobian))
      for (value, exact) in zip(point.eigenvalues, whole) { #expect(abs(value[0] - exact.real) < 1e-8) }
    }
  }

  @Test("the methods agree", arguments: MinimizationMethod.allCases)
  func methods(_ method: MinimizationMethod) throws {
    let network = RecurrentNetwork(Weights(2 * Matrix.identity(2)), nonlinearity: .tanh, dynamics: .currents)
    var settings = SlowPointSettings()
    settings.method = method
    settings.startCount = 60
    settings.adamSteps = 60
    let result = try SlowPointAnalyzer.analyze(system(network, range: -3...3), settings)
    #expect(result.points.count == 9)
  }

  @Test("a ghost of a saddle-node is a slow point, at the place and speed of the nearest approach")
  func ghost() throws {
    // x' = 0.01 + x^2 has no fixed point; its speed is least at 0: q = 0.00005. y' = -y.
    let model = try Model(name: "ghost", variables: ["x": -1, "y": 1], parameters: [:]) {
      (x: [Expression], _: [Expression]) -> [Expression] in
      [0.01 + x[0] * x[0], -x[1]]
    }
    var settings = SlowPointSettings()
    settings.starts = .given
    let result = try SlowPointAnalyzer.analyze(
      HighDimensionalSystem(model), settings, from: [[-0.8, 0.5], [0.6, -0.4], [-0.3, 1], [0.9, 0.8]])
    #expect(result.points.count == 1)
    #expect(result.points.first?.kind == .slow)
    #expect(abs(result.points.first?.state[0] ?? 1) < 1e-4)
    #expect(abs((result.points.first?.speed ?? 0) - 0.00005) < 1e-9)
  }

  @Test("the same question gives the same result")
  func determinism() throws {
    let network = try #require(BuiltInNetwork.named("random-network")).system([("units", 20)])
    var settings = SlowPointSettings()
    settings.startCount = 40
    let first = try SlowPointAnalyzer.analyze(network, settings)
    #expect(try SlowPointAnalyzer.analyze(network, settings) == first)
    #expect(!first.points.isEmpty)
  }

  @Test("a fixed point followed in the gain meets the pitchfork at gain 1, as in the closed form")
  func continuation() throws {
    // x' = -x + tanh(g x) along the first direction, the other decays: a pitchfork at g = 1 with c = -1/3 · 2.
    let network = RecurrentNetwork(Weights(Matrix([[1, 0], [0, 0.3]])), nonlinearity: .tanh, dynamics: .rates)
    var system = system(network)
    system.parameters[0] = 2
    var settings = SlowPointSettings()
    settings.startCount = 40
    settings.continuation = AxisRange(name: "gain", lower: 0.5, upper: 2.5)
    let result = try SlowPointAnalyzer.analyze(system, settings)
    let branches = try #require(result.branches)
    let special = branches.flatMap(\.specialPoints)
    let forks = special.filter { $0.type == .branchPoint }
    #expect(!forks.isEmpty)
    for point in forks { #expect(abs(point.parameter - 1) < 1e-8) }
    // On the trivial branch the eigenvalues g - 1 and 0.3 g - 1 cancel at g = 20 / 13.
    let neutral = special.filter { $0.type == .neutralSaddle }
    for point in neutral { #expect(abs(point.parameter - 20.0 / 13) < 1e-8) }
    #expect(special.count == forks.count + neutral.count)
    #expect(Set(branches.flatMap(\.points)).count == 3)
  }

  @Test("a fixed point followed in an input meets the folds of the closed form")
  func continuationInAnInput() throws {
    // x' = -x + 2 tanh(x) + I is level where 2 sech(x)^2 = 1, at tanh(x) = ±1/√2, I = ±(√2 - artanh(1/√2)).
    let network = RecurrentNetwork(
      Weights(Matrix([[2]])), inputWeights: Matrix([[1]]), nonlinearity: .tanh, dynamics: .currents)
    var settings = SlowPointSettings()
    settings.startCount = 40
    settings.continuation = AxisRange(name: "input1", lower: -1, upper: 1)
    let result = try SlowPointAnalyzer.analyze(system(network, range: -3...3), settings)
    let branches = try #require(result.branches)
    // One curve, shaped as an S, through all three fixed points.
    #expect(branches.count == 1 && branches[0].points == [0, 1, 2] && branches[0].parameter == "input1")
    let fold = 2.0.squareRoot() - Double.atanh(0.5.squareRoot())
    let folds = branches[0].specialPoints
    #expect(folds.map(\.type) == [.limitPoint, .limitPoint])
    for (found, exact) in zip(folds.map(\.parameter).sorted(), [-fold, fold]) { #expect(abs(found - exact) < 1e-10) }
  }

  @Test("starts that lead far away are dropped and counted")
  func outliers() throws {
    // exp(-x) has no zero; its square falls for ever.
    let model = try Model(name: "escape", variables: ["x": 0], parameters: [:]) {
      (x: [Expression], _: [Expression]) -> [Expression] in
      [Expression.exp(-x[0])]
    }
    var settings = SlowPointSettings()
    settings.starts = .given
    let result = try SlowPointAnalyzer.analyze(
      HighDimensionalSystem(model), settings, from: [[0], [0.3], [0.6], [1]])
    #expect(result.points.isEmpty && result.counts.outliers == 4)
    #expect(result.notes.contains { $0.contains("far away") })
  }

  @Test("trajectories that escape do not blur the fixed points: the Hénon map has two, in closed form")
  func escape() throws {
    let entry = try #require(Zoo.entry(named: "henon"))
    let model = try ODEFile(text: entry.text, fileName: "henon.ode").model
    let points = try SlowPointAnalyzer.analyze(HighDimensionalSystem(model)).points
    // x = 1 - 1.4 x^2 + 0.3 x; multipliers m^2 + 2.8 x m - 0.3 = 0.
    let root = (0.49 + 4 * 1.4).squareRoot()
    #expect(points.count == 2)
    for x in [(-0.7 + root) / 2.8, (-0.7 - root) / 2.8] {
      let point = try #require(points.first { abs($0.state[0] - x) < 1e-12 })
      let discriminant = (1.96 * x * x + 0.3).squareRoot()
      let largest = x > 0 ? -1.4 * x - discriminant : -1.4 * x + discriminant
      #expect(abs(point.eigenvalues[0][0] - largest) < 1e-12 && point.unstableDirections == 1)
    }
  }

  @Test("variables of unlike size: all but the fixed point of Hodgkin and Huxley's model is nothing")
  func unlikeSizes() throws {
    let entry = try #require(Zoo.entry(named: "hodgkin-huxley"))
    let model = try ODEFile(text: entry.text, fileName: "hodgkin-huxley.ode").model
    var settings = SlowPointSettings()
    settings.startCount = 60
    let result = try SlowPointAnalyzer.analyze(HighDimensionalSystem(model), settings)
    #expect(result.points.count == 1 && result.points[0].kind == .fixed && result.points[0].residual < 1e-12)
  }

  @Test("questions that make no sense are refused with the numbers")
  func refusals() throws {
    let network = RecurrentNetwork(Weights(Matrix.identity(2)))
    #expect(throws: SlowPointError.wrongStateLength(index: 1, found: 1, expected: 2)) {
      try SlowPointAnalyzer.analyze(system(network), from: [[0, 0], [1]])
    }
    #expect(throws: SlowPointError.stateNotFinite(index: 0)) {
      try SlowPointAnalyzer.analyze(system(network), from: [[.nan, 0]])
    }
    let forced = try Model(name: "forced", variables: ["x": 0], parameters: [:]) {
      (x: [Expression], _: [Expression]) -> [Expression] in
      [-x[0] + .symbol("t")]
    }
    #expect(throws: SlowPointError.dependsOnTime(model: "forced")) { try HighDimensionalSystem(forced) }
  }
}
