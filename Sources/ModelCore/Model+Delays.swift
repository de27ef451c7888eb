// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

extension Model {
  /// The model with the present value of a variable in the place of each delayed one: it has the same equilibria, but their
  /// stability is another. The same model if there are no delays.
  public func withoutDelays() throws(ModelError) -> Model {
    if memory.delays.isEmpty { return self }
    var memory = memory
    memory.delays = []
    memory.histories = [:]
    let present = Dictionary(self.memory.delays.map { ($0.name, Expression.symbol($0.variable)) }) { first, _ in first }
    return try substituting(present).with(memory: memory)
  }

  /// Makes sure that every delay is a number for given values of the parameters.
  /// - Throws: `ModelError.varyingDelay` that names one which depends on state or time.
  public func requireConstantDelays() throws(ModelError) {
    let names = Set(parameterNames)
    for delay in memory.delays {
      guard let symbol = delay.lag.symbols.subtracting(names).min() else { continue }
      throw .varyingDelay(variable: delay.variable, lag: delay.lag.infix, symbol: symbol)
    }
  }

  /// Makes sure that no delay is negative while a parameter runs through a range.
  ///
  /// A delay is looked at for many evenly spread values and the ends; nothing is asked between them.
  /// - Throws: `ModelError.negativeDelay` with the value at which one is negative or not a number.
  public func requireDelays(for name: String, in range: ClosedRange<Double>) throws(ModelError) {
    var symbols = Dictionary(parameters.map { ($0.name, $0.value) }) { first, _ in first }
    let count = 200
    for delay in memory.delays {
      let graph = ExpressionGraph([delay.lag])
      for number in 0...count {
        let value = range.lowerBound + Double(number) / Double(count) * (range.upperBound - range.lowerBound)
        symbols[name] = value
        var interpretation = ScalarInterpretation(symbols: symbols)
        let lag = graph.interpret(&interpretation)[0]
        guard lag >= 0, lag.isFinite else {
          throw .negativeDelay(variable: delay.variable, lag: delay.lag.infix, parameter: name, at: value)
        }
      }
    }
  }

  /// The delays in words, such as `x by tau`, each once.
  public var delayTexts: [String] {
    memory.delays.map { "\($0.variable) by \($0.lag.infix)" }
  }
}
