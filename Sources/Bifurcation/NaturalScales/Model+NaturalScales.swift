// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results
import Symbolics

extension Model {
  /// The same system in natural units: with x = origin + size X for each variable and the parameter, and t = T s for time,
  /// X' = T / size f(origin + size X, …); a map's next values are those of X.
  ///
  /// Names stay. Initial values, ranges, named sets, events and noise are converted, too; auxiliary quantities keep their
  /// values, being formulas of the new numbers; of the hints those that other functions read are converted, and the author's
  /// own options dropped.
  /// - Throws: `ModelError` if the names are not the model's.
  public func nondimensionalized(by scales: NaturalScales) throws(ModelError) -> Model {
    var replacements: [String: Expression] = [:]
    var units: [String: NaturalScales.Unit] = [:]
    for (name, unit) in zip(scales.names, scales.variables) {
      units[variables[try requireVariable(name)].name] = unit
    }
    if let index = parameterIndex(scales.parameterName) { units[parameters[index].name] = scales.parameter }
    for (name, unit) in units { replacements[name] = unit.value(.symbol(name)) }
    for delay in memory.delays {
      if let unit = units[delay.variable] { replacements[delay.name] = unit.value(.symbol(delay.name)) }
    }
    if scales.time != 1 { replacements["t"] = Expression(scales.time) * .time }
    // Initial values are formulas of parameters: one of them may have a unit now.
    let converted = try substituting(
      replacements,
      variables: variables.map { $0.measured(in: units[$0.name], time: kind == .map ? nil : scales.time) },
      parameters: parameters.map { $0.measured(in: units[$0.name]) })
    return try converted.with(
      events: converted.events.map { $0.measured(in: units) },
      noises: converted.noises.map { $0.measured(in: units, time: scales.time) },
      memory: converted.memory.measured(in: units, time: scales.time),
      parameterSets: parameterSets.map { set in
        var set = set
        for (name, value) in set.values { set.values[name] = units[name]?.number(value) ?? value }
        return set
      }, hints: hints.measured(in: units, time: scales.time))
  }
}

extension NaturalScales.Unit {
  /// The formula of a value whose number is given by a formula.
  fileprivate func value(_ number: Expression) -> Expression {
    let scaled = size == 1 ? number : Expression(size) * number
    return origin == 0 ? scaled : Expression(origin) + scaled
  }

  /// The formula of the number of a value that is given by a formula.
  fileprivate func number(_ value: Expression) -> Expression {
    let shifted = origin == 0 ? value : value - Expression(origin)
    return size == 1 ? shifted : Expression(1 / size) * shifted
  }
}

extension Variable {
  /// - Parameter time: The unit of time in a flow; nil in a map, whose right-hand sides are values.
  fileprivate func measured(in unit: NaturalScales.Unit?, time: Double?) -> Variable {
    var variable = self
    let unit = unit ?? NaturalScales.Unit()
    if let time {
      let factor = time / unit.size
      if factor != 1 { variable.rate = Expression(factor) * rate }
    } else {
      variable.rate = unit.number(rate)
    }
    variable.initialValue = unit.number(initialValue)
    variable.range = range.map(unit.numbers)
    return variable
  }
}

extension Parameter {
  fileprivate func measured(in unit: NaturalScales.Unit?) -> Parameter {
    guard let unit else { return self }
    return Parameter(name: name, value: unit.number(value), range: range.map(unit.numbers))
  }
}

extension Event {
  fileprivate func measured(in units: [String: NaturalScales.Unit]) -> Event {
    Event(
      condition: condition, direction: direction,
      assignments: assignments.map { assignment in
        guard let unit = units[assignment.name] else { return assignment }
        return Assignment(name: assignment.name, expression: unit.number(assignment.expression))
      }, stops: stops)
  }
}

extension Noise {
  /// White noise of rate 1 in the old time is of rate T in the new one.
  fileprivate func measured(in units: [String: NaturalScales.Unit], time: Double) -> Noise {
    var noise = self
    for (name, amplitude) in amplitudes {
      noise.amplitudes[name] = Expression(time.squareRoot() / (units[name]?.size ?? 1)) * amplitude
    }
    return noise
  }
}

extension Memory {
  /// Integrals over the past, which no analysis treats, stay as they are.
  fileprivate func measured(in units: [String: NaturalScales.Unit], time: Double) -> Memory {
    var memory = self
    if time != 1 { for i in delays.indices { memory.delays[i].lag = Expression(1 / time) * delays[i].lag } }
    for (name, history) in histories { memory.histories[name] = units[name]?.number(history) ?? history }
    return memory
  }
}

extension ModelHints {
  fileprivate func measured(in units: [String: NaturalScales.Unit], time: Double) -> ModelHints {
    func range(_ range: ClosedRange<Double>?, _ name: String?) -> ClosedRange<Double>? {
      guard let range, let unit = name.flatMap({ units[$0] }) else { return range }
      return unit.numbers(range)
    }
    var hints = ModelHints()
    hints.total = total.map { $0 / time }
    hints.startTime = startTime.map { $0 / time }
    hints.horizontalAxis = horizontalAxis
    hints.verticalAxis = verticalAxis
    hints.horizontalRange = range(horizontalRange, horizontalAxis)
    hints.verticalRange = range(verticalRange, verticalAxis)
    hints.periods = periods
    for (name, period) in periods { hints.periods[name] = period / (units[name]?.size ?? 1) }
    return hints
  }
}
