// Part of bpanalyze. SPDX-License-Identifier: GPL-3.0-or-later

import Continuation
import ModelCore
import Results

/// A question about a model, put in natural units: what the analyzer computes with.
struct NaturalUnits {
  /// The units.
  let scales: NaturalScales
  /// The model in these units, with present values in the place of delayed ones.
  let model: Model
  /// The model in these units with its delays; nil if it has none.
  let delayed: Model?
  /// The question in these units.
  let settings: BifurcationSettings
  /// The box, in these units, in which equilibria are looked for from evenly spread starts.
  let box: StateBox
  /// Equilibria at some values of the parameter.
  let equilibria: [(state: [Double], parameter: Double)]

  /// The time, in natural units, after which trajectories have come to rest or turn: many of the slowest time constants.
  let transient: Double

  /// The phase of a forcing at which sizes are looked for: none at which a sine or a cosine vanishes.
  private static let surveyedPhase = 1.0
  /// Transients last so many of the slowest time constants, within limits.
  private static let transientLength = 8.0
  private static let transientLimits = 100.0...5000

  /// The size, in natural units, that counts as large as the window of a figure: equilibria spread over a unit, and a figure
  /// shows some of what surrounds them.
  static let typicalNumber = 2.0
  /// Ranges that a model's author suggests widen the box as long as they are no larger than this.
  private static let widestSuggestion = 100.0
  /// Equilibria further out do not widen the box; they are starts all the same.
  private static let furthestEquilibrium = 20.0

  init(_ asked: Model, _ question: BifurcationSettings) throws(BifurcationError) {
    let parameter = question.parameter
    do throws(ModelError) {
      // Equilibria, and so sizes, are those without delays.
      let dimensional = try asked.withoutDelays()
      let field = try MapIterates.field(dimensional, [parameter.name])
      let range = parameter.lower...parameter.upper
      let isLarge = EquilibriumProblem(field, scales: [Double](repeating: 1, count: dimensional.dimension + 1)).isLarge
      var found: [EquilibriumSurvey.Finding] = []
      if isLarge {
        let box = StateBox(dimensional, given: question.ranges, parameter: parameter, field: field)
        transient = Self.transientLimits.lowerBound
        scales = NaturalScales(
          names: dimensional.variableNames, variables: box.ranges.map { NaturalScales.Unit($0) },
          parameterName: parameter.name, parameter: NaturalScales.Unit(range))
        self.box = StateBox(ranges: zip(scales.variables, box.ranges).map { $0.numbers($1) })
      } else {
        // A forcing keeps equilibria away; those at one phase of it tell sizes.
        let isForced = dimensional.variableNames.last == Model.forcingPhase && dimensional.dimension > 1
        let surveyed =
          isForced ? try dimensional.freezing(variable: Model.forcingPhase, at: Self.surveyedPhase) : dimensional
        let surveyedField = isForced ? try MapIterates.field(surveyed, [parameter.name]) : field
        let survey = EquilibriumSurvey(
          surveyed, surveyedField, range, guesses: NaturalUnits.guesses(surveyed, question),
          isolated: EquilibriumSurvey.isolatedRoots(of: surveyed, parameter), free: [parameter.name])
        var scales = NaturalScales(
          surveyed, surveyedField, parameter: range, name: parameter.name, survey: survey)
        if isForced {
          scales.names.append(Model.forcingPhase)
          scales.variables.append(NaturalScales.Unit())
        }
        // What the model says of the values that make sense is a size, too.
        for (index, variable) in dimensional.variables.enumerated() {
          if let range = variable.range { scales.variables[index] = NaturalScales.Unit(range) }
        }
        found = isForced ? [] : survey.findings
        transient = NaturalUnits.transient(survey, scales, suggested: dimensional.hints.total)
        box = NaturalUnits.box(dimensional, question, scales, found.map { scales.numbers($0.state) })
        self.scales = scales
      }
      model = try dimensional.nondimensionalized(by: scales)
      delayed = asked.memory.delays.isEmpty ? nil : try asked.nondimensionalized(by: scales)
      settings = question.measured(in: scales)
      equilibria = found.map { [scales] in (scales.numbers($0.state), scales.parameter.number($0.parameter)) }
    } catch {
      throw .model(error)
    }
  }

  private static func transient(
    _ survey: EquilibriumSurvey, _ scales: NaturalScales, suggested: Double?
  ) -> Double {
    // The author's length of an integration may make the search longer, within limits.
    let suggested = min(transientLimits.upperBound, abs(suggested ?? 0) / scales.time)
    let slowest = survey.slowestRate.map { 1 / ($0 * scales.time) } ?? 1
    return min(transientLimits.upperBound, max(transientLimits.lowerBound, transientLength * slowest, suggested))
  }

  /// States that somebody has thought of: the initial state, and the middle of ranges.
  private static func guesses(_ model: Model, _ question: BifurcationSettings) -> [[Double]] {
    let initial = model.initialState.map { $0.isFinite ? $0 : 0 }
    let middle = zip(model.variables, initial).map { variable, value -> Double in
      guard let range = range(of: variable, model, question) else { return value }
      return range.lowerBound + (range.upperBound - range.lowerBound) / 2
    }
    return middle == initial ? [initial] : [initial, middle]
  }

  /// The range of a variable that the user or the model's author suggests.
  private static func range(
    of variable: Variable, _ model: Model, _ question: BifurcationSettings
  ) -> ClosedRange<Double>? {
    if let range = question.ranges[variable.name] { return range.lower...range.upper }
    if let range = variable.range { return range }
    if model.hints.horizontalAxis == variable.name { return model.hints.horizontalRange }
    return model.hints.verticalAxis == variable.name ? model.hints.verticalRange : nil
  }

  /// The box that holds the equilibria known, a unit around the origin, and what ranges suggest.
  private static func box(
    _ model: Model, _ question: BifurcationSettings, _ scales: NaturalScales, _ equilibria: [[Double]]
  ) -> StateBox {
    let ranges = model.variables.indices.map { i -> ClosedRange<Double> in
      let near = equilibria.map { $0[i] }.filter { abs($0) < furthestEquilibrium }
      var (low, high) = (min(-0.5, near.min() ?? 0), max(0.5, near.max() ?? 0))
      let margin = 0.5 * (high - low)
      (low, high) = (low - margin, high + margin)
      let variable = model.variables[i]
      if let suggested = range(of: variable, model, question) {
        let numbers = scales.variables[i].numbers(suggested)
        let isWide = max(abs(numbers.lowerBound), abs(numbers.upperBound)) > widestSuggestion
        if !isWide || question.ranges[variable.name] != nil {
          (low, high) = (min(low, numbers.lowerBound), max(high, numbers.upperBound))
        }
      }
      return low...high
    }
    return StateBox(ranges: ranges)
  }
}
