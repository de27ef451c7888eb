// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics
import Testing

@Suite("Derivatives beyond the Jacobian, and models made by differentiation") struct FurtherDerivativesTests {
  private static func lorenz(_ s: [Double]) -> [[Double]] {
    [[-10, 10, 0], [28 - s[2], -1, -s[0]], [s[1], s[0], -8.0 / 3]]
  }

  private static func model(_ kind: Model.Kind = .flow) throws -> Model {
    try Model(name: "lorenz", kind: kind, variables: ["x": 1, "y": 2, "z": 3], parameters: ["r": 28]) { x, p in
      [10 * (x[1] - x[0]), x[0] * (p[0] - x[2]) - x[1], x[0] * x[1] - 8 * x[2] / 3]
    }
  }

  private static let points = [[1.0, 2, 3], [-4, 0.5, 20], [0, 0, 0]]

  /// The points variable by variable.
  private static var columns: [Double] { (0..<3).flatMap { i in points.map { $0[i] } } }

  @Test func sparseJacobian() throws {
    let sparse = try SparseJacobian(Self.model())
    #expect(sparse.entries.count == 8)
    #expect(!sparse.entries.contains(.init(row: 0, column: 2)))
    let values = PointBatch.columns(8, at: Self.columns, [0, 0, 0], [28]) { sparse.values($0, into: $1) }
    for (k, point) in Self.points.enumerated() {
      for (e, entry) in sparse.entries.enumerated() {
        #expect(abs(values[3 * e + k] - Self.lorenz(point)[entry.row][entry.column]) < 1e-14)
      }
    }
  }

  @Test("series along directions, at many points at once and at one", arguments: 0...3) func series(_ order: Int) throws
  {
    let compiled = try DirectionalDerivatives(Self.model(), order: order)
    let field = try CompiledModel(Self.model())
    let directions = [[1.0, 0, 0], [0.5, -2, 1], [0, 3, 1]]
    let columns = (0..<3).flatMap { i in directions.map { $0[i] } }
    let values = PointBatch.columns(3 * (order + 1), at: Self.columns, [0, 0, 0], [28]) { batch, output in
      columns.withUnsafeBufferPointer { columns in
        if let columns = columns.baseAddress { compiled.values(batch, directions: columns, into: output) }
      }
    }
    for k in 0..<3 {
      let alone = field.taylorCoefficients(
        state: Self.points[k], direction: directions[k], parameters: [28], time: 0, order: order)
      for power in 0...order {
        for i in 0..<3 { #expect(abs(values[3 * (3 * power + i) + k] - alone[power][i]) < 1e-13) }
      }
      if order > 1 {
        // The right-hand side is a polynomial of degree 2.
        #expect(alone[2] == [0, -directions[k][0] * directions[k][2], directions[k][0] * directions[k][1]])
      }
    }
  }

  @Test("directions obey the linearised equations, of flows and of maps", arguments: [Model.Kind.flow, .map])
  func variations(_ kind: Model.Kind) throws {
    let model = try Self.model(kind).addingVariations(2)
    #expect(model.dimension == 9 && model.kind == kind)
    let (v, w) = ([1.0, -1, 2], [0.0, 0.5, 1])
    let rates = try CompiledModel(model).values(at: Self.points[0] + v + w, parameters: [28])
    let jacobian = Self.lorenz(Self.points[0])
    for (direction, start) in [(v, 3), (w, 6)] {
      for i in 0..<3 {
        let expected = zip(jacobian[i], direction).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(rates[start + i] - expected) < 1e-13)
      }
    }
  }

  /// The n-th iterate is the map applied n times, with time going on.
  @Test(arguments: [1, 2, 5]) func iterates(_ count: Int) throws {
    let map = try Model(name: "m", kind: .map, variables: ["x": 0.3], parameters: ["r": 3.7]) { x, p in
      [p[0] * x[0] * (1 - x[0]) + 0.01 * .time]
    }
    var x = 0.3
    for time in 0..<count { x = 3.7 * x * (1 - x) + 0.01 * Double(time) }
    let iterate = try CompiledModel(map.iterated(count))
    #expect(abs(iterate.values(at: [0.3], parameters: [3.7])[0] - x) < 1e-13)
    #expect(throws: ModelError.flowHasNoIterates) { try Self.model().iterated(count) }
  }

  @Test func logarithms() throws {
    let model = try Model(name: "lv", variables: ["x": 1, "y": 2], parameters: ["a": 0.5]) { x, p in
      [x[0] * (1 - x[1]), p[0] * (x[0] - x[1])]
    }
    #expect(model.keepsSign == [true, false])
    // y = ln(-x): y' = 1 - y, in which x has no part any more.
    let changed = try CompiledModel(model.inLogarithms(signs: [-1, 0]))
    let state = [2.0, 0.25]
    let rates = changed.values(at: state, parameters: [0.5])
    #expect(abs(rates[0] - 0.75) < 1e-15)
    #expect(abs(rates[1] - 0.5 * (-UnaryFunction.exp.value(2) - 0.25)) < 1e-14)
  }

