// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Bifurcation
import ModelCore
import Results
import Symbolics

/// The same system written differently: in other units, shifted, in another order, with more variables, from another start.
public struct Rewriting: Sendable, CustomStringConvertible {
  /// What is done, for a table.
  public var name: String
  /// The units of variables by position; those that stand for none keep theirs.
  var unit: @Sendable (_ index: Int) -> NaturalScales.Unit = { _ in NaturalScales.Unit() }
  /// The unit of the parameter.
  var parameter = NaturalScales.Unit()
  /// The unit of a flow's time.
  var time = 1.0
  var reversesOrder = false
  /// A variable that nothing depends on, or one that follows the first.
  var addition: Addition?
  var initialState: Start?

  enum Addition: Sendable {
    case decoupled
    case slaved
  }

  enum Start: Sendable {
    case zero
    case far
    case uneven
  }

  /// The name.
  public var description: String { name }

  /// The system as it stands.
  public static let none = Rewriting(name: "as written")

  /// What a number of the rewritten parameter is in the original.
  public func original(_ number: Double) -> Double { parameter.value(number) }

  /// The window of the rewritten parameter.
  public func range(_ range: ClosedRange<Double>) -> ClosedRange<Double> { parameter.numbers(range) }

  /// The number by which lengths are divided, if it is one for all variables and no variable is added that follows others: then
  /// coefficients of normal forms change by its powers.
  public func length(dimension: Int) -> Double? {
    let sizes = Set((0..<dimension).map { unit($0).size })
    return sizes.count == 1 && addition != .slaved ? sizes.first : nil
  }

  /// The rewritten model.
  public func applied(to model: Model, parameter name: String) throws -> Model {
    let scales = NaturalScales(
      names: model.variableNames, variables: model.variables.indices.map(unit), parameterName: name,
      parameter: parameter, time: model.kind == .map ? 1 : time)
    var model = try model.nondimensionalized(by: scales)
    if let initialState {
      for (index, variable) in model.variableNames.enumerated() {
        let own = model.initialState[index]
        let value: Double =
          switch initialState {
          case .zero: 0
          case .far: 1e3 * (abs(own) + 1)
          case .uneven: 0.3 + 0.17 * Double(index)
          }
        model = try model.setting(initialValueOf: variable, to: value)
      }
    }
    var variables = model.variables
    let first = Expression.symbol(variables[0].name)
    let added = Expression.symbol("added")
    switch addition {
    case .decoupled: variables.append(Variable(name: "added", rate: model.kind == .map ? 0.5 * added : -added))
    case .slaved: variables.append(Variable(name: "added", rate: model.kind == .map ? first : first - added))
    case nil: break
    }
    if reversesOrder { variables.reverse() }
    return try model.with(variables: variables)
  }

  /// Rewritings that do several things at once, drawn from a seed.
  public static func compositions(count: Int, seed: UInt64) -> [Rewriting] {
    var generator = SeededGenerator(seed: seed)
    return (1...max(1, count)).prefix(count).map { number in
      let powers = (0..<8).map { _ in Int(generator.next() % 13) - 6 }
      let shift = [0.0, 10, -3][Int(generator.next() % 3)]
      let isEven = generator.next() % 2 == 0
      var rewriting = Rewriting(
        name: "composition \(number) of seed \(seed)",
        unit: { NaturalScales.Unit(origin: shift, size: Self.ten(powers[isEven ? 0 : $0 % 6])) })
      rewriting.parameter = NaturalScales.Unit(
        origin: [0.0, -7][Int(generator.next() % 2)], size: Self.ten(powers[6]))
      rewriting.time = Self.ten(powers[7])
      rewriting.reversesOrder = generator.next() % 2 == 0
      rewriting.addition = [nil, .decoupled, .slaved][Int(generator.next() % 3)]
      rewriting.initialState = [nil, .zero, .far, .uneven][Int(generator.next() % 4)]
      return rewriting
    }
  }

  /// Rewritings of which each changes one thing, and a few that change several.
  public static let all: [Rewriting] = {
    var list = [Rewriting.none]
    for power in [-9, -4, -1, 3, 6, 9] {
      let size = Self.ten(power)
      list.append(Rewriting(name: "variables times 1e\(-power)", unit: { _ in NaturalScales.Unit(size: size) }))
    }
    for power in [-6, 4] {
      let size = Self.ten(power)
      list.append(
        Rewriting(name: "first variable times 1e\(-power)", unit: { NaturalScales.Unit(size: $0 == 0 ? size : 1) }))
    }
    for shift in [-10.0, 1000] {
      list.append(Rewriting(name: "variables shifted by \(shift)", unit: { _ in NaturalScales.Unit(origin: shift) }))
    }
    for power in [-6, 4] {
      list.append(Rewriting(name: "parameter times 1e\(-power)", parameter: NaturalScales.Unit(size: Self.ten(power))))
    }
    list.append(Rewriting(name: "parameter shifted", parameter: NaturalScales.Unit(origin: -1000)))
    for power in [-6, -3, 3, 6] {
      list.append(Rewriting(name: "time times 1e\(-power)", time: Self.ten(power)))
    }
    list.append(Rewriting(name: "variables in reverse order", reversesOrder: true))
    list.append(Rewriting(name: "with a decoupled variable", addition: .decoupled))
    list.append(Rewriting(name: "with a slaved variable", addition: .slaved))
    list.append(Rewriting(name: "from zero", initialState: .zero))
    list.append(Rewriting(name: "from far away", initialState: .far))
    list.append(Rewriting(name: "from elsewhere", initialState: .uneven))
    list.append(
      Rewriting(
        name: "units, order and start", unit: { NaturalScales.Unit(size: $0 % 2 == 0 ? 1e-4 : 1e3) },
        parameter: NaturalScales.Unit(size: 1e-3), time: 1e3, reversesOrder: true, initialState: .uneven))
    list.append(
      Rewriting(
        name: "shift, time and a slaved variable", unit: { _ in NaturalScales.Unit(origin: 10, size: 1e-2) },
        time: 1e-4,
        addition: .slaved))
    return list
  }()

  private static func ten(_ power: Int) -> Double {
    let value = (0..<abs(power)).reduce(1.0) { product, _ in product * 10 }
    return power < 0 ? 1 / value : value
  }
}
