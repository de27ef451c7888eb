// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import ModelFormats
import Symbolics
import Testing

@Suite struct CompositionTests {
  /// The axon of Hodgkin and Huxley (1952) from its channels, with the rates of the zoo's file.
  static let axon: Neuron = {
    let m = Gate(
      "m", power: 3, initialValue: 0.053,
      .rates(
        opening: { 0.1 * ($0 + 40) / (1 - .exp(-($0 + 40) / 10)) }, closing: { 4 * .exp(-($0 + 65) / 18) }))
    let h = Gate(
      "h", initialValue: 0.6,
      .rates(opening: { 0.07 * .exp(-($0 + 65) / 20) }, closing: { 1 / (1 + .exp(-($0 + 35) / 10)) }))
    let n = Gate(
      "n", power: 4, initialValue: 0.318,
      .rates(
        opening: { 0.01 * ($0 + 55) / (1 - .exp(-($0 + 55) / 10)) }, closing: { 0.125 * .exp(-($0 + 65) / 80) }))
    return Neuron(capacitance: 1, current: 10, restingPotential: -65) {
      IonChannel("Na", conductance: 120, reversal: 50, gates: [m, h])
      IonChannel("K", conductance: 36, reversal: -77, gates: [n])
      IonChannel.leak("L", conductance: 0.3, reversal: -54.4)
    }
  }()

  /// Symbol for symbol the same formulas as in the file that was written by hand.
  @Test func axonIsThatOfTheZoo() throws {
    let entry = try #require(Zoo.entry(named: "hodgkin-huxley"))
    let zoo = try ODEFile.read(text: entry.text, fileName: "hh.ode")
    let built = try Self.axon.model(named: "axon")
    let names = [
      "Na.m": "m", "Na.h": "h", "K.n": "n", "Na.g": "gNa", "Na.E": "ENa", "K.g": "gK", "K.E": "EK", "L.g": "gL",
      "L.E": "EL",
    ].mapValues { Expression.symbol($0) }
    #expect(built.variableNames == ["V", "Na.m", "Na.h", "K.n"])
    #expect(built.rates.map { $0.substituting(names) } == zoo.rates)
    #expect(built.initialState == zoo.initialState)
  }

  /// Neurons of the zoo from their channels: the same formulas as in the files that were written by hand, with the numbers put in.
  @Test(arguments: ["hodgkin-huxley", "morris-lecar", "inap-ik"])
  func neuronsOfTheZoo(name: String) throws {
    let entry = try #require(Zoo.entry(named: name))
    let zoo = try ODEFile.read(text: entry.text, fileName: "zoo.ode")
    let (neuron, names) = try #require(Self.zooNeurons[name])
    let built = try neuron.model(named: name)
    func numbers(_ model: Model) -> [String: Expression] {
      Dictionary(uniqueKeysWithValues: zip(model.parameterNames, model.parameterValues.map { Expression($0) }))
    }
    let symbols = numbers(built).merging(names.mapValues { .symbol($0) }) { first, _ in first }
    #expect(built.rates.map { $0.substituting(symbols) } == zoo.rates.map { $0.substituting(numbers(zoo)) })
    #expect(built.initialState == zoo.initialState)
  }

