// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics
import Testing

@Suite("Courses of parameters over time") struct StimulusTests {
  /// The rate of x is the parameter; a start is a formula of it.
  private static func model() throws -> Model {
    try Model(
      name: "driven",
      variables: [
        Variable(name: "x", rate: .symbol("p"), initialValue: 2 * .symbol("p")), Variable(name: "y", rate: 1),
      ],
      parameters: [Parameter(name: "p", value: 7), Parameter(name: "q", value: 3)])
  }

  /// The course of the parameter at some times.
  private static func course(_ stimulus: Stimulus, at times: [Double]) throws -> [Double] {
    let field = try CompiledModel(model().driving(parameter: "p", by: stimulus))
    return times.map { field.values(at: [0, 0], parameters: [3], time: $0)[0] }
  }

  @Test func constant() throws { #expect(try Self.course(.constant(2), at: [-1, 0, 5]) == [2, 2, 2]) }

  /// Sections begin at their times, in whatever order they are given.
  @Test func sections() throws {
    let sections: [Stimulus.Section] = [.init(start: 3, value: -1), .init(start: 1, value: 4)]
    #expect(try Self.course(.sections(0.5, sections), at: [0, 0.999, 1, 2.9, 3, 10]) == [0.5, 0.5, 4, 4, -1, -1])
  }

  @Test func ramp() throws {
    let values = try Self.course(.ramp(from: 1, to: -3, start: 2, end: 4), at: [0, 2, 2.5, 3, 4, 9])
    for (value, expected) in zip(values, [1.0, 1, 0, -1, -3, -3]) { #expect(abs(value - expected) < 1e-14) }
  }

  @Test func pulses() throws {
    let times = [0, 1, 1.4, 1.5, 2.9, 3, 3.4, 3.6]
    let once = Stimulus.pulses(low: 0, high: 1, start: 1, width: 0.5, period: 0)
    #expect(try Self.course(once, at: times) == [0, 1, 1, 0, 0, 0, 0, 0])
    let train = Stimulus.pulses(low: 0, high: 1, start: 1, width: 0.5, period: 2)
    #expect(try Self.course(train, at: times) == [0, 1, 1, 0, 0, 1, 1, 0])
  }

  @Test func sine() throws {
    let values = try Self.course(.sine(mean: 1, amplitude: 2, period: 4, phase: .pi / 2), at: [0, 1, 2, 3, 4])
    for (value, expected) in zip(values, [3.0, 1, -1, 1, 3]) { #expect(abs(value - expected) < 1e-14) }
  }

  @Test func square() throws {
    let wave = Stimulus.square(low: -1, high: 1, period: 4, duty: 0.25)
    #expect(try Self.course(wave, at: [0, 0.99, 1, 3.9, 4, 5]) == [1, 1, -1, -1, 1, -1])
  }

  /// Starts keep the parameter's own value; the parameter is gone and its course a quantity of its name.
  @Test func whatBecomesOfTheParameter() throws {
    let driven = try Self.model().driving(parameter: "P", by: .constant(2))
    #expect(driven.parameterNames == ["q"] && driven.initialState == [14, 0])
    #expect(driven.auxiliaries.map(\.name) == ["p"] && driven.auxiliaries[0].expression == 2)
    #expect(throws: ModelError.unknownParameter("r", suggestion: nil)) {
      try Self.model().driving(parameter: "r", by: .constant(1))
    }
  }

  /// The process of Ornstein and Uhlenbeck is a variable that decays to the mean, with noise that makes the deviation.
  @Test func randomProcess() throws {
    let model = try Self.model().driving(
      parameter: "p", by: .ornsteinUhlenbeck(mean: 2, deviation: 0.5, time: 4))
    #expect(model.variableNames == ["x", "y", "p"] && model.parameterNames == ["q"])
    // The start of the process is its mean; x starts where the parameter's own value says.
    #expect(model.initialState == [14, 0, 2])
    let rates = try CompiledModel(model).values(at: [0, 0, 5], parameters: [3])
    #expect(abs(rates[2] + 0.75) < 1e-15 && rates[0] == 5)
    let strength = try #require(model.noises.first?.amplitudes["p"]?.constantValue)
    #expect(abs(strength - 0.5 * 0.5.squareRoot()) < 1e-15)
  }
}
