// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Results

/// Why a phase line cannot be made of a model with the given settings.
public enum PhaseLineError: Error, Hashable, Sendable {
  /// The model has not exactly one variable.
  case notOneDimensional(variables: [String])
  /// The window makes no sense.
  case range(RangeError)
  /// The model itself is at fault.
  case model(ModelError)
}

extension PhaseLineError: CustomStringConvertible {
  /// The message for a person: what is wrong and what would mend it.
  public var description: String {
    switch self {
    case .notOneDimensional(let variables):
      "a phase line needs one variable, not \(variables.count) (\(variables.joined(separator: ", ")))"
    case .range(let error): error.description
    case .model(let error): error.description
    }
  }
}
