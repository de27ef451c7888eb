// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// The variables that stand for a Markov process when it is simulated.
public struct ProcessVariables: Hashable, Sendable {
  /// The position of the state 0, 1, … among the variables; three others follow it: the integral of the rate of leaving the
  /// state since the last jump, the value of that integral at which the next jump happens, and the number of jumps so far.
  public let first: Int
  /// The rates of the jumps from state i to state j.
  public let rates: [[Expression]]

  /// The position of the state.
  public var state: Int { first }
  /// The position of the integral of the rate.
  public var hazard: Int { first + 1 }
  /// The position of its value at the next jump.
  public var threshold: Int { first + 2 }
  /// The position of the number of jumps.
  public var jumps: Int { first + 3 }
}

extension Model {
  /// The number of variables that stand for a Markov process.
  public static let variablesPerProcess = 4

  /// The model with its Markov processes as variables, which come last, four for each.
  ///
  /// A process leaves its state when the integral of the rate of leaving reaches an exponentially distributed number: so the
  /// time of a jump is located as that of any event, however the rates change.
  public func turningProcessesIntoVariables() throws(ModelError) -> (model: Model, processes: [ProcessVariables]) {
    var variables = variables
    var processes: [ProcessVariables] = []
    for process in chance.processes {
      let state = Expression.symbol(process.name)
      var leaving: Expression = 0
      for (i, row) in process.rates.enumerated() {
        let total = row.enumerated().reduce(Expression(0)) { $1.offset == i ? $0 : $0 + $1.element }
        leaving = .conditional(.binary(.equal, state, Expression(Double(i))), total, leaving)
      }
      processes.append(ProcessVariables(first: variables.count, rates: process.rates))
      variables += [
        Variable(name: process.name, rate: 0, initialValue: process.initialState),
        Variable(name: "\(process.name) hazard", rate: leaving), Variable(name: "\(process.name) threshold", rate: 0),
        Variable(name: "\(process.name) jumps", rate: 0),
      ]
    }
    return (try with(variables: variables, chance: Chance(draws: chance.draws)), processes)
  }
}
