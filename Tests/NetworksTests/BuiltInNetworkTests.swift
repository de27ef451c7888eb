// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ComplexModule
import LinearSolvers
import ModelCore
import Networks
import Testing

@Suite("Networks that come with the program") struct BuiltInNetworkTests {
  private func system(_ name: String, _ values: [(name: String, value: Double)] = []) throws -> HighDimensionalSystem {
    try #require(BuiltInNetwork.named(name)).system(values)
  }

  private func refusal(_ name: String, _ option: String, _ value: Double) throws -> String {
    let network = try #require(BuiltInNetwork.named(name))
    do throws(NetworkError) {
      _ = try network.system([(option, value)])
      return ""
    } catch {
      return error.description
    }
  }

  @Test(arguments: BuiltInNetwork.all.map(\.name)) func agreeWithTheirOptions(_ name: String) throws {
    let network = try #require(BuiltInNetwork.named(name.uppercased()))
    for option in network.options { #expect(option.range.contains(option.value), "\(option.name)") }
    let system = try network.system([("units", 6)])
    let n = system.dimension
    #expect(system.field.dimension == n && system.ranges.count == n)
    #expect(system.field.parameterCount == system.parameters.count)
    #expect(system.parameterNames.count == system.parameters.count)
    #expect(system.starts.allSatisfy { $0.count == n })
    #expect(Set(system.variableNames).count == n)
    // Parameters have the names under which they are set.
    for parameter in system.parameterNames { #expect(network.options.contains { $0.name == parameter }) }
  }

  @Test func unknownOptionsAndValues() throws {
    #expect(try refusal("cann", "unit", 10).contains("did you mean 'units'?"))
    #expect(try refusal("cann", "zzzzzz", 10).contains("there are units"))
    #expect(try refusal("cann", "units", 10.5).contains("a whole number from 2"))
    #expect(try refusal("cann", "units", 1).contains("makes no sense"))
    #expect(try refusal("hopfield", "tau", 0).contains("the time constant"))
    #expect(BuiltInNetwork.named("cann-3d") == nil)
    #expect(BuiltInNetwork.named("CANN-1D")?.name == "cann")
  }

  @Test func settingParameters() throws {
    let ring = try system("cann", [("units", 8)])
    #expect(try ring.setting(parameter: "K", to: 2).parameters[1] == 2)
    #expect(throws: ModelError.unknownParameter("taw", suggestion: "tau")) { try ring.setting(parameter: "taw", to: 1) }
    #expect(throws: ModelError.valueNotFinite(name: "k")) { try ring.setting(parameter: "k", to: .nan) }
    #expect(ring.variableIndex("U3") == 2)
  }

  /// Without a stimulus no unit of a ring or a torus is different from the others: what is turned round moves turned round.
  @Test(arguments: ["cann", "cann-2d"]) func turning(_ name: String) throws {
    let system = try system(name, [("units", 6), ("bumps", 2)])
    let lattice = try #require(system.lattice)
    let n = lattice.unitsPerAxis
    func turned(_ state: [Double]) -> [Double] {
      // The last axis is the fastest; each row of it is turned by one unit.
      state.indices.map { index in state[index / n * n + (index + 1) % n] }
    }
    let state = (0..<system.dimension).map { 1 + 0.5 * Double(($0 * 7) % 11) }
    let values = system.field.values(at: state, parameters: system.parameters)
    let others = system.field.values(at: turned(state), parameters: system.parameters)
    for (a, b) in zip(turned(values), others) { #expect(abs(a - b) < 1e-13) }
    #expect(lattice.positions.count == system.dimension)
  }

  /// Distances go the shorter way round.
  @Test func distancesOnTheTorus() {
    let lattice = UnitLattice(unitsPerAxis: 4, axes: 2)
    #expect(lattice.axis == [-Double.pi, -Double.pi / 2, 0, Double.pi / 2])
    let corner = lattice.squaredDistance([-Double.pi, -Double.pi], [Double.pi / 2, Double.pi / 2])
    #expect(abs(corner - 2 * (Double.pi / 2) * (Double.pi / 2)) < 1e-12)
    #expect(lattice.squaredDistance([-3, 0], [-3 + 2 * .pi, 0]) < 1e-24)
  }

  /// One pattern p of Hebb's rule: h = m p with m = tanh(g m) is at rest, and along p perturbations decay at the rate 1 - g (1 - m²).
  @Test func hopfieldPattern() throws {
    let system = try system("hopfield", [("units", 30), ("patterns", 1), ("gain", 2)])
    let network = try #require(system.field as? RecurrentNetwork)
    let pattern = network.weights.matrix.row(0).map { 30 * $0 }
    #expect(pattern.allSatisfy { abs(abs($0) - 1) < 1e-12 })
    var m = 1.0
    for _ in 0..<200 { m = Nonlinearity.tanh.value(2 * m) }
    let state = pattern.map { m * $0 }
    #expect(system.field.values(at: state, parameters: system.parameters).allSatisfy { abs($0) < 1e-12 })
    let jacobian = Matrix(
      rows: 30, columns: 30, elements: system.field.jacobian(at: state, parameters: system.parameters))
    let rate = -1 + 2 * (1 - m * m)
    for (value, entry) in zip(jacobian * pattern, pattern) { #expect(abs(value - rate * entry) < 1e-12) }
  }

  /// The spectrum of random weights fills the unit disk, so that the state 0 is stable for gains below 1.
  @Test func randomNetworkIsStableBelowUnitGain() throws {
    let system = try system("random-network", [("units", 200), ("tau", 2)])
    let network = try #require(system.field as? RecurrentNetwork)
    let radius = try #require(Eigendecomposition.eigenvalues(network.weights.matrix)).map(\.length).max() ?? 0
    #expect(abs(radius - 1) < 0.15)
    let zero = [Double](repeating: 0, count: 200)
    for (gain, isStable) in [(0.8, true), (1.3, false)] {
      let jacobian = system.field.jacobian(at: zero, parameters: [gain, 2])
      let spectrum = try #require(
        Eigendecomposition.eigenvalues(Matrix(rows: 200, columns: 200, elements: jacobian)))
      #expect(spectrum.allSatisfy { $0.real < 0 } == isStable)
      // The slope of the hyperbolic tangent at 0 is 1: eigenvalues are those of the weights, moved and scaled.
      #expect(abs((spectrum.map(\.real).max() ?? 0) - (gain * Self.abscissa(network) - 1) / 2) < 1e-9)
    }
  }

  private static func abscissa(_ network: RecurrentNetwork) -> Double {
    (Eigendecomposition.eigenvalues(network.weights.matrix) ?? []).map(\.real).max() ?? .nan
  }
}
