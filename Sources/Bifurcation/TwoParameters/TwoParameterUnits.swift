// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore
import Results

/// A model with two free parameters in natural units, and the problems that are solved with it.
///
/// States, time and the horizontal parameter have the units of a one-parameter diagram in the middle of the window; the unit of the
/// vertical parameter is about the width of its range.
struct TwoParameterUnits {
  let scales: NaturalScales
  let vertical: NaturalScales.Unit
  /// The model in natural units, with present values in the place of delayed ones.
  let model: Model
  /// The model in these units with its delays; nil if it has none.
  private let delayed: Model?
  /// What a one-parameter diagram knows of it.
  let natural: NaturalUnits
  /// The windows of both parameters in natural units.
  let window: (horizontal: ClosedRange<Double>, vertical: ClosedRange<Double>)
  /// The equilibria with both parameters free.
  let equilibria: EquilibriumProblem
  private let horizontalField: ParameterizedField
  private let verticalField: ParameterizedField
  private let fixed: (vertical: Int, horizontal: Int)
  private let names: (horizontal: String, vertical: String)

  init(_ dimensional: Model, _ settings: TwoParameterSettings) throws(BifurcationError) {
    natural = try NaturalUnits(dimensional, try settings.slice(of: dimensional))
    scales = natural.scales
    let (first, second) = (settings.horizontal, settings.vertical)
    names = (first.name, second.name)
    vertical = NaturalScales.Unit(second.lower...second.upper)
    window = (scales.parameter.numbers(first.lower...first.upper), vertical.numbers(second.lower...second.upper))
    let lengths = scales.sizes
    let free = [first.name, second.name]
    do throws(ModelError) {
      let unit = NaturalScales(
        names: natural.model.variableNames, variables: lengths.map { _ in NaturalScales.Unit() },
        parameterName: second.name, parameter: vertical)
      let model = try natural.model.nondimensionalized(by: unit)
      delayed = try natural.delayed.map { delayed throws(ModelError) in try delayed.nondimensionalized(by: unit) }
      equilibria = EquilibriumProblem(
        try MapIterates.field(model, free, unitLengths: lengths),
        scales: lengths.map { _ in NaturalUnits.typicalNumber } + [window.horizontal.width, window.vertical.width],
        angles: AngularPeriods(model, free: free, sizes: lengths),
        delays: try MapIterates.delays(delayed, free, unitLengths: lengths))
      horizontalField = try MapIterates.field(model, [first.name], unitLengths: lengths)
      verticalField = try MapIterates.field(model, [second.name], unitLengths: lengths)
      fixed = (
        try model.turningIntoVariables(parameters: [first.name]).parameterIndex(second.name) ?? 0,
        try model.turningIntoVariables(parameters: [second.name]).parameterIndex(first.name) ?? 0
      )
      self.model = model
    } catch {
      throw .model(error)
    }
  }

  /// Both parameters as bifurcations of cycles see them.
  var plane: ParameterPlane {
    ParameterPlane(ranges: [window.horizontal, window.vertical], both: equilibria.field) {
      [horizontalField, verticalField, fixed] free, value in
      free == 0
        ? horizontalField.setting(fixedParameter: fixed.vertical, to: value)
        : verticalField.setting(fixedParameter: fixed.horizontal, to: value)
    }
  }

  /// A line in the plane along which one parameter varies.
  struct Line: Sendable {
    var isHorizontal: Bool
    /// The value of the other parameter.
    var value: Double
    /// The parameter that varies.
    var free: String
    /// The model with the other parameter at its value.
    var model: Model
    var problem: EquilibriumProblem
    var search: EquilibriumSearch
    var range: ClosedRange<Double>

    /// State and both parameters of a point of a one-parameter curve on the line.
    func unknowns(_ point: [Double]) -> [Double] {
      isHorizontal ? point + [value] : point.dropLast() + [value, point[point.count - 1]]
    }

    /// Both parameters at a value of the one that varies.
    func place(at parameter: Double) -> [Double] { isHorizontal ? [parameter, value] : [value, parameter] }
  }

  /// The one-parameter problem on a line.
  func line(isHorizontal: Bool, at value: Double, startCount: Int) -> Line {
    let range = isHorizontal ? window.horizontal : window.vertical
    let field =
      isHorizontal
      ? horizontalField.setting(fixedParameter: fixed.vertical, to: value)
      : verticalField.setting(fixedParameter: fixed.horizontal, to: value)
    let name = isHorizontal ? names.vertical : names.horizontal
    let free = isHorizontal ? names.horizontal : names.vertical
    let line: Model
    let delays: DelayedField?
    do {
      line = try model.setting(parameter: name, to: value)
      delays = try MapIterates.delays(
        try delayed?.setting(parameter: name, to: value), [free], unitLengths: scales.sizes)
    } catch {
      preconditionFailure("\(name) is a parameter of \(model.name): \(error)")
    }
    let problem = EquilibriumProblem(
      field, scales: model.variableNames.map { _ in NaturalUnits.typicalNumber } + [range.width],
      angles: equilibria.angles, delays: delays)
    var search = EquilibriumSearch(
      problem: problem, box: natural.box.folded(problem.angles.folded, around: model.variableNames.map { _ in 0 }),
      startCount: startCount, known: [], sweep: NullclineSweep(line, field))
    // What is known lies on a horizontal line in the middle; elsewhere it is as good a start as any.
    search.known = natural.equilibria.map { (state: $0.state, parameter: isHorizontal ? $0.parameter : value) }
    return Line(
      isHorizontal: isHorizontal, value: value, free: free, model: line, problem: problem, search: search, range: range)
  }
}

extension ClosedRange<Double> {
  /// The length of the range.
  var width: Double { upperBound - lowerBound }

  /// The value at a part of the way from the lower to the upper end.
  func value(at share: Double) -> Double { lowerBound + share * width }
}
