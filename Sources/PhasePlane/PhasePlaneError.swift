// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results

/// Why a phase plane cannot be made of a model with the given settings.
public enum PhasePlaneError: Error, Hashable, Sendable {
  /// The model is not one of two variables.
  case notPlanar(variables: [String])
  /// The equations of some variables depend on time, which has not been frozen.
  case dependsOnTime(equations: [String])
  /// Other variables of a model with delays were to be at equilibrium.
  case delaysAtEquilibrium
  /// The range of an axis makes no sense.
  case range(RangeError)
  /// A setting has a value that makes no sense; `allowed` says which would.
  case badSetting(name: String, value: Double, allowed: String)
  /// A start names something that is not a variable, or leaves a number out.
  case badStart(String)
  /// The model itself is at fault.
  case model(ModelError)
}

extension PhasePlaneError {
  /// Makes something of a model; where that fails, the model is at fault.
  static func telling<Value>(_ make: () throws(ModelError) -> Value) throws(PhasePlaneError) -> Value {
    do throws(ModelError) {
      return try make()
    } catch {
      throw .model(error)
    }
  }
}

extension PhasePlaneError: CustomStringConvertible {
  /// The message for a person: what is wrong and what would mend it.
  public var description: String {
    switch self {
    case .notPlanar(let variables):
      "a phase plane needs two variables, not \(variables.count) (\(variables.joined(separator: ", "))); "
        + "choose two and fix the others"
    case .dependsOnTime(let equations):
      "the equation\(equations.count == 1 ? "" : "s") of \(equations.joined(separator: " and ")) "
        + "depend\(equations.count == 1 ? "s" : "") on time, and a phase plane is a picture of one moment; "
        + "say which moment with --at-time T"
    case .delaysAtEquilibrium:
      "the model has delays, so that its other variables cannot be put at equilibrium, which they reach in time alone; fix "
        + "them at values"
    case .range(let error): error.description
    case .badSetting(let name, let value, let allowed):
      "\(name) is \(Int(exactly: value).map { "\($0)" } ?? "\(value)"), but must be \(allowed)"
    case .badStart(let message): message
    case .model(let error): error.description
    }
  }
}
