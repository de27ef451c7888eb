// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results
import Symbolics
import Testing

@testable import Simulator

/// A model over portable tapes for ever, because machine code is made for models alone.
struct PortableField: VectorField {
  let field: CompiledModel
  var shape: VectorFieldShape { field.shape }
  func values(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) { field.values(batch, into: output) }
  func jacobian(_ batch: PointBatch, into output: UnsafeMutablePointer<Double>) { field.jacobian(batch, into: output) }
}

/// Long runs, which machine code takes over, against the same runs without it.
@Suite("Machine code in simulations") struct MachineCodeTests {
  /// A driven Van der Pol oscillator beside a variable that blows up from positive starts.
  private static func model() throws -> Model {
    let (x, y, z, mu) = (
      Expression.symbol("x"), Expression.symbol("y"), Expression.symbol("z"), Expression.symbol("mu")
    )
    let drive = Expression.cos(0.5 * Expression.time)
    let force: Expression = mu * (1 - x * x) * y - x + 0.1 * drive
    let growth: Expression = z * z * z - 0.1 * z
    return try Model(
      name: "driven",
      variables: [
        Variable(name: "x", rate: y, initialValue: 1), Variable(name: "y", rate: force),
        Variable(name: "z", rate: growth),
      ], parameters: [Parameter(name: "mu", value: 1)])
  }

  private static let outputs: [IntegrationSettings.Output] = [.steps(refinement: 1), .interval(0.5), .ends]

  @Test(arguments: [IntegrationMethod.euler, .heun, .rungeKutta4, .dormandPrince, .dormandPrince8], outputs)
  func agreesWithTheOrdinaryWay(method: IntegrationMethod, output: IntegrationSettings.Output) throws {
    for count in [1, 11] { try agrees(method, output, count, duration: count == 1 ? 401.003 : 41.003) }
    // A span that is a multiple of the step and of the interval.
    try agrees(method, output, 1, duration: 300)
  }

  private func agrees(
    _ method: IntegrationMethod, _ output: IntegrationSettings.Output, _ count: Int, duration: Double
  ) throws {
    let field = try CompiledModel(MachineCodeTests.model())
    let isFixed = !method.isAdaptive
    let settings = try IntegrationSettings(
      method: method, duration: duration, step: isFixed ? 0.01 : nil,
      maximumStep: isFixed ? nil : 0.01, output: output, transient: 1, bound: 100)
    let starts = (0..<count).map { [1 + 0.1 * Double($0), 0, $0.isMultiple(of: 3) ? 0.1 : 0.4] }
    let native = Simulation(field: field, parameters: [1], settings: settings).trajectories(from: starts)
    let portable = Simulation(field: PortableField(field: field), parameters: [1], settings: settings)
      .trajectories(from: starts)
    for (native, portable) in zip(native, portable) {
      #expect(native.stop == portable.stop)
      #expect(native.times.count == portable.times.count && native.stepCount == portable.stepCount)
      for (a, b) in zip(native.times, portable.times) { #expect(abs(a - b) <= 1e-10) }
      for (a, b) in zip(native.values, portable.values) { #expect(abs(a - b) <= 1e-8 * max(1, abs(b))) }
    }
    if count > 1 { #expect(native.contains { $0.stop == .diverged(variable: 2, bound: 100) }) }
  }

  /// The same bits every time, whatever was compiled before.
  @Test func repeatsItself() throws {
    let field = try CompiledModel(MachineCodeTests.model())
    let settings = try IntegrationSettings(method: .rungeKutta4, duration: 300, step: 0.01)
    let simulation = Simulation(field: field, parameters: [1], settings: settings)
    #expect(simulation.trajectory(from: [1, 0, 0]) == simulation.trajectory(from: [1, 0, 0]))
  }
}