  /// The predator lives on the prey alone, and the plane without both is invariant, too, but no smallest set.
  @Test func invariantPlanes() throws {
    let chain = try Model(name: "chain", variables: ["x": 1, "u": 1, "v": 1], parameters: [:]) { s, _ in
      [s[0] * (1 - s[0] - s[1]), s[2] - s[1], s[1] * s[0] - s[2]]
    }
    #expect(chain.invariantPlanes == [["x"], ["u", "v"]])
    #expect(try Self.model().invariantPlanes == [["x", "y"]])
  }

  @Test func lending() {
    var seen: [Int] = []
    PointBatch.lend([], [0, 1], []) { seen = [$0.count, $0.stride] }
    #expect(seen == [2, 2])
    PointBatch.lend([], [], []) { seen = [$0.count] }
    let columns = PointBatch.columns(2, at: [1, 2], [0, 0], []) { batch, output in
      for k in 0..<batch.count { output[k] = 10 * batch.states[k] }
    }
    #expect(Array(columns.prefix(2)) == [10, 20])
    #expect(columns.suffix(2).allSatisfy { $0.isNaN }, "what is not written is not a number")
  }
}

@Suite("Delays and processes in models") struct MemoryTests {
  private static func delayed(_ lag: Expression) throws -> Model {
    try Model(
      name: "delayed",
      variables: [
        Variable(name: "x", rate: -.symbol("x before") * .symbol("a")), Variable(name: "y", rate: .symbol("x")),
      ],
      parameters: [Parameter(name: "a", value: 1), Parameter(name: "tau", value: 2)],
      memory: Memory(delays: [.init(name: "x before", variable: "x", lag: lag)], histories: ["x": 0.5]))
  }

  @Test func presentValues() throws {
    let model = try Self.delayed(.symbol("tau")).withoutDelays()
    #expect(model.memory.isEmpty && model.furtherKinds.isEmpty)
    #expect(try CompiledModel(model).values(at: [3, 0], parameters: [2, 1]) == [-6, 3])
    #expect(try model.withoutDelays() == model)
  }

  @Test func constantDelays() throws {
    try Self.delayed(.symbol("tau") + 1).requireConstantDelays()
    try Self.delayed(.symbol("tau")).requireOrdinaryOrDelayed()
    #expect(try Self.delayed(1).delayTexts == ["x by 1"])
    #expect(throws: ModelError.self) { try Self.delayed(.symbol("y")).requireConstantDelays() }
    #expect(throws: ModelError.self) { try Self.delayed(.time).requireOrdinaryOrDelayed() }
    #expect(throws: ModelError.notOrdinary(kinds: ["delays"])) { try Self.delayed(1).requireOrdinary() }
  }

  /// A delay may vanish at the end of a range, but not be negative within.
  @Test func negativeDelays() throws {
    let model = try Self.delayed(.symbol("tau") - 1)
    try model.requireDelays(for: "tau", in: 1...3)
    try model.requireDelays(for: "a", in: -5...5)
    do throws(ModelError) {
      try model.requireDelays(for: "tau", in: 0...3)
      Issue.record("a negative delay was let pass")
    } catch {
      guard case .negativeDelay("x", _, "tau", let value) = error else { throw error }
      #expect(value == 0)
    }
  }

  /// Holding a variable holds what it was before, too.
  @Test func freezing() throws {
    let frozen = try Self.delayed(1).freezing(variable: "x", at: 4)
    #expect(frozen.variableNames == ["y"] && frozen.memory.isEmpty && frozen.memory.histories.isEmpty)
    #expect(throws: ModelError.cannotFreezeEverything) { try Self.delayed(1).freezing(["x": 0, "y": 0]) }
    #expect(throws: ModelError.valueNotFinite(name: "x")) { try Self.delayed(1).freezing(["x": .nan]) }
  }

  /// Four variables for each process: the state, the integral of the rate of leaving it, that at the next jump, the jumps.
  @Test func processes() throws {
    let model = try Model(
      name: "channel", variables: [Variable(name: "V", rate: .symbol("open"))], parameters: [],
      chance: Chance(processes: [
        .init(name: "open", rates: [[0, .symbol("V"), 3], [2, 0, 0], [1, 1, 0]], initialState: 1)
      ]))
    let (plain, processes) = try model.turningProcessesIntoVariables()
    #expect(plain.chance.isEmpty && plain.dimension == 5)
    let process = try #require(processes.first)
    #expect([process.state, process.hazard, process.threshold, process.jumps] == [1, 2, 3, 4])
    let field = try CompiledModel(plain)
    for (state, leaving) in [(0.0, 0.5 + 3), (1, 2), (2, 2)] {
      let rates = field.values(at: [0.5, state, 0, 0, 0], parameters: [])
      #expect(rates == [state, 0, leaving, 0, 0])
    }
    #expect(plain.initialState == [0, 1, 0, 0, 0])
  }

  /// Values in the place of what is remembered or drawn: an ordinary model at one instant.
  @Test func inputs() throws {
    let model = try Self.delayed(1).takingInputsAsParameters()
    #expect(model.parameterNames == ["a", "tau", "x before"])
    #expect(try CompiledModel(model).values(at: [3, 0], parameters: [2, 1, 5]) == [-10, 3])
  }
}
