// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import ModelCore
import Symbolics

/// The surfaces in state and parameter at which a field has corners or jumps, and the smooth fields on their sides.
public struct Corners: Sendable {
  private let field: ParameterizedField
  private let names: [String]
  private let values: [String: Double]
  private let signNames: [String]
  private let surfaces: ExpressionGraph
  private let originals: ExpressionGraph
  /// The derivatives of each surface by state and free parameters.
  private let gradients: ExpressionGraph

  /// Compiles a model with corners, some parameters free.
  /// - Returns: nil if it has none.
  public init?(
    _ model: Model, free: [String], unitLengths: [Double]? = nil,
    compile: @escaping @Sendable (Model) throws(ModelError) -> any AnalyticField
  ) {
    guard let corners = CornerSurfaces(model),
      let field = try? ParameterizedField(
        corners.model, free: free, unitLengths: unitLengths, compile: compile)
    else { return nil }
    self.field = field
    names = model.variableNames + free
    values = Dictionary(model.parameters.map { ($0.name, $0.value) }) { first, _ in first }
    signNames = corners.signNames
    surfaces = ExpressionGraph(corners.surfaces)
    originals = ExpressionGraph(corners.originals)
    gradients = ExpressionGraph(Expression.jacobian(corners.surfaces, names).flatMap { $0 })
  }

  /// The sides on which a point lies: 1 or -1 for each surface.
  func sides(of point: [Double]) -> [Double] {
    values(at: point).map { $0 < 0 ? -1 : 1 }
  }

  /// What vanishes on each surface.
  public func values(at point: [Double]) -> [Double] { evaluate(originals, point, []) }

  /// The field that is smooth, with the given sides kept.
  func field(on sides: [Double]) -> ParameterizedField { field.replacingLastParameters(by: sides) }

  /// What vanishes on each surface, with the given sides kept.
  func values(at point: [Double], on sides: [Double]) -> [Double] { evaluate(surfaces, point, sides) }

  /// The derivative of what vanishes on a surface by state and free parameters.
  func gradient(of surface: Int, at point: [Double], on sides: [Double]) -> [Double] {
    let all = evaluate(gradients, point, sides)
    return Array(all[(surface * names.count)..<((surface + 1) * names.count)])
  }

  private func evaluate(_ graph: ExpressionGraph, _ point: [Double], _ sides: [Double]) -> [Double] {
    var symbols = values
    for (name, value) in zip(names, point) { symbols[name] = value }
    for (name, value) in zip(signNames, sides) { symbols[name] = value }
    symbols["t"] = 0
    var interpretation = ScalarInterpretation(symbols: symbols)
    return graph.interpret(&interpretation)
  }
}
