// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

/// A system for the analyses of many variables: a field with names, values of its parameters and states to begin with.
public struct HighDimensionalSystem: Sendable {
  /// A short name, for files.
  public var name: String
  /// What the system is called in a sentence.
  public var title: String
  /// Values and products with the Jacobian.
  public var field: any LinearizableField
  /// Whether the field gives rates of change or next states.
  public var kind: Model.Kind
  /// The names of the state variables.
  public var variableNames: [String]
  /// The names of the parameters.
  public var parameterNames: [String]
  /// The values of the parameters.
  public var parameters: [Double]
  /// States at which the system is meant to be started, if it has such; they are also typical in size.
  public var starts: [[Double]]
  /// For each variable the range in which its values lie.
  public var ranges: [ClosedRange<Double>]
  /// A time in which the system changes noticeably; for a map the number of steps.
  public var timeScale: Double
  /// How the units lie in space, if they do.
  public var lattice: UnitLattice?

  /// Describes a system.
  public init(
    name: String, title: String, field: any LinearizableField, kind: Model.Kind, variableNames: [String],
    parameterNames: [String], parameters: [Double], starts: [[Double]] = [], ranges: [ClosedRange<Double>],
    timeScale: Double = 1, lattice: UnitLattice? = nil
  ) {
    self.name = name
    self.title = title
    self.field = field
    self.kind = kind
    self.variableNames = variableNames
    self.parameterNames = parameterNames
    self.parameters = parameters
    self.starts = starts
    self.ranges = ranges
    self.timeScale = timeScale
    self.lattice = lattice
  }

  /// The number of variables.
  public var dimension: Int { variableNames.count }

  /// The position of a variable; capitals and small letters are told apart only if that is needed.
  public func variableIndex(_ name: String) -> Int? {
    Model.index(of: name, in: variableNames)
  }

  /// The system with another value of a parameter.
  /// - Throws: `ModelError.unknownParameter` or `.valueNotFinite`.
  public func setting(parameter name: String, to value: Double) throws(ModelError) -> HighDimensionalSystem {
    guard let index = Model.index(of: name, in: parameterNames) else {
      throw .unknownParameter(name, suggestion: NearestName.to(name, among: parameterNames))
    }
    guard value.isFinite else { throw .valueNotFinite(name: name) }
    var system = self
    system.parameters[index] = value
    return system
  }
}
