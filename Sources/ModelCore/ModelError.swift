// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Symbolics

/// Why something is not a model.
public enum ModelError: Error, Hashable, Sendable {
  case noVariables
  case duplicateName(String)
  case reservedName(String)
  /// A formula uses a name that stands for nothing; `place` says which formula, `suggestion` the nearest known name.
  case unknownSymbol(String, place: String, suggestion: String?)
  case unknownVariable(String, suggestion: String?)
  case unknownParameter(String, suggestion: String?)
  case unknownParameterSet(String, known: [String])
  case valueNotFinite(name: String)
  case mapHasNoReverse
  case flowHasNoIterates
  /// A right-hand side written in Swift gives another number of values than there are variables.
  case wrongNumberOfRates(expected: Int, found: Int)
  /// Nothing determines the value of a variable that is to be at equilibrium.
  case noEquilibrium(variable: String)
  case cannotFreezeEverything
  /// An analysis of flows and maps was asked for something else.
  case notOrdinary(kinds: [String])
  /// An analysis of equations with constant delays was asked for a delay that depends on state or time.
  case varyingDelay(variable: String, lag: String, symbol: String)
  /// A delay is negative, or has no value, at a value of a parameter.
  case negativeDelay(variable: String, lag: String, parameter: String, at: Double)
}

extension ModelError: CustomStringConvertible {
  /// The message for a person: what is wrong and what would mend it.
  public var description: String {
    switch self {
    case .noVariables: "the model has no variables: it needs at least one equation such as x' = -x"
    case .duplicateName(let name): "the name '\(name)' is given twice"
    case .reservedName(let name): "'\(name)' cannot be the name of a variable or parameter: it has a meaning of its own"
    case .unknownSymbol(let name, let place, let suggestion):
      "'\(name)' in \(place) is not defined\(ModelError.hint(suggestion))"
    case .unknownVariable(let name, let suggestion):
      "there is no variable '\(name)'\(ModelError.hint(suggestion))"
    case .unknownParameter(let name, let suggestion):
      "there is no parameter '\(name)'\(ModelError.hint(suggestion))"
    case .unknownParameterSet(let name, let known):
      if known.isEmpty {
        "the model has no parameter sets, so none called '\(name)'"
      } else if let nearest = NearestName.to(name, among: known) {
        "there is no parameter set '\(name)'\(ModelError.hint(nearest))"
      } else {
        "there is no parameter set '\(name)'; there are \(known.joined(separator: ", "))"
      }
    case .valueNotFinite(let name): "the value of '\(name)' is not a finite number"
    case .mapHasNoReverse: "time cannot be reversed in a map: its inverse is not known"
    case .flowHasNoIterates: "a flow has no iterates, only maps do"
    case .wrongNumberOfRates(let expected, let found):
      "the right-hand side gives \(found) values for \(expected) variables"
    case .noEquilibrium(let variable):
      "'\(variable)' has no equilibrium of its own: no equation of the variables that are not on the axes determines it; "
        + "fix its value instead"
    case .notOrdinary(let kinds):
      "the model has \(kinds.joined(separator: ", ")), which this analysis does not treat; 'simulate' does"
    case .varyingDelay(let variable, let lag, let symbol):
      "the delay of \(variable), \(lag), depends on \(symbol); only delays that are constant or depend on parameters have "
        + "characteristic roots, others are for 'simulate'"
    case .negativeDelay(let variable, let lag, let parameter, let value):
      "the delay of \(variable), \(lag), is negative or has no value at \(parameter) = \(value); choose a range of "
        + "\(parameter) in which it is not"
    case .cannotFreezeEverything: "at least one variable must stay free"
    }
  }

  private static func hint(_ suggestion: String?) -> String {
    suggestion.map { "; did you mean '\($0)'?" } ?? ""
  }
}
