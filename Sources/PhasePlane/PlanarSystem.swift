// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import NativeCode
import Symbolics

/// A system of two variables in which nothing but these is left: parameters are numbers, time does not occur.
public struct PlanarSystem: Sendable {
  /// The model, with parameters put in; its first variable is the horizontal one.
  public let model: Model
  /// The model compiled; it has no parameters.
  public let field: CompiledModel
  /// What vanishes at fixed points: the rates, for a map the steps f(x) - x.
  public let displacement: [Expression]
  /// `displacement`, compiled.
  public let displacements: PlaneFunction
  /// `displacement` followed by its four derivatives, row by row.
  public let linearization: PlaneFunction
  /// The algebraic variables, if there are any.
  public let algebraicValues: PlaneFunction?

  /// Prepares a model of two variables.
  /// - Throws: `PhasePlaneError.notPlanar` or `.dependsOnTime`; `.model` if a right-hand side makes no sense.
  public init(_ model: Model) throws(PhasePlaneError) {
    guard model.dimension == 2 else { throw .notPlanar(variables: model.variableNames) }
    do throws(ModelError) {
      self.model = try model.substitutingParameters()
      field = try CompiledModel(self.model, compiler: GradualCompiler())
    } catch {
      throw .model(error)
    }
    if self.model.dependsOnTime { throw .dependsOnTime(equations: PlanarSystem.timeDependent(self.model)) }
    let names = self.model.variableNames
    displacement =
      model.kind == .map
      ? zip(self.model.rates, names).map { $0 - .symbol($1) } : self.model.rates
    displacements = try PlaneFunction(displacement, of: self.model)
    linearization = try PlaneFunction(
      displacement + self.model.jacobian(of: displacement, by: names).flatMap { $0 }, of: self.model)
    let algebraic = self.model.algebraicVariables.map { Expression.symbol($0.name) }
    algebraicValues = algebraic.isEmpty ? nil : try PlaneFunction(algebraic, of: self.model)
  }

  /// The name of the horizontal variable.
  public var x: String { model.variables[0].name }
  /// The name of the vertical variable.
  public var y: String { model.variables[1].name }
  /// Whether formulas in the two variables alone say all: there are no algebraic variables, which are solved for in numbers.
  public var isExplicit: Bool { model.algebraicVariables.isEmpty }
  /// Whether the system is a map.
  public var isMap: Bool { model.kind == .map }

  /// The variables in whose equations time occurs.
  static func timeDependent(_ model: Model) -> [String] {
    model.variables.filter { $0.rate.symbols.contains("t") }.map(\.name)
  }
}
