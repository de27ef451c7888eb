// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import LinearSolvers
import ModelCore
import NativeCode
import RealModule

/// A system as a problem of continuation, and for a map its iterates, whose fixed points are the map's cycles.
public struct MapIterates {
  /// Longer cycles of maps are not followed.
  public static let longest = 64

  /// The system itself.
  let single: EquilibriumProblem
  private let model: Model
  private let parameter: String
  private var problems: [Int: EquilibriumProblem] = [:]

  /// - Parameters:
  ///   - angles: The variables that are angles.
  ///   - scales: Typical sizes of the variables and the parameter.
  ///   - unitLengths: The lengths of the coordinates where critical vectors have length 1.
  ///   - remoteness: How far from zero, in natural units, the values lie whose last digits round.
  ///   - delayed: The model with its delays, if it has some; corners of such a model are not looked for.
  init(
    _ model: Model, parameter: String, angles: AngularPeriods, scales: [Double], unitLengths: [Double],
    remoteness: Double,
    delayed: Model? = nil
  ) throws(ModelError) {
    resolution = Self.roundingMargin * Double.root(remoteness * .ulpOfOne, 3)
    self.model = model
    self.parameter = parameter
    let delays = try MapIterates.delays(delayed, [parameter], unitLengths: unitLengths)
    single = EquilibriumProblem(
      try MapIterates.field(model, [parameter], unitLengths: unitLengths), scales: scales, angles: angles,
      corners: delayed == nil ? MapIterates.corners(model, parameter, unitLengths) : nil, delays: delays)
  }

  /// A model compiled with some parameters free.
  static func field(
    _ model: Model, _ parameters: [String], unitLengths: [Double]? = nil
  ) throws(ModelError) -> ParameterizedField {
    try ParameterizedField(model, free: parameters, unitLengths: unitLengths) { model throws(ModelError) in
      try compiled(model)
    }
  }

  /// A model compiled with its delays, if it has some, and some parameters free.
  static func delays(
    _ model: Model?, _ parameters: [String], unitLengths: [Double]
  ) throws(ModelError) -> DelayedField? {
    guard let model else { return nil }
    return try DelayedField(model, free: parameters, unitLengths: unitLengths) { model throws(ModelError) in
      try compiled(model)
    }
  }

  private static func compiled(_ model: Model) throws(ModelError) -> any AnalyticField {
    // Machine code for thousands of formulas takes longer to make than it saves at single points.
    try model.dimension <= 200 ? CompiledModel.native(model) : CompiledModel(model)
  }

  /// The corners of a system that is not too large.
  private static func corners(
    _ model: Model, _ parameter: String, _ unitLengths: [Double]
  ) -> Corners? {
    guard model.dimension <= 100 else { return nil }
    return Corners(model, free: [parameter], unitLengths: unitLengths) { model throws(ModelError) in
      try compiled(model)
    }
  }

  /// The problem of cycles of some length, compiled when it is first asked for; nil for those too long to follow.
  mutating func problem(_ period: Int) -> EquilibriumProblem? {
    if period == 1 { return single }
    if let known = problems[period] { return known }
    guard period <= MapIterates.longest, model.algebraicVariables.isEmpty, let iterate = try? model.iterated(period),
      let field = try? MapIterates.field(iterate, [parameter], unitLengths: single.field.unitLengths)
    else { return nil }
    let problem = EquilibriumProblem(
      field, scales: single.scales, angles: single.angles,
      corners: MapIterates.corners(iterate, parameter, single.field.unitLengths))
    problems[period] = problem
    return problem
  }

  /// The states that follow one another from a state (with its parameter), as many as said, that state first; angles as often round as
  /// they go.
  func orbit(of unknowns: [Double], period: Int) -> [[Double]] {
    let n = model.dimension
    var orbit = [Array(unknowns.prefix(n))]
    let parameter = Array(unknowns.suffix(1))
    while orbit.count < period {
      let last = orbit[orbit.count - 1]
      orbit.append(zip(last, single.field.equilibriumResidual(at: last + parameter)).map(+))
    }
    return orbit
  }

  /// The distance from a flip, in natural units, at which cycles of twice the length stand out of rounding: there the terms of third
  /// order that make them are larger than the last digits of values far from zero.
  let resolution: Double
  /// So much larger than what rounding leaves must a distance be.
  private static let roundingMargin = 10.0

  /// The least length of the cycle through a point of a cycle of some length.
  /// - Parameter tolerance: Points closer than this, in natural units, are one, and those closer than rounding lets be told.
  func leastPeriod(of unknowns: [Double], dividing period: Int, within tolerance: Double = 1e-5) -> Int {
    let tolerance = max(tolerance, 0.5 * resolution)
    let orbit = orbit(of: unknowns, period: period)
    for divisor in 1..<max(1, period) where period % divisor == 0 {
      if maximumNorm(single.difference(orbit[divisor], orbit[0])) < tolerance { return divisor }
    }
    return period
  }
}