  /// Neurons with the names of their gates in the zoo.
  static let zooNeurons: [String: (Neuron, [String: String])] = [
    "hodgkin-huxley": (
      Neuron(capacitance: 1, current: 10, restingPotential: -65) {
        IonChannel.hodgkinHuxleySodium()
        IonChannel.hodgkinHuxleyPotassium()
        IonChannel.leak(conductance: 0.3, reversal: -54.4)
      }, ["Na.m": "m", "Na.h": "h", "K.n": "n"]
    ),
    "morris-lecar": (
      Neuron(capacitance: 20, current: 90, restingPotential: -20) {
        IonChannel(
          "Ca", conductance: 4.4, reversal: 120,
          gates: [Gate("m", .instantaneous { 0.5 * (1 + .tanh(($0 - Expression(-1.2)) / 18)) })])
        IonChannel(
          "K", conductance: 8, reversal: -84,
          gates: [
            Gate(
              "w", initialValue: 0.13, speed: 0.04,
              .relaxation(
                steady: { 0.5 * (1 + .tanh(($0 - 2) / 30)) }, time: { 1 / .cosh(($0 - 2) / (2 * 30)) }))
          ])
        IonChannel.leak(conductance: 2, reversal: -60)
      }, ["K.w": "w"]
    ),
    "inap-ik": (
      Neuron(capacitance: 1, current: 3, restingPotential: -40) {
        IonChannel.leak(conductance: 8, reversal: -80)
        IonChannel(
          "NaP", conductance: 20, reversal: 60,
          gates: [Gate("m", .instantaneous { 1 / (1 + .exp((-20 - $0) / 15)) })])
        IonChannel(
          "K", conductance: 10, reversal: -90,
          gates: [Gate("n", .relaxation(steady: { 1 / (1 + .exp((-25 - $0) / 5)) }, time: { _ in 1 }))])
      }, ["K.n": "n"]
    ),
  ]

  /// Two passive cells with a gap junction: their difference falls at the rate (gL + 2 g) / C.
  @Test func gapJunction() throws {
    let cell = try Neuron(capacitance: 2, restingPotential: 0) { IonChannel.leak(conductance: 1, reversal: 0) }
      .model(named: "cell")
    let pair = try Circuit(
      [.init("a", cell), .init("b", cell)],
      synapses: [
        Synapse("ab", from: "a", to: "b", .gapJunction, conductance: 3),
        Synapse("ba", from: "b", to: "a", .gapJunction, conductance: 3),
      ]
    ).model(named: "pair")
    #expect(pair.variableNames == ["a.V", "b.V"])
    let rates = try CompiledModel(pair).values(at: [1, -1], parameters: pair.parameterValues)
    #expect(rates == [-3.5, 3.5])
  }

  /// A circuit may be a part of a circuit; names are paths.
  @Test func partsOfParts() throws {
    let axon = try Self.axon.model(named: "axon")
    let pair = try Circuit(
      [.init("a", axon), .init("b", axon)],
      synapses: [Synapse("ab", from: "a", to: "b", .exponential(time: 5), conductance: 0.1)]
    ).model(named: "pair")
    #expect(pair.variableNames.contains("b.Na.m"))
    #expect(pair.variableNames.last == "ab.s")
    #expect(pair.events.count == 1)
    let whole = try Circuit([.init("left", pair), .init("right", pair)]).model(named: "whole")
    #expect(whole.dimension == 18)
    #expect(whole.variableNames.contains("right.b.Na.m"))
    #expect(throws: ModelError.unknownVariable("c.V", suggestion: "a.V")) {
      try Circuit(
        [.init("a", axon)], synapses: [Synapse("s", from: "c", to: "a", .gapJunction, conductance: 1)]
      ).model(named: "m")
    }
  }

  /// After a spike the difference of exponentials has its maximum 1 when theory says.
  @Test func dualExponentialIsNormalised() throws {
    let cell = try Neuron(capacitance: 1, restingPotential: 0) { IonChannel.leak(conductance: 1, reversal: 0) }
      .model(named: "cell")
    let (rise, decay) = (2.0, 10.0)
    let model = try Circuit(
      [.init("a", cell), .init("b", cell)],
      synapses: [
        Synapse("ab", from: "a", to: "b", .dualExponential(rise: rise, decay: decay), conductance: 1, reversal: 1)
      ]
    ).model(named: "m")
    let time = rise * decay / (decay - rise) * UnaryFunction.log.value(decay / rise)
    let gates = [UnaryFunction.exp.value(-time / decay), UnaryFunction.exp.value(-time / rise)]
    let rates = try CompiledModel(model).values(at: [0, 0] + gates, parameters: model.parameterValues)
    #expect(abs(rates[1] - 1) < 1e-12)
  }
}
